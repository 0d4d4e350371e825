internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// Finds the value of one variable: the strongest assignment of a root, the argument of a call, or the default.
struct VariableResolution {
    let instance: ModuleInstance
    let name: String
    let block: TerraformBlock

    private var evaluator: Evaluator { instance.root.evaluator }

    func value() -> Value {
        if let hold = instance.module.disputed["var.\(name)"] { return unknown(.error, hold.detail) }
        var value = given()
        if value.isNull, block.attribute("nullable")?.expression.bool == false, let fallback = fallback() {
            value = fallback
        }
        if let type = block.attribute("type") {
            guard let constraint = Self.constraint(type.expression) else {
                return unknown(.unsupported, "the type of var.\(name) is not read here: \(block.location)")
            }
            value = evaluator.convert(
                value, to: constraint, path: type.file.path,
                at: SourceSpan(path: type.file.path, range: type.expression.range))
        }
        if block.attribute("sensitive")?.expression.bool == true { value.isSensitive = true }
        return value
    }

    private func unknown(_ reason: Unknown.Reason, _ detail: String) -> Value {
        var value = Value(.unknown(Unknown(reason, detail, at: block.span)))
        // From outside: no token has a part in it.
        value.isTraced = reason == .unsetVariable
        return value
    }

    /// The JSON syntax writes a type as a string.
    private static func constraint(_ expression: ExpressionView) -> TypeConstraint? {
        if let known = TypeConstraint(expression) { return known }
        guard let text = expression.stringLiteral?.value else { return nil }
        let file = HCLParser.parse(Array("t = \(text)\n".utf8), path: "type")
        guard file.diagnostics.isEmpty, let inner = file.body.attribute("t")?.expression,
            // A default in it would stand in no file.
            !text.contains("optional(")
        else { return nil }
        return TypeConstraint(inner)
    }

    private func given() -> Value {
        guard instance.parent == nil else { return argument() ?? fallback() ?? unset() }
        let root = instance.root
        if let text = root.context.arguments[name] { return declared(text) }
        if let hold = root.context.inputs?.overriding { return unknown(.unsupported, hold.detail) }
        if let place = root.context.contested[name] {
            return unknown(
                .unsetVariable,
                "\(place) may give var.\(name) another value than the files of the root, and nothing says that it is not the stronger one; --var-file or --set says what it is, or the environments in .trimtab.yml do"
            )
        }
        if let assignments = root.values.assignments[name], let last = assignments.last {
            return assigned(last, before: assignments.dropLast().last)
        }
        if let value = root.context.inputs?.variables[name] {
            if let hold = root.context.inputs?.hold { return unknown(.unsupported, hold.detail) }
            return value
        }
        if let text = root.context.declared[name] { return declared(text) }
        if let file = root.context.doubts[name] {
            return unknown(
                .unsetVariable,
                "\(file) may give var.\(name) a value, and nothing says that it is not for this root; --var-file or --set says what it is, or the environments in .trimtab.yml do"
            )
        }
        return fallback() ?? unset()
    }

    private func unset() -> Value {
        unknown(
            .unsetVariable, "no file of the repository gives `var.\(name)` a value (\(block.location))")
    }

    private func argument() -> Value? {
        guard let parent = instance.parent, let call = instance.trail.call,
            let argument = call.attribute(name), !ModuleInstance.isMeta(name)
        else { return nil }
        if call.duplicates.contains(name) {
            return unknown(.error, "`\(name)` is set twice in \(call.location)")
        }
        var value = parent.evaluate(argument, names: instance.names)
        if !value.isTraced { parent.trace(&value, argument, names: instance.names) }
        return value.passing(Hop(argument.span, "argument `\(name)` of module.\(call.labels.first ?? "")"))
    }

    private func fallback() -> Value? {
        guard let attribute = block.attribute("default") else { return nil }
        let span = SourceSpan(path: attribute.file.path, range: attribute.expression.range)
        return literal(attribute).passing(Hop(span, "default of var.\(name)"))
    }

    /// Nothing can be referred to where variables get their values.
    private func literal(_ attribute: TerraformAttribute) -> Value {
        let expression = attribute.expression
        if expression.tree.syntax == .json, let text = expression.stringLiteral?.value {
            return Value(
                .string(Text(text)),
                Origins(token: SourceSpan(path: attribute.file.path, range: expression.range)))
        }
        return evaluator.evaluate(expression, path: attribute.file.path, scope: ModuleScope())
    }

    private func assigned(_ attribute: TerraformAttribute, before: TerraformAttribute?) -> Value {
        var reason = "value of var.\(name)"
        if let before {
            reason = "overrides \(place(before))"
        } else if let attribute = block.attribute("default") {
            reason = "overrides the default in \(place(attribute))"
        }
        let span = SourceSpan(path: attribute.file.path, range: attribute.expression.range)
        return literal(attribute).passing(Hop(span, reason))
    }

    private func place(_ attribute: TerraformAttribute) -> String {
        "\(attribute.file.path):\(attribute.file.lines.position(of: Int(attribute.span.range.lower)).line)"
    }

    /// A value from outside, which no token decides: the text for a string, else an expression.
    private func declared(_ text: String) -> Value {
        guard let type = block.attribute("type")?.expression, let constraint = Self.constraint(type) else {
            return Value(.string(Text(text)))
        }
        switch constraint {
        case .any, .primitive: return Value(.string(Text(text)))
        default: break
        }
        let path = "TF_VAR_\(name)"
        let file = HCLParser.parse(Array("v = \(text)\n".utf8), path: path)
        guard file.diagnostics.isEmpty, let expression = file.body.attribute("v")?.expression else {
            return unknown(.error, "the value declared for var.\(name) cannot be read")
        }
        return evaluator.evaluate(expression, path: path, scope: ModuleScope()).withoutOrigins
    }
}

extension Value {
    /// The value as one that comes from nowhere in the repository.
    var withoutOrigins: Value {
        var value = self
        value.origins = .none
        switch content {
        case .list(let elements, let type): value.content = .list(elements.map(\.withoutOrigins), type)
        case .set(let elements, let type): value.content = .set(elements.map(\.withoutOrigins), type)
        case .tuple(let elements): value.content = .tuple(elements.map(\.withoutOrigins))
        case .map(let members, let type):
            value.content = .map(
                Members(members.entries.map { .init($0.key, $0.value.withoutOrigins) }), type)
        case .object(let members):
            value.content = .object(Members(members.entries.map { .init($0.key, $0.value.withoutOrigins) }))
        default: break
        }
        return value
    }
}
