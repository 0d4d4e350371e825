public import Diagnostics
public import Model
public import Ports

/// The ledger that the repositories of an organisation share: one reservation for each merge, in a repository of the
/// operator's.
///
/// A merge is reserved there after it was reserved in the repository's own ledger and before it happens, by a push that
/// expects the tip that was counted: whoever loses the race counts again. What cannot be read or written grants nothing.
public struct OrganisationLedger: Sendable {
    /// The full reference name in the shared repository.
    public static let reference = "refs/trimtab/organisation"
    /// A reservation whose run is gone is given back only so long after its permit is over: until then the run may act.
    public static let grace = TimeSpan(seconds: 600)

    /// What this repository is called there.
    public let name: String
    private let store: LedgerStore
    private let trustsUnsigned: Bool
    private let time: any TimeSource
    private let broken: @Sendable (ObjectID?) async throws -> String?
    private let keep: @Sendable (ObjectID) throws -> Void

    /// The shared ledger in `store`; `broken` tells why a tip cannot follow the one that was seen last, `keep` keeps a tip.
    public init(
        _ store: LedgerStore, name: String, trustsUnsigned: Bool, time: any TimeSource,
        broken: @escaping @Sendable (ObjectID?) async throws -> String? = { _ in nil },
        keep: @escaping @Sendable (ObjectID) throws -> Void = { _ in }
    ) {
        self.store = store
        self.name = name
        self.trustsUnsigned = trustsUnsigned
        self.time = time
        self.broken = broken
        self.keep = keep
    }

    // MARK: - Reading

    /// What all repositories spent; a ledger that cannot be read says so in its standing.
    ///
    /// - Throws: only what is no `Failure`.
    public func facts() async throws -> LedgerFacts.Organisation {
        do {
            let snapshot = try await store.load()
            if let reason = try await broken(snapshot.tip) { return unreadable(reason) }
            if let tip = snapshot.tip { try keep(tip) }
            return facts(of: snapshot)
        } catch let failure as Failure {
            return unreadable(failure.description)
        }
    }

    private func unreadable(_ reason: String) -> LedgerFacts.Organisation {
        LedgerFacts.Organisation(
            standing: .unreadable(SecretText.redacted(reason)), repository: name)
    }

    /// Counted are reservations that nobody gave back; giving back is granting, so it takes a known key.
    func facts(of snapshot: LedgerSnapshot) -> LedgerFacts.Organisation {
        var spends: [(spend: LedgerFacts.Organisation.Spend, isCounted: Bool)] = []
        var places: [String: Int] = [:]
        for entry in snapshot.entries {
            let event = entry.event
            guard event.details["effect"] == Self.effect, let key = event.details["key"],
                let repository = event.details["repository"], let action = event.action
            else { continue }
            switch event.type {
            case .intent, .done:
                if let place = places[key] {
                    // Reserved once more, or done after it was given back.
                    if !spends[place].isCounted, event.type == .intent {
                        spends[place].spend.time = event.time
                    }
                    spends[place].isCounted = true
                } else {
                    places[key] = spends.count
                    let spend = LedgerFacts.Organisation.Spend(
                        repository: repository, action: action, time: event.time)
                    spends.append((spend, true))
                }
            case .abandoned where grants(entry):
                if let place = places[key] { spends[place].isCounted = false }
            default: break
            }
        }
        return LedgerFacts.Organisation(
            repository: name, spends: spends.filter(\.isCounted).map(\.spend))
    }

    private func grants(_ entry: LedgerEntry) -> Bool {
        if case .signed = entry.standing { return true }
        return trustsUnsigned
    }

    // MARK: - Reserving

    private static let effect = "reserve"

    private func key(_ local: String) -> String { "\(name) \(local)" }

    /// Reserves one merge, on exactly the ledger that was counted.
    ///
    /// `key` is that of the merge in the repository's own ledger, `expires` the end of its permit. `refusal` says why there
    /// is no room; it is asked again whenever another repository was quicker.
    ///
    /// - Throws: `Failure.Code.noRoom`, or `Failure.Code.organisationUnreachable`: in both cases nothing may be begun.
    public func reserve(
        _ key: String, for event: LedgerEvent, expires: Timestamp,
        unless refusal: @Sendable (LedgerFacts.Organisation) async throws -> String?
    ) async throws {
        let activity = "reserving in the organisation's ledger"
        let mine = self.key(key)
        do {
            let snapshot = try await store.append { snapshot in
                if let reason = try await broken(snapshot.tip) {
                    throw Failure(.organisationUnreachable, activity, reason, .needsHuman)
                }
                if let reason = try await refusal(facts(of: snapshot)) {
                    throw Failure(.noRoom, activity, reason, .wait(for: "room in the budget"))
                }
                guard !snapshot.openIntents.contains(where: { $0.details["key"] == mine }) else { return [] }
                // No older than what was counted: nothing leaves the span between the two.
                return [
                    LedgerEvent(
                        time: time.now(), type: .intent, trigger: event.trigger, action: event.action,
                        target: event.target, service: event.service, category: event.category,
                        before: event.before, after: event.after,
                        details: [
                            "key": mine, "merge": key, "effect": Self.effect, "repository": name,
                            "expires": expires.description,
                        ])
                ]
            }
            if let tip = snapshot.tip { try keep(tip) }
        } catch let failure as Failure {
            if failure.code == .noRoom { throw failure }
            throw Failure(.organisationUnreachable, activity, "\(failure)", failure.disposition)
        }
    }

    /// Says how a reserved merge ended; nothing where that is not known, or where nothing was reserved.
    ///
    /// What cannot be told now is told by the next run; until then it counts as spent.
    public func settle(_ key: String, _ result: Result<String, Failure>) async throws {
        guard result.isKnown || result.isNothingBegun else { return }
        do {
            try await append { intent in
                guard intent.details["merge"] == key else { return nil }
                switch result {
                case .success(let commit): return (.done, commit)
                case .failure(let failure): return (.abandoned, failure.description)
                }
            }
        } catch is Failure {}
    }

    /// Settles what interrupted runs of this repository left open, by what its own ledger says meanwhile.
    ///
    /// - Throws: only what is no `Failure`: a shared ledger that is out of reach is settled another time.
    public func settle(by local: LedgerSnapshot) async throws {
        let now = time.now()
        do {
            try await append { intent in
                guard let key = intent.details["merge"],
                    let end = local.events.last(where: {
                        $0.details["key"] == key && [.intent, .done, .abandoned].contains($0.type)
                    })
                else { return nil }
                switch end.type {
                case .done: return (.done, end.actual ?? "")
                case .abandoned:
                    // Whoever reserved it may be about to merge: its permit must be over first.
                    guard let expires = intent.details["expires"].flatMap({ Timestamp($0) }),
                        now > expires.adding(seconds: Self.grace.seconds)
                    else { return nil }
                    return (.abandoned, end.actual ?? "")
                default: return nil
                }
            }
        } catch is Failure {}
    }

    /// Appends the ends of open reservations of this repository, and of merges that were taken for abandoned.
    private func append(
        _ end: @Sendable (LedgerEvent) -> (type: LedgerEventType, actual: String)?
    ) async throws {
        guard try await store.load().tip != nil else { return }
        try await store.append { snapshot in
            var own: [String: LedgerEvent] = [:]
            for event in snapshot.openIntents + snapshot.events.filter({ $0.type == .abandoned })
            where event.details["effect"] == Self.effect && event.details["repository"] == name {
                own[event.details["key"] ?? ""] = event
            }
            return own.sorted { $0.key < $1.key }.map(\.value).compactMap { intent in
                guard let (type, actual) = end(intent) else { return nil }
                let settled = LedgerEvent(
                    time: max(time.now(), intent.time), type: type, trigger: intent.trigger,
                    action: intent.action,
                    target: intent.target, service: intent.service, category: intent.category,
                    actual: actual, details: intent.details)
                return snapshot.isNews(settled) ? settled : nil
            }
        }
    }
}

extension Failure.Code {
    /// A budget of the organisation has no room left.
    public static let noRoom: Failure.Code = "no-room"
    /// The organisation's ledger cannot be read or written.
    public static let organisationUnreachable: Failure.Code = "organisation-unreachable"
}

extension Result<String, Failure> {
    /// Whether the effect was never begun, because it could not be reserved.
    fileprivate var isNothingBegun: Bool {
        guard case .failure(let failure) = self else { return false }
        return [.noRoom, .organisationUnreachable].contains(failure.code)
    }
}
