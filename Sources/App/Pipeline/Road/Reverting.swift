internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Tracing
internal import Verification

/// Takes a change back by a plan of its own, with class, permit and budget, while the literal still reads what was written.
struct Reverting {
    private let workspace: Workspace
    private let run: RunContext

    init(_ workspace: Workspace, run: RunContext) {
        self.workspace = workspace
        self.run = run
    }

    /// Proposes, and where policy allows merges, the way back.
    func revert(
        _ conclusion: StoredConclusion, because reason: String, _ report: VerificationReport
    ) async throws -> (isProposed: Bool, sentence: String) {
        let arrival = try await Arrival(run: run, tip: workspace.tip).arrive()
        let judge = try await Judge(workspace, run: run, arrival: arrival, purpose: .revert)
        var categories: [LoadedCategory] = []
        for part in conclusion.parts {
            guard let category = judge.policies.category(named: part.category) else {
                return (false, "the category \(part.category) is gone, so nothing allows a revert")
            }
            categories.append(category)
        }
        if isDone(conclusion, arrival) { return (true, "taken back before") }
        let stage = TracingStage(
            tree: workspace.tree, settings: workspace.settings, states: workspace.states)
        var parts: [Plan] = []
        for part in conclusion.parts {
            var changes: [PlannedChange] = []
            for change in part.changes {
                let trace = try stage.trace(change.subject, environment: change.subject.environment)
                guard trace.origin != nil, trace.value == change.after else {
                    return (false, "the literal no longer reads \(change.after), so it is left alone")
                }
                changes.append(
                    PlannedChange(
                        target: change.subject, trace: trace, before: change.after, after: change.before))
            }
            parts.append(plan(part, changes, reason, report))
        }
        let evaluation = try Evaluation(workspace, run: run, policies: judge.policies)
        let whole = conclusion.group.map { Plan(parts, as: $0) } ?? parts[0]
        var journey = Journey([whole.finding])
        journey.trace = whole.changes[0].trace
        journey.category = categories[0]
        journey.plan = whole
        var journeys = evaluation.edit([journey])
        journeys = try await Deciding(run: run, judge: judge).decide(journeys, arrival)
        journeys = try await Committing(run: run, tip: workspace.tip, arrival: arrival).commit(
            journeys, judge)
        journeys = try await Publishing(run: run, tip: workspace.tip).publish(journeys)
        journeys = try await Proposing(run: run, tip: workspace.tip, arrival: arrival).propose(journeys)
        journeys = try await Merging(run: run, judge: judge, evaluate: evaluation).merge(journeys)
        let end = journeys[0]
        if let failure = end.failure { return (false, failure.description) }
        if let hold = end.hold { return (false, hold.detail) }
        let number = end.pullRequest.map { "#\($0.number)" } ?? "?"
        return (true, end.mergedAs == nil ? "revert proposed as \(number)" : "reverted by \(number)")
    }

    /// True when an interrupted run already merged the way back.
    private func isDone(_ conclusion: StoredConclusion, _ arrival: Arrival) -> Bool {
        let merges = arrival.ledger.events.filter {
            $0.type == .done && $0.details["effect"] == "merge" && $0.target == conclusion.changes[0].target
        }
        guard let last = merges.last else { return false }
        return last.details["class"] == ActionClass.rollBack.rawValue
            && last.details["before"] == conclusion.changes[0].after
            && last.details["after"] == conclusion.changes[0].before
    }

    /// The way back of one change.
    private func plan(
        _ part: StoredConclusion.Member, _ changes: [PlannedChange], _ reason: String,
        _ report: VerificationReport
    ) -> Plan {
        Plan(
            category: part.category, actionClass: .rollBack, owner: part.owner, changes: changes,
            finding: finding(part, reason, report), base: workspace.tip, verification: wayBack(part),
            summary:
                "take back \(changes[0].target.address.argument) \(changes[0].before) → \(changes[0].after)",
            reasoning: [reason], reversal: "git revert this commit", saving: .none)
    }

    /// How the way back is seen in production: the old value on every instance, and nothing else.
    private func wayBack(_ part: StoredConclusion.Member) -> VerificationPlan? {
        guard var plan = part.verification, let old = Quantity(part.changes[0].before) else { return nil }
        plan.rolloutValue = old.value
        plan.expectations = []
        plan.otherwise = .escalate
        return plan
    }

    /// The same way back on another tip; its values are those that stand there now.
    static func plan(_ plan: Plan, on tip: ObjectID, _ stage: TracingStage) throws -> Plan {
        var plan = plan
        plan.base = tip
        if let group = plan.group {
            return Plan(try plan.members.map { try Reverting.plan($0, on: tip, stage) }, as: group)
        }
        for index in plan.changes.indices {
            let target = plan.changes[index].target
            let trace = try stage.trace(target, environment: target.environment)
            plan.changes[index].trace = trace
            plan.changes[index].before = trace.value ?? ""
        }
        return plan
    }

    private func finding(
        _ part: StoredConclusion.Member, _ reason: String, _ report: VerificationReport
    ) -> Finding {
        let end = run.time.now()
        return Finding(
            kind: "change-did-not-work", target: part.changes[0].subject, trigger: .sweep,
            window: TimeWindow(start: report.rolledOutAt ?? end, end: end), confidence: 1,
            remark: "did not work",
            narrative: [
                "\(reason.prefix(1).uppercased())\(reason.dropFirst()): "
                    + report.reasons.joined(separator: "; ")
            ],
            newestSample: end)
    }
}
