internal import CLibgit2
internal import Foundation
internal import Model

/// A bare repository beside the real one, borrowing its objects, from which a push is sent.
///
/// The library sends only what a reference names. Naming commits in the user's repository would leave names behind when
/// we are killed; here they are in a temporary folder. It also has no configuration that a checkout could have written.
struct Outbox: ~Copyable {
    let repository: RepositoryHandle
    private let folder: String

    init(of original: borrowing RepositoryHandle) throws(GitError) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "trimtab-\(UUID().uuidString)"
        ).path
        repository = try Self.make(
            folder, objects: String(cString: git_repository_commondir(original.pointer)))
        self.folder = folder
    }

    private static func make(_ folder: String, objects: String) throws(GitError) -> RepositoryHandle {
        let activity = "making an outbox in \(folder)"
        _ = try RepositoryHandle(activity) { git_repository_init($0, folder, 1) }
        do {
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
            let borrowed = Data((objects + "objects\n").utf8)
            try borrowed.write(to: URL(fileURLWithPath: folder + "/objects/info/alternates"))
        } catch {
            throw GitError(kind: .library, activity: activity, message: "\(error)")
        }
        // Opened again, because the library reads the borrowed folders when it opens.
        return try RepositoryHandle(opening: folder, searchUpwards: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// What sends one update, under a name of its own for a commit that is sent.
    ///
    /// The plus sign waives the library's own check: ours and the lease have been stricter.
    borrowing func refspec(_ update: ReferenceUpdate) throws(GitError) -> String {
        guard let new = update.new else { return "+:" + update.name }
        let name = "refs/outbox/\(new.rawValue)"
        if try repository.target(of: name) == nil {
            try repository.update(ReferenceUpdate(name, to: new, expecting: nil), message: "push")
        }
        return "+\(name):\(update.name)"
    }
}
