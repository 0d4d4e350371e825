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

    private func contexts(_ object: ManifestObject) -> [ChartContext] {
        let spec = object.node["spec"]
        let sources = [spec?["source"]].compactMap { $0 } + (spec?["sources"]?.items.map(\.resolved) ?? [])
        return sources.compactMap { source in
            guard let text = source["path"]?.scalar?.text, !FileMarks.isPlaceholder(text),
                let directory = RepositoryPath.join("", text), library.isChart(directory)
            else { return nil }
            let address = "\(object.file.path)#\(object.name)"
            var context = ChartContext(directory: directory, root: address, kind: .argocd)
            context.release = source["helm"]?["releaseName"]?.scalar?.text ?? object.name
            context.namespace = spec?["destination"]?["namespace"]?.scalar?.text
            context.declared = Hop(
                object.file, at: Int(object.node.range.lower),
                "Application `\(object.name)` installs \(directory)")
            read(source["helm"], source, object, sources, into: &context)
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
        if let text = helm["values"]?.scalar, !text.text.isEmpty {
            context.hold = Hold(
                .unsupported, "\(place) has values inside of a text, which are not evaluated yet")
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
