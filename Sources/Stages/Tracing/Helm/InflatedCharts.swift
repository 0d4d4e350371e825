internal import Diagnostics
internal import Model
internal import YAML

/// Charts of the repository that kustomizations have Helm render, as long as nothing shows how.
struct InflatedCharts {
    let library: ChartLibrary

    /// The charts, each as one that is installed in a way that is not computed.
    func contexts() throws -> [ChartContext] {
        try library.index.manifests().files.flatMap { file -> [ChartContext] in
            guard PathConventions.isKustomization(file.source.path),
                PathConventions.notDeployed(file.source.path) == nil, file.yaml?.hasErrors == false,
                let root = file.yaml?.documents.first?.root
            else { return [] }
            let home = root["helmGlobals"]?["chartHome"]?.scalar?.text ?? "charts"
            let charts =
                (root["helmCharts"]?.items ?? []).map { ($0.resolved, "name", home) }
                + (root["helmChartInflationGenerator"]?.items ?? []).map {
                    ($0.resolved, "chartName", $0.resolved["chartHome"]?.scalar?.text ?? home)
                }
            return charts.flatMap { chart, key, home -> [ChartContext] in
                guard let name = chart[key]?.scalar?.text else { return [] }
                let version = chart["version"] ?? chart["chartVersion"]
                let folders = [name] + (version?.scalar.map { ["\(name)-\($0.text)/\(name)"] } ?? [])
                return folders.compactMap { context(file.source.path, "\(home)/\($0)", name) }
            }
        }
    }

    private func context(_ path: String, _ chart: String, _ name: String) -> ChartContext? {
        let home = RepositoryPath.directory(of: path)
        guard let directory = RepositoryPath.join(home, chart), library.isChart(directory) else { return nil }
        var context = ChartContext(directory: directory, root: home.isEmpty ? "." : home, kind: .kustomize)
        context.isSupposed = true
        context.inflatedBy = path
        context.hold = Hold(.external, "\(path) has Helm render the chart `\(name)`, which is not computed")
        return context
    }
}
