import Diagnostics
import Model
import Ports
import Synchronization

/// A repository in which one reference cannot be moved: what a run leaves behind that ends at that moment.
final class RefusingRepository: Repository {
    private let base: any Repository
    private let refused: String
    private let update = Mutex<ReferenceUpdate?>(nil)

    init(base: any Repository, refused: String) {
        self.base = base
        self.refused = refused
    }

    /// The update that was not done.
    var held: ReferenceUpdate? { update.withLock { $0 } }

    func update(_ reference: ReferenceUpdate, message: String) async throws {
        guard reference.name != refused else {
            update.withLock { $0 = reference }
            throw Failure(.tool, "moving \(refused)", "the run ended", .giveUp)
        }
        try await base.update(reference, message: message)
    }

    func resolve(_ revision: String) async throws -> ObjectID? { try await base.resolve(revision) }
    func commit(_ id: ObjectID) async throws -> CommitRecord { try await base.commit(id) }
    func entries(at commit: ObjectID) async throws -> [TreeEntry] { try await base.entries(at: commit) }
    func read(_ path: String, at commit: ObjectID) async throws -> [UInt8]? {
        try await base.read(path, at: commit)
    }
    func blob(_ id: ObjectID) async throws -> [UInt8] { try await base.blob(id) }
    func blobID(_ path: String, at commit: ObjectID) async throws -> ObjectID? {
        try await base.blobID(path, at: commit)
    }
    func makeCommit(_ draft: CommitDraft) async throws -> ObjectID { try await base.makeCommit(draft) }
    func reference(_ name: String) async throws -> ObjectID? { try await base.reference(name) }
    func references(prefix: String) async throws -> [String: ObjectID] {
        try await base.references(prefix: prefix)
    }
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool {
        try await base.isAncestor(ancestor, of: commit)
    }
    func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID? { try await base.mergeBase(a, b) }
    func log(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) async throws -> [ObjectID] {
        try await base.log(from: tip, excluding: excluded, limit: limit)
    }
    func changedPaths(from old: ObjectID, to new: ObjectID) async throws -> [String] {
        try await base.changedPaths(from: old, to: new)
    }
    func diff(from old: ObjectID, to new: ObjectID) async throws -> String {
        try await base.diff(from: old, to: new)
    }
    func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String, author: CommitIdentity,
        committer: CommitIdentity
    ) async throws -> ObjectID {
        try await self.base.makeMerge(
            of: head, into: base, method: method, message: message, author: author, committer: committer)
    }
    func reversal(of commit: ObjectID, on tip: ObjectID) async throws -> [String: CommitDraft.Change] {
        try await base.reversal(of: commit, on: tip)
    }
    func uncommittedPaths() async throws -> [String] { try await base.uncommittedPaths() }
}
