internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports
internal import Verification

/// `trimtab verify`: looks in production at every merged change whose outcome is not known yet.
public struct VerificationRun: Sendable {
    private let workspace: Workspace

    /// Verifies what was merged in `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Checks all pending changes; outcomes go into the ledger and the notes, a failed shrink becomes a revert.
    ///
    /// - Throws: `Failure` when repository, remote, forge or signals cannot be used.
    public func verify() async throws -> VerificationSummary {
        let run = workspace.context(.sweep)
        let arrival = try await Arrival(run: run, tip: workspace.tip).arrive()
        let verifier = Verifier(metrics: try workspace.metrics())
        let now = try Detecting(workspace).moment()
        var lines: [VerificationSummary.Line] = []
        for merged in MergedChange.pending(in: arrival.ledger) {
            guard let conclusion = try await conclusion(of: merged, run), let plan = conclusion.verification
            else {
                continue
            }
            workspace.progress.say("verifying \(merged.target)")
            let found = try await verifier.verify(plan, mergedAt: merged.time, now: now)
            let report = merged.isRevert ? found.asRevert : found
            var line = VerificationSummary.Line(merged, report)
            if let outcome = report.outcome {
                // The reaction first: a run that is killed here verifies again, and does nothing twice.
                do {
                    line.reaction = try await react(to: outcome, report, merged, conclusion, run, arrival)
                } catch let failure as Failure where failure.code != .halted {
                    // The outcome stays open: the next run finds it again, and tries to act on it again.
                    line.failure = failure.description
                    lines.append(line)
                    continue
                }
                let events = merged.members(of: conclusion).flatMap {
                    $0.events(outcome, report, at: workspace.time.now())
                }
                do {
                    try await run.ledger.append { snapshot in
                        MergedChange.pending(in: snapshot).contains { $0.action == merged.action }
                            ? events : []
                    }
                } catch let failure as Failure {
                    if !run.isDryRun { try run.offline?.keep(events) }
                    throw failure
                }
            }
            lines.append(line)
        }
        try await Housekeeping(run: run).tidy(gone: [])
        return VerificationSummary(lines: lines, remarks: try await Paging(workspace).page())
    }

    private func conclusion(of merged: MergedChange, _ run: RunContext) async throws -> StoredConclusion? {
        guard let bytes = try await EvidenceArchive(run: run).bundle(merged.evidence) else { return nil }
        do {
            return try CanonicalJSON.decode(StoredConclusion.self, from: bytes)
        } catch {
            throw Failure(
                .badAnswer, "reading evidence \(merged.evidence)", "not trimtab/evidence/v1 (\(error))",
                .needsHuman)
        }
    }

    private func react(
        to outcome: VerificationOutcome, _ report: VerificationReport, _ merged: MergedChange,
        _ conclusion: StoredConclusion, _ run: RunContext, _ arrival: Arrival
    ) async throws -> String {
        let reactions = conclusion.parts.map { part in
            let changes = part.changes.map { change in
                PlannedChange(
                    target: change.subject,
                    trace: Trace(
                        target: change.subject, status: .held(Hold(.noSuchResource)), value: change.after),
                    before: change.before, after: change.after)
            }
            return Reaction(
                to: outcome, of: changes,
                actionClass: merged.isRevert ? conclusion.actionClass : part.actionClass,
                otherwise: part.verification?.otherwise ?? .escalate)
        }
        switch Reaction(together: reactions) {
        case .none: return "kept"
        case .tellOwner(let reason):
            try await tell(reason, report, merged, conclusion, run)
            return "told \(conclusion.owner): \(reason)"
        case .escalate(let reason):
            if merged.isRevert { try await recordFailedRevert(reason, merged, conclusion, run) }
            try await escalate(reason, report, merged, conclusion, run)
            return "escalated to \(conclusion.owner): \(reason)"
        case .revert(let reason):
            let result = try await Reverting(workspace, run: run).revert(conclusion, because: reason, report)
            if result.isProposed { return result.sentence }
            try await recordFailedRevert("\(reason); \(result.sentence)", merged, conclusion, run)
            try await escalate("\(reason); \(result.sentence)", report, merged, conclusion, run)
            return "escalated to \(conclusion.owner): \(result.sentence)"
        }
    }

    /// Says once, and loudly, that a change could not be taken back.
    private func recordFailedRevert(
        _ reason: String, _ merged: MergedChange, _ conclusion: StoredConclusion, _ run: RunContext
    ) async throws {
        let act = "revert failed \(merged.action)"
        var details = ["act": act, "cause": Page.Cause.revertFailed.rawValue, "owner": conclusion.owner]
        details["scope"] = merged.service.map { "service:\($0)" } ?? "target:\(merged.target)"
        let event = LedgerEvent(
            time: run.time.now(), type: .escalation, trigger: "command", action: merged.action,
            target: merged.target, service: merged.service, category: merged.category,
            before: merged.before, after: merged.after,
            actual: "\(merged.target) could not be taken back: \(reason)", tier: .critical,
            details: details)
        try await run.ledger.append { snapshot in
            snapshot.events.contains { $0.type == .escalation && $0.details["act"] == act } ? [] : [event]
        }
    }

    private func tell(
        _ reason: String, _ report: VerificationReport, _ merged: MergedChange,
        _ conclusion: StoredConclusion,
        _ run: RunContext
    ) async throws {
        guard let number = merged.pullRequest else { return }
        let body =
            "\(conclusion.owner): \(reason).\n\n" + report.reasons.map { "- \($0)" }.joined(separator: "\n")
        let effect = Effect(
            name: "comment", key: "comment #\(number) verification \(merged.action)", time: run.time.now(),
            trigger: "command", action: merged.action, details: ["pullRequest": "\(number)"])
        try await once(effect, run) {
            try await run.forge.comment(
                number, key: "verification-\(merged.action)", body: SecretText.redacted(body))
            return "told"
        }
    }

    private func escalate(
        _ reason: String, _ report: VerificationReport, _ merged: MergedChange,
        _ conclusion: StoredConclusion,
        _ run: RunContext
    ) async throws {
        let draft = IssueDraft(
            key: "verification:\(merged.action)",
            title: "\(merged.target): a change did not work as expected",
            body: SecretText.redacted(
                "Answered for by \(conclusion.owner).\n\n\(reason).\n\n"
                    + report.reasons.map { "- \($0)" }.joined(separator: "\n")
                    + "\n\nMerged as \(merged.commit ?? "?"), action \(merged.action).\n"),
            labels: ["trimtab", conclusion.category])
        let effect = Effect(
            name: "open-issue", key: "issue \(draft.key)", time: run.time.now(), trigger: "command",
            action: merged.action, target: merged.target, service: merged.service)
        try await once(effect, run) { "issue \(try await run.forge.openIssue(draft))" }
    }

    /// Performs what an interrupted run has not done already.
    private func once(
        _ effect: Effect, _ run: RunContext, _ body: @Sendable () async throws -> String
    ) async throws {
        let isDone = try await run.ledger.load().events.contains {
            $0.type == .done && $0.details["key"] == effect.key
        }
        guard !isDone else { return }
        if case .failure(let failure)? = try await run.journal.perform([effect], { _ in try await body() })[
            effect.key]
        {
            throw failure
        }
    }
}
