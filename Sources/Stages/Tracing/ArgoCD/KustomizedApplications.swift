internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Kustomize
internal import Model
internal import YAML

/// Argo CD Applications, and those of ApplicationSets, as the kustomizations make them that change what their files say.
struct KustomizedApplications {
    let library: ChartLibrary

    private var index: RepositoryIndex { library.index }

    /// The Applications, and those that are made by sets.
    struct Found: Sendable {
        var plain: [ArgoApplication] = []
        var ofSets: [ArgoApplication] = []
    }

    /// All of them; ``ChartLibrary/applicationsOfKustomizations()`` has them once and for all.
    func find() throws -> Found {
        let kustomized = try library.kustomized()
        let texts = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
        var found = Found()
        for object in try library.declaredApplications("Application") {
            guard case .changed(let versions) = kustomized.standing(of: object) else { continue }
            for version in versions {
                try application(object, version, texts).map { found.plain.append($0) }
            }
        }
        for object in try library.declaredApplications("ApplicationSet") {
            guard case .changed(let versions) = kustomized.standing(of: object) else { continue }
            found.ofSets += try versions.flatMap { try applications(of: object, $0) }
        }
        return found
    }

    private func declared(_ object: ManifestObject, _ reason: String) -> Hop {
        Hop(object.file, at: Int(object.node.range.lower), reason)
    }

    private func passages(_ version: KustomizedManifests.Version) -> [Hop] {
        Hop(index: index, path: version.kustomization, "the kustomization deploys and changes it").map {
            [$0]
        }
            ?? []
    }

    /// Every file of the repository with a part in what is said.
    private func files(_ object: ManifestObject, _ tree: ValueTree) -> Set<String> {
        Set(tree.allTokens.filter { !$0.isUnknown }.map(\.path)).union([object.file.path])
    }

    // MARK: Applications

    private func application(
        _ object: ManifestObject, _ version: KustomizedManifests.Version, _ texts: KustomizeBuilder
    ) throws -> ArgoApplication? {
        guard let spec = version.node["spec"] else { return nil }
        let nodes = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items ?? [])
        do {
            let tree = try ValueTree(spec)
            let embedded = try nodes.map { node -> ValueTree? in
                guard let text = node.at("helm", "values"), text.text?.isEmpty == false else { return nil }
                do {
                    return try ValueTree(try texts.document(in: text))
                } catch let problem as KustomizeProblem { throw ChartProblem(.invalid, problem.message) }
            }
            return application(object, version, tree, embedded, hold: nil)
        } catch let problem as ChartProblem {
            let place = "the Application \(version.name) (\(object.location))"
            return application(
                object, version, (try? ValueTree(spec)) ?? .empty, nodes.map { _ in nil },
                hold: Hold(.unparsable, "\(place): \(problem.description)"))
        }
    }

    /// `embedded` are the documents that texts of values are, one for each source.
    private func application(
        _ object: ManifestObject, _ version: KustomizedManifests.Version, _ spec: ValueTree,
        _ embedded: [ValueTree?], hold: Hold?
    ) -> ArgoApplication {
        let place = "the Application \(version.name) (\(object.location))"
        let nodes = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items ?? [])
        let sources = zip(nodes, embedded).map { node, values in
            ArgoSource(node, of: place) { values ?? .empty }
        }
        let destination = spec["destination"]
        var application = ArgoApplication(
            name: version.name, maker: object.file.path,
            identity: "\(object.location) \(version.kustomization) \(version.name)",
            declared: declared(object, "Application `\(version.name)` deploys it"),
            passages: passages(version),
            cluster: ArgoDestination.cluster(destination?["name"]?.text),
            namespace: destination?["namespace"]?.text, sources: sources,
            files: embedded.reduce(into: files(object, spec)) { files, values in
                values.map { files.formUnion(self.files(object, $0)) }
            }, templated: [], hold: hold
        ) { [self, index] replacing in
            var (own, texts) = (spec, embedded)
            for (path, bytes) in replacing {
                guard let old = try index.store.source(path)?.bytes, old != bytes else { continue }
                own = try own.replacing(path, old, by: bytes)
                texts = try texts.map { try $0?.replacing(path, old, by: bytes) }
            }
            return self.application(object, version, own, texts, hold: hold)
        }
        application.variant = version.variant
        application.namespaceTokens = destination?["namespace"]?.tokens ?? []
        return application
    }

    // MARK: Sets

    private func applications(
        of object: ManifestObject, _ version: KustomizedManifests.Version
    ) throws -> [ArgoApplication] {
        guard let tree = try? ValueTree(version.node) else { return [] }
        let path = object.file.path
        let files = files(object, tree)
        return ApplicationSets(index: index).list(
            ApplicationSets.Declaration(
                name: version.name, tree: tree, files: files,
                location: "the ApplicationSet \(version.name) (\(path))"),
            maker: path,
            declared: declared(object, "ApplicationSet `\(version.name)` makes it"),
            files: files, layers: [], passages: passages(version), variant: version.variant
        ) { [index] replacing in
            try replacing.reduce(tree) { tree, change in
                guard let old = try index.store.source(change.key)?.bytes, old != change.value else {
                    return tree
                }
                return try tree.replacing(change.key, old, by: change.value)
            }
        }
    }
}

extension ChartLibrary {
    /// Objects of Argo CD that stand in files as they are and count as deployed.
    func declaredApplications(_ kind: String) throws -> [ManifestObject] {
        let patches = try KustomizationReader(index: index).patchFiles()
        return try index.manifests().objects.filter {
            $0.kind == kind && $0.group == "argoproj.io"
                && PathConventions.notDeployed($0.file.path) == nil && !isTemplate($0.file.path)
                && !patches.contains($0.file.path)
        }
    }
}
