internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Settings

/// Writes into the ledger what was declined or failed, so that "why did you do nothing?" can be answered from Git.
///
/// A target that is declined for the same reason as at the last run is not written again. A race that was lost to
/// another run is no reason of the target's, and not written at all.
struct Declining: Sendable {
    let run: RunContext

    /// Appends the news, all in one commit; what another run told meanwhile is no news.
    func record(_ journeys: [Journey]) async throws {
        let events = journeys.compactMap { event($0) }
        guard !events.isEmpty else { return }
        do {
            try await append(events)
        } catch let failure as Failure {
            // Failures that were seen are not forgotten because the remote went away.
            if !run.isDryRun { try run.offline?.keep(events) }
            throw failure
        }
    }

    private func append(_ events: [LedgerEvent]) async throws {
        try await run.ledger.append { snapshot in
            let last = Self.lastReasons(snapshot)
            return events.filter { last[$0.target ?? ""] != $0.details["reason"] }
        }
    }

    /// Why each target was declined last; a permit since then starts anew.
    private static func lastReasons(_ ledger: LedgerSnapshot) -> [String: String] {
        var last: [String: String] = [:]
        for event in ledger.events where [.held, .failed, .permit].contains(event.type) {
            guard let target = event.target else { continue }
            last[target] = event.type == .permit ? nil : event.details["reason"]
        }
        return last
    }

    private func event(_ journey: Journey) -> LedgerEvent? {
        guard let (type, reason, detail) = outcome(journey) else { return nil }
        let target = journey.finding.target
        var details = ["reason": reason, "finding": journey.finding.kind.rawValue]
        if let number = journey.pullRequest?.number { details["pullRequest"] = "\(number)" }
        return LedgerEvent(
            time: run.time.now(), type: type, trigger: run.trigger.name, action: journey.commit?.action,
            target: target.canonical, service: target.address.service,
            category: journey.category?.category.name, before: journey.plan?.changes[0].before,
            after: journey.plan?.changes[0].after, actual: detail, decision: journey.decision?.tree,
            tier: type == .failed ? .actionable : .info, details: details)
    }

    private func outcome(_ journey: Journey) -> (LedgerEventType, String, String)? {
        if journey.hasLostRace || journey.failure?.code == .conflict { return nil }
        if let failure = journey.failure { return (.failed, failure.code.rawValue, failure.description) }
        guard let hold = journey.hold ?? journey.decision?.hold, journey.mergedAs == nil else { return nil }
        return (.held, hold.reason.rawValue, hold.detail)
    }
}
