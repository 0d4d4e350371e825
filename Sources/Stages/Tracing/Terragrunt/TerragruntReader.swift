internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Provenance

/// A Terragrunt file in one context, before anything of it is evaluated.
final class TerragruntFile {
    let scope: TerragruntScope
    let body: BodyView
    /// Why the file cannot be relied on.
    let problem: Unknown?

    init(scope: TerragruntScope, body: BodyView, problem: Unknown?) {
        self.scope = scope
        self.body = body
        self.problem = problem
    }

    /// The blocks of a type, in either syntax.
    func blocks(_ type: String, labels: Int) -> [BlockView] {
        body.tree.syntax == .json
            ? body.jsonBlocks(type: type, labelCount: labels) : body.blocks(type)
    }

    func span(_ range: ByteRange) -> SourceSpan { SourceSpan(path: scope.realPath, range: range) }
}

/// Reads Terragrunt files and what they refer to, for one unit or stack.
///
/// Everything is evaluated when it is first asked for and kept, as often as the functions of Terragrunt read it again.
final class TerragruntReader {
    let files: TerragruntFiles
    let paths: TerragruntPaths
    private(set) var evaluator: Evaluator
    /// Values that stacks give, by the directory of the unit.
    let values: [String: Value]
    /// Real paths of everything that was read.
    private(set) var read: Set<String> = []
    /// A failure to read the tree itself, to be thrown when the evaluation is over.
    private(set) var failure: (any Error)?
    /// True when something asked for values that nobody gives.
    private(set) var lacksValues = false
    /// Tokens that count only where a variable of the environment is not set, with its name.
    private(set) var assumptions: [SourceSpan: String] = [:]

    private var known: [Key: TerragruntFile?] = [:]
    private var knownIncludes: [ObjectIdentifier: [TerragruntInclude]] = [:]
    private var knownSettings: [ObjectIdentifier: TerragruntSettings] = [:]
    private var knownValues: [ObjectIdentifier: Value] = [:]
    private var open: Set<ObjectIdentifier> = []

    private struct Key: Hashable {
        var path: String
        var context: TerragruntContext
    }

    /// Tighter than a whole root needs: there is one evaluation for every unit.
    private static let limits = EvaluationLimits(steps: 1_000_000, stringBytes: 1 << 20, elements: 100_000)

    init(files: TerragruntFiles, paths: TerragruntPaths, values: [String: Value]) {
        self.files = files
        self.paths = paths
        self.values = values
        evaluator = Evaluator()
        evaluator = Evaluator(
            limits: Self.limits,
            hooks: EvaluationHooks(
                readFile: { [unowned self] in self.readFile($0) },
                function: { [unowned self] in TerragruntFunctions(reader: self).answer($0) },
                listFiles: { [unowned self] in self.listFiles($0) }))
    }

    // MARK: Files

    private func readFile(_ path: String) -> (path: String, bytes: [UInt8])? {
        guard let relative = paths.relative(path, in: ""), let real = files.file(relative) else { return nil }
        read.insert(real)
        return source(real).map { (real, $0.bytes) }
    }

    private func listFiles(_ path: String) -> [String]? {
        guard let relative = paths.relative(path, in: "") else { return nil }
        return files.list(relative)
    }

    private func source(_ real: String) -> SourceFile? { attempt { try files.index.store.source(real) } }

    func hcl(_ real: String) -> HCLFile? {
        read.insert(real)
        return attempt { try files.index.store.hcl(real) }
    }

    private func attempt<Result>(_ body: () throws -> Result?) -> Result? {
        do { return try body() } catch {
            failure = failure ?? error
            return nil
        }
    }

    /// `path:line` of a place.
    func place(_ span: SourceSpan) -> String {
        guard let file = source(span.path) else { return span.path }
        return "\(span.path):\(file.lines.position(of: Int(span.range.lower)).line)"
    }

    /// The file at `path` in a context; nil when there is none.
    func file(_ path: String, _ context: TerragruntContext) -> TerragruntFile? {
        let key = Key(path: path, context: context)
        if let known = known[key] { return known }
        let file = open(path, context)
        known[key] = .some(file)
        return file
    }

    private func open(_ path: String, _ context: TerragruntContext) -> TerragruntFile? {
        guard let real = files.file(path) else { return nil }
        let scope = TerragruntScope(path, realPath: real, context: context, reader: self)
        guard let parsed = hcl(real) else {
            let start = SourceSpan(path: real, range: ByteRange(lower: 0, upper: 0))
            let problem = Unknown(.limit, "\(real) is too large to be read", at: start)
            let empty = HCLParser.parse([], path: real)
            return TerragruntFile(scope: scope, body: empty.body, problem: problem)
        }
        var problem: Unknown?
        if let error = parsed.diagnostics.first(where: { $0.severity == .error }) {
            problem = Unknown(.error, "\(place(error.subject)): \(error.message)", at: error.subject)
        }
        let file = TerragruntFile(scope: scope, body: parsed.body, problem: problem)
        for block in file.blocks("locals", labels: 0) {
            for attribute in block.body.attributes {
                scope.define(local: attribute.name, attribute.expression)
            }
        }
        for block in file.blocks("feature", labels: 1) {
            guard let name = block.labels.first, let fallback = block.body.attribute("default") else {
                continue
            }
            scope.define(feature: name, fallback.expression)
        }
        scope.values = values(in: scope.directory)
        return file
    }

    /// What a stack gives to the unit in a directory, or the values file there.
    private func values(in directory: String) -> Value? {
        if let given = values[directory] { return given }
        let path = directory.isEmpty ? "terragrunt.values.hcl" : "\(directory)/terragrunt.values.hcl"
        guard let real = files.file(path), let parsed = hcl(real) else { return nil }
        let entries = parsed.body.attributes.map { attribute in
            Members.Entry(
                attribute.name,
                evaluator.evaluate(attribute.expression, path: real, scope: ModuleScope()),
                keyOrigins: Origins(token: SourceSpan(path: real, range: attribute.nameRange)))
        }
        return Value(.object(Members(entries)))
    }

    /// Notes that values are asked for which nobody gives.
    func missValues() { lacksValues = true }

    // MARK: The environment

    /// Notes that a value stands for a variable of the environment that is not set.
    func assume(_ name: String, _ fallback: Value) {
        for token in fallback.origins.summary().tokens { assumptions[token] = name }
    }

    /// The value without what a variable of the environment chose: another environment makes another choice.
    ///
    /// What is the variable's default itself stays; its hops say so.
    func certain(_ value: Value) -> Value {
        guard !assumptions.isEmpty, value.unknown == nil else { return value }
        if let name = value.origins.summary().controls.lazy.compactMap({ self.assumptions[$0] }).first {
            return Value(
                .unknown(
                    Unknown(
                        .unsetVariable,
                        "the environment variable \(name) chooses, which is not in the repository",
                        type: value.type)),
                value.deepOrigins, isSensitive: value.isDeeplySensitive)
        }
        var result = value
        switch value.content {
        case .list(let elements, let type): result.content = .list(elements.map(certain), type)
        case .set(let elements, let type): result.content = .set(elements.map(certain), type)
        case .tuple(let elements): result.content = .tuple(elements.map(certain))
        case .map(let members, let type):
            result.content = .map(members.mapValues { certain($0.value) }, type)
        case .object(let members): result.content = .object(members.mapValues { certain($0.value) })
        default: break
        }
        return result
    }

    // MARK: Includes

    /// The `include` blocks of a file, in order.
    func includes(of scope: TerragruntScope) -> [TerragruntInclude] {
        if let known = knownIncludes[ObjectIdentifier(scope)] { return known }
        guard let file = file(scope.path, scope.context) else { return [] }
        // While the paths are evaluated there are none: a path cannot hang on what is included.
        knownIncludes[ObjectIdentifier(scope)] = []
        let blocks =
            file.body.tree.syntax == .json
            ? file.body.jsonBlocks(type: "include", labelCount: 0) : file.body.blocks("include")
        var includes: [TerragruntInclude] = []
        _ = evaluator.separately {
            includes = blocks.flatMap { include($0, file) }
            return Value(.null(.dynamic))
        }
        knownIncludes[ObjectIdentifier(scope)] = includes
        return includes
    }

    private func include(_ block: BlockView, _ file: TerragruntFile) -> [TerragruntInclude] {
        if block.tree.syntax == .json, block.body.attribute("path") == nil {
            // In JSON a label is a key around the block.
            return block.body.attributes.flatMap { member in
                block.body.jsonBlocks(type: member.name, labelCount: 0).map {
                    include($0.body, member.name, member.range, file)
                }
            }
        }
        return [include(block.body, block.labels.first ?? "", block.range, file)]
    }

    private func include(_ body: BodyView, _ label: String, _ range: ByteRange, _ file: TerragruntFile)
        -> TerragruntInclude
    {
        var include = TerragruntInclude(
            label: label, path: nil, problem: nil, isExposed: false, strategy: .shallow,
            span: file.span(range))
        func value(_ name: String) -> Value? {
            body.attribute(name).map {
                evaluator.evaluate($0.expression, path: file.scope.realPath, scope: file.scope)
            }
        }
        include.isExposed = value("expose")?.bool ?? false
        if let strategy = value("merge_strategy") {
            if let known = strategy.string.flatMap(TerragruntInclude.Strategy.init) {
                include.strategy = known
            } else {
                include.problem = Unknown(
                    .error, "the merge strategy of the include is not known", at: include.span)
            }
        }
        let path = value("path")
        guard let text = path?.string else {
            let why = path?.unknown?.detail ?? "its path is no text"
            include.problem = Unknown(
                .error, "it is not known what \(place(include.span)) includes: \(why)", at: include.span)
            return include
        }
        include.path = paths.relative(text, in: file.scope.context.directory)
        if include.path.flatMap(files.file) == nil {
            include.problem = Unknown(
                .file, "what \(place(include.span)) includes is not in the repository", at: include.span)
        }
        return include
    }

    /// The file that an include means; nil when it cannot be said or there is none.
    func parent(_ include: TerragruntInclude, of scope: TerragruntScope) -> TerragruntFile? {
        guard let path = include.path, include.problem == nil else { return nil }
        var context = scope.context
        context.included = path
        return file(path, context)
    }

    /// What `include.label` stands for.
    func exposed(_ include: TerragruntInclude, for scope: TerragruntScope, at span: SourceSpan) -> Value {
        guard let parent = parent(include, of: scope) else {
            let problem = include.problem ?? Unknown(.error, "this include cannot be read", at: span)
            return Value(.unknown(problem))
        }
        return value(of: parent, at: span)
    }

    // MARK: Configurations

    /// The configuration as an object: what `read_terragrunt_config()` gives and an exposed include is.
    func value(of file: TerragruntFile, at span: SourceSpan) -> Value {
        let id = ObjectIdentifier(file)
        if let known = knownValues[id] { return known }
        guard open.insert(id).inserted else {
            return evaluator.failure(
                "terragrunt-cycle", "\(file.scope.path) reads itself", at: span)
        }
        defer { open.remove(id) }
        if let problem = file.problem {
            evaluator.report("terragrunt-unreadable", problem.detail, at: span)
            return Value(.unknown(problem))
        }
        let settings = settings(of: file)
        var entries = [Members.Entry("locals", file.scope.allLocals(at: span, with: evaluator))]
        if let inputs = settings.wholeInputs { entries.append(Members.Entry("inputs", inputs)) }
        if let source = settings.source {
            entries.append(
                Members.Entry("terraform", Value(.object(Members([Members.Entry("source", source)])))))
        }
        let dependency = Unknown(.computed, "dependencies are read from the state of other units", at: span)
        entries.append(Members.Entry("dependency", Value(tracing: dependency)))
        for name in [
            "remote_state", "generate", "dependencies", "download_dir", "iam_role", "exclude", "skip",
        ] {
            let unknown = Unknown(
                .unsupported, "`\(name)` of another configuration is not evaluated", at: span)
            entries.append(Members.Entry(name, Value(.unknown(unknown))))
        }
        let value = Value(.object(Members(entries)))
        knownValues[id] = value
        return value
    }

    /// What a configuration says together with what it includes.
    func settings(of file: TerragruntFile) -> TerragruntSettings {
        let id = ObjectIdentifier(file)
        if let known = knownSettings[id] { return known }
        var settings = TerragruntSettings(file, reader: self)
        let includes = includes(of: file.scope)
        if file.scope.context.included != nil, let first = includes.first {
            settings.spoil(
                Unknown(.unsupported, "\(file.scope.path) is included and includes others", at: first.span))
        }
        // The last include is the nearest.
        for include in includes.reversed() where include.strategy != .none || include.problem != nil {
            guard let parent = parent(include, of: file.scope) else {
                settings.spoil(
                    include.problem ?? Unknown(.error, "this include cannot be read", at: include.span))
                continue
            }
            guard parent !== file, parent.scope.context.included != file.scope.context.included else {
                continue
            }
            let above = self.settings(of: parent)
            settings.merge(above, deeply: include.strategy == .deep, include: include, reader: self)
        }
        if let problem = file.problem { settings.spoil(problem) }
        knownSettings[id] = settings
        return settings
    }
}
