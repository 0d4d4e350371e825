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

    /// A `for` of which it is not known what it goes over, or what it leaves out, or under which keys: some of what it makes of
    /// the items, each with origins of its own.
    private func candidates(
        over items: [(key: Value, value: Value)]?, of collection: Value, _ unknown: Unknown, _ view: ForView,
        _ frame: Frame
    ) -> Value {
        let unknown = Unknown(unknown.reason, unknown.detail, at: unknown.span)
        let plain = Value(.unknown(unknown), collection.origins, isSensitive: collection.isSensitive)
        guard let introduction = view.introduction, let body = view.value,
            items == nil ? collection.isDeeplyTraced : collection.weight <= 5000
        else { return plain }
        // Of what is not known, every item is.
        let something = Value(tracing: unknown, collection.origins, isSensitive: collection.isSensitive)
        let number = Value(tracing: unknown)
        var membership = collection.membership
        var found: [(key: Value, value: Value)] = []
        for item in items ?? [(something, something)] {
            var bindings = [(introduction.value, item.value)]
            if let key = introduction.key { bindings.append((key, item.key)) }
            let inner = frame.binding(bindings)
            var filter: Value?
            if let condition = view.condition {
                filter = traced(condition, inner)
                guard let filter else { return plain }
                membership = membership.joined(filter.deepOrigins)
                if (try? Conversion.bool(filter)) == false { continue }
            }
            guard var value = traced(body, inner) else { return plain }
            if let filter { value = value.chosen(by: filter) }
            guard let keyView = view.key else {
                found.append((number, value))
                continue
            }
            guard let key = traced(keyView, inner) else { return plain }
            found.append((key, value))
        }
        let isKeyed = view.key != nil
        if view.groups {
            // Any of the values may be under any of the keys.
            let keys = found.map { ($0.key, $0.value) }
            found = keys.map { key, value in
                (key, Value.candidates([(number, value)], isKeyed: false, unknown, membership: .none))
            }
        }
        if isKeyed { membership = found.reduce(membership) { $0.joined($1.key.deepOrigins) } }
        var result = Value.candidates(
            found, isKeyed: isKeyed, unknown, membership: membership,
            places: isKeyed ? Self.places(of: found, unknown) : .unknown)
        result.isSensitive = collection.isSensitive
        return result
    }

    /// The value of an expression whose origins are all that it may depend on; nil for others, and where it is wrong.
    private func traced(_ expression: ExpressionView, _ frame: Frame) -> Value? {
        let attempt = attempt { evaluate(expression, frame) }
        return attempt.failed || !attempt.value.isDeeplyTraced ? nil : attempt.value
    }

    /// Each under its key, where all keys are known.
    private static func places(of items: [(key: Value, value: Value)], _ unknown: Unknown)
        -> Candidates.Places
    {
        var values: [String: [Value]] = [:]
        for item in items {
            guard item.key.unknown == nil, let name = try? Conversion.string(item.key) else {
                return .unknown
            }
            values[name, default: []].append(item.value.chosen(by: item.key))
        }
        return .named(
            Members(
                values.map { .init($0, $1.count == 1 ? $1[0] : Value.oneOf($1, unknown)) }))
    }

    func forExpression(_ expression: ExpressionView, _ frame: Frame) -> Value {
        guard let view = expression.forExpression, let introduction = view.introduction, let body = view.value
        else {
            return unreadable(expression.range, frame)
        }
        let collection = evaluate(introduction.collection, frame)
        if let unknown = collection.unknown {
            let items = collection.candidates == nil ? nil : collection.possibleItems
            return candidates(over: items, of: collection, unknown, view, frame)
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
                    return candidates(over: items, of: collection, unknown, view, frame)
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
            if let unknown = key.unknown {
                return candidates(over: items, of: collection, unknown, view, frame)
            }
            if let wrong = result.add(value, key: key, at: frame.span(keyView.range), self) { return wrong }
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
