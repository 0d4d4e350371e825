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
        "apiVersions", "chartHome",
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
            return try (charts + (deployment.output?.fetchedCharts ?? [])).compactMap {
                try context($0, deployment)
            }
        }
    }

    private func context(_ chart: InflatedChart, _ deployment: KustomizeDeployment) throws -> ChartContext? {
        guard let release = chart.arguments["releaseName"]?.text,
            let directory = chart.chart ?? KustomizedCharts.layout(of: chart),
            let node = view(chart.arguments)
        else { return nil }
        var context = ChartContext(
            directory: directory, root: "\(deployment.root.id)#\(release)", kind: .kustomize)
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
            "has Helm render \(LaidOutCharts.label(of: directory) ?? directory) as `\(release)`")
        context.hold = hold(chart, deployment)
        context.postRendering = PostRendering(chart.changes, over: chart.file)
        do throws(HoldCarrier) {
            context.layers = try layers(chart, in: directory)
        } catch {
            context.hold = context.hold ?? error.hold
        }
        return context
    }

    /// What stands for a chart of elsewhere whose layout is known, and of which it can be told what is changed.
    static func layout(of chart: InflatedChart) -> String? {
        guard !chart.isUnclear else { return nil }
        return LaidOutCharts.path(of: chart.name, version: chart.arguments["version"]?.text)
    }

    // MARK: Values

    /// The values above the chart's own, the strongest last.
    private func layers(
        _ chart: InflatedChart, in directory: String
    ) throws(HoldCarrier) -> [ChartContext.Layer] {
        func file(_ text: String) throws(HoldCarrier) -> ChartContext.Layer {
            guard let path = RepositoryPath.join(chart.directory, text), let file = index.realFile(path)
            else {
                throw HoldCarrier(
                    hold: Hold(
                        .external, "\(chart.file) takes the values file \(text), which is not in the commit"))
            }
            return .file(file)
        }
        var layers: [ChartContext.Layer] = []
        let named = chart.arguments["valuesFile"]?.text
        if let named { layers.append(try file(named)) }
        if let values = chart.arguments["valuesInline"], !values.entries.isEmpty {
            guard let inline = view(values) else {
                throw HoldCarrier(
                    hold: Hold(.unsupported, "`valuesInline` of \(chart.file) is put together of several"))
            }
            let layer = ChartContext.Layer.inline(inline, label: "valuesInline of \(chart.file)")
            switch chart.arguments["valuesMerge"]?.text ?? "override" {
            case "override":
                try demandNoDirectives(inline, chart)
                layers.append(layer)
            case "merge":
                // The file over the values beside it; that of the chart where none is named.
                guard named != nil || !LaidOutCharts.isPath(directory) else {
                    throw HoldCarrier(
                        hold: Hold(
                            .external,
                            "the values of `\(chart.name)`, over those in \(chart.file), are not in this repository"
                        ))
                }
                for case .file(let path) in layers {
                    if let root = root(of: path) { try demandNoDirectives(root, chart) }
                }
                let own = index.realFile("\(directory.isEmpty ? "" : directory + "/")values.yaml")
                layers = [layer] + (named == nil ? own.map { [.file($0)] } ?? [] : layers)
            case "replace": layers = [layer]
            case let other:
                throw HoldCarrier(
                    hold: Hold(
                        .unsupported, "`valuesMerge: \(other)` of a chart in \(chart.file) is not evaluated"))
            }
        }
        for item in chart.arguments["additionalValuesFiles"]?.items ?? [] {
            if let text = item.text { layers.append(try file(text)) }
        }
        return layers
    }

    /// Kustomize takes a null for a key that is to be removed before Helm sees it, and keys with a dollar for directives.
    private func demandNoDirectives(_ values: YAMLNodeView, _ chart: InflatedChart) throws(HoldCarrier) {
        func isPlain(_ node: YAMLNodeView) -> Bool {
            let node = node.resolved
            if node.scalar?.isNull == true { return false }
            return node.items.allSatisfy(isPlain)
                && node.entries.allSatisfy {
                    $0.key.scalar?.text.hasPrefix("$") != true && isPlain($0.value)
                }
        }
        guard isPlain(values) else {
            throw HoldCarrier(
                hold: Hold(
                    .unsupported,
                    "values of `\(chart.name)` in \(chart.file) remove others, which is not evaluated"))
        }
    }

    private func root(of file: String) -> YAMLNodeView? {
        guard let source = try? index.store.source(file) else { return nil }
        return YAMLParser.parse(source.bytes, path: file).documents.first?.root
    }

    /// A mapping as it stands in its file.
    private func view(_ node: Node) -> YAMLNodeView? {
        guard node.sites.count == 1, let site = node.sites.first, !site.isEmbedded else { return nil }
        return (try? index.store.manifests(site.span.path))?.yaml?.node(withToken: site.span.range)
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
        if let outer = chart.namespace, let inner = chart.arguments["namespace"]?.text, outer != inner {
            return Hold(
                .unsupported,
                "\(chart.file) has Helm render `\(chart.chart ?? chart.name)` for namespace \(inner), and \(outer) put over it"
            )
        }
        return nil
    }
}

extension ChartContext {
    /// The chart and the kustomization that has it rendered; nil for any other way.
    var inflation: [String]? { inflatedBy.map { [$0, directory] } }
}
