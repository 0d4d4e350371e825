internal import CLibgit2
public import Model

extension GitRepository {
    /// The commit that merging `head` into `base` makes; no reference moves.
    ///
    /// With `.squash` it has one parent, with `.merge` two; neither is ever a fast-forward, so the message is always ours.
    ///
    /// - Throws: `conflict` that names the paths when both sides changed the same lines, and when `base` already
    ///   contains `head`.
    public func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String, author: CommitIdentity,
        committer: CommitIdentity
    ) async throws -> ObjectID {
        let activity = "merging \(head.short) into \(base.short)"
        let unsigned = try work(activity) {
            guard try !handle.isAncestor(head, of: base) else {
                throw GitError(
                    kind: .conflict, activity: "comparing histories", message: "it is merged already")
            }
            let tree = try handle.mergedTree(head, into: base)
            let parents =
                switch method {
                case .squash: [base]
                case .merge: [base, head]
                }
            return try handle.commitBytes(
                tree: tree, parents: parents, message: message, author: author, committer: committer)
        }
        return try await store(unsigned, activity: activity)
    }

    /// True when `base` could be moved to `head` without a merge.
    public func isFastForward(from base: ObjectID, to head: ObjectID) throws -> Bool {
        try isAncestor(base, of: head)
    }

    /// The changes that reverting `commit` on top of `tip` makes, path → change.
    ///
    /// Of a merge, what its first parent did not have is reverted.
    ///
    /// - Throws: `conflict` that names the paths when later commits changed the same lines; `bad-input` when the commit
    ///   changed a file's mode, a symbolic link or a submodule, which no change of bytes expresses.
    public func reversal(of commit: ObjectID, on tip: ObjectID) throws -> [String: CommitDraft.Change] {
        try work("reverting \(commit.short) on \(tip.short)") {
            let tree = try handle.revertedTree(commit, on: tip)
            let changes = try handle.changes(from: handle.tree(of: tip), to: handle.tree(tree))
            return try handle.asEdits(changes)
        }
    }
}

extension RepositoryHandle {
    /// The tree in which both sides' changes are present.
    func mergedTree(_ head: ObjectID, into base: ObjectID) throws(GitError) -> ObjectID {
        let ours = try commit(base)
        let theirs = try commit(head)
        var options = try git_merge_options.standard()
        let oursPointer = ours.pointer
        let theirsPointer = theirs.pointer
        let index = try IndexHandle("combining trees") {
            git_merge_commits($0, pointer, oursPointer, theirsPointer, &options)
        }
        return try writeTree(index)
    }

    /// The tree in which the commit's changes are undone.
    func revertedTree(_ id: ObjectID, on tip: ObjectID) throws(GitError) -> ObjectID {
        let reverted = try commit(id)
        let ours = try commit(tip)
        var options = try git_merge_options.standard()
        let mainline: UInt32 = reverted.parents.count > 1 ? 1 : 0
        guard !reverted.parents.isEmpty else {
            throw GitError(kind: .conflict, activity: "finding its parent", message: "it starts the history")
        }
        let revertedPointer = reverted.pointer
        let oursPointer = ours.pointer
        let index = try IndexHandle("undoing its changes") {
            git_revert_commit($0, pointer, revertedPointer, oursPointer, mainline, &options)
        }
        return try writeTree(index)
    }

    /// Tree changes as changes of bytes.
    func asEdits(_ changes: [PathChange]) throws(GitError) -> [String: CommitDraft.Change] {
        var edits: [String: CommitDraft.Change] = [:]
        for change in changes {
            let before = change.before?.mode ?? .file
            let after = change.after?.mode ?? .file
            guard before.isRegularFile, after.isRegularFile, change.after == nil || before == after else {
                throw GitError(
                    kind: .invalidName, activity: "undoing the change of \(change.path)",
                    message: "it is not a change of bytes: a mode, a symbolic link or a submodule")
            }
            if let file = change.after {
                edits[change.path] = .write(try blob(file.id))
            } else {
                edits[change.path] = .delete
            }
        }
        return edits
    }

    private func writeTree(_ index: borrowing IndexHandle) throws(GitError) -> ObjectID {
        guard git_index_has_conflicts(index.pointer) == 0 else {
            let paths = index.conflictingPaths.joined(separator: ", ")
            throw GitError(
                kind: .conflict, activity: "combining changes", message: "both sides changed \(paths)")
        }
        var raw = git_oid()
        try check("writing the combined tree", git_index_write_tree_to(&raw, index.pointer, pointer))
        return ObjectID(raw)
    }
}

extension IndexHandle {
    fileprivate var conflictingPaths: [String] {
        var paths: Set<String> = []
        for place in 0..<git_index_entrycount(pointer) {
            guard let entry = git_index_get_byindex(pointer, place), git_index_entry_is_conflict(entry) == 1
            else {
                continue
            }
            paths.insert(String(cString: entry.pointee.path))
        }
        return paths.sorted()
    }
}

extension git_merge_options {
    /// Renames are not guessed: an edit that lands in a file by similarity is not the edit that was permitted.
    fileprivate static func standard() throws(GitError) -> git_merge_options {
        var options = git_merge_options()
        try check("preparing a merge", git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)))
        options.flags = 0
        return options
    }
}
