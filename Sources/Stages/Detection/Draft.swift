internal import Model

/// Kubernetes attributes that are sized.
enum Attribute {
    static let cpuRequest = "resources.requests.cpu"
    static let cpuLimit = "resources.limits.cpu"
    static let memoryRequest = "resources.requests.memory"
    static let memoryLimit = "resources.limits.memory"
}

/// What a rule concluded about one attribute of a container, before the data are judged and the texts are written.
struct Draft: Sendable {
    var kind: FindingKind
    var attribute: String
    /// The value now, in base units; nil when pods disagree or nothing tells.
    var now: Double?
    /// The value wanted, in base units, on the grid.
    var wish: Quantity?
    var unit: MeasureUnit
    /// Why nothing is done about it, where a rule knows.
    var hold: Hold?
    /// True for what happened whatever samples are missing.
    var isUrgent = false
    var remark = ""
    var sentences: [String] = []
    var hypotheses: [Hypothesis] = []
    var confidence = 0.0
    /// Where the amount lies that is needed; nil where the data does not tell.
    var range: NeedRange?
    /// Signals besides the usage itself.
    var signals: [Signal] = []
    /// Attributes that must change in the same commit.
    var tiedTo: [String] = []
}
