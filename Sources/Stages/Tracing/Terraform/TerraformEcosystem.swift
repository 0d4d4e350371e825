internal import Diagnostics
internal import HCL
internal import Model
internal import Provenance
internal import Settings
internal import Synchronization

/// Terraform roots, evaluated.
final class TerraformEcosystem: Ecosystem {
    let library: ModuleLibrary
    let environments: TerraformEnvironments
    let terragrunt: TerragruntUnits
    private let base: TerraformEcosystem?
    private let changed: Set<String>
    private let evaluated = Mutex<[TerraformContext: EvaluatedRoot]>([:])
    private let listed = Lazily<[Directory]>()
    private let readers = Lazily<RootReaders>()
    private let units = Lazily<[TerraformContext]>()
    private let holds = Mutex<[String: Hold?]>([:])
    private var index: RepositoryIndex { library.index }

    /// A Terraform directory and why it is no root.
    struct Directory: Sendable {
        var path: String
        var excluded: String?
    }

    init(index: RepositoryIndex, settings: RepositorySettings) {
        library = ModuleLibrary(index)
        environments = TerraformEnvironments(library, settings: settings)
        terragrunt = TerragruntUnits(index: index, environment: settings.terragruntEnvironment)
        base = nil
        changed = []
    }

    /// The same over an index whose files differ in the contents of `files` alone; what does not read them is shared.
    init(index: RepositoryIndex, replacing files: Set<String>, of base: TerraformEcosystem) {
        library = ModuleLibrary(index, replacing: files, of: base.library)
        environments = TerraformEnvironments(library, settings: base.environments.settings)
        terragrunt = TerragruntUnits(index: index, environment: base.terragrunt.environment)
        self.base = base
        changed = files
    }

    /// Every attribute of a root, evaluated once.
    func evaluate(_ context: TerraformContext) throws -> EvaluatedRoot {
        if let known = evaluated.withLock({ $0[context] }) { return known }
        if let before = base?.evaluated.withLock({ $0[context] }), before.files.isDisjoint(with: changed),
            before.context.inputs.map({ changed.isDisjoint(with: $0.files) }) ?? true
        {
            evaluated.withLock { $0[context] = before }
            return before
        }
        let root = try RootEvaluation(context, library).everything()
        evaluated.withLock { $0[context] = root }
        return root
    }

    // MARK: Roots

    /// Every Terraform directory with the reason why it is no root.
    func directories() throws -> [Directory] {
        if let base, changed.allSatisfy({ library.directories(with: $0).isEmpty }) {
            return try base.directories()
        }
        return try listed.get {
            let callers = try library.calledBy()
            var units: [String: String] = [:]
            for context in try unitContexts() where context.inputs?.missing == nil {
                units[context.root] = units[context.root].map { min($0, context.id) } ?? context.id
            }
            return try library.directories.map {
                Directory(path: $0, excluded: try reason(against: $0, callers, units))
            }
        }
    }

    /// Why one directory is no root, without looking at all others.
    private func exclusion(of directory: String) throws -> String? {
        let unit = try unitContexts().filter { $0.inputs?.missing == nil && $0.root == directory }.map(\.id)
            .min()
        return try reason(against: directory, library.calledBy(), unit.map { [directory: $0] } ?? [:])
    }

    private func reason(
        against directory: String, _ callers: [String: Set<String>], _ units: [String: String]
    ) throws -> String? {
        if environments.isDeclared(directory) { return nil }
        if let part = PathConventions.notDeployed("\(directory)/x") {
            return "`\(part)` holds tests, examples or other people's code"
        }
        if let unit = units[directory] { return "Terragrunt runs it for \(unit)" }
        if let caller = callers[directory]?.sorted().first {
            return "\(caller.isEmpty ? "." : caller) calls it as a module"
        }
        let parts = directory.split(separator: "/")
        if parts.contains("modules") || parts.contains("module") { return "a module that nothing calls" }
        let module = try library.module(directory)
        let hasValues = index.entries(in: directory).contains {
            $0.hasSuffix(".tfvars") || $0.hasSuffix(".tfvars.json")
        }
        if !module.configuresTerraform, !hasValues {
            return module.hold?.detail ?? "it has no terraform or provider block and no variable files"
        }
        if index.isFile(directory.isEmpty ? "terragrunt.hcl" : "\(directory)/terragrunt.hcl") {
            return "Terragrunt runs it"
        }
        return nil
    }

    /// Units of Terragrunt, each a root of its own.
    private func unitContexts() throws -> [TerraformContext] {
        try units.get { try terragrunt.contexts(library) }
    }

    /// The unit of that name, one that does not count as deployed too.
    private func units(named id: String) throws -> [TerraformContext] {
        let deployed = try unitContexts().filter { $0.id == id }
        return deployed.isEmpty
            ? try terragrunt.excluded(library).map(\.context).filter { $0.id == id } : deployed
    }

    func roots() throws -> [Root] {
        let own = try directories().flatMap { directory in
            try environments.contexts(directory.path).map { ($0, directory.excluded) }
        }
        let units =
            try unitContexts().map { ($0, nil) }
            + terragrunt.excluded(library).map { ($0.context, $0.reason) }
        let runs = Set(units.map(\.0.id))
        // A directory that is a unit is listed as that.
        return try (own.filter { !runs.contains($0.0.id) } + units).map { context, excluded in
            let closure = context.inputs?.missing == nil ? try library.closure(of: context).sorted() : []
            let modules = try closure.flatMap { try library.module($0).files }
            let values = VariableValues.automatic(context.root, index) + context.variableFiles
            return Root(
                id: context.id, kind: context.inputs?.kind ?? .terraform, path: context.id,
                environment: context.environment,
                layers: modules + values.filter { index.realFile($0) != nil } + (context.inputs?.files ?? []),
                excluded: excluded)
        }
    }

    /// The first file of a root or of its modules that could not be read whole, and why.
    func unread(of path: String) throws -> Hold? {
        let directory = path == "." ? "" : path
        return try library.closure(directory).sorted().compactMap { try library.module($0).hold }.first
    }

    /// The contexts of roots that count as deployed and read one of the files.
    func contexts(reading files: Set<String>) throws -> [TerraformContext] {
        let readers = try readers.get {
            let own = try directories().filter { $0.excluded == nil }.flatMap {
                try environments.contexts($0.path)
            }
            return try RootReaders(own + unitContexts(), library)
        }
        let (certain, possible) = try readers.contexts(reading: files)
        return try certain + possible.filter { try !evaluate($0).files.isDisjoint(with: files) }
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try contexts(reading: files).flatMap { try evaluate($0).rows }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] { try inventory(of: root, workspace: nil) }

    /// The same where `terraform.workspace` is said.
    func inventory(of root: Root, workspace: String?) throws -> [InventoryEntry] {
        var contexts: [TerraformContext] = []
        if root.kind == .terraform {
            let directory = root.path == "." ? "" : root.path
            contexts = try environments.contexts(directory).filter { $0.environment == root.environment }
        }
        contexts += try units(named: root.id).filter {
            $0.id == root.id && $0.environment == root.environment && $0.inputs?.kind == root.kind
        }
        return try contexts.flatMap { context in
            var context = context
            context.workspace = workspace ?? context.workspace
            return try TerraformInventory(ecosystem: self, context: context).entries()
        }
    }

    /// Why a directory cannot be relied on as a root of its own: Terragrunt runs it with other variables.
    func terragruntHold(on directory: String) throws -> Hold? {
        if let known = holds.withLock({ $0[directory] }) { return known }
        let hold = try terragrunt.hold(on: directory)
        holds.withLock { $0[directory] = .some(hold) }
        return hold
    }

    // MARK: Trace

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let address = request.target.terraform else { return nil }
        let given = request.root ?? (address.root.isEmpty ? nil : RepositoryPath.normalized(address.root))
        let roots = try given.map { [$0 == "." ? "" : $0] } ?? candidates(address.address)
        var answers: [(context: TerraformContext, answer: TraceAnswer)] = []
        for root in roots {
            for context in try contexts(root, request, address) {
                let tracer = TerraformTracer(ecosystem: self, context: context, target: request.target)
                if let answer = try tracer.answer(address.address) { answers.append((context, answer)) }
            }
        }
        return choose(answers, request, given: given)
    }

    /// Deployed roots in which a resource of this address may be.
    private func candidates(_ address: String) throws -> [String] {
        guard let first = TerraformAddressing.steps(address)?.first else { return [] }
        func has(_ root: String) throws -> Bool {
            let module = try library.module(root)
            if first.name.hasPrefix("module.") {
                if module.calls[String(first.name.dropFirst("module.".count))] != nil { return true }
            } else if first.name.hasPrefix("data.") {
                if module.data[String(first.name.dropFirst("data.".count))] != nil { return true }
            } else if module.resources[first.name] != nil {
                return true
            }
            return module.moved.contains { TerraformAddressing.steps($0.from)?.first?.name == first.name }
        }
        // What has not even the name in its text is not parsed.
        let label = first.name.split(separator: ".").last.map(String.init) ?? first.name
        let own = try library.directories.filter { directory in
            let mayHave = try library.files(in: directory).contains { file in
                guard case .success(let source) = try index.store.readable(file.path) else { return true }
                return FileMarks.contains(source.bytes, label)
            }
            return try mayHave && has(directory) && exclusion(of: directory) == nil
        }
        let units = try unitContexts().filter {
            if address == "inputs" { return $0.inputs?.missing != nil }
            let isGenerated = $0.inputs?.generated.contains { $0.declares(first.name) } ?? false
            return try isGenerated || $0.inputs?.missing == nil && has($0.root)
        }
        return own + units.map(\.id)
    }

    private func contexts(_ root: String, _ request: TraceRequest, _ address: TerraformAddress) throws
        -> [TerraformContext]
    {
        let environment = request.environment ?? address.environment
        func with(_ context: TerraformContext) -> TerraformContext {
            var context = context
            context.workspace = request.workspace ?? context.workspace
            for text in request.helm.set {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2 { context.arguments[String(parts[0])] = String(parts[1]) }
            }
            return context
        }
        let units = try units(named: root.isEmpty ? "." : root)
        if !units.isEmpty {
            let named = units.filter { environment == nil || $0.environment == environment }
            return (named.isEmpty ? units : named).map(with)
        }
        guard try !library.module(root).files.isEmpty else { return [] }
        if !request.variableFiles.isEmpty {
            var context = TerraformContext(
                root: root, environment: environment, variableFiles: request.variableFiles)
            try environments.doubt(&context)
            return [with(context)]
        }
        let known = try environments.contexts(root)
        let isNamed = known.contains { $0.environment != nil }
        if let environment {
            let named = known.filter { $0.environment == environment }
            if !named.isEmpty { return named.map(with) }
            // A workspace alone is not the name of a set of variable files.
            if isNamed, request.environment != nil, request.environment != request.workspace { return [] }
            // A workspace whose name no map and no file has; those that are known are others.
            if known.allSatisfy({ $0.variableFiles.isEmpty && $0.workspace != nil }) {
                return [with(try environments.plain(root, environment))]
            }
            if !isNamed || environments.isDeclared(root) {
                return isNamed
                    ? []
                    : [with(try environments.plain(root, environment))]
            }
        }
        // Files found by their names alone may not be in use: then the root without them is a possibility too.
        guard !environments.isDeclared(root), isNamed else { return known.map(with) }
        return (known + [try environments.plain(root, nil)]).map(with)
    }

    /// The one answer on which all possibilities agree, or a hold with the candidates.
    private func choose(
        _ answers: [(context: TerraformContext, answer: TraceAnswer)], _ request: TraceRequest, given: String?
    ) -> TraceAnswer {
        func held(_ reason: HoldReason, _ detail: String) -> TraceAnswer {
            TraceAnswer(trace: Trace(target: request.target, status: .held(Hold(reason, detail))), key: nil)
        }
        guard let first = answers.first else {
            let place = given.map { $0.isEmpty ? "." : $0 } ?? "any root"
            return held(.noSuchResource, "\(request.target.address.argument) is not in \(place)")
        }
        guard answers.count > 1 else { return first.answer }
        let roots = Set(answers.map(\.context.id))
        guard roots.count == 1 else {
            return held(.ambiguous, "it is in several roots: \(roots.sorted().joined(separator: ", "))")
        }
        // A root without its variable files usually cannot be evaluated at all: that is no possibility.
        let possible = answers.filter { entry in
            guard case .held(let hold) = entry.answer.trace.status else { return true }
            return !(entry.context.environment == nil && hold.reason == .notInRepository)
        }
        guard let one = possible.first else { return first.answer }
        func isSame(_ other: Trace) -> Bool {
            if let origin = one.answer.trace.origin { return other.origin == origin }
            return other.status == one.answer.trace.status
        }
        let same = possible.allSatisfy { isSame($0.answer.trace) }
        if same, possible.count == 1 || one.answer.trace.origin == nil { return one.answer }
        let names = possible.map { $0.context.environment ?? "no variable file" }.joined(separator: ", ")
        guard same else { return held(.ambiguous, "the answer depends on the environment: \(names)") }
        // Where one says that the token decides more, it does.
        let named = possible.filter { $0.context.environment != nil }
        let shared = named.first { if case .shared = $0.answer.trace.status { true } else { false } }
        return (shared ?? named.first ?? one).answer
    }
}
