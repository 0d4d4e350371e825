internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// What a value may depend on that is not known: everything that its expression refers to, whichever way it would go.
///
/// An unknown condition hides both its branches from the evaluator; a blast radius must not miss what is in them.
extension ModuleInstance {
    /// Origins of everything that the expression of an attribute names.
    func dependencies(_ attribute: TerraformAttribute, names: [String: Value]) -> Origins {
        dependencies(attribute.expression, attribute.file.path, names)
    }

    /// The origins of the value of an attribute with all that is in it and, where it is unknown, all it may depend on.
    func everything(in attribute: TerraformAttribute, names: [String: Value]) -> Origins {
        let value = evaluate(attribute, names: names)
        let origins = value.deepOrigins
        guard value.firstUnknown != nil, !value.isDeeplyTraced else { return origins }
        return origins.joined(dependencies(attribute, names: names))
    }

    /// The same for all attributes of a block and of those in it.
    func everything(in block: TerraformBlock, names: [String: Value]) -> Origins {
        let key = "block \(block.file.path):\(block.range.lower)"
        guard running.insert(key).inserted else { return .none }
        defer { running.remove(key) }
        var origins = Origins.none
        for attribute in block.attributes where !Self.isMeta(attribute.name) || block.type == "dynamic" {
            origins = origins.joined(everything(in: attribute, names: names))
        }
        for nested in block.blocks where nested.type != "lifecycle" {
            // The names of a dynamic block's iterator are bound in it: what they stand for is in its `for_each`.
            origins = origins.joined(everything(in: nested, names: names))
        }
        return origins
    }

    func dependencies(_ expression: ExpressionView, _ path: String, _ names: [String: Value])
        -> Origins
    {
        var origins = Origins.none
        visit(expression.id, expression.tree, path, names, &origins)
        return origins
    }

    private func visit(
        _ node: HCLNodeID, _ tree: HCLTree, _ path: String, _ names: [String: Value], _ origins: inout Origins
    ) {
        let view = ExpressionView(tree: tree, id: node)
        switch view.kind {
        case .string, .number, .bool:
            origins = origins.joined(root.evaluator.origins(ofToken: view.range, path: path))
            return
        case .variable, .traversal:
            if let reference = view.reference {
                let (found, isWhole) = self.origins(of: reference, view, path, names)
                origins = origins.joined(found)
                if isWhole { return }
                // The name that it starts with stands for all that there is, of which this is a part.
                for child in tree.children(of: node).dropFirst() { visit(child, tree, path, names, &origins) }
                return
            }
        default: break
        }
        for child in tree.children(of: node) { visit(child, tree, path, names, &origins) }
    }

    private func origins(
        of reference: TraversalView, _ view: ExpressionView, _ path: String, _ names: [String: Value]
    ) -> (origins: Origins, isWhole: Bool) {
        let leading = reference.leadingNames
        guard let first = leading.first else { return (.none, false) }
        if names[first] != nil || first == "local" || first == "var" {
            // What is known is decided by what it is made of, whatever it is a part of.
            let value = root.evaluator.evaluate(view, path: path, scope: scope, names: names)
            if value.firstUnknown == nil || value.isDeeplyTraced { return (value.deepOrigins, true) }
            if let reached = reach(of: reference, path, names) { return (reached, false) }
        }
        return (origins(ofAll: leading, view, path, names), false)
    }

    /// Origins of all that a reference may lead to where a key on its way is not known: `var.regions[data.x.name].size` is the
    /// `size` of any region, and nothing else of the variable.
    ///
    /// nil where something on the way is not known itself, and its origins do not say all that it may depend on.
    private func reach(of reference: TraversalView, _ path: String, _ names: [String: Value]) -> Origins? {
        guard let first = reference.rootName else { return nil }
        if let value = names[first] { return reach(reference.steps[...], from: value, path, names) }
        guard case .attribute(let name, let range)? = reference.steps.first else { return nil }
        let span = SourceSpan(path: path, range: range)
        let value =
            scope.value(first, name, at: span, with: root.evaluator)
            ?? (first == "var" ? variable(name, at: span) : nil)
        return value.flatMap { reach(reference.steps.dropFirst(), from: $0, path, names) }
    }

    private func reach(
        _ steps: ArraySlice<TraversalView.Step>, from value: Value, _ path: String, _ names: [String: Value]
    ) -> Origins? {
        if value.open != nil {
            let name: String? =
                switch steps.first {
                case .attribute(let name, _), .indexString(let name, _): name
                default: nil
                }
            guard let member = name.flatMap(value.openMember) else {
                return value.isTraced ? value.origins.derived : nil
            }
            let rest = steps.dropFirst()
            // What the provider computes is known to nobody, whatever part of it is asked for.
            guard member.unknown != nil, member.open == nil else {
                return reach(rest, from: member, path, names)
            }
            return member.isTraced ? member.origins.derived : nil
        }
        // Of what is not known, whatever part is asked for is decided by the same.
        guard value.unknown == nil else { return value.isTraced ? value.origins.derived : nil }
        guard let step = steps.first else { return value.isDeeplyTraced ? value.deepOrigins : nil }
        let all: [Value] =
            (value.elements ?? [])
            + (value.members?.entries ?? []).map {
                var found = $0.value
                found.origins = found.origins.chosen(by: $0.keyOrigins)
                return found
            }
        var next: [Value]
        switch step {
        case .attribute(let name, _), .indexString(let name, _):
            next = value.members?.entry(name).map { [$0.value] } ?? []
        case .indexNumber(let text, _):
            let elements = value.elements ?? []
            next = Int(text).flatMap { elements.indices.contains($0) ? [elements[$0]] : nil } ?? []
        case .index(let expression):
            let key = root.evaluator.evaluate(expression, path: path, scope: scope, names: names)
            let member = key.string.flatMap { value.members?[$0] }
            let number = (key.number ?? key.string.flatMap { Number($0) })?.exactInt
            let element = number.flatMap { value.element(at: $0) }
            next = (key.unknown == nil ? member ?? element : nil).map { [$0] } ?? all
        case .fullSplat, .attributeSplat: next = value.elements ?? [value]
        case .missing: return nil
        }
        var origins = value.origins
        for element in next {
            guard let found = reach(steps.dropFirst(), from: element.inheriting(from: value), path, names)
            else { return nil }
            origins = origins.joined(found)
        }
        return origins.derived
    }

    /// Origins of everything that a name stands for.
    private func origins(
        ofAll leading: [String], _ view: ExpressionView, _ path: String, _ names: [String: Value]
    ) -> Origins {
        let first = leading[0]
        if let value = names[first] { return value.deepOrigins }
        guard leading.count > 1 else { return .none }
        switch first {
        case "local":
            guard let local = module.locals[leading[1]] else { return .none }
            return remembered("local.\(leading[1])") {
                everything(in: local.attribute, names: [:])
            }
        case "var":
            return remembered("var.\(leading[1])") {
                let span = SourceSpan(path: path, range: view.range)
                let value =
                    scope.value("var", leading[1], at: span, with: root.evaluator)
                    ?? variable(leading[1], at: span)
                guard let value else { return .none }
                var origins = value.deepOrigins
                if value.firstUnknown != nil, let parent, let argument = trail.call?.attribute(leading[1]) {
                    origins = origins.joined(parent.dependencies(argument, names: self.names))
                }
                return origins
            }
        case "path", "terraform", "self", "each", "count": return .none
        default:
            let value = root.evaluator.evaluate(view, path: path, scope: scope)
            guard first == "module", !value.isDeeplyTraced, leading.count > 2 else {
                return value.deepOrigins
            }
            // What an output hangs on that is not known, its expression says.
            return children(of: leading[1]).modules.reduce(value.deepOrigins) { origins, child in
                guard let output = child.module.outputs[leading[2]]?.attribute("value") else {
                    return origins
                }
                return origins.joined(child.everything(in: output, names: [:]))
            }
        }
    }

    /// Origins that are computed once, whoever asks; a circle of unknown things ends where it began.
    func remembered(_ name: String, _ make: () -> Origins) -> Origins {
        if let known = dependencies[name] { return known }
        guard running.insert("dependencies of \(name)").inserted else { return .none }
        defer { running.remove("dependencies of \(name)") }
        let origins = make()
        dependencies[name] = origins
        return origins
    }
}
