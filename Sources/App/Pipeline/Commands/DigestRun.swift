internal import Diagnostics
internal import Ledger
public import Model
internal import Ports
public import Proposal

/// `trimtab digest`: reads ledger, forge and evidence, and says what came of the work of a week.
public struct DigestRun: Sendable {
    private let workspace: Workspace

    /// A digest of the repository in `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What the bot did in the `span` before now.
    ///
    /// - Throws: `Failure` when ledger or forge cannot be read.
    public func digest(of span: TimeSpan) async throws -> WorkDigest {
        let run = workspace.context(.sweep)
        let end = workspace.time.now()
        let window = TimeWindow(start: end.adding(seconds: -span.seconds), end: end)
        let snapshot = try await workspace.ledger.load()
        return WorkDigest(
            window: window, landed: try await landed(snapshot, window, run), waiting: try await waiting(run),
            declined: declined(snapshot, window))
    }

    /// Posts the digest as an issue, once for its day; the number.
    ///
    /// - Throws: `Failure` when the forge cannot be reached, or a kill switch is on.
    public func post(_ digest: WorkDigest, _ body: String) async throws -> Int {
        let run = workspace.context(.sweep)
        let draft = IssueDraft(
            key: digest.key, title: digest.title, body: body, labels: ["trimtab", "trimtab/digest"])
        let effect = Effect(
            name: "open-issue", key: "issue \(draft.key)", time: run.time.now(), trigger: "command",
            isOnce: true)
        let number = Shared<Int?>(nil)
        let results = try await run.journal.perform([effect]) { _ in
            let opened = try await run.forge.openIssue(draft)
            number.set(opened)
            return "issue \(opened)"
        }
        if case .failure(let failure)? = results[effect.key] { throw failure }
        if let number = number.value { return number }
        // It was posted before: the forge gives the open one of that key.
        return try await run.forge.openIssue(draft)
    }

    /// What the evidence of a change keeps of money and risk; both are missing in bundles of older versions.
    private struct StoredMoney: Decodable {
        struct Change: Decodable {
            var subject: Target
            var before: String
            var after: String
        }

        var saving: Saving?
        var outlook: Outlook?
        var changes: [Change]
        var members: [StoredMoney]?
    }

    private func landed(
        _ snapshot: LedgerSnapshot, _ window: TimeWindow, _ run: RunContext
    ) async throws -> [WorkDigest.Change] {
        var outcomes: [ActionID: String] = [:]
        for event in snapshot.events {
            guard let action = event.action else { continue }
            if event.type == .verification { outcomes[action] = event.actual }
            if event.type == .revert { outcomes[action] = "reverted" }
        }
        var changes: [WorkDigest.Change] = []
        for event in snapshot.events where event.time > window.start && event.time <= window.end {
            let isMerge = event.type == .done && event.details["effect"] == "merge" || event.type == .merge
            guard isMerge, event.details["group"] == nil, let action = event.action,
                event.details["class"] != ActionClass.rollBack.rawValue,
                let digest = event.details["evidence"].map(Digest.init(rawValue:))
            else { continue }
            changes += try await change(
                digest, number: event.details["pullRequest"].flatMap { Int($0) }, outcome: outcomes[action],
                run)
        }
        return changes
    }

    private func waiting(_ run: RunContext) async throws -> [WorkDigest.Change] {
        var changes: [WorkDigest.Change] = []
        for pull in try await run.forge.pullRequests(headPrefix: RunContext.branchPrefix)
        where pull.state == .open {
            if try await run.repository.resolve(pull.headCommit.rawValue) == nil {
                try await run.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
            }
            guard try await run.repository.resolve(pull.headCommit.rawValue) != nil,
                let digest = CommitTrailers.evidence(try await run.repository.commit(pull.headCommit))
            else { continue }
            changes += try await change(digest, number: pull.number, outcome: nil, run)
        }
        return changes
    }

    private func change(
        _ digest: Digest, number: Int?, outcome: String?, _ run: RunContext
    ) async throws -> [WorkDigest.Change] {
        guard let bytes = try await EvidenceArchive(run: run).bundle(digest),
            let stored = try? CanonicalJSON.decode(StoredMoney.self, from: bytes)
        else { return [] }
        return (stored.members ?? [stored]).compactMap { stored in
            guard let first = stored.changes.first else { return nil }
            let place =
                switch first.subject.address {
                case .kubernetes(let address): address.namespace
                case .terraform(let address): address.root
                }
            return WorkDigest.Change(
                pullRequest: number, target: first.subject.display, place: place,
                service: first.subject.address.service, before: first.before, after: first.after,
                saving: stored.saving ?? .unpriced, risk: stored.outlook?.risk, outcome: outcome)
        }
    }

    /// Targets that were declined in the window, by reason; waiting for people is no reason of that kind.
    private func declined(_ snapshot: LedgerSnapshot, _ window: TimeWindow) -> [WorkDigest.Declined] {
        var rows: [String: WorkDigest.Declined] = [:]
        for event in snapshot.events
        where event.type == .held && event.time > window.start && event.time <= window.end {
            guard let reason = event.details["reason"], event.details["pullRequest"] == nil,
                let target = event.target
            else { continue }
            var row =
                rows[reason] ?? WorkDigest.Declined(reason: reason, targets: [], example: event.actual ?? "")
            if !row.targets.contains(target) { row.targets.append(target) }
            rows[reason] = row
        }
        return Array(rows.values)
    }
}
