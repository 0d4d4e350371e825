internal import Diagnostics
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// Replaces a file by writing a new one beside it and renaming it, so that readers see the old bytes or the new ones.
struct AtomicFile {
    /// The file itself, no symbolic link.
    let target: String
    let activity: String

    func write(_ bytes: [UInt8]) throws {
        var status = stat()
        guard stat(target, &status) == 0 else { throw failure("it is gone") }
        let folder = (target as NSString).deletingLastPathComponent
        let name = (target as NSString).lastPathComponent
        var template = Array("\(folder)/.\(name).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(reason()) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do {
            try fill(descriptor, bytes, status)
            guard rename(temporary, target) == 0 else { throw failure(reason()) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func fill(_ descriptor: Int32, _ bytes: [UInt8], _ status: stat) throws {
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(reason()) }
            written += count
        }
        // The owner first, because changing it takes bits of the mode away; who may not change it keeps the new one.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
        guard fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else {
            throw failure(reason())
        }
    }

    private func reason() -> String { String(cString: strerror(errno)).lowercased() }

    private func failure(_ reason: String) -> Failure { Failure(.badInput, activity, reason, .needsHuman) }
}
