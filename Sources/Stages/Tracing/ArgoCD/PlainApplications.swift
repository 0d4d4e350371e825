internal import Diagnostics
internal import HelmChart
internal import Kustomize
internal import Model
internal import YAML

/// Argo CD Applications that stand in files of the repository, as they are or as kustomizations make them.
struct PlainApplications {
    let library: ChartLibrary

    func find() throws -> [ArgoApplication] {
        let kustomized = try library.kustomized()
        return try library.declaredApplications("Application").filter { !kustomized.isChanged($0) }
            .compactMap { application($0, kustomized.hold(on: $0)) }
            + library.applicationsOfKustomizations().plain
    }

    private func application(_ object: ManifestObject, _ changed: Hold?) -> ArgoApplication? {
        guard let spec = object.node["spec"] else { return nil }
        let place = "the Application \(object.name) (\(object.location))"
        let nodes = [spec["source"]].compactMap { $0 } + (spec["sources"]?.items.map(\.resolved) ?? [])
        var hold = changed
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
