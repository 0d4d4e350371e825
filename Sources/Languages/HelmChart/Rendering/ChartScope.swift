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
        capabilities = ChartScope.capabilities(
            release.capabilities ?? .default(release.version), release.version)
    }

    private static func capabilities(_ known: Capabilities, _ version: HelmVersion) -> GoValue {
        let package = version == .three ? "chartutil" : "common"
        var build = [
            GoStruct.Field("Version", .string(known.helmVersion), as: "version", omitsEmpty: true)
        ]
        for (name, encoded) in [
            ("GitCommit", "git_commit"), ("GitTreeState", "git_tree_state"), ("GoVersion", "go_version"),
        ] {
            build.append(GoStruct.Field(name, .string(""), as: encoded, omitsEmpty: true))
        }
        if version == .four {
            let numbers = known.kubernetesVersion.split(separator: ".").prefix(2).joined(separator: ".")
            build.append(GoStruct.Field("KubeClientVersion", .string(numbers), as: "kube_client_version"))
        }
        let kubernetes = kubeVersion(known.kubernetesVersion, typeName: "\(package).KubeVersion")
        let versions = HelmAPIVersions(known.apiVersions, typeName: "\(package).VersionSet")
        return GoValue(
            .object(
                GoStruct(
                    "*\(package).Capabilities",
                    [
                        GoStruct.Field("KubeVersion", kubernetes),
                        GoStruct.Field("APIVersions", GoValue(.object(versions))),
                        GoStruct.Field(
                            "HelmVersion", GoValue(.object(GoStruct("version.BuildInfo", build)))),
                    ])))
    }

    private static func kubeVersion(_ version: String, typeName: String) -> GoValue {
        let parts = version.drop { $0 == "v" }.split(separator: ".")
        let text = GoValue.string(version)
        return GoValue(
            .object(
                GoStruct(
                    typeName,
                    [
                        GoStruct.Field("Version", text),
                        GoStruct.Field("Major", .string(parts.first.map(String.init) ?? "")),
                        GoStruct.Field("Minor", .string(parts.count > 1 ? String(parts[1]) : "")),
                    ], methods: ["String": text, "GitVersion": text])))
    }

    /// Dot in the templates of one chart; its maps are shared by all of them, as `set` can show.
    func scope(of node: ChartNode, isRoot: Bool, values: GoValue?) -> GoMap {
        let files = node.chart.files.map { file -> (String, GoText) in
            let range = ByteRange(lower: 0, upper: UInt32(clamping: file.bytes.count))
            return (
                file.name, GoText(file.bytes, Origins(tokens.id(SourceSpan(path: file.path, range: range))))
            )
        }
        let package = release.version == .three ? "chartutil" : "common"
        // A subchart's values are a part of its parent's, and of the parent's type there.
        if isRoot { values?.table?.typeName = "\(package).Values" }
        let scope = GoMap(
            [
                "Chart": metadata(node, isRoot: isRoot), "Release": releaseValue,
                "Capabilities": capabilities,
                "Values": values ?? GoValue(.map(GoMap())), "Subcharts": GoValue(.map(GoMap())),
                "Files": GoValue(
                    .object(
                        HelmFiles(
                            Dictionary(files) { _, last in last }, refusesEmptyLines: release.version == .four
                        ))),
            ].mapValues { GoMap.Entry(value: $0) })
        scope.typeName = "\(package).Values"
        return scope
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
        let strings = GoMap(annotations.mapValues { GoMap.Entry(value: $0) })
        strings.isOfStrings = true
        let maintainers = (data.root["maintainers"]?.items ?? []).map { item -> GoValue in
            let item = item.resolved
            func part(_ key: String) -> GoValue {
                ChartMetadata.field(item[key]).map { .string($0.text, origins($0.span)) } ?? .string("")
            }
            return group(
                "*chart.Maintainer",
                [
                    ("Name", "name", part("name")), ("Email", "email", part("email")),
                    ("URL", "url", part("url")),
                ])
        }
        let dependencies = node.kept.map { dependency -> GoValue in
            group(
                "*chart.Dependency",
                [
                    ("Name", "name", .string(dependency.effectiveName)),
                    ("Version", "version", .string(dependency.version)),
                    ("Repository", "repository", .string(dependency.repository)),
                    ("Condition", "condition", .string(dependency.condition)),
                    ("Tags", "tags", .list(dependency.tags.map { .string($0) })),
                    ("Enabled", "enabled", .bool(true)),
                    ("Alias", "alias", .string(dependency.alias ?? "")),
                ])
        }
        var isDeprecated = false
        if case .bool(true)? = data.root["deprecated"]?.scalar?.value(in: .helm) { isDeprecated = true }
        let apiVersion = ChartMetadata.field(data.root["apiVersion"])?.text ?? "v1"
        return group(
            "struct { chart.Metadata; IsRoot bool }",
            [
                ("Name", "name", .string(node.name, origins(node.nameSpan))),
                ("Home", "home", text("home")), ("Sources", "sources", texts("sources")),
                ("Version", "version", .string(data.version.text, origins(data.version.span))),
                ("Description", "description", text("description")),
                ("Keywords", "keywords", texts("keywords")),
                ("Maintainers", "maintainers", .list(maintainers)), ("Icon", "icon", text("icon")),
                ("APIVersion", "apiVersion", .string(apiVersion)),
                ("Condition", "condition", text("condition")), ("Tags", "tags", text("tags")),
                ("AppVersion", "appVersion", text("appVersion")),
                ("Deprecated", "deprecated", .bool(isDeprecated)),
                ("Annotations", "annotations", GoValue(.map(strings))),
                ("KubeVersion", "kubeVersion", text("kubeVersion")),
                ("Dependencies", "dependencies", .list(dependencies)), ("Type", "type", text("type")),
                ("IsRoot", "IsRoot", .bool(isRoot)),
            ], embedded: "Type")
    }

    /// Fields of `.Chart`: a struct in Helm 3, a map by the names of the fields in Helm 4.
    private func group(
        _ type: String, _ fields: [(name: String, encoded: String, value: GoValue)], embedded: String? = nil
    ) -> GoValue {
        guard release.version == .three else {
            return .map(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) }))
        }
        let fields = fields.map {
            GoStruct.Field($0.name, $0.value, as: $0.encoded, omitsEmpty: $0.name != "IsRoot")
        }
        return GoValue(.object(GoStruct(type, fields, embedded: embedded)))
    }

    private func origins(_ span: SourceSpan?) -> Origins { span.map { Origins(tokens.id($0)) } ?? .none }
}
