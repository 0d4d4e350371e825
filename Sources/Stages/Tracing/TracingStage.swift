internal import Diagnostics
internal import HelmChart
public import Model
public import Ports
public import Settings

/// Traces attributes of production resources to the tokens of one commit that decide them.
///
/// Everything is read lazily and at most once; a stage is cheap to make and answers any number of questions. What it cannot
/// answer for certain is held with a reason. All functions throw what reading the tree throws, and nothing else.
public struct TracingStage: Sendable {
    private let index: RepositoryIndex
    let settings: RepositorySettings
    private let ecosystems = Lazily<[any Ecosystem]>()
    private let charts: ChartEcosystem
    private let sizes: SizedFields
    private let terraform: TerraformEcosystem
    private let kustomizations = Lazily<KustomizeEcosystem>()
    private let declarations = Lazily<FollowedDeclarations>()
    /// What was rendered of the repository before some of its files changed.
    private let before: (rendered: Lazily<KustomizeEcosystem>, changed: Set<String>)?
    /// What Terraform knows of production, by root.
    let states: [RootState]
    /// True over files that are not as they were when the states were written.
    let isChanged: Bool

    /// Looks at the files of `tree`; nothing is read yet.
    ///
    /// With `states` a resource of a module that is not in the repository is led back to the argument that feeds it.
    public init(
        tree: any SourceTree, settings: RepositorySettings, limits: TracingLimits = .default,
        states: [RootState] = []
    ) {
        self.states = states
        isChanged = false
        index = RepositoryIndex(
            SourceStore(tree: tree, limits: limits), origin: settings.origin, folders: settings.folders)
        terraform = TerraformEcosystem(index: index, settings: settings)
        sizes = SizedFields(declared: settings.objects)
        charts = ChartEcosystem(
            index: index, version: HelmVersion(rawValue: settings.helmVersion) ?? .three,
            kubernetes: KubernetesTraits(
                version: settings.kubernetesVersion, apiVersions: settings.kubernetesAPIVersions),
            sizes: sizes)
        before = nil
        self.settings = settings
    }

    private init(
        _ base: TracingStage, over tree: any SourceTree, changed files: Set<String>, isBeside: Bool
    ) {
        states = base.states
        isChanged = true
        let store = SourceStore(tree: tree, replacing: files, of: base.index.store)
        index = RepositoryIndex(store, of: base.index)
        terraform = TerraformEcosystem(index: index, replacing: files, of: base.terraform)
        sizes = base.sizes
        charts = ChartEcosystem(
            index: index, version: base.charts.version, kubernetes: base.charts.kubernetes, sizes: sizes,
            before: isBeside ? RenderedChartsBefore(base.charts, changed: files) : nil)
        before = isBeside ? nil : (base.kustomizations, files)
        settings = base.settings
    }

    /// The same stage over `tree`, which differs in the contents of the named files alone; what was parsed of the others is shared.
    public func over(_ tree: any SourceTree, changed files: Set<String>) -> TracingStage {
        TracingStage(self, over: tree, changed: files, isBeside: false)
    }

    /// The same for a tree that is looked at beside the first one.
    ///
    /// Kustomizations are built in both at the same time, and charts that do not read the files are rendered in one of them. What is
    /// edited is never checked so.
    func beside(_ tree: any SourceTree, changed files: Set<String>) -> TracingStage {
        TracingStage(self, over: tree, changed: files, isBeside: true)
    }

    private func all() throws -> [any Ecosystem] {
        try ecosystems.get {
            let deployers = try DeployerFinder(
                index: index, applications: charts.applications(), templates: charts.applicationTemplates()
            ).find()
            let readers = ManifestReaders(index)
            let base = before.flatMap { before in before.rendered.made.map { ($0, before.changed) } }
            let kustomizations = kustomizations.get {
                KustomizeEcosystem(
                    index: index, deployers: deployers, readers: readers,
                    templates: { [weak charts] in try charts?.templates() ?? [] }, library: charts.library,
                    applications: { [weak charts, library = charts.library] in
                        try (charts?.applications() ?? []) + PlainApplications(library: library).find()
                    },
                    charts: { [weak charts] in try charts?.following($0, in: $1) ?? .done([]) },
                    sizes: sizes, layouts: ChartLayouts(declared: settings.layouts), base: base)
            }
            charts.adopt({ [kustomizations] in
                try ReleaseCharts(ecosystem: kustomizations).contexts()
                    + KustomizedCharts(ecosystem: kustomizations).contexts()
            }) { [kustomizations] token in
                try kustomizations.table().living(reading: [token.path]).flatMap { deployment in
                    let (decided, affected) = deployment.facts.following(token)
                    return (decided + affected).map { $0.key.decidedElsewhere($0.text) }
                }
            }
            let templates = try charts.templates()
            let manifests = ManifestSource(
                index: index, deployers: deployers.without(try kustomizations.refused().ids),
                readers: readers,
                rendered: try kustomizations.claimed().union(charts.valueFiles()),
                followed: try kustomizations.followed(), sizes: sizes)
            return [
                charts, kustomizations,
                KubernetesEcosystem(
                    index: index,
                    sources: [
                        manifests, ReleaseSource(ecosystem: kustomizations),
                        ChartSource(ecosystem: charts),
                        KustomizeSource(ecosystem: kustomizations),
                        GuessedSource(
                            deployers: deployers,
                            evaluated: try charts.declared().union(kustomizations.kustomizations())),
                    ], evaluated: templates,
                    rendered: try kustomizations.claimed().union(charts.valueFiles())),
                terraform,
            ]
        }
    }

    /// Fails when the contents of a manifest are not in this clone: what is asked of Kubernetes may hang on it.
    private func demandManifests() throws {
        if let failure = try index.manifests().missing.first { throw failure }
    }

    // MARK: Questions

    /// The token that decides `target`, or why that cannot be said.
    ///
    /// `root` is a directory, a file or an id of ``roots()``; without it every root is searched. `variableFiles` replace those
    /// of the environment.
    public func trace(
        _ target: Target, root: String? = nil, environment: String? = nil, workspace: String? = nil,
        variableFiles: [String] = []
    ) throws -> Trace {
        try answer(
            target, root: root, environment: environment, workspace: workspace, variableFiles: variableFiles
        ).trace
    }

    /// The same with the attribute's own row, for comparing facts before and after an edit.
    public func answer(
        _ target: Target, root: String? = nil, environment: String? = nil, workspace: String? = nil,
        variableFiles: [String] = [], helm: HelmArguments = HelmArguments()
    ) throws -> TraceAnswer {
        guard !states.isEmpty, case .terraform(let address) = target.address else {
            return try plainAnswer(
                target, root: root, environment: environment, workspace: workspace,
                variableFiles: variableFiles, helm: helm)
        }
        return try answer(
            target, root: root, environment: environment, workspace: workspace, variableFiles: variableFiles,
            helm: helm, states: states.filter { $0.concerns(address) }.map(\.state))
    }

    /// What the files alone say.
    func plainAnswer(
        _ target: Target, root: String?, environment: String?, workspace: String?, variableFiles: [String],
        helm: HelmArguments
    ) throws -> TraceAnswer {
        let request = TraceRequest(
            target: target, root: root.map { $0 == "." ? $0 : RepositoryPath.normalized($0) },
            environment: environment, workspace: workspace,
            variableFiles: variableFiles.map(RepositoryPath.normalized), helm: helm.normalized)
        // No other ecosystem has Terraform's addresses, and reading all of theirs takes its time.
        if case .terraform = target.address, let answer = try terraform.answer(request) { return answer }
        do {
            try demandManifests()
            for ecosystem in try all() {
                if let answer = try ecosystem.answer(request) {
                    var checked = try refused(sourceFiles.checked(images.checked(answer)))
                    checked.trace = try cleared(checked.trace)
                    return checked
                }
            }
        } catch {
            guard let failure = SourceStore.missing(error) else { throw error }
            let hold = Hold(.notInRepository, failure.description)
            return TraceAnswer(trace: Trace(target: target, status: .held(hold)), key: nil)
        }
        return TraceAnswer(
            trace: Trace(
                target: target, status: .held(Hold(.unsupported, "nothing here knows such addresses"))),
            key: nil)
    }

    /// What Argo CD puts over the directories of roots.
    private var sourceFiles: ArgoSourceFiles {
        ArgoSourceFiles(index: index) { [kustomizations, charts] root in
            try (kustomizations.made?.deployments() ?? []).filter { $0.root.id == root }.map(\.directory)
                + charts.contexts().filter { $0.root == root }.map(\.directory)
        }
    }

    /// What pipelines put in, beside what Flux and Argo CD keep to.
    private var images: BuiltImages {
        BuiltImages(index) { [kustomizations, charts] root in
            try (kustomizations.made?.deployments() ?? []).contains {
                $0.root.id == root && $0.hold == nil && ($0.flux != nil || $0.argo != nil)
            }
                || charts.contexts().contains {
                    $0.root == root && $0.declared != nil && !$0.isSupposed && $0.doubt == nil
                        && [.argocd, .helmRelease].contains($0.kind)
                }
        }
    }

    /// What Kustomizations would hand on that cannot be built.
    private func refused(_ answer: TraceAnswer) throws -> TraceAnswer {
        try kustomizations.made?.refused().checked(answer, index) ?? answer
    }

    private func refused(_ entry: InventoryEntry) throws -> InventoryEntry {
        try kustomizations.made?.refused().checked(entry, index) ?? entry
    }

    /// Everything deployable, sorted by path; what does not count as deployed carries the reason.
    public func roots() throws -> [Root] {
        var roots = try all().flatMap { try $0.roots() }
        share(&roots)
        return roots.sorted {
            ($0.path, $0.id, $0.environment ?? "") < ($1.path, $1.id, $1.environment ?? "")
        }
    }

    /// Says which roots read files of each other.
    private func share(_ roots: inout [Root]) {
        // By numbers: where all roots read one file, there are as many pairs as the square of them.
        let names = Set(roots.map(\.id)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var readers: [String: [Int]] = [:]
        for root in roots {
            guard let number = numbers[root.id] else { continue }
            for layer in root.layers { readers[layer, default: []].append(number) }
        }
        var seen = Array(repeating: -1, count: names.count)
        let limit = index.store.limits.shares
        for position in roots.indices {
            var others: [Int] = []
            if let own = numbers[roots[position].id] { seen[own] = position }
            for layer in roots[position].layers {
                for other in readers[layer] ?? [] where seen[other] != position {
                    seen[other] = position
                    others.append(other)
                }
            }
            roots[position].shares = others.sorted().prefix(limit).map { names[$0] }
            if others.count > limit { roots[position].shares.append("(and \(others.count - limit) more)") }
        }
    }

    /// Files that are read as something else than manifests: values of charts, parameters, and what helmfiles take.
    public func valueFiles() throws -> Set<String> {
        _ = try all()
        return try charts.valueFiles().union(charts.helmfiles().flatMap(\.files))
            .union(charts.contexts().flatMap(\.readFiles))
    }

    /// The roots that install the chart in a directory; none where it is no chart, or nothing installs it.
    public func roots(installing directory: String) throws -> [Root] {
        let roots = try roots()
        let directory = directory == "." ? "" : RepositoryPath.normalized(directory)
        return try all().isEmpty
            ? []
            : charts.contexts().filter {
                $0.directory == directory && $0.declared != nil
            }.flatMap { context in
                roots.filter {
                    $0.id == context.root && $0.kind == context.kind && $0.environment == context.environment
                }
            }
    }

    /// The attributes of a root that decide size and number.
    ///
    /// `workspace` is what `terraform.workspace` is; of other roots it says nothing.
    public func inventory(_ root: Root, workspace: String? = nil) throws -> [InventoryEntry] {
        if root.kind == .terraform || root.kind == .terragrunt {
            return try terraform.inventory(of: root, workspace: root.kind == .terraform ? workspace : nil)
        }
        guard let failure = try index.manifests().missing.first else {
            let (images, sourceFiles) = (images, sourceFiles)
            return try all().flatMap { try $0.inventory(of: root) }.map {
                var entry = try refused(sourceFiles.checked(images.checked($0)))
                entry.trace = try cleared(entry.trace)
                return entry
            }
        }
        // What is not in this clone may decide any of them; there they are all the same.
        do {
            let hold = Hold(.notInRepository, failure.description)
            let entries = try all().flatMap { try $0.inventory(of: root) }
            return entries.map { entry -> InventoryEntry in
                if case .held = entry.trace.status { return entry }
                var entry = entry
                entry.trace = Trace(target: entry.trace.target, status: .held(hold))
                return entry
            }
        } catch {
            guard SourceStore.missing(error) != nil else { throw error }
            return []
        }
    }

    /// The attributes of several roots, in their order, computed on all processors.
    public func inventory(of roots: [Root], workspace: String? = nil) throws -> [[InventoryEntry]] {
        // What all of them share is made once, before they ask for it at the same time.
        try prepareShared()
        return try Parallel.map(roots) { try inventory($0, workspace: workspace) }
    }

    /// Makes what rows of many roots have in common.
    func prepareShared() throws {
        _ = try all()
        guard try index.manifests().missing.isEmpty else { return }
        try charts.prepareShared()
        try kustomizations.made?.noteScalers()
    }

    /// Which files roots read, kept with an answer that has so many rows of each.
    public func files(of roots: [Root], rows: [Int]) throws -> RootFiles {
        let more = try (kustomizations.made?.filesByRoot() ?? [:]).merging(charts.filesByRoot()) {
            $0.union($1)
        }
        return RootFiles(roots, rows: rows, beside: more, index: index)
    }

    /// Everything by which what is rendered is known to others: objects, releases and what they install, by their names.
    ///
    /// Nil where that cannot be said of what reads the files.
    func surface(reading files: Set<String>) throws -> [SurfaceName]? {
        _ = try all()
        let names = try kustomizations.made?.surface() ?? []
        return try charts.surface(reading: files).map { names + $0 }
    }

    /// What of a Terraform root could not be read, so that it may define more than is listed; nil when nothing is known.
    public func unread(of root: Root) throws -> Hold? {
        root.kind == .terraform ? try terraform.unread(of: root.path) : nil
    }

    /// The attributes of a chart with the values that are given; nil when the root is no chart.
    public func inventory(
        chart root: String, environment: String?, helm: HelmArguments
    ) throws -> [InventoryEntry]? {
        try asked(root, environment, helm)?.flatMap { context -> [InventoryEntry] in
            guard case .success(let evaluation) = try charts.evaluate(context) else { return [] }
            return try ChartTracer(ecosystem: charts, evaluation: evaluation, isQuick: true).inventory()
        }
    }

    /// What a chart renders with the values that are given; nil when the root is no chart.
    ///
    /// - Throws: `Failure` when the chart cannot be read.
    public func render(
        chart root: String, environment: String?, helm: HelmArguments
    ) throws -> ChartOutput? {
        guard let context = try asked(root, environment, helm)?.first else { return nil }
        if let hold = context.hold { throw Failure(.badInput, "rendering \(root)", hold.detail, .needsHuman) }
        switch try charts.evaluate(context) {
        case .failure(let problem):
            throw Failure(.badInput, "rendering \(root)", problem.description, .needsHuman)
        case .success(let evaluation): return ChartOutput(evaluation, charts)
        }
    }

    /// True when Helm's arguments say something about the root.
    public func isChart(_ root: String) throws -> Bool {
        // Where contents are missing, the answer says so.
        guard try index.manifests().missing.isEmpty else { return false }
        return try asked(root, nil, HelmArguments()) != nil
    }

    private func asked(_ root: String, _ environment: String?, _ helm: HelmArguments) throws
        -> [ChartContext]?
    {
        try demandManifests()
        _ = try all()
        var root = root == "." ? root : RepositoryPath.normalized(root)
        // Here nothing but the chart of a directory is meant.
        let directory = root == "." ? "" : root
        if charts.library.isChart(directory) { root = index.chartRoot(directory) }
        // The target says nothing about which contexts are meant.
        let target = Target(
            .kubernetes(KubernetesAddress(namespace: "", kind: "", name: "", container: nil)), "")
        return try charts.asked(
            TraceRequest(target: target, root: root, environment: environment, helm: helm.normalized))
    }

    /// Every attribute of every root that reads one of the files.
    public func facts(reading files: Set<String>) throws -> [Fact] {
        // No manifest reads a file of Terraform's.
        if !files.allSatisfy(ModuleLibrary.isSource) { try demandManifests() }
        let facts = try all().flatMap { try $0.facts(reading: files) }
        let declarations = try followedDeclarations()
        return try facts.filter { fact in
            try !declarations.areSaid(fact.key.resource, fact.key.attribute)
                && !charts.isSeenElsewhere(fact.key)
        }
    }

    /// What is said by Applications and seen in what they deploy.
    private func followedDeclarations() throws -> FollowedDeclarations {
        try declarations.get {
            try FollowedDeclarations(charts, others: kustomizations.made?.applications() ?? [])
        }
    }

    /// The trace without what declarations say that is seen in what they deploy.
    private func cleared(_ trace: Trace) throws -> Trace {
        guard trace.elsewhere.contains(where: { $0.resource.hasPrefix("Application") }) else { return trace }
        return try followedDeclarations().cleared(trace)
    }
}
