/// Everything a reviewer needs to check a change again; schema `trimtab/evidence/v1`, stored by its SHA-256.
public struct Evidence: Sendable, Encodable {
    /// Where and how one attribute changes.
    public struct Change: Sendable, Encodable {
        /// Target, canonical.
        public var target: String
        /// The same, in parts.
        public var subject: Target
        /// Value before.
        public var before: String
        /// Value after.
        public var after: String
        /// The trace, blast radius included.
        public var trace: Trace

        /// Makes a change.
        public init(subject: Target, before: String, after: String, trace: Trace) {
            target = subject.canonical
            self.subject = subject
            self.before = before
            self.after = after
            self.trace = trace
        }
    }

    /// `trimtab/evidence/v1`.
    public var schema = "trimtab/evidence/v1"
    /// The action.
    public var action: ActionID
    /// Category and owner.
    public var category: String
    /// Who answers for it.
    public var owner: String
    /// Where the repository names the owner; nil for the category's.
    public var ownerSource: String?
    /// What started it.
    public var trigger: Trigger
    /// Kind of finding.
    public var finding: FindingKind
    /// Queries and what they answered.
    public var signals: [SignalRecord]
    /// Numbers used.
    public var statistics: [Statistic]
    /// 0…1.
    public var confidence: Double
    /// Where the amount lies that is needed; left out where the data does not tell.
    public var range: NeedRange?
    /// What all instances use together; left out where there is one.
    public var fleet: FleetUse?
    /// Old and new value over the window, and what is to be expected of them.
    public var outlook: Outlook?
    /// What it saves each month, and whose prices say so.
    public var saving: Saving
    /// Peaks of the window, in ``plotUnit``.
    public var plot: [PlotPoint]
    /// Unit of the plot.
    public var plotUnit: MeasureUnit
    /// The changes.
    public var changes: [Change]
    /// Causes that were weighed.
    public var hypotheses: [Hypothesis]
    /// The static part of the decision: what does not depend on the moment of the merge.
    public var decision: DecisionNode
    /// What the changes do.
    public var actionClass: ActionClass
    /// How it will be checked.
    public var verification: VerificationPlan?
    /// How to undo it.
    public var reversal: String
    /// The evidence of each member, where several changes are in one commit; what stands above is that of all of them.
    public var members: [Evidence]?
    /// What they have in common.
    public var group: ChangeGroup?

    /// Collects the evidence of a verified edit.
    public init(for edit: VerifiedEdit, decision: DecisionNode) {
        self.init(of: edit.plan, decision)
        guard !edit.plan.members.isEmpty else { return }
        group = edit.plan.group
        // The members' decisions are the last branches of the group's.
        let branches = decision.children.suffix(edit.plan.members.count)
        members = zip(edit.plan.members.indices, branches).map { index, branch in
            var member = edit.plan.members[index]
            member.adopted = edit.plan.action(ofMember: index)
            return Evidence(of: member, branch)
        }
    }

    private init(of plan: Plan, _ decision: DecisionNode) {
        action = plan.actionID
        category = plan.category
        owner = plan.owner
        ownerSource = plan.ownerSource
        trigger = plan.finding.trigger
        finding = plan.finding.kind
        signals = plan.finding.signals
        statistics = plan.finding.statistics
        confidence = plan.finding.confidence
        range = plan.finding.range
        fleet = plan.finding.fleet
        outlook = plan.outlook
        saving = plan.saving
        plot = plan.finding.plot
        plotUnit = plan.finding.plotUnit
        changes = plan.changes.map {
            Change(subject: $0.target, before: $0.before, after: $0.after, trace: $0.trace)
        }
        hypotheses = plan.finding.hypotheses
        self.decision = decision
        actionClass = plan.actionClass
        verification = plan.verification
        reversal = plan.reversal
    }
}

/// How a change came out in production.
public enum VerificationOutcome: String, Sendable, Codable, Hashable {
    /// Rolled out, and every expectation held.
    case worked
    /// Rolled out, and an expectation did not hold.
    case didNot = "did-not"
    /// Production does not show the new value in time; nothing is reverted.
    case notApplied = "not-applied"
    /// There is no data to tell; never a pass.
    case unknown
}
