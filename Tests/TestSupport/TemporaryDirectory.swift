internal import Foundation
internal import Synchronization

/// A directory that is gone when the process ends.
///
/// Not earlier: Swift frees a value after its last use, and a test often goes on in a directory that it names no more.
public struct TemporaryDirectory: Sendable {
    /// Its absolute path, links resolved, without a slash at the end.
    public let path: String

    private static let all: Mutex<[String]> = {
        atexit { TemporaryDirectory.removeAll() }
        return Mutex([])
    }()

    /// Makes an empty directory; `inMemory` asks for one that no disk slows down, where the machine has such a place.
    public init(inMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory)
        let base =
            isThere
            ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        let path = base.appendingPathComponent("trimtab-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        Self.all.withLock { $0.append(path) }
        self.path = path
    }

    /// Removes it now.
    public func remove() { try? FileManager.default.removeItem(atPath: path) }

    private static func removeAll() {
        all.withLock { paths in paths.forEach { try? FileManager.default.removeItem(atPath: $0) } }
    }
}
