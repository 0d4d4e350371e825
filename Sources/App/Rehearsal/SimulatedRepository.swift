internal import Diagnostics
internal import Model
internal import Ports
internal import Synchronization

/// A Git repository in memory: commits, trees, references, merges by lines.
///
/// It answers as the real adapter does, in microseconds. A commit that nobody fetched is not there.
final class SimulatedRepository: Repository {
    private struct State {
        var references: [String: ObjectID] = [:]
        var known: Set<ObjectID> = []
    }

    let objects: SimulatedObjects
    private let state = Mutex(State())
    /// Told of every reference that moved.
    private let moved: (@Sendable (ReferenceUpdate) -> Void)?

    init(_ objects: SimulatedObjects, moved: (@Sendable (ReferenceUpdate) -> Void)? = nil) {
        self.objects = objects
        self.moved = moved
    }

    // MARK: - Reading

    func resolve(_ revision: String) async throws -> ObjectID? {
        state.withLock { state in
            let id = ObjectID(rawValue: revision)
            if state.known.contains(id) { return id }
            return state.references[revision] ?? state.references["refs/heads/\(revision)"]
        }
    }

    func commit(_ id: ObjectID) async throws -> CommitRecord { try found(id).record }

    func entries(at commit: ObjectID) async throws -> [TreeEntry] {
        try found(commit).files.map { TreeEntry(path: $0.key, kind: .file, id: $0.value) }
            .sorted { $0.path < $1.path }
    }

    func read(_ path: String, at commit: ObjectID) async throws -> [UInt8]? {
        try found(commit).files[path].flatMap { objects.blob($0) }
    }

    func blob(_ id: ObjectID) async throws -> [UInt8] {
        guard let bytes = objects.blob(id) else {
            throw Failure(.notFound, "reading blob \(id.short)", "it is not here")
        }
        return bytes
    }

    func blobID(_ path: String, at commit: ObjectID) async throws -> ObjectID? {
        try found(commit).files[path]
    }

    /// The commit, when it was made or fetched here.
    func found(_ id: ObjectID) throws -> SimulatedObjects.Commit {
        guard state.withLock({ $0.known.contains(id) }), let commit = objects.commit(id) else {
            throw Failure(.notFound, "reading commit \(id.short)", "it is not here")
        }
        return commit
    }

    // MARK: - References

    func reference(_ name: String) async throws -> ObjectID? { state.withLock { $0.references[name] } }

    func references(prefix: String) async throws -> [String: ObjectID] {
        state.withLock { state in state.references.filter { $0.key.hasPrefix(prefix) } }
    }

    func update(_ reference: ReferenceUpdate, message: String) async throws {
        let isDone = state.withLock { state in
            guard state.references[reference.name] == reference.expected else { return false }
            state.references[reference.name] = reference.new
            return true
        }
        guard isDone else {
            throw Failure(
                .conflict, "updating \(reference.name)", "it does not stand where it was expected",
                .retry(afterSeconds: 0))
        }
        if reference.new != reference.expected { moved?(reference) }
    }

    /// Learns of a commit and all that it stands on.
    func learn(_ tip: ObjectID) {
        var waiting = [tip]
        while let id = waiting.popLast() {
            guard state.withLock({ $0.known.insert(id).inserted }), let commit = objects.commit(id) else {
                continue
            }
            waiting += commit.record.parents
        }
    }

    /// Moves a reference without a question, as a mirror does.
    func mirror(_ name: String, to id: ObjectID) { state.withLock { $0.references[name] = id } }

    // MARK: - History

    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool {
        _ = try found(commit)
        return ancestors(of: commit).contains(ancestor)
    }

    func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID? {
        let reachable = Set(ancestors(of: a))
        return ancestors(of: b).first { reachable.contains($0) }
    }

    func log(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) async throws -> [ObjectID] {
        let gone = Set(excluded.flatMap { ancestors(of: $0) })
        return Array(ancestors(of: tip).lazy.filter { !gone.contains($0) }.prefix(limit))
    }

    /// The commit and all before it, nearest first.
    private func ancestors(of tip: ObjectID) -> [ObjectID] {
        var seen: Set<ObjectID> = [tip]
        var list = [tip]
        var index = 0
        while index < list.count {
            for parent in objects.commit(list[index])?.record.parents ?? []
            where seen.insert(parent).inserted {
                list.append(parent)
            }
            index += 1
        }
        return list
    }

    // MARK: - Writing

    func makeCommit(_ draft: CommitDraft) async throws -> ObjectID {
        var files = try draft.base.map { try found($0).files } ?? [:]
        for (path, change) in draft.changes {
            switch change {
            case .write(let bytes): files[path] = objects.keep(bytes)
            case .delete: files[path] = nil
            }
        }
        return keep(
            files, parents: draft.parents, author: draft.author, committer: draft.committer,
            message: draft.message)
    }

    private func keep(
        _ files: [String: ObjectID], parents: [ObjectID], author: CommitIdentity,
        committer: CommitIdentity, message: String
    ) -> ObjectID {
        let id = objects.keep(
            files, parents: parents, author: author, committer: committer, message: message)
        state.withLock { _ = $0.known.insert(id) }
        return id
    }

    func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String,
        author: CommitIdentity, committer: CommitIdentity
    ) async throws -> ObjectID {
        let old = try await mergeBase(head, base).map { try found($0).files } ?? [:]
        let files = try merged(old: old, ours: found(base).files, theirs: found(head).files)
        return keep(
            files, parents: method == .squash ? [base] : [base, head], author: author,
            committer: committer, message: message)
    }

    func reversal(of commit: ObjectID, on tip: ObjectID) async throws -> [String: CommitDraft.Change] {
        let reverted = try found(commit)
        let before = try reverted.record.parents.first.map { try found($0).files } ?? [:]
        let now = try found(tip).files
        let after = try merged(old: reverted.files, ours: now, theirs: before)
        var changes: [String: CommitDraft.Change] = [:]
        for path in Set(now.keys).union(after.keys) where now[path] != after[path] {
            changes[path] = after[path].flatMap { objects.blob($0) }.map { .write($0) } ?? .delete
        }
        return changes
    }

    private func merged(
        old: [String: ObjectID], ours: [String: ObjectID], theirs: [String: ObjectID]
    ) throws -> [String: ObjectID] {
        var files = ours
        for path in Set(old.keys).union(theirs.keys) where old[path] != theirs[path] {
            if ours[path] == old[path] || ours[path] == theirs[path] {
                files[path] = theirs[path]
                continue
            }
            guard let base = text(old[path]), let mine = text(ours[path]), let other = text(theirs[path]),
                let lines = TextMerge.merged(base: base, ours: mine, theirs: other)
            else {
                throw Failure(.conflict, "merging \(path)", "both sides changed the same lines")
            }
            files[path] = objects.keep(lines)
        }
        return files
    }

    private func text(_ id: ObjectID?) -> [UInt8]? { id.flatMap { objects.blob($0) } }

    // MARK: - Differences

    func changedPaths(from old: ObjectID, to new: ObjectID) async throws -> [String] {
        let (before, after) = (try found(old).files, try found(new).files)
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }

    func diff(from old: ObjectID, to new: ObjectID) async throws -> String {
        let (before, after) = (try found(old).files, try found(new).files)
        var text = ""
        for path in try await changedPaths(from: old, to: new) {
            text += TextMerge.diff(
                path, from: self.text(before[path]) ?? [], to: self.text(after[path]) ?? [])
        }
        return text
    }

    func uncommittedPaths() async throws -> [String] { [] }
}
