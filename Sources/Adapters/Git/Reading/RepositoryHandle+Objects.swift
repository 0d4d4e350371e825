internal import CLibgit2
internal import Model

extension RepositoryHandle {
    func commit(_ id: ObjectID) throws(GitError) -> CommitHandle {
        var raw = try id.raw
        return try CommitHandle("looking up commit \(id.short)") { git_commit_lookup($0, pointer, &raw) }
    }

    func tree(of commit: ObjectID) throws(GitError) -> TreeHandle {
        let commit = try self.commit(commit)
        return try TreeHandle("reading its tree") { git_commit_tree($0, commit.pointer) }
    }

    func tree(_ id: ObjectID) throws(GitError) -> TreeHandle {
        var raw = try id.raw
        return try TreeHandle("looking up tree \(id.short)") { git_tree_lookup($0, pointer, &raw) }
    }

    func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
        var raw = try id.raw
        let blob = try BlobHandle("looking up blob \(id.short)") { git_blob_lookup($0, pointer, &raw) }
        let size = Int(git_blob_rawsize(blob.pointer))
        guard size > 0, let start = git_blob_rawcontent(blob.pointer) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: size))
    }

    /// What a path names in a tree; the empty path is the tree itself.
    func lookUp(_ path: String, in tree: borrowing TreeHandle) throws(GitError) -> TreeFile? {
        let path = path.hasSuffix("/") ? String(path.dropLast()) : path
        if path.isEmpty {
            return TreeFile(path: "", mode: .directory, id: ObjectID(git_tree_id(tree.pointer)))
        }
        var found: OpaquePointer?
        let status = git_tree_entry_bypath(&found, tree.pointer, path)
        guard status == 0, let found else {
            let error = GitError.last(status, "looking up \(path)")
            if error.kind == .notFound { return nil }
            throw error
        }
        defer { git_tree_entry_free(found) }
        return TreeFile(
            path: path, mode: TreeFile.Mode(git_tree_entry_filemode(found)),
            id: ObjectID(git_tree_entry_id(found)))
    }

    /// Every path below a tree, directories left out, in Git's order, which is the byte order of the paths.
    func files(below tree: borrowing TreeHandle) throws(GitError) -> [TreeFile] {
        var files: [TreeFile] = []
        try collect(tree, prefix: "", into: &files)
        return files
    }

    private func collect(
        _ tree: borrowing TreeHandle, prefix: String, into files: inout [TreeFile]
    ) throws(GitError) {
        for place in 0..<git_tree_entrycount(tree.pointer) {
            guard let entry = git_tree_entry_byindex(tree.pointer, place) else { continue }
            let path = prefix + String(cString: git_tree_entry_name(entry))
            let id = ObjectID(git_tree_entry_id(entry))
            let mode = TreeFile.Mode(git_tree_entry_filemode(entry))
            if mode == .directory {
                try collect(self.tree(id), prefix: path + "/", into: &files)
            } else {
                files.append(TreeFile(path: path, mode: mode, id: id))
            }
        }
    }
}
