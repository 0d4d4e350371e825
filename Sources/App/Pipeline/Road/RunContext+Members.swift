internal import Model

extension RunContext {
    /// One event for each member of a group, or the one of a change by itself.
    ///
    /// The first member has the action of the whole; the others have their own, and name it under `group`. So budgets,
    /// records and incidents count every member without knowing of groups.
    ///
    /// - Parameters:
    ///   - type: what happened.
    ///   - plan: what is changed.
    ///   - action: of the whole.
    ///   - decision: of the whole.
    ///   - details: of one member, by its place.
    /// - Returns: the events, in the order of the members.
    func events(
        _ type: LedgerEventType, _ plan: Plan, action: ActionID, decision: DecisionNode?,
        details: (Int, Plan) -> [String: String]
    ) -> [LedgerEvent] {
        let members = plan.members.isEmpty ? [plan] : plan.members
        return members.enumerated().map { index, member in
            var details = details(index, member)
            if index > 0 { details["group"] = action.rawValue }
            return event(
                type, member,
                action: Plan.action(of: action, member: index, target: member.target.canonical),
                decision: decision, details: details)
        }
    }
}

extension Plan {
    /// The canonical texts of everything that a group changes, for events that tell of it once; nothing for a change by itself.
    var targetsDetail: [String: String] {
        members.count < 2 ? [:] : ["targets": members.map(\.target.canonical).joined(separator: " ")]
    }
}
