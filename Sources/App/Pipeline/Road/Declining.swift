internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// Writes into the ledger what was declined or failed, so that "why did you do nothing?" can be answered from Git.
///
/// A target that is declined for the same reason as at the last run is not written again.
struct Declining: Sendable {
    let run: RunContext

    /// Appends the news, all in one commit.
    func record(_ journeys: [Journey], _ arrival: Arrival) async throws {
        var last: [String: String] = [:]
        for event in arrival.ledger.events
        where event.type == .held || event.type == .failed || event.type == .permit {
            guard let target = event.target else { continue }
            last[target] = event.type == .permit ? nil : event.details["reason"]
        }
        let events = journeys.compactMap { journey -> LedgerEvent? in
            guard let (type, reason, detail) = outcome(journey) else { return nil }
            let target = journey.finding.target
            guard last[target.canonical] != reason else { return nil }
            var details = ["reason": reason, "finding": journey.finding.kind.rawValue]
            if let number = journey.pullRequest?.number { details["pullRequest"] = "\(number)" }
            return LedgerEvent(
                time: run.time.now(), type: type, trigger: run.trigger.name, action: journey.commit?.action,
                target: target.canonical, service: target.address.service,
                category: journey.category?.category.name, before: journey.plan?.changes[0].before,
                after: journey.plan?.changes[0].after, actual: detail, decision: journey.decision?.tree,
                tier: type == .failed ? .actionable : .info, details: details)
        }
        try await run.ledger.append(events)
    }

    private func outcome(_ journey: Journey) -> (LedgerEventType, String, String)? {
        if let failure = journey.failure { return (.failed, failure.code.rawValue, failure.description) }
        guard let hold = journey.hold ?? journey.decision?.hold, journey.mergedAs == nil else { return nil }
        return (.held, hold.reason.rawValue, hold.detail)
    }
}
