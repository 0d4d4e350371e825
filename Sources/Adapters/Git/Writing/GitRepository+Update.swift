internal import CLibgit2
internal import Foundation
public import Model

extension GitRepository {
    /// Moves, makes or deletes a reference if it stands where expected.
    ///
    /// The comparison happens under the reference's lock, the same one that the `git` command takes, so of two writers
    /// only one can win. What the reference already is counts as done only if it was expected.
    ///
    /// - Throws: `conflict` when the reference is not as expected or stays locked, or when it is a branch that some work
    ///   tree has checked out, which would make that work tree look changed.
    public func update(_ reference: ReferenceUpdate, message: String) throws {
        try work("updating \(reference.name)") {
            try handle.refuseCheckedOut(reference.name)
            try handle.update(reference, message: message)
        }
    }
}

extension RepositoryHandle {
    /// How often a held lock is tried again, with a short wait between.
    private static var lockAttempts: Int { 50 }

    /// Compare-and-swap of one reference.
    func update(_ change: ReferenceUpdate, message: String) throws(GitError) {
        let name = change.name
        let expected = change.expected
        var valid: Int32 = 0
        guard name.hasPrefix("refs/"), git_reference_name_is_valid(&valid, name) == 0, valid == 1 else {
            git_error_clear()
            throw GitError(
                kind: .invalidName, activity: "checking the name", message: "not a full reference name")
        }
        // What is there already is nested in nothing, and what is expected but absent is refused below.
        if change.new != nil, expected == nil { try refuseNesting(name) }
        let transaction = try TransactionHandle("starting a transaction") { git_transaction_new($0, pointer) }
        try lock(name, in: transaction)
        let actual = try self.target(of: name)
        guard actual == expected else {
            throw GitError(
                kind: .changed, activity: "comparing it",
                message: "it is \(actual?.short ?? "absent"), expected \(expected?.short ?? "absent")")
        }
        if let target = change.new {
            var raw = try target.raw
            try requireObject(&raw, target)
            try check(
                "setting it", git_transaction_set_target(transaction.pointer, name, &raw, nil, message))
        } else {
            guard actual != nil else { return }
            try check("deleting it", git_transaction_remove(transaction.pointer, name))
        }
        try check("storing it", git_transaction_commit(transaction.pointer))
    }

    /// A branch that a work tree shows must not move under it.
    func refuseCheckedOut(_ name: String) throws(GitError) {
        guard git_repository_is_bare(pointer) == 0, name.hasPrefix("refs/heads/") else { return }
        var found: OpaquePointer?
        guard git_reference_lookup(&found, pointer, name) == 0 else {
            git_error_clear()
            return
        }
        defer { git_reference_free(found) }
        guard git_branch_is_checked_out(found) == 1 else { return }
        throw GitError(
            kind: .conflict, activity: "looking for work trees",
            message: "a work tree has this branch checked out; use a bare repository or another branch")
    }

    private func lock(_ name: String, in transaction: borrowing TransactionHandle) throws(GitError) {
        var attempt = 0
        while true {
            let status = git_transaction_lock_ref(transaction.pointer, name)
            if status == GIT_ELOCKED.rawValue, attempt < Self.lockAttempts {
                git_error_clear()
                attempt += 1
                // Blocks this repository's own queue only; writers hold the lock for about a millisecond.
                usleep(10_000)
                continue
            }
            try check("locking it", status)
            return
        }
    }

    /// Refuses to let a reference name what is not there; only looks for the object, does not read it.
    private func requireObject(_ raw: inout git_oid, _ id: ObjectID) throws(GitError) {
        let database = try DatabaseHandle("opening the object database") { git_repository_odb($0, pointer) }
        guard git_odb_exists(database.pointer, &raw) == 1 else {
            git_error_clear()
            throw GitError(
                kind: .missingObject, activity: "looking up \(id.short)", message: "there is no such object")
        }
    }

    /// `a/b` cannot live beside `a`: the library checks that for files only, not for packed references.
    private func refuseNesting(_ name: String) throws(GitError) {
        var parent = name[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            // `refs/heads` is a folder in every repository.
            guard parent.contains("/"), parent != "refs/heads" else { break }
            guard try target(of: String(parent)) == nil else {
                throw GitError(
                    kind: .exists, activity: "creating it", message: "there is a reference \(parent)")
            }
        }
        let children = try RefIteratorHandle("listing references") {
            git_reference_iterator_glob_new($0, pointer, name + "/*")
        }
        var child: UnsafePointer<CChar>?
        guard git_reference_next_name(&child, children.pointer) == 0, let child else {
            git_error_clear()
            return
        }
        throw GitError(
            kind: .exists, activity: "creating it", message: "there is a reference \(String(cString: child))")
    }
}
