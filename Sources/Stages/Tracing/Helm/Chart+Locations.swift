internal import Diagnostics
internal import HelmChart

extension Chart {
    /// `path:line:column` of a place in one of its templates.
    func location(_ span: SourceSpan) -> String {
        guard let file = template(span.path) else { return span.path }
        return SourceFile(path: file.path, bytes: file.bytes).location(span.range)
    }

    func hasTemplate(_ path: String) -> Bool { template(path) != nil }

    private func template(_ path: String) -> ChartFile? {
        if let own = templates.first(where: { $0.path == path }) { return own }
        for inner in dependencies {
            if let found = inner.template(path) { return found }
        }
        return nil
    }

    /// Paths of all templates, those of dependencies included.
    var templatePaths: Set<String> {
        dependencies.reduce(into: Set(templates.map(\.path))) { $0.formUnion($1.templatePaths) }
    }
}
