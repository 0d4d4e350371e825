import Provenance

extension Evaluator {
    /// What a function that moves elements about makes of collections of which it is not known what is in them; nil for other
    /// functions, and other arguments.
    func gathered(_ name: String, _ arguments: [Value]) -> Value? {
        guard let unknown = Self.looseUnknown(name, arguments) else { return nil }
        switch name {
        case "length":
            var reason = unknown
            reason.type = .number
            return arguments.first.map { argument in
                var result = Value(.unknown(reason), Origins.none.chosen(by: argument.membership))
                result.isTraced = argument.isTraced
                return result
            }
        case "flatten": return arguments.first.flatMap { flattened($0, unknown) }
        case "concat": return concatenated(arguments, unknown)
        case "values", "reverse", "slice":
            guard let items = arguments.first?.possibleItems else { return nil }
            return list(items.map(\.value), unknown, deciders(arguments))
        case "keys":
            guard let items = arguments.first?.possibleItems else { return nil }
            return list(items.map(\.key), unknown, deciders(arguments))
        case "element", "one":
            guard arguments[0].candidates != nil, let items = arguments[0].possibleItems else { return nil }
            let found = Value.oneOf(items.map(\.value), unknown)
            return arguments.dropFirst().reduce(found) { $0.chosen(by: $1) }
        case "coalescelist": return Value.oneOf(arguments, unknown)
        case "lookup":
            guard let found = arguments[0].candidate(at: arguments[1]) else { return nil }
            return Value.oneOf([found] + arguments.dropFirst(2), unknown).chosen(by: arguments[1])
        case "distinct", "compact", "setunion", "setintersection", "setsubtract":
            // What is equal to what, all of it decides.
            var values: [Value] = []
            for argument in arguments {
                guard let items = argument.possibleItems else { return nil }
                values += items.map(\.value)
            }
            return list(values, unknown, arguments.reduce(Origins.none) { $0.joined($1.deepOrigins) })
        case "merge": return merged(arguments, unknown)
        case "zipmap": return zipped(arguments, unknown)
        case "setproduct":
            var cells: [Value] = []
            for argument in arguments {
                guard let items = argument.possibleItems else { return nil }
                cells.append(items.count == 1 ? items[0].value : Value.oneOf(items.map(\.value), unknown))
            }
            return list([Value(.tuple(cells))], unknown, deciders(arguments))
        default: return nil
        }
    }

    /// Why it is not known what is in an argument, where nothing else stands in the way.
    private static func looseUnknown(_ name: String, _ arguments: [Value]) -> Unknown? {
        var found: Unknown?
        for argument in arguments {
            if let candidates = argument.candidates {
                guard argument.isTraced else { return nil }
                found = found ?? candidates.unknown
            } else if argument.unknown != nil || argument.isNull {
                guard name == "merge", argument.isNull else { return nil }
            } else if name == "flatten", let elements = argument.elements, argument.isDeeplyTraced {
                found = found ?? looseElement(elements)
            }
        }
        return found
    }

    private static func looseElement(_ elements: [Value]) -> Unknown? {
        var waiting = elements
        while let value = waiting.popLast() {
            if let unknown = value.unknown, value.open == nil, !value.type.isPrimitive { return unknown }
            waiting += value.elements ?? []
        }
        return nil
    }

    private func list(_ values: [Value], _ unknown: Unknown, _ membership: Origins) -> Value {
        let number = Value(tracing: unknown)
        return Value.candidates(
            values.map { (number, $0) }, isKeyed: false, unknown, membership: membership)
    }

    private func deciders(_ arguments: [Value]) -> Origins {
        arguments.reduce(Origins.none) { $0.joined($1.membership) }
    }

    private func flattened(_ value: Value, _ unknown: Unknown) -> Value? {
        var leaves: [Value] = []
        var membership = value.membership
        var waiting = [value]
        while let value = waiting.popLast() {
            if value.elements != nil || value.candidates?.isKeyed == false {
                guard let items = value.possibleItems, step(items.count) else { return nil }
                if value.candidates != nil { membership = membership.joined(value.membership) }
                waiting += items.reversed().map(\.value)
                continue
            }
            // It may be a list, and then what it is made of is what its elements are.
            if value.unknown != nil, value.open == nil, value.candidates == nil, !value.type.isPrimitive {
                membership = membership.joined(value.origins)
            }
            leaves.append(value)
        }
        return list(leaves, unknown, membership)
    }

    private func concatenated(_ arguments: [Value], _ unknown: Unknown) -> Value? {
        var values: [Value] = []
        // Those in front of the first list of which it is not known what is in it.
        var first: [Value]?
        for argument in arguments {
            guard argument.members == nil, argument.candidates?.isKeyed != true,
                let items = argument.possibleItems
            else { return nil }
            if argument.candidates != nil, first == nil { first = values }
            values += items.map(\.value)
        }
        let number = Value(tracing: unknown)
        return Value.candidates(
            values.map { (number, $0) }, isKeyed: false, unknown, membership: deciders(arguments),
            places: first.flatMap { $0.isEmpty ? nil : .numbered($0) } ?? .unknown)
    }

    /// Of the same key the last one wins that is certainly there.
    private func merged(_ arguments: [Value], _ unknown: Unknown) -> Value? {
        var items: [(key: Value, value: Value)] = []
        var values: [String: [Value]] = [:]
        var keys: [String: Origins] = [:]
        var hasNames = true
        for argument in arguments where !argument.isNull {
            guard argument.members != nil || argument.candidates?.isKeyed == true,
                let own = argument.possibleItems
            else { return nil }
            items += own
            switch argument.candidates?.places {
            case .unknown, .numbered: hasNames = false
            case .named, nil: break
            }
            for item in own {
                guard let name = item.key.string else { continue }
                let value = item.value.chosen(by: item.key)
                if argument.candidates == nil {
                    values[name] = [value]
                } else {
                    values[name, default: []].append(value)
                }
                keys[name] = (keys[name] ?? .none).joined(item.key.origins)
            }
        }
        let members = values.map { name, values in
            Members.Entry(
                name, values.count == 1 ? values[0] : Value.oneOf(values, unknown),
                keyOrigins: keys[name] ?? .none)
        }
        return Value.candidates(
            items, isKeyed: true, unknown, membership: deciders(arguments),
            places: hasNames ? .named(Members(members)) : .unknown)
    }

    private func zipped(_ arguments: [Value], _ unknown: Unknown) -> Value? {
        guard let keys = arguments[0].possibleItems, let values = arguments[1].possibleItems else {
            return nil
        }
        func any(_ values: [Value]) -> Value {
            values.count == 1 ? values[0] : Value.oneOf(values, unknown)
        }
        let item = (key: any(keys.map(\.value)), value: any(values.map(\.value)))
        return Value.candidates(
            [item], isKeyed: true, unknown,
            membership: deciders(arguments).joined(item.key.deepOrigins))
    }
}
