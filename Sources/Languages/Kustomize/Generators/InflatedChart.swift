internal import Diagnostics

/// A chart of the repository that a kustomization has Helm render, and that nothing changes afterwards but the namespace.
public struct InflatedChart: Sendable {
    /// What stands in the list `helmCharts`.
    public var arguments: Node
    /// Its place in the list, from 0.
    public var position: Int
    /// The kustomization file with the list.
    public var file: String
    /// The directory of that file.
    public var directory: String
    /// The directory of the chart.
    public var chart: String
    /// The namespace that kustomizations give to everything; nil when none does.
    public var namespace: String?

    /// A chart of the list, where it is in the repository; nil for any other, which Helm would fetch.
    init?(_ arguments: Node, at position: Int, of kustomization: Kustomization, in files: any KustomizeFiles)
    {
        guard let file = kustomization.file, let name = arguments["name"]?.text, !name.isEmpty else {
            return nil
        }
        let home = kustomization.node.at("helmGlobals", "chartHome")?.text ?? "charts"
        // Where a version is named Kustomize looks there first.
        let versioned = arguments["version"]?.text.map { "\(home)/\(name)-\($0)/\(name)" }
        let found = [versioned, "\(home)/\(name)"].compactMap { $0 }.lazy.compactMap { path -> String? in
            guard let directory = RelativePath.join(kustomization.directory, path) else { return nil }
            return files.file(at: directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml") == nil
                ? nil : directory
        }.first
        guard let found else { return nil }
        self.arguments = arguments
        self.position = position
        self.file = file
        directory = kustomization.directory
        chart = found
    }

    /// As what Helm renders, of which nothing is seen.
    var problem: KustomizeProblem { InflatedChart.problem(arguments) }

    static func problem(_ arguments: Node) -> KustomizeProblem {
        let name = arguments["name"]?.text ?? arguments["chartName"]?.text ?? ""
        return KustomizeProblem(.program, "the chart `\(name)` is rendered by Helm", at: arguments.place)
    }
}

extension Kustomization {
    /// Keys that change nothing of what a chart renders, or the namespace alone.
    private static let besideCharts: Set<String> = [
        "apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "helmCharts",
        "helmGlobals", "generatorOptions", "sortOptions", "buildMetadata", "crds", "configurations",
    ]

    /// True when it changes objects, or names by which they are called.
    var changesCharts: Bool {
        let keepsNames = node.at("generatorOptions", "disableNameSuffixHash")?.flag == true
        return node.entries.contains { entry in
            if entry.value.items.isEmpty, entry.value.isSequence { return false }
            if keepsNames, ["configMapGenerator", "secretGenerator"].contains(entry.key) { return false }
            return !Kustomization.besideCharts.contains(entry.key)
        }
    }
}
