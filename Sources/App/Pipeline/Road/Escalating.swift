internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Proposal
internal import Settings

/// The way out of the road for what the bot must not or cannot finish: people get the whole investigation, once.
struct Escalating: Sendable {
    let run: RunContext

    /// Opens an issue for every journey that ended in a way people must look at; one that was opened before stays as it is.
    func escalate(_ journeys: [Journey], _ arrival: Arrival) async throws -> [Journey] {
        var journeys = journeys
        let known = Set(
            arrival.ledger.events.filter { $0.type == .done && $0.details["effect"] == "open-issue" }
                .compactMap { $0.details["key"] })
        var drafts: [String: (index: Int, draft: IssueDraft)] = [:]
        var effects: [Effect] = []
        for index in journeys.indices {
            guard let hold = journeys[index].hold ?? journeys[index].decision?.hold,
                wantsPeople(journeys[index], hold)
            else { continue }
            let finding = journeys[index].finding
            let draft = Escalation(templates: run.templates).issue(
                for: finding, hold: hold,
                owner: journeys[index].plan?.owner ?? journeys[index].category?.category.owner)
            let key = "issue \(draft.key)"
            guard !known.contains(key), drafts[key] == nil else { continue }
            drafts[key] = (index, draft)
            effects.append(
                Effect(
                    name: "open-issue", key: key, time: run.time.now(), trigger: run.trigger.name,
                    target: finding.target.canonical, service: finding.target.address.service, isOnce: true))
        }
        guard !effects.isEmpty else { return journeys }
        let wanted = drafts
        let opened = Shared<[String: Int]>([:])
        _ = try await run.journal.perform(effects) { effect in
            guard let draft = wanted[effect.key]?.draft else {
                preconditionFailure("an issue nobody asked for")
            }
            let number = try await run.forge.openIssue(draft)
            opened.set(opened.value.merging([effect.key: number]) { $1 })
            return "issue \(number)"
        }
        for (key, number) in opened.value {
            if let index = wanted[key]?.index { journeys[index].issue = number }
        }
        return journeys
    }

    /// A sweep escalates what a size would only hide; an alert escalates whatever it could not answer.
    private func wantsPeople(_ journey: Journey, _ hold: Hold) -> Bool {
        switch hold.reason {
        case .halted, .dryRun, .heldByPerson, .driftedFromGit: false
        case .leaking, .recurring: true
        default:
            if case .alert = journey.finding.trigger { journey.hold != nil } else { false }
        }
    }
}
