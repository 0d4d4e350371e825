internal import HelmChart

/// A release of a helmfile whose chart is elsewhere, of which nothing is traced.
struct UnseenRelease {
    var name: String
    var namespace: String?
    var environment: String
    var chart: String
    /// Its values files that stand as they are, the first one lowest, and the helmfile that declares it.
    var layers: [String]

    init(_ release: HelmfileRelease, of helmfile: String, _ environment: String, _ index: RepositoryIndex) {
        (name, namespace, chart) = (release.name, release.namespace, release.chart)
        self.environment = environment
        let files = (release.tree["values"]?.items ?? []).compactMap { item in
            item.text.flatMap { RepositoryPath.join(release.directory, $0) }.flatMap { index.realFile($0) }
        }
        layers = files + [helmfile]
    }

    /// The root below a helmfile, left out with its reason.
    func root(of helmfile: String) -> Root {
        Root(
            id: "\(helmfile)#\(name)", kind: .helmfile, path: layers.last ?? helmfile,
            environment: environment,
            namespaces: namespace.map { [$0] } ?? [], release: name, layers: layers,
            excluded: "its chart `\(chart)` is not in this repository")
    }
}
