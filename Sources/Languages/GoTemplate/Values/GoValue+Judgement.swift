extension GoValue {
    /// Go's truth: everything but zero, the empty and nothing.
    public var isTrue: Bool {
        switch data {
        case .missing, .null: false
        case .bool(let flag): flag
        case .int(let number), .int64(let number): number != 0
        case .float(let number): number != 0
        case .string(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .map(let map): !map.entries.isEmpty
        case .object(let object):
            switch object.contents {
            case .list, .map: GoValue(object.contents).isTrue
            default: true
            }
        }
    }

    /// Whether there is nothing.
    public var isNothing: Bool {
        switch data {
        case .missing, .null: true
        default: false
        }
    }

    /// Go's name of the type.
    public var typeName: String {
        switch data {
        case .missing, .null: "<nil>"
        case .bool: "bool"
        case .int: "int"
        case .int64: "int64"
        case .float: "float64"
        case .string: "string"
        case .list: "[]" + elements.rawValue
        case .map(let map):
            map.typeName ?? (map.isOfStrings ? "map[string]string" : "map[string]interface {}")
        case .object(let object): object.typeName
        }
    }

    /// Go's name of the kind.
    public var kindName: String {
        switch data {
        case .missing, .null: "invalid"
        case .list: "slice"
        case .map: "map"
        case .object(let object):
            switch object.contents {
            case .list: "slice"
            case .map: "map"
            case .int: "int"
            case .int64: "int64"
            default: object.typeName.hasPrefix("*") ? "ptr" : "struct"
            }
        default: typeName
        }
    }

    /// The text, if it is one.
    public var text: GoText? {
        if case .string(let text) = data { return text }
        return nil
    }

    /// The elements, if it is a list.
    public var items: [GoValue]? {
        switch data {
        case .list(let items): return items
        case .object(let object):
            if case .list(let items) = object.contents { return items }
            return nil
        default: return nil
        }
    }

    /// The map, if it is one.
    public var mapping: GoMap? {
        switch data {
        case .map(let map): return map
        case .object(let object):
            if case .map(let map) = object.contents { return map }
            return nil
        default: return nil
        }
    }

    /// The whole number, if it is an integer.
    public var integer: Int64? {
        switch data {
        case .int(let number), .int64(let number): number
        case .object(let object):
            switch object.contents {
            case .int(let number), .int64(let number): number
            default: nil
            }
        default: nil
        }
    }

    /// A copy in which no map is shared; deeper than `limit`, or with more than a million parts, it is a fault.
    public func deepCopy(limit: Int = 200) throws -> GoValue {
        var budget = 1_000_000
        return try deepCopy(limit: limit, budget: &budget)
    }

    private func deepCopy(limit: Int, budget: inout Int) throws -> GoValue {
        budget -= 1
        guard limit > 0, budget > 0 else {
            throw GoFault("the value contains itself", id: "template-limit")
        }
        var copy = self
        switch data {
        case .list(let items):
            var copies: [GoValue] = []
            copies.reserveCapacity(items.count)
            for item in items { copies.append(try item.deepCopy(limit: limit - 1, budget: &budget)) }
            copy.data = .list(copies)
        case .map(let map):
            var entries: [String: GoMap.Entry] = [:]
            entries.reserveCapacity(map.entries.count)
            for (key, entry) in map.entries {
                entries[key] = GoMap.Entry(
                    value: try entry.value.deepCopy(limit: limit - 1, budget: &budget),
                    keyOrigins: entry.keyOrigins)
            }
            let other = GoMap(entries)
            other.isOfStrings = map.isOfStrings
            other.typeName = map.typeName
            copy.data = .map(other)
        default: break
        }
        return copy
    }

    /// Equality of contents, as `deepEqual` has it.
    ///
    /// - Throws: when the values are too large or contain themselves.
    func equals(_ other: GoValue) throws -> Bool {
        var budget = 1_000_000
        return try equals(other, depth: 0, budget: &budget)
    }

    private func equals(_ other: GoValue, depth: Int, budget: inout Int) throws -> Bool {
        budget -= 1
        guard depth < 200, budget > 0 else {
            throw GoFault("the values are too large to compare", id: "template-limit")
        }
        switch (data, other.data) {
        case (.missing, .missing), (.null, .null), (.missing, .null), (.null, .missing): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)), (.int64(let a), .int64(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return a.bytes == b.bytes
        case (.list(let a), .list(let b)):
            guard a.count == b.count, elements == other.elements, isNil == other.isNil else {
                return false
            }
            for (x, y) in zip(a, b) {
                guard try x.equals(y, depth: depth + 1, budget: &budget) else { return false }
            }
            return true
        case (.map(let a), .map(let b)):
            if a === b { return true }
            guard a.entries.count == b.entries.count else { return false }
            for (key, entry) in a.entries {
                guard let value = b[key], try entry.value.equals(value, depth: depth + 1, budget: &budget)
                else {
                    return false
                }
            }
            return true
        case (.object(let a), .object(let b)): return a === b
        default: return false
        }
    }
}
