internal import Diagnostics

/// One attribute that is to change.
public struct PlannedChange: Hashable, Sendable {
    /// The attribute.
    public var target: Target
    /// Where its value is decided.
    public var trace: Trace
    /// The value now, decoded: `512Mi`.
    public var before: String
    /// The value wanted, decoded: `768Mi`.
    public var after: String

    /// Makes a change.
    public init(target: Target, trace: Trace, before: String, after: String) {
        self.target = target
        self.trace = trace
        self.before = before
        self.after = after
    }
}

/// A checkable statement about production after the change.
public struct Expectation: Hashable, Sendable, Codable {
    /// How the answer is compared.
    public enum Comparison: String, Sendable, Codable, Hashable {
        case equal = "="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// PromQL over the target's own series, placeholders filled in.
    public var query: String
    /// How to compare.
    public var comparison: Comparison
    /// The number to compare with.
    public var threshold: Double

    /// Makes an expectation.
    public init(query: String, comparison: Comparison, threshold: Double) {
        self.query = query
        self.comparison = comparison
        self.threshold = threshold
    }

    /// True when `value` meets it; NaN meets nothing.
    public func holds(for value: Double) -> Bool {
        switch comparison {
        case .equal: value == threshold
        case .less: value < threshold
        case .lessOrEqual: value <= threshold
        case .greater: value > threshold
        case .greaterOrEqual: value >= threshold
        }
    }
}

/// How and when the change is checked in production.
public struct VerificationPlan: Hashable, Sendable, Codable {
    /// What happens when it did not work.
    public enum Otherwise: String, Sendable, Codable, Hashable {
        case escalate, revert
    }

    /// How long the roll-out may take before the owner is told.
    public var applyBy: TimeSpan
    /// How long after the roll-out the expectations are watched.
    public var watch: TimeSpan
    /// PromQL whose every sample must carry the new value once it is rolled out.
    public var rolloutQuery: String
    /// The value, in base units, that ``rolloutQuery`` must give for every instance.
    public var rolloutValue: Double
    /// What must hold.
    public var expectations: [Expectation]
    /// What happens when it does not.
    public var otherwise: Otherwise
    /// The plans of the members, where several changes landed together: every one of them is waited for.
    public var parts: [VerificationPlan]?

    /// Makes a plan.
    public init(
        applyBy: TimeSpan, watch: TimeSpan, rolloutQuery: String, rolloutValue: Double,
        expectations: [Expectation], otherwise: Otherwise
    ) {
        self.applyBy = applyBy
        self.watch = watch
        self.rolloutQuery = rolloutQuery
        self.rolloutValue = rolloutValue
        self.expectations = expectations
        self.otherwise = otherwise
    }
}

/// What is to be changed, to what, and why: all of it in one commit or nothing.
public struct Plan: Hashable, Sendable {
    /// The policy category it runs under.
    public var category: String
    /// What the change does.
    public var actionClass: ActionClass
    /// Who answers for it: the owner of what is changed, else of the category.
    public var owner: String
    /// Where the repository names the owner, such as `CODEOWNERS:3`; nil for the category's.
    public var ownerSource: String?
    /// The changes; at least one.
    public var changes: [PlannedChange]
    /// What was seen.
    public var finding: Finding
    /// The commit it was evaluated on.
    public var base: ObjectID
    /// How it will be checked; nil for what cannot be observed.
    public var verification: VerificationPlan?
    /// `raise checkout memory limit 512Mi → 768Mi`.
    public var summary: String
    /// Sentences on why this value: margin, clamping, rounding.
    public var reasoning: [String]
    /// How to undo it.
    public var reversal: String
    /// What it saves.
    public var saving: Saving

    /// Makes a plan.
    public init(
        category: String, actionClass: ActionClass, owner: String, changes: [PlannedChange], finding: Finding,
        base: ObjectID, verification: VerificationPlan?, summary: String, reasoning: [String],
        reversal: String,
        saving: Saving
    ) {
        precondition(!changes.isEmpty, "a plan has at least one change")
        self.category = category
        self.actionClass = actionClass
        self.owner = owner
        self.changes = changes
        self.finding = finding
        self.base = base
        self.verification = verification
        self.summary = summary
        self.reasoning = reasoning
        self.reversal = reversal
        self.saving = saving
    }

    /// The plans that this one carries out together, in the order of their targets; empty for one of its own.
    public var members: [Plan] = []
    /// What they have in common.
    public var group: ChangeGroup?

    /// The target that names branch, pull request and holds.
    public var target: Target { changes[0].target }

    /// What the first change would have done over the window, and what is to be expected of it; nil where nothing tells.
    public var outlook: Outlook? {
        Outlook(finding, before: changes[0].before, after: changes[0].after)
    }

    /// The identity of an earlier action with the same conclusion, whose commit lives on; nil for a new one.
    public var adopted: ActionID?

    /// The identity of the action; equal for equal conclusions on an equal tree.
    public var actionID: ActionID {
        if let adopted { return adopted }
        var parts = [category, target.canonical, base.rawValue]
        for change in changes {
            let origin = change.trace.origin
            parts += [change.target.canonical, origin?.file ?? "", origin.map { "\($0.range.lower)" } ?? ""]
            parts += [change.before, change.after]
        }
        if let group { parts.append(group.canonical) }
        return ActionID(of: parts)
    }

    /// `trimtab/<category>/<slug>-<8 hex>`, or that of the group.
    public var branch: String { group?.branch ?? "trimtab/\(category)/\(target.branchSlug)" }
}
