public import Model

/// What follows from the outcome of a verification.
public enum Reaction: Hashable, Sendable {
    /// It worked.
    case none
    /// The owner is told; nothing is undone, because nothing is known to be wrong with the change.
    case tellOwner(String)
    /// People must look; undoing would not help, or is not the bot's to decide.
    case escalate(String)
    /// The change is taken back, by a plan of its own, if the literal still reads what was written.
    case revert(String)

    /// Decides it for a change of class `actionClass`.
    ///
    /// Only shrinks and tunings revert by themselves, and only where the category says so: a raise that did not help
    /// is not undone into a smaller size.
    public init(
        to outcome: VerificationOutcome, of changes: [PlannedChange], actionClass: ActionClass,
        otherwise: VerificationPlan.Otherwise
    ) {
        switch outcome {
        case .worked: self = .none
        case .notApplied: self = .tellOwner("production does not show the new value in time")
        case .unknown: self = .tellOwner("there is no data to tell whether it worked")
        case .didNot:
            let isUndoable =
                actionClass == .shrink
                || actionClass == .raiseOrTune
                    && changes.allSatisfy { Reaction.isTuning($0.target.attribute) }
            switch (otherwise, isUndoable) {
            case (.revert, true): self = .revert("it did not have the expected effect")
            case (.revert, false):
                self = .escalate(
                    "it did not have the expected effect, and a \(actionClass.rawValue) is not taken back by itself"
                )
            case (.escalate, _): self = .escalate("it did not have the expected effect")
            }
        }
    }

    /// What follows for changes that landed together: they are taken back together, where each of them may be.
    public init(together reactions: [Reaction]) {
        let reverts = reactions.allSatisfy { if case .revert = $0 { true } else { false } }
        let escalation = reactions.first { if case .escalate = $0 { true } else { false } }
        self = reverts ? reactions.first ?? .none : escalation ?? reactions.first ?? .none
    }

    /// True for timings and settings; an amount is a raise, and whatever is not known is taken for one.
    private static func isTuning(_ attribute: String) -> Bool {
        attribute.contains("Probe.") || attribute.hasPrefix("env") || attribute.hasSuffix("Seconds")
    }
}
