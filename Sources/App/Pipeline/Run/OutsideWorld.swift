package import Detection
package import LocalForge
package import Model
package import Policy
package import Ports
package import Settings

/// The world that a workspace works in: what is reached, and through what.
///
/// A command line makes it of this machine; a rehearsal makes it of nothing but memory, and travels the same road.
package struct OutsideWorld: Sendable {
    /// The repository of this run.
    package var repository: any Repository
    /// What others see.
    package var remote: any Remote
    /// Where pull requests live.
    package var forge: any Forge
    /// The same, where it is the local one.
    package var localForge: RefForge?
    /// The operator's settings.
    package var operatorSettings: OperatorSettings
    /// The clock.
    package var time: any TimeSource
    /// Tells repositories apart in what is kept outside of them.
    package var identity: String
    /// Signs ledger events; nil leaves them unsigned.
    package var signer: (any EventSigner)?
    /// Tells who signed.
    package var verifier: (any SignatureVerifier)?
    /// Told of every effect.
    package var observer: (any EffectObserver)?
    /// Opens the files of a commit.
    package var openTree: @Sendable (ObjectID) async throws -> any SourceTree
    /// The remote's default branch, by its full name.
    package var defaultBranch: @Sendable () async throws -> String?
    /// Where gates run programs; without one no such gate passes.
    package var sandbox: (any GateSandbox)?
    /// Where signals come from; nil leaves that to options and operator.
    package var metrics: (any MetricsSource)?
    /// The URL of the remote, as the checkout names it.
    package var origin: String?
    /// The repository that holds the reservations of the whole organisation, and what this repository is called there;
    /// nil where repositories share none.
    package var organisation: (remote: any Remote, name: String, identity: String)?
    /// What the repository is called when it speaks to others.
    package var name = "repository"
    /// Who is paged.
    package var notifiers: [any Notifier] = []
    /// What waits on this machine for the ledger's remote; nil where the operator names no place for it.
    package var queue: (any EventQueue)?
    /// What detection demands; the window is that of the options.
    package var limits = DetectionLimits()
    /// Parts broken on purpose; nil outside of tests.
    package var broken: BrokenParts?

    /// OutsideWorld of the parts that every run has.
    package init(
        repository: any Repository, remote: any Remote, forge: any Forge, localForge: RefForge?,
        operatorSettings: OperatorSettings, time: any TimeSource, identity: String,
        signer: (any EventSigner)?, verifier: (any SignatureVerifier)?, observer: (any EffectObserver)?,
        openTree: @escaping @Sendable (ObjectID) async throws -> any SourceTree,
        defaultBranch: @escaping @Sendable () async throws -> String?
    ) {
        self.repository = repository
        self.remote = remote
        self.forge = forge
        self.localForge = localForge
        self.operatorSettings = operatorSettings
        self.time = time
        self.identity = identity
        self.signer = signer
        self.verifier = verifier
        self.observer = observer
        self.openTree = openTree
        self.defaultBranch = defaultBranch
    }
}

/// Parts of the bot that are broken on purpose, so that a test can show that a rehearsal notices.
package struct BrokenParts: Sendable {
    /// What decisions take for the facts of the ledger.
    package var facts: @Sendable (LedgerFacts) -> LedgerFacts = { $0 }
    /// What the granting of permits looks at.
    package var judgement: @Sendable (inout PolicyInputs, inout PolicyMoment) -> Void = { _, _ in }
    /// What takes secrets out of events; nil for the real rule.
    package var redaction: (@Sendable (LedgerEvent) -> LedgerEvent)?

    /// Nothing is broken yet.
    package init() {}
}
