internal import Diagnostics
internal import HCL
internal import Model
internal import Settings
internal import Synchronization

/// Terraform roots: what is literal in them, or reached through variables and module arguments.
final class TerraformEcosystem: Ecosystem {
    let library: ModuleLibrary
    let environments: TerraformEnvironments
    private let evaluated = Mutex<[TerraformContext: EvaluatedRoot]>([:])
    private var index: RepositoryIndex { library.index }

    init(index: RepositoryIndex, settings: RepositorySettings) {
        library = ModuleLibrary(index)
        environments = TerraformEnvironments(index: index, settings: settings)
    }

    func evaluate(_ context: TerraformContext) throws -> EvaluatedRoot {
        if let known = evaluated.withLock({ $0[context] }) { return known }
        let root = try RootEvaluation.evaluate(context, library)
        evaluated.withLock { $0[context] = root }
        return root
    }

    // MARK: Roots

    /// Every Terraform directory with the reason why it is no root.
    private func directories() throws -> [(path: String, excluded: String?)] {
        let callers = try library.calledBy()
        return try library.directories.map { directory in
            if environments.isDeclared(directory) { return (directory, nil) }
            if let part = PathConventions.notDeployed("\(directory)/x") {
                return (directory, "`\(part)` holds tests, examples or other people's code")
            }
            if let caller = callers[directory]?.sorted().first {
                return (directory, "\(caller.isEmpty ? "." : caller) calls it as a module")
            }
            let parts = directory.split(separator: "/")
            if parts.contains("modules") || parts.contains("module") {
                return (directory, "a module that nothing calls")
            }
            let module = try library.module(directory)
            let hasValues = index.entries(in: directory).contains {
                $0.hasSuffix(".tfvars") || $0.hasSuffix(".tfvars.json")
            }
            if !module.configuresTerraform, !hasValues {
                return (directory, "it has no terraform or provider block and no variable files")
            }
            if index.isFile(directory.isEmpty ? "terragrunt.hcl" : "\(directory)/terragrunt.hcl") {
                return (directory, "Terragrunt runs it, which is not evaluated yet")
            }
            return (directory, nil)
        }
    }

    func roots() throws -> [Root] {
        try directories().flatMap { directory in
            try environments.contexts(directory.path).map { context in
                let closure = try library.closure(directory.path).sorted()
                let modules = try closure.flatMap { try library.module($0).files }
                let values = VariableValues.automatic(directory.path, index) + context.variableFiles
                return Root(
                    id: context.id, kind: .terraform, path: context.id, environment: context.environment,
                    layers: modules + values.filter { index.realFile($0) != nil },
                    excluded: directory.excluded)
            }
        }
    }

    /// The contexts of deployed roots that read one of the files.
    private func contexts(reading files: Set<String>) throws -> [TerraformContext] {
        var result: [TerraformContext] = []
        for directory in try directories() where directory.excluded == nil {
            let modules = try library.closure(directory.path).flatMap { try library.module($0).files }
            let isRead = modules.contains(where: files.contains)
            for context in environments.contexts(directory.path) {
                let values = (VariableValues.automatic(directory.path, index) + context.variableFiles)
                    .compactMap(index.realFile)
                if isRead || values.contains(where: files.contains) { result.append(context) }
            }
        }
        return result
    }

    func facts(reading files: Set<String>) throws -> [Fact] {
        try contexts(reading: files).flatMap { try evaluate($0).facts.map(\.fact) }
    }

    func inventory(of root: Root) throws -> [InventoryEntry] {
        guard root.kind == .terraform else { return [] }
        let directory = root.path == "." ? "" : root.path
        let contexts = environments.contexts(directory).filter { $0.environment == root.environment }
        var entries: [InventoryEntry] = []
        for context in contexts {
            for fact in try evaluate(context).facts where TerraformSizing.isSizing(fact.fact.key.attribute) {
                let key = fact.fact.key
                guard !key.resource.contains("output."), !key.resource.hasPrefix("data."),
                    !key.resource.contains("[*]")
                else { continue }
                let address = TerraformAddress(
                    root: key.root, environment: key.environment, address: key.resource)
                let request = TraceRequest(
                    target: Target(.terraform(address), key.attribute), root: key.root,
                    environment: key.environment)
                guard let answer = try answer(request) else { continue }
                entries.append(
                    InventoryEntry(
                        root: key.root, environment: key.environment, resource: key.resource,
                        attribute: key.attribute,
                        trace: answer.trace))
            }
        }
        return entries
    }

    // MARK: Trace

    func answer(_ request: TraceRequest) throws -> TraceAnswer? {
        guard let address = request.target.terraform else { return nil }
        guard address.address != "inputs" else {
            let hold = Hold(.unsupported, "inputs of a Terragrunt unit are not evaluated yet")
            return TraceAnswer(trace: Trace(target: request.target, status: .held(hold)), key: nil)
        }
        let given = request.root ?? (address.root.isEmpty ? nil : RepositoryPath.normalized(address.root))
        let roots = try given.map { [$0 == "." ? "" : $0] } ?? candidates(address.address)
        var answers: [(context: TerraformContext, answer: TraceAnswer)] = []
        for root in roots {
            guard try !library.module(root).files.isEmpty else { continue }
            for context in contexts(root, request, address) {
                let tracer = TerraformTracer(ecosystem: self, context: context, target: request.target)
                if let answer = try tracer.answer(address.address) { answers.append((context, answer)) }
            }
        }
        return choose(answers, request, given: given)
    }

    /// Deployed roots in which a resource of this type and name may be.
    private func candidates(_ address: String) throws -> [String] {
        let name = TerraformTracer.blockName(address)
        let call =
            address.split(separator: ".").dropFirst().first.map { String($0.prefix { $0 != "[" }) } ?? ""
        return try directories().filter { $0.excluded == nil }.map(\.path).filter { root in
            // What a module that is not here declares cannot be seen.
            if address.hasPrefix("module."), try isOpaque(call, in: root) { return true }
            return try library.closure(root).contains { directory in
                let module = try library.module(directory)
                return module.resources[name] != nil || module.data[name] != nil || module.calls[name] != nil
            }
        }
    }

    private func isOpaque(_ call: String, in root: String) throws -> Bool {
        let module = try library.module(root)
        guard let block = module.calls[call] else { return false }
        if case .local = module.source(of: block) { return false }
        return true
    }

    private func contexts(_ root: String, _ request: TraceRequest, _ address: TerraformAddress)
        -> [TerraformContext]
    {
        let environment = request.environment ?? address.environment
        if !request.variableFiles.isEmpty {
            return [
                TerraformContext(root: root, environment: environment, variableFiles: request.variableFiles)
            ]
        }
        let known = environments.contexts(root)
        guard let environment else {
            // Files found by their names alone may not be in use: then the root without them is a possibility too.
            guard !environments.isDeclared(root), known.contains(where: { $0.environment != nil }) else {
                return known
            }
            return known + [TerraformContext(root: root, environment: nil, variableFiles: [])]
        }
        if known.contains(where: { $0.environment != nil }) {
            return known.filter { $0.environment == environment }
        }
        return [TerraformContext(root: root, environment: environment, variableFiles: [])]
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
        let roots = Set(answers.map(\.context.root))
        guard roots.count == 1 else {
            return held(
                .ambiguous,
                "it is in several roots: \(roots.sorted().map { $0.isEmpty ? "." : $0 }.joined(separator: ", "))"
            )
        }
        // A root without its variable files usually cannot be evaluated at all: that is no possibility.
        let possible = answers.filter { entry in
            guard case .held(let hold) = entry.answer.trace.status else { return true }
            return !(entry.context.environment == nil && hold.reason == .notInRepository)
        }
        guard let one = possible.first else { return first.answer }
        let same = possible.allSatisfy { $0.answer.trace.status == one.answer.trace.status }
        if same, possible.count == 1 || one.answer.trace.origin == nil { return one.answer }
        let names = possible.map { $0.context.environment ?? "no variable file" }.joined(separator: ", ")
        guard same else { return held(.ambiguous, "the answer depends on the environment: \(names)") }
        return possible.first { $0.context.environment != nil }?.answer ?? one.answer
    }

    // MARK: Blast radius

    /// What the token decides, or may decide, outside of one context.
    func elsewhere(_ token: Fact.Token, besides context: TerraformContext) throws -> Elsewhere {
        var result = Elsewhere()
        for other in try contexts(reading: [token.file]) where !isSame(other, context) {
            let root = try evaluate(other)
            result.roots += 1
            result.attributes += root.facts.count
            if let hold = root.hold { result.hold = result.hold ?? hold }
            for fact in root.facts where fact.fact.affectedBy.contains(token) {
                result.rows.append(fact.fact.key.decidedElsewhere(TerraformTracer.value(fact)))
            }
        }
        let directory = RepositoryPath.directory(of: token.file)
        if let hold = try TerragruntUnits(index: index).hold(on: directory) {
            result.hold = result.hold ?? hold
        }
        return result
    }

    private func isSame(_ a: TerraformContext, _ b: TerraformContext) -> Bool {
        guard a.root == b.root else { return false }
        return a == b || a.environment == b.environment || a.variableFiles == b.variableFiles
    }

    /// Rows of other roots, and how much was evaluated for them.
    struct Elsewhere {
        var rows: [DecidedAttribute] = []
        var roots = 0
        var attributes = 0
        /// Why a root that reads the file could not be evaluated.
        var hold: Hold?
    }
}

/// Attributes of Terraform resources that decide size and number.
enum TerraformSizing {
    private static let names: Set<String> = [
        "instance_type", "instance_class", "instance_types", "node_type", "desired_size", "desired_capacity",
        "desired_count",
        "min_size", "max_size", "min_capacity", "max_capacity", "memory_size", "memory", "cpu",
        "allocated_storage",
        "max_allocated_storage", "volume_size", "size", "iops", "throughput", "num_cache_nodes",
        "num_cache_clusters",
        "replicas", "node_count", "machine_type", "vm_size", "disk_size_gb", "disk_size", "tier", "sku_name",
        "read_capacity", "write_capacity", "num_node_groups", "replicas_per_node_group", "instance_count",
        "count",
        "retention_in_days", "ephemeral_storage", "shard_count", "number_of_broker_nodes",
    ]

    static func isSizing(_ attribute: String) -> Bool {
        let last = attribute.split(separator: ".").last.map(String.init) ?? attribute
        let name = String(last.prefix { $0 != "[" })
        return names.contains(name) || attribute.contains("resources.requests.")
            || attribute.contains("resources.limits.")
            || attribute.contains("limits.") || attribute.contains("requests.")
    }
}
