public import Model

/// Computes from events what decisions need: budgets, holds, approvals, halts, trouble, measured reversals.
///
/// Unsigned events and events by unknown keys tighten (hold, halt, spend, a failed verification) and never grant (approve,
/// release, resume, give a budget back, call an incident over, claim that undoing is quick), unless the forge is local, where whoever can write the ledger can write everything.
public struct FactsBuilder: Sendable {
    private let trustsUnsigned: Bool

    /// `trustsUnsigned` is true only for the local forge.
    public init(trustsUnsigned: Bool) { self.trustsUnsigned = trustsUnsigned }

    /// The facts of a snapshot that was read whole.
    public func facts(of snapshot: LedgerSnapshot) -> LedgerFacts {
        var facts = LedgerFacts(tip: snapshot.tip)
        var spends: [(spend: LedgerFacts.Spend, key: String)] = []
        // How many of them have a key: a ledger of years has too many to look through for each event.
        var keys: [String: Int] = [:]
        // What was given back, of further members of groups: the merge itself names only the first.
        var returned: [String: [LedgerFacts.Spend]] = [:]
        for entry in snapshot.entries {
            let event = entry.event
            switch event.type {
            case .permit:
                if let spend = spend(of: event) {
                    let key = event.details["key"] ?? event.id
                    spends.append((spend, key))
                    keys[key, default: 0] += 1
                }
            case .done where event.details["effect"] == "merge":
                // Another run may have taken the merge for abandoned before it was seen.
                let key = event.details["key"] ?? event.id
                if keys[key, default: 0] == 0, let spend = spend(of: event) {
                    let others = (returned.removeValue(forKey: key) ?? []).filter {
                        $0.action != spend.action
                    }
                    for spend in [spend] + others { spends.append((spend, key)) }
                    keys[key] = 1 + others.count
                }
            case .abandoned where event.details["effect"] == "merge" && grants(entry):
                if let key = event.details["key"], keys.updateValue(0, forKey: key) ?? 0 > 0 {
                    returned[key] = spends.filter { $0.key == key }.map(\.spend)
                    spends.removeAll { $0.key == key }
                }
            case .hold:
                facts.holds.append(
                    LedgerFacts.PersonHold(
                        scope: FactsBuilder.scope(of: event), by: event.actor, since: event.time,
                        until: event.details["until"].flatMap { Timestamp($0) },
                        reason: event.actual ?? "held"))
            case .budgetExhausted:
                facts.exhaustions.append(exhaustion(event))
            case .release where grants(entry):
                reset(by: event, in: &facts)
                // A word about the organisation's budget is about nothing else.
                guard event.details["scope"] != "organisation" else { continue }
                let scope = FactsBuilder.scope(of: event)
                facts.holds.removeAll { $0.scope == scope }
                facts.incidents.removeAll { .service($0.service) == scope || scope == .repository }
            case .approve where grants(entry):
                guard let action = event.action, let head = event.details["head"] else { continue }
                facts.approvals.append(
                    LedgerFacts.Approval(
                        action: action, head: ObjectID(rawValue: head), by: event.actor, time: event.time))
            case .halt:
                facts.halts.append(
                    LedgerFacts.Halt(
                        scope: FactsBuilder.scope(of: event), by: event.actor, since: event.time,
                        until: event.details["until"].flatMap { Timestamp($0) },
                        reason: event.actual ?? "halted"))
            case .resume where grants(entry):
                let scope = FactsBuilder.scope(of: event)
                facts.halts.removeAll { $0.scope == scope || scope == .repository }
            case .verification:
                note(verification: entry, in: &facts)
            case .revert where grants(entry), .drill where grants(entry):
                if let category = event.category, let seconds = event.duration {
                    facts.reversals.append(
                        LedgerFacts.Reversal(category: category, duration: TimeSpan(seconds: seconds)))
                }
            default: break
            }
        }
        facts.spends = spends.map(\.spend)
        facts.records = TrackRecordBuilder(trustsUnsigned: trustsUnsigned).records(of: snapshot)
        return facts
    }

    private func exhaustion(_ event: LedgerEvent) -> LedgerFacts.Exhaustion {
        LedgerFacts.Exhaustion(
            scope: FactsBuilder.scope(of: event), name: event.details["scope"] ?? "repository",
            budget: event.details["budget"] ?? "", since: event.time,
            until: event.details["until"].flatMap { Timestamp($0) })
    }

    /// A release of a scope whose budget was used up gives it room again; one of the repository gives it to all.
    private func reset(by event: LedgerEvent, in facts: inout LedgerFacts) {
        let name = event.details["scope"] ?? event.target.map { "target:\($0)" } ?? "repository"
        for ended in facts.exhaustions where ended.name == name || name == "repository" {
            facts.resets[ended.name] = max(event.time, facts.resets[ended.name] ?? event.time)
        }
        facts.exhaustions.removeAll { $0.name == name || name == "repository" }
    }

    private func grants(_ entry: LedgerEntry) -> Bool {
        if case .signed = entry.standing { return true }
        return trustsUnsigned
    }

    private func spend(of event: LedgerEvent) -> LedgerFacts.Spend? {
        guard let action = event.action, let target = event.target, let category = event.category else {
            return nil
        }
        return LedgerFacts.Spend(
            action: action, time: event.time, target: target, service: event.service ?? target,
            category: category)
    }

    private func note(verification entry: LedgerEntry, in facts: inout LedgerFacts) {
        let event = entry.event
        guard let service = event.service else { return }
        switch event.actual.flatMap({ VerificationOutcome(rawValue: $0) }) {
        case .didNot:
            facts.incidents.append(
                LedgerFacts.Incident(
                    service: service, since: event.time,
                    reason: "a change of ours did not work: \(event.target ?? "")"))
        case .worked where grants(entry): facts.incidents.removeAll { $0.service == service }
        default: break
        }
    }

    /// The scope that an event's `scope` detail names; without one it is the event's target, or everything.
    public static func scope(of event: LedgerEvent) -> LedgerFacts.Scope {
        guard let text = event.details["scope"] else {
            return event.target.map { .target($0) } ?? .repository
        }
        return scope(named: text) ?? .repository
    }

    /// Reads `repository`, `target:…`, `service:…`, `category:…`, `literal:…`; nil for anything else.
    public static func scope(named text: String) -> LedgerFacts.Scope? {
        if text == "repository" { return .repository }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "target": return .target(value)
        case "service": return .service(value)
        case "category": return .category(value)
        case "literal": return .literal(value)
        default: return nil
        }
    }

    /// The text that ``scope(named:)`` reads back.
    public static func name(of scope: LedgerFacts.Scope) -> String {
        switch scope {
        case .repository: "repository"
        case .target(let value): "target:\(value)"
        case .service(let value): "service:\(value)"
        case .category(let value): "category:\(value)"
        case .literal(let value): "literal:\(value)"
        }
    }
}
