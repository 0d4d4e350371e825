internal import Model
internal import Settings

/// The kill switches, those of the ledger included.
struct HaltRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        if case .halted(let source, let reason) = moment.halt {
            return [
                .blocks(.halted, "halt", "\(source): \(reason)", source: source, ceiling: .observe)
            ]
        }
        let halts = moment.ledger.halts.filter { $0.scope.concerns(inputs) && $0.isInForce(at: moment.now) }
            .sorted { ($0.since, $0.by, $0.reason) < ($1.since, $1.by, $1.reason) }
        guard let halt = halts.first else { return [.allows("halt", "none")] }
        return [
            .blocks(
                .halted, "halt", "by \(halt.by) since \(halt.since.minuteText): \(halt.reason)",
                source: "ledger", ceiling: .observe, waitsFor: halt.by)
        ]
    }
}

/// A ledger that cannot be relied on grants nothing, and no effect can be announced in it.
struct LedgerRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        switch moment.ledger.standing {
        case .verified: [.allows("ledger", "whole")]
        case .unreadable(let why): [.blocks(.ledgerUnreadable, "ledger", why, ceiling: .observe)]
        }
    }
}

/// A person's word against this target: a hold, a closed pull request, a reverted commit, a label.
struct PersonHoldRule: MomentRule {
    /// The control label.
    static let label = "trimtab/hold"

    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let holds = moment.ledger.holds
            .filter { $0.scope.concerns(inputs) && ($0.until.map { moment.now < $0 } ?? true) }
            .sorted { ($0.since, $0.by, $0.reason) < ($1.since, $1.by, $1.reason) }
        guard let hold = holds.first else {
            guard moment.labels.contains(PersonHoldRule.label) else { return [] }
            return [.blocks(.heldByPerson, "hold", "label \(PersonHoldRule.label) on the pull request")]
        }
        return [
            .blocks(
                .heldByPerson, "hold", "by \(hold.by) since \(hold.since.minuteText): \(hold.reason)",
                source: "ledger", ceiling: .observe, waitsFor: hold.by)
        ]
    }
}

/// A line that a person has just set is left alone for a while; what is taken back is the bot's own.
struct QuietRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        guard inputs.purpose == .fix, let touched = moment.touched else { return [] }
        return [
            .blocks(
                .heldByPerson, "quiet period", touched,
                source: inputs.repository.sources["quietPeriod"] ?? "compiled in", ceiling: .observe)
        ]
    }
}

extension LedgerFacts.Scope {
    /// True when the scope takes in something that the plan changes.
    func concerns(_ inputs: PolicyInputs) -> Bool {
        let changes = inputs.plan.changes
        switch self {
        case .repository: return true
        case .category(let name): return name == inputs.category.category.name
        case .target(let canonical): return changes.contains { $0.target.canonical == canonical }
        case .service(let service): return changes.contains { $0.target.address.service == service }
        case .literal(let text):
            return changes.contains { change in
                guard let origin = change.trace.origin else { return false }
                return [origin.file, "\(origin.file):\(origin.line)", origin.location].contains(text)
            }
        }
    }
}
