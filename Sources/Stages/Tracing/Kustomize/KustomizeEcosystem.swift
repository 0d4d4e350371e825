internal import Diagnostics
internal import Kustomize
internal import Model
internal import Synchronization
internal import YAML

/// Kustomizations of the repository, rendered.
final class KustomizeEcosystem: Ecosystem {
    let index: RepositoryIndex
    let readers: ManifestReaders
    /// Templates of charts, where autoscalers are seen as they come out.
    let templates: Set<String>
    let sizes: SizedFields
    private let graph: DeployerGraph
    /// The same repository with other contents of some files; what does not read them renders the same.
    private let base: (ecosystem: KustomizeEcosystem, changed: Set<String>)?
    private let known = Lazily<[KustomizeDeployment]>()
    private let asked = Mutex<[String: KustomizeDeployment]>([:])

    init(
        index: RepositoryIndex, deployers: DeployerGraph, readers: ManifestReaders, templates: Set<String>,
        sizes: SizedFields,
        base: (ecosystem: KustomizeEcosystem, changed: Set<String>)? = nil
    ) {
        self.base = base
        self.templates = templates
        self.sizes = sizes
        self.index = index
        self.readers = readers
        graph = deployers
    }

    // MARK: Which kustomizations

    /// The kustomization file of a directory; nil when it has none.
    private func kustomizationFile(_ directory: String) -> String? {
        for name in PathConventions.kustomizationNames {
            if let file = index.realFile(directory.isEmpty ? name : "\(directory)/\(name)") { return file }
        }
        return nil
    }

    /// Every kustomization that no other one includes, rendered.
    func deployments() throws -> [KustomizeDeployment] {
        try known.get {
            let builder = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
            return try graph.deployers.compactMap { deployer in
                guard deployer.kind == .kustomize, try !isComponent(deployer.file) else { return nil }
                let own = PathConventions.notDeployed(deployer.file) != nil
                let above = graph.direct(deployer.file)
                let isIncluded = above.contains {
                    $0.kind == .kustomize && (own || PathConventions.notDeployed($0.file) == nil)
                }
                guard !isIncluded else { return nil }
                let changing = above.first { $0.kind != .kustomize && $0.change != nil }
                let namespace = above.lazy.compactMap(\.namespace).first
                return try deployment(
                    RepositoryPath.directory(of: deployer.file), deployer.file, builder,
                    hold: changing.map {
                        Hold(
                            .unsupported,
                            "\(deployer.file) is deployed through \($0.label), which may change it")
                    }, namespace: namespace)
            }
        }
    }

    private func isComponent(_ file: String) throws -> Bool {
        try index.store.manifests(file)?.yaml?.documents.first?.root?["kind"]?.scalar?.text == "Component"
    }

    /// The kustomization that is asked for by name, whether something includes it or not.
    func deployment(askedFor root: String) throws -> KustomizeDeployment? {
        var directory = root == "." ? "" : root
        if PathConventions.isKustomization(directory) { directory = RepositoryPath.directory(of: directory) }
        guard let file = kustomizationFile(directory), try !isComponent(file) else { return nil }
        if let known = try deployments().first(where: { $0.directory == directory }), known.hold == nil {
            return known
        }
        if let known = asked.withLock({ $0[directory] }) { return known }
        let made = try deployment(
            directory, file, KustomizeBuilder(files: KustomizeIndexFiles(index: index)), hold: nil,
            namespace: nil)
        return asked.withLock { asked in
            asked[directory] = made
            return made
        }
    }

    private func deployment(
        _ directory: String, _ file: String, _ builder: KustomizeBuilder, hold: Hold?, namespace: String?
    ) throws -> KustomizeDeployment {
        let id = directory.isEmpty ? "." : directory
        if let base,
            let before = try base.ecosystem.deployments().first(where: { $0.directory == directory }),
            let output = before.output, output.files.isDisjoint(with: base.changed),
            before.hold == hold, before.namespace == namespace
        {
            return before
        }
        let rendered: Result<RenderedKustomization, HoldCarrier>
        do {
            let target = namespace.map { Node(.mapping([Node.Entry("namespace", Node(text: $0))])) }
            rendered = .success(try builder.build(directory, additions: target))
        } catch let problem as KustomizeProblem {
            rendered = .failure(HoldCarrier(hold: Hold(problem, in: id)))
        }
        let output = try? rendered.get()
        let namespaces = Set((output?.resources ?? []).compactMap(\.namespace))
        var excluded = PathConventions.notDeployed(file).map {
            "`\($0)` holds tests, examples or other people's code"
        }
        if excluded == nil, case .failure(let carrier) = rendered { excluded = carrier.hold.detail }
        let root = Root(
            id: id, kind: .kustomize, path: id, namespaces: namespaces.sorted(),
            layers: (output?.files.subtracting([file]).sorted() ?? []) + [file], excluded: excluded)
        return KustomizeDeployment(
            root: root, directory: directory, file: file, namespace: namespace, rendered: rendered,
            hold: hold,
            limits: index.store.limits)
    }

    /// Files whose objects are seen as kustomizations render them.
    func claimed() throws -> Set<String> {
        try claims.get {
            try deployments().reduce(into: Set<String>()) { files, deployment in
                files.formUnion(deployment.output?.files ?? [])
            }
        }
    }
    private let claims = Lazily<Set<String>>()

    // MARK: Ecosystem

    func roots() throws -> [Root] { try deployments().map(\.root) }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        guard root.kind == .kustomize,
            let deployment = try deployments().first(where: { $0.root.id == root.id })
        else { return [] }
        return try KustomizeTracer(ecosystem: self, deployment: deployment).inventory()
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try living().filter { !($0.output?.files.isDisjoint(with: files) ?? true) }.flatMap { deployment in
            // A release is a root of its own, whose facts stand for its fields.
            deployment.facts.facts.filter { !$0.key.resource.hasPrefix("\(HelmReleaseSource.kind)/") }
        }
    }

    /// Deployments that count: no tests, no examples.
    func living() throws -> [KustomizeDeployment] {
        try deployments().filter { PathConventions.notDeployed($0.file) == nil }
    }

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let root = request.root, let address = request.target.kubernetes,
            let deployment = try deployment(askedFor: root)
        else { return nil }
        let target = request.target
        if let hold = deployment.refusal {
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        let tracer = KustomizeTracer(ecosystem: self, deployment: deployment)
        let objects = tracer.objects(address)
        guard let object = objects.first else {
            let name = "\(address.kind)/\(address.name)"
            // Releases and charts that it renders may install the object: that is for others to say.
            if let opaque = deployment.output?.opaque.first {
                let hold = Hold(opaque, in: deployment.root.id)
                return TraceAnswer(
                    trace: Trace(
                        target: target,
                        status: .held(
                            Hold(hold.reason, "\(name) may come from what cannot be seen: \(hold.detail)"))),
                    key: nil)
            }
            if tracer.installsCharts { return nil }
            return TraceAnswer(
                trace: Trace(
                    target: target,
                    status: .held(Hold(.noSuchResource, "\(deployment.root.id) does not render \(name)"))),
                key: nil)
        }
        guard objects.count == 1 else {
            let hold = Hold(
                .ambiguous,
                "\(deployment.root.id) renders \(objects.count) objects of that name; give the namespace")
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        return try tracer.answer(target, address, object: object)
    }
}
