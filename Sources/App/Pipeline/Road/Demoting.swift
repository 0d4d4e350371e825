internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// Tells, once for each cause, of every category that may do less than its file says: because its review is overdue, or because
/// its changes were in trouble.
///
/// The demotion itself is policy's, at once and in every decision; this is for the people who answer for it.
struct Demoting: Sendable {
    let run: RunContext
    let policies: PolicySet

    /// Appends what is news.
    func record() async throws {
        let now = run.time.now()
        let overdue = policies.categories.map(\.category).filter {
            $0.posture > .propose && $0.reviewBy <= now
        }.map { category in
            LedgerEvent(
                time: now, type: .escalation, trigger: run.trigger.name, category: category.name,
                actual: "\(category.name) only proposes: its review was due \(category.reviewBy.dateText)",
                tier: .critical,
                details: [
                    "act": "demoted \(category.name) \(category.reviewBy.dateText)",
                    "cause": Page.Cause.demoted.rawValue, "scope": "category:\(category.name)",
                    "owner": category.owner, "until": now.adding(seconds: 7 * 86_400).description,
                ])
        }
        let troubled = Ladder(at: now, isLocal: run.trustsUnsigned).demotions(
            policies, records: try await run.facts(run.ledger.load()).records
        ).map { demotion in
            let name = demotion.category.name
            return LedgerEvent(
                time: now, type: .escalation, trigger: run.trigger.name, category: name,
                actual: "\(name) acts as \(demotion.acts.name): \(demotion.why)", tier: .critical,
                details: [
                    "act": "demoted \(name) by trouble \(demotion.since)",
                    "cause": Page.Cause.demoted.rawValue, "scope": "category:\(name)",
                    "owner": demotion.category.owner,
                    "until": demotion.since.adding(seconds: Ladder.quiet.seconds).description,
                ])
        }
        let events = overdue + troubled
        guard !events.isEmpty else { return }
        try await run.ledger.append { snapshot in
            let known = Set(
                snapshot.events.filter { $0.type == .escalation }.compactMap { $0.details["act"] })
            return events.filter { !known.contains($0.details["act"] ?? "") }
        }
    }
}
