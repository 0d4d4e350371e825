internal import Diagnostics
internal import Settings
internal import Synchronization

/// What category files were decoded to; the answer for a path and its bytes never changes.
final class DecodedFiles: Sendable {
    /// What one file says, and what is wrong with it.
    typealias Decoded = (value: Category?, diagnostics: [Diagnostic])

    private struct Key: Hashable {
        var path: String
        var bytes: [UInt8]
    }

    /// Runs read a few dozen files; whoever reads more begins anew.
    private static let most = 256
    private let known = Mutex<[Key: Decoded]>([:])

    /// What `decode` made of the file, now or before.
    func value(for file: SourceFile, _ decode: (SourceFile) -> Decoded) -> Decoded {
        let key = Key(path: file.path, bytes: file.bytes)
        if let decoded = known.withLock({ $0[key] }) { return decoded }
        let decoded = decode(file)
        known.withLock { known in
            if known.count >= DecodedFiles.most { known = [:] }
            known[key] = decoded
        }
        return decoded
    }
}
