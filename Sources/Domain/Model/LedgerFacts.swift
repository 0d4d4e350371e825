/// What the ledger says that a decision needs, computed from its events; a value, so that decisions stay pure.
///
/// The Ledger stage fills it. Times are those of the events; nothing here is relative to the present moment.
public struct LedgerFacts: Hashable, Sendable {
    /// Whether the ledger can be relied on.
    public enum Standing: Hashable, Sendable {
        /// Chain and signatures are whole; an empty ledger is whole.
        case verified
        /// It cannot be read, does not verify, or does not descend from the tip that was last seen; with the reason.
        case unreadable(String)
    }

    /// What an event of a person, or a halt, speaks about.
    public enum Scope: Hashable, Sendable {
        /// One target, by its canonical text.
        case target(String)
        /// One service.
        case service(String)
        /// One category, by name.
        case category(String)
        /// A deciding literal, by file and key or token text, as the event names it.
        case literal(String)
        /// Everything in this repository.
        case repository
    }

    /// A merge, or a permit whose merge is not settled yet: both use up budgets.
    public struct Spend: Hashable, Sendable {
        /// The action.
        public var action: ActionID
        /// When the permit was granted or the merge was done.
        public var time: Timestamp
        /// Canonical text of the target.
        public var target: String
        /// Service of the target.
        public var service: String
        /// Category.
        public var category: String

        /// Makes a spend.
        public init(action: ActionID, time: Timestamp, target: String, service: String, category: String) {
            self.action = action
            self.time = time
            self.target = target
            self.service = service
            self.category = category
        }
    }

    /// A person's hold that nobody released: `hold`, a closed pull request, a reverted commit.
    public struct PersonHold: Hashable, Sendable {
        /// What is held.
        public var scope: Scope
        /// Who holds it.
        public var by: String
        /// Since when.
        public var since: Timestamp
        /// Until when; nil until somebody releases it.
        public var until: Timestamp?
        /// Why: `closed #12 unmerged`.
        public var reason: String

        /// Makes a hold.
        public init(scope: Scope, by: String, since: Timestamp, until: Timestamp? = nil, reason: String) {
            self.scope = scope
            self.by = by
            self.since = since
            self.until = until
            self.reason = reason
        }
    }

    /// `trimtab approve`: a person's leave for one action on one head.
    public struct Approval: Hashable, Sendable {
        /// The action.
        public var action: ActionID
        /// The head commit that was approved.
        public var head: ObjectID
        /// Who.
        public var by: String
        /// When.
        public var time: Timestamp

        /// Makes an approval.
        public init(action: ActionID, head: ObjectID, by: String, time: Timestamp) {
            self.action = action
            self.head = head
            self.by = by
            self.time = time
        }
    }

    /// A halt that nobody resumed, of everything or of one scope.
    public struct Halt: Hashable, Sendable {
        /// What stands still.
        public var scope: Scope
        /// Who halted it.
        public var by: String
        /// Since when.
        public var since: Timestamp
        /// Until when; nil until somebody resumes.
        public var until: Timestamp?
        /// Why.
        public var reason: String

        /// Makes a halt.
        public init(
            scope: Scope, by: String, since: Timestamp, until: Timestamp? = nil, reason: String
        ) {
            self.scope = scope
            self.by = by
            self.since = since
            self.until = until
            self.reason = reason
        }

        /// True while it stands.
        public func isInForce(at time: Timestamp) -> Bool { until.map { time < $0 } ?? true }
    }

    /// Something that went wrong on a service and is not settled: a failed verification, an escalation.
    public struct Incident: Hashable, Sendable {
        /// The service.
        public var service: String
        /// Since when.
        public var since: Timestamp
        /// What.
        public var reason: String

        /// Makes an incident.
        public init(service: String, since: Timestamp, reason: String) {
            self.service = service
            self.since = since
            self.reason = reason
        }
    }

    /// A revert that was rolled out: how long undoing really took.
    public struct Reversal: Hashable, Sendable {
        /// Category of the reverted action.
        public var category: String
        /// From the decision to revert until production showed the old value.
        public var duration: TimeSpan

        /// Makes a reversal.
        public init(category: String, duration: TimeSpan) {
            self.category = category
            self.duration = duration
        }
    }

    /// A budget that was used up: its scope stands still until it ends.
    public struct Exhaustion: Hashable, Sendable {
        /// What stands still.
        public var scope: Scope
        /// The same as people write it; `organisation` stands still in this repository.
        public var name: String
        /// Which budget: `1 per 1d`.
        public var budget: String
        /// Since when.
        public var since: Timestamp
        /// Until when; nil until somebody releases it.
        public var until: Timestamp?

        /// Makes an exhaustion.
        public init(scope: Scope, name: String, budget: String, since: Timestamp, until: Timestamp?) {
            self.scope = scope
            self.name = name
            self.budget = budget
            self.since = since
            self.until = until
        }
    }

    /// What the ledger that repositories share says.
    public struct Organisation: Hashable, Sendable {
        /// A merge of some repository, or a reservation that is not given back.
        public struct Spend: Hashable, Sendable {
            /// What the repository is called there.
            public var repository: String
            /// The action; another repository may have one of the same name.
            public var action: ActionID
            /// When it was reserved.
            public var time: Timestamp

            /// Makes a spend.
            public init(repository: String, action: ActionID, time: Timestamp) {
                self.repository = repository
                self.action = action
                self.time = time
            }
        }

        /// Whether it can be relied on.
        public var standing: Standing
        /// What this repository is called there.
        public var repository: String
        /// What all repositories spent.
        public var spends: [Spend]

        /// Makes it; the defaults are those of an empty ledger.
        public init(standing: Standing = .verified, repository: String, spends: [Spend] = []) {
            self.standing = standing
            self.repository = repository
            self.spends = spends
        }

        /// How many actions were spent after a moment, by anybody; `own` of this repository is left out.
        public func actions(since: Timestamp, except own: ActionID?) -> Int {
            var actions: Set<[String]> = []
            for spend in spends where spend.time > since {
                guard spend.repository != repository || spend.action != own else { continue }
                actions.insert([spend.repository, spend.action.rawValue])
            }
            return actions.count
        }
    }

    /// Whether all below can be relied on.
    public var standing: Standing
    /// The commit at the ledger's tip; nil for an empty ledger.
    public var tip: ObjectID?
    /// Merges and unsettled permits, at least as far back as the longest span that any policy counts over.
    public var spends: [Spend] { didSet { spendIndex = nil } }
    /// Where each of ``spends`` stands; nil until ``indexSpends()``, and whenever they changed since.
    public private(set) var spendIndex: SpendIndex?
    /// Holds in force.
    public var holds: [PersonHold]
    /// Approvals given by command.
    public var approvals: [Approval]
    /// Halts in force.
    public var halts: [Halt]
    /// Unsettled trouble.
    public var incidents: [Incident]
    /// Measured reversals.
    public var reversals: [Reversal]
    /// Budgets that were used up and that nobody released.
    public var exhaustions: [Exhaustion] = []
    /// When people last gave a scope room again: its name → the moment before which nothing counts.
    public var resets: [String: Timestamp] = [:]
    /// What the repositories of the organisation spent together; nil where they share no ledger.
    public var organisation: Organisation?
    /// What became of the changes of each category, by its name.
    public var records: [String: TrackRecord] = [:]

    /// Makes facts; the defaults are those of an empty, whole ledger.
    public init(
        standing: Standing = .verified, tip: ObjectID? = nil, spends: [Spend] = [], holds: [PersonHold] = [],
        approvals: [Approval] = [], halts: [Halt] = [], incidents: [Incident] = [],
        reversals: [Reversal] = []
    ) {
        self.standing = standing
        self.tip = tip
        self.spends = spends
        self.holds = holds
        self.approvals = approvals
        self.halts = halts
        self.incidents = incidents
        self.reversals = reversals
    }

    /// Sorts the spends out for whoever asks about them many times; the answers are the same.
    public mutating func indexSpends() { spendIndex = SpendIndex(spends) }
}
