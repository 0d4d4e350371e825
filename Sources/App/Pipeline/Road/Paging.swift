internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports

/// Pages the owner through the operator's notifiers: once when a cause begins, and once when it is over.
///
/// What was paged stands in the ledger, as an intent and its end. A notifier that fails blocks nothing: it is told of, and
/// the next run tries again. Kill switches do not stop it, because being halted is what people must hear of.
struct Paging: Sendable {
    private let ledger: LedgerStore
    private let journal: EffectJournal
    private let time: any TimeSource
    private let notifiers: [any Notifier]
    private let causes: PageCauses
    private let repository: String

    init(_ workspace: Workspace) {
        ledger = workspace.ledger
        time = workspace.time
        notifiers = workspace.options.isDryRun ? [] : workspace.outside.notifiers
        repository = workspace.outside.name
        causes = PageCauses(repository: repository, trustsUnsigned: workspace.localForge != nil)
        journal = EffectJournal(store: ledger, time: time, observer: workspace.outside.observer) {}
    }

    /// Pages what the ledger tells of and nobody was paged for; gives what could not be delivered.
    ///
    /// - Throws: only what is no `Failure`.
    func page() async throws -> [String] {
        guard !notifiers.isEmpty else { return [] }
        do {
            let snapshot = try await ledger.load()
            var remarks: [String] = []
            for page in causes.pages(in: snapshot, at: time.now()) {
                remarks += try await page.status == .firing ? fire(page, snapshot) : resolve(page, snapshot)
            }
            return remarks
        } catch let failure as Failure {
            return ["paging: \(SecretText.redacted(failure.description))"]
        }
    }

    /// Pages one cause that the ledger may know nothing of; a ledger that cannot be used keeps nobody from being paged.
    func page(_ page: Page) async throws -> [String] {
        var remarks: [String] = []
        for notifier in notifiers {
            do {
                remarks += try await deliver(page, to: notifier)
            } catch let failure as Failure {
                do {
                    try await notifier.deliver(page.mapText(SecretText.redacted))
                } catch let refused as Failure {
                    remarks.append(remark(refused, notifier))
                }
                remarks.append("telling the ledger of a page: \(SecretText.redacted(failure.description))")
            }
        }
        return remarks
    }

    /// Resolves the pages of a cause that fired and whose end the ledger does not tell.
    func resolve(_ cause: Page.Cause) async throws -> [String] {
        guard !notifiers.isEmpty else { return [] }
        do {
            let snapshot = try await ledger.load()
            let fired = snapshot.events.filter {
                $0.type == .done && $0.details["effect"] == "page" && $0.details["cause"] == cause.rawValue
                    && $0.details["status"] == Page.Status.firing.rawValue
            }
            var remarks: [String] = []
            var seen: Set<String> = []
            for event in fired {
                guard let id = event.details["page"], seen.insert(id).inserted else { continue }
                var page = Page(
                    id: id, cause: cause, repository: repository, title: event.expected ?? cause.rawValue,
                    detail: "It is over.",
                    startsAt: event.details["startsAt"].flatMap { Timestamp($0) } ?? event.time)
                (page.status, page.endsAt) = (.resolved, time.now())
                remarks += try await resolve(page, snapshot)
            }
            return remarks
        } catch let failure as Failure {
            return ["paging: \(SecretText.redacted(failure.description))"]
        }
    }

    private func fire(_ page: Page, _ snapshot: LedgerSnapshot) async throws -> [String] {
        var remarks: [String] = []
        for notifier in notifiers where !isDone(page, notifier, .firing, snapshot) {
            remarks += try await deliver(page, to: notifier)
        }
        return remarks
    }

    /// Only who was told that it began is told that it is over.
    private func resolve(_ page: Page, _ snapshot: LedgerSnapshot) async throws -> [String] {
        var remarks: [String] = []
        for notifier in notifiers
        where isDone(page, notifier, .firing, snapshot) && !isDone(page, notifier, .resolved, snapshot) {
            remarks += try await deliver(page, to: notifier)
        }
        return remarks
    }

    private func key(_ page: Page, _ notifier: any Notifier, _ status: Page.Status) -> String {
        "page \(page.id) \(status.rawValue) \(notifier.name)"
    }

    private func isDone(
        _ page: Page, _ notifier: any Notifier, _ status: Page.Status, _ snapshot: LedgerSnapshot
    ) -> Bool {
        let key = key(page, notifier, status)
        return snapshot.events.contains { $0.type == .done && $0.details["key"] == key }
    }

    /// Reserved by whoever is first: of two runs, one pages.
    private func deliver(_ page: Page, to notifier: any Notifier) async throws -> [String] {
        let key = key(page, notifier, page.status)
        let effect = Effect(
            name: "page", key: key, time: time.now(), trigger: "command", target: page.target,
            service: page.service, category: page.category,
            details: [
                "page": page.id, "cause": page.cause.rawValue, "status": page.status.rawValue,
                "notifier": notifier.name, "startsAt": page.startsAt.description,
            ])
        let result = try await journal.performReserved { snapshot in
            let isTaken = snapshot.events.contains { $0.type == .done && $0.details["key"] == key }
            return isTaken || snapshot.openIntents.contains { $0.details["key"] == key }
                ? nil : (effect, [])
        } body: { _ in
            try await notifier.deliver(page.mapText(SecretText.redacted))
            return page.title
        }
        guard case .failure(let failure)? = result else { return [] }
        return [remark(failure, notifier)]
    }

    private func remark(_ failure: Failure, _ notifier: any Notifier) -> String {
        SecretText.redacted("\(notifier.name) was not paged: \(failure.reason); the next run tries again")
    }
}
