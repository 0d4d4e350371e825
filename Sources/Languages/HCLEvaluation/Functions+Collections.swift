import Provenance

extension Function {
    /// Functions that move elements about.
    static let collections: [String: Function] = [
        "length": Function(1...1, .moves) { a, _ throws(FunctionError) in
            if let text = a[0].string { return Value(.number(Number(text.count)), a[0].origins.derived) }
            guard let count = a[0].elements?.count ?? a[0].members?.count else {
                throw .message("this has no length")
            }
            return Value(.number(Number(count)), a[0].origins.derived)
        },
        "element": Function(2...2, .moves) { a, _ throws(FunctionError) in
            if case .set = a[0].content { throw .message("a list is required, not a set") }
            let (list, index) = (try a[0].sequence(), try a[1].whole())
            guard !list.isEmpty, index >= 0 else {
                throw .message(list.isEmpty ? "the list is empty" : "the index is negative")
            }
            return list[index % list.count].chosen(by: a[1])
        },
        "index": Function(2...2) { a, _ throws(FunctionError) in
            if case .set = a[0].content { throw .message("a list is required, not a set") }
            guard let found = try a[0].sequence().firstIndex(where: { Equality.areEqual($0, a[1]) == true })
            else {
                throw .message("the item is not in the list")
            }
            return .number(found)
        },
        "contains": Function(2...2) { a, _ throws(FunctionError) in
            Value(.bool(try a[0].sequence().contains { Self.same($0, a[1]) }))
        },
        "concat": Function(1...many, .moves) { a, evaluator throws(FunctionError) in
            var values: [Value] = []
            var allLists = true
            // What decides one of the lists, decides how many elements there are, and in which place.
            let deciders = a.reduce(Origins.none) { $0.joined($1.origins.deciders) }
            for list in a {
                if case .list = list.content {} else { allLists = false }
                if case .set = list.content { throw .message("a list is required, not a set") }
                values += try list.sequence()
                if values.count > evaluator.limits.elements {
                    throw .unknown(.limit, "more than \(evaluator.limits.elements) elements")
                }
            }
            if allLists, let type = Unification.unify(a.map(\.type)), case .list(let element) = type {
                var result = try Value.list(values, element)
                result.origins = deciders
                return result
            }
            return Value(.tuple(values), deciders)
        },
        "flatten": Function(1...1, .moves) { a, evaluator throws(FunctionError) in
            var values: [Value] = []
            var deciders = a[0].origins.derived
            var waiting = Array(try a[0].sequence().reversed())
            while let value = waiting.popLast() {
                if let unknown = value.unknown, !value.type.isPrimitive {
                    throw .unknown(unknown.reason, unknown.detail)
                }
                if let elements = value.elements {
                    // Those of a list that has something are with its elements.
                    if elements.isEmpty { deciders = deciders.joined(value.origins.deciders) }
                    waiting += try value.sequence().reversed()
                } else {
                    values.append(value)
                }
                if values.count > evaluator.limits.elements {
                    throw .unknown(.limit, "more than \(evaluator.limits.elements) elements")
                }
            }
            return Value(.tuple(values), deciders)
        },
        "compact": Function(1...1, .moves) { a, _ throws(FunctionError) in
            var values: [Value] = []
            for value in try a[0].converted(.list(.string)).sequence() {
                if value.isNull { continue }
                if let unknown = value.unknown { throw .unknown(unknown.reason, unknown.detail) }
                if value.string != "" { values.append(value) }
            }
            return try .list(values, .string)
        },
        "distinct": Function(1...1, .moves) { a, _ throws(FunctionError) in
            guard let list = try Self.asList(a[0]) else { throw .message("a list is required") }
            var seen: [String: Int] = [:]
            var values: [Value] = []
            for value in try list.sequence() {
                if let unknown = value.firstUnknown { throw .unknown(unknown.reason, unknown.detail) }
                let key = SetOrder.key(value)
                if let first = seen[key] {
                    values[first].origins = values[first].origins.joined(value.origins)
                } else {
                    seen[key] = values.count
                    values.append(value)
                }
            }
            return try .list(values, list.type.elementType)
        },
        "reverse": Function(1...1, .moves) { a, _ throws(FunctionError) in
            let values = Array(try a[0].sequence().reversed())
            switch a[0].content {
            case .tuple: return Value(.tuple(values))
            default: return try .list(values, a[0].type.elementType)
            }
        },
        "slice": Function(3...3, .moves) { a, _ throws(FunctionError) in
            if case .set = a[0].content { throw .message("a list is required, not a set") }
            let (list, from, to) = (try a[0].sequence(), try a[1].whole(), try a[2].whole())
            guard from >= 0, to >= from, to <= list.count else {
                throw .message("the bounds do not fit the list")
            }
            let bounds = a[1].origins.joined(a[2].origins)
            let values = list[from..<to].map { $0.chosen(by: a[1]).chosen(by: a[2]) }
            if case .tuple = a[0].content { return Value(.tuple(values), bounds) }
            var result = try Value.list(values, a[0].type.elementType)
            result.origins = bounds
            return result
        },
        "chunklist": Function(2...2, .moves) { a, _ throws(FunctionError) in
            guard let list = try Self.asList(a[0]) else { throw .message("a list is required") }
            let (values, size) = (try list.sequence(), try a[1].whole())
            guard size >= 0 else { throw .message("the size is negative") }
            let step = size == 0 ? max(values.count, 1) : size
            var chunks: [Value] = []
            for start in stride(from: 0, to: values.count, by: step) {
                chunks.append(
                    try .list(Array(values[start..<min(start + step, values.count)]), list.type.elementType))
            }
            return Value(.list(chunks, list.type), a[1].origins.derived)
        },
        "one": Function(1...1, .moves) { a, _ throws(FunctionError) in
            let list = try a[0].sequence()
            guard list.count <= 1 else { throw .message("the list has \(list.count) elements") }
            return list.first ?? Value(.null(a[0].type.elementType), a[0].origins.derived)
        },
        "keys": Function(1...1, .moves) { a, _ throws(FunctionError) in
            guard let members = a[0].members else { throw .message("a map or object is required") }
            let keys = members.entries.map {
                Value(.string(Text($0.key)), $0.keyOrigins).inheriting(from: a[0])
            }
            if case .map = a[0].content { return Value(.list(keys, .string)) }
            return Value(.tuple(keys))
        },
        "values": Function(1...1, .moves) { a, _ throws(FunctionError) in
            guard let members = a[0].members else { throw .message("a map or object is required") }
            let values = members.entries.map { $0.value.inheriting(from: a[0]) }
            if case .map(_, let type) = a[0].content { return Value(.list(values, type)) }
            return Value(.tuple(values))
        },
        "zipmap": Function(2...2, .moves) { a, _ throws(FunctionError) in
            let keys = try a[0].converted(.list(.string)).sequence()
            let values = try a[1].sequence()
            if case .set = a[1].content { throw .message("a list is required, not a set") }
            guard keys.count == values.count else {
                throw .message("there are \(keys.count) keys and \(values.count) values")
            }
            let isSensitive = keys.contains { $0.isSensitive }
            var entries: [Members.Entry] = []
            for (key, value) in zip(keys, values) {
                if key.isNull { throw .message("a key is null") }
                entries.append(.init(try key.text(), value, keyOrigins: key.origins))
            }
            if case .list(_, let type) = a[1].content {
                return Value(.map(Members(entries), type), isSensitive: isSensitive)
            }
            return Value(.object(Members(entries)), isSensitive: isSensitive)
        },
        "lookup": Function(2...3, .moves, takesNull: true) { a, _ throws(FunctionError) in
            if a[1].isNull { throw .message("the key is null") }
            guard let members = a[0].members else { throw .message("a map or object is required") }
            let key = try a[1].text()
            var isMap: ValueType?
            if case .map(_, let type) = a[0].content { isMap = type }
            // A default of another type is wrong even where it is not needed.
            if let type = isMap, a.count == 3 { _ = try a[2].converted(type) }
            if let entry = members.entry(key) {
                var found = entry.value.inheriting(from: a[0]).chosen(by: a[1])
                found.origins = found.origins.chosen(by: entry.keyOrigins)
                return found
            }
            guard a.count == 3 else {
                throw .message("the key \"\(key)\" is not there and there is no default")
            }
            let fallback = a[2].chosen(by: a[1]).chosen(by: Value(.bool(true), a[0].origins))
            return isMap == nil ? fallback : try fallback.converted(isMap ?? .dynamic)
        },
        // Terraform had it before `optional` took defaults, and what was written for that is still in use.
        "defaults": Function(2...2, .moves, takesNull: true) { a, _ throws(FunctionError) in
            guard a[0].elements != nil || a[0].members != nil || a[0].isNull else {
                throw .message("only collections and objects can have defaults")
            }
            return try a[0].filled(from: a[1])
        },
        "coalesce": Function(1...many, .moves, takesNull: true) { a, _ throws(FunctionError) in
            guard let type = Unification.unify(a.map(\.type)) else {
                throw .message("all arguments must have the same type")
            }
            var passed = Origins.none
            for value in a {
                let isEmpty = value.isNull || (type == .string && value.string == "")
                passed = passed.joined(value.origins)
                if isEmpty { continue }
                var result = try value.converted(type)
                result.origins = result.origins.chosen(by: passed)
                return result
            }
            throw .message("no argument has a value")
        },
        "coalescelist": Function(1...many, .moves, takesNull: true) { a, _ throws(FunctionError) in
            var passed = Origins.none
            for value in a {
                switch value.type {
                case .list, .tuple: break
                default: throw .message("a list is required, not a \(Evaluator.kindName(value))")
                }
                passed = passed.joined(value.origins)
                guard let count = value.elements?.count, count > 0 else { continue }
                var result = value
                result.origins = result.origins.chosen(by: passed)
                return result
            }
            throw .message("no argument has a value")
        },
        "matchkeys": Function(3...3, .moves) { a, _ throws(FunctionError) in
            let (values, keys, wanted) = (try a[0].sequence(), try a[1].sequence(), try a[2].sequence())
            guard values.count == keys.count else {
                throw .message("there are \(keys.count) keys and \(values.count) values")
            }
            let types = try [a[1], a[2]].map { list throws(FunctionError) in
                try list.converted(.list(.dynamic)).type.elementType
            }
            guard Unification.unify(types) != nil else {
                throw .message("the keys and what is searched for have no common type")
            }
            var found: [Value] = []
            for (value, key) in zip(values, keys)
            where wanted.contains(where: { Equality.areEqual($0, key) == true }) {
                found.append(value.chosen(by: key))
            }
            return try .list(found, a[0].type.elementType)
        },
        "transpose": Function(1...1) { a, _ throws(FunctionError) in
            let map = try a[0].converted(.map(.list(.string)))
            guard let members = map.members else { throw .message("a map is required") }
            var lists: [String: [String]] = [:]
            for entry in members.entries {
                for key in try entry.value.strings() { lists[key, default: []].append(entry.key) }
            }
            return Value(
                .map(
                    Members(
                        lists.map {
                            .init(
                                $0.key,
                                .strings($0.value.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }))
                        }), .list(.string)))
        },
    ]

    static func same(_ a: Value, _ b: Value) -> Bool {
        Equality.areEqual(a, b) == true
    }

    static func asList(_ value: Value) throws(FunctionError) -> Value? {
        if case .list = value.content { return value }
        return try value.converted(.list(.dynamic))
    }
}

extension ValueType {
    /// The type of elements; dynamic where they may differ.
    var elementType: ValueType {
        switch self {
        case .list(let element), .set(let element), .map(let element): element
        default: .dynamic
        }
    }
}

extension Value {
    /// The value with another one's in the place of every null leaf; the elements of a collection all take those of one element.
    ///
    /// Objects and collections that are null themselves stay so.
    fileprivate func filled(from fallback: Value) throws(FunctionError) -> Value {
        var result = self
        switch content {
        case .unknown, .partial, .open, .candidates: return self
        case .object(let members):
            guard !fallback.isNull else { return self }
            if let unknown = fallback.unknown {
                return Value(.unknown(unknown), origins.joined(fallback.origins), isSensitive: isSensitive)
            }
            var entries: [Members.Entry] = []
            for entry in members.entries {
                var entry = entry
                if let other = fallback.member(entry.key) {
                    entry.value = try entry.value.filled(from: other)
                }
                entries.append(entry)
            }
            result.content = .object(Members(entries))
        case .tuple(let elements):
            guard let others = fallback.elements else { return self }
            var values: [Value] = []
            for (index, element) in elements.enumerated() {
                values.append(
                    others.indices.contains(index)
                        ? try element.filled(from: others[index].inheriting(from: fallback)) : element)
            }
            result.content = .tuple(values)
        case .list(let elements, let type):
            result.content = .list(try Self.filled(elements, fallback), type)
        case .set(let elements, let type):
            result.content = SetOrder.set(try Self.filled(elements, fallback), type)
        case .map(let members, let type):
            let values = try Self.filled(members.entries.map(\.value), fallback)
            result.content = .map(
                Members(
                    zip(members.entries, values).map { .init($0.key, $1, keyOrigins: $0.keyOrigins) }), type)
        case .null(let type):
            switch type {
            case .bool, .number, .string, .dynamic: return try fallback.converted(type).chosen(by: self)
            default: return self
            }
        default: return self
        }
        return result
    }

    private static func filled(_ elements: [Value], _ fallback: Value) throws(FunctionError) -> [Value] {
        guard !fallback.isNull else { return elements }
        var values: [Value] = []
        for element in elements { values.append(try element.filled(from: fallback)) }
        return values
    }
}
