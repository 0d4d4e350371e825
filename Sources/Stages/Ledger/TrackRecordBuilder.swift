public import Model

/// Counts what became of the changes of each category.
///
/// Events that nobody signed count against a category and never for it, as in ``FactsBuilder``.
public struct TrackRecordBuilder: Sendable {
    private let trustsUnsigned: Bool

    /// `trustsUnsigned` is true only for the local forge.
    public init(trustsUnsigned: Bool) { self.trustsUnsigned = trustsUnsigned }

    /// The records of all categories that the ledger speaks of, by name.
    public func records(of snapshot: LedgerSnapshot) -> [String: TrackRecord] {
        var changes: [ActionID: Change] = [:]
        var order: [ActionID] = []
        var commits: [String: ActionID] = [:]
        var records: [String: TrackRecord] = [:]
        var undoneBy: [(target: String, time: Timestamp, key: String)] = []
        for entry in snapshot.entries {
            let event = entry.event
            var isTrusted = trustsUnsigned
            if case .signed = entry.standing { isTrusted = true }
            if event.type == .hold, let act = event.details["act"], act.hasPrefix("reverted ") {
                undoneBy.append((event.target ?? "", event.time, String(act.dropFirst("reverted ".count))))
            }
            if event.type == .drill, isTrusted, let category = event.category, let took = event.duration {
                records[category, default: TrackRecord(category: category)].reversals.append(took)
            }
            guard let action = event.action else { continue }
            if changes[action] == nil { order.append(action) }
            changes[action, default: Change()].take(event, isTrusted: isTrusted)
            if let landed = changes[action]?.commit { commits[landed] = action }
        }
        for act in undoneBy {
            guard let action = commits[act.key] else { continue }
            changes[action]?.undo(at: act.time)
        }
        for action in order {
            // A further member of a group landed with it, under the same eyes, and was undone with it.
            if let group = changes[action]?.group, let whole = changes[group] {
                changes[action]?.follow(whole)
            }
            guard let change = changes[action], let category = change.category else { continue }
            records[category, default: TrackRecord(category: category)].add(change)
        }
        return records.mapValues { record in
            var record = record
            record.reversals.sort()
            return record
        }
    }
}

extension TrackRecord {
    fileprivate mutating func add(_ change: Change) {
        if change.isMerged {
            merged += 1
            if change.isSupervised { supervised += 1 }
        }
        switch change.outcome {
        case .worked:
            worked += 1
            if change.isSupervised { supervisedAndWorked += 1 }
        case .didNot: didNot += 1
        case .notApplied, .unknown: unknown += 1
        case nil: break
        }
        if change.undone != nil { undone += 1 }
        for time in [change.undone, change.failed].compactMap(\.self) {
            lastTrouble = max(lastTrouble ?? time, time)
        }
        if let reversal = change.reversal { reversals.append(reversal) }
    }
}

/// One action, as far as its events have been read.
private struct Change {
    var category: String?
    /// The action of the group that it is a further member of.
    var group: ActionID?
    var commit: String?
    var isMerged = false
    var isSupervised = false
    var outcome: VerificationOutcome?
    var failed: Timestamp?
    var undone: Timestamp?
    var reversal: Double?

    mutating func undo(at time: Timestamp) { undone = max(undone ?? time, time) }

    mutating func follow(_ whole: Change) {
        isMerged = whole.isMerged
        isSupervised = whole.isSupervised
        if let time = whole.undone { undo(at: time) }
    }

    mutating func take(_ event: LedgerEvent, isTrusted: Bool) {
        group = event.details["group"].map { ActionID(rawValue: $0) } ?? group
        category = event.category ?? category
        switch event.type {
        case .merge:
            isMerged = true
            commit = event.actual ?? commit
            if isTrusted, event.details["by"] == "people" { isSupervised = true }
        case .done where event.details["effect"] == "merge":
            isMerged = true
            commit = event.actual ?? commit
        case .approve: if isTrusted { isSupervised = true }
        case .verification:
            let found = event.actual.flatMap { VerificationOutcome(rawValue: $0) }
            if found == .didNot { failed = event.time }
            // What failed once stays failed; a success nobody signed is none.
            if outcome != .didNot, found != .worked || isTrusted { outcome = found }
        case .revert:
            undone = event.time
            if isTrusted { reversal = event.duration }
        default: break
        }
    }
}
