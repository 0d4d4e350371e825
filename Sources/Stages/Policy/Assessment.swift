internal import Model

/// What one rule makes of one input.
struct Assessment {
    /// How it looks in the tree.
    var node: DecisionNode
    /// The most autonomy that it leaves.
    var ceiling: Posture
    /// Why the bot may not merge now; nil when this input does not stand in the way.
    var hold: Hold?
    /// Who is waited for.
    var waitsFor: String?
    /// The most autonomy it leaves until somebody changes a file: that decides between people, approval and automatic.
    var lasting = Posture.auto

    /// It allows everything.
    static func allows(
        _ label: String, _ value: String, source: String? = nil, children: [DecisionNode] = []
    ) -> Assessment {
        Assessment(
            node: DecisionNode(label, value, .allows, source: source, children: children), ceiling: .auto)
    }

    /// It lowers the posture for good; people or an approval are waited for.
    static func caps(
        at ceiling: Posture, _ label: String, _ value: String, source: String? = nil,
        children: [DecisionNode] = []
    ) -> Assessment {
        let verdict: DecisionNode.Verdict = ceiling == .auto ? .allows : .lowers
        return Assessment(
            node: DecisionNode(label, value, verdict, source: source, children: children), ceiling: ceiling,
            lasting: ceiling)
    }

    /// It forbids merging now; a pull request may stand, unless `ceiling` says otherwise.
    static func blocks(
        _ reason: HoldReason, _ label: String, _ value: String, detail: String? = nil, source: String? = nil,
        ceiling: Posture = .propose, waitsFor: String? = nil, children: [DecisionNode] = []
    ) -> Assessment {
        Assessment(
            node: DecisionNode(label, value, .blocks, source: source, children: children), ceiling: ceiling,
            hold: Hold(reason, detail ?? value), waitsFor: waitsFor)
    }

    /// The worst of several parts under one heading; without parts it allows.
    static func group(_ label: String, _ parts: [Assessment], value: String = "", source: String? = nil)
        -> Assessment
    {
        let worst = parts.filter { $0.hold != nil }.enumerated().min {
            ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
        }?.element
        let verdict: DecisionNode.Verdict =
            worst != nil ? .blocks : parts.contains { $0.ceiling < .auto } ? .lowers : .allows
        return Assessment(
            node: DecisionNode(label, value, verdict, source: source, children: parts.map(\.node)),
            ceiling: parts.map(\.ceiling).min() ?? .auto, hold: worst?.hold, waitsFor: worst?.waitsFor,
            lasting: parts.map(\.lasting).min() ?? .auto)
    }
}

extension Assessment {
    /// Where its hold stands among several reasons: what forbids even a pull request comes first, then what lasts
    /// longest and needs somebody to act.
    var rank: Int {
        let order: [HoldReason] = [
            .halted, .ledgerUnreadable, .heldByPerson, .noCategory, .outsidePaths, .outsideBounds, .tooYoung,
            .lowCoverage, .staleData, .observeOnly, .recurring, .gateFailed, .baseMoved, .waitsForPeople,
            .waitsForApproval, .checksNotGreen, .incidentOpen, .frozen, .budgetExhausted, .offSchedule,
            .evidenceStale,
        ]
        let place = hold.flatMap { order.firstIndex(of: $0.reason) } ?? order.count
        return (ceiling == .observe ? 0 : 100) + place
    }
}

/// Judges what does not depend on the moment.
protocol StaticRule: Sendable {
    func assess(_ inputs: PolicyInputs) -> [Assessment]
}

/// Judges what is true only now; `structural` is the posture that all lasting inputs leave.
protocol MomentRule: Sendable {
    func assess(_ inputs: PolicyInputs, _ moment: PolicyMoment, structural: Posture) -> [Assessment]
}
