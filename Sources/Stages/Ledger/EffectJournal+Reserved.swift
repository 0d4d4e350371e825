public import Diagnostics
public import Model
internal import Ports
internal import Synchronization

extension EffectJournal {
    /// Reserves one effect on the ledger as it stands, together with what it was granted on, then performs it.
    ///
    /// `reserve` decides anew whenever the race for the ledger is lost; nil reserves nothing and the answer is nil. `elsewhere`
    /// reserves what has to be reserved besides: when it fails, nothing was begun. `body` gets the snapshot whose tip
    /// holds the reservation.
    public func performReserved(
        _ reserve:
            @escaping @Sendable (LedgerSnapshot) async throws -> (effect: Effect, with: [LedgerEvent])?,
        elsewhere: (@Sendable (LedgerSnapshot) async throws -> Void)? = nil,
        body: @Sendable (LedgerSnapshot) async throws -> String
    ) async throws -> Result<String, Failure>? {
        try await guardEffect()
        let reserved = Mutex<Effect?>(nil)
        let snapshot = try await store.append { snapshot in
            guard let reservation = try await reserve(snapshot) else {
                reserved.withLock { $0 = nil }
                return []
            }
            reserved.withLock { $0 = reservation.effect }
            let isOpen = snapshot.openIntents.contains { $0.details["key"] == reservation.effect.key }
            return reservation.with + (isOpen ? [] : [reservation.effect.event])
        }
        guard let effect = reserved.withLock({ $0 }) else { return nil }
        var result: Result<String, Failure>
        do {
            try await elsewhere?(snapshot)
            // The switches are read after that: they stop the effect itself.
            result = try await attempt(effect) { try await body(snapshot) }
            // A lost answer tells nothing: what was reserved stays reserved until the next run has looked.
            guard result.isKnown else { return result }
        } catch let failure as Failure {
            result = .failure(failure)
        }
        let settled = settlement(of: effect.event, result)
        try await store.append { snapshot in
            snapshot.isNews(settled) ? [settled] : []
        }
        return result
    }
}
