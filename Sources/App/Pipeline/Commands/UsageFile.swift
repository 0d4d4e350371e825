internal import Diagnostics
internal import Foundation
public import RightSizing

/// A usage table on disk, or on standard input as `-`, read in pieces.
public struct UsageFile: Sendable {
    private static let piece = 1 << 20
    private let path: String

    /// The table at `path`.
    public init(_ path: String) { self.path = path }

    /// Hands over each row, in the order of the file.
    ///
    /// - Throws: `Failure` where the file cannot be read, or with path, line and column where it is no usage table.
    public func read(_ take: (UsageRow) throws -> Void) throws {
        let handle = try open()
        defer { try? handle.close() }
        var reader = UsageTableReader(path: path == "-" ? "stdin" : path)
        while true {
            guard let data = try handle.read(upToCount: UsageFile.piece), !data.isEmpty else { break }
            try reader.read(data, take)
        }
        try reader.finish(take)
    }

    private func open() throws -> FileHandle {
        if path == "-" { return .standardInput }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(
                .notFound, "reading the usage table", "\(path): no such file, or it may not be read")
        }
        return handle
    }
}
