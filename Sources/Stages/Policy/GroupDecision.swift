internal import Model
internal import Settings

/// How a group is judged: each member by itself, as if the members before it had been merged a moment ago.
///
/// So the lowest posture wins, every gate holds for every member, and budgets count all of them.
extension PolicyInputs {
    /// What is judged: the members of a group, else the change itself.
    var judged: [PolicyInputs] { members.isEmpty ? [self] : members }

    /// The spend that this change would be.
    fileprivate func spend(at time: Timestamp) -> LedgerFacts.Spend {
        LedgerFacts.Spend(
            action: plan.actionID, time: time, target: plan.target.canonical,
            service: plan.target.address.service, category: category.category.name)
    }
}

extension PolicyMoment {
    /// The moment after `earlier` members of the group were merged.
    ///
    /// What the ledger has of the members behind, from a permit that nobody used, is not counted against the ones before.
    func after(_ earlier: ArraySlice<PolicyInputs>, of group: [PolicyInputs]) -> PolicyMoment {
        guard !group.isEmpty else { return self }
        let own = Set(group.map(\.plan.actionID))
        var moment = self
        moment.ledger.spends.removeAll { own.contains($0.action) }
        moment.ledger.spends += earlier.map { $0.spend(at: now) }
        return moment
    }
}

extension PolicyDecider {
    /// One decision out of those of all members: the lowest posture, and the hold that weighs most.
    static func together(_ inputs: PolicyInputs, _ members: [Decision], title: String) -> Decision {
        precondition(members.count == inputs.members.count, "one decision for each member")
        let parts = zip(inputs.members, members).map { member, decision in
            let name = member.plan.target.display
            var assessment = Assessment(
                node: DecisionNode(
                    name, decision.tree.value, decision.tree.verdict, children: decision.tree.children),
                ceiling: decision.posture, hold: decision.hold, waitsFor: decision.waitsFor)
            if let hold = decision.hold, members.contains(where: { $0.hold != hold }) {
                assessment.hold = Hold(hold.reason, "\(hold.detail) (\(name))")
            }
            return assessment
        }
        let group = inputs.plan.group
        let head = DecisionNode(
            "together", "\(group?.display ?? "several changes"), \(parts.count) in one commit", .informs,
            source: group?.source)
        let worst = Assessment.group("", parts)
        let isMerge = title == "merge?"
        let answer = worst.hold.map { "no: \($0.detail)" } ?? (isMerge ? "yes" : worst.ceiling.name)
        return Decision(
            posture: worst.ceiling, hold: worst.hold, waitsFor: worst.waitsFor,
            tree: DecisionNode(
                title, answer, worst.hold == nil ? .allows : .blocks, children: [head] + parts.map(\.node)))
    }
}
