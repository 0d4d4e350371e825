internal import Diagnostics
internal import Foundation

/// Reads an alert payload from a file or from standard input.
enum AlertFile {
    /// No payload needs to be larger.
    static let limit = 16 << 20

    static func read(_ path: String) throws -> [UInt8] {
        let data: Data?
        if path == "-" {
            data = try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data()
        } else {
            data = FileManager.default.contents(atPath: path)
        }
        guard let data else {
            throw Failure(.badInput, "reading \(path)", "there is no such file", .needsHuman)
        }
        guard data.count <= limit else {
            throw Failure(.badInput, "reading \(path)", "a payload has at most \(limit) bytes", .needsHuman)
        }
        return Array(data)
    }
}
