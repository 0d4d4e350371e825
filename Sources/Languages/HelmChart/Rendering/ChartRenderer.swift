internal import Diagnostics
internal import GoTemplate
internal import Synchronization
internal import YAML

/// Renders charts as Helm does, and remembers for every byte where it comes from.
///
/// Parsed templates are kept, so that a chart that is rendered again with other values is quick.
public final class ChartRenderer: Sendable {
    private struct ParsedSet: Sendable {
        var set: GoTemplateSet
        var errors: [String: Diagnostic]
    }

    /// A template by name and content.
    private struct Key: Hashable, Sendable {
        var name: String
        var path: String
        var content: Int
    }

    /// The functions are Helm's, so a set is one version's.
    private struct SetKey: Hashable, Sendable {
        var version: HelmVersion
        var templates: [Key]
    }

    private static let mostSets = 16
    private let parsed = Mutex<[SetKey: ParsedSet]>([:])

    /// Makes a renderer.
    public init() {}

    /// What the chart becomes; problems of chart and values are in its diagnostics.
    public func render(_ chart: Chart, _ release: ChartRelease) -> RenderedChart {
        let tokens = TokenTable()
        var result = RenderedChart(
            files: [], parts: [], tokens: [], diagnostics: [], missing: [])
        do {
            let tables = ValueTables(version: release.version)
            let root = try ChartNode(chart, release.version, tokens: tokens)
            let given = try tables.values(of: release.layers, tokens: tokens)
            try root.selectDependencies(given, prefix: "", tables, tokens: tokens)
            try root.importValues(tables)
            guard let copy = try GoValue(.map(given)).deepCopy().table else { return result }
            let values = try tables.coalesce(root, copy, merges: false)
            try SchemaCheck.check(root, values)
            try run(root, values, release, tokens, into: &result)
        } catch let problem as ChartProblem {
            result.diagnostics.append(ChartRenderer.diagnostic(problem.description, chart))
        } catch let fault as GoFault {
            result.diagnostics.append(ChartRenderer.diagnostic(fault.message, chart))
        } catch {
            result.diagnostics.append(ChartRenderer.diagnostic("\(error)", chart))
        }
        result.tokens = (0..<tokens.count).map { tokens[TokenID(rawValue: UInt32($0))] }
        return result
    }

    private static func diagnostic(_ message: String, _ chart: Chart) -> Diagnostic {
        Diagnostic(
            "chart-values", .error, message,
            at: SourceSpan(path: chart.metadata.root.tree.path, range: ByteRange(0..<0)))
    }

    // MARK: Templates

    private struct Template {
        var name: String
        var file: ChartFile
        var scope: GoMap
        var base: String
        var charts: [String]
    }

    private func run(
        _ root: ChartNode, _ values: GoMap, _ release: ChartRelease, _ tokens: TokenTable,
        into result: inout RenderedChart
    ) throws {
        let shared = ChartScope(release: release, tokens: tokens)
        var templates: [Template] = []
        collect(
            root, shared.scope(of: root, isRoot: true, values: GoValue(.map(values))),
            Place(id: root.name, loadedID: root.name, charts: [root.name]), shared, &templates, &result)
        let byName = Dictionary(templates.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let order = GoTemplateSet.helmOrder(Array(byName.keys))
        let set = self.set(order.compactMap { byName[$0] }, release.version)
        for name in order {
            guard let template = byName[name] else { continue }
            // A file of named templates prints nothing, but one that cannot be read is told.
            if template.file.baseName.hasPrefix("_"), set.errors[name] == nil { continue }
            template.scope.entries["Template"] = GoMap.Entry(
                value: .map(["Name": .string(name), "BasePath": .string(template.base)]))
            var file = RenderedChart.File(
                name: name, path: template.file.path, charts: template.charts, text: GoText([]),
                branches: nil, error: set.errors[name])
            if file.error == nil {
                let rendering = set.set.render(
                    name, data: GoValue(.map(template.scope)), tokens: tokens, options: release.options)
                file.text = rendering.text
                file.branches = rendering.branches
                file.undecided = rendering.undecided
                file.error = rendering.diagnostics.first { $0.severity == .error }
            }
            result.files.append(file)
        }
        result.files.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func set(_ templates: [Template], _ version: HelmVersion) -> ParsedSet {
        let key = SetKey(
            version: version,
            templates: templates.map {
                Key(name: $0.name, path: $0.file.path, content: $0.file.bytes.hashValue)
            })
        if let known = parsed.withLock({ $0[key] }) { return known }
        let functions: GoFunctionTable = version == .three ? .helm3 : .helm
        var result = ParsedSet(set: GoTemplateSet(functions: functions), errors: [:])
        for template in templates {
            let diagnostics = result.set.add(
                template.file.bytes, name: template.name, path: template.file.path)
            if let error = diagnostics.first(where: { $0.severity == .error }) {
                result.errors[template.name] = error
            }
        }
        parsed.withLock { known in
            // Over many charts a set is hardly ever asked for again.
            if known.count >= ChartRenderer.mostSets { known.removeAll() }
            known[key] = result
        }
        return result
    }

    /// Where a chart stands among those around it.
    private struct Place {
        /// The path in the names of its templates.
        var id: String
        /// The same without any alias.
        var loadedID: String
        /// Names from the root down to it, aliases applied.
        var charts: [String]

        /// The place of a chart below the one of `node`.
        func of(_ child: ChartNode, below node: ChartNode, _ version: HelmVersion) -> Place {
            // In Helm 3, charts that a chart has and does not declare stay below its own name, whatever its aliases.
            let isLeftBehind = version == .three && node.chart.metadata.dependencies.isEmpty
            return Place(
                id: "\(isLeftBehind ? loadedID : id)/charts/\(child.name)",
                loadedID: "\(loadedID)/charts/\(child.chart.metadata.name.text)",
                charts: charts + [child.name])
        }
    }

    private func collect(
        _ node: ChartNode, _ scope: GoMap, _ place: Place, _ shared: ChartScope,
        _ templates: inout [Template], _ result: inout RenderedChart
    ) {
        let (charts, id) = (place.charts, place.id)
        result.parts.append(
            RenderedChart.Part(
                names: charts, path: node.chart.path, valuesPath: node.chart.values?.path,
                standing: node.chart.standing, isPacked: node.chart.path.contains("!")))
        for dependency in node.missing { result.missing.append((charts, dependency)) }
        for child in node.dependencies {
            let values = scope["Values"]?.table?[child.name]
            let inner = shared.scope(
                of: child, isRoot: false, values: values?.table == nil ? GoValue(.map(GoMap())) : values)
            scope["Subcharts"]?.table?.entries[child.name] = GoMap.Entry(value: GoValue(.map(inner)))
            collect(
                child, inner, place.of(child, below: node, shared.release.version), shared, &templates,
                &result)
        }
        for file in node.chart.templates {
            if node.chart.metadata.isLibrary, !file.baseName.hasPrefix("_") { continue }
            templates.append(
                Template(
                    name: "\(id)/\(file.name)", file: file, scope: scope, base: "\(id)/templates",
                    charts: charts))
        }
    }
}
