internal import CLibgit2
internal import Diagnostics
public import Model

extension GitRepository {
    /// How often an append is built again because somebody else appended first.
    private static let appendAttempts = 10

    /// The bytes under a key of the table at `reference`; nil when there are none.
    ///
    /// Evidence bundles are kept so, by their SHA-256, and Git's notes, by the id of the commit they belong to.
    public func row(_ key: String, in reference: String) throws -> [UInt8]? {
        try work("reading \(key.prefix(12)) in \(reference)") {
            guard let tip = try handle.target(of: reference) else { return nil }
            let root = try handle.tree(of: tip)
            return try handle.find(key, in: root).map { try handle.blob($0.id) }
        }
    }

    /// The keys of the table at `reference` with their blobs; keys have `length` hexadecimal digits.
    public func rows(in reference: String, keyLength length: Int) throws -> [String: ObjectID] {
        try work("listing \(reference)") {
            guard let tip = try handle.target(of: reference) else { return [:] }
            return try handle.keys(of: handle.tree(of: tip), length: length)
        }
    }

    /// Writes rows into the table at `reference` with one commit on its tip; nil deletes a row.
    ///
    /// When somebody else appends at the same time, the commit is built again on theirs. Rows that are there already make
    /// no commit.
    ///
    /// - Returns: The tip that has the rows; nil when there is nothing to write and no table.
    @discardableResult
    public func append(
        _ rows: [String: [UInt8]?], to reference: String, message: String, author: CommitIdentity
    ) async throws -> ObjectID? {
        let activity = "appending to \(reference)"
        for attempt in 1... {
            let (tip, unsigned) = try work(activity) { try composeAppend(rows, reference, message, author) }
            guard let unsigned else { return tip }
            let commit = try await store(unsigned, activity: activity)
            do {
                try update(ReferenceUpdate(reference, to: commit, expecting: tip), message: message)
                return commit
            } catch let failure as Failure where failure.code == .conflict && attempt < Self.appendAttempts {
                continue
            }
        }
        return nil
    }

    /// The tip, and the commit to put on it unless it would change nothing.
    private func composeAppend(
        _ rows: [String: [UInt8]?], _ reference: String, _ message: String, _ author: CommitIdentity
    ) throws(GitError) -> (tip: ObjectID?, unsigned: [UInt8]?) {
        let tip = try handle.target(of: reference)
        let before: ObjectID
        if let tip {
            before = ObjectID(git_commit_tree_id(try handle.commit(tip).pointer))
        } else {
            before = try handle.emptyTree()
        }
        let after = try handle.updateTree(before, handle.changes(writing: rows, into: handle.tree(before)))
        guard after != before else { return (tip, nil) }
        let unsigned = try handle.commitBytes(
            tree: after, parents: tip.map { [$0] } ?? [], message: message, author: author, committer: author)
        return (tip, unsigned)
    }
}
