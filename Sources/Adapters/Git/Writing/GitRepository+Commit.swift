internal import CLibgit2
public import Model

extension GitRepository {
    /// Makes a commit in memory and stores its objects; no reference moves.
    ///
    /// Equal drafts give equal ids unless signed. Bytes go into blobs as they are: no `.gitattributes` filter touches them, so a file that is stored with CRLF
    /// keeps it, and one that is stored normalised stays so.
    ///
    /// - Throws: `bad-input` when a path is a symbolic link (edit ``realFile(_:at:)``), a submodule or a directory, or
    ///   when one of its parents is not a directory; `not-found` for deleting what is not there.
    public func makeCommit(_ draft: CommitDraft) async throws -> ObjectID {
        let activity = "committing \"\(draft.message.prefix { !$0.isNewline })\""
        let unsigned = try work(activity) {
            let base = try draft.base.map { ObjectID(git_commit_tree_id(try handle.commit($0).pointer)) }
            let tree = try handle.updateTree(base ?? handle.emptyTree(), draft.changes)
            return try handle.commitBytes(
                tree: tree, parents: draft.parents, message: draft.message, author: draft.author,
                committer: draft.committer)
        }
        return try await store(unsigned, wantsSignature: draft.wantsSignature, activity: activity)
    }

    /// Stores a composed commit, signed when this repository has a key and the commit wants it.
    func store(_ unsigned: [UInt8], wantsSignature: Bool = true, activity: String) async throws -> ObjectID {
        guard let signing, wantsSignature else {
            return try work(activity) { try handle.storeCommit(unsigned) }
        }
        let signature = try await signing.sign(unsigned)
        return try work(activity) { try handle.storeCommit(unsigned, signature: signature) }
    }
}

extension RepositoryHandle {
    /// Stores a composed commit with the signature of its bytes.
    func storeCommit(_ unsigned: [UInt8], signature: String) throws(GitError) -> ObjectID {
        var raw = git_oid()
        let content = unsigned + [0]
        let status = content.withUnsafeBytes { buffer in
            git_commit_create_with_signature(
                &raw, pointer, buffer.bindMemory(to: CChar.self).baseAddress, signature, "gpgsig")
        }
        try check("attaching the signature", status)
        return ObjectID(raw)
    }

    func storeCommit(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
        let database = try DatabaseHandle("opening the object database") { git_repository_odb($0, pointer) }
        var raw = git_oid()
        try check(
            "storing the commit",
            git_odb_write(&raw, database.pointer, bytes, bytes.count, GIT_OBJECT_COMMIT))
        return ObjectID(raw)
    }

    /// The commit as it is stored, and as it is signed.
    ///
    /// Composed here, as `git_commit_create_buffer` does it: that function reads the tree and every parent again, only
    /// to know that they are there. The tree was written a moment ago; parents are looked for.
    func commitBytes(
        tree: ObjectID, parents: [ObjectID], message: String, author: CommitIdentity,
        committer: CommitIdentity
    ) throws(GitError) -> [UInt8] {
        guard !message.utf8.contains(0) else {
            throw GitError(
                kind: .invalidName, activity: "writing the message", message: "it holds a NUL character")
        }
        var header = "tree \(tree.rawValue)\n"
        for parent in parents {
            try requireCommit(parent)
            header += "parent \(parent.rawValue)\n"
        }
        header += "author \(try author.line())\n"
        header += "committer \(try committer.line())\n\n"
        return Array(header.utf8) + Array(message.utf8)
    }

    /// Refuses a parent that is absent or no commit; what was read already costs nothing.
    private func requireCommit(_ id: ObjectID) throws(GitError) {
        var raw = try id.raw
        var found: OpaquePointer?
        try check("looking up parent \(id.short)", git_commit_lookup(&found, pointer, &raw))
        git_commit_free(found)
    }
}
