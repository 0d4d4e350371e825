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
        stored.begin(StoredPull.Merge(commit: commit, base: tip, head: permit.head, by: login))
        try await write(
            permit.number, stored, expecting: state.id, files: [:], subject: "merge \(pull.title)")
        try await origin.update(
            ReferenceUpdate(baseReference, to: commit, expecting: tip),
            message: "trimtab: merge pull request \(permit.number)")
        return commit
    }
}

extension RefForge {
    /// Merges an open pull request on a person's word: the local forge's merge button.
    public func mergeAsPerson(_ number: Int, person: String, time: Timestamp) async throws -> ObjectID {
        let activity = "merging pull request \(number)"
        let state = try await stored(number)
        let pull = try await present(state.pull, number)
        guard pull.state == .open else { throw Failure(.conflict, activity, "it is not open", .giveUp) }
        let baseReference = "refs/heads/\(pull.base)"
        guard let tip = try await origin.reference(baseReference) else {
            throw Failure(.notFound, activity, "the branch \(pull.base) is gone", .needsHuman)
        }
        let message = try await origin.commit(pull.headCommit).message
        let identity = CommitIdentity(name: person, email: "\(person)@localhost", time: time)
        let commit = try await origin.makeMerge(
            of: pull.headCommit, into: tip, method: .squash, message: message, author: identity,
            committer: identity)
        var stored = state.pull
        stored.headCommit = pull.headCommit
        stored.begin(StoredPull.Merge(commit: commit, base: tip, head: pull.headCommit, by: person))
        try await write(number, stored, expecting: state.id, files: [:], subject: "merge \(pull.title)")
        try await origin.update(
            ReferenceUpdate(baseReference, to: commit, expecting: tip),
            message: "merge pull request \(number)")
        return commit
    }
}
