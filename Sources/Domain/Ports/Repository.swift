public import Diagnostics
public import Model

/// A Git repository on this machine; nothing here touches a work tree or an index.
///
/// All functions throw `Failure`.
public protocol Repository: Sendable {
    /// The commit that a revision means, or nil when there is none (an unborn branch, an unknown name).
    func resolve(_ revision: String) async throws -> ObjectID?

    /// Reads a commit.
    func commit(_ id: ObjectID) async throws -> CommitRecord

    /// All files of a commit's tree, sorted by path; submodules and symbolic links are entries of their own.
    func entries(at commit: ObjectID) async throws -> [TreeEntry]

    /// The bytes of the blob at `path`, or nil when there is no blob there. A symbolic link gives its target text.
    func read(_ path: String, at commit: ObjectID) async throws -> [UInt8]?

    /// The bytes of a blob by its id.
    func blob(_ id: ObjectID) async throws -> [UInt8]

    /// The blob's id at `path`, or nil.
    func blobID(_ path: String, at commit: ObjectID) async throws -> ObjectID?

    /// Makes a commit in memory and stores its objects; no reference moves. Equal drafts give equal ids unless signed.
    func makeCommit(_ draft: CommitDraft) async throws -> ObjectID

    /// The target of a full reference name, or nil.
    func reference(_ name: String) async throws -> ObjectID?

    /// All references that start with `prefix`, by full name.
    func references(prefix: String) async throws -> [String: ObjectID]

    /// Moves, makes or deletes a reference if it stands where expected; `Failure.Code.conflict` otherwise.
    func update(_ reference: ReferenceUpdate, message: String) async throws

    /// True when `ancestor` can be reached from `commit`; a commit descends from itself.
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool

    /// The best common ancestor, or nil.
    func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID?

    /// The ids from `tip` back to, and without, anything reachable from `excluded`; newest first.
    func log(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) async throws -> [ObjectID]

    /// The steps from `tip` back by first parents, without `known` and what lies behind it; newest first, at most `limit`.
    func steps(from tip: ObjectID, back known: ObjectID?, limit: Int) async throws -> [HistoryStep]

    /// Paths whose blob or mode differs between the trees of two commits.
    func changedPaths(from old: ObjectID, to new: ObjectID) async throws -> [String]

    /// A unified diff between the trees of two commits.
    func diff(from old: ObjectID, to new: ObjectID) async throws -> String

    /// The commit that merging `head` into `base` makes; `Failure.Code.conflict` when they conflict. No reference moves.
    ///
    /// With `.squash` it has one parent, with `.merge` two.
    func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String, author: CommitIdentity,
        committer: CommitIdentity
    ) async throws -> ObjectID

    /// The changes that reverting `commit` on top of `tip` makes, path → change; `Failure.Code.conflict` on conflict.
    func reversal(of commit: ObjectID, on tip: ObjectID) async throws -> [String: CommitDraft.Change]

    /// Paths with uncommitted changes in the work tree; empty for a bare repository.
    func uncommittedPaths() async throws -> [String]
}

extension Repository {
    /// The same from the other functions, for whoever has no quicker way.
    public func steps(from tip: ObjectID, back known: ObjectID?, limit: Int) async throws -> [HistoryStep] {
        var steps: [HistoryStep] = []
        var next: ObjectID? = tip
        while let id = next, id != known, steps.count < limit {
            let parents = try await commit(id).parents
            var step = HistoryStep(id: id, parents: parents, changes: [])
            if let parent = parents.first {
                for path in try await changedPaths(from: parent, to: id) {
                    step.changes.append(
                        HistoryStep.Change(
                            path: path, before: try await blobID(path, at: parent),
                            after: try await blobID(path, at: id)))
                }
            }
            steps.append(step)
            next = parents.first
        }
        return steps
    }
}

/// The repository that others see: `origin`.
///
/// All functions throw `Failure`.
public protocol Remote: Sendable {
    /// What the remote has now, full names.
    func references() async throws -> [String: ObjectID]

    /// Brings objects and mirrors references: every remote name that matches a source moves the local name given.
    ///
    /// `refspecs` are Git's: `+refs/heads/*:refs/remotes/origin/*`, `+refs/trimtab/*:refs/trimtab/*`.
    func fetch(_ refspecs: [String]) async throws

    /// Pushes all updates, each only if the remote reference stands where expected.
    ///
    /// The answer names every update that was refused, with the reason; an empty answer means all went through.
    /// A lost lease is `Failure.Code.conflict`.
    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure]
}
