public import Diagnostics

extension DiagnosticID {
    /// A category asks for more autonomy than its action class can have.
    public static let policyAboveCeiling: DiagnosticID = "policy-above-ceiling"
    /// A category's review date is over.
    public static let policyReviewOverdue: DiagnosticID = "policy-review-overdue"
    /// A category wants to merge by itself without a complete safety case.
    public static let policySafetyCase: DiagnosticID = "policy-safety-case"
    /// Two categories cover the same changes; the one with the lower posture counts.
    public static let policyOverlap: DiagnosticID = "policy-overlap"
    /// A glob matches no file of the commit.
    public static let policyDeadGlob: DiagnosticID = "policy-dead-glob"
    /// A category can never do what it asks for.
    public static let policyUnreachable: DiagnosticID = "policy-unreachable"
    /// A category names a gate that this program does not have.
    public static let policyUnknownGate: DiagnosticID = "policy-unknown-gate"
    /// A file or attribute that a category names belongs to another action class.
    public static let policyWrongClass: DiagnosticID = "policy-wrong-class"
}
