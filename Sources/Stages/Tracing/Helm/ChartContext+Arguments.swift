internal import HelmChart

extension ChartContext {
    /// The context with what was given on the command line on top.
    func with(_ arguments: HelmArguments, _ index: RepositoryIndex) -> ChartContext {
        var context = self
        context.release = arguments.release ?? release
        context.namespace = arguments.namespace ?? namespace
        context.version = arguments.version.flatMap(HelmVersion.init(rawValue:))
        context.kubernetesVersion = arguments.kubernetesVersion ?? kubernetesVersion
        context.apiVersions += arguments.apiVersions
        for file in arguments.valueFiles {
            context.layers.append(.file(index.realFile(file) ?? file))
        }
        context.layers += arguments.setJSON.map { .assignments($0, .json) }
        context.layers += arguments.set.map { .assignments($0, .typed) }
        context.layers += arguments.setString.map { .assignments($0, .text) }
        return context
    }
}
