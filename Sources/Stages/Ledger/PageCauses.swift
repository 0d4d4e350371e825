public import Model

/// Which events page somebody, and whether what they tell of lasts; computed from the ledger alone.
///
/// Only what a known key signed ends a page early, as everywhere.
public struct PageCauses: Sendable {
    /// What is older pages nobody any more.
    public static let span = TimeSpan(seconds: 30 * 86_400)

    private let repository: String
    private let trustsUnsigned: Bool

    /// Pages of a repository; `trustsUnsigned` is true only for the local forge.
    public init(repository: String, trustsUnsigned: Bool) {
        self.repository = repository
        self.trustsUnsigned = trustsUnsigned
    }

    /// A page for each cause, oldest first: it fires while the cause lasts, and is resolved once that is over.
    public func pages(in snapshot: LedgerSnapshot, at now: Timestamp) -> [Page] {
        let since = now.adding(seconds: -Self.span.seconds)
        return snapshot.entries.indices.compactMap { index in
            let event = snapshot.entries[index].event
            guard event.time > since, var page = page(of: event) else { return nil }
            let until = event.details["until"].flatMap { Timestamp($0) }
            page.endsAt = until
            if let end = ending(of: event, after: index, in: snapshot) {
                (page.status, page.endsAt) = (.resolved, min(end, until ?? end))
            } else if let until, until <= now {
                page.status = .resolved
            }
            return page
        }
    }

    private func page(of event: LedgerEvent) -> Page? {
        let cause: Page.Cause
        switch event.type {
        case .budgetExhausted: cause = .budgetExhausted
        case .halt where event.actor == "trimtab": cause = .halted
        case .escalation:
            guard let named = event.details["cause"].flatMap({ Page.Cause(rawValue: $0) }) else { return nil }
            cause = named
        default: return nil
        }
        var page = Page(
            id: event.id, cause: cause, repository: repository, title: event.actual ?? cause.rawValue,
            detail: Self.ends(cause, event), startsAt: event.time)
        page.owner = event.details["owner"]
        page.scope = event.details["scope"] ?? event.target.map { "target:\($0)" }
        page.category = event.category
        page.target = event.target
        page.service = event.service
        return page
    }

    /// What ends it, for whoever is woken.
    private static func ends(_ cause: Page.Cause, _ event: LedgerEvent) -> String {
        let scope = event.details["scope"] ?? "repository"
        switch cause {
        case .budgetExhausted:
            let byTime = event.details["until"].map { "It ends by itself at \($0), or" } ?? "It ends"
            return "Nothing more is merged in \(scope). \(byTime) with `trimtab release --scope \(scope)`."
        case .halted: return "The bot does nothing more until `trimtab halt --resume --scope \(scope)`."
        case .revertFailed:
            return
                "Production runs with a value that does not work. `trimtab release --scope \(scope)` ends it."
        case .demoted:
            return event.details["act"]?.contains(" by trouble ") == true
                ? "It ends by itself after quiet days; `trimtab ladder` shows what is missing."
                : "The category only proposes until its file is reviewed."
        case .watchdog: return "The bot is halted by the reference refs/trimtab/halt."
        }
    }

    /// When somebody, or a later success, ended what an event told of.
    private func ending(of event: LedgerEvent, after index: Int, in snapshot: LedgerSnapshot) -> Timestamp? {
        let scope = event.details["scope"] ?? "repository"
        for entry in snapshot.entries[(index + 1)...] where grants(entry) {
            let later = entry.event
            let spoken = later.details["scope"] ?? later.target.map { "target:\($0)" } ?? "repository"
            let isMeant = spoken == scope || spoken == "repository"
            switch (event.type, later.type) {
            case (.halt, .resume) where isMeant: return later.time
            case (.budgetExhausted, .release) where isMeant: return later.time
            case (.escalation, .release) where isMeant: return later.time
            case (.escalation, .verification)
            where later.service == event.service && event.service != nil
                && later.actual == VerificationOutcome.worked.rawValue:
                return later.time
            default: continue
            }
        }
        return nil
    }

    private func grants(_ entry: LedgerEntry) -> Bool {
        if case .signed = entry.standing { return true }
        return trustsUnsigned
    }
}
