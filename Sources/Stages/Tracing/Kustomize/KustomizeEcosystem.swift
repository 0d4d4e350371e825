internal import Diagnostics
internal import Kustomize
internal import Model
internal import Provenance
internal import Synchronization
internal import YAML

/// Kustomizations of the repository, rendered.
final class KustomizeEcosystem: Ecosystem {
    let index: RepositoryIndex
    let readers: ManifestReaders
    /// Templates of charts, where autoscalers are seen as they come out.
    private let findTemplates: @Sendable () throws -> Set<String>
    private let foundTemplates = Lazily<Set<String>>()
    var templates: Set<String> { get throws { try foundTemplates.get { try findTemplates() } } }
    let sizes: SizedFields
    private let graph: DeployerGraph
    /// The same repository with other contents of some files; what does not read them renders the same.
    let base: (ecosystem: KustomizeEcosystem, changed: Set<String>)?
    private let layouts: ChartLayouts
    private let library: ChartLibrary
    /// Finds the Applications of Argo CD.
    private let findApplications: @Sendable () throws -> [ArgoApplication]
    private let followCharts: @Sendable (SourceSpan, Set<String>) throws -> Outcome<[DecidedAttribute]>
    private let known = Lazily<[KustomizeDeployment]>()
    private let texts: Mutex<KustomizeTexts>
    private let asked = Mutex<[String: KustomizeDeployment]>([:])

    init(
        index: RepositoryIndex, deployers: DeployerGraph, readers: ManifestReaders,
        templates: @escaping @Sendable () throws -> Set<String>, library: ChartLibrary,
        applications: @escaping @Sendable () throws -> [ArgoApplication],
        charts: @escaping @Sendable (SourceSpan, Set<String>) throws -> Outcome<[DecidedAttribute]>,
        sizes: SizedFields, layouts: ChartLayouts,
        base: (ecosystem: KustomizeEcosystem, changed: Set<String>)? = nil
    ) {
        self.base = base
        self.layouts = layouts
        self.library = library
        findApplications = applications
        followCharts = charts
        texts = Mutex(KustomizeTexts(index: index))
        findTemplates = templates
        self.sizes = sizes
        self.index = index
        self.readers = readers
        graph = deployers
    }

    /// What follows a token in the charts that releases install whose values take it.
    func charts(following token: SourceSpan) throws -> Outcome<[DecidedAttribute]> {
        var roots: Set<String> = []
        for deployment in try table().living(reading: [token.path]) {
            roots.formUnion(deployment.chartRoots(following: token))
        }
        return roots.isEmpty ? .done([]) : try followCharts(token, roots)
    }

    // MARK: Which kustomizations

    /// The kustomization file of a directory; nil when it has none.
    private func kustomizationFile(_ directory: String) -> String? {
        for name in PathConventions.kustomizationNames {
            if let file = index.realFile(directory.isEmpty ? name : "\(directory)/\(name)") { return file }
        }
        return nil
    }

    /// Everything that is rendered: by Flux, by whoever applies a kustomization that no other one includes, and releases that
    /// nothing here deploys.
    func deployments() throws -> [KustomizeDeployment] {
        try known.get {
            let builder = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
            let before = try before()
            let flux = try FluxEstate(index: index, graph: graph, builder: builder, base: before)
                .deployments()
            let applications = try findApplications()
            let argo = try ArgoDeployments(library: library, builder: builder, base: before)
                .deployments(applications)
            var found = flux + argo
            let graph = graph.without(RefusedKustomizations(among: flux, graph).ids)
            found += try overlays(graph, builder, below: found, applications)
            found += try loose(graph, builder, beside: found)
            connect(found)
            return found
        }
    }

    /// What was rendered before some files changed; nil where nothing did.
    func before() throws -> RenderedBefore? {
        guard let base else { return nil }
        return try earlier.get { RenderedBefore(try base.ecosystem.deployments(), changed: base.changed) }
    }
    private let earlier = Lazily<RenderedBefore>()

    /// Flux Kustomizations that hand on what they find and surely cannot be built.
    func refused() throws -> RefusedKustomizations {
        try refusals.get { RefusedKustomizations(among: try deployments(), graph) }
    }
    private let refusals = Lazily<RefusedKustomizations>()

    /// Lets releases find their sources and data among everything that is rendered.
    private func connect(_ deployments: [KustomizeDeployment]) {
        let releases = FluxReleases(self, deployments, layouts: layouts)
        var uses: [String: Int] = [:]
        for deployment in deployments where deployment.isLiving {
            let files = (deployment.output?.resources ?? []).filter(FluxRelease.isOne).map(\.file)
            for file in Set(files) { uses[file, default: 0] += 1 }
        }
        let built = Set(
            deployments.filter { $0.flux != nil && $0.output != nil }.compactMap(
                \.flux?.kustomization.declaration))
        // Applications that are followed in everything they deploy.
        let applications = Dictionary(grouping: deployments.filter { $0.argo != nil }) {
            "\($0.argo?.declared?.file ?? "")#\($0.argo?.name ?? "")"
        }.filter { $0.value.allSatisfy { $0.output != nil } }
        let variables = deployments.reduce(into: Set<String>()) { names, deployment in
            for item in deployment.flux?.kustomization.spec?.at("postBuild", "substituteFrom")?.items ?? [] {
                names.insert("\(item["kind"]?.text ?? "")/\(item["name"]?.text ?? "")")
            }
        }
        for deployment in deployments {
            deployment.releases = releases.releases(of: deployment, uses: uses)
            let resources = deployment.output?.resources ?? []
            deployment.followedObjects = Set(
                resources.indices.filter {
                    let (kind, name) = (resources[$0].kind, resources[$0].name)
                    if !variables.isEmpty, variables.contains("\(kind.kind)/\(name)") { return true }
                    if kind.kind == "Application", kind.group == "argoproj.io" {
                        return applications["\(resources[$0].file)#\(name)"] != nil
                    }
                    return FluxKustomization.isOne(resources[$0])
                        && built.contains("\(resources[$0].file)#\(name)")
                })
        }
    }

    /// The objects of a file as it stands; none where it cannot be read.
    func resources(of file: String) -> [Resource] {
        texts.withLock { $0.resources(of: file) }
    }

    /// The document that a text is, each value with its token.
    func document(in text: Node) throws -> Node { try texts.withLock { try $0.document(in: text) } }

    func isComponent(_ file: String) throws -> Bool {
        try index.store.manifests(file)?.yaml?.documents.first?.root?["kind"]?.scalar?.text == "Component"
    }

    /// What a root means: what Flux makes of it where that is evaluated, else the kustomization itself, whether something
    /// includes it or not.
    func deployments(askedFor root: String) throws -> [KustomizeDeployment] {
        let all = try deployments()
        let named = all.filter {
            ($0.root.id == root && $0.root.kind != .kustomize)
                || ($0.flux != nil
                    && ($0.file == root || $0.flux?.kustomization.declaration == root
                        || $0.flux?.kustomization.id == root))
                || ($0.argo != nil
                    && ($0.file == root || $0.argo?.root == root || $0.argo?.declaration == root))
        }
        if !named.isEmpty { return named }
        var directory = root == "." ? "" : root
        if PathConventions.isKustomization(directory) { directory = RepositoryPath.directory(of: directory) }
        let flux = all.filter { $0.flux != nil && $0.directory == directory && $0.output != nil }
        if !flux.isEmpty { return flux }
        let argo = all.filter { $0.argo != nil && $0.directory == directory }
        if argo.count == 1 { return argo }
        guard let file = kustomizationFile(directory), try !isComponent(file) else { return [] }
        if let known = all.first(where: { $0.directory == directory && !$0.isLoose && $0.argo == nil }),
            known.hold == nil
        {
            return [known]
        }
        if let known = asked.withLock({ $0[directory] }) { return [known] }
        let made = try deployment(
            directory, file, KustomizeBuilder(files: KustomizeIndexFiles(index: index)),
            hold: graph.direct(file).first { $0.kind == .bundle }.map {
                Hold(.unsupported, "\(file) is deployed through \($0.label), which may overlay it")
            }, namespace: nil)
        connect([made])
        return [
            asked.withLock { asked in
                asked[directory] = made
                return made
            }
        ]
    }

    func deployment(
        _ directory: String, _ file: String, _ builder: KustomizeBuilder, hold: Hold?, namespace: String?
    ) throws -> KustomizeDeployment {
        let id = directory.isEmpty ? "." : directory
        if let before = try before()?.overlay(directory), before.hold == hold, before.namespace == namespace {
            return before.carriedOver
        }
        let rendered: Result<RenderedKustomization, HoldCarrier>
        do {
            let target = namespace.map { Node(.mapping([Node.Entry("namespace", Node(text: $0))])) }
            rendered = .success(try builder.build(directory, additions: target))
        } catch let problem as KustomizeProblem {
            rendered = .failure(
                HoldCarrier(
                    hold: Hold(problem, in: id), isCertain: problem.reason == .cycle,
                    isRefused: problem.isCertain))
        }
        let output = try? rendered.get()
        let namespaces = Set((output?.resources ?? []).compactMap(\.settledNamespace))
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

    /// Notes whom autoscalers name: what is called otherwise is owned by none of them.
    func noteScalers() throws {
        guard index.isQuestioned else { return }
        for name in try table().scaledNames { index.noteScaled(name) }
        try Autoscalers(index: index, evaluated: try templates, rendered: claimed()).noteTargets()
    }

    // MARK: Ecosystem

    func roots() throws -> [Root] {
        try deployments().flatMap { deployment -> [Root] in
            // Those whose chart is here are roots of their charts.
            let releases = deployment.releases.sorted { $0.key < $1.key }.map(\.value).filter {
                if case .directory = $0.chart { return false }
                return true
            }
            let own = deployment.isLoose ? [] : [deployment.root]
            return own
                + releases.map { release in
                    Root(
                        id: release.root, kind: .helmRelease, path: release.resource.file,
                        cluster: deployment.root.cluster,
                        namespaces: release.namespace.map { [$0] } ?? [], release: release.name,
                        layers: release.files.subtracting([release.resource.file]).sorted() + [
                            release.resource.file
                        ], excluded: deployment.root.excluded ?? release.hold?.detail)
                }
        }
    }

    /// Ids of the Flux Kustomizations that are evaluated.
    func kustomizations() throws -> Set<String> {
        Set(
            try deployments().compactMap {
                $0.flux?.kustomization.declaration
                    ?? $0.argo.map { "\($0.declared?.file ?? $0.maker)#\($0.name)" }
            })
    }

    /// Ids of the Flux Kustomizations and Applications of which everything is rendered.
    func followed() throws -> Set<String> {
        var built: [String: Bool] = [:]
        for deployment in try deployments() {
            guard
                let id = deployment.flux?.kustomization.declaration
                    ?? deployment.argo.flatMap({ argo in argo.declared.map { "\($0.file)#\(argo.name)" } })
            else { continue }
            built[id] = built[id] != false && deployment.output != nil && deployment.hold == nil
        }
        return Set(built.filter(\.value).keys)
    }

    /// Applications that are followed, by the files that declare them: what they say is seen in what they deploy.
    func applications() throws -> Set<String> {
        Set(
            try deployments().filter { $0.output != nil }.compactMap {
                $0.argo.map { "Application/\($0.name)" }
            })
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        if root.kind == .helmRelease {
            return try table().releases(root: root.id).flatMap {
                try KustomizeTracer(ecosystem: self, deployment: $0.deployment, isListing: true)
                    .inventory(release: $0.object)
            }
        }
        return try table().deployments(root.id).filter { $0.root.kind == root.kind }.flatMap {
            try KustomizeTracer(ecosystem: self, deployment: $0, isListing: true).inventory()
        }
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try table().living(reading: files).flatMap { $0.facts.facts }
    }

    /// Deployments that count and cannot be built, with the files that they would read.
    func unbuilt() throws -> [(deployment: KustomizeDeployment, files: Set<String>)] {
        try failures.get {
            try living().filter { deployment in
                guard case .failure(let carrier) = deployment.rendered else { return false }
                return !carrier.isCertain
            }.map { ($0, reach(of: $0)) }
        }
    }
    private let failures = Lazily<[(deployment: KustomizeDeployment, files: Set<String>)]>()

    /// Every file that building a directory may read.
    func reach(of deployment: KustomizeDeployment) -> Set<String> {
        guard deployment.flux == nil && deployment.argo == nil || index.isDirectory(deployment.directory)
        else { return [] }
        guard let start = kustomizationFile(deployment.directory) else {
            return deployment.directory.isEmpty ? [] : Set(index.files(below: deployment.directory))
        }
        var files: Set<String> = [start]
        var waiting = [start]
        while let next = waiting.popLast() {
            for deployer in graph.declared(in: next) where deployer.kind == .kustomize {
                for reach in deployer.reach {
                    let more: Set<String> =
                        switch reach {
                        case .files(let files): files
                        case .directory(let directory): Set(index.files(below: directory))
                        case .pattern: []
                        }
                    for file in more where files.insert(file).inserted {
                        if PathConventions.isKustomization(file) { waiting.append(file) }
                    }
                }
            }
        }
        return files
    }

    /// Deployments that count: no tests, no examples.
    func living() throws -> [KustomizeDeployment] { try table().living }

    /// What is rendered, by its names.
    func table() throws -> DeploymentTable { try tables.get { DeploymentTable(try deployments()) } }
    private let tables = Lazily<DeploymentTable>()

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let root = request.root, let address = request.target.kubernetes else { return nil }
        var asked = try deployments(askedFor: root)
        if let environment = request.environment,
            asked.contains(where: { $0.root.environment == environment })
        {
            asked = asked.filter { $0.root.environment == environment }
        }
        guard let first = asked.first else { return nil }
        func held(_ hold: Hold) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: request.target, status: .held(hold)), key: nil)
        }
        var found = asked.flatMap { deployment in
            let tracer = KustomizeTracer(ecosystem: self, deployment: deployment)
            return tracer.objects(address).map { (tracer, $0) }
        }
        // Where a cluster deploys what is read, one of another revision is not meant.
        let read = found.filter { $0.0.deployment.flux?.isOfAnotherRevision != true }
        if !read.isEmpty { found = read }
        if let (tracer, object) = found.first {
            guard found.count == 1 else {
                let places = found.map { $0.0.deployment.root.id }
                // One declaration that several clusters deploy.
                if Set(places).count == found.count, found.allSatisfy({ $0.0.deployment.refusal == nil }),
                    let agreed = try found.map({ try $0.0.answer(request.target, address, object: $0.1) })
                        .agreeing
                {
                    return agreed
                }
                return held(
                    Hold(
                        .ambiguous,
                        Set(places).count == 1
                            ? "\(first.root.id) renders \(found.count) objects of that name; give the namespace"
                            : "it is rendered by \(places.joined(separator: ", "))"))
            }
            if let hold = tracer.deployment.refusal { return held(hold) }
            return try tracer.answer(request.target, address, object: object)
        }
        // Releases and charts that it renders may install the object: that is for others to say.
        if asked.contains(where: { KustomizeTracer(ecosystem: self, deployment: $0).installsCharts }) {
            return nil
        }
        if let hold = first.refusal { return held(hold) }
        if let hold = try FetchedCharts(ecosystem: self).hold(address, of: asked) { return held(hold) }
        let name = "\(address.kind)/\(address.name)"
        if let opaque = first.output?.opaque.first {
            let hold = Hold(opaque, in: first.root.id)
            return held(Hold(hold.reason, "\(name) may come from what cannot be seen: \(hold.detail)"))
        }
        return held(Hold(.noSuchResource, "\(first.root.id) does not render \(name)"))
    }
}

/// Reads documents that stand in texts; for one caller at a time.
struct KustomizeTexts: ~Copyable {
    private let builder: KustomizeBuilder

    init(index: RepositoryIndex) {
        builder = KustomizeBuilder(files: KustomizeIndexFiles(index: index))
    }

    func document(in text: Node) throws -> Node { try builder.document(in: text) }

    func resources(of file: String) -> [Resource] {
        let built = try? builder.build(
            RepositoryPath.directory(of: file), resources: [RepositoryPath.name(of: file)])
        return built?.resources ?? []
    }
}
