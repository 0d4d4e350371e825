internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// What a value comes from that follows no token: how many elements a list has follows none of them.
extension ModuleInstance {
    /// What is counted on the way to the value of an attribute: the tokens in it or, where there are none, the brackets around it.
    func derivation(of attribute: TerraformAttribute, names: [String: Value]) -> Origins {
        var search = CountedThings()
        search.visit(attribute.expression, attribute.file.path, names, in: self, depth: 0)
        return search.origins
    }
}

/// A walk from an expression to the arguments of `length` behind it.
private struct CountedThings {
    var origins = Origins.none
    private var found = 0
    private static let limits = (depth: 20, found: 50)

    mutating func visit(
        _ expression: ExpressionView, _ path: String, _ names: [String: Value],
        in instance: ModuleInstance, depth: Int, isCounted: Bool = false
    ) {
        guard depth < Self.limits.depth, found < Self.limits.found else { return }
        switch expression.kind {
        case .tuple, .object:
            let lower = expression.range.lower
            guard isCounted, instance.root.evaluator.madeFiles[path] == nil else { break }
            let bracket = SourceSpan(path: path, range: ByteRange(lower: lower, upper: lower + 1))
            origins = origins.joined(Origins(token: bracket))
            found += 1
            return
        case .variable, .traversal:
            follow(expression, names, in: instance, depth: depth, isCounted: isCounted)
            return
        default: break
        }
        if !isCounted, let call = expression.call, call.name == "length", let argument = call.arguments.first
        {
            let all = instance.dependencies(argument, path, names)
            guard all.summary().tokens.isEmpty else {
                origins = origins.joined(all)
                found += 1
                return
            }
            return visit(argument, path, names, in: instance, depth: depth + 1, isCounted: true)
        }
        for child in expression.tree.children(of: expression.id) {
            let inner = ExpressionView(tree: expression.tree, id: child)
            visit(inner, path, names, in: instance, depth: depth + 1, isCounted: isCounted)
        }
    }

    private mutating func follow(
        _ expression: ExpressionView, _ names: [String: Value], in instance: ModuleInstance, depth: Int,
        isCounted: Bool
    ) {
        guard let reference = expression.reference, let first = reference.rootName, names[first] == nil,
            case .attribute(let name, _)? = reference.steps.first
        else { return }
        if first == "local", let local = instance.module.locals[name]?.attribute {
            visit(
                local.expression, local.file.path, [:], in: instance, depth: depth + 1, isCounted: isCounted)
        } else if first == "var" {
            follow(variable: name, in: instance, depth: depth + 1, isCounted: isCounted)
        }
    }

    private mutating func follow(
        variable name: String, in instance: ModuleInstance, depth: Int, isCounted: Bool
    ) {
        if let parent = instance.parent, let argument = instance.trail.call?.attribute(name) {
            visit(
                argument.expression, argument.file.path, instance.names, in: parent, depth: depth,
                isCounted: isCounted)
            return
        }
        let root = instance.root
        let isRoot = instance.parent == nil
        let isGiven =
            root.context.arguments[name] != nil || root.context.declared[name] != nil
            || root.context.inputs?.variables[name] != nil
        let assigned = isRoot ? root.values.assignments[name]?.last : nil
        guard let attribute = assigned ?? instance.module.variables[name]?.attribute("default"),
            !isRoot || !isGiven
        else { return }
        visit(
            attribute.expression, attribute.file.path, [:], in: instance, depth: depth,
            isCounted: isCounted)
    }
}
