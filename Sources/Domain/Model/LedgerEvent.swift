/// What kind of event; the words of the road, the outward effects, and what people do.
public enum LedgerEventType: String, Sendable, Codable, Hashable, CaseIterable {
    // The road
    case signal, finding, plan, edit, commit
    case pullRequest = "pull-request"
    case permit, merge, verification, revert
    case held, failed
    // Outward effects
    case intent, done, abandoned
    // People
    case hold, release, approve, halt, resume
    /// Old parts of the ledger were moved to a reference of their own.
    case archive
    /// People undid a change to see how long it takes.
    case drill
    // The bot about itself
    case budgetExhausted = "budget-exhausted"
    case escalation
    case runStarted = "run-started"
    case runEnded = "run-ended"
}

/// How loudly an event speaks.
public enum EventTier: String, Sendable, Codable, Hashable {
    case info, actionable, critical
}

/// One line of the ledger; schema `trimtab/ledger/v1`.
public struct LedgerEvent: Hashable, Sendable, Codable {
    /// Identity: hash of action, type and what the event is about, so that a repeated append is recognised.
    public var id: String
    /// When.
    public var time: Timestamp
    /// The action it belongs to; nil for events about runs and scopes.
    public var action: ActionID?
    /// What kind.
    public var type: LedgerEventType
    /// `sweep`, `alert` or `command`.
    public var trigger: String
    /// Canonical text of the target; nil for events about a wider scope.
    public var target: String?
    /// Service of the target, for budgets and incidents.
    public var service: String?
    /// Policy category.
    public var category: String?
    /// Value before.
    public var before: String?
    /// Value after.
    public var after: String?
    /// What was expected, as text.
    public var expected: String?
    /// What came.
    public var actual: String?
    /// Seconds it took.
    public var duration: Double?
    /// The decision tree, for permits and holds.
    public var decision: DecisionNode?
    /// Who: `trimtab`, or a person.
    public var actor: String
    /// How loudly.
    public var tier: EventTier
    /// Anything else the type needs, flat.
    ///
    /// Keys in use: `key`, `effect`, `ref`, `commit`, `pullRequest`, `head`, `base`, `until`, `scope`, `run`.
    public var details: [String: String]

    /// Makes an event; ``id`` is computed from the rest of what identifies it.
    public init(
        time: Timestamp, type: LedgerEventType, trigger: String, action: ActionID? = nil,
        target: String? = nil, service: String? = nil, category: String? = nil, before: String? = nil,
        after: String? = nil, expected: String? = nil, actual: String? = nil, duration: Double? = nil,
        decision: DecisionNode? = nil, actor: String = "trimtab", tier: EventTier = .info,
        details: [String: String] = [:]
    ) {
        self.time = time
        self.type = type
        self.trigger = trigger
        self.action = action
        self.target = target
        self.service = service
        self.category = category
        self.before = before
        self.after = after
        self.expected = expected
        self.actual = actual
        self.duration = duration
        self.decision = decision
        self.actor = actor
        self.tier = tier
        self.details = details
        let particulars = details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        id =
            ActionID(
                of: [
                    time.description, type.rawValue, action?.rawValue ?? "", target ?? "", category ?? "",
                    actor,
                    actual ?? "",
                ] + particulars
            ).rawValue
    }
}
