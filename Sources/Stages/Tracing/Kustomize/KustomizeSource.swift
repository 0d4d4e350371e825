internal import Diagnostics
internal import Kustomize
internal import Model

/// Objects that kustomizations render, for questions that name no root.
struct KustomizeSource: KubernetesSource {
    let ecosystem: KustomizeEcosystem

    func roots() throws -> [Root] { [] }
    func inventory(of root: Root) throws -> [InventoryEntry] { [] }
    func facts(reading files: Set<String>) throws -> [Fact] { [] }

    func installer(of address: KubernetesAddress, in root: String?) throws -> Hold? {
        try FetchedCharts(ecosystem: ecosystem).hold(address, in: root)
    }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        let found = try ecosystem.table().objects(address.kind, address.name).compactMap {
            place -> KustomizeCandidate? in
            let tracer = KustomizeTracer(ecosystem: ecosystem, deployment: place.deployment)
            guard tracer.isIn(place.object, address.namespace) else { return nil }
            return KustomizeCandidate(
                ecosystem: ecosystem, deployment: place.deployment, object: place.object)
        }
        // What nobody takes in the folder of an object that is deployed, and does not build upon it, is another way of making the same.
        let homes = Set(
            found.filter(\.isTaken).compactMap(\.resource).map { RepositoryPath.directory(of: $0.file) })
        return found.map { candidate in
            var candidate = candidate
            candidate.isBeside =
                !candidate.isTaken && homes.isDisjoint(with: candidate.deployment.output?.layers ?? [])
                && RepositoryPath.ancestors(of: candidate.deployment.directory).contains {
                    !$0.isEmpty && homes.contains($0)
                }
            return candidate
        }
    }
}

/// An object that a kustomization renders.
struct KustomizeCandidate: KubernetesCandidate {
    let ecosystem: KustomizeEcosystem
    let deployment: KustomizeDeployment
    /// Its number among what is rendered.
    let object: Int
    /// True for one that nobody takes, in a folder of an application that something deploys.
    var isBeside = false

    /// True where Flux or Argo CD deploys it.
    var isTaken: Bool { deployment.flux != nil || deployment.argo != nil }

    fileprivate var resource: Resource? { deployment.output?.resources[object] }

    var root: String { deployment.root.id }
    var location: String { "\(deployment.root.id) (\(resource?.file ?? deployment.file))" }
    var path: String { deployment.file }
    var isDeployed: Bool { deployment.isLiving }
    var namespace: String? { resource?.settledNamespace }
    var isGuess: Bool { false }
    var cluster: String? { deployment.root.cluster }
    var environment: String? { deployment.root.environment }
    var deployedBy: String? { deployment.root.id }
    var hold: Hold? { deployment.refusal ?? deployment.doubt(object) }
    var standsBack: Bool { isBeside || deployment.flux?.isOfAnotherRevision == true }

    func isIn(_ root: String, _ index: RepositoryIndex) -> Bool {
        deployment.isIn(root, index, file: resource?.file ?? path)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        try KustomizeTracer(ecosystem: ecosystem, deployment: deployment).answer(
            target, address, object: object)
    }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        // The answer looks for them among what is rendered.
        nil
    }
}
