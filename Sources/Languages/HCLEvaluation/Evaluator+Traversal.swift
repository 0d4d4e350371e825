import Diagnostics
import HCL
import Provenance

extension Evaluator {
    func traversal(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let traversal = expression.traversal else { return unreadable(expression.range, frame) }
        let steps = traversal.steps
        guard let name = traversal.rootName else {
            return follow(steps[...], from: evaluate(traversal.root, frame), frame, expression.tree)
        }
        if let value = frame.local(name) { return follow(steps[...], from: value, frame, expression.tree) }
        let reference = Reference(name: name, steps: steps, span: frame.span(expression.range))
        if !frame.isTemplateFile, let resolution = frame.scope.resolve(reference, with: self) {
            return follow(steps.dropFirst(resolution.steps), from: resolution.value, frame, expression.tree)
        }
        let text = ([name] + [reference.attribute(0)].compactMap { $0 }).joined(separator: ".")
        report("hcl-undefined", "nothing defines \(text)", at: reference.span)
        return Value(.unknown(Unknown(.undefined, "nothing defines \(text)", at: reference.span)))
    }

    func follow(_ steps: ArraySlice<TraversalView.Step>, from start: Value, _ frame: Frame, _ tree: HCLTree)
        -> Value
    {
        var value = start
        var index = steps.startIndex
        while index < steps.endIndex {
            switch steps[index] {
            case .fullSplat(let range):
                let rest = steps[(index + 1)...]
                return splat(value, frame.span(range)) { self.follow(rest, from: $0, frame, tree) }
            case .attributeSplat(let range):
                var end = index + 1
                while end < steps.endIndex, Self.isDotted(steps[end], tree) { end += 1 }
                let rest = steps[(index + 1)..<end]
                value = splat(value, frame.span(range)) { self.follow(rest, from: $0, frame, tree) }
                index = end
            default:
                value = step(steps[index], from: value, frame)
                index += 1
            }
        }
        return value
    }

    /// True for `.name` and `.0`, which `.*` applies to every element; not for `[0]`.
    private static func isDotted(_ step: TraversalView.Step, _ tree: HCLTree) -> Bool {
        switch step {
        case .attribute: return true
        case .indexNumber(_, let range):
            let before = tree.source[..<Int(range.lower)].last { $0 != 0x20 && $0 != 0x09 }
            return before == UInt8(ascii: ".")
        default: return false
        }
    }

    private func step(_ step: TraversalView.Step, from value: Value, _ frame: Frame) -> Value {
        switch step {
        case .attribute(let name, let range): return attribute(name, of: value, frame.span(range))
        case .indexString(let key, let range):
            return self.index(value, by: Value(.string(Text(key)), frame.token(range)), frame.span(range))
        case .indexNumber(let text, let range):
            let key = Number(text).map { Value(.number($0), frame.token(range)) }
            return key.map { self.index(value, by: $0, frame.span(range)) } ?? unreadable(range, frame)
        case .index(let expression):
            return self.index(value, by: evaluate(expression, frame), frame.span(expression.range))
        case .missing(let range), .fullSplat(let range), .attributeSplat(let range):
            return unreadable(range, frame)
        }
    }

    private func attribute(_ name: String, of value: Value, _ span: SourceSpan) -> Value {
        if let member = value.openMember(name) { return member }
        if let unknown = value.unknown {
            var found = Value(.unknown(below(unknown, name)), value.origins, isSensitive: value.isSensitive)
            found.isTraced = value.isTraced
            return found
        }
        if let entry = value.members?.entry(name) {
            var found = entry.value.inheriting(from: value)
            found.origins = found.origins.chosen(by: entry.keyOrigins)
            return found
        }
        let what =
            value.isNull
            ? "null has no attributes" : "there is no attribute \"\(name)\" in this \(Self.kindName(value))"
        return failure("hcl-no-attribute", what, at: span, by: value.origins)
    }

    /// An error that something decides: without it there may be none, and `try` takes what it leads to.
    private func failure(_ id: DiagnosticID, _ message: String, at span: SourceSpan, by deciders: Origins)
        -> Value
    {
        var value = failure(id, message, at: span)
        value.origins = deciders.derived
        return value
    }

    /// What is known about the type of an attribute of something unknown.
    private func below(_ unknown: Unknown, _ name: String) -> Unknown {
        var result = unknown
        switch unknown.type {
        case .map(let element): result.type = element
        case .object(let attributes): result.type = attributes[name] ?? .dynamic
        default: result.type = .dynamic
        }
        return result
    }

    static func kindName(_ value: Value) -> String {
        switch value.content {
        case .null: "null"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .list: "list"
        case .set: "set"
        case .tuple: "tuple"
        case .map: "map"
        case .object: "object"
        case .unknown, .partial, .open, .candidates: "unknown value"
        }
    }

    func index(_ value: Value, by key: Value, _ span: SourceSpan) -> Value {
        if key.unknown == nil, let name = key.string, let member = value.openMember(name) {
            return member.chosen(by: key, Hop(span, "the key is \"\(name)\""))
        }
        if key.unknown == nil || key.isDeeplyTraced, let found = value.candidate(at: key) {
            return found.chosen(by: key)
        }
        if let unknown = value.unknown ?? key.unknown {
            var reason = unknown
            switch value.type {
            case .list(let element), .map(let element): reason.type = element
            default: reason.type = .dynamic
            }
            var found = Value(
                .unknown(reason), value.origins.joined(key.origins),
                isSensitive: value.isSensitive || key.isSensitive)
            guard key.isDeeplyTraced else { return found }
            if value.unknown == nil { return any(of: value, by: key, reason) ?? found }
            found.isTraced = value.isTraced
            return found
        }
        do throws(ConversionError) {
            if case .set = value.content { throw ConversionError("elements of a set have no index") }
            if let elements = value.elements {
                let number = try Conversion.number(key)
                guard let position = number.exactInt, elements.indices.contains(position) else {
                    throw ConversionError("there is no element \(number.text) in a list of \(elements.count)")
                }
                return elements[position].inheriting(from: value).chosen(
                    by: key, Hop(span, "index \(position)"))
            }
            guard let members = value.members else {
                throw ConversionError("a \(Self.kindName(value)) has no elements")
            }
            let name = try Conversion.string(key)
            guard let entry = members.entry(Strings.normalized(name)) else {
                throw ConversionError("there is no element \"\(name)\" in this \(Self.kindName(value))")
            }
            var found = entry.value.inheriting(from: value)
            found.origins = found.origins.chosen(by: entry.keyOrigins)
            var chosen = found.chosen(by: key, Hop(span, "the key is \"\(name)\""))
            // An attribute's name is no secret to Terraform, a key of a map is.
            if case .object = value.content { chosen.isSensitive = found.isSensitive }
            return chosen
        } catch {
            return failure(
                "hcl-no-element", error.message, at: span, by: value.origins.joined(key.origins))
        }
    }

    /// What an index that is not known leads to: any of the elements; nil where those are too many to look at.
    private func any(of container: Value, by key: Value, _ unknown: Unknown) -> Value? {
        guard container.weight <= 5000, step(container.weight / 8) else { return nil }
        var elements = (container.elements ?? []).map { $0.inheriting(from: container) }
        for entry in container.members?.entries ?? [] {
            elements.append(
                entry.value.inheriting(from: container).chosen(by: Value(.bool(true), entry.keyOrigins)))
        }
        return elements.isEmpty ? nil : Value.oneOf(elements, unknown).chosen(by: key)
    }

    private func splat(_ value: Value, _ span: SourceSpan, _ each: (Value) -> Value) -> Value {
        if let candidates = value.candidates, !candidates.isKeyed {
            let trial = attempt { value.mapCandidates(each) ?? value }
            if !trial.failed { return trial.value }
        }
        if let unknown = value.unknown, value.open == nil {
            let reason = Unknown(unknown.reason, unknown.detail, at: unknown.span)
            var result = Value(.unknown(reason), value.origins, isSensitive: value.isSensitive)
            guard value.isTraced else { return result }
            let trial = attempt {
                each(Value(tracing: reason, value.origins, isSensitive: value.isSensitive))
            }
            result.isTraced = !trial.failed && trial.value.isDeeplyTraced
            if result.isTraced { result.origins = result.origins.joined(trial.value.deepOrigins) }
            return result
        }
        var result = value
        if value.isNull {
            result.content = .tuple([])
        } else if let elements = value.elements {
            let values = elements.map(each)
            switch value.content {
            case .list(_, let type), .set(_, let type):
                guard
                    let unified = values.isEmpty
                        ? Self.type(of: each, type, self) : Unification.unify(values.map(\.type)),
                    let uniform = try? Conversion.uniform(values, unified)
                else { return Value(.tuple(values), value.origins) }
                result.content = .list(uniform.0, uniform.1)
            default: result.content = .tuple(values)
            }
        } else {
            result.content = .tuple([each(value)])
        }
        // What an object is made of that is known in part, its attributes say.
        result.origins = value.open == nil ? result.origins.derived : result.origins.shell
        return result
    }

    /// The type of what steps lead to, found with a value that is only a type.
    private static func type(of each: (Value) -> Value, _ type: ValueType, _ evaluator: Evaluator)
        -> ValueType
    {
        let probe = Value(.unknown(Unknown(.undefined, "an element", type: type)))
        return evaluator.attempt { each(probe) }.value.type
    }
}
