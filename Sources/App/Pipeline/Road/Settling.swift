internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports
internal import Settings

/// Looks at the world to tell how an effect that an interrupted run reserved really ended.
struct Settling {
    let run: RunContext

    /// Settles every open intent; afterwards the ledger says what happened, and nothing is done twice.
    func settle() async throws {
        try await run.journal.settle { intent in try await happened(intent) }
        try await run.organisation?.settle(by: try await run.ledger.load())
        try await recordCommits()
    }

    /// Commits that a run pushed and could not tell of any more.
    private func recordCommits() async throws {
        let known = Set(try await run.ledger.load().events.filter { $0.type == .commit }.compactMap(\.actual))
        var found: [LedgerEvent] = []
        for (name, id) in try await run.remote.references()
        where name.hasPrefix("refs/heads/" + RunContext.branchPrefix) && !known.contains(id.rawValue) {
            if try await run.repository.resolve(id.rawValue) == nil {
                try await run.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
            }
            let record = try await run.repository.commit(id)
            guard record.committer.email == run.settings.authorEmail,
                let conclusion = try await EvidenceArchive(run: run).conclusion(of: record),
                let change = conclusion.changes.first, let evidence = CommitTrailers.evidence(record)
            else { continue }
            found.append(
                LedgerEvent(
                    time: run.time.now(), type: .commit, trigger: conclusion.trigger.name,
                    action: record.trailers["Trimtab-Action"].map { ActionID(rawValue: $0) },
                    target: change.target, service: change.subject.address.service,
                    category: conclusion.category, before: change.before, after: change.after,
                    actual: id.rawValue,
                    details: ["ref": name, "evidence": evidence.rawValue].merging(
                        conclusion.leading.count < 2
                            ? [:] : ["targets": conclusion.leading.joined(separator: " ")]
                    ) { $1 }))
        }
        let events = found.sorted { ($0.target ?? "") < ($1.target ?? "") }
        guard !events.isEmpty else { return }
        try await run.ledger.append { snapshot in
            let now = Set(snapshot.events.filter { $0.type == .commit }.compactMap(\.actual))
            return events.filter { !now.contains($0.actual ?? "") }
        }
    }

    private func happened(_ intent: LedgerEvent) async throws -> String? {
        switch intent.details["effect"] {
        case "push":
            let remote = try await run.remote.references()
            let wanted = (intent.details["refs"] ?? "").split(separator: " ").map { pair in
                pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            }
            let isThere = wanted.allSatisfy { $0.count == 2 && (remote[$0[0]]?.rawValue ?? "") == $0[1] }
            return isThere ? "pushed" : nil
        case "open-pull-request":
            guard let head = intent.details["head"] else { return nil }
            let pulls = try await run.forge.pullRequests(headPrefix: head).filter { $0.head == head }
            if let open = pulls.first(where: { $0.state == .open }) { return "#\(open.number)" }
            // People may have merged or closed it meanwhile; of those that were opened before the ledger tells.
            let told = Set(
                try await run.ledger.load().events.filter { $0.type == .done }.compactMap(\.actual))
            return pulls.first {
                $0.headCommit.rawValue == intent.details["commit"] && !told.contains("#\($0.number)")
            }.map { "#\($0.number)" }
        case "update-pull-request":
            guard let pull = try await pullRequest(of: intent), let body = intent.details["body"] else {
                return nil
            }
            return Digest(of: pull.body.utf8).rawValue == body ? "#\(pull.number)" : nil
        case "merge":
            guard let pull = try await pullRequest(of: intent), pull.state == .merged,
                pull.headCommit.rawValue == intent.details["head"]
            else { return nil }
            return pull.mergeCommit?.rawValue
        case "close":
            guard let pull = try await pullRequest(of: intent), pull.state == .closed else { return nil }
            return "closed"
        default:
            return nil
        }
    }

    private func pullRequest(of intent: LedgerEvent) async throws -> PullRequest? {
        guard let number = intent.details["pullRequest"].flatMap({ Int($0) }) else { return nil }
        do {
            return try await run.forge.pullRequest(number)
        } catch let failure as Failure where failure.code == .notFound {
            return nil
        }
    }
}
