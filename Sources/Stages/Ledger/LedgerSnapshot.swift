public import Model

/// The ledger as it stood at one tip.
public struct LedgerSnapshot: Sendable {
    /// The commit it was read from; nil for an empty ledger.
    public var tip: ObjectID?
    /// All events in order.
    public var entries: [LedgerEntry]
    /// The archives that it goes on from, newest first.
    public var archives: [LedgerArchive] = []

    /// Makes a snapshot.
    public init(tip: ObjectID?, entries: [LedgerEntry]) {
        self.tip = tip
        self.entries = entries
    }

    /// The archives as a remote lists them.
    var archiveReferences: [String: ObjectID] {
        Dictionary(archives.map { ($0.reference, $0.tip) }, uniquingKeysWith: { first, _ in first })
    }

    /// The events alone.
    public var events: [LedgerEvent] { entries.map(\.event) }

    /// Intents that are neither done nor abandoned, oldest first.
    ///
    /// An intent is settled by the first `done` or `abandoned` with its key that stands after it.
    public var openIntents: [LedgerEvent] {
        var open: [(key: String, event: LedgerEvent)] = []
        for entry in entries {
            guard let key = entry.event.details["key"] else { continue }
            switch entry.event.type {
            case .intent: open.append((key, entry.event))
            case .done, .abandoned: open.removeAll { $0.key == key }
            default: break
            }
        }
        return open.map(\.event)
    }

    /// Whether a run was given leave to merge this action, and has not said that it came to nothing.
    ///
    /// Then the pull request is that run's: a decision that counts the leave as used up would say the opposite of what
    /// happens.
    public func isBeingMerged(_ action: ActionID) -> Bool {
        var permitted: [String] = []
        for event in events where event.action == action {
            let key = event.details["key"] ?? event.id
            switch event.type {
            case .permit: permitted.append(key)
            case .abandoned: permitted.removeAll { $0 == key }
            default: break
            }
        }
        return !permitted.isEmpty
    }

    /// Whether a settlement says something that the ledger does not know yet.
    ///
    /// A run that looks at the world too early records an effect of another run as abandoned; the run that did it corrects
    /// that, so `done` is news after `abandoned`, and nothing is news after `done`.
    func isNews(_ settlement: LedgerEvent) -> Bool {
        guard let key = settlement.details["key"] else { return false }
        let course = events.last { event in
            event.details["key"] == key && [.intent, .done, .abandoned].contains(event.type)
        }
        switch course?.type {
        case .intent: return true
        case .abandoned: return settlement.type == .done
        default: return false
        }
    }
}
