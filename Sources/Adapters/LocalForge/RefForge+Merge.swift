internal import Diagnostics
public import Model
internal import Ports

extension RefForge {
    /// Merges in memory and moves the base branch by compare-and-swap.
    ///
    /// The merge commit is written into the pull request first, then the branch moves; a kill between the two leaves an open
    /// pull request whose merge can be begun again.
    public func merge(_ permit: MergePermit, message: String, committer: CommitIdentity) async throws
        -> ObjectID
    {
        let activity = "merging pull request \(permit.number)"
        let state = try await stored(permit.number)
        let pull = try await present(state.pull, permit.number)
        if pull.state == .merged, let commit = pull.mergeCommit {
            guard pull.headCommit == permit.head else {
                throw Failure(.conflict, activity, "it was merged with another head", .giveUp)
            }
            return commit
        }
        guard pull.state == .open else { throw Failure(.conflict, activity, "it is closed", .giveUp) }
        guard time.now() < permit.expires else {
            throw Failure(
                .conflict, activity, "the permit expired at \(permit.expires)", .retry(afterSeconds: 0))
        }
        guard pull.base == permit.baseBranch else {
            throw Failure(.conflict, activity, "it goes to \(pull.base), not \(permit.baseBranch)", .giveUp)
        }
        guard pull.headCommit == permit.head else {
            throw Failure(
                .conflict, activity,
                "the head is \(pull.headCommit.short), the permit is for \(permit.head.short)",
                .retry(afterSeconds: 0))
        }
        let baseReference = "refs/heads/\(pull.base)"
        guard let tip = try await origin.reference(baseReference), tip == permit.base else {
            throw Failure(.conflict, activity, "the base branch moved", .retry(afterSeconds: 0))
        }
        let commit = try await origin.makeMerge(
            of: permit.head, into: tip, method: permit.method, message: message, author: committer,
            committer: committer)
        var stored = state.pull
        stored.headCommit = permit.head
        stored.merge = StoredPull.Merge(commit: commit, base: tip, head: permit.head, by: login)
        try await write(
            permit.number, stored, expecting: state.id, files: [:], subject: "merge \(pull.title)")
        try await origin.update(
            ReferenceUpdate(baseReference, to: commit, expecting: tip),
            message: "trimtab: merge pull request \(permit.number)")
        return commit
    }
}
