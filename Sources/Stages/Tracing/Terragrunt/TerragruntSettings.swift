internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Provenance

/// What a Terragrunt configuration says, that of one file or merged with what it includes.
struct TerragruntSettings {
    /// `extra_arguments` of the `terraform` block.
    struct Arguments {
        var name: String
        /// Attribute → value.
        var values: [String: Value]
        var span: SourceSpan
    }

    /// A `generate` block.
    struct Generated {
        /// Attribute → value.
        var values: [String: Value]
        /// The expression of `contents`, to be read where its value is not known.
        var contents: ExpressionView?
        var span: SourceSpan
    }

    /// The inputs by name; nil when the whole of them is not known.
    private(set) var inputs: [String: Value] = [:]
    /// Why there may be other inputs, or other values for those that there are.
    private(set) var unknownInputs: Unknown?
    /// Why there may be inputs that are not among ``inputs``.
    private(set) var furtherInputs: Unknown?
    private(set) var hasInputs = false
    /// `terraform { source }`.
    private(set) var source: Value?
    private(set) var arguments: [Arguments] = []
    private(set) var generated: [String: Generated] = [:]
    /// Hooks that have to do with variable files before Terraform runs.
    private(set) var hooks: [SourceSpan] = []
    /// `skip`, or `if` of `exclude`: the unit is left out where one is true.
    private(set) var exclusions: [String: Value] = [:]
    /// Why nothing of it can be relied on.
    private(set) var problem: Unknown?

    /// Reads one file.
    init(_ file: TerragruntFile, reader: TerragruntReader) {
        let scope = file.scope
        func evaluate(_ attribute: AttributeView) -> Value {
            reader.evaluator.evaluate(attribute.expression, path: scope.realPath, scope: scope)
        }
        func values(_ body: BodyView) -> [String: Value] {
            Dictionary(body.attributes.map { ($0.name, evaluate($0)) }, uniquingKeysWith: { $1 })
        }
        if let attribute = file.body.attribute("inputs") { set(inputs: evaluate(attribute), attribute, file) }
        for block in file.blocks("terraform", labels: 0) {
            source = block.body.attribute("source").map(evaluate)
            let before =
                block.tree.syntax == .json
                ? block.body.jsonBlocks(type: "before_hook", labelCount: 1) : block.body.blocks("before_hook")
            hooks += before.filter {
                $0.body.attribute("execute")?.expression.text.contains("tfvars") ?? false
            }.map { file.span($0.range) }
            let extra =
                block.tree.syntax == .json
                ? block.body.jsonBlocks(type: "extra_arguments", labelCount: 1)
                : block.body.blocks("extra_arguments")
            arguments += extra.map {
                Arguments(
                    name: $0.labels.first ?? "", values: values($0.body), span: file.span($0.range))
            }
        }
        for block in file.blocks("generate", labels: 1) {
            generated[block.labels.first ?? ""] = Generated(
                values: values(block.body), contents: block.body.attribute("contents")?.expression,
                span: file.span(block.range))
        }
        if let attribute = file.body.attribute("generate") {
            let unknown = Unknown(
                .unsupported, "`generate` as an attribute is not evaluated", at: file.span(attribute.range))
            generated[""] = Generated(
                values: ["contents": Value(.unknown(unknown))], span: file.span(attribute.range))
        }
        if let skip = file.body.attribute("skip") { exclusions["skip"] = evaluate(skip) }
        for block in file.blocks("exclude", labels: 0) {
            let all = values(block.body)
            // An exclusion of some commands still leaves the unit deployed.
            let actions = all["actions"]?.elements?.compactMap(\.string)
            let covers = actions.map { !Set($0).isDisjoint(with: ["all", "apply", "all_except_output"]) }
            if covers ?? true, let condition = all["if"] { exclusions["exclude"] = condition }
        }
        for block in file.body.tree.syntax == .native ? file.body.blocks("autoinclude") : [] {
            spoil(Unknown(.unsupported, "`autoinclude` is not evaluated", at: file.span(block.range)))
        }
    }

    private mutating func set(inputs value: Value, _ attribute: AttributeView, _ file: TerragruntFile) {
        hasInputs = true
        guard let members = value.members else {
            unknownInputs =
                value.unknown
                ?? Unknown(.error, "`inputs` is no object", at: file.span(attribute.expression.range))
            return
        }
        for entry in members.entries {
            var input = entry.value.inheriting(from: value)
            input.origins = input.origins.chosen(by: entry.keyOrigins)
            let span =
                entry.keyOrigins.summary().tokens.first ?? file.span(attribute.nameRange)
            inputs[entry.key] = input.passing(Hop(span, "input `\(entry.key)`"))
        }
    }

    /// Says that nothing can be relied on.
    mutating func spoil(_ reason: Unknown) { problem = problem ?? reason }

    /// The inputs as a value, as other configurations see them.
    var wholeInputs: Value? {
        guard hasInputs else { return nil }
        if let unknown = problem ?? unknownInputs ?? furtherInputs { return Value(.unknown(unknown)) }
        return Value(.object(Members(inputs.map { Members.Entry($0.key, $0.value) })))
    }

    // MARK: Merging

    /// Puts a configuration that is included below this one.
    mutating func merge(
        _ parent: TerragruntSettings, deeply: Bool, include: TerragruntInclude, reader: TerragruntReader
    ) {
        if let reason = parent.problem { spoil(reason) }
        mergeInputs(parent, deeply, include, reader)
        source = source ?? parent.source
        // By name, in the parent's order; those of this one alone come last.
        var all = parent.arguments
        for own in arguments {
            if let position = all.firstIndex(where: { $0.name == own.name }) {
                all[position] = own
            } else {
                all.append(own)
            }
        }
        arguments = all
        generated.merge(parent.generated) { own, _ in own }
        hooks += parent.hooks
        // `skip` is for the file alone that says it.
        exclusions.merge(parent.exclusions.filter { $0.key != "skip" }) { own, _ in own }
    }

    private mutating func mergeInputs(
        _ parent: TerragruntSettings, _ deeply: Bool, _ include: TerragruntInclude,
        _ reader: TerragruntReader
    ) {
        guard parent.hasInputs else { return }
        hasInputs = true
        let label = include.label.isEmpty ? "include" : "include \"\(include.label)\""
        let hop = Hop(include.span, "\(label) of \(include.path ?? "")")
        if let unknown = parent.unknownInputs {
            furtherInputs = furtherInputs ?? unknown
            if deeply {
                inputs = inputs.mapValues { TerragruntMerge.deep($0, over: Value(.unknown(unknown))) }
            }
        }
        furtherInputs = furtherInputs ?? parent.furtherInputs
        for (name, value) in parent.inputs {
            guard let own = inputs[name] else {
                inputs[name] = value.passing(hop)
                continue
            }
            let below = value.origins.summary().hops.first { $0.reason == "input `\(name)`" }?.span
            inputs[name] =
                deeply && TerragruntMerge.isContainer(own)
                ? TerragruntMerge.deep(own, over: value).passing(
                    Hop(include.span, "merged deeply over \(label) of \(include.path ?? "")"))
                : below.map { own.passing(Hop(include.span, "overrides \(reader.place($0))")) } ?? own
        }
    }
}

/// How Terragrunt lays one input over another.
enum TerragruntMerge {
    static func isContainer(_ value: Value) -> Bool { value.elements != nil || value.members != nil }

    /// Maps key by key, lists one after the other, of everything else the upper one.
    static func deep(_ upper: Value, over lower: Value) -> Value {
        guard isContainer(upper), !lower.isNull else { return upper }
        if let unknown = lower.unknown {
            return Value(
                .unknown(Unknown(unknown.reason, unknown.detail, at: unknown.span)),
                upper.deepOrigins.joined(lower.origins), isSensitive: upper.isSensitive)
        }
        if let own = upper.members, let below = lower.members {
            var entries = below.entries.map {
                Members.Entry($0.key, $0.value.inheriting(from: lower), keyOrigins: $0.keyOrigins)
            }
            for entry in own.entries {
                var value = entry.value.inheriting(from: upper)
                if let under = below.entry(entry.key) {
                    value = deep(value, over: under.value.inheriting(from: lower))
                }
                entries.append(Members.Entry(entry.key, value, keyOrigins: entry.keyOrigins))
            }
            return Value(.object(Members(entries)))
        }
        if let own = upper.elements, let below = lower.elements {
            return Value(
                .tuple(
                    below.map { $0.inheriting(from: lower) } + own.map { $0.inheriting(from: upper) }))
        }
        let detail = "a deep merge of a map and something else"
        return Value(.unknown(Unknown(.unsupported, detail)), upper.deepOrigins.joined(lower.deepOrigins))
    }
}
