internal import Dispatch
internal import Foundation
internal import Model
internal import Synchronization

/// A file that is read, and its digest made, while others work: an answer may have a hundred megabytes.
final class TextReading: Sendable {
    private let path: String
    private let made = Mutex<(bytes: [UInt8], digest: String)?>(nil)
    private let waiting = DispatchGroup()

    /// Nothing is read yet.
    init(_ path: String) { self.path = path }

    /// Begins to read, where that is wanted.
    func begin(isWanted: Bool) {
        guard isWanted else { return }
        DispatchQueue.global(qos: .userInitiated).async(group: waiting) { [self] in
            let read = read()
            made.withLock { $0 = read }
        }
    }

    private func read() -> (bytes: [UInt8], digest: String)? {
        AnswerCache.bytes(ofFile: path).map { ($0, Digest(of: $0).rawValue) }
    }

    /// The bytes; nil where they are not those that have the digest, and the file is removed then, to be written again.
    func bytes(withDigest digest: String) -> [UInt8]? {
        waiting.wait()
        // It is handed out once, so that nobody copies it; who asks again reads again.
        let first = made.withLock { made in
            defer { made = nil }
            return made
        }
        if let read = first ?? read(), read.digest == digest { return read.bytes }
        try? FileManager.default.removeItem(atPath: path)
        return nil
    }
}
