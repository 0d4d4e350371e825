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
        OperatorRule(), SigningRule(), ReviewRule(), ReversalRule(), FreshnessRule(), WindowRule(),
        FreezeRule(),
        BudgetRule(), OpenPullRequestRule(), RecurrenceRule(), IncidentRuleOfMerge(), PersonHoldRule(),
        CheckRule(),
        ApprovalRule(), BaseRule(), LedgerRule(), HaltRule(),
    ]

    /// The part that does not depend on the moment, for evidence bundles: equal inputs give equal trees.
    ///
    /// Its posture is what the change could have at best; with nothing in the way its hold is nil.
    public func decideStatically(_ inputs: PolicyInputs) -> Decision {
        decision(PolicyDecider.staticRules.flatMap { $0.assess(inputs) }, inputs, title: "policy allows")
    }

    /// The whole decision at a moment.
    public func decide(_ inputs: PolicyInputs, at moment: PolicyMoment) -> Decision {
        var found = PolicyDecider.staticRules.flatMap { $0.assess(inputs) }
        var structural = found.filter(\.isStructural).map(\.ceiling).min() ?? .auto
        for rule in PolicyDecider.momentRules {
            let assessed = rule.assess(inputs, moment, structural: structural)
            structural = min(structural, assessed.filter(\.isStructural).map(\.ceiling).min() ?? .auto)
            found += assessed
        }
        return decision(found, inputs, title: "merge?")
    }

    private func decision(_ found: [Assessment], _ inputs: PolicyInputs, title: String) -> Decision {
        let posture = found.map(\.ceiling).min() ?? .observe
        let structural = found.filter(\.isStructural).min { $0.ceiling < $1.ceiling }
        var candidates = found.compactMap { assessment -> Candidate? in
            assessment.hold.map {
                Candidate(hold: $0, waitsFor: assessment.waitsFor, ceiling: assessment.ceiling)
            }
        }
        if let structural, structural.ceiling <= .propose {
            candidates.append(PolicyDecider.standing(structural, owner: inputs.category.category.owner))
        }
        let first = candidates.enumerated().min {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }?.element
        let answer = first.map { "no: \($0.hold.detail)" } ?? (title == "merge?" ? "yes" : posture.name)
        let verdict: DecisionNode.Verdict = first == nil ? .allows : .blocks
        return Decision(
            posture: posture, hold: first?.hold, waitsFor: first?.waitsFor,
            tree: DecisionNode(title, answer, verdict, children: found.map(\.node)))
    }

    /// What a posture that only lets people merge, or only lets the bot look, means for this change.
    private static func standing(_ lowest: Assessment, owner: String) -> Candidate {
        let cause = [lowest.node.label, lowest.node.value].joined(separator: " ")
        if lowest.ceiling == .observe {
            return Candidate(hold: Hold(.observeOnly, cause), waitsFor: owner, ceiling: .observe)
        }
        return Candidate(
            hold: Hold(.waitsForPeople, "\(owner): \(cause)"), waitsFor: owner, ceiling: .propose)
    }
}

/// A reason not to merge that competes for being named first.
private struct Candidate {
    let hold: Hold
    let waitsFor: String?
    let ceiling: Posture

    /// What forbids even a pull request comes first; then what lasts longest and needs somebody to act.
    var rank: Int {
        let order: [HoldReason] = [
            .halted, .ledgerUnreadable, .heldByPerson, .noCategory, .outsidePaths, .outsideBounds, .tooYoung,
            .lowCoverage, .staleData, .observeOnly, .recurring, .gateFailed, .baseMoved, .waitsForPeople,
            .waitsForApproval, .checksNotGreen, .incidentOpen, .frozen, .budgetExhausted, .offSchedule,
            .evidenceStale,
        ]
        let place = order.firstIndex(of: hold.reason) ?? order.count
        return (ceiling == .observe ? 0 : 100) + place
    }
}
