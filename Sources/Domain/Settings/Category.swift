public import Diagnostics
public import Model

/// A number of a policy file that is a quantity or a share of the present value.
public enum Step: Hashable, Sendable {
    /// At most so much of the value before, 0.5 for `50%`.
    case share(Double)
    /// At most so much more or less.
    case amount(Quantity)
}

/// What a budget counts over.
public enum BudgetScope: String, Sendable, Codable, Hashable, CaseIterable {
    case target, service, category, repository, organisation
}

/// At most so many merges in a rolling span, in a scope.
public struct Budget: Hashable, Sendable {
    /// What is counted together.
    public var scope: BudgetScope
    /// How many actions.
    public var actions: Int
    /// In how long.
    public var per: TimeSpan
    /// Where the file says so.
    public var span: SourceSpan
    /// What gives room again.
    public var resets: Reset
    /// What follows when there is no room left.
    public var then: Exhaustion

    /// What gives room again, once there was none.
    public enum Reset: String, Sendable, Codable, Hashable, CaseIterable {
        /// Time, as old actions leave the span; or a person before that.
        case window
        /// A person, and nothing else.
        case person
    }

    /// What follows when there is no room left.
    public enum Exhaustion: String, Sendable, Codable, Hashable, CaseIterable {
        /// The scope stands still, an issue is opened and the owner paged.
        case escalate
        /// The change waits for room, and nobody is told: the budget is there for the pace.
        case wait
    }

    /// Makes a budget; what is left out is the strict choice.
    public init(
        scope: BudgetScope, actions: Int, per: TimeSpan, span: SourceSpan, resets: Reset = .window,
        then: Exhaustion = .escalate
    ) {
        self.resets = resets
        self.then = then
        self.scope = scope
        self.actions = actions
        self.per = per
        self.span = span
    }
}

/// When merging is allowed.
public enum MergeTimes: Hashable, Sendable {
    /// At all times.
    case always
    /// Never by the bot.
    case never
    /// On weekdays (1 Monday … 7 Sunday), from minute to minute of the day, in a named zone.
    case weekly(days: Set<Int>, fromMinute: Int, toMinute: Int, zone: String)
}

/// An expectation with placeholders: `{{target}}` in the query, `0.75 * limit` as threshold.
public struct ExpectationTemplate: Hashable, Sendable {
    /// PromQL with `{{target}}`.
    public var query: String
    /// How to compare.
    public var comparison: Expectation.Comparison
    /// A number, or a factor times the new value (`0.75 * limit`).
    public var threshold: Threshold
    /// Where the file says so.
    public var span: SourceSpan

    /// What is compared with.
    public enum Threshold: Hashable, Sendable {
        /// A plain number.
        case number(Double)
        /// A factor of the value that the change sets.
        case factorOfNewValue(Double)
    }

    /// Makes a template.
    public init(
        query: String, comparison: Expectation.Comparison, threshold: Threshold, span: SourceSpan
    ) {
        self.query = query
        self.comparison = comparison
        self.threshold = threshold
        self.span = span
    }
}

/// The written case for letting a category act: no complete one, no automatic merge.
public struct SafetyCase: Hashable, Sendable {
    /// What starts it.
    public var trigger: String
    /// Known ways in which the trigger lies.
    public var falsePositives: [String]
    /// The worst that one action can do.
    public var blastRadius: String
    /// How it is undone.
    public var reversal: String
    /// What would show the bot itself misbehaving.
    public var watch: [String]
    /// Where it stands.
    public var span: SourceSpan

    /// Makes a safety case.
    public init(
        trigger: String, falsePositives: [String], blastRadius: String, reversal: String, watch: [String],
        span: SourceSpan
    ) {
        self.trigger = trigger
        self.falsePositives = falsePositives
        self.blastRadius = blastRadius
        self.reversal = reversal
        self.watch = watch
        self.span = span
    }

    /// The fields that are missing; empty for a complete case.
    public var missing: [String] {
        var names: [String] = []
        if trigger.isEmpty { names.append("trigger") }
        if falsePositives.isEmpty { names.append("falsePositives") }
        if blastRadius.isEmpty { names.append("blastRadius") }
        if reversal.isEmpty { names.append("reversal") }
        if watch.isEmpty { names.append("watch") }
        return names
    }
}

/// A category of `.trimtab/policies/`, decoded and valid: what may be done, how far, on what evidence, by whose leave.
public struct Category: Hashable, Sendable {
    /// What evidence must show.
    public struct EvidenceDemand: Hashable, Sendable {
        /// Least history.
        public var history: TimeSpan
        /// Least share of samples, 0…1.
        public var coverage: Double
        /// Greatest age of the newest sample.
        public var freshness: TimeSpan
        /// Least confidence, 0…1.
        public var confidence: Double
        /// Least number of samples, over all queries.
        public var samples: Int
        /// Longest time without a sample; nil for the sweep's own demand alone.
        public var gap: TimeSpan?
        /// Greatest share of samples that came twice, 0…1; nil for any.
        public var duplicates: Double?
        /// Most restarts a day, of all pods; nil for the sweep's own demand alone.
        public var restarts: Int?
        /// How far samples may reach outside the window; nil for the sweep's own way, which leaves them out.
        public var skew: TimeSpan?
        /// Whether what the sweep takes from an answer that may lack series, such as a kill, is enough.
        public var takesPartial: Bool

        /// Makes a demand.
        public init(
            history: TimeSpan, coverage: Double, freshness: TimeSpan, confidence: Double, samples: Int = 0,
            gap: TimeSpan? = nil, duplicates: Double? = nil, restarts: Int? = nil,
            skew: TimeSpan? = nil, takesPartial: Bool = true
        ) {
            self.history = history
            self.coverage = coverage
            self.freshness = freshness
            self.confidence = confidence
            self.samples = samples
            self.gap = gap
            self.duplicates = duplicates
            self.restarts = restarts
            self.skew = skew
            self.takesPartial = takesPartial
        }
    }

    /// How the change is checked in production.
    public struct Verify: Hashable, Sendable {
        /// Roll-out deadline.
        public var applyBy: TimeSpan
        /// How long it is watched.
        public var watch: TimeSpan
        /// What must hold.
        public var expectations: [ExpectationTemplate]
        /// What happens when it does not.
        public var otherwise: VerificationPlan.Otherwise

        /// Makes it.
        public init(
            applyBy: TimeSpan, watch: TimeSpan, expectations: [ExpectationTemplate],
            otherwise: VerificationPlan.Otherwise
        ) {
            self.applyBy = applyBy
            self.watch = watch
            self.expectations = expectations
            self.otherwise = otherwise
        }
    }

    /// More fixes than this for one target within a span are escalated.
    public struct Recurrence: Hashable, Sendable {
        /// So many are fine.
        public var more: Int
        /// Within this span.
        public var within: TimeSpan

        /// Makes it.
        public init(more: Int, within: TimeSpan) {
            self.more = more
            self.within = within
        }
    }

    /// Name, equal to the file's name without extension.
    public var name: String
    /// Path of its file on the target branch.
    public var path: String
    /// The posture it asks for.
    public var posture: Posture
    /// Who answers for it.
    public var owner: String
    /// From this day on it falls back to `propose`.
    public var reviewBy: Timestamp
    /// The class it claims; the change's own class must be the same.
    public var action: ActionClass
    /// Kinds it applies to: `Deployment`, `aws_instance`; empty means all.
    public var resources: [String]
    /// Attributes it applies to: `resources.limits.memory`.
    public var attributes: [String]
    /// Globs of files it may edit.
    public var paths: [String]
    /// Least value.
    public var minimum: Quantity?
    /// Greatest value.
    public var maximum: Quantity?
    /// Greatest step.
    public var step: Step?
    /// Allowed values for choices (instance types); empty means those of the finding.
    public var choices: [String]
    /// What evidence must show.
    public var evidence: EvidenceDemand
    /// Budgets, all of which must have room.
    public var budgets: [Budget]
    /// When an alert may merge.
    public var alertTimes: MergeTimes
    /// When a sweep may merge.
    public var sweepTimes: MergeTimes
    /// Gates to pass.
    public var gates: [String]
    /// Checks of the repository's CI that must be green.
    public var checks: [String]
    /// How many approvals by people are needed at posture `approve`.
    public var approvals: Int
    /// How it is verified; nil when it cannot be observed.
    public var verify: Verify?
    /// When the same fix again is too often.
    public var recurrence: Recurrence?
    /// How a Terraform apply is observed: a PromQL label query; without it the ceiling is `approve`.
    public var appliedWhen: String?
    /// The safety case; nil when there is none.
    public var safetyCase: SafetyCase?
    /// What sizes the requests that it covers; nil for the usual strategy.
    public var strategy: SizingStrategyName?
    /// What one pull request is about; nil for what the repository says.
    public var grouping: GroupingScope?
    /// Where each top-level key stands, for decision trees.
    public var spans: [String: SourceSpan]
    /// Where each top-level key stands, as `path:line`.
    public var lines: [String: Int]

    /// Makes a category; the decoder in this module is the only caller outside tests.
    public init(
        name: String, path: String, posture: Posture, owner: String, reviewBy: Timestamp, action: ActionClass,
        resources: [String], attributes: [String], paths: [String], minimum: Quantity?, maximum: Quantity?,
        step: Step?, choices: [String], evidence: EvidenceDemand, budgets: [Budget], alertTimes: MergeTimes,
        sweepTimes: MergeTimes, gates: [String], checks: [String], approvals: Int, verify: Verify?,
        recurrence: Recurrence?, appliedWhen: String?, safetyCase: SafetyCase?,
        strategy: SizingStrategyName? = nil, spans: [String: SourceSpan],
        lines: [String: Int]
    ) {
        self.name = name
        self.path = path
        self.posture = posture
        self.owner = owner
        self.reviewBy = reviewBy
        self.action = action
        self.resources = resources
        self.attributes = attributes
        self.paths = paths
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        self.choices = choices
        self.evidence = evidence
        self.budgets = budgets
        self.alertTimes = alertTimes
        self.sweepTimes = sweepTimes
        self.gates = gates
        self.checks = checks
        self.approvals = approvals
        self.verify = verify
        self.recurrence = recurrence
        self.appliedWhen = appliedWhen
        self.safetyCase = safetyCase
        self.strategy = strategy
        self.spans = spans
        self.lines = lines
    }

    /// `path:line` of a top-level key, or the path alone.
    public func source(_ key: String) -> String { lines[key].map { "\(path):\($0)" } ?? path }
}
