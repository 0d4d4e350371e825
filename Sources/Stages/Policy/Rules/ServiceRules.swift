internal import Model
internal import Settings

/// Nothing else is changed on a service in trouble.
///
/// A revert is what a service in trouble may need.
struct IncidentRuleOfMerge: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let services = Set(inputs.plan.changes.map(\.target.address.service))
        let label = "incident on \(services.sorted().joined(separator: ", "))"
        guard inputs.purpose == .fix else { return [.allows(label, "a revert may go ahead")] }
        switch moment.incident {
        case .unknown(let why):
            return [.blocks(.incidentOpen, label, "unknown, which counts as open: \(why)")]
        case .open(let names):
            return [.blocks(.incidentOpen, label, names.sorted().joined(separator: ", "))]
        case .clear: break
        }
        let trouble = moment.ledger.incidents.filter { services.contains($0.service) }
            .min { ($0.since, $0.reason) < ($1.since, $1.reason) }
        if let trouble {
            return [
                .blocks(
                    .incidentOpen, label, "\(trouble.reason), since \(trouble.since.minuteText)",
                    source: "ledger")
            ]
        }
        if case .alert = inputs.plan.finding.trigger { return [.allows(label, "none but what this answers")] }
        return [.allows(label, "none")]
    }
}

/// Time that undoing really took; told, not weighed.
struct ReversalRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let name = inputs.category.category.name
        let times = moment.ledger.reversals.filter { $0.category == name }.map(\.duration).sorted()
        let value =
            times.isEmpty
            ? "never measured"
            : "\(times[times.count / 2]), from \(times.count) revert\(times.count == 1 ? "" : "s") in the ledger"
        return [Assessment(node: DecisionNode("reversal", value, .informs), ceiling: .auto)]
    }
}

/// The repository's own checks that the category names, on exactly the head that is judged.
struct CheckRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let category = inputs.category.category
        let demanding = inputs.overrides.filter { !$0.checks.isEmpty }
        let checks = Set(category.checks + demanding.flatMap(\.checks)).sorted()
        let source = category.checks.isEmpty ? demanding.first?.source : category.source("checks")
        guard !checks.isEmpty else { return [] }
        guard let head = moment.head else {
            return [red("\(checks.joined(separator: ", ")) not run yet", source)]
        }
        guard let results = moment.checks else { return [red("they cannot be read", source)] }
        for name in checks {
            let states = results.filter { $0.name == name }.map(\.state)
            if states.isEmpty { return [red("\(name) is missing on \(head.short)", source)] }
            if states.contains(.failure) { return [red("\(name) failed on \(head.short)", source)] }
            if states.contains(.pending) { return [red("\(name) is pending on \(head.short)", source)] }
        }
        return [
            .allows(
                "required checks",
                "\(checks.joined(separator: ", ")) green on \(head.short)",
                source: source)
        ]
    }

    private func red(_ value: String, _ source: String?) -> Assessment {
        .blocks(.checksNotGreen, "required checks", value, source: source)
    }
}

/// Approvals by people, given on exactly the head that is judged.
struct ApprovalRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let category = inputs.category.category
        guard structural >= .approve else { return [] }
        let demanding = inputs.overrides.max { $0.approvals < $1.approvals }
        let asked = max(category.approvals, demanding?.approvals ?? 0)
        let needed = structural == .approve ? max(1, asked) : asked
        guard needed > 0 else { return [] }
        let people = ApprovalRule.people(inputs, moment)
        let value =
            "\(people.count) of \(needed)" + (people.isEmpty ? "" : ": \(people.joined(separator: ", "))")
        guard people.count >= needed else {
            return [
                .blocks(
                    .waitsForApproval, "approvals", value,
                    detail: "\(category.owner): \(people.count) of \(needed) approvals",
                    source: asked > category.approvals
                        ? demanding?.source
                        : category.source(category.approvals > 0 ? "approvals" : "posture"),
                    ceiling: .approve,
                    waitsFor: category.owner)
            ]
        }
        return [.allows("approvals", value)]
    }

    /// Each person counts once, the bot never, and a word about another head is a word about another change.
    private static func people(_ inputs: PolicyInputs, _ moment: PolicyMoment) -> [String] {
        guard let head = moment.head else { return [] }
        let action = inputs.approved ?? inputs.plan.actionID
        let onForge = moment.approvals.filter { $0.commit == head }.map(\.by)
        let byCommand = moment.ledger.approvals.filter { $0.head == head && $0.action == action }.map(\.by)
        let bots: Set<String> = [moment.bot.lowercased(), "trimtab"]
        return Set((onForge + byCommand).filter { !$0.isEmpty && !bots.contains($0.lowercased()) }).sorted()
    }
}

/// A change is judged on the tip that it was built on, under the policies of that tip.
struct BaseRule: MomentRule {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment] {
        let base = inputs.plan.base
        for tip in [moment.baseTip, inputs.category.commit] {
            if let tip, tip != base {
                return [
                    .blocks(.baseMoved, "base", "built on \(base.short), now \(tip.short)")
                ]
            }
        }
        return [.allows("base", base.short)]
    }
}
