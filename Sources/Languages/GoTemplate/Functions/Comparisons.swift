extension GoFunctionTable {
    /// `eq ne lt le gt ge` with Go's rules: kinds must agree, but for integers of different size.
    mutating func addComparisons() {
        add("eq", "aa*") { call in
            guard call.args.count > 1 else { throw GoFault("missing argument for comparison") }
            for other in call.args.dropFirst() where try Self.areEqual(call.args[0], other) {
                return .bool(true, call.origins)
            }
            return .bool(false, call.origins)
        }
        add("ne", "aa") { .bool(!(try Self.areEqual($0.args[0], $0.args[1])), $0.origins) }
        add("lt", "aa") { .bool(try Self.isLess($0.args[0], $0.args[1]), $0.origins) }
        add("le", "aa") { call in
            let less = try Self.isLess(call.args[0], call.args[1])
            return .bool(try less || Self.areEqual(call.args[0], call.args[1]), call.origins)
        }
        add("gt", "aa") { call in
            let less = try Self.isLess(call.args[0], call.args[1])
            return .bool(try !less && !Self.areEqual(call.args[0], call.args[1]), call.origins)
        }
        add("ge", "aa") { .bool(!(try Self.isLess($0.args[0], $0.args[1])), $0.origins) }
    }

    private static func areEqual(_ a: GoValue, _ b: GoValue) throws -> Bool {
        switch (a.data, b.data) {
        case (.bool(let a), .bool(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return a.bytes == b.bytes
        default: break
        }
        if let left = a.integer, let right = b.integer { return left == right }
        if a.isNothing || b.isNothing { return a.isNothing && b.isNothing }
        let isCollection = (a.items ?? b.items) != nil || (a.mapping ?? b.mapping) != nil
        guard isCollection, basicKind(a) == nil, basicKind(b) == nil else {
            throw GoFault("incompatible types for comparison")
        }
        func printed(_ value: GoValue) throws -> String {
            try GoPrintf.sprintf(GoText("%s"), [value]).string
        }
        if a.kindName == b.kindName {
            throw GoFault("non-comparable type \(try printed(b)): \(b.typeName)")
        }
        throw GoFault(
            "non-comparable types \(try printed(a)): \(a.typeName), \(b.typeName): \(try GoFormat.text(b).string)"
        )
    }

    private static func basicKind(_ value: GoValue) -> String? {
        switch value.data {
        case .bool, .int, .int64, .float, .string: value.typeName
        default: nil
        }
    }

    private static func isLess(_ a: GoValue, _ b: GoValue) throws -> Bool {
        for value in [a, b] {
            switch value.data {
            case .int, .int64, .float, .string, .bool: continue
            default: throw GoFault("invalid type for comparison")
            }
        }
        switch (a.data, b.data) {
        case (.float(let a), .float(let b)): return a < b
        case (.string(let a), .string(let b)): return a.bytes.lexicographicallyPrecedes(b.bytes)
        case (.bool, .bool): throw GoFault("invalid type for comparison")
        default:
            guard let left = a.integer, let right = b.integer else {
                throw GoFault("incompatible types for comparison")
            }
            return left < right
        }
    }
}
