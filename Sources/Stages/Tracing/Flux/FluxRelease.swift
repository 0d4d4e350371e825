internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// A Flux HelmRelease as something renders it: which chart, under which name, with which values.
struct FluxRelease: Sendable {
    static let kind = "HelmRelease"

    /// Where its chart is.
    enum Chart: Sendable, Hashable {
        /// A directory of this repository.
        case directory(String)
        /// One that is elsewhere, by its name.
        case named(String)
        /// One that cannot be told.
        case unknown
    }

    let resource: Resource
    /// The object with the values that are in force under `spec.values`.
    let node: Node
    /// Id of the root.
    let root: String
    /// The name Helm knows it by.
    let name: String
    /// Where its objects go; nil where that is not said.
    let namespace: String?
    let chart: Chart
    /// Why nothing about its values can be relied on.
    let hold: Hold?
    /// Values that something else may set, which cannot be seen: the path, and why; an empty path is anything.
    let uncertain: [(path: [String], hold: Hold)]
    /// Files that have a part in its values.
    let files: Set<String>
    /// What the layout of its chart says it installs; nil when no layout speaks of the chart.
    let workloads: [LaidOutWorkload]?
    /// Changes that Flux makes to what the chart renders.
    let postRendering: PostRendering

    var values: Node { node.at("spec", "values") ?? .emptyMapping }
    var location: String { "\(resource.kind.kind)/\(resource.name) (\(resource.file))" }
    var objectName: String { resource.name }

    static func isOne(_ resource: Resource) -> Bool {
        resource.kind.kind == kind && resource.kind.group == "helm.toolkit.fluxcd.io"
    }

    /// Why the value at a path of the values cannot be relied on, or that nothing is there.
    func doubt(_ path: [String], isSetInline: Bool) -> Hold? {
        guard !isSetInline else { return nil }
        return uncertain.first { path.starts(with: $0.path) || $0.path.starts(with: path) }?.hold
    }
}

/// Finds the releases among rendered objects, with the sources and the data that other objects hold for them.
struct FluxReleases {
    let ecosystem: KustomizeEcosystem
    let layouts: ChartLayouts
    /// Every object that something renders, by kind and name.
    private let objects: [String: [(Resource, KustomizeDeployment?)]]
    /// Directories that are charts.
    private let isChart: (String) -> Bool

    init(_ ecosystem: KustomizeEcosystem, _ deployments: [KustomizeDeployment], layouts: ChartLayouts) {
        self.ecosystem = ecosystem
        self.layouts = layouts
        let wanted: Set<String> = [
            "OCIRepository", "HelmChart", "GitRepository", "HelmRepository", "Bucket", "ConfigMap", "Secret",
        ]
        var objects: [String: [(Resource, KustomizeDeployment?)]] = [:]
        var taken: Set<String> = []
        for deployment in deployments {
            if !deployment.isLoose { taken.formUnion(deployment.output?.files ?? []) }
            for resource in deployment.output?.resources ?? [] where wanted.contains(resource.kind.kind) {
                objects["\(resource.kind.kind)/\(resource.name)", default: []].append((resource, deployment))
            }
        }
        // What nothing renders counts as it stands.
        for file in (try? ecosystem.index.manifests().files) ?? []
        where !taken.contains(file.source.path) && PathConventions.notDeployed(file.source.path) == nil
            && file.objects.contains(where: { wanted.contains($0.kind) })
        {
            for resource in ecosystem.resources(of: file.source.path)
            where wanted.contains(resource.kind.kind) {
                objects["\(resource.kind.kind)/\(resource.name)", default: []].append((resource, nil))
            }
        }
        self.objects = objects
        let index = ecosystem.index
        isChart = { index.realFile($0.isEmpty ? "Chart.yaml" : "\($0)/Chart.yaml") != nil }
    }

    /// The releases of a deployment, by the number of the object; `roots` says how often a file is deployed.
    func releases(of deployment: KustomizeDeployment, uses: [String: Int]) -> [Int: FluxRelease] {
        var found: [Int: FluxRelease] = [:]
        let resources = deployment.output?.resources ?? []
        var perFile: [String: Int] = [:]
        var perName: [String: Int] = [:]
        for resource in resources where FluxRelease.isOne(resource) {
            perFile[resource.file, default: 0] += 1
            perName[resource.name, default: 0] += 1
        }
        for (number, resource) in resources.enumerated() where FluxRelease.isOne(resource) {
            var root = resource.file
            if perFile[resource.file, default: 0] > 1 { root += "#\(resource.name)" }
            // A file that several deploy is several releases.
            if uses[resource.file, default: 0] > 1 { root = "\(deployment.root.id)#\(resource.name)" }
            // Two of one name are told apart by their namespaces.
            if root.hasSuffix("#\(resource.name)"), perName[resource.name, default: 0] > 1,
                let namespace = resource.settledNamespace
            {
                root = "\(root.dropLast(resource.name.count))\(namespace)/\(resource.name)"
            }
            found[number] = release(resource, number, in: deployment, root: root)
        }
        return found
    }

    private func release(
        _ resource: Resource, _ number: Int, in deployment: KustomizeDeployment, root: String
    ) -> FluxRelease {
        let spec = resource.node["spec"]
        let target = spec?["targetNamespace"]?.text
        let name =
            spec?["releaseName"]?.text ?? (target.map { "\($0)-\(resource.name)" } ?? resource.name)
        let chart = chart(of: resource, spec, deployment)
        let found = values(of: resource, spec, deployment)
        var node = resource.node
        if let values = found.values { node = node.replacing(["spec", "values"], with: values) }
        var hold = deployment.refusal ?? deployment.doubt(number) ?? found.hold
        if let text = [name, target, resource.namespace].compactMap({ $0 }).first(
            where: FileMarks.isPlaceholder)
        {
            hold = hold ?? Hold(.templated, "`\(text)` in \(resource.file) is filled in before it is applied")
        }
        if hold == nil, spec?["suspend"]?.text == "true" {
            hold = Hold(.outsidePaths, "the release \(resource.name) (\(resource.file)) is suspended")
        }
        if spec?["kubeConfig"] != nil {
            hold = hold ?? Hold(.unsupported, "\(resource.name) is installed on another cluster")
        }
        if case .directory = chart, let source = gitSource(of: resource, spec) {
            let own = try? ecosystem.index.own.hold(source: source, of: "\(resource.name) (\(resource.file))")
            hold = hold ?? own ?? nil
        }
        var workloads: [LaidOutWorkload]?
        if case .named(let chart) = chart {
            workloads = layouts.workloads(
                of: LaidOutRelease(
                    chart: chart, version: version(of: resource, spec), name: name,
                    values: node.at("spec", "values") ?? .emptyMapping,
                    location: "\(FluxRelease.kind)/\(resource.name) (\(resource.file))"))
        }
        return FluxRelease(
            resource: resource, node: node, root: root, name: name,
            namespace: target ?? resource.namespace ?? deployment.namespace, chart: chart, hold: hold,
            uncertain: found.uncertain,
            files: found.files.union([resource.file]).union(
                resource.node.deepOrigins.summary().all.map(\.path)),
            workloads: workloads,
            postRendering: PostRendering(
                spec?["postRenderers"]?.items ?? [],
                of: "\(FluxRelease.kind)/\(resource.name) (\(resource.file))",
                document: ecosystem.document))
    }

    // MARK: The chart

    private func chart(of resource: Resource, _ spec: Node?, _ deployment: KustomizeDeployment)
        -> FluxRelease.Chart
    {
        if let template = spec?.at("chart", "spec"), let text = template["chart"]?.text {
            guard !FileMarks.isPlaceholder(text) else { return .unknown }
            let source = template["sourceRef"]
            if source?["kind"]?.text == "GitRepository" {
                return own(text, name(source, in: resource.namespace), deployment)
                    ?? .named(RepositoryPath.name(of: text))
            }
            return .named(RepositoryPath.name(of: text))
        }
        guard let reference = spec?["chartRef"], let kind = reference["kind"]?.text,
            let name = reference["name"]?.text
        else { return .unknown }
        let charts = Set(
            sources(reference, kind, name, of: resource).map { source, _ -> FluxRelease.Chart in
                let key = kind == "OCIRepository" ? "url" : "chart"
                guard let text = source.node.at("spec", key)?.text, !FileMarks.isPlaceholder(text) else {
                    return .unknown
                }
                if kind == "HelmChart", source.node.at("spec", "sourceRef", "kind")?.text == "GitRepository",
                    let directory = own(
                        text, self.name(source.node.at("spec", "sourceRef"), in: source.namespace), deployment
                    )
                {
                    return directory
                }
                return .named(RepositoryPath.name(of: text))
            })
        guard charts.count == 1, let chart = charts.first else { return .unknown }
        return chart
    }

    /// The sources that a `chartRef` may mean.
    private func sources(
        _ reference: Node, _ kind: String, _ name: String, of resource: Resource
    ) -> [(Resource, KustomizeDeployment?)] {
        let namespace = reference["namespace"]?.text ?? resource.namespace
        return (objects["\(kind)/\(name)"] ?? []).filter { source, _ in
            source.namespace == namespace || source.namespace == nil || namespace == nil
        }
    }

    /// The version of the chart, where all that may be meant say the same; nil otherwise.
    private func version(of resource: Resource, _ spec: Node?) -> String? {
        if let template = spec?.at("chart", "spec") { return template["version"]?.text }
        guard let reference = spec?["chartRef"], let kind = reference["kind"]?.text,
            let name = reference["name"]?.text
        else { return nil }
        let versions = Set(
            sources(reference, kind, name, of: resource).map { source, _ in
                kind == "HelmChart"
                    ? source.node.at("spec", "version")?.text : source.node.at("spec", "ref", "tag")?.text
            })
        return versions.count == 1 ? versions.first ?? nil : nil
    }

    /// The Git repository from which the chart is taken.
    private func gitSource(of resource: Resource, _ spec: Node?) -> OwnRepository.SourceName? {
        if let source = spec?.at("chart", "spec", "sourceRef") { return name(source, in: resource.namespace) }
        guard let reference = spec?["chartRef"], reference["kind"]?.text == "HelmChart" else { return nil }
        let charts = objects["HelmChart/\(reference["name"]?.text ?? "")"] ?? []
        return charts.first.flatMap { name($0.0.node.at("spec", "sourceRef"), in: $0.0.namespace) }
    }

    /// The source that a reference in a namespace means.
    private func name(_ reference: Node?, in namespace: String?) -> OwnRepository.SourceName? {
        OwnRepository.SourceName(
            reference?["name"]?.text, namespace: reference?["namespace"]?.text ?? namespace)
    }

    /// The chart of this repository that a path in a Git repository means; nil where that is another repository.
    private func own(
        _ path: String, _ source: OwnRepository.SourceName?, _ deployment: KustomizeDeployment
    ) -> FluxRelease.Chart? {
        guard let directory = RepositoryPath.join("", path), isChart(directory),
            (try? ecosystem.index.own.isForeign(source: source)) != true
        else { return nil }
        // The source that the Kustomization around it comes from is this repository.
        guard let around = deployment.flux?.kustomization.source else { return .directory(directory) }
        let isSame = (try? ecosystem.index.own.isSame(around, source)) ?? false
        return isSame || sameURL(around, source) ? .directory(directory) : nil
    }

    private func sameURL(_ a: OwnRepository.SourceName?, _ b: OwnRepository.SourceName?) -> Bool {
        func url(_ name: OwnRepository.SourceName) -> String? {
            let all = objects["GitRepository/\(name.name)"] ?? []
            let same = all.filter { $0.0.namespace == name.namespace && name.namespace != nil }
            let urls = Set((same.isEmpty ? all : same).compactMap { $0.0.node.at("spec", "url")?.text })
            return urls.count == 1 ? urls.first : nil
        }
        guard let a, let b, let first = url(a), let second = url(b) else { return false }
        return first == second
    }

    // MARK: Values

    private struct Values {
        /// Nil where `spec.values` is all there is.
        var values: Node?
        var uncertain: [(path: [String], hold: Hold)] = []
        var files: Set<String> = []
        var hold: Hold?
    }

    private func values(of resource: Resource, _ spec: Node?, _ deployment: KustomizeDeployment) -> Values {
        var result = Values()
        guard let items = spec?["valuesFrom"]?.items, !items.isEmpty else { return result }
        var merged = Node.emptyMapping
        for item in items {
            let kind = item["kind"]?.text ?? ""
            let name = item["name"]?.text ?? ""
            let target = item["targetPath"]?.text.map { $0.split(separator: ".").map(String.init) } ?? []
            func unseen(_ reason: HoldReason, _ text: String) {
                result.uncertain.append(
                    (target, Hold(reason, "valuesFrom of \(resource.name) (\(resource.file)): \(text)")))
            }
            guard kind == "ConfigMap" else {
                unseen(.encrypted, "what the Secret `\(name)` says is secret")
                continue
            }
            ecosystem.index.noteObject(kind, name)
            let found = (objects["ConfigMap/\(name)"] ?? []).filter { source, other in
                source.namespace == resource.namespace || source.namespace == nil
                    || resource.namespace == nil
            }
            let own = found.filter { $0.1 === deployment }
            guard let (source, _) = own.count == 1 ? own.first : found.count == 1 ? found.first : nil else {
                let reason: HoldReason = found.isEmpty ? .notInRepository : .ambiguous
                unseen(
                    reason,
                    found.isEmpty
                        ? "the ConfigMap `\(name)` is not in this repository"
                        : "the ConfigMap `\(name)` is there \(found.count) times")
                continue
            }
            result.files.insert(source.file)
            result.files.formUnion(source.node.deepOrigins.summary().all.map(\.path))
            let key = item["valuesKey"]?.text ?? "values.yaml"
            guard let text = source.node.at("data", key) else {
                if item["optional"]?.text != "true" {
                    result.hold = Hold(
                        .notInRepository,
                        "the ConfigMap `\(name)` for \(resource.name) (\(resource.file)) has no key `\(key)`")
                }
                continue
            }
            if !target.isEmpty {
                // Flux reads it as `--set` does; indices and escapes are left alone.
                guard !target.contains(where: { $0.contains(where: "[]\\".contains) }) else {
                    unseen(.unsupported, "the path `\(target.joined(separator: "."))` is not evaluated")
                    continue
                }
                merged = merged.overlaid(by: Node.nested(target, text))
                continue
            }
            guard let document = try? ecosystem.document(in: text), document.isMapping else {
                unseen(.unparsable, "`\(key)` of the ConfigMap `\(name)` cannot be read as values")
                continue
            }
            merged = merged.overlaid(by: document)
        }
        result.values = merged.overlaid(by: spec?["values"] ?? .emptyMapping)
        return result
    }
}

extension Node {
    /// The same with another value behind some keys, which are made where they are missing.
    func replacing(_ keys: [String], with value: Node) -> Node {
        guard let key = keys.first else { return value }
        var entries = self.entries
        let inner = (self[key] ?? .emptyMapping).replacing(Array(keys.dropFirst()), with: value)
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = inner
        } else {
            entries.append(Entry(key, inner))
        }
        return Node(.mapping(entries), origins: origins, sites: sites)
    }

    /// A mapping with one value behind some keys.
    static func nested(_ keys: [String], _ value: Node) -> Node {
        Node.emptyMapping.replacing(keys, with: value)
    }

    /// Values over values: mappings are merged, everything else replaces.
    func overlaid(by upper: Node) -> Node {
        guard isMapping, upper.isMapping else { return upper }
        var entries = self.entries
        for entry in upper.entries {
            if let index = entries.firstIndex(where: { $0.key == entry.key }) {
                entries[index].value = entries[index].value.overlaid(by: entry.value)
            } else {
                entries.append(entry)
            }
        }
        return Node(.mapping(entries), origins: upper.origins, sites: sites + upper.sites)
    }
}
