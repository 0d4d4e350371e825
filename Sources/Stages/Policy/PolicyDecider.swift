public import Model
internal import Settings

/// Decides whether the bot may merge a change: the effective posture is the lowest that any input allows.
///
/// A pure function. Every input becomes a node of the tree; no rule sees another's verdict, except that approvals are
/// asked for when everything lasting leaves the posture `approve`.
public struct PolicyDecider: Sendable {
    /// Makes a decider; there is nothing to configure.
    public init() {}

    private static let staticRules: [any StaticRule] = [
        ClassRule(), CategoryRule(), BoundsRule(), EvidenceRule(), PathRule(), RepositoryRule(), GateRule(),
    ]
    private static let momentRules: [any MomentRule] = [
        OperatorRule(), OverrideRule(), SigningRule(), OrganisationRule(), ReviewRule(), RecordRule(),
        ReversalRule(), FreshnessRule(), WindowRule(),
        FreezeRule(),
        BudgetRule(), ExhaustionRule(), OpenPullRequestRule(), RecurrenceRule(), IncidentRuleOfMerge(),
        PersonHoldRule(), QuietRule(),
        CheckRule(),
        ApprovalRule(), BaseRule(), LedgerRule(), HaltRule(),
    ]

    /// The part that does not depend on the moment, for evidence bundles: equal inputs give equal trees.
    ///
    /// Its posture is what the change could have at best; with nothing in the way its hold is nil.
    public func decideStatically(_ inputs: PolicyInputs) -> Decision {
        guard inputs.members.isEmpty else {
            return PolicyDecider.together(
                inputs, inputs.members.map(decideStatically), title: "policy allows")
        }
        let found = PolicyDecider.perCategory(inputs) { inputs in
            PolicyDecider.staticRules.flatMap { $0.assess(inputs) }
        }
        return decision(found, inputs, title: "policy allows")
    }

    /// The whole decision at a moment.
    public func decide(_ inputs: PolicyInputs, at moment: PolicyMoment) -> Decision {
        guard inputs.members.isEmpty else {
            let members = inputs.members.indices.map { index in
                decide(
                    inputs.members[index],
                    at: moment.after(inputs.members[..<index], of: inputs.members))
            }
            return PolicyDecider.together(inputs, members, title: "merge?")
        }
        let found = PolicyDecider.perCategory(inputs) { inputs in
            var found = PolicyDecider.staticRules.flatMap { $0.assess(inputs) }
            var structural = found.lasting
            for rule in PolicyDecider.momentRules {
                let assessed = rule.assess(inputs, moment, structural: structural)
                structural = min(structural, assessed.lasting)
                found += assessed
            }
            return found
        }
        return decision(found, inputs, title: "merge?")
    }

    /// Asks under the category and again under each companion, whose answers stand in a branch of their own.
    private static func perCategory(
        _ inputs: PolicyInputs, _ assess: (PolicyInputs) -> [Assessment]
    ) -> [Assessment] {
        let companions = inputs.companions.sorted { $0.category.name < $1.category.name }
        return assess(inputs)
            + companions.map { companion in
                var swapped = inputs
                swapped.category = companion
                swapped.companions = [inputs.category] + companions.filter { $0 != companion }
                return Assessment.group("also under \(companion.category.name)", assess(swapped))
            }
    }

    private func decision(_ found: [Assessment], _ inputs: PolicyInputs, title: String) -> Decision {
        let posture = found.map(\.ceiling).min() ?? .observe
        var reasons = found.filter { $0.hold != nil }
        if let lowest = found.min(by: { $0.lasting < $1.lasting }), lowest.lasting <= .propose {
            reasons.append(PolicyDecider.standing(lowest, owner: inputs.category.category.owner))
        }
        let first = reasons.enumerated().min {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }?.element
        let isMerge = title == "merge?"
        let answer = (first?.hold).map { "no: \($0.detail)" } ?? (isMerge ? "yes" : posture.name)
        return Decision(
            posture: posture, hold: first?.hold, waitsFor: first?.waitsFor,
            tree: DecisionNode(title, answer, first == nil ? .allows : .blocks, children: found.map(\.node)))
    }

    /// What a posture that only lets people merge, or only lets the bot look, means for this change.
    private static func standing(_ lowest: Assessment, owner: String) -> Assessment {
        let cause = [lowest.node.label, lowest.node.value].filter { !$0.isEmpty }.joined(separator: " ")
        if lowest.lasting == .observe {
            return .blocks(.observeOnly, "", cause, ceiling: .observe, waitsFor: owner)
        }
        return .blocks(.waitsForPeople, "", cause, detail: "\(owner): \(cause)", waitsFor: owner)
    }
}

extension [Assessment] {
    /// The posture that all lasting inputs leave.
    fileprivate var lasting: Posture { map(\.lasting).min() ?? .auto }
}
