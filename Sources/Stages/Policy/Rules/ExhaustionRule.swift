public import Model
public import Settings

/// A budget that was used up and escalated: nothing is merged in its scope until time or a person ends it, whatever the
/// category.
struct ExhaustionRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let standing = moment.ledger.exhaustions.filter {
            $0.scope.concerns(inputs) && ($0.until.map { moment.now < $0 } ?? true)
        }.sorted { ($0.since, $0.name, $0.budget) < ($1.since, $1.name, $1.budget) }
        return standing.prefix(1).map { one in
            let end = one.until.map { "until \($0.minuteText)" } ?? "until somebody releases \(one.name)"
            return .blocks(
                .budgetExhausted, "used up", "\(one.name), \(one.budget), \(end)",
                detail: "the budget of \(one.name) is used up (\(one.budget)), \(end)", source: "ledger",
                waitsFor: inputs.category.category.owner)
        }
    }
}

/// A budget without room for one change.
public struct ExhaustedBudget: Hashable, Sendable {
    /// What it counts over, as people write it: `service:prod/checkout`, `repository`.
    public var scope: String
    /// `1/1 per 1d`.
    public var text: String
    /// What gives room again.
    public var resets: Budget.Reset
    /// When the span has room again by itself.
    public var until: Timestamp
    /// The category that has it.
    public var category: String
    /// Who answers for that.
    public var owner: String
    /// Equal while nothing else was merged in the scope: one cause is told of once, by whichever category it is met.
    public var cause: String
}

extension PolicyDecider {
    /// The budgets that have no room for a change and escalate, in the order of their scopes.
    ///
    /// A change that waits for its pace anyway uses up nothing else.
    public func exhausted(_ inputs: PolicyInputs, at moment: PolicyMoment) -> [ExhaustedBudget] {
        guard inputs.members.isEmpty else {
            return inputs.members.flatMap { exhausted($0, at: moment) }
        }
        var found: [ExhaustedBudget] = []
        for loaded in [inputs.category] + inputs.companions {
            let category = loaded.category
            for budget in category.budgets {
                let keys = budget.scope == .organisation ? [""] : BudgetRule.keys(of: budget.scope, inputs)
                for key in keys {
                    let spends = PolicyDecider.spends(budget, key, inputs, moment)
                    guard spends.count >= budget.actions else { continue }
                    if budget.then == .wait { return [] }
                    found.append(PolicyDecider.exhausted(budget, key, spends, category))
                }
            }
        }
        return found.sorted { ($0.scope, $0.text) < ($1.scope, $1.text) }
    }

    private static func exhausted(
        _ budget: Budget, _ key: String, _ spends: [(id: String, time: Timestamp)], _ category: Category
    ) -> ExhaustedBudget {
        let name = BudgetRule.name(budget.scope, key)
        let limit = "\(budget.actions) per \(budget.per)"
        // As many must leave the span as are too many, and one more.
        let last = spends[spends.count - budget.actions]
        return ExhaustedBudget(
            scope: name, text: "\(spends.count)/\(limit)", resets: budget.resets,
            until: last.time.adding(seconds: budget.per.seconds), category: category.name,
            owner: category.owner,
            cause: ActionID(of: ["exhausted", name, limit, spends[spends.count - 1].id]).rawValue)
    }

    /// What counts against a budget, oldest first, each action once with its last time.
    private static func spends(
        _ budget: Budget, _ key: String, _ inputs: PolicyInputs, _ moment: PolicyMoment
    ) -> [(id: String, time: Timestamp)] {
        let own = inputs.plan.actionID
        let since = BudgetRule.since(budget, key: key, moment)
        var times: [String: Timestamp] = [:]
        if budget.scope == .organisation {
            guard let organisation = moment.ledger.organisation else { return [] }
            for spend in organisation.spends where spend.time > since {
                guard spend.repository != organisation.repository || spend.action != own else { continue }
                let id = "\(spend.repository) \(spend.action.rawValue)"
                times[id] = max(spend.time, times[id] ?? spend.time)
            }
        } else {
            for spend in moment.ledger.spends where spend.time > since && spend.action != own {
                guard BudgetRule.counts(spend, budget, key: key) else { continue }
                times[spend.action.rawValue] = max(spend.time, times[spend.action.rawValue] ?? spend.time)
            }
        }
        return times.map { (id: $0.key, time: $0.value) }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }
}
