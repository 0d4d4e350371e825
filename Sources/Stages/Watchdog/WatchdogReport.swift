/// One thing that the watchdog saw.
public struct WatchdogFinding: Sendable, Hashable, Encodable {
    /// What is demanded of every merge and of the ledger; stable names.
    public enum Rule: String, Sendable, Hashable, Encodable, CaseIterable {
        /// A commit of the bot stands on the target branch without leave.
        case noPermit = "no-permit"
        /// One permit stands for two commits.
        case permitUsedTwice = "permit-used-twice"
        /// The leave was written down after the merge.
        case permitAfterMerge = "permit-after-merge"
        /// The event that grants is not signed by a known key.
        case permitNotSigned = "permit-not-signed"
        /// The commit stands on another base than was permitted.
        case wrongBase = "wrong-base"
        /// The commit has another content than was permitted.
        case wrongContent = "wrong-content"
        /// It was merged when the permit was over.
        case permitExpired = "permit-expired"
        /// The policy that was recorded is not the one that stood on the target branch.
        case otherPolicy = "other-policy"
        /// The policy of that moment did not allow it.
        case notAllowed = "not-allowed"
        /// A gate that the policy names did not pass, or looked at other files than were merged.
        case gateNotPassed = "gate-not-passed"
        /// A value outside the bounds of the policy.
        case outsideBounds = "outside-bounds"
        /// A file outside the paths of the policy, or one that only people change.
        case outsidePaths = "outside-paths"
        /// Merged outside the window.
        case outsideWindow = "outside-window"
        /// Merged in a freeze.
        case frozen
        /// Merged while somebody held it, or while the bot was halted.
        case heldOrHalted = "held-or-halted"
        /// Merged on a service in trouble.
        case incidentOpen = "incident-open"
        /// More than a budget allows.
        case overBudget = "over-budget"
        /// The same fix more often than the policy allows.
        case recurring
        /// A revert that takes nothing back.
        case notAReversal = "not-a-reversal"
        /// Nobody looked whether it helped, and the time for that is over.
        case notVerified = "not-verified"
        /// The ledger is gone, rewritten, or cannot be read.
        case ledgerBroken = "ledger-broken"
        /// Something could not be examined; it is told, and halts nothing.
        case notExamined = "not-examined"
    }

    /// A commit of the target branch or of the ledger.
    public var place: String
    /// What was demanded.
    public var rule: Rule
    /// What was found instead.
    public var message: String

    /// Makes a finding.
    public init(_ place: String, _ rule: Rule, _ message: String) {
        self.place = place
        self.rule = rule
        self.message = message
    }

    /// True when the bot must stop for it.
    public var isViolation: Bool { rule != .notExamined }
}

/// What one look from outside gave.
public struct WatchdogReport: Sendable, Hashable, Encodable {
    /// The tip of the target branch.
    public var branchTip: String
    /// The tip of the ledger; nil when there is none.
    public var ledgerTip: String?
    /// How many commits of the target branch were looked at.
    public var commits: Int
    /// How many of them are merges by the bot.
    public var merges: Int
    /// What is wrong, oldest first.
    public var findings: [WatchdogFinding]
    /// Findings that somebody has looked into and said so, in `.trimtab/watchdog.yaml`.
    public var acknowledged: [WatchdogFinding]

    /// The findings for which the bot must stop.
    public var violations: [WatchdogFinding] { findings.filter(\.isViolation) }
    /// True when nothing is wrong.
    public var isSound: Bool { violations.isEmpty }
}
