internal import Diagnostics
internal import Model
internal import YAML

/// Plain manifests: what stands in the files is what gets applied.
struct ManifestSource: KubernetesSource {
    let index: RepositoryIndex
    let deployers: DeployerGraph
    let readers: ManifestReaders
    /// Files whose objects are seen as kustomizations render them, and those that hold values of charts.
    let rendered: Set<String>
    /// `path#name` of what is rendered itself, so that it is known which files it takes.
    let followed: Set<String>
    let sizes: SizedFields
    private let overlays = Lazily<[String: String]>()

    init(
        index: RepositoryIndex, deployers: DeployerGraph, readers: ManifestReaders, rendered: Set<String>,
        followed: Set<String> = [], sizes: SizedFields
    ) {
        (self.index, self.deployers, self.readers) = (index, deployers, readers)
        (self.rendered, self.followed, self.sizes) = (rendered, followed, sizes)
    }

    func candidates(for address: KubernetesAddress) throws -> [any KubernetesCandidate] {
        try index.manifests().objects(address.kind, address.name).filter { !isRendered($0) }.map {
            ManifestCandidate(source: self, object: $0, hold: try hold(on: $0))
        }
    }

    /// True for an object of a chart or a kustomization, which is seen as that renders it.
    private func isRendered(_ object: ManifestObject) -> Bool {
        rendered.contains(object.file.path)
            || deployers.direct(object.file.path).contains { $0.kind == .chart }
    }

    /// Why an object's file does not tell what gets applied.
    private func hold(on object: ManifestObject) throws -> Hold? {
        let path = object.file.path
        if object.kind == "SealedSecret" { return Hold(.encrypted, "\(object.location) is a SealedSecret") }
        switch try index.store.manifests(path)?.standing {
        case .encrypted: return Hold(.encrypted, "\(path) is encrypted with SOPS")
        case .directed(let directive):
            return Hold(.templated, "\(path) is a template of ytt: `\(directive)`")
        case .generated(let header): return Hold(.generated, "\(path) is generated: `\(header)`")
        default: break
        }
        if let deployer = takers(of: path).first {
            return Hold(
                .unsupported, "\(object.location) is deployed through \(deployer.label), which may change it")
        }
        if let hold = try WrittenFiles(index).hold(on: path) { return hold }
        if let copy = try index.own.copy(in: RepositoryPath.directory(of: path)) { return copy }
        if let overlay = try overlay(around: path) {
            return Hold(.templated, "\(path) lies beside \(overlay), an overlay of ytt, which may change it")
        }
        if let kustomization = unlisting(path) {
            return Hold(
                .unsupported, "\(object.location) lies beside \(kustomization), which may change it")
        }
        if let deployer = deployers.direct(path).first {
            return Hold(
                .unsupported,
                "\(object.location) lies where \(deployer.label) deploys from, which leaves it out")
        }
        return try readers.hold(on: path)
    }

    /// What takes a file, as far as it is not known that it does not.
    private func takers(of path: String) -> [Deployer] {
        deployers.direct(path).filter { !followed.contains("\($0.file)#\($0.name)") }
    }

    /// The namespace into which everything that takes a file puts objects without one; nil where that is not known.
    func destination(of path: String) -> String? {
        let takers = takers(of: path)
        let destinations = Set(takers.compactMap { $0.kind == .argo ? $0.destination : nil })
        return destinations.count == 1 && takers.allSatisfy { $0.destination != nil }
            ? destinations.first : nil
    }

    /// An overlay of ytt in the directory of a file, or above it: it says itself which objects it changes.
    private func overlay(around path: String) throws -> String? {
        let overlays = try overlays.get {
            try index.manifests().files.reduce(into: [String: String]()) { found, file in
                guard case .directed = file.standing,
                    FileMarks.contains(file.source.bytes, "#@overlay/match")
                else { return }
                let directory = RepositoryPath.directory(of: file.source.path)
                found[directory] = file.source.path
                // Overlays in a folder of their own are for what lies around it.
                if ["overlay", "overlays", "ytt"].contains(RepositoryPath.name(of: directory)) {
                    found[RepositoryPath.directory(of: directory)] = file.source.path
                }
            }
        }
        guard !overlays.isEmpty else { return nil }
        return RepositoryPath.ancestors(of: path).lazy.compactMap { overlays[$0] }.first
    }

    /// The kustomization beside a file that nothing takes; nil where there is none.
    func unlisting(_ path: String) -> String? {
        guard takers(of: path).isEmpty else { return nil }
        let directory = RepositoryPath.directory(of: path)
        return PathConventions.kustomizationNames.map { directory.isEmpty ? $0 : "\(directory)/\($0)" }
            .first { index.isFile($0) }
    }

    /// True for a file that what deploys from there surely leaves out.
    func isLeftOut(_ path: String) -> Bool {
        unlisting(path) != nil || takers(of: path).isEmpty && !deployers.direct(path).isEmpty
    }

    /// True for a file that nothing of the repository takes.
    func isTakenByNobody(_ path: String) -> Bool { deployers.direct(path).isEmpty }

    // MARK: Roots

    func roots() throws -> [Root] {
        var namespaces: [String: Set<String>] = [:]
        var layers: [String: Set<String>] = [:]
        var excluded: [String: String] = [:]
        for object in try index.manifests().objects
        where sizes.concerns(kind: object.kind, group: object.group) && !isRendered(object) {
            let directory = RepositoryPath.directory(of: object.file.path)
            let root = directory.isEmpty ? "." : directory
            layers[root, default: []].insert(object.file.path)
            namespaces[root, default: []].formUnion(object.namespace.map { [$0] } ?? [])
            if let part = PathConventions.notDeployed(object.file.path) {
                excluded[root] = "`\(part)` holds tests, examples or other people's code"
            } else if let hold = try hold(on: object), excluded[root] == nil {
                excluded[root] = hold.detail
            }
        }
        return layers.keys.sorted().map { root in
            Root(
                id: index.manifestRoot(root == "." ? "" : root), kind: .manifests, path: root,
                namespaces: (namespaces[root] ?? []).sorted(),
                layers: (layers[root] ?? []).sorted(), excluded: excluded[root])
        }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        guard root.kind == .manifests else { return [] }
        var entries: [InventoryEntry] = []
        let manifests = try index.manifests()
        for object in (manifests.byDirectory[root.path == "." ? "" : root.path] ?? []).map({
            manifests.objects[$0]
        })
        where sizes.concerns(kind: object.kind, group: object.group) && !isRendered(object) {
            let walk = FieldWalk(object.node, limit: index.store.limits.attributesPerObject)
            let naming = PlainNaming(root: root.id, object: object)
            for leaf in walk.leaves {
                let key = naming.key(leaf.steps)
                guard sizes.contains(key, steps: leaf.steps, kind: object.kind, group: object.group) else {
                    continue
                }
                entries.append(try entry(object, key))
            }
        }
        return entries
    }

    private func entry(_ object: ManifestObject, _ key: Fact.Key) throws -> InventoryEntry {
        let container = key.container
        let address = KubernetesAddress(
            namespace: object.namespace ?? "", kind: object.kind, name: object.name, container: container)
        let target = Target(.kubernetes(address), key.attribute)
        let candidate = ManifestCandidate(source: self, object: object, hold: try hold(on: object))
        return InventoryEntry(
            root: key.root, namespace: object.namespace, resource: key.resource, attribute: key.attribute,
            trace: try candidate.answer(target, address).trace)
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        var facts: [Fact] = []
        for path in files.sorted() where PathConventions.isManifest(path) && !rendered.contains(path) {
            guard !deployers.direct(path).contains(where: { $0.kind == .chart }),
                let file = try index.store.manifests(path), let yaml = file.yaml
            else { continue }
            let root = index.manifestRoot(RepositoryPath.directory(of: path))
            for (number, document) in yaml.documents.enumerated() {
                let objects = file.objects.filter { $0.document == number && !$0.isFluxRelease }
                guard let top = document.root else { continue }
                for object in objects {
                    let naming = PlainNaming(root: root, object: object)
                    facts += FieldFacts.read(object.node, path, index.store.limits) { naming.key($0) }
                }
                guard file.objects.allSatisfy({ $0.document != number }) else { continue }
                facts += FieldFacts.read(top, path, index.store.limits) {
                    Fact.Key(root: root, resource: "document \(number)", attribute: $0.text)
                }
            }
        }
        return facts
    }
}

/// The facts that the scalars of a value are.
enum FieldFacts {
    static func read(
        _ node: YAMLNodeView, _ path: String, _ limits: TracingLimits, key: ([FieldStep]) -> Fact.Key
    ) -> [Fact] {
        let walk = FieldWalk(node, limit: limits.attributesPerObject)
        var facts = walk.leaves.map { leaf in
            let text = leaf.node.scalar?.text ?? ""
            var print = Fingerprint()
            print.add(text)
            print.add(leaf.node.scalar?.style == .plain ? "plain" : "quoted")
            let range = leaf.node.tokenRange
            return Fact(
                key: key(leaf.steps), value: text,
                token: Fact.Token(file: path, lower: range.lower, upper: range.upper),
                fingerprint: print.value)
        }
        if walk.isCut {
            // Whatever changes in an object that is too large counts as a change nobody planned.
            let text = String(decoding: node.tree.source[node.range.indices], as: UTF8.self)
            facts.append(Fact(key: key([.key("(more)")]), fingerprint: Fingerprint.of(text)))
        }
        return facts
    }
}

/// Which attributes decide size and number.
enum Sizing {
    static func isSizing(_ key: Fact.Key) -> Bool {
        key.attribute == "replicas" || key.attribute.hasPrefix("resources.requests.")
            || key.attribute.hasPrefix("resources.limits.")
    }
}

/// An object in a file.
struct ManifestCandidate: KubernetesCandidate {
    let source: ManifestSource
    let object: ManifestObject
    let hold: Hold?

    var root: String { source.index.manifestRoot(RepositoryPath.directory(of: object.file.path)) }
    var location: String { object.location }
    var path: String { object.file.path }
    var namespace: String? { object.namespace ?? source.destination(of: path) }
    var isGuess: Bool { false }
    var isUnlisted: Bool { source.isLeftOut(path) }
    var isTakenByNobody: Bool { source.isTakenByNobody(path) }

    func autoscaler(_ address: KubernetesAddress, _ attribute: String, evaluated: Set<String>) throws -> Hold?
    {
        try Autoscalers(index: source.index, evaluated: evaluated).hold(address, attribute: attribute)
    }

    func answer(_ target: Target, _ address: KubernetesAddress) throws -> TraceAnswer {
        if let hold { return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil) }
        let naming = PlainNaming(root: root, object: object)
        let tracer = ObjectTracer(index: source.index, object: object, naming: naming)
        var answer =
            if let container = address.container {
                tracer.answer(target, container: container, path: target.attribute)
            } else {
                tracer.answer(target, path: ObjectPaths.full(target.attribute, of: object))
            }
        guard let key = answer.key, let value = answer.trace.value else { return answer }
        for link in source.index.aliases(of: path) where link != path {
            var elsewhere = key
            elsewhere.root = source.index.manifestRoot(RepositoryPath.directory(of: link))
            answer.trace.elsewhere.append(elsewhere.decidedElsewhere(value))
        }
        return answer
    }
}

/// Short and full names of fields.
enum ObjectPaths {
    /// `spec.replicas` of `replicas`; a path that starts with a key of the object stays as it is.
    static func full(_ attribute: String, of object: ManifestObject) -> String {
        // Asked of every attribute: looking for a pattern takes its time.
        let isClaim = attribute.utf8.first == UInt8(ascii: "v") || attribute.utf8.contains("Templates[".utf8)
        let attribute =
            isClaim
            ? attribute.replacing(/(volumeClaimTemplates\[[^\]]*\]\.)(resources\.)/) {
                // The size of a claim is asked for without the claim's `spec`.
                "\($0.1)spec.\($0.2)"
            } : attribute
        let first = String(attribute.prefix { $0 != "." && $0 != "[" })
        if object.node[first] != nil || ["spec", "metadata", "data"].contains(first) { return attribute }
        return "spec.\(attribute)"
    }
}
