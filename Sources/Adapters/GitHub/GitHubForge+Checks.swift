internal import Diagnostics
public import Model
internal import Synchronization

extension GitHubForge {
    /// Statuses and check runs on a commit, one result per name, sorted by name.
    ///
    /// Where several carry one name the worst counts. A check run that was skipped or is neutral tested nothing and is left
    /// out: where it is required, it is missing.
    public func checks(on commit: ObjectID) async throws -> [CheckResult] {
        let activity = "reading the checks of \(commit.short)"
        let path = "/commits/\(commit)"
        let statuses = try await api.list(
            path + "/status", [], activity, page: CombinedStatusAnswer.self, elements: \.statuses)
        let runs = try await api.list(
            path + "/check-runs", [("filter", "latest")], activity, page: CheckRunsAnswer.self,
            elements: \.checkRuns)
        let results =
            statuses.map { CheckResult(name: $0.context, state: $0.checkState) }
            + runs.compactMap { run in run.checkState.map { CheckResult(name: run.name, state: $0) } }
        var worst: [String: CheckResult.State] = [:]
        for result in results {
            worst[result.name] = worst[result.name].map { Self.worse($0, result.state) } ?? result.state
        }
        return worst.map { CheckResult(name: $0.key, state: $0.value) }.sorted { $0.name < $1.name }
    }

    /// Approvals by people who may write here, each for the commit it was given on.
    ///
    /// A later review of the same person that asks for changes, or a dismissal, takes an approval away; a comment does not.
    public func approvals(of number: Int) async throws -> [Approval] {
        let activity = "reading the reviews of pull request \(number)"
        let reviews = try await api.list("/pulls/\(number)/reviews", [], activity, of: ReviewAnswer.self)
        var latest: [String: ReviewAnswer] = [:]
        for review in reviews where ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(review.state) {
            if let login = review.user?.login { latest[login] = review }
        }
        var result: [Approval] = []
        for (login, review) in latest.sorted(by: { $0.key < $1.key }) {
            guard review.state == "APPROVED", review.user?.type != "Bot", let commit = review.commitID,
                try await mayWrite(login, review.authorAssociation, activity)
            else { continue }
            result.append(Approval(by: login, commit: try ObjectID(answered: commit, activity)))
        }
        return result
    }

    /// Whether a person may write to the repository.
    ///
    /// Belonging to the organisation is not enough, so the permission is asked for; a token that may not ask has to be
    /// content with belonging.
    private func mayWrite(_ login: String, _ association: String, _ activity: String) async throws -> Bool {
        guard ["OWNER", "MEMBER", "COLLABORATOR"].contains(association) else { return false }
        if let known = memory.writers.withLock({ $0[login] }) { return known }
        let isWriter: Bool
        do {
            let url = api.url("/collaborators/\(pathEncoded(login))/permission")
            let answer = try await api.get(PermissionAnswer.self, url, activity)
            isWriter = ["admin", "write"].contains(answer.permission)
        } catch let failure as Failure where failure.code == .notFound {
            isWriter = false
        } catch let failure as Failure where failure.code == .unauthorized {
            isWriter = true
        }
        memory.writers.withLock { $0[login] = isWriter }
        return isWriter
    }

    private static func worse(_ a: CheckResult.State, _ b: CheckResult.State) -> CheckResult.State {
        if a == .failure || b == .failure { return .failure }
        return a == .pending || b == .pending ? .pending : .success
    }
}

extension CombinedStatusAnswer.Status {
    fileprivate var checkState: CheckResult.State {
        switch state {
        case "success": .success
        case "pending": .pending
        default: .failure
        }
    }
}

extension CheckRunsAnswer.Run {
    /// Nil for a run that tested nothing.
    fileprivate var checkState: CheckResult.State? {
        guard status == "completed" else { return .pending }
        switch conclusion {
        case "success": return .success
        case "skipped", "neutral": return nil
        default: return .failure
        }
    }
}
