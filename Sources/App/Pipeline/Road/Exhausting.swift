internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// What follows when a budget has no room left: its scope stands still, the ledger says so loudly, and people get one
/// issue.
///
/// Paging is another station's business, and reads it from the ledger.
struct Exhausting: Sendable {
    let run: RunContext
    let judge: Judge

    /// Records what kept changes from merging; each cause once, whichever run meets it.
    func record(_ journeys: [Journey]) async throws {
        let snapshot = try await run.ledger.load()
        var found: [String: LedgerEvent] = [:]
        let waiting = journeys.filter {
            $0.mergedAs == nil && $0.decision?.hold?.reason == .budgetExhausted
        }
        let facts = waiting.isEmpty ? LedgerFacts() : try await run.facts(snapshot)
        for journey in waiting {
            guard let edit = journey.edit, let category = journey.category else { continue }
            for budget in judge.exhausted(edit, category, facts: facts) {
                let event = event(budget, journey)
                found[event.details["act"] ?? ""] = found[event.details["act"] ?? ""] ?? event
            }
        }
        var after = snapshot
        if !found.isEmpty {
            let events = found.sorted { $0.key < $1.key }.map(\.value)
            after = try await run.ledger.append { snapshot in
                let known = Set(
                    snapshot.events.filter { $0.type == .budgetExhausted }.compactMap { $0.details["act"] })
                return events.filter { !known.contains($0.details["act"] ?? "") }
            }
        }
        try await escalate(after)
    }

    private func event(_ budget: ExhaustedBudget, _ journey: Journey) -> LedgerEvent {
        let target = journey.finding.target
        var details = [
            "act": budget.cause, "scope": budget.scope, "budget": budget.text,
            "resets": budget.resets.rawValue,
            "owner": budget.owner,
        ]
        if budget.resets == .window { details["until"] = budget.until.description }
        return LedgerEvent(
            time: run.time.now(), type: .budgetExhausted, trigger: run.trigger.name,
            service: target.address.service, category: budget.category,
            actual: "the budget of \(budget.scope) is used up: \(budget.text); \(target.display) waits",
            tier: .critical, details: details)
    }

    /// One issue for each scope that stands still; one that is open already is the one.
    private func escalate(_ snapshot: LedgerSnapshot) async throws {
        let causes = PageCauses(repository: "", trustsUnsigned: run.trustsUnsigned)
        let standing = causes.pages(in: snapshot, at: run.time.now()).filter {
            $0.cause == .budgetExhausted && $0.status == .firing
        }
        let opened = Set(
            snapshot.events.filter { $0.type == .done && $0.details["effect"] == "open-issue" }
                .compactMap { $0.details["key"] })
        var drafts: [String: IssueDraft] = [:]
        var effects: [Effect] = []
        for page in standing {
            let scope = page.scope ?? "repository"
            let key = "issue budget:\(scope) \(page.id)"
            guard !opened.contains(key) else { continue }
            let owner = page.owner.map { "Answered for by \($0).\n\n" } ?? ""
            drafts[key] = IssueDraft(
                key: "budget:\(scope)", title: "Budget used up: \(scope)",
                body: SecretText.redacted(
                    "\(owner)\(PlainText.line(page.title)).\n\n\(page.detail)\n\nA budget that is used up may mean "
                        + "that the remedy has become the trouble: look at what was merged before giving it room.\n"
                ),
                labels: ["trimtab", "critical"])
            effects.append(
                Effect(
                    name: "open-issue", key: key, time: run.time.now(), trigger: run.trigger.name,
                    category: page.category, details: ["scope": scope], isOnce: true))
        }
        guard !effects.isEmpty else { return }
        let wanted = drafts
        _ = try await run.journal.perform(effects) { effect in
            guard let draft = wanted[effect.key] else { preconditionFailure("an issue nobody asked for") }
            return "issue \(try await run.forge.openIssue(draft))"
        }
    }
}
