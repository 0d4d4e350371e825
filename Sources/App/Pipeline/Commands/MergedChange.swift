internal import Ledger
internal import Model
internal import Verification

/// A merged change as the ledger tells it.
struct MergedChange: Sendable {
    var action: ActionID
    var target: String
    var service: String?
    var category: String?
    var time: Timestamp
    var evidence: Digest
    var pullRequest: Int?
    var commit: String?
    var before: String?
    var after: String?
    /// True when it took an earlier change back: rolled out is all that is expected of it.
    var isRevert = false
    /// The action of the group that it is a further member of.
    var group: ActionID?

    /// Every change that landed with it, itself first, each with the action that ledger and budgets know it by.
    func members(of conclusion: StoredConclusion) -> [MergedChange] {
        conclusion.parts.enumerated().compactMap { index, part in
            guard index > 0, let change = part.changes.first else { return index == 0 ? self : nil }
            var member = self
            member.action = Plan.action(of: action, member: index, target: change.target)
            member.group = action
            member.target = change.target
            member.service = change.subject.address.service
            member.category = part.category
            (member.before, member.after) = (change.before, change.after)
            return member
        }
    }

    /// Merges whose verification has no outcome yet, oldest first.
    static func pending(in snapshot: LedgerSnapshot) -> [MergedChange] {
        let known = Set(snapshot.events.filter { $0.type == .verification }.compactMap(\.action))
        return snapshot.events.compactMap { event in
            let isMerge = event.type == .done && event.details["effect"] == "merge" || event.type == .merge
            // Further members of a group are verified with its first.
            guard isMerge, event.details["group"] == nil, event.details["verifies"] != "no",
                let action = event.action,
                !known.contains(action),
                let target = event.target, let evidence = event.details["evidence"]
            else { return nil }
            return MergedChange(
                action: action, target: target, service: event.service, category: event.category,
                time: event.time, evidence: Digest(rawValue: evidence),
                pullRequest: event.details["pullRequest"].flatMap { Int($0) }, commit: event.actual,
                before: event.details["before"], after: event.details["after"],
                isRevert: event.details["class"] == ActionClass.rollBack.rawValue)
        }
    }

    /// The events that settle it; a revert that rolled out says how long undoing took.
    func events(
        _ outcome: VerificationOutcome, _ report: VerificationReport, at time: Timestamp
    ) -> [LedgerEvent] {
        let verified = event(outcome, report, at: time)
        guard isRevert, let rollout = report.rollout else { return [verified] }
        let reverted = LedgerEvent(
            time: time, type: .revert, trigger: "command", action: action, target: target, service: service,
            category: category, before: before, after: after, actual: "reverted", duration: rollout.seconds,
            details: ["commit": commit ?? ""].merging(groupDetail) { $1 })
        return [verified, reverted]
    }

    private func event(
        _ outcome: VerificationOutcome, _ report: VerificationReport, at time: Timestamp
    ) -> LedgerEvent {
        LedgerEvent(
            time: time, type: .verification, trigger: "command", action: action, target: target,
            service: service,
            category: category, before: before, after: after,
            expected: report.measurements.map(\.text).joined(separator: "; "), actual: outcome.rawValue,
            duration: report.rollout?.seconds,
            tier: outcome == .worked ? .info : outcome == .didNot ? .critical : .actionable,
            details: ["reasons": report.reasons.joined(separator: "; "), "commit": commit ?? ""]
                .merging(groupDetail) { $1 })
    }

    private var groupDetail: [String: String] { group.map { ["group": $0.rawValue] } ?? [:] }
}

extension VerificationReport {
    /// The report of a revert: rolled out is all that was expected of it.
    var asRevert: VerificationReport {
        var report = self
        if rolledOutAt != nil { report.state = .finished(.worked) }
        return report
    }
}
