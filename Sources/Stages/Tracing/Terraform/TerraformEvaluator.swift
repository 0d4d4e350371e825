internal import Diagnostics
internal import HCL
internal import Model

/// Evaluates expressions as far as they are literals, variables and module arguments; the rest is unknown with a reason.
///
/// Also of what is unknown it is kept which tokens it may depend on, so that a blast radius is never too small.
struct TerraformEvaluator {
    let scope: TerraformScope
    let file: SourceFile
    /// Stands for `each` and `count` where they are used.
    var repetition: Evaluated?

    func evaluate(_ expression: ExpressionView) -> Evaluated {
        if let literal = literal(expression) { return literal }
        switch expression.kind {
        case .parentheses:
            return expression.inner.map { evaluate($0) } ?? unsupported(expression, "this expression")
        case .tuple: return tuple(expression)
        case .object: return object(expression)
        case .variable, .traversal:
            guard let reference = expression.reference else {
                return unsupported(expression, "this reference")
            }
            return evaluate(reference, at: expression)
        default: return unsupported(expression, TerraformEvaluator.words(expression))
        }
    }

    // MARK: Literals

    private func literal(_ expression: ExpressionView) -> Evaluated? {
        guard let literal = expression.literal else { return nil }
        let range = expression.range
        let text: String
        switch literal {
        case .string(let value): text = value
        case .number(let value): text = value
        case .bool(let value): text = value ? "true" : "false"
        case .null: return Evaluated(value: .null, fingerprint: Fingerprint.of("null"))
        case .source: return nil
        }
        let token = Fact.Token(file: file.path, lower: range.lower, upper: range.upper)
        return Evaluated(
            value: .leaf(text, file, range), hops: [], affected: [token],
            fingerprint: Fingerprint.of(expression.text))
    }

    private func tuple(_ expression: ExpressionView) -> Evaluated {
        combine(.tuple(expression.elements.map { evaluate($0) }), "tuple")
    }

    private func object(_ expression: ExpressionView) -> Evaluated {
        var members: [(key: String, value: Evaluated)] = []
        for item in expression.items {
            guard let key = item.literalKey else { return unsupported(expression, "a computed key") }
            let value = evaluate(item.value)
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].value = value
            } else {
                members.append((key, value))
            }
        }
        return combine(.object(members), "object")
    }

    private func combine(_ value: TerraformValue, _ name: String) -> Evaluated {
        var result = Evaluated(value: value)
        var print = Fingerprint()
        print.add(name)
        func take(_ part: Evaluated) {
            result.affected.formUnion(part.affected)
            result.isSensitive = result.isSensitive || part.isSensitive
            print.add(part.fingerprint)
        }
        switch value {
        case .tuple(let items): for item in items { take(item) }
        case .object(let members):
            for member in members {
                print.add(member.key)
                take(member.value)
            }
        default: break
        }
        result.fingerprint = print.value
        return result
    }

    // MARK: References

    private func evaluate(_ reference: TraversalView, at expression: ExpressionView) -> Evaluated {
        let names = reference.leadingNames
        let steps = reference.steps
        switch names.first {
        case "var":
            guard names.count > 1 else { return unsupported(expression, "`var` alone") }
            let hop = Hop(file, at: Int(expression.range.lower), expression.text)
            return select(variable(names[1]), steps.dropFirst(), expression).prefixed([hop])
        case "data": return blame(expression, .dataSource, "`\(expression.text)` is read from a data source")
        case "path", "terraform":
            return blame(expression, .unsupported, "`\(expression.text)` is not evaluated yet")
        default: return unsupported(expression, "`\(expression.text)`")
        }
    }

    /// Walks from a variable's value into a part of it.
    private func select(
        _ value: Evaluated, _ steps: ArraySlice<TraversalView.Step>, _ expression: ExpressionView
    ) -> Evaluated {
        var value = value
        for step in steps {
            let isSensitive = value.isSensitive
            switch (step, value.value) {
            case (_, .unknown): return value
            case (.attribute(let key, _), .object(let members)),
                (.indexString(let key, _), .object(let members)):
                guard let member = members.first(where: { $0.key == key }) else {
                    return narrowed(value, expression, "has no `\(key)` written")
                }
                value = member.value
            case (.indexNumber(let text, _), .tuple(let items)):
                guard let index = Int(text), items.indices.contains(index) else {
                    return narrowed(value, expression, "has no item \(text)")
                }
                value = items[index]
            default: return narrowed(value, expression, "is not a plain field")
            }
            value.isSensitive = value.isSensitive || isSensitive
        }
        return value
    }

    private func narrowed(_ value: Evaluated, _ expression: ExpressionView, _ what: String) -> Evaluated {
        var result = value
        let hold = Hold(.unsupported, "`\(expression.text)` \(what) (\(file.location(expression.range)))")
        result.value = .unknown(hold)
        return result
    }

    /// The value of a variable of this module.
    func variable(_ name: String) -> Evaluated {
        if let known = scope.variables[name] { return known }
        guard scope.pending.insert("var.\(name)").inserted else {
            return .unknown(Hold(.unsupported, "`var.\(name)` depends on itself"))
        }
        defer { scope.pending.remove("var.\(name)") }
        let value = VariableResolution(scope: scope, name: name).value()
        scope.variables[name] = value
        return value
    }

    // MARK: What is not evaluated

    private func unsupported(_ expression: ExpressionView, _ what: String) -> Evaluated {
        blame(
            expression, .unsupported,
            "\(what) is not evaluated yet: `\(TerraformEvaluator.short(expression.text))`")
    }

    private func blame(_ expression: ExpressionView, _ reason: HoldReason, _ detail: String) -> Evaluated {
        var result = Evaluated.unknown(Hold(reason, "\(file.location(expression.range)): \(detail)"))
        DependencyCollector(evaluator: self).collect(expression, into: &result)
        return result
    }

    static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 80 ? line.prefix(77) + "…" : line
    }

    private static func words(_ expression: ExpressionView) -> String {
        switch expression.kind {
        case .call: "the function `\(expression.call?.name ?? "")`"
        case .conditional: "a condition"
        case .forTuple, .forObject: "a `for` expression"
        case .template, .heredoc: "a template"
        case .binary, .unary: "a calculation"
        default: "this expression"
        }
    }
}
