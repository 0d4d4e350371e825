internal import Kustomize

/// What is rendered, by the names under which it is asked for again and again.
struct DeploymentTable: Sendable {
    /// An object of a deployment, by its number.
    struct Place: Sendable {
        var deployment: KustomizeDeployment
        var object: Int
    }

    /// Deployments that count: no tests, no examples.
    let living: [KustomizeDeployment]
    /// The others.
    private let leftOut: [KustomizeDeployment]
    private let readers: [String: [Int]]
    private let objects: [String: [Place]]
    private let scalers: [String: [RenderedScaler]]
    private let roots: [String: [KustomizeDeployment]]
    private let releases: [Place]
    private let releasesByRoot: [String: [Int]]
    private let releasesByName: [String: [Int]]
    private let releasesByWorkload: [String: [Int]]

    init(_ deployments: [KustomizeDeployment]) {
        let living = deployments.filter(\.isLiving)
        var readers: [String: [Int]] = [:]
        var scalers: [String: [RenderedScaler]] = [:]
        for (number, deployment) in living.enumerated() {
            for file in deployment.files { readers[file, default: []].append(number) }
            for scaler in deployment.scalers { scalers[scaler.targetName, default: []].append(scaler) }
        }
        var objects: [String: [Place]] = [:]
        var roots: [String: [KustomizeDeployment]] = [:]
        var releases: [Place] = []
        var (byRoot, byName, byWorkload): ([String: [Int]], [String: [Int]], [String: [Int]]) = (
            [:], [:], [:]
        )
        for deployment in deployments {
            roots[deployment.root.id, default: []].append(deployment)
            for (name, numbers) in deployment.objects {
                objects[name, default: []] += numbers.map { Place(deployment: deployment, object: $0) }
            }
            for (number, release) in deployment.releases.sorted(by: { $0.key < $1.key }) {
                let position = releases.count
                releases.append(Place(deployment: deployment, object: number))
                byRoot[release.root, default: []].append(position)
                byName[release.name, default: []].append(position)
                for workload in release.workloads ?? [] {
                    for name in workload.names {
                        byWorkload["\(workload.kind)/\(name)", default: []].append(position)
                    }
                }
            }
        }
        self.living = living
        leftOut = deployments.filter { !$0.isLiving }
        self.readers = readers
        self.objects = objects
        self.scalers = scalers
        self.roots = roots
        self.releases = releases
        (releasesByRoot, releasesByName, releasesByWorkload) = (byRoot, byName, byWorkload)
    }

    /// Those that count and read one of the files, in order.
    func living(reading files: Set<String>) -> [KustomizeDeployment] {
        var found: Set<Int> = []
        for file in files { found.formUnion(readers[file] ?? []) }
        return found.sorted().map { living[$0] }
    }

    /// The same for what is asked beside one deployment; where that is left out for the folder it lies in, whatever lies there
    /// counts as much as it does.
    func living(reading files: Set<String>, beside own: KustomizeDeployment) -> [KustomizeDeployment] {
        let found = living(reading: files)
        guard !own.isLiving, let folder = DeploymentTable.leftOutFolder(own.file) else { return found }
        return found
            + leftOut.filter {
                $0 !== own && DeploymentTable.leftOutFolder($0.file) == folder
                    && !$0.files.isDisjoint(with: files)
            }
    }

    /// The folder of tests, examples or other people's code that a file lies in.
    private static func leftOutFolder(_ file: String) -> String? {
        guard let part = PathConventions.notDeployed(file) else { return nil }
        let parts = file.split(separator: "/")
        guard let position = parts.firstIndex(where: { $0 == part }) else { return nil }
        return parts[...position].joined(separator: "/")
    }

    /// Objects of a kind and a name, in the order of the deployments.
    func objects(_ kind: String, _ name: String) -> [Place] { objects["\(kind)/\(name)"] ?? [] }

    /// Autoscalers of a workload of that name, whatever renders them.
    func scalers(of name: String) -> [RenderedScaler] { scalers[name] ?? [] }

    /// Whom autoscalers name.
    var scaledNames: [String] { Array(scalers.keys) }

    /// The deployments under an id.
    func deployments(_ root: String) -> [KustomizeDeployment] { roots[root] ?? [] }

    /// The releases that are the root.
    func releases(root: String) -> [Place] { (releasesByRoot[root] ?? []).map { releases[$0] } }

    /// The releases that a workload may be of: by what a layout says, or by the beginning of its name.
    func releases(of kind: String, _ name: String) -> [Place] {
        var found = Set(releasesByWorkload["\(kind)/\(name)"] ?? [])
        found.formUnion(releasesByName[name] ?? [])
        for (position, byte) in name.utf8.enumerated() where byte == UInt8(ascii: "-") {
            let start = String(decoding: name.utf8.prefix(position), as: UTF8.self)
            found.formUnion(releasesByName[start] ?? [])
        }
        return found.sorted().map { releases[$0] }
    }
}

/// An autoscaler among what is rendered.
struct RenderedScaler: Sendable {
    /// Id of the root that renders it.
    var root: String
    var kind: String
    var name: String
    var namespace: String?
    var file: String
    var targetKind: String
    var targetName: String
    /// True for one that owns the number of replicas, false for one that owns sizes.
    var ownsReplicas: Bool
    /// Which sizes it owns.
    var scope: VerticalScope

    /// The autoscalers of a deployment that are switched on, in order.
    static func all(of deployment: KustomizeDeployment) -> [RenderedScaler] {
        (deployment.output?.resources ?? []).compactMap { resource in
            let kind = resource.kind.kind
            let ownsReplicas = kind == "HorizontalPodAutoscaler" || kind == "ScaledObject"
            guard ownsReplicas || kind == "VerticalPodAutoscaler" else { return nil }
            let reference = resource.node.at("spec", ownsReplicas ? "scaleTargetRef" : "targetRef")
            guard let target = reference?["name"]?.text,
                resource.node.at("spec", "updatePolicy", "updateMode")?.text != "Off"
            else { return nil }
            return RenderedScaler(
                root: deployment.root.id, kind: kind, name: resource.name, namespace: resource.namespace,
                file: resource.file, targetKind: reference?["kind"]?.text ?? "Deployment",
                targetName: target, ownsReplicas: ownsReplicas,
                scope: VerticalScope(resource.node["spec"]))
        }
    }
}
