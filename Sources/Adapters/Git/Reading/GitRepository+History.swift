internal import CLibgit2
public import Model

extension GitRepository {
    /// The best common ancestor; nil when the histories are unrelated.
    public func mergeBase(_ a: ObjectID, _ b: ObjectID) throws -> ObjectID? {
        try work("finding the merge base of \(a.short) and \(b.short)") { try handle.mergeBase(a, b) }
    }

    /// True when `ancestor` can be reached from `commit`; a commit descends from itself.
    public func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws -> Bool {
        try work("comparing \(commit.short) with \(ancestor.short)") {
            try handle.isAncestor(ancestor, of: commit)
        }
    }

    /// The ids from `tip` back to, and without, anything reachable from `excluded`; newest first.
    public func log(from tip: ObjectID, excluding excluded: [ObjectID] = [], limit: Int = .max) throws
        -> [ObjectID]
    {
        try work("walking history from \(tip.short)") {
            try handle.history(from: tip, excluding: excluded, limit: limit)
        }
    }

    /// The newest commit on the first-parent line of `tip` that changed `path`; nil when none did.
    public func lastCommit(touching path: String, from tip: ObjectID) throws -> ObjectID? {
        try work("finding the last change of \(path)") {
            var current = tip
            var now = try handle.lookUp(path, in: handle.tree(of: current))
            while let parent = try handle.commit(current).parents.first {
                let before = try handle.lookUp(path, in: handle.tree(of: parent))
                if before != now { return current }
                current = parent
                now = before
            }
            return now == nil ? nil : current
        }
    }
}

extension RepositoryHandle {
    func mergeBase(_ a: ObjectID, _ b: ObjectID) throws(GitError) -> ObjectID? {
        var first = try a.raw
        var second = try b.raw
        var base = git_oid()
        let status = git_merge_base(&base, pointer, &first, &second)
        if status == GIT_ENOTFOUND.rawValue {
            let error = GitError.last(status, "finding the merge base")
            if error.kind == .missingObject { throw error }
            return nil
        }
        try check("finding the merge base", status)
        return ObjectID(base)
    }

    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(GitError) -> Bool {
        if ancestor == commit { return true }
        var later = try commit.raw
        var earlier = try ancestor.raw
        return try check("walking history", git_graph_descendant_of(pointer, &later, &earlier)) == 1
    }

    func history(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) throws(GitError)
        -> [ObjectID]
    {
        let walk = try RevwalkHandle("starting a walk") { git_revwalk_new($0, pointer) }
        git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue)
        var raw = try tip.raw
        try check("starting at \(tip.short)", git_revwalk_push(walk.pointer, &raw))
        for hidden in excluded {
            var raw = try hidden.raw
            try check("leaving out \(hidden.short)", git_revwalk_hide(walk.pointer, &raw))
        }
        var found: [ObjectID] = []
        while found.count < limit {
            let status = git_revwalk_next(&raw, walk.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try check("walking", status)
            found.append(ObjectID(raw))
        }
        git_error_clear()
        return found
    }
}
