internal import Diagnostics
internal import HCL
internal import Model

/// Collects everything that an expression which is not evaluated may depend on.
struct DependencyCollector {
    let evaluator: TerraformEvaluator
    private var scope: TerraformScope { evaluator.scope }

    init(evaluator: TerraformEvaluator) { self.evaluator = evaluator }

    /// Adds the tokens and the fingerprint of every reference in the expression, and its own text.
    func collect(_ expression: ExpressionView, into result: inout Evaluated) {
        var print = Fingerprint()
        print.add(expression.text)
        visit(expression.id, expression.tree, &result, &print)
        result.fingerprint = print.value
    }

    private func visit(
        _ node: HCLNodeID, _ tree: HCLTree, _ result: inout Evaluated, _ print: inout Fingerprint
    ) {
        let kind = tree.kind(of: node)
        if kind == .traversal || kind == .variable {
            if let reference = ExpressionView(tree: tree, id: node).reference {
                add(self.reference(reference), &result, &print)
            }
        }
        for child in tree.children(of: node) { visit(child, tree, &result, &print) }
    }

    private func add(_ part: Evaluated?, _ result: inout Evaluated, _ print: inout Fingerprint) {
        guard let part else { return }
        result.affected.formUnion(part.affected)
        result.isSensitive = result.isSensitive || part.isSensitive
        print.add(part.fingerprint)
    }

    /// What a reference may depend on; nil for names that are bound inside the expression.
    private func reference(_ reference: TraversalView) -> Evaluated? {
        let names = reference.leadingNames
        switch names[0] {
        case "var": return names.count > 1 ? evaluator.variable(names[1]) : nil
        case "local": return names.count > 1 ? local(names[1]) : nil
        case "each", "count": return evaluator.repetition
        case "module":
            return names.count > 1
                ? module(names[1], output: names.count > 2 ? names[2] : field(reference)) : nil
        case "data":
            guard names.count > 2, let block = scope.module.data["\(names[1]).\(names[2])"] else {
                return nil
            }
            return whole("data.\(names[1]).\(names[2])", block)
        case "path", "terraform", "self": return nil
        default:
            guard names.count > 1, let block = scope.module.resources["\(names[0]).\(names[1])"] else {
                return nil
            }
            let name = names.count > 2 ? names[2] : field(reference)
            let address = "\(names[0]).\(names[1])"
            guard let name, !isSplat(reference) else { return whole(address, block) }
            return attribute(address, block, name)
        }
    }

    private func isSplat(_ reference: TraversalView) -> Bool {
        reference.steps.contains {
            switch $0 {
            case .fullSplat, .attributeSplat: true
            default: false
            }
        }
    }

    /// The first attribute step after index steps: `id` of `aws_instance.web[0].id`.
    private func field(_ reference: TraversalView) -> String? {
        var seen = 0
        for step in reference.steps {
            if case .attribute(let name, _) = step {
                seen += 1
                if seen == 2 { return name }
            }
        }
        return nil
    }

    private func guarded(_ name: String, _ make: () -> Evaluated) -> Evaluated {
        guard scope.pending.insert(name).inserted else { return Evaluated(value: .null) }
        defer { scope.pending.remove(name) }
        return make()
    }

    private func local(_ name: String) -> Evaluated? {
        if let known = scope.locals[name] { return known }
        guard let local = scope.module.locals[name] else { return nil }
        let value = guarded("local.\(name)") {
            TerraformEvaluator(scope: scope, file: local.file).evaluate(local.expression)
        }
        if scope.pending.isEmpty || !scope.pending.contains("local.\(name)") { scope.locals[name] = value }
        return value
    }

    private func module(_ name: String, output: String?) -> Evaluated? {
        guard let child = scope.children[name] else {
            // A module that is not in the repository: what goes in may come out.
            return scope.module.calls[name].map { whole("module.\(name)", $0) }
        }
        var result = Evaluated(value: .null)
        var print = Fingerprint()
        let outputs =
            output.flatMap { child.module.outputs[$0].map { [$0] } } ?? Array(child.module.outputs.values)
        for block in outputs.sorted(by: { $0.location < $1.location }) {
            guard let expression = block.view.body.attribute("value")?.expression else { continue }
            let inner = TerraformEvaluator(scope: child, file: block.file)
            let value = DependencyCollector(evaluator: inner).guarded("output.\(block.location)") {
                inner.evaluate(expression)
            }
            add(value, &result, &print)
        }
        if let call = child.call { add(Repetition(scope: scope, block: call).dependency(), &result, &print) }
        result.fingerprint = print.value
        return result
    }

    /// Everything in a block, and how often it is there.
    private func whole(_ address: String, _ block: TerraformBlock) -> Evaluated {
        guarded("\(address).*") {
            var result = Evaluated(value: .null)
            var print = Fingerprint()
            walk(block.view.body, block, &result, &print)
            result.fingerprint = print.value
            return result
        }
    }

    private func walk(
        _ body: BodyView, _ block: TerraformBlock, _ result: inout Evaluated, _ print: inout Fingerprint
    ) {
        let own = Repetition(scope: scope, block: block).dependency()
        let inner = TerraformEvaluator(scope: scope, file: block.file, repetition: own)
        for attribute in body.attributes {
            add(inner.evaluate(attribute.expression), &result, &print)
        }
        for nested in body.blocks { walk(nested.body, block, &result, &print) }
    }

    /// One attribute of a resource, or its blocks of that name; what is computed by the provider depends on nothing here.
    private func attribute(_ address: String, _ block: TerraformBlock, _ name: String) -> Evaluated {
        guarded("\(address).\(name)") {
            var result = Evaluated(value: .null)
            var print = Fingerprint()
            let own = Repetition(scope: scope, block: block).dependency()
            let inner = TerraformEvaluator(scope: scope, file: block.file, repetition: own)
            if let attribute = block.view.body.attribute(name) {
                add(inner.evaluate(attribute.expression), &result, &print)
            }
            for nested in block.view.body.blocks where nested.type == name || nested.labels.first == name {
                walk(nested.body, block, &result, &print)
            }
            result.fingerprint = print.value
            return result
        }
    }
}
