internal import Diagnostics
internal import HCL
internal import Model

/// Evaluates a root for one environment: every attribute of every resource, with its tokens.
final class RootEvaluation {
    private let library: ModuleLibrary
    private let context: TerraformContext
    private var files: Set<String> = []
    private var resources: [TerraformResource] = []
    private var facts: [TerraformFact] = []
    private var opaque: [(address: String, hold: Hold)] = []
    private var hold: Hold?

    private init(_ context: TerraformContext, _ library: ModuleLibrary) {
        self.context = context
        self.library = library
    }

    static func evaluate(_ context: TerraformContext, _ library: ModuleLibrary) throws -> EvaluatedRoot {
        let evaluation = RootEvaluation(context, library)
        let module = try library.module(context.root)
        let values = try VariableValues(
            root: context.root, variableFiles: context.variableFiles, index: library.index)
        evaluation.files.formUnion(values.files)
        evaluation.hold = values.hold
        let scope = TerraformScope(root: module, values: values)
        try evaluation.open(scope)
        evaluation.read(scope)
        return EvaluatedRoot(
            context: context, files: evaluation.files, resources: evaluation.resources,
            facts: evaluation.facts,
            opaque: evaluation.opaque, hold: evaluation.hold)
    }

    /// Makes the scopes of all calls below, before anything is evaluated: outputs may be asked of any of them.
    private func open(_ scope: TerraformScope) throws {
        files.formUnion(scope.module.files)
        for name in scope.module.calls.keys.sorted() {
            guard let call = scope.module.calls[name] else { continue }
            let source = scope.module.source(of: call)
            guard case .local(let directory) = source else { continue }
            guard scope.depth < library.index.store.limits.moduleDepth else {
                hold = hold ?? Hold(.limit, "modules call each other too deeply at \(call.location)")
                continue
            }
            let module = try library.module(directory)
            guard !module.files.isEmpty else { continue }
            let keys = Repetition(scope: scope, block: call).keys()
            var instances = scope.instances
            if case .unknown(let hold) = keys { instances = hold }
            let prefixes = scope.prefixes.flatMap { prefix in
                keys.suffixes.map { "\(prefix)module.\(name)\($0)." }
            }
            guard prefixes.count <= library.index.store.limits.instances else {
                hold = hold ?? Hold(.limit, "too many instances of \(call.location)")
                continue
            }
            let child = TerraformScope(module, calledBy: scope, call, prefixes, instances)
            scope.children[name] = child
            try open(child)
        }
    }

    private func read(_ scope: TerraformScope) {
        let module = scope.module
        if let problem = module.hold, scope.parent == nil { hold = hold ?? problem }
        for name in module.resources.keys.sorted() {
            if let block = module.resources[name] { add(block, name, "resource.\(name)", name, scope) }
        }
        for name in module.data.keys.sorted() {
            if let block = module.data[name] {
                add(block, "data.\(name)", "data.\(name)", "data.\(name)", scope)
            }
        }
        for block in module.providers {
            let name = "provider.\(block.view.labels.first ?? "")"
            add(block, name, name, name, scope)
        }
        for name in module.outputs.keys.sorted() where scope.parent == nil {
            if let block = module.outputs[name] {
                add(block, "output.\(name)", "output.\(name)", "output.\(name)", scope)
            }
        }
        for name in module.calls.keys.sorted() {
            if let block = module.calls[name] { call(block, name, scope) }
        }
        for name in scope.children.keys.sorted() { if let child = scope.children[name] { read(child) } }
    }

    /// The arguments of a call whose module is not here, and how often any module is called.
    private func call(_ block: TerraformBlock, _ name: String, _ scope: TerraformScope) {
        let address = "module.\(name)"
        if scope.children[name] == nil {
            let why: Hold =
                switch scope.module.source(of: block) {
                case .remote(let source):
                    Hold(.external, "\(address) comes from \(source), which is not in the repository")
                case .outside(let source):
                    Hold(.outsidePaths, "\(address) is at \(source), outside the repository")
                case .local(let path):
                    Hold(.noSuchResource, "\(address) is at \(path), where there is no module")
                case .unknown:
                    Hold(.unsupported, "the source of \(address) is not a plain text (\(block.location))")
                }
            opaque += scope.prefixes.map { ("\($0)\(address)", why) }
            add(block, address, address, address, scope)
        } else if block.view.body.attribute("count") != nil || block.view.body.attribute("for_each") != nil {
            add(block, address, address, address, scope, only: ["count", "for_each"])
        }
    }

    // MARK: One block

    private func add(
        _ block: TerraformBlock, _ name: String, _ keyPath: String, _ disputed: String,
        _ scope: TerraformScope,
        only: Set<String>? = nil
    ) {
        let repetition = Repetition(scope: scope, block: block)
        let keys = only == nil ? repetition.keys() : .single
        var instances = scope.instances
        if case .unknown(let hold) = keys { instances = hold }
        let addresses = scope.prefixes.flatMap { prefix in keys.suffixes.map { "\(prefix)\(name)\($0)" } }
        let hold = scope.hold ?? scope.module.disputed[disputed]
        resources.append(
            TerraformResource(
                addresses: addresses, block: block, hold: hold, instances: instances,
                isInRoot: scope.parent == nil,
                ignored: ignored(block), keyPath: keyPath))
        let evaluator = TerraformEvaluator(
            scope: scope, file: block.file, repetition: repetition.dependency())
        var rows: [Row] = []
        collect(block.view.body, "", evaluator, &rows, only: only)
        for address in addresses {
            for row in rows { append(row, address, resources.count - 1) }
        }
    }

    private struct Row {
        var attribute: String
        var value: Evaluated
    }

    private func collect(
        _ body: BodyView, _ prefix: String, _ evaluator: TerraformEvaluator, _ rows: inout [Row],
        only: Set<String>? = nil
    ) {
        for attribute in body.attributes where only?.contains(attribute.name) ?? true {
            let hop = Hop(
                evaluator.file, at: Int(attribute.range.lower), "`\(prefix)\(attribute.name)` is set here")
            flatten(evaluator.evaluate(attribute.expression).prefixed([hop]), prefix + attribute.name, &rows)
        }
        guard only == nil else { return }
        var counts: [String: Int] = [:]
        let dynamic = Set(body.blocks("dynamic").compactMap(\.labels.first))
        for block in body.blocks {
            if block.type == "dynamic" {
                var value = Evaluated.unknown(
                    Hold(
                        .unsupported,
                        "a dynamic block makes `\(prefix)\(block.labels.first ?? "")`, which is not evaluated yet"
                    ))
                var print = Fingerprint()
                fold(block.body, evaluator, &value, &print)
                value.fingerprint = print.value
                rows.append(Row(attribute: "\(prefix)\(block.labels.first ?? "")[*]", value: value))
                continue
            }
            let index = counts[block.type, default: 0]
            counts[block.type] = index + 1
            // Beside a dynamic block of the same type the numbers of static blocks are not known.
            let number = dynamic.contains(block.type) ? "*" : "\(index)"
            collect(block.body, "\(prefix)\(block.type)[\(number)].", evaluator, &rows)
        }
    }

    private func fold(
        _ body: BodyView, _ evaluator: TerraformEvaluator, _ value: inout Evaluated,
        _ print: inout Fingerprint
    ) {
        for attribute in body.attributes {
            let part = evaluator.evaluate(attribute.expression)
            value.affected.formUnion(part.affected)
            print.add(attribute.name)
            print.add(part.fingerprint)
        }
        for block in body.blocks {
            print.add(block.type)
            fold(block.body, evaluator, &value, &print)
        }
    }

    /// One row for every leaf of a value.
    private func flatten(_ value: Evaluated, _ path: String, _ rows: inout [Row]) {
        switch value.value {
        case .object(let members) where !members.isEmpty:
            for member in members {
                flatten(member.value.prefixed(value.hops), "\(path).\(member.key)", &rows)
            }
        case .tuple(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                flatten(item.prefixed(value.hops), "\(path)[\(index)]", &rows)
            }
        default: rows.append(Row(attribute: path, value: value))
        }
    }

    private func append(_ row: Row, _ address: String, _ resource: Int) {
        let key = Fact.Key(
            root: context.id, environment: context.environment, release: nil, namespace: nil,
            resource: address,
            attribute: row.attribute)
        let value = row.value
        let outcome: TerraformFact.Outcome =
            switch value.value {
            case .leaf(_, let file, let range): .token(file, range)
            case .unknown(let hold): .held(hold)
            case .null: .held(Hold(.unsupported, "`\(row.attribute)` of \(address) is null"))
            case .object, .tuple: .held(Hold(.unsupported, "`\(row.attribute)` of \(address) is empty"))
            }
        facts.append(
            TerraformFact(
                fact: Fact(
                    key: key, value: value.text, token: value.token, affectedBy: value.affected,
                    fingerprint: value.fingerprint),
                outcome: outcome, hops: value.hops, isSensitive: value.isSensitive, resource: resource))
    }

    private func ignored(_ block: TerraformBlock) -> Set<String> {
        guard let lifecycle = block.view.body.blocks("lifecycle").first,
            let list = lifecycle.body.attribute("ignore_changes")?.expression
        else { return [] }
        if list.kind == .variable { return [list.text] }
        return Set(list.elements.map { TerraformAddressing.normalized($0.stringLiteral?.value ?? $0.text) })
    }
}
