internal import Diagnostics
internal import Git
public import Model
internal import Ports
internal import Settings
public import Tracing

/// Where a trace is asked: repository, revision, root, environment.
public struct TraceQuestion: Sendable {
    /// The repository, or any folder in it.
    public var repositoryPath: String
    /// The revision to read.
    public var revision: String
    /// What gets deployed; nil searches every root.
    public var root: String?
    /// Environment or workspace.
    public var environment: String?
    /// Terraform variable files, in order.
    public var variableFiles: [String]
    /// Helm values files, in order.
    public var valueFiles: [String]
    /// Helm values set on the command line.
    public var setValues: [String]
    /// Helm or Flux release.
    public var release: String?
    /// Namespace; nil matches any.
    public var namespace: String?

    /// Makes a question.
    public init(
        repositoryPath: String, revision: String = "HEAD", root: String? = nil, environment: String? = nil,
        variableFiles: [String] = [], valueFiles: [String] = [], setValues: [String] = [],
        release: String? = nil, namespace: String? = nil
    ) {
        self.repositoryPath = repositoryPath
        self.revision = revision
        self.root = root
        self.environment = environment
        self.variableFiles = variableFiles
        self.valueFiles = valueFiles
        self.setValues = setValues
        self.release = release
        self.namespace = namespace
    }
}

/// `trimtab trace`, `inventory` and `roots`: reads one commit, needs no remote and no configuration.
public struct Tracer: Sendable {
    private let question: TraceQuestion

    /// Asks `question`.
    public init(_ question: TraceQuestion) { self.question = question }

    /// The trace, and the same for people.
    public func trace(_ address: String, _ attribute: String) async throws -> (trace: Trace, text: String) {
        let (stage, tree) = try await stage()
        if let held = try held(address, attribute, stage, ConfigurationFiles.repository(tree)) {
            return (held, try TraceRenderer(tree: tree).render(held))
        }
        guard
            let trace = try stage.trace(
                address: address, attribute: attribute, root: question.root,
                environment: question.environment,
                namespace: question.namespace, variableFiles: question.variableFiles)
        else { throw BadArgument("\(address) is no Terraform address and no Kind/name[/container]") }
        return (trace, try TraceRenderer(tree: tree).render(trace))
    }

    /// The answer to a question with options that only a chart renderer could follow: held, never ignored.
    private func held(
        _ address: String, _ attribute: String, _ stage: TracingStage, _ settings: RepositorySettings
    ) throws -> Trace? {
        var reasons: [String] = []
        if !question.valueFiles.isEmpty { reasons.append("-f") }
        if !question.setValues.isEmpty { reasons.append("--set") }
        if let release = question.release, try !stage.roots().contains(where: { $0.release == release }) {
            reasons.append("--release \(release)")
        }
        guard !reasons.isEmpty,
            let resource = AddressArgument.parse(
                address, root: question.root, environment: question.environment,
                namespace: question.namespace,
                settings: settings)
        else { return nil }
        let detail = "\(reasons.joined(separator: ", ")): charts are not rendered yet"
        return Trace(target: Target(resource, attribute), status: .held(Hold(.unsupported, detail)))
    }

    /// Every sizing attribute of the root asked for, or of all roots.
    public func inventory() async throws -> [InventoryEntry] {
        let (stage, _) = try await stage()
        let roots = try stage.roots().filter { root in
            guard root.excluded == nil else { return false }
            let isAsked = question.root.map { $0 == root.id || $0 == root.path } ?? true
            return isAsked && (question.environment.map { $0 == root.environment } ?? true)
        }
        return try roots.flatMap { try stage.inventory($0) }
    }

    /// Everything that gets deployed.
    public func roots() async throws -> [Root] { try await stage().stage.roots() }

    private func stage() async throws -> (stage: TracingStage, tree: any SourceTree) {
        let git = try GitRepository(path: question.repositoryPath)
        guard let commit = try await git.resolve(question.revision) else {
            throw Failure(
                .badInput, "reading revision \(question.revision)",
                "there is no such commit; is the repository empty?", .needsHuman)
        }
        let tree = try await git.sourceTree(at: commit)
        let settings = try ConfigurationFiles.repository(tree)
        return (TracingStage(tree: tree, settings: settings), tree)
    }

    /// Roots for people, one line each.
    public static func table(_ roots: [Root]) -> String {
        roots.map { root in
            let environment = root.environment.map { " [\($0)]" } ?? ""
            let excluded = root.excluded.map { "  (left out: \($0))" } ?? ""
            return "\(root.kind.rawValue)\t\(root.path)\(environment)\(excluded)\n"
        }.joined()
    }

    /// An inventory for people, one line each.
    public static func table(_ entries: [InventoryEntry]) -> String {
        entries.map { entry in
            let place: String
            switch entry.trace.status {
            case .literal(let origin): place = origin.location
            case .shared(let origin): place = "\(origin.location) (shared)"
            case .absent(let insertion): place = "absent; would go to \(insertion.file):\(insertion.line)"
            case .held(let hold): place = "held: \(hold.reason.rawValue)"
            }
            return "\(entry.resource)\t\(entry.attribute)\t\(entry.trace.value ?? "–")\t\(place)\n"
        }.joined()
    }
}
