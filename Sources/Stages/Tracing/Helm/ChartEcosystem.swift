internal import Diagnostics
internal import HelmChart
internal import Model
internal import Synchronization
internal import YAML

/// Charts of the repository, rendered for every way in which they are installed.
final class ChartEcosystem: Ecosystem {
    let library: ChartLibrary
    let renderer = ChartRenderer()
    let version: HelmVersion
    /// What the settings say of the cluster.
    let kubernetes: KubernetesTraits
    let sizes: SizedFields
    private let evaluations = Mutex<[ChartContext: ChartEvaluation]>([:])
    private static let mostFacts = 24
    /// Charts that render applications of charts, at most.
    private static let deepest = 6
    private let facts = Mutex<[ChartContext: ChartFacts]>([:])
    /// What was rendered last after changes of files.
    private let remade = Mutex<
        [(context: ChartContext, replacing: [String: [UInt8]], evaluation: ChartEvaluation?)]
    >([])
    private static let mostFollowers = 400_000
    private let followerTables = Mutex<(count: Int, of: [ChartContext: ChartFollowers])>((0, [:]))
    private let known = Lazily<[ChartContext]>()
    private let tables = Lazily<ContextTable>()
    /// Says which releases install charts of the repository.
    private let adopted = Mutex<(@Sendable () throws -> [ChartContext])?>(nil)
    private let beside = Mutex<(@Sendable (SourceSpan) throws -> [DecidedAttribute])?>(nil)
    private let evaluatedHelmfiles = Lazily<[Helmfiles.Evaluated]>()
    var index: RepositoryIndex { library.index }

    init(
        index: RepositoryIndex, version: HelmVersion = .three, kubernetes: KubernetesTraits,
        sizes: SizedFields
    ) {
        library = ChartLibrary(index)
        self.sizes = sizes
        self.version = version
        self.kubernetes = kubernetes
    }

    // MARK: Evaluation

    /// The chart rendered in a context; a failure when it cannot be read at all.
    func evaluate(_ context: ChartContext) throws -> Result<ChartEvaluation, ChartProblem> {
        if let known = evaluations.withLock({ $0[context] }) { return .success(known) }
        switch try library.chart(context.directory) {
        case .failure(let problem): return .failure(problem)
        case .success(let chart):
            switch try release(context) {
            case .failure(let problem): return .failure(problem)
            case .success(let release):
                let evaluation = ChartEvaluation(
                    context, chart, renderer.render(chart, release), limits: index.store.limits)
                evaluations.withLock { $0[context] = evaluation }
                return .success(evaluation)
            }
        }
    }

    /// The chart rendered in a context after some files have changed; nil when Helm refuses that.
    func evaluate(_ context: ChartContext, replacing: [String: [UInt8]]) throws -> ChartEvaluation? {
        if let known = remade.withLock({ $0.first { $0.context == context && $0.replacing == replacing } }) {
            return known.evaluation
        }
        var evaluation: ChartEvaluation?
        if case .success(var chart) = try library.chart(context.directory),
            case .success(let release) = try release(context, replacing: replacing)
        {
            for (path, bytes) in replacing { chart = chart.replacing(path, with: bytes) }
            let made = ChartEvaluation(
                context, chart, renderer.render(chart, release), limits: index.store.limits)
            evaluation = made.hold == nil ? made : nil
        }
        remade.withLock { remade in
            // One change is asked about by everything that the chart installs, one after the other.
            if remade.count > 3 { remade.removeFirst(remade.count - 3) }
            remade.append((context, replacing, evaluation))
        }
        return evaluation
    }

    /// Every attribute of the chart in a context.
    func facts(_ evaluation: ChartEvaluation) -> ChartFacts {
        if let known = facts.withLock({ $0[evaluation.context] }) { return known }
        let made = ChartFacts(evaluation, tokenFiles(evaluation), limits: index.store.limits)
        facts.withLock { known in
            // They are larger than what they are read from, and quickly read again.
            if known.count >= ChartEcosystem.mostFacts { known.removeAll() }
            known[evaluation.context] = made
        }
        return made
    }

    /// What follows the tokens in a context.
    func followers(_ evaluation: ChartEvaluation) -> ChartFollowers {
        if let known = followerTables.withLock({ $0.of[evaluation.context] }) { return known }
        let made = ChartFollowers(facts(evaluation))
        followerTables.withLock { known in
            if known.count + made.count > ChartEcosystem.mostFollowers { known = (0, [:]) }
            known.of[evaluation.context] = made
            known.count += made.count
        }
        return made
    }

    /// A file that a context reads, with its words.
    struct Words: Sendable {
        var path: String
        var words: TextWords
    }

    /// The words of the files that each context reads, in the order of the contexts; none of a chart that cannot be read.
    func words() throws -> [[Words]] {
        try texts.get {
            var known: [String: TextWords?] = [:]
            return try contexts().map { context in
                guard case .success(let chart) = try library.chart(context.directory) else { return [] }
                return try chart.allPaths.union(context.readFiles).sorted().compactMap { path in
                    let words = try known[path] ?? index.store.source(path).map { TextWords($0.bytes) }
                    known[path] = .some(words)
                    return words.map { Words(path: path, words: $0) }
                }
            }
        }
    }
    private let texts = Lazily<[[Words]]>()

    /// The contexts by their names.
    private func table() throws -> ContextTable { try tables.get { ContextTable(try contexts()) } }

    func tokenFiles(_ evaluation: ChartEvaluation) -> TokenFiles {
        TokenFiles(
            index, templates: evaluation.chart.templatePaths.union(evaluation.context.templatedFiles))
    }

    /// The context as the renderer takes it.
    func release(
        _ context: ChartContext, replacing: [String: [UInt8]] = [:]
    ) throws -> Result<ChartRelease, ChartProblem> {
        var release = ChartRelease(
            name: context.releaseName, namespace: context.namespace ?? "default",
            version: context.version ?? version)
        release.capabilities = Capabilities.default(release.version).adding(
            kubernetesVersion: context.kubernetesVersion ?? kubernetes.version,
            apiVersions: kubernetes.apiVersions + context.apiVersions)
        for layer in context.layers {
            switch layer {
            case .file(let path):
                let bytes = try replacing[path] ?? index.store.source(path)?.bytes
                guard let bytes else { return .failure(ChartProblem(.invalid, "\(path) is missing")) }
                let file = YAMLParser.parse(bytes, path: path)
                if let error = file.diagnostics.first(where: { $0.severity == .error }) {
                    return .failure(ChartProblem(.invalid, "\(path): \(error.message)"))
                }
                for document in release.version.documents(of: file) {
                    guard let root = document.root else { continue }
                    release.layers.append(ValueLayer(.mapping(root), label: path))
                }
            case .inline(let node, let label):
                release.layers.append(ValueLayer(.mapping(current(node, replacing)), label: label))
            case .assignments(let text, let kind):
                release.layers.append(ValueLayer(.assignments(text, kind), label: "--set \(text)"))
            case .computed(let values):
                do {
                    release.layers.append(
                        ValueLayer(.tree(try values.make(replacing)), label: values.label))
                } catch let problem as ChartProblem {
                    return .failure(problem)
                }
            case .parameter(let path, let node, let isText):
                let node = current(node, replacing)
                let value = node.scalar?.text ?? ""
                release.layers.append(
                    ValueLayer(
                        .parameter(path: path, value: value, tokens: [node.span], isText: isText),
                        label: "parameter \(path)"))
            case .computedParameter(let path, let isText, let values):
                do {
                    let tree = try values.make(replacing)
                    release.layers.append(
                        ValueLayer(
                            .parameter(
                                path: path, value: tree.text ?? "", tokens: tree.tokens, isText: isText),
                            label: values.label))
                } catch let problem as ChartProblem {
                    return .failure(problem)
                }
            }
        }
        return .success(release)
    }

    /// The node at the same place of the changed file.
    private func current(_ node: YAMLNodeView, _ replacing: [String: [UInt8]]) -> YAMLNodeView {
        guard let bytes = replacing[node.tree.path] else { return node }
        let file = YAMLParser.parse(bytes, path: node.tree.path)
        return file.tree.nodeCount > 0 && file.tree.nodeCount == node.tree.nodeCount
            ? file.tree[node.id] : node
    }

    // MARK: Contexts

    /// What charts install that are deployed by nothing but themselves, Argo CD or helmfile.
    private struct Installed {
        /// What files of the repository say.
        var declared: [ChartContext]
        /// Chart that nothing says anything about → its own contexts, and everything it installs.
        var own: [String: [ChartContext]] = [:]
        /// Applications that charts render, by the chart where that begins; nil for those that are declared.
        var applications: [(start: String?, application: ArgoApplication)] = []
        /// What ApplicationSets make that stand in files as they are.
        var sets: [ArgoApplication] = []
    }

    /// An application that a chart renders, and what it installs.
    private struct Rendering {
        var applications: [ArgoApplication] = []
        var contexts: [ChartContext] = []

        mutating func add(_ other: Rendering) {
            applications += other.applications
            contexts += other.contexts
        }
    }

    /// Every way in which a chart of the repository is deployed.
    func contexts() throws -> [ChartContext] {
        try known.get {
            let installed = try installed()
            var releases = try adopted.withLock({ $0 })?() ?? []
            releases += try releases.flatMap { try rendered(by: $0).contexts }
            let directories = Set(releases.map(\.directory))
            return installed.declared + releases
                + installed.own.keys.sorted().flatMap {
                    directories.contains($0) ? [] : installed.own[$0] ?? []
                }
        }
    }

    /// Argo CD applications that charts render.
    func applications() throws -> [ArgoApplication] {
        let installed = try installed()
        return installed.applications.map(\.application) + installed.sets
    }

    private func installed() throws -> Installed {
        try beginnings.get {
            var installed = Installed(
                declared: try ArgoCharts(library: library).contexts()
                    + helmfiles().flatMap { $0.contexts + $0.supposed })
            installed.sets = try ApplicationSets.plain(library)
            installed.declared += installed.sets.flatMap(ArgoCharts(library: library).contexts)
            var rendering = Rendering()
            for context in installed.declared { rendering.add(try rendered(by: context)) }
            installed.declared += rendering.contexts
            installed.applications = rendering.applications.map { (nil, $0) }
            let taken = Set(installed.declared.map(\.directory))
            let plain = try library.directories.flatMap { try exclusion($0) == nil ? byConvention($0) : [] }
            for context in plain where !taken.contains(context.directory) {
                for start in try started(context) {
                    let rendering = try rendered(by: start)
                    installed.own[context.directory, default: []] += [start] + rendering.contexts
                    installed.applications += rendering.applications.map { (context.directory, $0) }
                }
            }
            // What another chart installs is no start of its own.
            let directories = installed.own.mapValues { Set($0.map(\.directory)) }
            for start in directories.keys {
                let isInstalled = directories.contains { other, reached in
                    other != start && reached.contains(start)
                        && (directories[start]?.contains(other) != true || other < start)
                }
                if isInstalled {
                    installed.own[start] = nil
                    installed.applications.removeAll { $0.start == start }
                }
            }
            return installed
        }
    }
    private let beginnings = Lazily<Installed>()

    /// Everything that applications install which a chart renders, and the charts that these render.
    private func rendered(
        by outer: ChartContext, below directories: Set<String> = []
    ) throws -> Rendering {
        guard outer.hold == nil, outer.doubt == nil, directories.count < ChartEcosystem.deepest,
            try mentionsApplications(outer.directory)
        else { return Rendering() }
        guard case .success(let evaluation) = try evaluate(outer) else { return Rendering() }
        let charts = ArgoCharts(library: library)
        let above = directories.union([outer.directory])
        var rendering = Rendering()
        for application in RenderedApplications(ecosystem: self).applications(evaluation) {
            rendering.applications.append(application)
            for var inner in charts.contexts(application) {
                // A chart that installs itself is deployed once.
                guard !above.contains(inner.directory) else { continue }
                inner.renderedBy = outer.renderedBy + [outer.identity]
                rendering.contexts.append(inner)
                rendering.add(try rendered(by: inner, below: above))
            }
        }
        return rendering
    }

    /// Templates of applications that are seen as charts render them.
    func applicationTemplates() throws -> Set<String> {
        var templates: Set<String> = []
        for context in try installed().own.values.joined() + installed().declared
        where try mentionsApplications(context.directory) {
            guard case .success(let evaluation) = try evaluate(context), evaluation.hold == nil else {
                continue
            }
            templates.formUnion(evaluation.chart.templatePaths.subtracting(evaluation.broken.map(\.path)))
        }
        return templates
    }

    /// The environments of a chart that installs others, where those alone tell them.
    private func started(_ context: ChartContext) throws -> [ChartContext] {
        guard context.environment == nil, try mentionsApplications(context.directory) else {
            return [context]
        }
        let found = try ArgoEnvironments(ecosystem: self).find(context)
        return found.isEmpty ? [context] : found
    }

    /// Takes releases that others find for ways of installing charts.
    ///
    /// `following` tells what follows a token in objects that no chart renders.
    func adopt(
        _ releases: @escaping @Sendable () throws -> [ChartContext],
        following: @escaping @Sendable (SourceSpan) throws -> [DecidedAttribute]
    ) {
        adopted.withLock { $0 = releases }
        beside.withLock { $0 = following }
    }

    /// What follows a token in objects that no chart renders.
    func beside(_ token: SourceSpan) throws -> [DecidedAttribute] {
        try beside.withLock({ $0 })?(token) ?? []
    }

    /// What follows a token in the charts of some roots; held where one of them cannot be rendered.
    func following(_ token: SourceSpan, in roots: Set<String>) throws -> Outcome<[DecidedAttribute]> {
        var rows: [DecidedAttribute] = []
        for context in try contexts() where roots.contains(context.root) {
            let hold: Hold?
            switch try evaluate(context) {
            case .success(let evaluation) where evaluation.hold == nil:
                rows += followers(evaluation).following(Fact.Token(token)).map {
                    $0.key.decidedElsewhere($0.value)
                }
                continue
            case .success(let evaluation): hold = evaluation.hold
            case .failure(let problem): hold = problem.hold
            }
            return .held(
                Hold(
                    .limit,
                    "what a value of \(context.label) decides there cannot be computed: \(hold?.detail ?? "")"
                ))
        }
        return .done(rows)
    }

    /// Helmfiles in their environments.
    func helmfiles() throws -> [Helmfiles.Evaluated] {
        try evaluatedHelmfiles.get { try Helmfiles(library: library).evaluated() }
    }

    private func mentionsApplications(_ directory: String) throws -> Bool {
        let templates = index.files(below: directory.isEmpty ? "templates" : "\(directory)/templates")
        return try templates.contains { path in
            guard let source = try index.store.source(path) else { return false }
            return FileMarks.contains(source.bytes, "kind: Application")
        }
    }

    /// The contexts of a chart that nothing declares: one for each environment, or one alone.
    func byConvention(_ directory: String) -> [ChartContext] {
        let plain = ChartContext(directory: directory, root: directory.isEmpty ? "." : directory)
        let environments = ChartEnvironments.find(directory, index)
        guard !environments.isEmpty else { return [plain] }
        // Where every file is for trying things out, the values of the chart itself are what production runs.
        let alone = environments.allSatisfy { ChartEnvironments.isForTrying($0.name) } ? [plain] : []
        return alone
            + environments.map { environment in
                var context = plain
                context.environment = environment.name
                context.layers = [.file(environment.file)]
                return context
            }
    }

    /// Why the chart itself is no root; nil when it is one.
    private func exclusion(_ directory: String) throws -> String? {
        if let part = PathConventions.notDeployed(directory + "/x") {
            return "`\(part)` holds tests, examples or other people's code"
        }
        for outer in RepositoryPath.ancestors(of: directory)
        where outer != directory && library.isChart(outer) {
            if RepositoryPath.isInside(directory, outer.isEmpty ? "charts" : "\(outer)/charts") {
                return "it is part of the chart \(outer.isEmpty ? "." : outer)"
            }
        }
        guard case .success(let chart) = try library.outline(directory) else { return nil }
        return chart.metadata.isLibrary ? "a library chart" : nil
    }

    /// `path#name` of every application that is evaluated as a chart.
    func declared() throws -> Set<String> { Set(try contexts().filter { $0.declared != nil }.map(\.root)) }

    /// True for what an application says to its chart: that is seen in what the chart renders.
    func isSeenElsewhere(_ key: Fact.Key) throws -> Bool {
        let parts = key.resource.split(separator: "/")
        guard parts.count == 2, parts[0] == "Application", key.attribute.hasPrefix("spec.source") else {
            return false
        }
        let followed = try followed.get {
            Set(try contexts().filter { $0.kind == .argocd && $0.hold == nil }.map(\.root))
        }
        return followed.contains("\(key.root)#\(parts[1])")
    }
    private let followed = Lazily<Set<String>>()

    /// Templates of all charts that are rendered.
    func templates() throws -> Set<String> {
        let charts = Set(try contexts().map(\.directory))
        return charts.reduce(into: []) { paths, directory in
            paths.formUnion(index.files(below: directory.isEmpty ? "templates" : "\(directory)/templates"))
        }
    }

    /// Values files, which are no manifests even where a key of theirs is called `kind`.
    func valueFiles() throws -> Set<String> {
        let own = library.directories.compactMap { directory in
            index.realFile(directory.isEmpty ? "values.yaml" : "\(directory)/values.yaml")
        }
        let sets = try installed().sets
        let parameters = Set(sets.flatMap(\.files)).subtracting(sets.compactMap { $0.declared?.file })
        return Set(own).union(try contexts().flatMap(\.files)).union(parameters)
    }

    /// Contexts that read one of the files.
    func contexts(reading files: Set<String>) throws -> [ChartContext] {
        let charts = try library.charts(reading: files)
        return try table().contexts(of: charts, reading: files)
    }

    // MARK: Ecosystem

    func roots() throws -> [Root] {
        var roots: [Root] = []
        let contexts = try contexts()
        for helmfile in try helmfiles() where helmfile.contexts.isEmpty {
            roots.append(
                Root(
                    id: helmfile.path, kind: .helmfile, path: helmfile.path,
                    environment: helmfile.environment, namespaces: helmfile.namespaces.sorted(),
                    layers: helmfile.files.subtracting([helmfile.path]).sorted() + [helmfile.path],
                    excluded: helmfile.hold?.detail ?? "no chart of this repository is installed"))
        }
        for context in contexts where !context.isSupposed {
            roots.append(
                Root(
                    id: context.root, kind: context.kind,
                    path: context.declared?.file ?? (context.directory.isEmpty ? "." : context.directory),
                    environment: context.environment, namespaces: context.namespace.map { [$0] } ?? [],
                    release: context.release, layers: try layers(context),
                    excluded: (context.hold ?? context.doubt)?.detail))
        }
        for directory in library.directories {
            let id = directory.isEmpty ? "." : directory
            let deployed = try table().contexts(of: directory)
            var reason = try exclusion(directory)
            if reason == nil, let context = deployed.first(where: { $0.declared != nil }) {
                reason = "\(context.root) deploys it"
            } else if reason == nil, let context = deployed.first(where: \.isSupposed) {
                reason = context.hold?.detail
            }
            guard let reason else { continue }
            roots.append(Root(id: id, kind: .helm, path: id, layers: [], excluded: reason))
        }
        return roots
    }

    private func layers(_ context: ChartContext) throws -> [String] {
        let base = context.directory.isEmpty ? "" : context.directory + "/"
        let own = ["Chart.yaml", "values.yaml"].compactMap { index.realFile(base + $0) }
        return own + context.orderedFiles.filter { !own.contains($0) }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        var entries: [InventoryEntry] = []
        for context in try table().contexts(root: root.id)
        where context.kind == root.kind && context.environment == root.environment {
            guard case .success(let evaluation) = try evaluate(context) else { continue }
            let tracer = ChartTracer(ecosystem: self, evaluation: evaluation, isQuick: true)
            entries += try tracer.inventory()
        }
        return entries
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try contexts(reading: files).filter { !$0.isSupposed }.flatMap { context -> [Fact] in
            switch try evaluate(context) {
            case .success(let evaluation): return facts(evaluation).facts
            case .failure(let problem):
                let key = Fact.Key(
                    root: context.root, environment: context.environment, release: context.release,
                    resource: context.directory, attribute: "(refused)")
                return [Fact(key: key, fingerprint: Fingerprint.of(problem.description))]
            }
        }
    }

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let address = request.target.kubernetes else { return nil }
        guard let contexts = try asked(request) else { return nil }
        let choice = ChartChoice(ecosystem: self, target: request.target, address: address)
        // A release's file may hold other objects, and the release itself is one.
        if contexts.allSatisfy({ $0.kind == .helmRelease }), try !choice.isRendered(by: contexts),
            !contexts.contains(where: { $0.hold != nil })
                || Workload.podSpecPath(address.kind) == nil
        {
            return nil
        }
        // Of an Application with several sources the charts are one part.
        if contexts.contains(where: \.hasOtherSources), try !choice.isRendered(by: contexts) { return nil }
        let inner = try contexts.flatMap { try applications(of: $0, request.helm) }
        if !inner.isEmpty, try !choice.isRendered(by: contexts) { return try choice.answer(inner) }
        return try choice.answer(contexts)
    }

    /// What the applications install that a chart renders, as far as the arguments leave it in question.
    private func applications(of context: ChartContext, _ arguments: HelmArguments) throws -> [ChartContext] {
        try rendered(by: context).contexts.filter { inner in
            (arguments.release.map { $0 == inner.release } ?? true)
                && (arguments.namespace.map { inner.namespace == nil || $0 == inner.namespace } ?? true)
        }
    }

    /// The releases of a helmfile that a request means.
    private func asked(_ request: TraceRequest, among contexts: [ChartContext]) throws -> [ChartContext] {
        let (root, arguments) = (request.root ?? "", request.helm)
        let fitting = contexts.filter { context in
            (request.environment.map { $0 == context.environment } ?? true)
                && (arguments.release.map { $0 == context.release } ?? true)
                && (arguments.namespace.map { context.namespace == nil || $0 == context.namespace } ?? true)
                && Set(arguments.valueFiles.map { index.realFile($0) ?? $0 }).isSubset(of: context.readFiles)
        }
        guard fitting.isEmpty else { return fitting }
        var nothing = ChartContext(directory: "", root: root, kind: .helmfile)
        let states = try helmfiles().filter {
            $0.path == root && (request.environment == nil || $0.environment == request.environment)
        }
        if let hold = states.compactMap(\.hold).first {
            nothing.hold = hold
        } else if let release = arguments.release, states.contains(where: { $0.foreign.contains(release) }) {
            nothing.hold = Hold(
                .external, "the chart of release \(release) of \(root) is not in this repository")
        } else {
            let known = Set(try helmfiles().filter { $0.path == root }.map(\.environment)).sorted()
            nothing.hold = Hold(
                .noSuchResource,
                "\(root) installs nothing like that; it has the environments \(known.joined(separator: ", "))"
            )
        }
        return [nothing]
    }

    /// The contexts that a request with a root means; nil when the root is no chart.
    func asked(_ request: TraceRequest) throws -> [ChartContext]? {
        guard let root = request.root else { return nil }
        let directory = root == "." ? "" : root
        let arguments = request.helm
        guard library.isChart(directory) else {
            let declared = try contexts().filter {
                $0.root == root || $0.declared?.file == root
                    || $0.kind == .helmfile && $0.root.hasPrefix(root + "#")
            }
            if declared.contains(where: { $0.kind == .helmfile }) {
                return try asked(request, among: declared.filter { $0.kind == .helmfile })
            }
            if Helmfiles.isOne(root), try helmfiles().contains(where: { $0.path == root }) {
                return try asked(request, among: [])
            }
            let fitting = declared.filter { context in
                (request.environment.map { context.environment == nil || $0 == context.environment } ?? true)
            }
            if fitting.isEmpty, let first = declared.first, let environment = request.environment {
                var nothing = first
                let known = Set(declared.compactMap(\.environment)).sorted().joined(separator: ", ")
                nothing.hold = Hold(
                    .noSuchResource, "\(root) has no environment \(environment); it has \(known)")
                return [nothing]
            }
            return declared.isEmpty ? nil : fitting.map { $0.with(arguments, index) }
        }
        // Asked for as nothing but a directory, a chart is what the repository itself installs of it.
        if !arguments.saysMore, request.environment == nil {
            let declared = try contexts().filter {
                $0.directory == directory && $0.declared != nil && !$0.isSupposed
            }
            if !declared.isEmpty { return declared.map { $0.with(arguments, index) } }
        }
        var context = ChartContext(directory: directory, root: directory.isEmpty ? "." : directory)
        if let environment = request.environment {
            let all = try contexts().filter { $0.directory == directory }
            let named = (all + byConvention(directory)).filter { $0.environment == environment }
            if named.count > 1, named.contains(where: { $0.declared != nil }), !arguments.saysMore {
                return named.filter { $0.declared != nil }
            }
            guard let named = named.first else {
                let known = Set((all + byConvention(directory)).compactMap(\.environment)).sorted()
                context.hold = Hold(
                    .noSuchResource,
                    "\(root) has no environment \(environment)"
                        + (known.isEmpty ? "" : "; it has \(known.joined(separator: ", "))"))
                return [context]
            }
            context = named
        }
        return [context.with(arguments, index)]
    }
}
