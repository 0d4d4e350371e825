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
        case .map(let map): map.isOfStrings ? "map[string]string" : "map[string]interface {}"
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

    /// A copy in which no map is shared; deeper than `limit` it is cut with a fault.
    public func deepCopy(limit: Int = 200) throws -> GoValue {
        guard limit > 0 else { throw GoFault("the value contains itself", id: "template-limit") }
        switch data {
        case .list(let items):
            return GoValue(.list(try items.map { try $0.deepCopy(limit: limit - 1) }), origins)
        case .map(let map):
            var entries: [String: GoMap.Entry] = [:]
            for (key, entry) in map.entries {
                entries[key] = GoMap.Entry(
                    value: try entry.value.deepCopy(limit: limit - 1), keyOrigins: entry.keyOrigins)
            }
            return GoValue(.map(GoMap(entries)), origins)
        default: return self
        }
    }

    /// Equality of contents, as `deepEqual` has it.
    func equals(_ other: GoValue, depth: Int = 0) -> Bool {
        guard depth < 200 else { return false }
        switch (data, other.data) {
        case (.missing, .missing), (.null, .null), (.missing, .null), (.null, .missing): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)), (.int64(let a), .int64(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return a.bytes == b.bytes
        case (.list(let a), .list(let b)):
            return a.count == b.count && elements == other.elements && isNilSlice == other.isNilSlice
                && zip(a, b).allSatisfy { $0.equals($1, depth: depth + 1) }
        case (.map(let a), .map(let b)):
            return a.entries.count == b.entries.count
                && a.entries.allSatisfy { key, entry in
                    b[key].map { entry.value.equals($0, depth: depth + 1) } ?? false
                }
        case (.object(let a), .object(let b)): return a === b
        default: return false
        }
    }
}
