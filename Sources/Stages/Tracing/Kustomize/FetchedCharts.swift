internal import Diagnostics
internal import Kustomize
internal import Model
internal import YAML

/// Charts of elsewhere that kustomizations have Helm render: to name them is truer than to say that nothing defines an object.
struct FetchedCharts {
    let ecosystem: KustomizeEcosystem

    /// The hold that names the chart that may render the object; nil where none does.
    ///
    /// A root limits the search to what it deploys.
    ///
    /// - Throws: what reading a file throws.
    func hold(_ address: KubernetesAddress, in root: String?) throws -> Hold? {
        try hold(
            address,
            of: ecosystem.living().filter { deployment in
                root.map { deployment.isIn($0, ecosystem.index, file: deployment.file) } ?? true
            })
    }

    /// The same for some deployments.
    func hold(_ address: KubernetesAddress, of deployments: [KustomizeDeployment]) throws -> Hold? {
        guard Workload.podSpecPath(address.kind) != nil else { return nil }
        for deployment in deployments {
            for chart in deployment.output?.fetchedCharts ?? [] {
                let namespace =
                    chart.namespace ?? chart.arguments["namespace"]?.text ?? deployment.namespace
                guard address.namespace.isEmpty || namespace == nil || namespace == address.namespace,
                    try fits(address.name, chart)
                else { continue }
                return Hold(
                    .external,
                    "\(address.kind)/\(address.name) may be of the chart `\(chart.name)`, which is not in this repository and which \(chart.file) has Helm render"
                )
            }
        }
        return nil
    }

    /// True for a name that charts give to what they render: that of the release, or what the values say instead.
    private func fits(_ name: String, _ chart: InflatedChart) throws -> Bool {
        guard name.hasPrefix(chart.prefix), name.hasSuffix(chart.suffix),
            name.utf8.count > chart.prefix.utf8.count + chart.suffix.utf8.count
        else { return false }
        let own = name.dropFirst(chart.prefix.count).dropLast(chart.suffix.count)
        // Without a name Helm calls the release so.
        let names = try [chart.arguments["releaseName"]?.text ?? "release-name"] + fullNames(chart)
        return names.contains { !$0.isEmpty && (own == $0 || own.hasPrefix($0 + "-")) }
    }

    /// `fullnameOverride` in the values.
    private func fullNames(_ chart: InflatedChart) throws -> [String] {
        let index = ecosystem.index
        let files =
            [chart.arguments["valuesFile"]?.text].compactMap { $0 }
            + (chart.arguments["additionalValuesFiles"]?.items ?? []).compactMap(\.text)
        var names = [chart.arguments.at("valuesInline", "fullnameOverride")?.text].compactMap { $0 }
        for text in files {
            guard let path = RepositoryPath.join(chart.directory, text).flatMap(index.realFile),
                let source = try index.store.source(path)
            else { continue }
            let root = YAMLParser.parse(source.bytes, path: path).documents.first?.root
            if let name = root?["fullnameOverride"]?.scalar?.text { names.append(name) }
        }
        return names
    }
}
