public import Diagnostics
internal import YAML

/// What `Chart.yaml` says.
public struct ChartMetadata: Sendable {
    /// A text with the token that it is written as.
    public struct Field: Sendable {
        /// The text.
        public var text: String
        /// Its token; nil for what nobody wrote.
        public var span: SourceSpan?
    }

    /// The chart's own name; an alias of a dependency replaces it.
    public var name: Field
    /// Its version.
    public var version: Field
    /// `application` or `library`; empty where nothing is said.
    public var type: String
    /// The dependencies, those of an old `requirements.yaml` included.
    public var dependencies: [ChartDependency]
    /// The top of the file, for everything else.
    let root: YAMLNodeView

    /// True for a chart that is there for its named templates only.
    public var isLibrary: Bool { type == "library" }

    init(_ file: YAMLFile, requirements: YAMLFile?) throws(ChartProblem) {
        if let error = file.diagnostics.first(where: { $0.severity == .error }) {
            throw ChartProblem(.invalid, "\(file.path): \(error.message)")
        }
        guard let root = file.documents.first?.root, root.kind == .mapping else {
            throw ChartProblem(.invalid, "\(file.path) is no mapping")
        }
        self.root = root
        let read = { (key: String) in ChartMetadata.field(root[key]) }
        guard let name = read("name"), !name.text.isEmpty else {
            throw ChartProblem(.invalid, "\(file.path) names no chart")
        }
        self.name = name
        version = read("version") ?? Field(text: "", span: nil)
        type = read("type")?.text ?? ""
        let own = root["dependencies"]?.items ?? []
        let old = requirements?.documents.first?.root?["dependencies"]?.items ?? []
        dependencies = (old.isEmpty ? own : old).compactMap { ChartDependency($0.resolved) }
    }

    /// The same of other bytes; nil when the file is another one, or no longer that of a chart.
    func replacing(_ path: String, with bytes: [UInt8]) -> ChartMetadata? {
        guard root.tree.path == path else { return nil }
        var changed = try? ChartMetadata(YAMLParser.parse(bytes, path: path), requirements: nil)
        if changed?.dependencies.isEmpty == true { changed?.dependencies = dependencies }
        return changed
    }

    /// A scalar as Go's JSON reads it into a string.
    static func field(_ node: YAMLNodeView?) -> Field? {
        guard let scalar = node?.scalar else { return nil }
        switch scalar.value(in: .helm) {
        case .null, .invalid: return nil
        case .string(let text): return Field(text: text, span: node?.span)
        case .bool(let flag): return Field(text: flag ? "true" : "false", span: node?.span)
        case .int(let digits): return Field(text: digits, span: node?.span)
        case .float:
            return Field(
                text: YAMLDialect.helm.keyName(scalar.text, style: scalar.style, tag: scalar.tag)
                    ?? scalar.text, span: node?.span)
        }
    }
}

/// One entry of a chart's dependencies.
public struct ChartDependency: Sendable {
    /// What is taken over from the dependency's values.
    public enum Import: Sendable, Hashable {
        /// A key below `exports`.
        case export(String)
        /// A table, and where it goes; `.` is the top.
        case table(child: String, parent: String)
    }

    /// Name of the chart.
    public var name: String
    /// Constraint on its version; empty for any.
    public var version: String
    /// Where it is published: an address, `file://../path`, `@alias`, or empty.
    public var repository: String
    /// Paths in the values that switch it, separated by commas.
    public var condition: String
    /// Tags that switch it.
    public var tags: [String]
    /// The name it goes by in the chart; nil for its own.
    public var alias: String?
    /// The token of the alias.
    public var aliasSpan: SourceSpan?
    /// What is taken over from its values.
    public var imports: [Import]
    /// Where the entry stands.
    public var span: SourceSpan

    /// The name it goes by.
    public var effectiveName: String { alias ?? name }

    init?(_ node: YAMLNodeView) {
        guard let name = ChartMetadata.field(node["name"])?.text else { return nil }
        self.name = name
        span = node.span
        version = ChartMetadata.field(node["version"])?.text ?? ""
        repository = ChartMetadata.field(node["repository"])?.text ?? ""
        condition = ChartMetadata.field(node["condition"])?.text ?? ""
        tags = (node["tags"]?.items ?? []).compactMap { ChartMetadata.field($0.resolved)?.text }
        let alias = ChartMetadata.field(node["alias"])
        self.alias = alias.flatMap { $0.text.isEmpty ? nil : $0.text }
        aliasSpan = alias?.span
        imports = (node["import-values"]?.items ?? []).compactMap { item in
            let item = item.resolved
            if let name = ChartMetadata.field(item)?.text { return .export(name) }
            guard let child = ChartMetadata.field(item["child"])?.text,
                let parent = ChartMetadata.field(item["parent"])?.text
            else { return nil }
            return .table(child: child, parent: parent)
        }
    }
}
