internal import Diagnostics
internal import Foundation
internal import Model
internal import Ports

/// The files of one commit in a directory of their own, with nothing of Git beside them.
struct Checkout {
    /// Larger trees are not brought into a sandbox.
    static let mostBytes = 2 << 30
    static let mostFiles = 500_000

    /// The directory of everything.
    let directory: String
    /// The files.
    var files: String { directory + "/files" }
    /// An empty directory.
    var room: String { directory + "/room" }

    /// Writes the files of `commit` as its tree has them: no filter of Git is run, no path leaves the directory.
    ///
    /// Links come last, so that nothing is written through one.
    init(of commit: ObjectID, in repository: any Repository) async throws {
        self = try Checkout.empty()
        do {
            let entries = try await repository.entries(at: commit)
            guard entries.count <= Checkout.mostFiles else {
                throw Checkout.failure("it has \(entries.count) files")
            }
            var made: Set<String> = [""]
            var bytes = 0
            for entry in entries {
                try makeParents(of: entry.path, &made)
                switch entry.kind {
                case .submodule: try Checkout.makeDirectory(files + "/" + entry.path)
                case .symlink: continue
                case .file, .executable:
                    let content = try await repository.blob(entry.id)
                    bytes += content.count
                    guard bytes <= Checkout.mostBytes else {
                        throw Checkout.failure("it has more than \(Checkout.mostBytes) bytes")
                    }
                    try write(content, to: entry.path, entry.kind == .executable ? 0o755 : 0o644)
                }
            }
            for entry in entries where entry.kind == .symlink {
                let target = String(decoding: try await repository.blob(entry.id), as: UTF8.self)
                guard symlink(target, files + "/" + entry.path) == 0 else {
                    throw Checkout.failure("linking \(entry.path): \(Checkout.reason)")
                }
            }
        } catch {
            remove()
            throw error
        }
    }

    /// A checkout without files.
    static func empty() throws -> Checkout {
        let checkout = Checkout(directory: try emptyDirectory())
        do {
            try makeDirectory(checkout.files)
            try makeDirectory(checkout.room)
        } catch {
            checkout.remove()
            throw error
        }
        // Root's programs run as nobody, who must find the way in.
        if geteuid() == 0 {
            chown(checkout.directory, 65534, 65534)
            chown(checkout.room, 65534, 65534)
        }
        return checkout
    }

    private init(directory: String) { self.directory = directory }

    /// Removes everything; directories are made writable by nobody but us, so that works.
    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    private func makeParents(of path: String, _ made: inout Set<String>) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.lowercased() != ".git" }) else {
            throw Checkout.failure("its path \(path) leads elsewhere")
        }
        var parent = ""
        for part in parts.dropLast() {
            parent += "/" + part
            if made.insert(parent).inserted { try Checkout.makeDirectory(files + parent) }
        }
    }

    private func write(_ bytes: [UInt8], to path: String, _ mode: mode_t) throws {
        let descriptor = open(files + "/" + path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Checkout.failure("writing \(path): \(Checkout.reason)") }
        defer { close(descriptor) }
        _ = fchmod(descriptor, mode)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw Checkout.failure("writing \(path): \(Checkout.reason)") }
            written += count
        }
    }

    /// Nobody else may look in: repositories are private.
    private static func emptyDirectory() throws -> String {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/trimtab-gate-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw failure("making a directory in \(base): \(reason)") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func makeDirectory(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 else { throw failure("making \(path): \(reason)") }
        chmod(path, 0o755)
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ reason: String) -> Failure {
        Failure(.tool, "bringing the files of the commit into the sandbox", reason, .needsHuman)
    }
}
