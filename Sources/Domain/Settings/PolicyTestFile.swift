public import Diagnostics
public import Model

/// The content of a test file beside the policies: facts, and whether a change may merge on them.
public struct PolicyTestFile: Sendable {
    /// The category that is tested, by name.
    public var category: String
    /// Where the name stands.
    public var categorySpan: SourceSpan
    /// The cases, in the order of the file.
    public var cases: [PolicyTestCase]
}

/// One question and the answer it must get.
public struct PolicyTestCase: Sendable {
    /// What the case shows.
    public var name: String
    /// Where the case stands.
    public var span: SourceSpan
    /// The facts.
    public var given: PolicyTestFacts
    /// Whether the bot may merge.
    public var merges: Bool
    /// Why not; nil where the case does not say.
    public var reason: HoldReason?
    /// The posture that is left; nil where the case does not say.
    public var posture: Posture?
}

/// The facts of a case; what nobody mentions is as a change wants it.
public struct PolicyTestFacts: Sendable {
    /// A merge that the ledger tells of.
    public struct Merge: Sendable {
        /// How long ago.
        public var ago: TimeSpan
        /// Whether it was of the same target.
        public var sameTarget: Bool
        /// Whether it was of the same service.
        public var sameService: Bool
        /// Its category; nil for the one that is tested.
        public var category: String?
    }

    /// Namespace of a Kubernetes object.
    public var namespace = "prod"
    /// `Kind/name/container`, or the address of a Terraform resource.
    public var resource: String?
    /// Root folder of a Terraform resource; nil for a Kubernetes object.
    public var root: String?
    /// The attribute; nil takes the category's first.
    public var attribute: String?
    /// The value in force.
    public var before: String?
    /// The value wanted.
    public var after: String?
    /// The file that is edited.
    public var file = "apps/example.yaml"
    /// The posture of the category; nil leaves the file's.
    public var posture: Posture?
    /// The operator's cap.
    public var operatorPosture = Posture.auto
    /// The moment.
    public var now = Timestamp(seconds: 1_795_168_800)
    /// Whether an alert asked, and not a sweep.
    public var isAlert = false
    /// Length of the history.
    public var history = TimeSpan(seconds: 14 * 86_400)
    /// Coverage, 0…1.
    public var coverage = 1.0
    /// Age of the newest sample.
    public var freshness = TimeSpan(seconds: 60)
    /// Confidence, 0…1.
    public var confidence = 1.0
    /// Merges before.
    public var merges: [Merge] = []
    /// How long ago a change of the category last failed or was undone; nil when none did.
    public var trouble: TimeSpan?
    /// Gates that failed.
    public var failedGates: [String] = []
    /// States of checks on the head; nil is green for each that the category demands.
    public var checks: [String: CheckResult.State]?
    /// Who approved the head.
    public var approvals: [String] = []
    /// Whether an alert fires on the service.
    public var hasIncident = false
    /// Whether a person holds the target.
    public var isHeld = false
    /// Whether a kill switch is on.
    public var isHalted = false
    /// Whether the repository is frozen.
    public var isFrozen = false
    /// Whether the target branch moved since the change was built.
    public var hasMoved = false

    /// Facts that stand in no way.
    public init() {}
}
