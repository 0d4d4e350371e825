public import Model
public import Settings

/// What a decision rests on that does not depend on the moment: equal inputs give equal static trees everywhere.
public struct PolicyInputs: Sendable {
    /// What kind of step a plan is.
    public enum Purpose: String, Sendable, Hashable {
        /// A finding is answered.
        case fix
        /// A change of the bot's own is taken back. It restores a value that people chose, so bounds, evidence,
        /// windows and recurrence do not apply; budgets, holds, freezes and halts do.
        case revert
    }

    /// The change.
    public var plan: Plan
    /// The category it runs under.
    public var category: LoadedCategory
    /// Further categories, for a plan whose tied changes fall under several: all of them must agree.
    public var companions: [LoadedCategory] = []
    /// `.trimtab.yml` of the target branch.
    public var repository: RepositorySettings
    /// Gates that were run and passed.
    public var passedGates: Set<String>
    /// Gates that were run and failed, with what they said.
    public var failedGates: [String: String]
    /// What gates said that ran programs, and over which tree.
    public var gates = GateReport.none {
        didSet {
            for run in gates.runs {
                if run.isPassed { passedGates.insert(run.name) } else { failedGates[run.name] = run.text }
            }
        }
    }
    /// Fix or revert.
    public var purpose: Purpose
    /// The members of a group, each with its own plan and category; empty for a change of its own.
    public var members: [PolicyInputs] = []
    /// The action that people approve, where the change is a member of a group.
    public var approved: ActionID?
    /// The files that a proven edit writes; nil while there is none.
    private var edited: [String]?

    /// Collects inputs before there is an edit: what `policy explain` and planning ask.
    public init(
        plan: Plan, category: LoadedCategory, repository: RepositorySettings, passedGates: Set<String> = [],
        failedGates: [String: String] = [:], purpose: Purpose = .fix
    ) {
        self.plan = plan
        self.category = category
        self.repository = repository
        self.passedGates = passedGates
        self.failedGates = failedGates
        self.purpose = purpose
    }

    /// Collects inputs of an edit that proved itself; `passedGates` are those of validators, beside the edit's own.
    public init(
        edit: VerifiedEdit, category: LoadedCategory, repository: RepositorySettings,
        passedGates: Set<String> = [], failedGates: [String: String] = [:], purpose: Purpose = .fix
    ) {
        self.init(
            plan: edit.plan, category: category, repository: repository,
            passedGates: passedGates.union(edit.passedGates), failedGates: failedGates, purpose: purpose)
        edited = edit.files.map(\.path).sorted()
    }

    /// The same for one member of a group, which writes some of the files of the edit.
    ///
    /// What no trace claims counts as every member's.
    public func member(_ index: Int, under category: LoadedCategory, beside companions: [LoadedCategory])
        -> PolicyInputs
    {
        var inputs = self
        inputs.plan = plan.members[index]
        inputs.plan.adopted = plan.action(ofMember: index)
        inputs.category = category
        inputs.companions = companions
        inputs.members = []
        inputs.approved = plan.actionID
        let claimed = Set(plan.changes.compactMap(\.trace.editedFile))
        let own = Set(inputs.plan.changes.compactMap(\.trace.editedFile))
        inputs.edited = files.filter { own.contains($0) || !claimed.contains($0) }
        return inputs
    }

    /// The files that are written: those of the edit, before there is one those that the traces tell.
    var files: [String] { edited ?? Set(plan.changes.compactMap(\.trace.editedFile)).sorted() }
}

/// What a decision rests on that is true only now.
public struct PolicyMoment: Sendable {
    /// What time it is.
    public var now: Timestamp
    /// The operator's file.
    public var operatorSettings: OperatorSettings
    /// What the ledger says.
    public var ledger: LedgerFacts
    /// Whether trouble is open on the service.
    public var incident: IncidentReading
    /// The kill switches.
    public var halt: HaltReading
    /// The head commit that is judged; nil while there is none.
    public var head: ObjectID?
    /// The tip of the target branch now; nil where it was not looked at again.
    public var baseTip: ObjectID?
    /// Checks of the repository's own CI on the head; nil when they cannot be read.
    public var checks: [CheckResult]?
    /// Approvals as the forge has them.
    public var approvals: [Approval]
    /// Login of the bot: its own approval counts for nothing.
    public var bot: String
    /// Labels of the pull request.
    public var labels: [String]
    /// Whether this change has an open pull request already.
    public var hasPullRequest: Bool
    /// How many pull requests of the bot are open.
    public var openPullRequests: Int
    /// Which person set a line of the change of late, in words; nil when nobody did.
    public var touched: String?

    /// Collects the moment; defaults are those of a change without a pull request.
    public init(
        now: Timestamp, operatorSettings: OperatorSettings, ledger: LedgerFacts, incident: IncidentReading,
        halt: HaltReading, head: ObjectID? = nil, baseTip: ObjectID? = nil, checks: [CheckResult]? = [],
        approvals: [Approval] = [], bot: String = "trimtab", labels: [String] = [],
        hasPullRequest: Bool = false, openPullRequests: Int = 0
    ) {
        self.now = now
        self.operatorSettings = operatorSettings
        self.ledger = ledger
        self.incident = incident
        self.halt = halt
        self.head = head
        self.baseTip = baseTip
        self.checks = checks
        self.approvals = approvals
        self.bot = bot
        self.labels = labels
        self.hasPullRequest = hasPullRequest
        self.openPullRequests = openPullRequests
    }
}
