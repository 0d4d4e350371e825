internal import Diagnostics
internal import GoTemplate
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
    static let deepest = 6
    private let facts = Mutex<[ChartContext: ChartFacts]>([:])
    /// What was rendered last after changes of files.
    private let remade = Mutex<
        [(context: ChartContext, replacing: [String: [UInt8]], evaluation: ChartEvaluation?)]
    >([])
    private static let mostFollowers = 400_000
    private let followerTables = Mutex<(count: Int, of: [ChartContext: ChartFollowers])>((0, [:]))
    let known = Lazily<[ChartContext]>()
    let tables = Lazily<ContextTable>()
    /// What others know of charts of the repository, in a type of its own: a function that is read out of a lock by itself comes out
    /// one thunk deeper each time, for all who call it later.
    struct Adopted: Sendable {
        /// The releases that install them.
        var releases: @Sendable () throws -> [ChartContext]
        /// What follows a token in objects that no chart renders.
        var following: @Sendable (SourceSpan) throws -> [DecidedAttribute]
    }
    let adopted = Mutex<Adopted?>(nil)
    let evaluatedHelmfiles = Lazily<[Helmfiles.Evaluated]>()
    let beginnings = Lazily<Installed>()
    private let outside = Lazily<[String: Hold]>()
    /// Why a chart's own values may not be what production runs, by its directory.
    func programs() throws -> [String: Hold] {
        try outside.get { try ProgramInstallations(library: library).holds() }
    }
    let followed = Lazily<Set<String>>()
    let refused = Lazily<[ChartContext]>()
    var index: RepositoryIndex { library.index }
    /// Charts as they were rendered before some files changed.
    private let before: RenderedChartsBefore?

    init(
        index: RepositoryIndex, version: HelmVersion = .three, kubernetes: KubernetesTraits,
        sizes: SizedFields, before: RenderedChartsBefore? = nil
    ) {
        self.before = before
        library = ChartLibrary(index, before: before?.library)
        self.sizes = sizes
        self.version = version
        self.kubernetes = kubernetes
    }

    // MARK: Evaluation

    /// What was rendered in a context already.
    func rendered(in context: ChartContext) -> ChartEvaluation? { evaluations.withLock { $0[context] } }

    /// What is known already of what follows the tokens in a context.
    func knownFollowers(in context: ChartContext) -> ChartFollowers? {
        followerTables.withLock { $0.of[context] }
    }

    /// Evaluates, on all processors, what many contexts have in common, before their rows ask for it one after the other.
    func prepareShared() throws {
        let contexts = try contexts().map(\.asIfMended)
        let counts = Dictionary(grouping: contexts, by: \.directory).mapValues(\.count)
        let shared = contexts.filter { counts[$0.directory, default: 0] > ChartEcosystem.fewContexts }
        _ = try Parallel.map(shared) { context in
            guard case .success(let evaluation) = try evaluateBeside(context), evaluation.hold == nil else {
                return
            }
            _ = followers(evaluation)
        }
    }

    /// The chart rendered in a context; a failure when it cannot be read at all.
    func evaluate(_ context: ChartContext) throws -> Result<ChartEvaluation, ChartProblem> {
        if let known = evaluations.withLock({ $0[context] }) { return .success(known) }
        switch try library.chart(context.directory) {
        case .failure(let problem): return .failure(problem)
        case .success(let chart):
            if let known = before?.evaluation(of: chart, context) {
                evaluations.withLock { $0[context] = known }
                return .success(known)
            }
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

    /// The chart rendered for the sake of what follows tokens of others: as it is once it is mended, and values are given that it asks for.
    func evaluateBeside(_ context: ChartContext) throws -> Result<ChartEvaluation, ChartProblem> {
        var mended = context.asIfMended
        let evaluated = try evaluate(mended)
        guard case .success(let evaluation) = evaluated, evaluation.hold != nil, evaluation.lacksValues else {
            return evaluated
        }
        mended.expectsValues = true
        return try evaluate(mended)
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
        let made =
            before?.followers(evaluation) ?? ChartFollowers(facts(evaluation))
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

    /// The words of the files that a context reads; none of a chart that cannot be read.
    func words(of context: ChartContext) throws -> [Words] {
        if let known = texts.withLock({ $0.of[context] }) { return known }
        var made: [Words] = []
        if case .success(let chart) = try library.chart(context.directory) {
            made = try chart.allPaths.union(context.readFiles).sorted().compactMap { path in
                if let known = texts.withLock({ $0.files[path] }) {
                    return known.map { Words(path: path, words: $0) }
                }
                let words = try index.store.source(path).map { TextWords($0.bytes) }
                texts.withLock { $0.files[path] = .some(words) }
                return words.map { Words(path: path, words: $0) }
            }
        }
        texts.withLock { $0.of[context] = made }
        return made
    }
    private let texts = Mutex<(files: [String: TextWords?], of: [ChartContext: [Words]])>(([:], [:]))

    /// What follows the tokens of a file in all contexts that read it; nil where these are few.
    func shared(_ path: String) throws -> SharedFile? {
        if let known = sharedFiles.withLock({ $0[path] }) { return known }
        var made: SharedFile?
        if try table().count(of: library.charts(reading: [path]), reading: path) > ChartEcosystem.fewContexts
        {
            made = try SharedFile(path, contexts(reading: [path]), self)
        }
        sharedFiles.withLock { $0[path] = .some(made) }
        return made
    }
    private static let fewContexts = 6
    private let sharedFiles = Mutex<[String: SharedFile?]>([:])

    /// The contexts by their names.
    func table() throws -> ContextTable { try tables.get { ContextTable(try contexts()) } }

    func tokenFiles(_ evaluation: ChartEvaluation) -> TokenFiles {
        TokenFiles(
            index, templates: evaluation.chart.templatePaths.union(evaluation.context.templatedFiles))
    }

    /// The context as the renderer takes it.
    func release(
        _ context: ChartContext, replacing: [String: [UInt8]] = [:]
    ) throws -> Result<ChartRelease, ChartProblem> {
        var release = ChartRelease(
            name: context.releaseName, namespace: context.namespace ?? ChartContext.unsaidNamespace,
            version: context.version ?? version)
        release.options.expectsValues = context.expectsValues
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
}
