internal import Model
internal import Settings

/// Budgets are nested and rolling: every one of them needs room for one more.
struct BudgetRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let category = inputs.category.category
        let budgets = category.budgets.sorted {
            ($0.scope.rawValue, $0.per, $0.actions) < ($1.scope.rawValue, $1.per, $1.actions)
        }
        return budgets.map { BudgetRule.assess($0, inputs, moment, source: category.source("budget")) }
            + inputs.overrides.flatMap { override in
                override.budgets.map { BudgetRule.assess($0, inputs, moment, source: override.source) }
            }
    }

    private static func assess(
        _ budget: Budget, _ inputs: PolicyInputs, _ moment: PolicyMoment, source: String
    ) -> Assessment {
        let label = "budget \(budget.scope.rawValue)"
        let used: Int
        if budget.scope == .organisation {
            let own = inputs.plan.actionID
            switch OrganisationRule.used(budget, moment, except: own) {
            case .counted(let count): used = count
            case .unknown(let assessment): return assessment(label, source)
            }
        } else {
            used =
                keys(of: budget.scope, inputs).map { key in
                    BudgetRule.used(budget, key: key, inputs, moment)
                }.max() ?? 0
        }
        let value = "\(used)/\(budget.actions) per \(budget.per)"
        guard used < budget.actions else {
            return .blocks(
                .budgetExhausted, label, "\(value) used up", source: source,
                waitsFor: inputs.category.category.owner)
        }
        return .allows(label, value, source: source)
    }

    /// A plan that touches several targets or services needs room in each.
    static func keys(of scope: BudgetScope, _ inputs: PolicyInputs) -> [String] {
        switch scope {
        case .target: inputs.plan.changes.map(\.target.canonical)
        case .service: inputs.plan.changes.map(\.target.address.service)
        case .category: [inputs.category.category.name]
        case .repository, .organisation: [""]
        }
    }

    /// Actions, not events: a permit and its merge are one, and the action that is judged is not counted
    /// against itself.
    ///
    /// What lies in the future, by a clock that runs ahead, counts.
    private static func used(
        _ budget: Budget, key: String, _ inputs: PolicyInputs, _ moment: PolicyMoment
    ) -> Int {
        moment.ledger.actions(
            since: since(budget, key: key, moment), except: inputs.plan.actionID,
            at: moment.ledger.places(of: budget.scope, key)
        ) { counts($0, budget, key: key) }.count
    }

    static func counts(_ spend: LedgerFacts.Spend, _ budget: Budget, key: String) -> Bool {
        switch budget.scope {
        case .target: spend.target == key
        case .service: spend.service == key
        case .category: spend.category == key
        case .repository, .organisation: true
        }
    }

    /// What is older does not count: it left the span, or a person gave room since.
    static func since(_ budget: Budget, key: String, _ moment: PolicyMoment) -> Timestamp {
        let start = moment.now.adding(seconds: -budget.per.seconds)
        guard let reset = moment.ledger.resets[name(budget.scope, key)] else { return start }
        return max(start, reset)
    }

    /// A scope as people write it.
    static func name(_ scope: BudgetScope, _ key: String) -> String {
        key.isEmpty ? scope.rawValue : "\(scope.rawValue):\(key)"
    }
}

/// The same fix for the same target again and again hides a cause; people look for it.
struct RecurrenceRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let category = inputs.category.category
        guard inputs.purpose == .fix, let recurrence = category.recurrence else { return [] }
        let since = moment.now.adding(seconds: -recurrence.within.seconds)
        let targets = Set(inputs.plan.changes.map(\.target.canonical))
        let own = inputs.plan.actionID
        let before = targets.reduce(into: Set<ActionID>()) { actions, target in
            actions.formUnion(
                moment.ledger.actions(
                    since: since, except: own, at: moment.ledger.places(of: .target, target)
                ) { $0.category == category.name && $0.target == target })
        }.count
        let source = category.source("recurrence")
        guard before < recurrence.more else {
            return [
                .blocks(
                    .recurring, "recurrence", "\(before) such fixes in \(recurrence.within)",
                    detail:
                        "\(before) such fixes of this target in \(recurrence.within); it may be masking a cause",
                    source: source, ceiling: .observe, waitsFor: category.owner)
            ]
        }
        return [
            .allows(
                "recurrence", "\(before) such fixes in \(recurrence.within), fewer than \(recurrence.more)",
                source: source)
        ]
    }
}

/// The repository's limit on open pull requests; one that is open already may be updated and merged.
struct OpenPullRequestRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let limit = inputs.repository.openPullRequests
        let source = inputs.repository.sources["openPullRequests"] ?? "default"
        guard moment.hasPullRequest || moment.openPullRequests < limit else {
            return [
                .blocks(
                    .budgetExhausted, "open pull requests", "\(moment.openPullRequests) of \(limit)",
                    detail: "\(moment.openPullRequests) of \(limit) pull requests are open", source: source,
                    ceiling: .observe)
            ]
        }
        return []
    }
}
