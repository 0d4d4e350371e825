internal import Diagnostics
public import Model
public import Ports

/// What was said while the ledger's remote could not be reached: events that tighten wait on this machine, bind it at
/// once, and are pushed before anything else as soon as the remote is back.
///
/// What grants never waits: a word that loosens counts when it stands in the ledger, and not before.
public struct OfflineLedger: Sendable {
    private let queue: any EventQueue
    private let redaction: @Sendable (LedgerEvent) -> LedgerEvent

    /// Where they wait, for people.
    public var place: String { queue.place }

    /// Events that wait in `queue`; `redaction` takes secrets out before they are written, as in the ledger itself.
    public init(
        _ queue: any EventQueue, redaction: (@Sendable (LedgerEvent) -> LedgerEvent)? = nil
    ) {
        self.queue = queue
        self.redaction = redaction ?? { $0.withoutSecrets }
    }

    /// True for events that can only tighten: halts, holds, spends, failures that were seen.
    public static func mayWait(_ event: LedgerEvent) -> Bool {
        switch event.type {
        case .halt, .hold, .budgetExhausted, .failed, .escalation: true
        case .verification: event.actual == VerificationOutcome.didNot.rawValue
        case .done, .merge: event.type == .merge || event.details["effect"] == "merge"
        default: false
        }
    }

    /// What waits, oldest first.
    ///
    /// - Throws: `Failure` with `file:line` when it cannot be read, or when something waits that grants.
    public func events() throws -> [LedgerEvent] {
        try queue.events().map { waiting in
            guard Self.mayWait(waiting.event) else {
                throw Failure(
                    .badInput, "reading \(queue.place):\(waiting.line)",
                    "an event of type \(waiting.event.type.rawValue) may not wait here; remove the line",
                    .needsHuman)
            }
            return waiting.event
        }
    }

    /// Keeps events until the remote is back; those that may not wait are left out.
    ///
    /// - Returns: how many wait now that did not before.
    @discardableResult
    public func keep(_ events: [LedgerEvent]) throws -> Int {
        let tightening = events.filter(Self.mayWait).map(redaction)
        guard !tightening.isEmpty else { return 0 }
        _ = try self.events()
        return try queue.add(tightening)
    }

    /// Pushes what waits, in order, and forgets it; what a killed run pushed already is not pushed again.
    ///
    /// - Returns: how many events were pushed.
    @discardableResult
    public func push(to store: LedgerStore) async throws -> Int {
        let waiting = try events()
        guard !waiting.isEmpty else { return 0 }
        try await store.append { snapshot in
            let known = Set(snapshot.events.map(\.id))
            return waiting.filter { !known.contains($0.id) }
        }
        try queue.remove(Set(waiting.map(\.id)))
        return waiting.count
    }

    /// The ledger as it will be: what waits counts here and now.
    public func over(_ snapshot: LedgerSnapshot) throws -> LedgerSnapshot {
        let waiting = try events()
        guard !waiting.isEmpty else { return snapshot }
        let known = Set(snapshot.events.map(\.id))
        var snapshot = snapshot
        for (index, event) in waiting.enumerated() where !known.contains(event.id) {
            snapshot.entries.append(
                LedgerEntry(event: event, standing: .unsigned, file: queue.place, line: index + 1))
        }
        return snapshot
    }
}

extension LedgerStore {
    /// Appends events that must not get lost: where the remote cannot be reached, those that tighten wait on this machine.
    ///
    /// - Throws: the `Failure` of the append, unless something waits now.
    public func append(_ events: [LedgerEvent], orKeepIn offline: OfflineLedger?) async throws {
        do {
            try await append(events)
        } catch let failure as Failure {
            guard let offline, try offline.keep(events) > 0 else { throw failure }
        }
    }
}
