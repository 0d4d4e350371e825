internal import CLibgit2
internal import Model

// The library's own push to a path overwrites the reference without looking at it under its lock, so between its
// negotiation and its write another push can be lost. Two runs that share a bare repository would do that to each
// other; here the objects are copied first and each reference is compared and swapped under its lock.

extension RepositoryHandle {
    /// Copies what the updates need into the repository at `path`, then moves its references one by one.
    func pushLocally(to path: String, _ updates: [ReferenceUpdate]) throws(GitError) -> [String: GitError] {
        let remote = try RepositoryHandle(opening: path, searchUpwards: false)
        var refused: [String: GitError] = [:]
        for update in updates {
            do throws(GitError) {
                let actual = try remote.target(of: update.name)
                guard actual == update.expected else { throw GitError.stale(update, actual: actual) }
                try remote.refuseCheckedOut(update.name)
                if let new = update.new { try copy(new, to: remote) }
                try remote.update(update, message: "push")
            } catch {
                refused[update.name] = error
            }
        }
        return refused
    }

    /// How many commits are copied object by object; more are sent as one pack.
    private static var fewCommits: Int { 50 }

    private func copy(_ tip: ObjectID, to remote: borrowing RepositoryHandle) throws(GitError) {
        let source = try DatabaseHandle("opening the object database") { git_repository_odb($0, pointer) }
        let remotePointer = remote.pointer
        let target = try DatabaseHandle("opening the remote's object database") {
            git_repository_odb($0, remotePointer)
        }
        guard try !target.has(tip) else { return }
        var known: Set<ObjectID> = []
        for id in try remote.references(prefix: "refs/").values where try source.has(id) && isCommit(id) {
            known.insert(id)
        }
        guard isCommit(tip) else { return try pack(tip, into: remote) }
        let missing = try history(from: tip, excluding: Array(known), limit: .max)
        guard missing.count <= Self.fewCommits, !known.isEmpty else { return try pack(missing, into: remote) }
        // Parents first and trees after their contents: whatever is present has all it refers to, even when a run is
        // killed half-way.
        for id in missing.reversed() {
            try copyTree(ObjectID(git_commit_tree_id(commit(id).pointer)), from: source, to: target)
            try source.copy(id, to: target)
        }
    }

    private func copyTree(
        _ id: ObjectID, from source: borrowing DatabaseHandle, to target: borrowing DatabaseHandle
    ) throws(GitError) {
        guard try !target.has(id) else { return }
        let tree = try self.tree(id)
        for place in 0..<git_tree_entrycount(tree.pointer) {
            guard let entry = git_tree_entry_byindex(tree.pointer, place) else { continue }
            let child = ObjectID(git_tree_entry_id(entry))
            switch TreeFile.Mode(git_tree_entry_filemode(entry)) {
            case .directory: try copyTree(child, from: source, to: target)
            case .submodule: break
            case .file, .executable, .symlink:
                if try !target.has(child) { try source.copy(child, to: target) }
            }
        }
        try source.copy(id, to: target)
    }

    private func pack(_ commits: [ObjectID], into remote: borrowing RepositoryHandle) throws(GitError) {
        let builder = try PackBuilderHandle("starting a pack") { git_packbuilder_new($0, pointer) }
        for id in commits {
            var raw = try id.raw
            try check("packing commit \(id.short)", git_packbuilder_insert_commit(builder.pointer, &raw))
        }
        try builder.write(into: remote)
    }

    private func pack(_ object: ObjectID, into remote: borrowing RepositoryHandle) throws(GitError) {
        let builder = try PackBuilderHandle("starting a pack") { git_packbuilder_new($0, pointer) }
        var raw = try object.raw
        try check("packing \(object.short)", git_packbuilder_insert_recur(builder.pointer, &raw, nil))
        try builder.write(into: remote)
    }

    private func isCommit(_ id: ObjectID) -> Bool {
        guard (try? commit(id).pointer) != nil else {
            git_error_clear()
            return false
        }
        return true
    }
}

extension PackBuilderHandle {
    fileprivate func write(into remote: borrowing RepositoryHandle) throws(GitError) {
        let folder = String(cString: git_repository_commondir(remote.pointer)) + "objects/pack"
        try check("writing a pack", git_packbuilder_write(pointer, folder, 0, nil, nil))
    }
}

extension DatabaseHandle {
    fileprivate func has(_ id: ObjectID) throws(GitError) -> Bool {
        var raw = try id.raw
        return git_odb_exists_ext(pointer, &raw, UInt32(GIT_ODB_LOOKUP_NO_REFRESH.rawValue)) == 1
    }

    fileprivate func copy(_ id: ObjectID, to target: borrowing DatabaseHandle) throws(GitError) {
        var raw = try id.raw
        let object = try Handle<StoredObjectKind>("reading \(id.short)") { git_odb_read($0, pointer, &raw) }
        var written = git_oid()
        try check(
            "writing \(id.short)",
            git_odb_write(
                &written, target.pointer, git_odb_object_data(object.pointer),
                git_odb_object_size(object.pointer),
                git_odb_object_type(object.pointer)))
    }
}

private enum StoredObjectKind: HandleKind {
    static func free(_ pointer: OpaquePointer) { git_odb_object_free(pointer) }
}
