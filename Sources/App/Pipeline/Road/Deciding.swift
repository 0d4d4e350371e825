internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports

/// The station that asks policy, before a pull request is opened, what may happen to each change.
struct Deciding {
    let run: RunContext
    let judge: Judge

    /// Decides every proven change on the ledger as it is; a category that only observes stops the journey here.
    func decide(_ journeys: [Journey], _ arrival: Arrival) async throws -> [Journey] {
        let facts = judge.policies.relevant(try await run.facts(arrival.ledger), at: run.time.now())
        var decided: [Journey] = []
        for var journey in journeys {
            if journey.isOnTheWay, let plan = journey.plan, let edit = journey.edit,
                let category = journey.category
            {
                let pull = arrival.pulls.first { $0.state == .open && $0.head == plan.branch }
                let world = try await judge.world(for: plan, pull, head: pull?.headCommit)
                // What differs from run to run would make the pull request's body another one each time.
                journey.gates = try await judge.gates(edit, category, on: plan.base).timeless
                let decision = judge.decide(
                    edit, category, gates: journey.gates, facts: facts, world: world)
                journey.decision = decision
                if let hold = decision.hold, decision.posture == .observe || hold.reason == .heldByPerson {
                    journey.hold = hold
                }
            }
            decided.append(journey)
        }
        return decided
    }
}
