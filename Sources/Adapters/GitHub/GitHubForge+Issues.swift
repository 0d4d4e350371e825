internal import Diagnostics
internal import HTTP
public import Model

extension GitHubForge {
    /// The label by which the bot's issues are found again.
    static let issueLabel = "trimtab"

    /// Opens an issue that begins with the hidden marker of its key, or gives the number of the open one.
    public func openIssue(_ draft: IssueDraft) async throws -> Int {
        let activity = "opening issue \"\(draft.title)\""
        let marker = Marker(draft.key)
        let text = marker.marking(draft.body)
        try check(text, activity)
        var labels = draft.labels
        if !labels.contains(Self.issueLabel) { labels.insert(Self.issueLabel, at: 0) }
        let body = IssueRequest(title: draft.title, body: text, labels: labels)
        var lost: Failure?
        for _ in 0..<2 {
            if let number = try await openIssue(with: marker, activity) { return number }
            do {
                let answer = try await api.write(.post, "/issues", body, activity, isIdempotent: false)
                let issue = try api.decode(IssueAnswer.self, answer, api.url("/issues"), activity)
                // Without write access labels are dropped silently, and the issue could not be found again.
                try await add(
                    labels, to: issue.number, having: (issue.labels ?? []).compactMap(\.name), activity)
                return issue.number
            } catch let failure as Failure where failure.code == .unavailable {
                guard case .retry = failure.disposition else { throw failure }
                lost = failure
            }
        }
        if let number = try await openIssue(with: marker, activity) { return number }
        throw lost ?? Failure(.unavailable, activity, "no answer", .retry(afterSeconds: 30))
    }

    /// The login in the last event that put the label on.
    public func whoLabelled(_ number: Int, _ label: String) async throws -> String? {
        let events = try await api.list(
            "/issues/\(number)/events", [], "reading the events of pull request \(number)",
            of: IssueEventAnswer.self)
        // Labels are told apart without regard to case.
        return events.last {
            $0.event == "labeled" && $0.label?.name?.lowercased() == label.lowercased()
        }?.actor?.login
    }

    private func openIssue(with marker: Marker, _ activity: String) async throws -> Int? {
        let login = try await actor
        func isOurs(_ issue: IssueAnswer) -> Bool {
            issue.pullRequest == nil && issue.user?.login == login && marker.marks(issue.body)
        }
        let issues = try await api.list(
            "/issues", [("state", "open"), ("labels", Self.issueLabel), ("direction", "asc")], activity,
            of: IssueAnswer.self, until: { $0.contains(where: isOurs) })
        return issues.first(where: isOurs)?.number
    }
}
