internal import HelmChart
public import Model

/// What is asked of an ecosystem: the attribute and, where they were given, the root and how it is evaluated.
struct TraceRequest: Sendable {
    var target: Target
    /// Directory, file or id of the root; nil searches every root.
    var root: String?
    var environment: String?
    /// What `terraform.workspace` is.
    var workspace: String?
    /// Variable files in order; where there are any they replace those of the environment.
    var variableFiles: [String] = []
    /// Helm's arguments, where they were given.
    var helm = HelmArguments()
}

/// What `helm template` takes beside the chart.
public struct HelmArguments: Sendable, Hashable {
    /// `-f`, in order.
    public var valueFiles: [String] = []
    /// `--set`.
    public var set: [String] = []
    /// `--set-string`.
    public var setString: [String] = []
    /// `--set-json`.
    public var setJSON: [String] = []
    /// The release's name.
    public var release: String?
    /// The namespace.
    public var namespace: String?
    /// The version of Helm that is imitated, 3 or 4; nil for what the settings say.
    public var version: Int?
    /// `--kube-version`: the version of the cluster; nil for what the settings say.
    public var kubernetesVersion: String?
    /// `--api-versions`: what the cluster serves beside Kubernetes' own, added to what the settings say.
    public var apiVersions: [String] = []

    /// Makes arguments; none by default.
    public init() {}

    /// The same with paths as the repository writes them.
    var normalized: HelmArguments {
        var arguments = self
        arguments.valueFiles = valueFiles.map(RepositoryPath.normalized)
        return arguments
    }

    /// True when values or a release are given.
    var saysMore: Bool { hasValues || release != nil }

    /// False when what is given as the version of Kubernetes is none.
    public var hasReadableKubernetesVersion: Bool {
        kubernetesVersion.map { Capabilities.kubernetesVersion($0) != nil } ?? true
    }

    /// True when values are given.
    public var hasValues: Bool {
        !valueFiles.isEmpty || !set.isEmpty || !setString.isEmpty || !setJSON.isEmpty
    }
}

/// One way of deploying: discovers its roots, lists what they decide, and traces attributes inside them.
///
/// A new ecosystem is a new conformance in a folder of its own; nothing that calls it changes.
protocol Ecosystem: Sendable {
    /// Everything deployable, what is left out included with its reason.
    func roots() throws -> [Root]
    /// The attributes of a root that decide size and number.
    func inventory(of root: Root) throws -> [InventoryEntry]
    /// Every attribute of every root that reads one of the files.
    func facts(reading files: Set<String>) throws -> [Fact]
    /// The answer; nil when the target is not of this ecosystem.
    func answer(_ request: TraceRequest) throws -> TraceAnswer?
}

/// A trace together with the name under which the attribute appears among the facts of its root.
public struct TraceAnswer: Sendable {
    /// The answer.
    public var trace: Trace
    /// The attribute's own row; nil for a held trace.
    public var key: Fact.Key?
    /// Why a change of the token would have no effect, although it decides the value; nil when it would have one.
    public var ineffective: Hold?
}
