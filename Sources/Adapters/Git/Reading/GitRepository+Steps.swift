internal import CLibgit2
public import Model

extension GitRepository {
    /// The steps from `tip` back by first parents, in one go: only folders that differ are read.
    public func steps(from tip: ObjectID, back known: ObjectID?, limit: Int) throws -> [HistoryStep] {
        try work("walking the history of \(tip.short)") {
            var steps: [HistoryStep] = []
            var (next, stop): (ObjectID?, ObjectID?) = (tip, known)
            while let id = next, id != stop, steps.count < limit {
                let parents = try handle.commit(id).parents
                var step = HistoryStep(id: id, parents: parents, changes: [])
                if let parent = parents.first {
                    try handle.differences(
                        handle.tree(of: parent), handle.tree(of: id), under: "", to: &step.changes)
                }
                steps.append(step)
                next = parents.first
                if next == nil { stop = nil }
            }
            return steps
        }
    }
}

extension RepositoryHandle {
    /// Adds the files that differ between two trees; both have their entries by name.
    func differences(
        _ old: borrowing TreeHandle, _ new: borrowing TreeHandle, under prefix: String,
        to changes: inout [HistoryStep.Change]
    ) throws(GitError) {
        let (oldCount, newCount) = (git_tree_entrycount(old.pointer), git_tree_entrycount(new.pointer))
        var (left, right) = (0, 0)
        while left < oldCount || right < newCount {
            let before = left < oldCount ? git_tree_entry_byindex(old.pointer, left) : nil
            let after = right < newCount ? git_tree_entry_byindex(new.pointer, right) : nil
            let order: Int32
            if let before, let after {
                order = git_tree_entry_cmp(before, after)
            } else {
                order = before == nil ? 1 : -1
            }
            if order <= 0 { left += 1 }
            if order >= 0 { right += 1 }
            try difference(order <= 0 ? before : nil, order >= 0 ? after : nil, under: prefix, to: &changes)
        }
    }

    private func difference(
        _ before: OpaquePointer?, _ after: OpaquePointer?, under prefix: String,
        to changes: inout [HistoryStep.Change]
    ) throws(GitError) {
        if let before, let after, git_oid_equal(git_tree_entry_id(before), git_tree_entry_id(after)) != 0,
            git_tree_entry_filemode(before) == git_tree_entry_filemode(after)
        {
            return
        }
        guard let named = before ?? after else { return }
        let path = prefix + String(cString: git_tree_entry_name(named))
        let wasTree = before.map { git_tree_entry_type($0) == GIT_OBJECT_TREE } ?? false
        let isTree = after.map { git_tree_entry_type($0) == GIT_OBJECT_TREE } ?? false
        if wasTree || isTree {
            try differences(
                wasTree ? tree(before) : emptyTree(), isTree ? tree(after) : emptyTree(),
                under: path + "/", to: &changes)
        }
        let old = wasTree ? nil : before.map { ObjectID(git_tree_entry_id($0)) }
        let new = isTree ? nil : after.map { ObjectID(git_tree_entry_id($0)) }
        if old != nil || new != nil {
            changes.append(HistoryStep.Change(path: path, before: old, after: new))
        }
    }

    private func tree(_ entry: OpaquePointer?) throws(GitError) -> TreeHandle {
        try TreeHandle("looking up a tree") { git_tree_lookup($0, pointer, git_tree_entry_id(entry)) }
    }

    /// The tree without entries, which a repository need not have stored.
    private func emptyTree() throws(GitError) -> TreeHandle {
        var raw = try ObjectID.emptyTree.raw
        return try TreeHandle("looking up the empty tree") { git_tree_lookup($0, pointer, &raw) }
    }
}
