internal import Diagnostics
internal import YAML

/// A chart that a kustomization has Helm render.
public struct InflatedChart: Sendable {
    /// What is said of it, by the keys of `helmCharts`.
    public var arguments: Node
    /// The kustomization file that says it.
    public var file: String
    /// The directory of that file.
    public var directory: String
    /// The directory of the chart; nil for one that Helm fetches from elsewhere.
    public var chart: String?
    /// The namespace that kustomizations give to everything; nil when none does.
    public var namespace: String?
    /// What kustomizations put before the names of its objects.
    public var prefix = ""
    /// What they put behind them.
    public var suffix = ""
    /// What kustomizations change of its objects besides.
    public var changes: [UnseenChange] = []
    /// True where what they change of its objects cannot be told.
    public var isUnclear = false

    /// A chart of `helmCharts`, or of the older `helmChartInflationGenerator` in the same words.
    init(_ arguments: Node, of kustomization: Kustomization, in files: any KustomizeFiles) {
        self.arguments = arguments
        file = kustomization.file ?? ""
        directory = kustomization.directory
        chart = InflatedChart.directory(of: arguments, of: kustomization, in: files)
    }

    /// The charts of a kustomization, in order.
    static func all(of kustomization: Kustomization, in files: any KustomizeFiles) -> [InflatedChart] {
        let old = kustomization.node["helmChartInflationGenerator"]?.items ?? []
        return ((kustomization.node["helmCharts"]?.items ?? []) + old.map(renamed)).map {
            InflatedChart($0, of: kustomization, in: files)
        }
    }

    /// The name of the chart.
    public var name: String { arguments["name"]?.text ?? "" }

    private static let newNames = [
        "chartName": "name", "chartVersion": "version", "chartRepoUrl": "repo", "values": "valuesFile",
        "valuesLocal": "valuesInline",
    ]

    /// The same in the words of `helmCharts`.
    private static func renamed(_ old: Node) -> Node {
        let entries = old.entries.map { Node.Entry(newNames[$0.key] ?? $0.key, $0.value) }
        return Node(.mapping(entries), origins: old.origins, sites: old.sites)
    }

    private static func directory(
        of arguments: Node, of kustomization: Kustomization, in files: any KustomizeFiles
    ) -> String? {
        guard let name = arguments["name"]?.text, !name.isEmpty else { return nil }
        let home =
            arguments["chartHome"]?.text ?? kustomization.node.at("helmGlobals", "chartHome")?.text
            ?? "charts"
        func chart(_ path: String) -> (directory: String, manifest: String)? {
            guard let directory = RelativePath.join(kustomization.directory, path),
                let file = files.file(at: directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml")
            else { return nil }
            return (directory, file)
        }
        let plain = chart("\(home)/\(name)")
        guard let version = arguments["version"]?.text, arguments["repo"]?.text?.isEmpty == false else {
            return plain?.directory
        }
        // What Kustomize has fetched lies below its version; another version is fetched again.
        if let fetched = chart("\(home)/\(name)-\(version)/\(name)") { return fetched.directory }
        guard let plain,
            let own = (try? files.yaml(of: plain.manifest))?.documents.first?.root?["version"]?.scalar?.text,
            own == version
        else { return nil }
        return plain.directory
    }

    /// As what Helm renders, of which nothing is seen.
    var problem: KustomizeProblem {
        KustomizeProblem(.program, "the chart `\(name)` is rendered by Helm", at: arguments.place)
    }
}
