import Diagnostics
import HCL
import Provenance

extension Evaluator {
    /// Key and value of everything in a collection, in order; nil when it is none.
    func iterate(_ collection: Value) -> [(key: Value, value: Value)]? {
        if case .set(let elements, _) = collection.content {
            return elements.map { ($0.inheriting(from: collection), $0.inheriting(from: collection)) }
        }
        if let elements = collection.elements {
            return elements.enumerated().map {
                (
                    Value(.number(Number($0.offset))).inheriting(from: collection),
                    $0.element.inheriting(from: collection)
                )
            }
        }
        return collection.members?.entries.map { entry in
            var key = Value(.string(Text(entry.key)), entry.keyOrigins)
            key = key.inheriting(from: collection)
            return (key, entry.value.inheriting(from: collection))
        }
    }

    /// Tries a filter on something unknown: what is wrong with it is wrong though nothing is iterated over.
    private func probe(_ condition: ExpressionView, _ introduction: ForIntroduction, _ frame: Frame) -> Value?
    {
        let something = Value(.unknown(Unknown(.undefined, "an element")))
        var bindings = [(introduction.value, something)]
        if let key = introduction.key { bindings.append((key, something)) }
        let trial = attempt { evaluate(condition, frame.binding(bindings)) }
        if trial.failed {
            restore(trial.errors)
            let reason = trial.value.unknown
            return Value(
                .unknown(
                    Unknown(
                        reason?.reason ?? .error, reason?.detail ?? "a condition is wrong", at: reason?.span))
            )
        }
        if trial.value.unknown == nil, (try? Conversion.bool(trial.value)) == nil {
            return failure(
                "hcl-evaluation-condition", "a condition is a bool, not \(trial.value.type.text)",
                at: frame.span(condition.range))
        }
        return nil
    }

    /// What a `for` over something unknown is: made of that, and of all that is done with an element of it.
    private func unsettled(_ unknown: Unknown, _ collection: Value, _ view: ForView, _ frame: Frame) -> Value
    {
        var result = Value(.unknown(unknown), collection.origins, isSensitive: collection.isSensitive)
        guard collection.isDeeplyTraced, let introduction = view.introduction else { return result }
        let something = Value(tracing: unknown, collection.origins, isSensitive: collection.isSensitive)
        var bindings = [(introduction.value, something)]
        if let key = introduction.key { bindings.append((key, something)) }
        let inner = frame.binding(bindings)
        for part in [view.condition, view.key, view.value].compactMap({ $0 }) {
            let attempt = attempt { evaluate(part, inner) }
            guard !attempt.failed, attempt.value.isDeeplyTraced else { return result }
            result.origins = result.origins.joined(attempt.value.deepOrigins)
        }
        result.isTraced = true
        return result
    }

    /// A `for` of which a filter or a key is not known, with the origins of all that it does with each item.
    private func settled(
        _ whole: Value, over items: [(key: Value, value: Value)], of collection: Value, _ view: ForView,
        _ frame: Frame
    ) -> Value {
        guard collection.weight <= 5000, let introduction = view.introduction else { return whole }
        var result = whole
        result.origins = result.origins.joined(collection.origins)
        for item in items {
            var bindings = [(introduction.value, item.value)]
            if let key = introduction.key { bindings.append((key, item.key)) }
            let inner = frame.binding(bindings)
            for part in [view.condition, view.key, view.value].compactMap({ $0 }) {
                let attempt = attempt { evaluate(part, inner) }
                guard !attempt.failed, attempt.value.isDeeplyTraced else { return whole }
                result.origins = result.origins.joined(attempt.value.deepOrigins)
            }
        }
        result.isTraced = true
        return result
    }

    func forExpression(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let view = expression.forExpression, let introduction = view.introduction, let body = view.value
        else {
            return unreadable(expression.range, frame)
        }
        let collection = evaluate(introduction.collection, frame)
        if let unknown = collection.unknown {
            return unsettled(
                Unknown(unknown.reason, unknown.detail, at: unknown.span), collection, view, frame)
        }
        guard let items = iterate(collection) else {
            let what = collection.isNull ? "null" : "a \(Self.kindName(collection))"
            return failure(
                "hcl-not-iterable", "\(what) cannot be iterated over",
                at: frame.span(introduction.collection.range))
        }
        if let condition = view.condition, let wrong = probe(condition, introduction, frame) { return wrong }
        var result = ForResult(groups: view.groups)
        for item in items {
            var bindings = [(introduction.value, item.value)]
            if let key = introduction.key { bindings.append((key, item.key)) }
            let inner = frame.binding(bindings)
            var filter: Value?
            if let condition = view.condition {
                let value = evaluate(condition, inner)
                if let unknown = value.unknown {
                    let whole = Value(
                        .unknown(Unknown(unknown.reason, unknown.detail, at: unknown.span)), value.origins)
                    return settled(whole, over: items, of: collection, view, frame)
                }
                guard let flag = try? Conversion.bool(value) else {
                    return failure(
                        "hcl-evaluation-condition", "a condition is a bool, not \(value.type.text)",
                        at: frame.span(condition.range))
                }
                result.filters = result.filters.joined(value.origins)
                if !flag { continue }
                filter = value
            }
            var value = evaluate(body, inner)
            if let filter { value = value.chosen(by: filter) }
            guard let keyView = view.key else {
                result.values.append(value)
                continue
            }
            let key = evaluate(keyView, inner)
            if let wrong = result.add(value, key: key, at: frame.span(keyView.range), self) {
                return key.unknown == nil ? wrong : settled(wrong, over: items, of: collection, view, frame)
            }
        }
        return result.value(isObject: expression.kind == .forObject, of: collection)
    }
}

/// What a `for` has produced so far.
private struct ForResult {
    var groups: Bool
    var values: [Value] = []
    var entries: [Members.Entry] = []
    var positions: [String: Int] = [:]
    var grouped: [[Value]] = []
    var filters = Origins.none

    init(groups: Bool) { self.groups = groups }

    /// Nil when all is well, else what the whole is instead.
    mutating func add(_ value: Value, key: Value, at span: SourceSpan, _ evaluator: Evaluator) -> Value? {
        if let unknown = key.unknown {
            return Value(.unknown(Unknown(unknown.reason, unknown.detail, at: unknown.span)), key.origins)
        }
        guard let name = try? Conversion.string(key) else {
            return evaluator.failure(
                "hcl-evaluation-key", "an object key is a string, not \(key.isNull ? "null" : key.type.text)",
                at: span)
        }
        if let position = positions[name] {
            guard groups else {
                return evaluator.failure(
                    "hcl-duplicate-key", "two results have the key \"\(name)\"; `...` gathers them", at: span)
            }
            grouped[position].append(value)
            return nil
        }
        positions[name] = entries.count
        grouped.append([value])
        entries.append(.init(name, value, keyOrigins: key.origins))
        return nil
    }

    func value(isObject: Bool, of collection: Value) -> Value {
        let origins = collection.origins.derived.joined(.none).chosen(by: filters)
        guard isObject else { return Value(.tuple(values), origins, isSensitive: collection.isSensitive) }
        guard groups else {
            return Value(.object(Members(entries)), origins, isSensitive: collection.isSensitive)
        }
        let gathered = zip(entries, grouped).map { entry, values in
            Members.Entry(entry.key, Value(.tuple(values)), keyOrigins: entry.keyOrigins)
        }
        return Value(.object(Members(gathered)), origins, isSensitive: collection.isSensitive)
    }
}
