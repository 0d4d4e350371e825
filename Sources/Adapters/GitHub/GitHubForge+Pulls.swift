internal import Diagnostics
internal import HTTP
public import Model
internal import Synchronization

extension GitHubForge {
    /// GitHub's limit for the body of a pull request, an issue or a comment, in characters.
    static let maximumBody = 65_536

    /// Pull requests from branches of the repository itself that start with `headPrefix`, in any state, by number.
    ///
    /// `closedBy` is told for what was closed without merging.
    public func pullRequests(headPrefix: String) async throws -> [PullRequest] {
        let activity = "listing pull requests"
        let all = try await api.list(
            "/pulls", [("state", "all"), ("sort", "created"), ("direction", "asc")], activity,
            of: PullAnswer.self)
        var result: [Int: PullRequest] = [:]
        for answer in all where isOwn(answer) && answer.head.ref.hasPrefix(headPrefix) {
            result[answer.number] = try await record(answer, activity)
        }
        return result.values.sorted { $0.number < $1.number }
    }

    /// One pull request; `notFound` also for one that comes from a fork.
    public func pullRequest(_ number: Int) async throws -> PullRequest {
        let activity = "reading pull request \(number)"
        return try await record(try await answer(number, activity), activity)
    }

    /// Opens a pull request.
    ///
    /// When the connection breaks, GitHub is asked whether it was opened all the same.
    public func open(_ draft: PullRequestDraft) async throws -> PullRequest {
        let activity = "opening a pull request for \(draft.head)"
        try check(draft.body, activity)
        let body = OpenRequest(title: draft.title, head: draft.head, base: draft.base, body: draft.body)
        var lost: Failure?
        for _ in 0..<2 {
            do {
                let answer = try await api.write(.post, "/pulls", body, activity, isIdempotent: false)
                if answer.status == 422 { throw refusal(of: draft, Refusal(answer), activity) }
                let opened = try api.decode(PullAnswer.self, answer, api.url("/pulls"), activity)
                return try await labelled(opened, draft.labels, activity)
            } catch let failure as Failure where failure.code == .unavailable {
                guard case .retry = failure.disposition else { throw failure }
                lost = failure
                if let opened = try await opened(draft, activity) {
                    return try await labelled(opened, draft.labels, activity)
                }
            }
        }
        throw lost ?? Failure(.unavailable, activity, "no answer", .retry(afterSeconds: 30))
    }

    /// Brings title and body to what is given, and adds the labels that are missing.
    public func update(_ number: Int, title: String, body: String, labels: [String]) async throws {
        let activity = "updating pull request \(number)"
        try check(body, activity)
        let present = try await answer(number, activity)
        var change = PullChangeRequest()
        if !Self.isEqual(present.title, title) { change.title = title }
        if !Self.isEqual(present.body ?? "", body) { change.body = body }
        if change.title != nil || change.body != nil {
            let path = "/pulls/\(number)"
            let answer = try await api.write(.patch, path, change, activity, isIdempotent: true)
            _ = try api.decode(PullAnswer.self, answer, api.url(path), activity)
        }
        try await add(labels, to: number, having: present.labels.map(\.name), activity)
    }

    /// Adds a comment that begins with the hidden marker of `key`, unless the bot has written one.
    public func comment(_ number: Int, key: String, body: String) async throws {
        let activity = "commenting on pull request \(number)"
        let marker = Marker(key)
        let text = marker.marking(body)
        try check(text, activity)
        let path = "/issues/\(number)/comments"
        var lost: Failure?
        for _ in 0..<2 {
            if try await isWritten(marker, at: path, activity) { return }
            do {
                let answer = try await api.write(
                    .post, path, CommentRequest(body: text), activity, isIdempotent: false)
                _ = try api.decode(CommentAnswer.self, answer, api.url(path), activity)
                return
            } catch let failure as Failure where failure.code == .unavailable {
                guard case .retry = failure.disposition else { throw failure }
                lost = failure
            }
        }
        if try await isWritten(marker, at: path, activity) { return }
        throw lost ?? Failure(.unavailable, activity, "no answer", .retry(afterSeconds: 30))
    }

    /// Says why, then closes; nothing happens to what is closed already, and what is merged is `conflict`.
    public func close(_ number: Int, reason: String) async throws {
        let activity = "closing pull request \(number)"
        let present = try await answer(number, activity)
        guard present.mergedAt == nil else { throw Failure(.conflict, activity, "it is merged", .giveUp) }
        guard present.state == "open" else { return }
        try await comment(number, key: "closed:\(Digest(of: reason.utf8).rawValue.prefix(12))", body: reason)
        let path = "/pulls/\(number)"
        let answer = try await api.write(
            .patch, path, PullChangeRequest(state: "closed"), activity, isIdempotent: true)
        _ = try api.decode(PullAnswer.self, answer, api.url(path), activity)
    }
}

extension GitHubForge {
    /// One pull request as GitHub tells it.
    func answer(_ number: Int, _ activity: String) async throws -> PullAnswer {
        let answer = try await api.get(PullAnswer.self, api.url("/pulls/\(number)"), activity)
        guard isOwn(answer) || answer.mergedAt != nil else {
            throw Failure(
                .notFound, activity, "its head is not in \(api.repository) but in a fork", .needsHuman)
        }
        return answer
    }

    /// Puts on the labels that are missing; GitHub makes those that it does not know.
    func add(_ labels: [String], to number: Int, having present: [String], _ activity: String) async throws {
        let known = Set(present.map { $0.lowercased() })
        let missing = labels.filter { !known.contains($0.lowercased()) }
        guard !missing.isEmpty else { return }
        let path = "/issues/\(number)/labels"
        let answer = try await api.write(
            .post, path, LabelsRequest(labels: missing), activity, isIdempotent: true)
        _ = try api.decode([LabelAnswer].self, answer, api.url(path), activity)
    }

    func check(_ body: String, _ activity: String) throws {
        let count = body.unicodeScalars.count
        guard count <= Self.maximumBody else {
            throw Failure(
                .badInput, activity,
                "the text has \(count) characters, GitHub takes \(Self.maximumBody)", .giveUp)
        }
    }

    /// True when the head is a branch of this repository.
    func isOwn(_ answer: PullAnswer) -> Bool {
        answer.head.repo?.fullName.lowercased() == api.repository.lowercased()
    }

    /// Equal but for line endings and blanks at the ends, which GitHub and its editor change.
    static func isEqual(_ a: String, _ b: String) -> Bool {
        func tidy(_ text: String) -> Substring {
            let lines = text.replacing("\r\n", with: "\n")
            var rest = lines[...]
            while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
            return rest.drop { $0.isWhitespace }
        }
        return tidy(a) == tidy(b)
    }

    private func record(_ answer: PullAnswer, _ activity: String) async throws -> PullRequest {
        let state: PullRequest.State =
            answer.mergedAt != nil ? .merged : answer.state == "open" ? .open : .closed
        var merge: ObjectID?
        if state == .merged, let sha = answer.mergeCommitSHA {
            merge = try ObjectID(answered: sha, activity)
        }
        let closedBy = state == .closed ? try await closer(of: answer, activity) : answer.mergedBy?.login
        return PullRequest(
            number: answer.number, state: state, title: answer.title, body: answer.body ?? "",
            head: answer.head.ref, headCommit: try ObjectID(answered: answer.head.sha, activity),
            base: answer.base.ref, labels: answer.labels.map(\.name).sorted(),
            author: answer.user?.login ?? "ghost", mergeCommit: merge, closedBy: closedBy, url: answer.htmlURL
        )
    }

    /// Who closed it: only the issue behind a pull request tells.
    private func closer(of answer: PullAnswer, _ activity: String) async throws -> String? {
        let key = "\(answer.number) \(answer.closedAt ?? "")"
        if let known = memory.closers.withLock({ $0[key] }) { return known }
        let issue = try await api.get(IssueAnswer.self, api.url("/issues/\(answer.number)"), activity)
        guard let login = issue.closedBy?.login else { return nil }
        memory.closers.withLock { $0[key] = login }
        return login
    }

    private func labelled(
        _ answer: PullAnswer, _ labels: [String], _ activity: String
    ) async throws -> PullRequest {
        try await add(labels, to: answer.number, having: answer.labels.map(\.name), activity)
        var pull = try await record(answer, activity)
        pull.labels = Array(Set(pull.labels + labels)).sorted()
        return pull
    }

    /// The open pull request that a cut-off call for `draft` left behind.
    private func opened(_ draft: PullRequestDraft, _ activity: String) async throws -> PullAnswer? {
        let owner = api.repository.prefix { $0 != "/" }
        let open = try await api.list(
            "/pulls", [("state", "open"), ("head", "\(owner):\(draft.head)")], activity, of: PullAnswer.self)
        let login = try await actor
        return open.first {
            isOwn($0) && $0.head.ref == draft.head && $0.base.ref == draft.base && $0.user?.login == login
                && Self.isEqual($0.title, draft.title) && Self.isEqual($0.body ?? "", draft.body)
        }
    }

    private func isWritten(_ marker: Marker, at path: String, _ activity: String) async throws -> Bool {
        let login = try await actor
        func isOurs(_ comment: CommentAnswer) -> Bool {
            comment.user?.login == login && marker.marks(comment.body)
        }
        let comments = try await api.list(
            path, [], activity, of: CommentAnswer.self, until: { $0.contains(where: isOurs) })
        return comments.contains(where: isOurs)
    }

    private func refusal(of draft: PullRequestDraft, _ refusal: Refusal, _ activity: String) -> Failure {
        if refusal.message.contains("already exists") {
            return Failure(.conflict, activity, refusal.message, .giveUp)
        }
        for (field, branch) in [("head", draft.head), ("base", draft.base)]
        where refusal.invalidFields.contains(field) {
            return Failure(.notFound, activity, "GitHub has no branch \(branch)", .needsHuman)
        }
        return refusal.failure(activity, api.url("/pulls"))
    }
}
