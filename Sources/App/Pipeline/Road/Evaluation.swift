internal import Detection
internal import Diagnostics
internal import Editing
internal import MachineCatalogue
internal import Model
internal import Planning
internal import Policy
internal import Ports
internal import Settings
internal import Tracing

/// The stations that only compute: which literal, what value, which bytes.
///
/// Nothing outward happens here.
struct Evaluation: Sendable {
    let workspace: Workspace
    let run: RunContext
    private let match: CategoryMatch
    private let tracing: TracingStage
    private let prices: PriceList?
    private let catalogue: MachineCatalogue
    private let surroundings: Surroundings

    init(_ workspace: Workspace, run: RunContext, policies: PolicySet) throws {
        self.workspace = workspace
        self.run = run
        match = CategoryMatch(policies)
        tracing = TracingStage(
            tree: workspace.tree, settings: workspace.settings, states: workspace.states)
        prices = try PriceFile.read(workspace)
        catalogue = try CatalogueFile.read(workspace)
        surroundings = Surroundings(tracing, workspace.tree)
    }

    /// Finds the deciding literal of every finding.
    func trace(_ journeys: [Journey]) throws -> [Journey] {
        run.progress.say("tracing \(journeys.count) findings")
        return try journeys.map { journey in
            var journey = journey
            // A held finding is traced too: people want to know where the value stands.
            let traces = try traces(of: journey, tracing)
            journey.trace = traces[0]
            journey.tiedTraces = Array(traces.dropFirst())
            if journey.isOnTheWay { journey.hold = traces.lazy.compactMap(\.hold).first }
            return journey
        }
    }

    private func traces(of journey: Journey, _ stage: TracingStage) throws -> [Trace] {
        try ([journey.finding] + journey.tied).map {
            try stage.trace($0.target, environment: $0.target.environment)
        }
    }

    /// Chooses the category and the value.
    func plan(_ journeys: [Journey]) throws -> [Journey] {
        journeys.map { journey in
            guard journey.isOnTheWay, let trace = journey.trace else { return journey }
            var journey = journey
            let traces = [trace] + journey.tiedTraces
            guard let category = journey.take(category(for: journey.finding, trace)) else { return journey }
            journey.category = category
            journey.plan = journey.take(
                plan(
                    journey, traces, category, base: workspace.tip, in: workspace.tree, tracing,
                    surroundings))
            return journey
        }
    }

    /// Makes the bytes and proves them.
    func edit(_ journeys: [Journey]) -> [Journey] {
        run.progress.say("proving \(journeys.count { $0.plan != nil }) edits")
        return journeys.map { journey in
            guard journey.isOnTheWay, let plan = journey.plan else { return journey }
            var journey = journey
            journey.edit = journey.take(edit(plan, in: workspace.tree, tracing: tracing))
            return journey
        }
    }

    /// The same change, traced, planned and proven again on another tip, under the policies of that tip; nil when it is no
    /// longer the same.
    func again(
        _ journey: Journey, on tip: ObjectID
    ) async throws -> (edit: VerifiedEdit, category: LoadedCategory)? {
        guard let before = journey.plan, let old = journey.category else { return nil }
        let tree = try await run.openTree(tip)
        let policies = try CategoryLoader().load(from: tree)
        guard let category = policies.category(named: old.category.name) else { return nil }
        run.policiesOfTips.set(run.policiesOfTips.value.merging([tip: policies]) { $1 })
        let stage = TracingStage(tree: tree, settings: workspace.settings, states: workspace.states)
        let plan: Plan
        if before.actionClass == .rollBack {
            plan = try Reverting.plan(before, on: tip, stage)
        } else if let group = before.group {
            var members: [Plan] = []
            for member in journey.members {
                guard let name = member.category?.category.name, let own = policies.category(named: name),
                    let made = try self.again(member, own, on: tip, tree, stage)
                else { return nil }
                members.append(made)
            }
            plan = Plan(members, as: group)
        } else {
            guard let made = try self.again(journey, category, on: tip, tree, stage) else { return nil }
            plan = made
        }
        guard plan.changes.map(\.before) == before.changes.map(\.before),
            plan.changes.map(\.after) == before.changes.map(\.after),
            case .done(let edit) = edit(plan, in: tree, tracing: stage)
        else { return nil }
        return (edit, category)
    }

    /// One change, planned on another tip.
    private func again(
        _ journey: Journey, _ category: LoadedCategory, on tip: ObjectID, _ tree: any SourceTree,
        _ stage: TracingStage
    ) throws -> Plan? {
        let traces = try traces(of: journey, stage)
        let outcome = plan(
            journey, traces, category, base: tip, in: tree, stage, Surroundings(stage, tree))
        guard case .done(let made) = outcome else { return nil }
        return made
    }

    /// Makes the bytes of a plan on the tip that the run began with, and proves them.
    func edit(_ plan: Plan) -> Outcome<VerifiedEdit> { edit(plan, in: workspace.tree, tracing: tracing) }

    private func category(for finding: Finding, _ trace: Trace) -> Outcome<LoadedCategory> {
        guard let wish = finding.wish else {
            return .held(Hold(.noCategory, "nothing is wished for"))
        }
        let question = CategoryMatch.Question(
            target: finding.target, before: trace.value ?? "", wish: wish, file: trace.editedFile)
        return match.category(for: question)
    }

    /// Plans the finding with all that is tied to it; each under the category that covers it.
    private func plan(
        _ journey: Journey, _ traces: [Trace], _ category: LoadedCategory, base: ObjectID,
        in tree: any SourceTree, _ tracing: TracingStage, _ surroundings: Surroundings
    ) -> Outcome<Plan> {
        var requests: [PlanningRequest] = []
        for (index, finding) in ([journey.finding] + journey.tied).enumerated() {
            var covering = category
            if index > 0 {
                switch self.category(for: finding, traces[index]) {
                case .done(let other): covering = other
                case .held(let hold): return .held(hold)
                case .failed(let failure): return .failed(failure)
                }
            }
            requests.append(
                PlanningRequest(finding: finding, trace: traces[index], category: covering.category))
        }
        let outcome = PlanningStage(prices: prices, catalogue: catalogue).plan(requests, base: base)
        guard case .done(var plan) = outcome else { return outcome }
        do {
            let checked = try surroundings.checked(plan)
            guard case .done(let fitting) = checked else { return checked }
            plan = fitting
            if let owner = try owner(of: plan, tree, tracing) {
                plan.owner = owner.name
                plan.ownerSource = owner.source
            }
        } catch let failure as Failure {
            return .failed(failure)
        } catch {
            return .failed(Failure(.badInput, "asking who owns \(plan.target.display)", "\(error)"))
        }
        return .done(plan)
    }

    /// Who owns what the plan changes, where the repository names somebody.
    private func owner(of plan: Plan, _ tree: any SourceTree, _ tracing: TracingStage) throws -> ServiceOwner?
    {
        let files = Set(plan.changes.compactMap(\.trace.editedFile))
        var marks: [ServiceOwner.Mark] = []
        if case .kubernetes(let address) = plan.target.address {
            let object = "\(address.kind)/\(address.name)"
            for fact in try tracing.facts(reading: files.union(plan.changes.compactMap(\.trace.origin?.file)))
            where fact.key.resource == object
                && (fact.key.namespace ?? address.namespace) == address.namespace
            {
                for kind in ["label", "annotation"] {
                    let head = "metadata.\(kind)s."
                    guard fact.key.attribute.hasPrefix(head), let value = fact.value else { continue }
                    let key = String(fact.key.attribute.dropFirst(head.count))
                    marks.append(ServiceOwner.Mark(kind: kind, key: key, value: value))
                }
            }
        }
        let name = plan.target.address.argument
        return try ServiceOwner.find(of: files.sorted(), object: name, marks: marks, in: tree)
    }

    private func edit(
        _ plan: Plan, in tree: any SourceTree, tracing: TracingStage? = nil
    ) -> Outcome<VerifiedEdit> {
        EditingStage().edit(plan, tree: tree, settings: workspace.settings, tracing: tracing)
    }
}

extension Target {
    /// The environment of a Terraform target.
    var environment: String? {
        if case .terraform(let address) = address { return address.environment }
        return nil
    }
}

extension Trace {
    /// Why tracing stopped, where it did.
    var hold: Hold? {
        if case .held(let hold) = status { return hold }
        return nil
    }
}
