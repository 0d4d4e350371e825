import Diagnostics
import HCL
import Provenance

extension Evaluator {
    func compute(_ expression: ExpressionView, _ frame: Frame) -> Value {
        switch expression.kind {
        case .string: string(expression, frame)
        case .number: number(expression, frame)
        case .bool: Value(.bool(expression.bool ?? false), frame.token(expression.range))
        case .null: Value(.null(.dynamic), frame.token(expression.range))
        case .template, .heredoc: template(expression, frame)
        case .variable, .traversal: traversal(expression, frame)
        case .call: call(expression, frame)
        case .object: object(expression, frame)
        case .tuple: tuple(expression, frame)
        case .forTuple, .forObject: forExpression(expression, frame)
        case .conditional: conditional(expression, frame)
        case .binary: binary(expression, frame)
        case .unary: unary(expression, frame)
        case .parentheses:
            expression.inner.map { evaluate($0, frame) } ?? unreadable(expression.range, frame)
        case .missing: unreadable(expression.range, frame)
        }
    }

    func unreadable(_ range: ByteRange, _ frame: Frame) -> Value {
        failure("hcl-evaluation-unreadable", "this cannot be read", at: frame.span(range))
    }

    private func string(_ expression: ExpressionView, _ frame: Frame) -> Value {
        let value = expression.stringLiteral?.value ?? ""
        let normal = Strings.normalized(value)
        var parts: [Text.Part] = []
        if expression.tree.syntax == .native, expression.range.count > 2,
            normal.utf8.count == value.utf8.count
        {
            let inside = (Int(expression.range.lower) + 1)..<(Int(expression.range.upper) - 1)
            parts = EscapedRuns.parts(
                of: value, source: expression.tree.source[inside], hasBackslashes: true
            ) { frame.token(ByteRange($0)) }
        }
        return Value(.string(Text(normal, parts: parts)), frame.token(expression.range))
    }

    private func number(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let text = expression.numberText, Number.isNumeral(text) else {
            return unreadable(expression.range, frame)
        }
        return Value(
            Number(text).map { .number($0) } ?? .unknown(.tooLargeNumber), frame.token(expression.range))
    }

    private func tuple(_ expression: ExpressionView, _ frame: Frame) -> Value {
        Value(.tuple(expression.elements.map { evaluate($0, frame) }))
    }

    private func object(_ expression: ExpressionView, _ frame: Frame) -> Value {
        var entries: [Members.Entry] = []
        var unknown: Unknown?
        // What is under keys that are not known.
        var others: [(key: Value, value: Value)] = []
        for item in expression.items {
            let value = evaluate(item.value, frame)
            let key = key(item, frame)
            if let reason = key.unknown {
                unknown = reason
                others.append((key, value))
                continue
            }
            guard let name = try? Conversion.string(key) else {
                return failure(
                    "hcl-evaluation-key", "an object key is a string, not \(key.type.text)",
                    at: frame.span(item.key.range))
            }
            entries.append(.init(name, value, keyOrigins: key.origins))
        }
        guard let unknown else {
            return Value(.object(Members(entries, constructor: frame.written(expression.range))))
        }
        let membership = others.reduce(Origins.none) { $0.joined($1.key.deepOrigins) }
        let known = entries.map { entry in
            (
                key: Value(.string(Text(entry.key)), entry.keyOrigins),
                value: entry.value.chosen(by: Value(.bool(true), entry.keyOrigins))
            )
        }
        return Value.candidates(known + others, isKeyed: true, unknown, membership: membership)
    }

    private func key(_ item: ObjectItemView, _ frame: Frame) -> Value {
        let key = item.key
        if key.kind == .variable || key.kind == .null || key.kind == .bool, item.tree.syntax == .native {
            return Value(.string(Text(key.text)), frame.token(key.range))
        }
        return evaluate(key, frame)
    }

    // MARK: Operators

    private func conditional(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let parts = expression.conditional else { return unreadable(expression.range, frame) }
        let condition = evaluate(parts.condition, frame)
        let yes = attempt { evaluate(parts.whenTrue, frame) }
        let no = attempt { evaluate(parts.whenFalse, frame) }
        guard step((yes.value.weight + no.value.weight) / 64) else {
            return limit("more than \(limits.steps) steps", at: frame.span(expression.range))
        }
        // A result that is wrong may still have a type; one without a type fits any other.
        let isOpen = [yes, no].contains { $0.failed && $0.value.type == .dynamic }
        guard let type = isOpen ? .dynamic : Unification.conditional(yes.value, no.value) else {
            return failure(
                "hcl-evaluation-branches",
                "the two results of a condition have different types: \(yes.value.type.text) and \(no.value.type.text)",
                at: frame.span(expression.range))
        }
        if let unknown = condition.unknown {
            var reason = unknown
            reason.type = type
            guard !yes.failed, !no.failed, condition.isTraced else {
                return Value(.unknown(reason), condition.origins, isSensitive: condition.isSensitive)
            }
            return Value.oneOf([yes.value, no.value], reason).chosen(by: condition)
        }
        guard let flag = try? Conversion.bool(condition) else {
            return failure(
                "hcl-evaluation-condition",
                "a condition is a bool, not \(condition.isNull ? "null" : condition.type.text)",
                at: frame.span(parts.condition.range), type: type)
        }
        // Errors count only in the branch that was chosen.
        let taken = flag ? yes : no
        restore(taken.errors)
        if taken.failed { return taken.value }
        var chosen = taken.value
        do throws(ConversionError) {
            chosen = try Conversion.convert(chosen, to: type)
        } catch {
            return failure(
                "hcl-evaluation-branches", "the result of a condition has the wrong type: \(error.message)",
                at: frame.span((flag ? parts.whenTrue : parts.whenFalse).range))
        }
        // Which result was chosen must not tell what the other is.
        let other = flag ? no : yes
        chosen.isSensitive = chosen.isSensitive || !other.failed && other.value.isSensitive
        let hop = Hop(frame.span(parts.condition.range), "the condition is \(flag)")
        return chosen.chosen(by: condition, hop)
    }

    private func unary(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let operand = expression.operands.first, let sign = expression.operators.first else {
            return unreadable(expression.range, frame)
        }
        // `-1` is written as two tokens and is one literal.
        if sign == .minus, operand.kind == .number, let text = operand.numberText, let number = Number(text) {
            return Value(.number(-number), frame.token(expression.range))
        }
        let value = evaluate(operand, frame)
        let type: ValueType = sign == .bang ? .bool : .number
        if let unknown = value.unknown { return Self.unknown(unknown, type, [value]) }
        do throws(ConversionError) {
            let content: Value.Content =
                sign == .bang
                ? .bool(!(try Conversion.bool(value))) : .number(-(try Conversion.number(value)))
            return Value(content, value.origins.derived, isSensitive: value.isSensitive)
        } catch {
            return self.operand(error, at: frame.span(operand.range), [value], type)
        }
    }

    private func operand(_ error: ConversionError, at span: SourceSpan, _ values: [Value], _ type: ValueType)
        -> Value
    {
        if let unknown = error.unknown {
            return Self.unknown(Unknown(unknown.reason, unknown.detail, at: span), type, values)
        }
        let failed = failure("hcl-evaluation-operand", error.message, at: span, type: type)
        return Value(failed.content, values.reduce(Origins.none) { $0.joined($1.deepOrigins) })
    }

    private func binary(_ expression: ExpressionView, _ frame: Frame) -> Value {
        let operands = expression.operands
        guard var result = operands.first.map({ evaluate($0, frame) }) else {
            return unreadable(expression.range, frame)
        }
        for (sign, operand) in zip(expression.operators, operands.dropFirst()) {
            if shortCircuits, let decided = shortcut(sign, result) {
                result = decided
                continue
            }
            let right = evaluate(operand, frame)
            guard step((result.weight + right.weight) / 64) else {
                return limit("more than \(limits.steps) steps", at: frame.span(operand.range))
            }
            do throws(ConversionError) {
                result = try Operators.apply(sign, result, right)
            } catch {
                let isNumeric = [.plus, .minus, .star, .slash, .percent].contains(sign)
                return self.operand(
                    error, at: frame.span(operand.range), [result, right], isNumeric ? .number : .bool)
            }
            if result.number?.isBeyondRange == true {
                return limit("a number that is too large", at: frame.span(operand.range))
            }
        }
        return result
    }

    /// `false && …` and `true || …` need no second operand.
    private func shortcut(_ sign: HCLNodeKind, _ left: Value) -> Value? {
        guard sign == .and || sign == .or, let flag = try? Conversion.bool(left), flag == (sign == .or) else {
            return nil
        }
        return Value(.bool(flag), left.origins.derived, isSensitive: left.isSensitive)
    }

    static func unknown(_ unknown: Unknown, _ type: ValueType, _ operands: [Value]) -> Value {
        var reason = unknown
        reason.type = type
        var origins = Origins.none
        var isSensitive = false
        for operand in operands {
            origins = origins.joined(operand.origins)
            isSensitive = isSensitive || operand.isSensitive
        }
        var result = Value(.unknown(reason), origins, isSensitive: isSensitive)
        // What is in a collection has origins of its own.
        result.isTraced = operands.allSatisfy {
            $0.isDeeplyTraced && $0.elements == nil && $0.members == nil
        }
        return result
    }
}
