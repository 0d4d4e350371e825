internal import Diagnostics
internal import HelmChart
internal import Kustomize
internal import Model
internal import YAML

/// Argo CD Applications that stand in files of the repository as they are.
struct PlainApplications {
    let library: ChartLibrary

    private var index: RepositoryIndex { library.index }

    func find() throws -> [ArgoApplication] {
        let reader = KustomizationReader(index: index)
        let patches = try reader.patchFiles()
        return try index.manifests().objects.filter {
            $0.kind == "Application" && $0.group == "argoproj.io"
                && PathConventions.notDeployed($0.file.path) == nil && !library.isTemplate($0.file.path)
                && !patches.contains($0.file.path)
        }.compactMap { application($0, try reader.changer(of: $0.file.path)) }
    }

    private func application(_ object: ManifestObject, _ changer: Deployer?) -> ArgoApplication? {
        guard let spec = object.node["spec"] else { return nil }
        let place = "the Application \(object.name) (\(object.location))"
        let nodes = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items.map(\.resolved) ?? [])
        var hold = changer.map {
            Hold(.unsupported, "\(object.location) is deployed through \($0.label), which may change it")
        }
        let sources = nodes.compactMap { node -> ArgoSource? in
            guard let tree = try? ValueTree(node) else {
                hold = Hold(.unparsable, place)
                return nil
            }
            // Values of charts are read where the charts are.
            return ArgoSource(tree, of: place) { .empty }
        }
        let destination = spec["destination"]
        var application = ArgoApplication(
            name: object.name, maker: object.file.path, identity: "\(object.location) \(object.name)",
            declared: Hop(
                object.file, at: Int(object.node.range.lower), "Application `\(object.name)` deploys it"),
            cluster: ArgoDestination.cluster(destination?["name"]?.scalar?.text),
            namespace: destination?["namespace"]?.scalar?.text, sources: sources,
            files: [object.file.path], templated: [], hold: hold
        ) { _ in throw ChartProblem(.invalid, "\(place) is read as it stands") }
        application.namespaceTokens = destination?["namespace"].map { [$0.span] } ?? []
        return application
    }
}
