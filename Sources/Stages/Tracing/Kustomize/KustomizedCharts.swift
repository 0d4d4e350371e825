internal import Diagnostics
internal import HelmChart
internal import Kustomize
internal import Model
internal import YAML

/// Charts of the repository that kustomizations have Helm render, as ways of installing them.
struct KustomizedCharts {
    let ecosystem: KustomizeEcosystem

    private var index: RepositoryIndex { ecosystem.index }

    /// What decides how a chart is rendered, and is understood.
    private static let understood: Set<String> = [
        "name", "version", "repo", "releaseName", "namespace", "valuesFile", "valuesInline",
        "additionalValuesFiles", "valuesMerge", "includeCRDs", "skipTests", "skipHooks", "kubeVersion",
        "apiVersions",
    ]

    /// The charts; none of a kustomization that somebody includes in a way that is not computed.
    func contexts() throws -> [ChartContext] {
        let living = try ecosystem.living()
        let unbuilt = try ecosystem.unbuilt().reduce(into: Set<String>()) { $0.formUnion($1.files) }
        let hidden = living.reduce(into: Set<String>()) { files, deployment in
            files.formUnion((deployment.output?.changedCharts ?? []).map(\.file))
        }
        return try living.flatMap { deployment -> [ChartContext] in
            let charts = (deployment.output?.charts ?? []).filter {
                !hidden.contains($0.file) && !unbuilt.contains($0.file)
            }
            return try charts.compactMap { try context($0, deployment) }
        }
    }

    private func context(_ chart: InflatedChart, _ deployment: KustomizeDeployment) throws -> ChartContext? {
        guard let release = chart.arguments["releaseName"]?.text,
            let node = try index.store.manifests(chart.file)?.yaml?.documents.first?.root?["helmCharts"]?
                .items
                .dropFirst(chart.position).first?.resolved
        else { return nil }
        var context = ChartContext(
            directory: chart.chart, root: "\(deployment.root.id)#\(release)", kind: .kustomize)
        context.release = release
        context.namespace = chart.namespace ?? chart.arguments["namespace"]?.text
        context.cluster = deployment.root.cluster
        context.environment = deployment.root.environment
        context.above = [deployment.root.id, deployment.file, deployment.directory, chart.directory]
        context.inflatedBy = chart.file
        context.kubernetesVersion = chart.arguments["kubeVersion"]?.text
        context.apiVersions = (chart.arguments["apiVersions"]?.items ?? []).compactMap(\.text)
        context.declared = Hop(
            index: index, path: chart.file, at: Int(node.tokenRange.lower),
            "has Helm render \(chart.chart) as `\(release)`")
        context.hold = hold(chart, deployment)
        func take(_ text: String) {
            guard let path = RepositoryPath.join(chart.directory, text), let file = index.realFile(path)
            else {
                context.hold =
                    context.hold
                    ?? Hold(
                        .external, "\(chart.file) takes the values file \(text), which is not in the commit")
                return
            }
            context.layers.append(.file(file))
        }
        if let text = chart.arguments["valuesFile"]?.text { take(text) }
        if let values = node["valuesInline"], values.kind == .mapping {
            context.layers.append(.inline(values, label: "valuesInline of \(chart.file)"))
        }
        for item in chart.arguments["additionalValuesFiles"]?.items ?? [] { item.text.map(take) }
        return context
    }

    private func hold(_ chart: InflatedChart, _ deployment: KustomizeDeployment) -> Hold? {
        if let hold = deployment.refusal { return hold }
        if deployment.flux != nil {
            return Hold(.unsupported, "\(chart.file) has `helmCharts`, which Flux does not render")
        }
        let unknown = chart.arguments.entries.map(\.key).filter { !KustomizedCharts.understood.contains($0) }
        if let key = unknown.first {
            return Hold(.unsupported, "`\(key)` of a chart in \(chart.file) is not evaluated")
        }
        if let merge = chart.arguments["valuesMerge"]?.text, merge != "override" {
            return Hold(.unsupported, "`valuesMerge: \(merge)` of a chart in \(chart.file) is not evaluated")
        }
        if let outer = chart.namespace, let inner = chart.arguments["namespace"]?.text, outer != inner {
            return Hold(
                .unsupported,
                "\(chart.file) has Helm render `\(chart.chart)` for namespace \(inner), and \(outer) put over it"
            )
        }
        return nil
    }
}

extension ChartContext {
    /// The chart and the kustomization that has it rendered; nil for any other way.
    var inflation: [String]? { inflatedBy.map { [$0, directory] } }
}
