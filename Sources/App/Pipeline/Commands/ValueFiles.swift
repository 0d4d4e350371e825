internal import Diagnostics
public import FileValues
internal import Foundation

/// Opens the files of `trimtab get` and `trimtab set`, and writes them back.
public enum ValueFiles {
    /// Reads a file.
    ///
    /// - Throws: `Failure` where it cannot be read, ``InvalidFiles`` where it has errors, ``BadArgument`` for an unknown name.
    public static func open(_ path: String) throws -> ValueFile {
        let bytes = try read(path)
        do throws(ValueRefusal) { return try ValueFile(bytes, path: path) } catch { throw ending(error) }
    }

    /// The value at a path.
    ///
    /// - Throws: ``InvalidFiles`` or ``BadArgument``, by whose fault it is.
    public static func get(_ file: ValueFile, _ path: String, document: Int?) throws -> ValueFile.Found {
        do throws(ValueRefusal) { return try file.value(at: path, document: document) } catch {
            throw ending(error)
        }
    }

    /// The file with another value at a path.
    ///
    /// - Throws: ``InvalidFiles`` or ``BadArgument``, by whose fault it is.
    public static func set(_ file: ValueFile, _ path: String, _ value: String, creating: Bool, document: Int?)
        throws -> ValueFile.Edited
    {
        do throws(ValueRefusal) {
            return try file.setting(path, to: value, creating: creating, document: document)
        } catch { throw ending(error) }
    }

    /// What is printed with `-o json`: the value, and where it stands.
    public static func report(_ found: ValueFile.Found, at path: String, in file: ValueFile) -> String {
        let position = LineTable(file.bytes).position(of: Int(found.range.lower))
        let members: [(String, DecodedValue)] = [
            ("file", .string(file.path)), ("path", .string(path)), ("value", found.value),
            ("line", .number("\(position.line)")), ("column", .number("\(position.column)")),
            ("start", .number("\(found.range.lower)")), ("end", .number("\(found.range.upper)")),
            ("raw", .string(String(decoding: found.raw, as: UTF8.self))),
        ]
        return DecodedValue.map(members.map { DecodedValue.Member($0.0, $0.1) }).json
    }

    /// Puts `bytes` in the place of the file's, all at once or not at all.
    ///
    /// A symbolic link stays, and what it leads to is replaced; mode and owner stay. A file that already has these bytes is
    /// not touched.
    ///
    /// - Throws: `Failure`; then the file is as it was.
    public static func replace(_ file: ValueFile, with bytes: [UInt8]) throws {
        guard bytes != file.bytes else { return }
        let target = URL(fileURLWithPath: file.path).resolvingSymlinksInPath().path
        let activity = "writing \(file.path)"
        guard try read(file.path) == file.bytes else {
            throw Failure(.conflict, activity, "somebody else changed it meanwhile", .needsHuman)
        }
        try AtomicFile(target: target, activity: activity).write(bytes)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(.badInput, "reading \(path)", "no such file", .needsHuman)
        }
        guard !isDirectory.boolValue else {
            throw Failure(.badInput, "reading \(path)", "it is a directory", .needsHuman)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.badInput, "reading \(path)", "permission denied", .needsHuman)
        }
        return Array(data)
    }

    private static func ending(_ refusal: ValueRefusal) -> any Error {
        refusal.isUsage
            ? InvalidArgument(rendered: refusal.rendered)
            : InvalidFiles(rendered: refusal.rendered, isConfiguration: false)
    }
}

/// An argument that is written in some language and has errors in it, shown with their positions.
public struct InvalidArgument: Error, Sendable, CustomStringConvertible {
    /// What is wrong, rendered.
    public let rendered: String

    /// The rendered diagnostics.
    public var description: String { rendered }
}
