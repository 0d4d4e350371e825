public import Foundation
import Model
import Ports

extension InMemoryTree {
    /// Reads every file below a directory of the machine; links are kept as links.
    public init(directory: URL) throws {
        var files: [String: [UInt8]] = [:]
        var links: [String: String] = [:]
        let root = directory.standardizedFileURL.path
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: root) {
            let path = root + "/" + name
            let type = try manager.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            switch type {
            case .typeRegular: files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            case .typeSymbolicLink: links[name] = try manager.destinationOfSymbolicLink(atPath: path)
            default: continue
            }
        }
        self.init(files, links: links)
    }

    /// Every file by its path.
    public var contents: [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for entry in entries where entry.kind == .file { result[entry.path] = try? read(entry.path) }
        return result
    }
}

/// Directories of the sources, for tests that read fixtures.
public enum SourceDirectory {
    /// The package's top directory, from the place of this file.
    public static var package: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// `Tests/Fixtures`.
    public static var fixtures: URL { package.appending(path: "Tests/Fixtures") }
}
