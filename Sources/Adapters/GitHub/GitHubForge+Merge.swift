internal import Diagnostics
internal import HTTP
public import Model
internal import Ports

extension GitHubForge {
    /// Merges with GitHub's own merge, bound to the permit's head; GitHub names itself as committer.
    ///
    /// GitHub binds no merge to the base, so the base's tip is read right before. Whatever else than a clear answer comes
    /// back, the pull request is read again: a merge that happened is found, and its commit given.
    public func merge(_ permit: MergePermit, message: String, committer: CommitIdentity) async throws
        -> ObjectID
    {
        let activity = "merging pull request \(permit.number)"
        if let commit = try merged(try await answer(permit.number, activity), permit, activity) {
            return commit
        }
        let tip = try await tip(of: permit.baseBranch, activity)
        guard tip == permit.base else {
            throw Failure(
                .conflict, activity,
                "\(permit.baseBranch) is at \(tip.short), the permit is for \(permit.base.short)",
                .retry(afterSeconds: 0))
        }
        guard time.now() < permit.expires else {
            throw Failure(
                .conflict, activity, "the permit expired at \(permit.expires)", .retry(afterSeconds: 0))
        }
        let path = "/pulls/\(permit.number)/merge"
        let body = MergeRequest(head: permit.head, method: permit.method, message: message)
        let answer: HTTPResponse
        do {
            answer = try await api.write(.put, path, body, activity, isIdempotent: false)
        } catch let failure as Failure where failure.code == .unavailable {
            guard case .retry = failure.disposition else { throw failure }
            return try await found(permit, activity, or: failure)
        }
        switch answer.status {
        case 200..<300:
            let answer = try api.decode(MergeAnswer.self, answer, api.url(path), activity)
            return try ObjectID(answered: answer.sha, activity)
        case 405: return try await refused(Refusal(answer), permit, activity)
        case 409:
            let refusal = Refusal(answer)
            return try await found(
                permit, activity,
                or: Failure(.conflict, activity, refusal.message, .retry(afterSeconds: 0)))
        default:
            let failure = Refusal(answer).failure(activity, api.url(path))
            guard failure.code == .unavailable else { throw failure }
            return try await found(permit, activity, or: failure)
        }
    }

    /// The commit of a merge that is done; nil when there is one to be done.
    private func merged(_ pull: PullAnswer, _ permit: MergePermit, _ activity: String) throws -> ObjectID? {
        let head = try ObjectID(answered: pull.head.sha, activity)
        if pull.mergedAt != nil, let commit = pull.mergeCommitSHA {
            guard head == permit.head else {
                throw Failure(.conflict, activity, "it was merged with another head", .giveUp)
            }
            return try ObjectID(answered: commit, activity)
        }
        guard pull.state == "open" else { throw Failure(.conflict, activity, "it is closed", .giveUp) }
        guard pull.base.ref == permit.baseBranch else {
            throw Failure(
                .conflict, activity, "it goes to \(pull.base.ref), not \(permit.baseBranch)", .giveUp)
        }
        guard head == permit.head else {
            throw Failure(
                .conflict, activity,
                "the head is \(head.short), the permit is for \(permit.head.short)", .retry(afterSeconds: 0))
        }
        return nil
    }

    /// Looks whether the merge happened after all; GitHub may take a moment to say so.
    private func found(
        _ permit: MergePermit, _ activity: String, or failure: Failure
    ) async throws -> ObjectID {
        for pause in [1, 2, 4] {
            if let commit = try merged(try await answer(permit.number, activity), permit, activity) {
                return commit
            }
            // A clear refusal needs no second look.
            if failure.code == .conflict { break }
            try await api.pauses.sleep(.seconds(pause))
        }
        throw failure
    }

    /// 405 says three things: the base moved, the branches conflict, or the repository's rules forbid it.
    private func refused(
        _ refusal: Refusal, _ permit: MergePermit, _ activity: String
    ) async throws -> ObjectID {
        let pull = try await answer(permit.number, activity)
        if let commit = try merged(pull, permit, activity) { return commit }
        let words = refusal.message.lowercased()
        let tip = try await tip(of: permit.baseBranch, activity)
        if words.contains("was modified") || tip != permit.base {
            throw Failure(.conflict, activity, refusal.message, .retry(afterSeconds: 1))
        }
        if pull.mergeable == false {
            throw Failure(
                .conflict, activity, "it conflicts with \(permit.baseBranch): \(refusal.message)", .giveUp)
        }
        if words.contains("not allowed on this repository") {
            throw Failure(
                .configuration, activity,
                "\(refusal.message); allow \(permit.method.rawValue) merges in the repository's settings, or choose "
                    + "another method in .trimtab.yml", .needsHuman)
        }
        throw Failure(
            "refused-by-remote", activity, refusal.message, .wait(for: "the branch's rules to allow it"))
    }

    private func tip(of branch: String, _ activity: String) async throws -> ObjectID {
        let url = api.url("/git/ref/heads/\(pathEncoded(branch))")
        let answer = try await api.get(ReferenceAnswer.self, url, activity)
        guard answer.ref == "refs/heads/\(branch)" else {
            throw Failure(.badAnswer, activity, "\(url) answered with \(answer.ref)", .needsHuman)
        }
        return try ObjectID(answered: answer.object.sha, activity)
    }
}
