public import Diagnostics
public import Model
public import Ports

/// An outward effect that is to happen at most once: what it is called in the ledger, and how to see whether it happened.
public struct Effect: Sendable {
    /// Identity: equal effects have equal keys, `push refs/heads/x 1234abcd`.
    public var key: String
    /// The word for it: `push`, `open-pull-request`, `merge`, `close`.
    public var name: String
    /// The event written as `intent`; `done` repeats its particulars.
    public var event: LedgerEvent
    /// Whether it happens once for all time, so that another run's `done` is also this one's.
    public var isOnce: Bool

    /// Makes an effect of an action.
    public init(
        name: String, key: String, time: Timestamp, trigger: String, action: ActionID? = nil,
        target: String? = nil, service: String? = nil, category: String? = nil,
        details: [String: String] = [:], isOnce: Bool = false
    ) {
        self.isOnce = isOnce
        self.key = key
        self.name = name
        var all = details
        all["key"] = key
        all["effect"] = name
        event = LedgerEvent(
            time: time, type: .intent, trigger: trigger, action: action, target: target, service: service,
            category: category, details: all)
    }
}

/// Reserves outward effects before they happen and settles them after.
///
/// A kill between the two leaves an open intent, which the next run settles by looking at the world: the effect itself is
/// idempotent, so doing it again is harmless, and what is found done is recorded as done.
public struct EffectJournal: Sendable {
    let store: LedgerStore
    let time: any TimeSource
    let observer: (any EffectObserver)?
    let guardEffect: @Sendable () async throws -> Void

    /// `guardEffect` reads the kill switch from the remote and throws `Failure.Code.halted`; it runs before every effect.
    public init(
        store: LedgerStore, time: any TimeSource, observer: (any EffectObserver)? = nil,
        guardEffect: @escaping @Sendable () async throws -> Void
    ) {
        self.store = store
        self.time = time
        self.observer = observer
        self.guardEffect = guardEffect
    }

    /// Pushes one intent for all `effects`, performs them in order, and pushes how each ended.
    ///
    /// `also` are inward events that travel with the settlements. Each effect gives a text that is kept as `actual`. An effect
    /// that fails is recorded as abandoned and its failure is in the answer; the others go on. Where only the answer got lost,
    /// nobody knows whether it happened: the intent stays open, and the next run looks.
    public func perform(
        _ effects: [Effect], alongside also: [LedgerEvent] = [],
        _ body: @Sendable (Effect) async throws -> String
    ) async throws -> [String: Result<String, Failure>] {
        var results: [String: Result<String, Failure>] = [:]
        var events = also
        if !effects.isEmpty {
            try await guardEffect()
            try await store.append { snapshot in
                let open = Set(snapshot.openIntents.compactMap { $0.details["key"] })
                let done = Set(snapshot.events.filter { $0.type == .done }.compactMap { $0.details["key"] })
                return effects.filter { !open.contains($0.key) && !($0.isOnce && done.contains($0.key)) }
                    .map(\.event)
            }
        }
        for effect in effects {
            let result = try await attempt(effect) { try await body(effect) }
            results[effect.key] = result
            if result.isKnown { events.append(settlement(of: effect.event, result)) }
        }
        let settlements = events
        try await store.append { snapshot in
            settlements.filter { event in
                switch event.type {
                case .done, .abandoned: snapshot.isNews(event)
                // Another run may have seen the commit on its branch, and told of it first.
                case .commit: !snapshot.events.contains { $0.type == .commit && $0.actual == event.actual }
                default: true
                }
            }
        }
        return results
    }

    /// Settles the intents that an interrupted run left open.
    ///
    /// `happened` looks at the world: a text when the effect is there, nil when it is not.
    public func settle(_ happened: @Sendable (LedgerEvent) async throws -> String?) async throws {
        let open = try await store.load().openIntents
        guard !open.isEmpty else { return }
        var settled: [LedgerEvent] = []
        for intent in open {
            if let actual = try await happened(intent) {
                settled.append(settlement(of: intent, .success(actual)))
            } else {
                let reason = Failure(.unavailable, "settling", "the run ended before the effect", .giveUp)
                settled.append(settlement(of: intent, .failure(reason)))
            }
        }
        let events = settled
        try await store.append { snapshot in
            events.filter { snapshot.isNews($0) }
        }
    }

    /// Performs one effect, unless a kill switch is on.
    func attempt(_ effect: Effect, _ body: () async throws -> String) async throws -> Result<String, Failure>
    {
        do {
            try await guardEffect()
        } catch let failure as Failure {
            // Whatever the reason, nothing was begun.
            return .failure(Failure(.halted, failure.activity, failure.reason, failure.disposition))
        }
        do {
            let actual = try await body()
            observer?.didPerform(effect.name)
            return .success(actual)
        } catch let failure as Failure {
            return .failure(failure)
        }
    }

    func settlement(of intent: LedgerEvent, _ result: Result<String, Failure>) -> LedgerEvent {
        let actual: String
        let type: LedgerEventType
        switch result {
        case .success(let text): (type, actual) = (.done, text)
        case .failure(let failure): (type, actual) = (.abandoned, failure.description)
        }
        // Days are files, and a clock may have gone back since: what settles an intent never stands before it.
        return LedgerEvent(
            time: max(time.now(), intent.time), type: type, trigger: intent.trigger, action: intent.action,
            target: intent.target,
            service: intent.service, category: intent.category, actual: actual, details: intent.details)
    }
}

extension Result<String, Failure> {
    /// Failures after which an effect has certainly not happened: the other side said no, or was never asked.
    private static let refusals: Set<Failure.Code> = [
        .conflict, .halted, .notFound, .unauthorized, .configuration, .badInput, "refused-by-remote",
        "invalid",
        "exists",
    ]

    /// Whether it is known if the effect happened.
    ///
    /// After a timeout or a broken answer it is not: the other side may have acted.
    var isKnown: Bool {
        switch self {
        case .success: true
        case .failure(let failure): Self.refusals.contains(failure.code)
        }
    }
}
