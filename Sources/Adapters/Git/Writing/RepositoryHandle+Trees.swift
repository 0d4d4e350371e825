internal import CLibgit2
internal import Foundation
internal import Model

extension RepositoryHandle {
    func storeBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        ObjectID(try rawBlob(bytes))
    }

    /// The tree without entries, stored.
    func emptyTree() throws(GitError) -> ObjectID {
        let builder = try TreeBuilderHandle("starting a tree") { git_treebuilder_new($0, pointer, nil) }
        var raw = git_oid()
        try check("writing the empty tree", git_treebuilder_write(&raw, builder.pointer))
        return ObjectID(raw)
    }

    /// The tree that `base` becomes with the changes; existing files keep their mode.
    func updateTree(_ base: ObjectID, _ changes: [String: CommitDraft.Change]) throws(GitError) -> ObjectID {
        guard !changes.isEmpty else { return base }
        try Self.refuseNesting(changes)
        let root = try tree(base)
        var updates: [git_tree_update] = []
        updates.reserveCapacity(changes.count)
        defer { updates.forEach { free(UnsafeMutablePointer(mutating: $0.path)) } }
        for (path, change) in changes {
            var update = try self.update(path, change, in: root)
            update.path = UnsafePointer(strdup(path))
            updates.append(update)
        }
        var raw = git_oid()
        try check(
            "updating the tree", git_tree_create_updated(&raw, pointer, root.pointer, updates.count, updates))
        return ObjectID(raw)
    }

    /// The library's form of one change, except for the path, whose memory the caller owns.
    private func update(
        _ path: String, _ change: CommitDraft.Change, in root: borrowing TreeHandle
    ) throws(GitError) -> git_tree_update {
        try Self.checkPath(path)
        let present = try lookUp(path, in: root)
        var update = git_tree_update()
        switch change {
        case .delete:
            guard let present else {
                throw GitError(kind: .notFound, activity: "deleting \(path)", message: "no such file")
            }
            guard present.mode != .directory else { throw Self.refusal(path, "it is a directory") }
            update.action = GIT_TREE_UPDATE_REMOVE
        case .write(let bytes):
            if present == nil { try refuseFileAsParent(of: path, in: root) }
            let mode = present?.mode ?? .file
            guard mode.isRegularFile else { throw Self.refusal(path, mode.objection) }
            update.action = GIT_TREE_UPDATE_UPSERT
            update.filemode = mode.raw
            update.id = try rawBlob(bytes)
        }
        return update
    }

    private func rawBlob(_ bytes: [UInt8]) throws(GitError) -> git_oid {
        var raw = git_oid()
        let status = bytes.withUnsafeBytes { buffer in
            git_blob_create_from_buffer(&raw, pointer, buffer.baseAddress, buffer.count)
        }
        try check("writing a blob", status)
        return raw
    }

    private func refuseFileAsParent(of path: String, in root: borrowing TreeHandle) throws(GitError) {
        var parent = path[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            guard let entry = try lookUp(String(parent), in: root) else { continue }
            guard entry.mode == .directory else { throw Self.refusal(path, "\(parent) is not a directory") }
            return
        }
    }

    private static func checkPath(_ path: String) throws(GitError) {
        let isPlain = path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.lowercased() != ".git"
                && !part.utf8.contains(0)
        }
        guard isPlain else { throw refusal(path, "not a path inside the repository") }
    }

    private static func refuseNesting(_ changes: [String: CommitDraft.Change]) throws(GitError) {
        guard changes.count > 1 else { return }
        for path in changes.keys {
            var parent = path[...]
            while let slash = parent.lastIndex(of: "/") {
                parent = parent[..<slash]
                guard changes[String(parent)] == nil else {
                    throw refusal(path, "\(parent) is changed as a file in the same commit")
                }
            }
        }
    }

    private static func refusal(_ path: String, _ why: String) -> GitError {
        GitError(kind: .invalidName, activity: "editing \(path)", message: why)
    }
}

extension TreeFile.Mode {
    /// Why bytes cannot be written to a path of this kind.
    fileprivate var objection: String {
        switch self {
        case .file, .executable: "it is a file"
        case .symlink: "it is a symbolic link; edit the file it leads to"
        case .submodule: "it is a submodule"
        case .directory: "it is a directory"
        }
    }
}
