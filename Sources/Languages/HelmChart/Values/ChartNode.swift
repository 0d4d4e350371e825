internal import Diagnostics
internal import GoTemplate
internal import YAML

/// A chart while its values are worked out: aliases applied, what is switched off removed, imports done.
final class ChartNode {
    let chart: Chart
    var name: String
    var nameSpan: SourceSpan?
    var values: GoMap
    var dependencies: [ChartNode] = []
    /// The declared dependencies that are switched on, by the name they go by.
    var declared: [(name: String, imports: [ChartDependency.Import])] = []
    /// The declared dependencies that are switched on.
    var kept: [ChartDependency] = []
    /// Missing charts that are switched on, with the name they go by.
    var missing: [ChartDependency] = []

    init(_ chart: Chart, _ version: HelmVersion, tokens: TokenTable) throws {
        self.chart = chart
        name = chart.metadata.name.text
        nameSpan = chart.metadata.name.span
        values = try ChartNode.defaults(chart, version, tokens: tokens)
        dependencies = try chart.dependencies.map { try ChartNode($0, version, tokens: tokens) }
    }

    /// The first document of `values.yaml`; for Helm 4 all of them over each other.
    private static func defaults(_ chart: Chart, _ version: HelmVersion, tokens: TokenTable) throws -> GoMap {
        let result = GoMap()
        guard let file = chart.values else { return result }
        if let error = file.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "\(file.path): \(error.message)")
        }
        for document in version.documents(of: file) {
            guard let root = document.root else { continue }
            let value = try GoValue(root, tokens: tokens)
            guard let table = value.table else {
                if value.isNothing { continue }
                throw ChartProblem(.invalid, "\(file.path) is no mapping")
            }
            ValueTables.overlay(result, table)
        }
        return result
    }

    // MARK: Which dependencies

    /// Applies aliases, tags and conditions, here and in everything below.
    func selectDependencies(_ values: GoMap, prefix: String, _ tables: ValueTables, tokens: TokenTable) throws
    {
        let own = chart.metadata.dependencies
        guard !own.isEmpty else { return }
        var selected = dependencies.filter { node in
            !own.contains { node.chart.satisfies($0) }
        }
        for dependency in own {
            guard let match = dependencies.first(where: { $0.chart.satisfies(dependency) }) else { continue }
            // Each alias is a copy of its own.
            let copy = try ChartNode(match.chart, tables.version, tokens: tokens)
            if let alias = dependency.alias {
                copy.name = alias
                copy.nameSpan = dependency.aliasSpan
            }
            selected.append(copy)
        }
        dependencies = selected
        guard let copied = try GoValue(.map(values)).deepCopy().table else { return }
        let all = try tables.coalesce(self, copied, merges: false)
        var enabled = own.map { dependency in ChartNode.isTagged(dependency, in: all) }
        for (index, dependency) in own.enumerated() {
            for path in dependency.condition.split(separator: ",") {
                let keys = (prefix + path).split(separator: ".", omittingEmptySubsequences: false)
                guard case .bool(let flag)? = all.scalar(at: keys)?.data else { continue }
                enabled[index] = flag
                break
            }
        }
        let removed = Set(zip(own, enabled).filter { !$0.1 }.map(\.0.effectiveName))
        dependencies.removeAll { removed.contains($0.name) }
        kept = own.filter { !removed.contains($0.effectiveName) }
        declared = kept.map { ($0.effectiveName, $0.imports) }
        missing = kept.filter { dependency in
            !dependencies.contains { $0.name == dependency.effectiveName && $0.chart.standing != .laidOut }
        }
        for child in dependencies {
            try child.selectDependencies(all, prefix: "\(prefix)\(child.name).", tables, tokens: tokens)
        }
    }

    private static func isTagged(_ dependency: ChartDependency, in values: GoMap) -> Bool {
        guard let tags = values["tags"]?.table else { return true }
        let flags = dependency.tags.compactMap { tag -> Bool? in
            guard case .bool(let flag)? = tags[tag]?.data else { return nil }
            return flag
        }
        return flags.isEmpty || flags.contains(true)
    }

    // MARK: Imported values

    /// Takes over what is declared in `import-values`, from the innermost charts outwards.
    func importValues(_ tables: ValueTables) throws {
        for child in dependencies { try child.importValues(tables) }
        guard !declared.isEmpty else { return }
        let merged = try tables.coalesce(self, GoMap(), merges: true)
        let imported = GoMap()
        for dependency in declared {
            for item in dependency.imports {
                let path: String
                var target = "."
                switch item {
                case .export(let name): path = "\(dependency.name).exports.\(name)"
                case .table(let child, let parent): (path, target) = ("\(dependency.name).\(child)", parent)
                }
                let keys = path.split(separator: ".", omittingEmptySubsequences: false)
                guard let table = merged.table(at: keys),
                    let copy = try GoValue(.map(table)).deepCopy().table
                else { continue }
                tables.coalesceTables(imported, ChartNode.wrapped(copy, at: target), merges: true)
            }
        }
        guard let copy = try GoValue(.map(merged)).deepCopy().table else { return }
        tables.coalesceTables(copy, imported, merges: true)
        values = copy
    }

    private static func wrapped(_ map: GoMap, at path: String) -> GoMap {
        guard path != "." else { return map }
        return path.split(separator: ".", omittingEmptySubsequences: false).reversed().reduce(map) {
            inner, key in
            GoMap([String(key): GoMap.Entry(value: GoValue(.map(inner)))])
        }
    }
}
