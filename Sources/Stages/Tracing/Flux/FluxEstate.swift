internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// Everything that Flux Kustomizations deploy, from those that nothing renders down to those that others render.
///
/// A Kustomization that another one renders counts as that one renders it: with its patches, its namespace, its variables.
struct FluxEstate {
    let index: RepositoryIndex
    let graph: DeployerGraph
    let builder: KustomizeBuilder
    /// What was built of the same repository before some files changed.
    let base: RenderedBefore?

    /// Kustomizations in Kustomizations, at most.
    private static let deepest = 20

    /// What the Kustomizations of one cluster have come to.
    private final class Cluster {
        let name: String?
        /// The directory that is the cluster's own.
        var home = ""
        var deployments: [KustomizeDeployment] = []
        /// ConfigMaps and Secrets that something renders, by kind, namespace and name.
        var data: [String: [Node]] = [:]
        var missed: Set<String> = []
        /// Kustomizations that were built, by namespace and name.
        var seen: Set<String> = []

        init(_ name: String?) { self.name = name }
    }

    func deployments() throws -> [KustomizeDeployment] {
        var plain: [FluxKustomization] = []
        let patches = try KustomizationReader(index: index).patchFiles()
        for file in try index.manifests().files where !patches.contains(file.source.path) {
            guard
                file.objects.contains(where: {
                    $0.kind == "Kustomization" && $0.group == "kustomize.toolkit.fluxcd.io"
                }), PathConventions.notDeployed(file.source.path) == nil
            else { continue }
            plain += try declared(in: file.source.path)
        }
        let tops = plain.filter { kustomization in
            renderers(of: kustomization.file).allSatisfy {
                "\($0.file)#\($0.name)" == kustomization.declaration
            }
        }
        // Where Kustomizations render each other in a circle, it starts where most of the repository is taken.
        let others = plain.enumerated().sorted { a, b in
            func depth(_ kustomization: FluxKustomization) -> Int {
                kustomization.directory.map { $0.split(separator: "/").count } ?? .max
            }
            return (depth(a.element), a.offset) < (depth(b.element), b.offset)
        }.map(\.element)
        var found: [(start: String, deployments: [KustomizeDeployment])] = []
        var done: Set<String> = []
        let known = try evaluated(tops)
        for top in tops + others where done.insert(top.id).inserted {
            let deployments = try known[top.id]?.deployments ?? evaluated(top).deployments
            let ids = Set(deployments.compactMap(\.flux?.kustomization.id)).subtracting([top.id])
            // What was taken for a start is rendered by another one after all.
            if !ids.isEmpty { found.removeAll { ids.contains($0.start) } }
            found.append((top.id, deployments))
            done.formUnion(ids)
        }
        return distinct(found.flatMap(\.deployments))
    }

    /// One id for one Kustomization: those that several clusters share are told apart by the cluster.
    private func distinct(_ all: [KustomizeDeployment]) -> [KustomizeDeployment] {
        var counts: [String: Int] = [:]
        for deployment in all { counts[deployment.root.id, default: 0] += 1 }
        var numbers: [String: Int] = [:]
        return all.map { deployment in
            guard counts[deployment.root.id, default: 0] > 1 else { return deployment }
            let number = numbers[deployment.root.id, default: 0] + 1
            numbers[deployment.root.id] = number
            return deployment.renamed(
                "\(deployment.root.id)@\(deployment.flux?.top ?? String(number))")
        }
    }

    // MARK: One cluster

    /// What a start has come to.
    private struct Applied: Sendable {
        var deployments: [KustomizeDeployment]
        var data: [String: [Node]]
        var missed: Set<String>

        init(_ cluster: Cluster) {
            (deployments, data, missed) = (cluster.deployments, cluster.data, cluster.missed)
        }
    }

    /// What each of the starts comes to, by its id; several clusters have little in common and are evaluated at the same time.
    private func evaluated(_ tops: [FluxKustomization]) throws -> [String: Applied] {
        guard tops.count > 1 else { return [:] }
        var made = try evaluated(tops.map { ($0, [:]) })
        let clusters = tops.map(FluxEstate.home)
        // Variables may come from what another start of the same cluster applies.
        for _ in 0..<3 {
            var shared: [String: [String: [Node]]] = [:]
            for (cluster, applied) in zip(clusters, made) {
                shared[cluster, default: [:]].merge(applied.data) { $0 + $1 }
            }
            let again = tops.indices.filter { number in
                made[number].missed.contains { key in
                    guard let all = shared[clusters[number]]?[key], let first = all.first else {
                        return false
                    }
                    return all.allSatisfy { $0.isEqual(first) }
                }
            }
            if again.isEmpty { break }
            let more = try evaluated(again.map { (tops[$0], shared[clusters[$0]] ?? [:]) })
            for (number, applied) in zip(again, more) { made[number] = applied }
        }
        return Dictionary(zip(tops.map(\.id), made)) { first, _ in first }
    }

    private func evaluated(_ starts: [(FluxKustomization, [String: [Node]])]) throws -> [Applied] {
        let (index, graph, base) = (index, graph, base)
        return try Parallel.pieces(starts, of: (starts.count + 7) / 8, with: builder) {
            KustomizeBuilder(files: KustomizeIndexFiles(index: index))
        } work: { builder, start in
            Applied(
                try FluxEstate(index: index, graph: graph, builder: builder, base: base)
                    .evaluated(start.0, with: start.1))
        }
    }

    /// What tells the cluster of a start: the directory that is called after one, else the directory it stands in.
    private static func home(_ kustomization: FluxKustomization) -> String {
        if let variant = kustomization.variant { return variant }
        let parts = kustomization.file.split(separator: "/")
        if let place = parts.firstIndex(where: { $0 == "clusters" || $0 == "cluster" }),
            parts.indices.contains(place + 2)
        {
            return parts[...(place + 1)].joined(separator: "/")
        }
        return RepositoryPath.directory(of: kustomization.file)
    }

    /// What a start comes to where data of the cluster are known already.
    private func evaluated(
        _ top: FluxKustomization, with data: [String: [Node]] = [:]
    ) throws -> Cluster {
        let name = FluxEstate.cluster(of: top)
        var known = data
        var cluster = Cluster(name)
        // Variables may come from what a later Kustomization renders: then once more, with them.
        for _ in 0..<3 {
            cluster = Cluster(name)
            cluster.home = FluxEstate.home(top)
            cluster.data = known
            try evaluate(top, top: top, in: cluster, depth: 0)
            let isSettled = cluster.missed.allSatisfy { cluster.data[$0] == nil }
            if isSettled { break }
            known = cluster.data
        }
        return cluster
    }

    /// `production` of `clusters/production/apps.yaml`.
    private static func cluster(of kustomization: FluxKustomization) -> String? {
        if let parts = kustomization.variant?.split(separator: "/").map(String.init),
            let index = parts.firstIndex(where: { $0 == "clusters" || $0 == "cluster" }),
            index + 1 < parts.count
        {
            return parts[(index + 1)...].joined(separator: "/")
        }
        for path in [kustomization.file, (kustomization.directory ?? "") + "/x"] {
            let parts = path.split(separator: "/").map(String.init)
            if let index = parts.firstIndex(where: { $0 == "clusters" || $0 == "cluster" }),
                parts.indices.contains(index + 2)
            {
                return parts[index + 1]
            }
        }
        return nil
    }

    private func evaluate(
        _ kustomization: FluxKustomization, top: FluxKustomization, in cluster: Cluster, depth: Int,
        above: Set<String> = []
    ) throws {
        let identity = "\(kustomization.namespace ?? "")/\(kustomization.name)"
        // One that renders itself into another namespace makes the same once more, and so on without an end.
        guard depth < FluxEstate.deepest, !above.contains(kustomization.id),
            cluster.seen.insert(identity).inserted
        else { return }
        let deployment = try deployment(kustomization, top: top, in: cluster)
        cluster.deployments.append(deployment)
        for resource in deployment.output?.resources ?? [] {
            let kind = resource.kind.kind
            if let secret = MadeSecret(resource) {
                cluster.data["Secret/\(resource.namespace ?? "")/\(secret.name)", default: []].append(
                    secret.node)
            }
            guard kind == "ConfigMap" || kind == "Secret" else { continue }
            cluster.data["\(kind)/\(resource.namespace ?? "")/\(resource.name)", default: []].append(
                resource.node)
        }
        for resource in deployment.output?.resources ?? [] where FluxKustomization.isOne(resource) {
            try evaluate(
                made(resource, above: kustomization.passages), top: top, in: cluster,
                depth: depth + 1, above: above.union([kustomization.id]))
        }
    }

    // MARK: One Kustomization

    func made(_ resource: Resource, above: [Provenance.Hop]) throws -> FluxKustomization {
        var kustomization = FluxKustomization(resource, above: above)
        let source = kustomization.spec?["sourceRef"]
        if source?["kind"]?.text == "ExternalArtifact", let name = source?["name"]?.text {
            kustomization.artifact = try FluxArtifacts(index: index).directory(
                of: name, namespace: source?["namespace"]?.text ?? kustomization.namespace)
        }
        return kustomization
    }

    private func deployment(
        _ kustomization: FluxKustomization, top: FluxKustomization, in cluster: Cluster
    ) throws -> KustomizeDeployment {
        var hold = kustomization.hold
        var output: RenderedKustomization?
        var failure: Hold?
        var isRefused = false
        var report = SubstitutionReport()
        var files = kustomization.files
        let id = kustomization.id
        let directory = kustomization.directory
        if kustomization.isSuspended { hold = Hold(.outsidePaths, "\(id) is suspended") }
        let reason = try elsewhere(kustomization, below: top)
        let isOther = try reason != nil && isOfAnotherRevision(kustomization, below: top)
        // Another branch may be the one that is read, so that what follows a token there is named all the same.
        if isOther { hold = hold ?? reason }
        if let reason, !isOther {
            failure = reason
        } else if let directory {
            let values = try variables(of: kustomization, in: cluster, &files)
            let before = reusable(id, kustomization, values)
            if let before {
                (output, report) = (before.output, before.flux?.report ?? report)
            } else {
                do {
                    var built = try build(
                        directory, kustomization.additions,
                        from: kustomization.artifact == nil ? kustomization.source : nil, of: top)
                    let metadata = kustomization.spec?["commonMetadata"]
                    for index in built.resources.indices {
                        built.resources[index].addMetadata(
                            labels: metadata?["labels"], annotations: metadata?["annotations"])
                    }
                    report = VariableSubstitution.apply(
                        values, to: &built.resources, files: builder.source)
                    output = built
                } catch let problem as KustomizeProblem {
                    failure = Hold(problem, in: id)
                    isRefused = problem.isCertain
                }
            }
            if let problem = report.problem { hold = hold ?? Hold(problem, in: id) }
            output?.files.formUnion(files)
        } else {
            failure = Hold(
                .templated, "the path of \(id) is filled in before it is applied, or leaves the repository")
        }
        var excluded = failure?.detail
        if kustomization.isSuspended { excluded = "suspended" }
        let namespaces = Set((output?.resources ?? []).compactMap(\.settledNamespace))
        let isForeign =
            try kustomization.artifact == nil
            && index.own.isForeign(source: kustomization.source)
        let root = Root(
            id: id, kind: .flux, path: kustomization.file, cluster: cluster.name,
            namespaces: namespaces.sorted(), release: kustomization.name,
            layers: (output?.files ?? files).subtracting([kustomization.file]).sorted()
                + [kustomization.file], excluded: excluded)
        return KustomizeDeployment(
            root: root, directory: directory ?? "", file: kustomization.file,
            namespace: kustomization.targetNamespace,
            rendered: output.map { .success($0) }
                ?? .failure(
                    HoldCarrier(
                        hold: failure ?? Hold(.unsupported, id), isCertain: isForeign,
                        isRefused: isRefused)),
            hold: hold, limits: index.store.limits,
            flux: FluxBuild(
                kustomization: kustomization, report: report, top: top.id, isOfAnotherRevision: isOther))
    }

    // MARK: Variables

    private func variables(
        of kustomization: FluxKustomization, in cluster: Cluster, _ files: inout Set<String>
    ) throws -> SubstitutionValues {
        var values = SubstitutionValues()
        guard let build = kustomization.spec?["postBuild"] else { return values }
        for item in build["substituteFrom"]?.items ?? [] {
            let kind = item["kind"]?.text ?? ""
            let name = item["name"]?.text ?? ""
            guard let data = try data(kind, name, kustomization, cluster) else {
                let optional = item["optional"]?.text == "true" ? ", which need not be there" : ""
                values.hideAll(because: "\(kind) `\(name)`\(optional) is not in this repository")
                continue
            }
            files.formUnion(data.deepOrigins.summary().all.map(\.path))
            for key in ["data", "stringData"] {
                for entry in data[key]?.entries ?? [] {
                    if kind == "Secret" || entry.value.text?.hasPrefix("ENC[") == true {
                        values.hide(entry.key, because: "\(kind) `\(name)` sets it, whose values are secret")
                    } else {
                        values.set(entry.key, entry.value)
                    }
                }
            }
        }
        for entry in build["substitute"]?.entries ?? [] { values.set(entry.key, entry.value) }
        return values
    }

    private func data(
        _ kind: String, _ name: String, _ kustomization: FluxKustomization, _ cluster: Cluster
    ) throws -> Node? {
        index.noteObject(kind, name)
        let namespace = kustomization.namespace ?? ""
        let keys = ["\(kind)/\(namespace)/\(name)", "\(kind)//\(name)"]
        for key in keys {
            if let found = cluster.data[key] {
                if found.count == 1 { return found[0] }
                // Rendered more than once: the same as long as all say the same.
                if let first = found.first, found.allSatisfy({ $0.isEqual(first) }) { return first }
            }
            cluster.missed.insert(key)
        }
        let plain = try index.manifests().objects(kind, name).filter {
            ($0.namespace ?? namespace) == namespace
                && PathConventions.notDeployed($0.file.path) == nil
        }
        // Of several that clusters have of one name the one of this cluster counts.
        let own = plain.filter {
            !cluster.home.isEmpty && RepositoryPath.isInside($0.file.path, cluster.home)
        }
        let meant = plain.count > 1 ? own : plain
        guard meant.count == 1, let object = meant.first else { return nil }
        // As it stands it is nobody's where a kustomization changes it.
        let isChanged = graph.direct(object.file.path).contains { $0.kind == .kustomize && $0.change != nil }
        guard !isChanged else { return nil }
        return try resources(of: object.file.path).first { $0.kind.kind == kind && $0.name == name }?.node
    }
}

/// What Flux does beside building a kustomization.
struct FluxBuild: Sendable {
    let kustomization: FluxKustomization
    let report: SubstitutionReport
    /// Id of the Kustomization from which it was reached.
    let top: String
    /// True where it is built from another branch, a tag or a commit of this repository.
    var isOfAnotherRevision = false
}
