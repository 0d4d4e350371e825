internal import Diagnostics
internal import GoTemplate
internal import YAML

/// What templates see beside the values: release, chart, files, cluster.
struct ChartScope {
    let release: ChartRelease
    let tokens: TokenTable
    private let releaseValue: GoValue
    private let capabilities: GoValue

    init(release: ChartRelease, tokens: TokenTable) {
        self.release = release
        self.tokens = tokens
        releaseValue = .map([
            "Name": .string(release.name), "Namespace": .string(release.namespace),
            "Service": .string("Helm"),
            "Revision": .int(1), "IsInstall": .bool(true), "IsUpgrade": .bool(false),
        ])
        let known = release.capabilities ?? .default(release.version)
        capabilities = .map([
            "KubeVersion": GoValue(.object(KubernetesVersion(known.kubernetesVersion))),
            "APIVersions": GoValue(.object(HelmAPIVersions(known.apiVersions))),
            "HelmVersion": .map([
                "Version": .string(known.helmVersion), "GitCommit": .string(""), "GitTreeState": .string(""),
                "GoVersion": .string(""),
            ]),
        ])
    }

    /// Dot in the templates of one chart; its maps are shared by all of them, as `set` can show.
    func scope(of node: ChartNode, isRoot: Bool, values: GoValue?) -> GoMap {
        let files = node.chart.files.map { file -> (String, GoText) in
            let range = ByteRange(lower: 0, upper: UInt32(clamping: file.bytes.count))
            return (
                file.name, GoText(file.bytes, Origins(tokens.id(SourceSpan(path: file.path, range: range))))
            )
        }
        return GoMap(
            [
                "Chart": metadata(node, isRoot: isRoot), "Release": releaseValue,
                "Capabilities": capabilities,
                "Values": values ?? GoValue(.map(GoMap())), "Subcharts": GoValue(.map(GoMap())),
                "Files": GoValue(.object(HelmFiles(Dictionary(files) { _, last in last }))),
            ].mapValues { GoMap.Entry(value: $0) })
    }

    private func metadata(_ node: ChartNode, isRoot: Bool) -> GoValue {
        let data = node.chart.metadata
        func text(_ key: String) -> GoValue {
            guard let field = ChartMetadata.field(data.root[key]) else { return .string("") }
            return .string(field.text, origins(field.span))
        }
        func texts(_ key: String) -> GoValue {
            .list(
                (data.root[key]?.items ?? []).compactMap { ChartMetadata.field($0.resolved) }.map {
                    .string($0.text, origins($0.span))
                })
        }
        var annotations: [String: GoValue] = [:]
        for entry in data.root["annotations"]?.entries ?? [] {
            guard let name = entry.name(in: .helm), let field = ChartMetadata.field(entry.value.resolved)
            else { continue }
            annotations[name] = .string(field.text, origins(field.span))
        }
        let maintainers = (data.root["maintainers"]?.items ?? []).map { item -> GoValue in
            let item = item.resolved
            func part(_ key: String) -> GoValue {
                ChartMetadata.field(item[key]).map { .string($0.text, origins($0.span)) } ?? .string("")
            }
            return .map(["Name": part("name"), "Email": part("email"), "URL": part("url")])
        }
        let dependencies = data.dependencies.map { dependency -> GoValue in
            .map([
                "Name": .string(dependency.name), "Version": .string(dependency.version),
                "Repository": .string(dependency.repository), "Condition": .string(dependency.condition),
                "Alias": .string(dependency.alias ?? ""), "Tags": .list(dependency.tags.map { .string($0) }),
                "Enabled": .bool(true),
            ])
        }
        var isDeprecated = false
        if case .bool(true)? = data.root["deprecated"]?.scalar?.value(in: .helm) { isDeprecated = true }
        let apiVersion = ChartMetadata.field(data.root["apiVersion"])?.text ?? "v1"
        return .map([
            "Name": .string(node.name, origins(node.nameSpan)),
            "Version": .string(data.version.text, origins(data.version.span)),
            "AppVersion": text("appVersion"), "Description": text("description"), "Home": text("home"),
            "Icon": text("icon"), "KubeVersion": text("kubeVersion"), "Type": text("type"),
            "Condition": text("condition"), "Tags": text("tags"), "APIVersion": .string(apiVersion),
            "Sources": texts("sources"), "Keywords": texts("keywords"), "Annotations": .map(annotations),
            "Maintainers": .list(maintainers), "Dependencies": .list(dependencies),
            "Deprecated": .bool(isDeprecated), "IsRoot": .bool(isRoot),
        ])
    }

    private func origins(_ span: SourceSpan?) -> Origins { span.map { Origins(tokens.id($0)) } ?? .none }
}

/// `.Capabilities.KubeVersion`.
private final class KubernetesVersion: GoObject {
    private let version: String

    init(_ version: String) { self.version = version }

    var typeName: String { "common.KubeVersion" }
    var printed: String { version }
    var contents: GoData { .missing }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        let parts = version.drop { $0 == "v" }.split(separator: ".")
        switch name {
        case "Version", "GitVersion", "String": return .string(version)
        case "Major": return .string(parts.first.map(String.init) ?? "")
        case "Minor": return .string(parts.count > 1 ? String(parts[1]) : "")
        default: return nil
        }
    }
}
