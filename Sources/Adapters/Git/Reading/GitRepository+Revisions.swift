internal import CLibgit2
public import Model

/// Where the repository's `HEAD` points.
public enum Head: Sendable, Hashable {
    /// At a branch, and that branch at a commit; the name is full (`refs/heads/main`).
    case branch(String, ObjectID)
    /// At a branch that has no commit yet.
    case unborn(String)
    /// Straight at a commit.
    case detached(ObjectID)
}

extension GitRepository {
    /// Where `HEAD` points.
    public func head() throws -> Head {
        try work("reading HEAD") {
            let head = try ReferenceHandle("reading HEAD") {
                git_reference_lookup($0, handle.pointer, "HEAD")
            }
            guard let target = git_reference_symbolic_target(head.pointer) else {
                return .detached(try handle.commitID(of: "HEAD"))
            }
            let name = String(cString: target)
            guard let id = try handle.target(of: name) else { return .unborn(name) }
            return .branch(name, id)
        }
    }

    /// True when no reference leads to a commit.
    ///
    /// The library's own function asks for `HEAD` to be at `master` as well.
    public var isEmpty: Bool { (try? handle.references(prefix: "refs/"))?.isEmpty == true }

    /// The commit that a branch, tag, id or other revision means, or nil when nothing has that name.
    public func resolve(_ revision: String) throws -> ObjectID? {
        try work("resolving revision \"\(revision)\"") {
            do {
                return try handle.commitID(of: revision)
            } catch let error as GitError where error.kind == .notFound {
                return nil
            }
        }
    }

    /// The commit that a revision means, where there has to be one.
    ///
    /// - Throws: `not-found` when nothing has that name, saying so when the repository has no commits at all.
    public func requireCommit(_ revision: String) throws -> ObjectID {
        try work("resolving revision \"\(revision)\"") {
            do {
                return try handle.commitID(of: revision)
            } catch var error as GitError where error.kind == .notFound {
                error.message =
                    isEmpty
                    ? "the repository has no commits yet; make one first"
                    : "no branch, tag or commit has this name; `git branch -a` lists the branches"
                throw error
            }
        }
    }

    /// Reads a commit.
    public func commit(_ id: ObjectID) throws -> CommitRecord {
        try work("reading commit \(id.short)") { try handle.commit(id).record }
    }
}

extension RepositoryHandle {
    func commitID(of revision: String) throws(GitError) -> ObjectID {
        let object = try ObjectHandle("looking it up") { git_revparse_single($0, pointer, revision) }
        let commit = try ObjectHandle("finding its commit") {
            git_object_peel($0, object.pointer, GIT_OBJECT_COMMIT)
        }
        return ObjectID(git_object_id(commit.pointer))
    }
}

extension CommitHandle {
    var record: CommitRecord {
        CommitRecord(
            id: ObjectID(git_commit_id(pointer)), tree: ObjectID(git_commit_tree_id(pointer)),
            parents: parents,
            author: CommitIdentity(git_commit_author(pointer).pointee),
            committer: CommitIdentity(git_commit_committer(pointer).pointee),
            message: String(cString: git_commit_message_raw(pointer)))
    }

    var parents: [ObjectID] {
        (0..<git_commit_parentcount(pointer)).map { ObjectID(git_commit_parent_id(pointer, $0)) }
    }
}
