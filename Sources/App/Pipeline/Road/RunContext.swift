internal import Diagnostics
internal import Gates
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Proposal
internal import Settings

/// What every station of the road may use: the ports, the valid settings, the moment.
struct RunContext: Sendable {
    let repository: any Repository
    let remote: any Remote
    let forge: any Forge
    let ledger: LedgerStore
    let journal: EffectJournal
    /// What waits on this machine for the ledger's remote; nil where the operator names no place for it.
    let offline: OfflineLedger?
    /// The ledger that the repositories of the organisation share; nil where the operator names none.
    let organisation: OrganisationLedger?
    let time: any TimeSource
    let settings: RepositorySettings
    let operatorSettings: OperatorSettings
    let templates: TemplateSet
    let trigger: Trigger
    /// Only the local forge trusts events that nobody signed.
    let trustsUnsigned: Bool
    let openTree: @Sendable (ObjectID) async throws -> any SourceTree
    let gates: GateKeeper
    let progress: ProgressLine
    let isDryRun: Bool
    /// The policies of every tip that changes were proven on: a merge of this run may have moved it.
    let policiesOfTips = Shared<[ObjectID: PolicySet]>([:])
    /// Nil outside of tests.
    let broken: BrokenParts?

    /// Branches of the bot start with this.
    static let branchPrefix = "trimtab/"

    var baseReference: String { "refs/heads/\(settings.targetBranch)" }

    /// The identity of commits; `time` is the end of the signal window for changes and the present for merges.
    func identity(at time: Timestamp) -> CommitIdentity {
        CommitIdentity(name: settings.authorName, email: settings.authorEmail, time: time)
    }

    /// The tip of the target branch on the remote, with its objects here.
    func fetchTip() async throws -> ObjectID {
        guard let tip = try await remote.references()[baseReference] else {
            throw Failure(
                .notFound, "reading \(settings.targetBranch) of the remote", "there is no such branch",
                .needsHuman)
        }
        if try await repository.resolve(tip.rawValue) == nil {
            try await remote.fetch(["+\(baseReference):refs/trimtab/seen/target"])
        }
        return tip
    }

    /// The facts of the ledger as it stands now, with those of the organisation's as that stands now.
    func facts(_ snapshot: LedgerSnapshot) async throws -> LedgerFacts {
        facts(snapshot, organisation: try await organisation?.facts())
    }

    /// The facts of both ledgers.
    func facts(_ snapshot: LedgerSnapshot, organisation: LedgerFacts.Organisation?) -> LedgerFacts {
        let builder = FactsBuilder(trustsUnsigned: trustsUnsigned)
        var facts: LedgerFacts
        do {
            facts = builder.facts(of: try offline?.over(snapshot) ?? snapshot)
        } catch {
            facts = builder.facts(of: snapshot)
            facts.standing = .unreadable("\(error)")
        }
        facts.tip = snapshot.tip
        facts.organisation = organisation
        return broken?.facts(facts) ?? facts
    }

    /// Pushes what waited on this machine for the remote, before anything else is done.
    ///
    /// What cannot be read halts the run where switches are read, so it is passed over here.
    func pushWaiting() async throws {
        guard let offline, !isDryRun else { return }
        do {
            try await offline.push(to: ledger)
        } catch let failure as Failure where failure.code == .badInput || failure.code == .tool {}
    }

    /// An event of an action on this run's trigger.
    func event(
        _ type: LedgerEventType, _ plan: Plan, action: ActionID, actual: String? = nil,
        decision: DecisionNode? = nil, tier: EventTier = .info, details: [String: String] = [:]
    ) -> LedgerEvent {
        LedgerEvent(
            time: time.now(), type: type, trigger: trigger.name, action: action,
            target: plan.target.canonical,
            service: plan.target.address.service, category: plan.category, before: plan.changes[0].before,
            after: plan.changes[0].after, actual: actual, decision: decision, tier: tier, details: details)
    }
}
