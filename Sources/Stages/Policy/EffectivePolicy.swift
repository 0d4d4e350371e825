public import Model
public import Settings

/// What would be allowed now, category by category, without a change at hand: every input with its file and line.
///
/// The same inputs as ``PolicyDecider`` weighs; what only a change has (its step, its evidence) is told as a demand.
public struct EffectivePolicy: Sendable {
    private let policies: PolicySet
    private let repository: RepositorySettings
    private let moment: PolicyMoment

    /// The policy of the target branch at a moment.
    public init(_ policies: PolicySet, repository: RepositorySettings, moment: PolicyMoment) {
        self.policies = policies
        self.repository = repository
        self.moment = moment
    }

    /// One tree for each category that speaks of `kind` (`Deployment`, `aws_instance`), or of anything when it is nil.
    public func trees(kind: String?) -> [DecisionNode] {
        policies.categories.map(\.category).filter { category in
            guard let kind, !category.resources.isEmpty else { return true }
            return category.resources.contains { Wildcard.matches($0, kind) }
        }.sorted { $0.name < $1.name }.map(tree)
    }

    private func tree(_ category: Category) -> DecisionNode {
        let parts = inputs(of: category)
        let posture = ([category.posture, category.action.ceiling] + parts.map(\.ceiling)).min() ?? .observe
        let isClosed = ![category.sweepTimes, category.alertTimes].contains { $0.isOpen(at: moment.now) }
        let blocks = isClosed || parts.contains { $0.hold != nil }
        return DecisionNode(
            "category \(category.name)", "at most \(posture.name)\(blocks ? ", and not now" : "")",
            blocks ? .blocks : posture < .auto ? .lowers : .allows, source: category.source("name"),
            children: parts.map(\.node))
    }

    private func inputs(of category: Category) -> [Assessment] {
        var parts: [Assessment] = [
            .caps(
                at: category.posture, "posture", category.posture.name, source: category.source("posture")),
            .caps(
                at: category.action.ceiling, "class \(category.action.rawValue)",
                "ceiling \(ClassRule.word(category.action.ceiling))", source: "compiled in"),
            told("owner", category.owner, category.source("owner")),
            ReviewRule.assess(category, at: moment.now), CategoryRule.safetyCase(category),
            told("applies to", scope(category), category.source("applies")),
            told("paths", category.paths.joined(separator: ", "), category.source("applies")),
        ]
        parts += RecordRule.assess(category, moment)
        parts += demands(of: category)
        parts += [
            window("sweeps", category.sweepTimes, category), window("alerts", category.alertTimes, category),
        ]
        parts += category.budgets.map { budget($0, category) }
        parts.append(
            .caps(
                at: repository.posture, "repository", repository.posture.name,
                source: repository.sources["posture"] ?? "default"))
        // Which changes an override concerns is known only with a change; here it is told.
        parts += repository.overrides.map { told("override \($0.name)", $0.summary, $0.source) }
        parts.append(
            .caps(
                at: moment.operatorSettings.posture, "operator", moment.operatorSettings.posture.name,
                source: moment.operatorSettings.sources["posture"] ?? "default"))
        if let shared = OrganisationRule.assess(moment) { parts.append(shared) }
        return parts + switches(category)
    }

    private func told(_ label: String, _ value: String, _ source: String) -> Assessment {
        Assessment(node: DecisionNode(label, value, .informs, source: source), ceiling: .auto)
    }

    private func scope(_ category: Category) -> String {
        let kinds = category.resources.isEmpty ? "every kind" : category.resources.joined(separator: ", ")
        return "\(category.attributes.joined(separator: ", ")) of \(kinds)"
    }

    private func demands(of category: Category) -> [Assessment] {
        var parts: [Assessment] = []
        var bounds: [String] = []
        if let minimum = category.minimum { bounds.append("from \(minimum)") }
        if let maximum = category.maximum { bounds.append("to \(maximum)") }
        switch category.step {
        case .share(let share): bounds.append("in steps of at most \(Words.percent(share))")
        case .amount(let amount): bounds.append("in steps of at most \(amount)")
        case nil: break
        }
        if !category.choices.isEmpty { bounds.append("one of \(category.choices.joined(separator: ", "))") }
        if !bounds.isEmpty {
            parts.append(told("bounds", bounds.joined(separator: " "), category.source("bounds")))
        }
        let demand = category.evidence
        parts.append(
            told(
                "evidence",
                "\(demand.history) of history, coverage \(Words.percent(demand.coverage)), newest sample at most "
                    + "\(demand.freshness) old, confidence \(demand.confidence)",
                category.source("evidence")))
        for (label, names) in [("gates", category.gates), ("required checks", category.checks)]
        where !names.isEmpty {
            let key = label == "gates" ? "gates" : "checks"
            parts.append(told(label, names.joined(separator: ", "), category.source(key)))
        }
        if category.approvals > 0 {
            parts.append(told("approvals", "\(category.approvals)", category.source("approvals")))
        }
        if let recurrence = category.recurrence {
            parts.append(
                told(
                    "recurrence", "fewer than \(recurrence.more) for one target in \(recurrence.within)",
                    category.source("recurrence")))
        }
        parts.append(
            category.verify.map {
                told(
                    "verified for", "\($0.watch), rolled out within \($0.applyBy)", category.source("verify"))
            } ?? told("verified", "never", category.path))
        return parts
    }

    private func window(_ name: String, _ times: MergeTimes, _ category: Category) -> Assessment {
        let source = category.source("windows")
        if times.isOpen(at: moment.now) {
            return .allows("window for \(name)", "\(times), open", source: source)
        }
        if times == .never { return told("window for \(name)", "never", source) }
        let opening = times.opening(after: moment.now).map { "; opens \($0.minuteText)" } ?? ""
        // One closed window blocks nothing by itself: the other trigger may have an open one.
        return Assessment(
            node: DecisionNode("window for \(name)", "\(times), closed\(opening)", .blocks, source: source),
            ceiling: .auto)
    }

    /// What is left of a budget that does not depend on a target.
    private func budget(_ budget: Budget, _ category: Category) -> Assessment {
        let source = category.source("budget")
        let label = "budget \(budget.scope.rawValue)"
        let since = moment.now.adding(seconds: -budget.per.seconds)
        let spends = moment.ledger.spends.filter { $0.time > since }
        switch budget.scope {
        case .organisation:
            switch OrganisationRule.used(budget, moment, except: nil) {
            case .unknown(let assessment): return assessment(label, source)
            case .counted(let used):
                let value = "\(used)/\(budget.actions) per \(budget.per)"
                guard used < budget.actions else {
                    return .blocks(
                        .budgetExhausted, label, "\(value) used up", source: source, ceiling: .auto)
                }
                return .allows(label, value, source: source)
            }
        case .target, .service:
            return told(label, "\(budget.actions) per \(budget.per) each", source)
        case .category, .repository:
            let reset = BudgetRule.since(
                budget, key: budget.scope == .category ? category.name : "", moment)
            let counted = spends.filter {
                $0.time > reset && (budget.scope == .repository || $0.category == category.name)
            }
            let used = Set(counted.map(\.action)).count
            let value = "\(used)/\(budget.actions) per \(budget.per)"
            guard used < budget.actions else {
                return .blocks(.budgetExhausted, label, "\(value) used up", source: source, ceiling: .auto)
            }
            return .allows(label, value, source: source)
        }
    }

    /// Freezes, halts and holds that concern everything in the category.
    private func switches(_ category: Category) -> [Assessment] {
        var parts: [Assessment] = []
        let now = moment.now
        for freeze in repository.freezes(near: now)
        where freeze.window.start <= now && now < freeze.window.end {
            let why = freeze.reason.isEmpty ? "" : " (\(freeze.reason))"
            parts.append(
                .blocks(
                    .frozen, "freeze", "until \(freeze.window.end.minuteText)\(why)", source: freeze.source,
                    ceiling: .auto))
        }
        for hold in moment.ledger.holds where hold.until.map({ now < $0 }) ?? true {
            let isWide = hold.scope == .repository || hold.scope == .category(category.name)
            let text = "by \(hold.by) since \(hold.since.minuteText): \(hold.reason)"
            parts.append(
                isWide
                    ? .blocks(.heldByPerson, "hold", text, source: "ledger", ceiling: .observe)
                    : told("hold of \(hold.scope.text)", text, "ledger"))
        }
        for one in moment.ledger.exhaustions where one.until.map({ now < $0 }) ?? true {
            let end = one.until.map { "until \($0.minuteText)" } ?? "until somebody releases it"
            let isWide = one.scope == .repository || one.scope == .category(category.name)
            let text = "\(one.budget), \(end)"
            parts.append(
                isWide
                    ? .blocks(
                        .budgetExhausted, "used up: \(one.name)", text, source: "ledger", ceiling: .auto)
                    : told("used up: \(one.name)", text, "ledger"))
        }
        if case .halted(let source, let reason) = moment.halt {
            parts.append(.blocks(.halted, "halt", "\(source): \(reason)", source: source, ceiling: .observe))
        }
        for halt in moment.ledger.halts where halt.isInForce(at: now) {
            guard halt.scope == .repository || halt.scope == .category(category.name) else { continue }
            parts.append(
                .blocks(
                    .halted, "halt", "by \(halt.by) since \(halt.since.minuteText): \(halt.reason)",
                    source: "ledger", ceiling: .observe))
        }
        if case .unreadable(let why) = moment.ledger.standing {
            parts.append(.blocks(.ledgerUnreadable, "ledger", why, ceiling: .observe))
        }
        return parts
    }
}

extension PolicyOverride {
    /// Whom it concerns and what it asks for, in one line.
    fileprivate var summary: String {
        let matches = [
            ("paths", paths), ("environments", environments), ("services", services), ("owners", owners),
        ].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
        var asks: [String] = []
        if let posture { asks.append("at most \(posture.name)") }
        if approvals > 0 { asks.append("\(approvals) approvals") }
        if !checks.isEmpty { asks.append("checks \(checks.joined(separator: ", "))") }
        asks += budgets.map { "\($0.actions) per \($0.per) and \($0.scope.rawValue)" }
        if sweepTimes != .always { asks.append("sweeps \(sweepTimes)") }
        if alertTimes != .always { asks.append("alerts \(alertTimes)") }
        return
            "\(matches.isEmpty ? "everything" : matches.joined(separator: "; ")): \(asks.joined(separator: "; "))"
    }
}

extension LedgerFacts.Scope {
    /// As people write it: `target:…`, `repository`.
    fileprivate var text: String {
        switch self {
        case .repository: "repository"
        case .target(let name): "target:\(name)"
        case .service(let name): "service:\(name)"
        case .category(let name): "category:\(name)"
        case .literal(let text): "literal:\(text)"
        }
    }
}
