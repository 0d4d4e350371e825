internal import Diagnostics
internal import Gates
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// Asks Policy: collects what a decision rests on, and hands out the permits that Policy grants.
struct Judge: Sendable {
    /// What is true of one change at this moment, read from forge, remote and metrics.
    struct World: Sendable {
        var head: ObjectID?
        var checks: [CheckResult]?
        var approvals: [Approval] = []
        var labels: [String] = []
        var halt = HaltReading.running
        var incident = IncidentReading.clear
        var hasPullRequest = false
        /// Who set a line of the change of late; nil when nobody did.
        var touched: String?
    }

    let policies: PolicySet
    private let run: RunContext
    private let halt: HaltReader
    private let bot: String
    private let firing: [Labels]?
    private let whyUnknown: String
    private let openPullRequests: Int
    private let purpose: PolicyInputs.Purpose
    private let quiet: QuietPeriod

    /// Reads the policies of the target branch, and what fires now.
    init(
        _ workspace: Workspace, run: RunContext, arrival: Arrival, purpose: PolicyInputs.Purpose = .fix
    ) async throws {
        self.run = run
        self.purpose = purpose
        halt = workspace.halt
        quiet = try await QuietPeriod(run, tip: workspace.tip)
        policies = try CategoryLoader().load(from: workspace.tree)
        bot = try await run.forge.actor
        openPullRequests = arrival.pulls.count { $0.state == .open }
        do {
            let answer = try await workspace.metrics().instant(
                IncidentRule.query, at: try Detecting(workspace).incidentMoment())
            firing = answer.series.filter { $0.values.last == 1 }.map(\.labels)
            whyUnknown = ""
        } catch let failure as Failure {
            firing = nil
            whyUnknown = SecretText.redacted(failure.description)
        }
    }

    /// What is true of a change now; `head` is the commit that would be merged.
    func world(for plan: Plan, _ pull: PullRequest?, head: ObjectID?) async throws -> World {
        var world = World(head: head)
        world.halt = await halt.reading()
        world.incident = incident(on: plan)
        world.touched = try await quiet.reason(for: plan)
        world.checks = []
        if let pull {
            world.hasPullRequest = true
            world.labels = pull.labels
            world.approvals = try await run.forge.approvals(of: pull.number)
            if let head { world.checks = try? await run.forge.checks(on: head) }
        }
        return world
    }

    /// Trouble on anything that the plan changes.
    private func incident(on plan: Plan) -> IncidentReading {
        var names: Set<String> = []
        for target in plan.members.isEmpty ? [plan.target] : plan.members.map(\.target) {
            switch IncidentRule.reading(
                of: firing, for: target, trigger: run.trigger, whyUnknown: whyUnknown)
            {
            case .clear: break
            case .open(let found): names.formUnion(found)
            case .unknown(let why): return .unknown(why)
            }
        }
        return names.isEmpty ? .clear : .open(names.sorted())
    }

    /// The whole decision on the ledger's facts.
    func decide(
        _ edit: VerifiedEdit, _ category: LoadedCategory, gates: GateReport, facts: LedgerFacts,
        world: World
    ) -> Decision {
        PolicyDecider().decide(inputs(edit, category, gates), at: moment(facts, world))
    }

    /// What the gates of all categories that must agree say about the files that `edit` makes on `tip`.
    func gates(_ edit: VerifiedEdit, _ category: LoadedCategory, on tip: ObjectID) async throws -> GateReport
    {
        let names = inputs(edit, category, .none).judgedCategories.flatMap(\.category.gates)
        guard !Set(names).isSubset(of: edit.passedGates) else { return .none }
        run.progress.say("running gates for \(edit.plan.target.display)")
        return try await run.gates.report(
            names, of: edit, at: try await MergeTrial(run: run).wanted(edit, on: tip))
    }

    /// The part of the decision that evidence keeps: it does not depend on the moment.
    func lastingDecision(
        _ edit: VerifiedEdit, _ category: LoadedCategory, gates: GateReport
    ) -> DecisionNode {
        PolicyDecider().decideStatically(inputs(edit, category, gates.timeless)).tree
    }

    /// The budgets that have no room for a change, where that escalates.
    func exhausted(
        _ edit: VerifiedEdit, _ category: LoadedCategory, facts: LedgerFacts
    ) -> [ExhaustedBudget] {
        PolicyDecider().exhausted(
            inputs(edit, category, .none), at: moment(facts, World()))
    }

    /// Leave to merge `head` onto `base`, or why not; with the decision it rests on.
    func permit(
        _ edit: VerifiedEdit, _ category: LoadedCategory, number: Int, head: ObjectID, base: ObjectID,
        tree: ObjectID, gates: GateReport, facts: LedgerFacts, world: World
    ) -> Outcome<GrantedPermit> {
        let request = PermitRequest(
            edit: edit, number: number, head: head, baseBranch: run.settings.targetBranch, base: base,
            method: .squash, tree: tree)
        var (inputs, moment) = (inputs(edit, category, gates), moment(facts, world))
        run.broken?.judgement(&inputs, &moment)
        return PermitOffice().grant(request, inputs, at: moment)
    }

    private func inputs(
        _ edit: VerifiedEdit, _ category: LoadedCategory, _ gates: GateReport
    ) -> PolicyInputs {
        var inputs = PolicyInputs(
            edit: edit, category: category, repository: run.settings, purpose: purpose)
        inputs.gates = gates
        // Those of the tip that the category is of: another would be judged on a base that is not the edit's.
        let policies = run.policiesOfTips.value[category.commit] ?? self.policies
        let match = CategoryMatch(policies)
        guard edit.plan.members.isEmpty else {
            inputs.members = edit.plan.members.enumerated().map { index, member in
                // A category that is gone covers nothing: the leader's, which is not about this change, says so.
                let own = policies.category(named: member.category) ?? category
                return inputs.member(index, under: own, beside: match.companions(of: member, beside: own))
            }
            return inputs
        }
        inputs.companions = match.companions(of: edit.plan, beside: category)
        return inputs
    }

    private func moment(_ facts: LedgerFacts, _ world: World) -> PolicyMoment {
        var moment = PolicyMoment(
            now: run.time.now(), operatorSettings: run.operatorSettings, ledger: facts,
            incident: world.incident,
            halt: world.halt, head: world.head, checks: world.checks, approvals: world.approvals, bot: bot,
            labels: world.labels, hasPullRequest: world.hasPullRequest, openPullRequests: openPullRequests)
        moment.touched = world.touched
        return moment
    }
}

extension PolicyInputs {
    /// The categories that must agree, of all members.
    fileprivate var judgedCategories: [LoadedCategory] {
        (members.isEmpty ? [self] : members).flatMap { [$0.category] + $0.companions }
    }
}
