internal import Diagnostics
internal import Editing
internal import Git
public import Model
internal import Ports
internal import Settings
internal import Synchronization
public import Tracing

/// Where a trace is asked: repository, revision, root, environment.
public struct TraceQuestion: Sendable {
    /// The repository, or any folder in it.
    public var repositoryPath: String
    /// The revision to read.
    public var revision: String
    /// Reads the files of the work tree instead of a revision, `.terraform/modules` included.
    public var readsWorkTree = false
    /// What gets deployed; nil searches every root.
    public var root: String?
    /// Environment; the workspace where only that is said.
    public var environment: String?
    /// What `terraform.workspace` is.
    public var workspace: String?
    /// Terraform variable files, in order.
    public var variableFiles: [String]
    /// What Helm is given: values, release, namespace; a nil namespace matches any.
    public var helm: HelmArguments

    var release: String? { helm.release }
    var namespace: String? { helm.namespace }
    /// Another value of the token, whose effects are asked for too.
    public var newValue: String?
    /// Files on this machine with Terraform's state or plan as JSON.
    public var stateFiles: [String]

    /// Everything that an answer depends on beside the files.
    var parts: [String] {
        let texts = [
            root, environment, workspace, helm.release, helm.namespace, helm.version.map(String.init),
            helm.kubernetesVersion,
        ]
        let lists = [
            variableFiles, helm.valueFiles, helm.set, helm.setString, helm.setJSON, helm.apiVersions,
        ]
        return texts.map { $0.map { "=" + $0 } ?? "" } + lists.flatMap { ["\($0.count)"] + $0 }
    }

    /// Makes a question.
    public init(
        repositoryPath: String, revision: String = "HEAD", root: String? = nil, environment: String? = nil,
        workspace: String? = nil, variableFiles: [String] = [], helm: HelmArguments = HelmArguments(),
        stateFiles: [String] = []
    ) {
        self.repositoryPath = repositoryPath
        self.revision = revision
        self.root = root
        self.environment = environment ?? workspace
        self.workspace = workspace
        self.variableFiles = variableFiles
        self.helm = helm
        self.stateFiles = stateFiles
    }
}

/// `trimtab trace`, `inventory` and `roots`: reads one commit, or the work tree, and needs no remote and no configuration.
public struct Tracer: Sendable {
    private let question: TraceQuestion
    /// The tree to read, where somebody opened it already.
    private let opened: (git: GitRepository, tree: any SourceTree)?

    /// The stage that was asked last: a process answers one question, and taking apart all that was read for it takes its time.
    private static let asked = Mutex<TracingStage?>(nil)

    /// Asks `question`.
    public init(_ question: TraceQuestion) { self.init(question, nil) }

    private init(_ question: TraceQuestion, _ opened: (git: GitRepository, tree: any SourceTree)?) {
        (self.question, self.opened) = (question, opened)
    }

    /// What `command` prints: from `cache` where the same was read before, else what `make` makes by asking the tracer it is given.
    ///
    /// Work trees, states and effects of other values are never kept.
    ///
    /// - Throws: what `make` throws, and what opening the repository throws.
    public func answer(
        _ command: [String], cache: AnswerCache?,
        _ make: (Tracer) async throws -> AnswerCache.Answer
    ) async throws -> AnswerCache.Answer {
        guard let cache, !question.readsWorkTree, question.stateFiles.isEmpty, question.newValue == nil else {
            return try await make(self)
        }
        let git = try GitRepository(path: question.repositoryPath)
        let tree = try await tree(of: git)
        let form = form(command)
        return try await cache.answer(
            command + question.parts + [try await address(of: git)], about: tree,
            old: { try await git.blob($0) }, before: { try await git.sourceTree(at: $0) },
            settings: { try await settings(of: tree, git) }
        ) { tree in
            var answer = try await make(Tracer(question, (git, tree)))
            answer.form = form
            return answer
        }
    }

    /// What of the checkout itself an answer may depend on.
    private func address(of git: GitRepository) async throws -> String {
        try await git.remoteURL("origin") ?? Tracer.folders(of: git).joined(separator: "/")
    }

    /// How an answer can be brought up to date.
    private func form(_ command: [String]) -> AnswerUpdate.Form? {
        switch command {
        case ["roots", "json"], ["roots", "table"]: .roots
        case ["inventory", "json"] where !question.helm.hasValues: .json
        case ["inventory", "table"] where !question.helm.hasValues: .cells
        default: nil
        }
    }

    /// The trace, and the same for people.
    ///
    /// - Throws: ``BadArgument`` when `address` is no address, and what reading the repository throws.
    public func trace(_ address: String, _ attribute: String) async throws -> (trace: Trace, text: String) {
        let (stage, tree, settings, git) = try await stage()
        let states = try question.stateFiles.map(StateFile.read)
        let found = states.find(address, attribute: attribute)
        if let hold = StateFile.hold(found, for: address, among: states) {
            let unknown = TerraformAddress(
                root: question.root ?? "", environment: question.environment, address: address)
            let trace = Trace(target: Target(.terraform(unknown), attribute), status: .held(hold))
            return (trace, try TraceRenderer(tree: tree).render(trace))
        }
        let name = if case .address(let name) = found { name } else { address }
        guard
            let resource = AddressArgument.parse(
                name, root: question.root, environment: question.environment,
                namespace: question.namespace,
                settings: settings)
        else {
            throw BadArgument(
                "\(address) is no Terraform address and no Kind/name or Kind/name/CONTAINER, like Deployment/web/app"
            )
        }
        func ask(_ stage: TracingStage) throws -> TraceAnswer {
            try stage.answer(
                Target(resource, attribute), root: question.root, environment: question.environment,
                workspace: question.workspace, variableFiles: question.variableFiles, helm: question.helm,
                states: states)
        }
        let answer = try ask(stage)
        if case .held(let hold) = answer.trace.status, hold.reason == .noSuchResource {
            try demandRoot(in: tree, stage)
        }
        let isChart = try question.root.map { try stage.isChart($0) } ?? false
        let own = isChart ? answer.trace : restricted(answer.trace, release: answer.key?.release)
        var trace = try await committable(own, git)
        if let value = question.newValue {
            var asked = answer
            asked.trace = trace
            let outcome = try EditingStage().preview(
                asked, to: value, tree: tree, settings: settings, tracing: stage, ask: ask)
            switch outcome {
            case .done(let changes): trace.changes = changes
            case .held(let hold): trace.status = .held(hold)
            case .failed(let failure): throw failure
            }
        }
        return (trace, try TraceRenderer(tree: tree).render(trace))
    }

    /// Sizing attributes, and why there are not more of them.
    public struct Listing: Sendable {
        /// The attributes.
        public var entries: [InventoryEntry]
        /// How many roots are left out, where none was asked for.
        public var leftOut = 0
        /// The roots that were asked for and list nothing, each with the reason.
        public var silent: [String] = []
    }

    /// Every sizing attribute of the root asked for, or of all roots that count as deployed, and how many do not.
    ///
    /// - Throws: ``BadArgument`` for variable files, which belong to one trace; what reading the repository throws.
    public func inventory() async throws -> Listing {
        guard question.variableFiles.isEmpty else {
            throw BadArgument(
                "inventory evaluates each root as `trimtab roots` lists it; --var-file is for `trimtab trace`"
            )
        }
        let (stage, _, _, git) = try await stage()
        if let root = question.root, question.helm.hasValues || question.release != nil,
            let entries = try stage.inventory(
                chart: root, environment: question.environment, helm: question.helm)
        {
            return Listing(entries: try await committable(entries, git))
        }
        let roots = try stage.roots()
        let leftOut = question.root == nil ? roots.count { $0.excluded != nil } : 0
        let asked = try asked(of: roots, stage)
        let parts = try stage.inventory(of: asked, workspace: question.workspace)
        try note(stage, roots, rows: counts(of: roots, asked, parts))
        let entries = parts.flatMap { $0 }
        let answers: [InventoryEntry] = entries.compactMap { entry in
            guard question.namespace.map({ $0 == (entry.namespace ?? $0) }) ?? true else { return nil }
            guard question.release.map({ $0 == entry.release }) ?? true else { return nil }
            var entry = entry
            entry.trace = restricted(entry.trace, release: entry.release)
            return entry
        }
        var listing = Listing(entries: try await committable(answers, git), leftOut: leftOut)
        if question.root != nil, entries.isEmpty {
            listing.silent = try asked.map { root in
                let name = root.id + (root.environment.map { " [\($0)]" } ?? "")
                let why = try root.excluded ?? stage.unread(of: root)?.detail
                return "\(name): \(why ?? "nothing in it has a size or a number")"
            }
        }
        return listing
    }

    private func committable(_ entries: [InventoryEntry], _ git: GitRepository) async throws
        -> [InventoryEntry]
    {
        var entries = entries
        for position in entries.indices {
            entries[position].trace = try await committable(entries[position].trace, git)
        }
        return entries
    }

    /// Holds what a file decides that is on this machine alone: nobody could commit a change of it.
    private func committable(_ trace: Trace, _ git: GitRepository) async throws -> Trace {
        var file = trace.origin?.file
        if case .absent(let insertion) = trace.status { file = insertion.file }
        guard question.readsWorkTree, let file, try await git.isIgnored(file) else { return trace }
        var held = trace
        held.status = .held(
            Hold(.notInRepository, "\(file) decides it, which Git ignores: it is on this machine alone"))
        held.derivesFrom = trace.origin.map { [$0] } ?? []
        return held
    }

    /// Throws when the root that is asked for is neither a path of the commit nor the id of a root.
    private func demandRoot(in tree: any SourceTree, _ stage: TracingStage) throws {
        guard let name = question.root else { return }
        let path = trimmed(name)
        let isPath =
            path == "." || tree.entries.contains { $0.path == path || $0.path.hasPrefix(path + "/") }
        let roots = try stage.roots()
        guard !isPath, !roots.contains(where: { $0.id == path }) else { return }
        var why = "there is no such path; `trimtab roots` lists what is deployed"
        let file = path.prefix { $0 != "#" }
        if file != path, tree.entries.contains(where: { $0.path == file }) {
            let beside = roots.filter { $0.id == file || $0.id.hasPrefix(file + "#") }
            why =
                "\(file) deploys nothing of this repository under that name"
                + (beside.lazy.compactMap(\.excluded).first.map { "; it is left out: \($0)" }
                    ?? ", or a chart from elsewhere, of which nothing can be changed by its root; `trimtab roots` lists what is deployed")
        }
        throw Failure(.notFound, "reading root \(name)", why, .needsHuman)
    }

    /// A path as a shell completes it: without `./` before it and `/` behind it.
    private func trimmed(_ path: String) -> String {
        var path = path[...]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return path.isEmpty ? "." : String(path)
    }

    /// The roots that the question means; one that is named counts even where it is left out otherwise.
    private func asked(of roots: [Root], _ stage: TracingStage) throws -> [Root] {
        var asked = roots.filter { $0.excluded == nil }
        if let name = question.root {
            let path = trimmed(name)
            asked = roots.filter { $0.id == path || $0.path == path }
            // A chart that other roots install is listed as they do.
            if asked.allSatisfy({ $0.kind == .helm && $0.excluded != nil }) {
                let installing = try stage.roots(installing: path)
                if !installing.isEmpty { asked = installing }
            }
            guard !asked.isEmpty else {
                throw Failure(
                    .notFound, "reading root \(name)",
                    "nothing is deployed from there; `trimtab roots` lists what is", .needsHuman)
            }
        }
        guard let environment = question.environment else { return asked }
        let named = Set(asked.filter { $0.environment != nil }.map(\.path))
        let fitting = asked.filter {
            $0.environment == environment || $0.environment == nil && !named.contains($0.path)
        }
        guard fitting.isEmpty, let first = asked.first else { return fitting }
        let known = asked.filter { $0.path == first.path }.compactMap(\.environment).joined(separator: ", ")
        throw Failure(
            .notFound, "reading environment \(environment)", "\(first.path) has \(known)", .needsHuman)
    }

    /// Holds what the question restricts in a way that is not evaluated: such an answer would be about something else.
    private func restricted(_ trace: Trace, release: String?) -> Trace {
        if case .held = trace.status { return trace }
        var foreign = question.helm
        // `--set name=value` is for a Terraform root what `-var` is there.
        if case .terraform = trace.target.address { foreign.set = [] }
        if foreign.hasValues {
            let hold = Hold(
                .unsupported, "values given with -f or --set belong to a chart; name it with --root")
            return Trace(target: trace.target, status: .held(hold))
        }
        guard let asked = question.release, asked != release else { return trace }
        let own = release.map { "release \($0)" } ?? "no release"
        let hold = Hold(
            .noSuchResource, "\(trace.target.address.argument) belongs to \(own), not to release \(asked)")
        return Trace(target: trace.target, status: .held(hold))
    }

    /// What a chart renders.
    ///
    /// - Throws: ``BadArgument`` when the root is no chart, and what reading the repository throws.
    public func render(origins: Bool) async throws -> ChartOutput {
        let stage = try await stage().stage
        let root = question.root ?? "."
        guard
            var output = try stage.render(chart: root, environment: question.environment, helm: question.helm)
        else { throw BadArgument("\(root) is no chart: it has no Chart.yaml") }
        if origins { output.addOrigins() }
        return output
    }

    /// Everything that gets deployed.
    public func roots() async throws -> [Root] {
        let stage = try await stage().stage
        let roots = try stage.roots()
        try note(stage, roots, rows: roots.map { _ in 0 })
        return roots
    }

    /// Tells who keeps the answer which files are read as something else than manifests, and by which roots.
    private func note(_ stage: TracingStage, _ roots: [Root], rows: [Int]?) throws {
        guard let recording = opened?.tree as? RecordingTree else { return }
        recording.fixed = try stage.valueFiles()
        recording.parts = try rows.map { try stage.files(of: roots, rows: $0) }
    }

    /// How many rows there are of each root; nil where the question is not about all of them.
    private func counts(of roots: [Root], _ asked: [Root], _ parts: [[InventoryEntry]]) -> [Int]? {
        guard question.root == nil, question.environment == nil, question.namespace == nil,
            question.release == nil, question.workspace == nil, !question.helm.hasValues,
            asked.count == roots.count(where: { $0.excluded == nil })
        else { return nil }
        var counts = parts.map(\.count)[...]
        return roots.map { $0.excluded == nil ? counts.popFirst() ?? 0 : 0 }
    }

    private func stage() async throws -> (
        stage: TracingStage, tree: any SourceTree, settings: RepositorySettings, git: GitRepository
    ) {
        let (git, tree): (GitRepository, any SourceTree)
        if let opened {
            (git, tree) = opened
        } else {
            git = try GitRepository(path: question.repositoryPath)
            tree = try await self.tree(of: git)
        }
        let settings = try await settings(of: tree, git)
        let stage = TracingStage(tree: tree, settings: settings)
        Tracer.asked.withLock { $0 = stage }
        return (stage, tree, settings, git)
    }

    private func settings(of tree: any SourceTree, _ git: GitRepository) async throws -> RepositorySettings {
        var settings = try ConfigurationFiles.repository(tree)
        settings.origin = try await git.remoteURL("origin")
        if settings.origin == nil { settings.folders = Tracer.folders(of: git) }
        return settings
    }

    /// What the innermost folders of the checkout are called.
    private static func folders(of git: GitRepository) -> [String] {
        let names = git.gitDirectory.split(separator: "/").map(String.init)
        return Array((names.last == ".git" ? names.dropLast() : names[...]).suffix(2))
    }

    private func tree(of git: GitRepository) async throws -> any SourceTree {
        if question.readsWorkTree { return try await git.workTree() }
        guard let commit = try await git.resolve(question.revision) else {
            let isEmpty = question.revision == "HEAD"
            throw Failure(
                .badInput, "reading revision \(question.revision)",
                isEmpty
                    ? "the repository has no commit yet; --worktree reads the files that are there"
                    : "there is no commit, branch or tag of that name", .needsHuman)
        }
        return try await git.sourceTree(at: commit)
    }
}
