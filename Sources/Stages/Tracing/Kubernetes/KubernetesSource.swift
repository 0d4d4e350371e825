internal import Model

/// Something that says which objects reach a cluster: plain manifests, releases, later overlays and charts.
protocol KubernetesSource: Sendable {
    func roots() throws -> [Root]
    /// Everything that defines the object, or may.
    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate]
    /// Those of them that a root means, in the same order.
    func candidates(
        for address: KubernetesAddress, in root: String, _ index: RepositoryIndex
    ) throws -> [any KubernetesCandidate]
    /// What installs a chart of elsewhere that may define the object, where nothing of the repository does; a root limits the search.
    func installer(of address: KubernetesAddress, in root: String?) throws -> Hold?
    /// Why an environment that could not be evaluated may have the object, where only others are found.
    func withheld(_ found: [any KubernetesCandidate], in environment: String) throws -> Hold?
    func inventory(of root: Root) throws -> [InventoryEntry]
    func facts(reading files: Set<String>) throws -> [Fact]
}

extension KubernetesSource {
    func installer(of address: KubernetesAddress, in root: String?) throws -> Hold? { nil }
    func withheld(_ found: [any KubernetesCandidate], in environment: String) throws -> Hold? { nil }

    func candidates(
        for address: KubernetesAddress, in root: String, _ index: RepositoryIndex
    ) throws -> [any KubernetesCandidate] {
        try candidates(for: address).filter { $0.isIn(root, index) }
    }
}

/// One definition of an object.
protocol KubernetesCandidate: Sendable {
    /// Id of the root it belongs to.
    var root: String { get }
    /// `path:line`, for people.
    var location: String { get }
    /// Path of the file.
    var path: String { get }
    /// False for tests, examples and vendored code that nothing deploys.
    var isDeployed: Bool { get }
    /// The namespace it says; nil where the deployment decides.
    var namespace: String? { get }
    /// The cluster it is deployed to; nil where that is not known.
    var cluster: String? { get }
    /// The environment it is deployed for; nil where that is not known.
    var environment: String? { get }
    /// Why nothing can be said about its attributes; nil when they can be traced.
    var hold: Hold? { get }
    /// True when a root that is asked for means this definition.
    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool
    /// True when nothing shows that it defines the object, only that it could.
    var isGuess: Bool { get }
    /// True for a file beside a kustomization that does not list it.
    var isUnlisted: Bool { get }
    /// True for a file that nothing of the repository deploys.
    var isTakenByNobody: Bool { get }
    /// True for one that counts only where nothing else defines the object.
    var standsBack: Bool { get }
    /// Id of what deploys it, where one declaration may be deployed by several; nil for anything else.
    var deployedBy: String? { get }
    /// The answer about one attribute, without regard to other candidates.
    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer
    /// The hold when an autoscaler owns the attribute; what is in the `evaluated` files is seen otherwise.
    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
}

extension KubernetesCandidate {
    var isDeployed: Bool { PathConventions.notDeployed(path) == nil }
    var cluster: String? { nil }
    var environment: String? { nil }
    var isUnlisted: Bool { false }
    var isTakenByNobody: Bool { false }
    var standsBack: Bool { false }
    var deployedBy: String? { nil }

    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool {
        self.root == root || path == root
            || (index.isDirectory(root) && RepositoryPath.isInside(path, root))
    }
}
