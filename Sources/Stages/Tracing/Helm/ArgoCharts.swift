internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// Argo CD applications that install a chart of this repository.
struct ArgoCharts {
    let library: ChartLibrary

    /// The contexts that plain Application manifests declare.
    func contexts() throws -> [ChartContext] {
        try library.index.manifests().objects.filter {
            $0.kind == "Application" && $0.group == "argoproj.io"
                && PathConventions.notDeployed($0.file.path) == nil
        }.flatMap { contexts($0) }
    }

    /// The contexts that applications declare which a chart itself renders.
    func contexts(_ evaluation: ChartEvaluation) -> [ChartContext] {
        let applications = evaluation.objects.filter {
            $0.manifest.kind == "Application" && $0.manifest.group == "argoproj.io"
        }
        return applications.flatMap { contexts($0.manifest, renderedBy: evaluation.context) }
    }

    private func contexts(_ object: ManifestObject, renderedBy outer: ChartContext? = nil) -> [ChartContext] {
        let spec = object.node["spec"]
        let sources = [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
        return sources.compactMap { source in
            guard let text = source["path"]?.scalar?.text, !FileMarks.isPlaceholder(text),
                let directory = RepositoryPath.join("", text), library.isChart(directory)
            else { return nil }
            let root = "\(outer?.root ?? object.file.path)#\(object.name)"
            var context = ChartContext(directory: directory, root: root, kind: .argocd)
            context.release = source["helm"]?["releaseName"]?.scalar?.text ?? object.name
            context.namespace = spec?["destination"]?["namespace"]?.scalar?.text
            let reason = "Application `\(object.name)` installs \(directory)"
            context.declared =
                outer == nil
                ? Hop(object.file, at: Int(object.node.range.lower), reason)
                : Hop(index: library.index, path: object.file.path, "\(reason); a chart renders it")
            read(source["helm"], source, object, sources, into: &context)
            if outer != nil, !context.files.isEmpty || !context.layers.isEmpty,
                context.files.count != context.layers.count
            {
                // Their tokens would be places in a text that is nowhere in the repository.
                context.hold = Hold(
                    .unsupported,
                    "the Application \(object.name) is rendered by a chart and has values of its own, which are not traced"
                )
                context.layers = []
            }
            return context
        }
    }

    private func read(
        _ helm: YAMLNodeView?, _ source: YAMLNodeView, _ object: ManifestObject, _ sources: [YAMLNodeView],
        into context: inout ChartContext
    ) {
        guard let helm else { return }
        let place = object.location
        for item in helm["valueFiles"]?.items ?? [] {
            guard let text = item.resolved.scalar?.text else { continue }
            switch file(text, source, sources, context.directory) {
            case .some(let path): context.layers.append(.file(path))
            case nil where helm["ignoreMissingValueFiles"]?.scalar?.text == "true": break
            case nil:
                context.hold = Hold(
                    .notInRepository, "values file `\(text)` of \(place) is not in this repository")
            }
        }
        if let values = helm["values"], values.scalar?.text.isEmpty == false, helm["valuesObject"] == nil {
            if values.tree.path == object.file.path, let embedded = embedded(values, replacing: [:]) {
                do {
                    _ = try ValueTree(embedded)
                    context.layers.append(.computed(computed(values, object)))
                } catch {
                    context.hold = Hold(.unparsable, "\(place): the values in the text are no YAML")
                }
            } else {
                context.hold = Hold(
                    .unsupported, "\(place) has values inside of a text whose places are not known")
            }
        }
        if let values = helm["valuesObject"] {
            context.layers.append(.inline(values, label: "valuesObject of \(place)"))
        }
        for key in ["fileParameters", "valuesFrom"] where helm[key] != nil {
            context.hold = Hold(.unsupported, "\(place) has \(key), which may override its values")
        }
        for item in helm["parameters"]?.items ?? [] {
            let item = item.resolved
            guard let name = item["name"]?.scalar?.text, let value = item["value"] else { continue }
            context.layers.append(
                .parameter(path: name, value: value, isText: item["forceString"]?.scalar?.text == "true"))
        }
        if let text = [context.release, context.namespace].compactMap({ $0 }).first(
            where: FileMarks.isPlaceholder)
        {
            context.hold = Hold(.templated, "`\(text)` in \(place) is filled in before it is applied")
        }
    }

    /// The document in a text, with other contents of the file where there are any.
    private func embedded(_ values: YAMLNodeView, replacing: [String: [UInt8]]) -> YAMLEmbedded? {
        let path = values.tree.path
        guard let bytes = replacing[path] ?? ((try? library.index.store.source(path)) ?? nil)?.bytes else {
            return nil
        }
        let file = YAMLParser.parse(bytes, path: path)
        guard file.tree.nodeCount == values.tree.nodeCount else { return nil }
        return YAMLEmbedded(in: file.tree[values.id], of: file)
    }

    private func computed(_ values: YAMLNodeView, _ object: ManifestObject) -> ComputedValues {
        ComputedValues(
            id: "\(object.location) \(values.range.lower)", files: [values.tree.path],
            label: "values of \(object.location)"
        ) { replacing in
            guard let embedded = embedded(values, replacing: replacing) else {
                throw ChartProblem(.invalid, "the values of \(object.location) are elsewhere in the file")
            }
            return try ValueTree(embedded)
        }
    }

    /// A values file: relative to the chart, absolute in the repository, or in a source of the same repository by its `ref`.
    private func file(
        _ text: String, _ source: YAMLNodeView, _ sources: [YAMLNodeView], _ directory: String
    ) -> String? {
        let path: String?
        if text.hasPrefix("$") {
            let parts = text.dropFirst().split(separator: "/", maxSplits: 1)
            let own = source["repoURL"]?.scalar?.text
            guard parts.count == 2,
                sources.contains(where: {
                    $0["ref"]?.scalar?.text == String(parts[0]) && $0["repoURL"]?.scalar?.text == own
                })
            else { return nil }
            path = RepositoryPath.join("", String(parts[1]))
        } else if text.hasPrefix("/") {
            path = RepositoryPath.join("", String(text.dropFirst()))
        } else {
            path = RepositoryPath.join(directory, text)
        }
        return path.flatMap { library.index.realFile($0) }
    }
}
