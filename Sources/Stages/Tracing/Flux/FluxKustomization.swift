internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import YAML

/// A Flux Kustomization as it reaches the cluster, with whatever the one that renders it has changed.
struct FluxKustomization: Sendable {
    /// The object.
    let node: Node
    /// The file that declares it.
    let file: String
    /// From the outermost Kustomization to this one.
    let passages: [Provenance.Hop]
    /// The directory of the repository that stands for the top of its artifact; nil where it has none, or none is known.
    var artifact: String?
    /// Why it may reach the cluster otherwise than it is written; nil where that is known.
    var hold: Hold?

    init(_ resource: Resource, above: [Provenance.Hop]) {
        node = resource.node
        file = resource.file
        passages = above + resource.passages.reversed()
    }

    static func isOne(_ resource: Resource) -> Bool {
        resource.kind.kind == "Kustomization" && resource.kind.group == "kustomize.toolkit.fluxcd.io"
    }

    var name: String { node.at("metadata", "name")?.text ?? "" }
    var namespace: String? { node.at("metadata", "namespace")?.text }
    var spec: Node? { node["spec"] }
    var isSuspended: Bool { spec?["suspend"]?.text == "true" }
    var targetNamespace: String? { spec?["targetNamespace"]?.text }

    /// The source of its files.
    var source: OwnRepository.SourceName? {
        OwnRepository.SourceName(
            spec?.at("sourceRef", "name")?.text,
            namespace: spec?.at("sourceRef", "namespace")?.text ?? namespace)
    }

    /// The directory of the kustomization that makes this one of the declaration, where several make each their own.
    var variant: String?

    /// What it is declared as.
    var declaration: String { "\(file)#\(name)" }

    /// What people and `--root` call it.
    var id: String { variant.map { "\(declaration)@\($0)" } ?? declaration }

    /// The directory it builds; nil where it is filled in later.
    var directory: String? {
        let text = spec?["path"]?.text ?? ""
        guard !FileMarks.isPlaceholder(text) else { return nil }
        let inside = RepositoryPath.clamped(text)
        return artifact.map { $0.isEmpty || inside.isEmpty ? $0 + inside : "\($0)/\(inside)" } ?? inside
    }

    /// What Flux adds to the kustomization before it builds it.
    var additions: Node {
        var entries: [Node.Entry] = []
        func take(_ key: String) {
            if let value = spec?[key], !value.isNull { entries.append(Node.Entry(key, value)) }
        }
        for key in ["patches", "patchesStrategicMerge", "patchesJson6902", "images", "components"] {
            take(key)
        }
        for key in ["namePrefix", "nameSuffix"] where spec?[key]?.text?.isEmpty == false { take(key) }
        if let namespace = spec?["targetNamespace"], namespace.text?.isEmpty == false {
            entries.append(Node.Entry("namespace", namespace))
        }
        return Node(.mapping(entries))
    }

    /// The files that have a part in what it says.
    var files: Set<String> {
        var files = Set(node.deepOrigins.summary().all.map(\.path))
        files.insert(file)
        files.formUnion(passages.map(\.span.path))
        return files
    }

    /// Where a variable that nobody sets would be set; nil where nothing can be inserted.
    func insertion(of variable: String, _ index: RepositoryIndex) throws -> (Insertion, Model.Hop)? {
        guard let source = try index.store.source(file), Untouchable.hold(on: source) == nil,
            let manifest = try index.store.manifests(file), manifest.isReadable,
            let yaml = manifest.yaml
        else { return nil }
        let chain = ["spec", "postBuild", "substitute"]
        for depth in stride(from: chain.count, to: 0, by: -1) {
            guard let mapping = node.at(Array(chain.prefix(depth))), mapping.isMapping else { continue }
            for site in mapping.sites where site.span.path == file && !site.isEmbedded {
                guard let view = yaml.node(withToken: site.span.range), view.kind == .mapping, !view.isShared
                else { continue }
                let keys = chain.dropFirst(depth) + [variable]
                let path = YAMLPath(view.path.steps + keys.map { .key($0) })
                let end =
                    view.range.upper > view.range.lower ? Int(view.range.upper) - 1 : Int(view.range.lower)
                return (
                    Insertion(
                        file: file, keyPath: path.description, line: source.lines.position(of: end).line),
                    Model.Hop(
                        source, at: Int(view.range.lower),
                        "sets no variable `\(variable)`: the default counts")
                )
            }
            return nil
        }
        return nil
    }
}
