import HCL
import Provenance

/// The operators with two operands.
enum Operators {
    static func apply(_ sign: HCLNodeKind, _ left: Value, _ right: Value) throws(ConversionError) -> Value {
        let isNumeric = [.plus, .minus, .star, .slash, .percent].contains(sign)
        let type: ValueType = isNumeric ? .number : .bool
        if sign == .equalTo || sign == .notEqualTo { return equality(sign, left, right) }
        if let unknown = left.unknown ?? right.unknown {
            if sign == .and || sign == .or, let known = logicalShortcut(sign, right) { return known }
            return Evaluator.unknown(unknown, type, [left, right])
        }
        let content: Value.Content
        if sign == .and || sign == .or {
            let (a, b) = (try Conversion.bool(left), try Conversion.bool(right))
            // Where only one of them decides, the other does not matter.
            if let known = logicalShortcut(sign, right), (sign == .and) == a { return known }
            content = .bool(sign == .and ? a && b : a || b)
        } else {
            content = try arithmetic(sign, try Conversion.number(left), try Conversion.number(right))
        }
        return Value(
            content, left.origins.joined(right.origins), isSensitive: left.isSensitive || right.isSensitive)
    }

    private static func logicalShortcut(_ sign: HCLNodeKind, _ right: Value) -> Value? {
        guard let flag = try? Conversion.bool(right), flag == (sign == .or) else { return nil }
        return Value(.bool(flag), right.origins.derived, isSensitive: right.isSensitive)
    }

    private static func equality(_ sign: HCLNodeKind, _ left: Value, _ right: Value) -> Value {
        // What is in a collection does not matter to whether it is null.
        let isAboutNull = left.isNull != right.isNull && left.unknown == nil && right.unknown == nil
        let origins =
            isAboutNull || isAboutEmptiness(left, right)
            ? left.origins.joined(right.origins) : left.deepOrigins.joined(right.deepOrigins)
        let isSensitive = left.isDeeplySensitive || right.isDeeplySensitive
        guard let equal = Equality.areEqual(left, right) else {
            let unknown =
                left.firstUnknown ?? right.firstUnknown ?? Unknown(.error, "an operand is not known")
            return Evaluator.unknown(unknown, .bool, [left, right])
        }
        return Value(.bool(equal == (sign == .equalTo)), origins, isSensitive: isSensitive)
    }

    /// True for something that has elements, compared to something that has none: what they are does not matter.
    private static func isAboutEmptiness(_ left: Value, _ right: Value) -> Bool {
        guard let a = left.elements?.count ?? left.members?.count,
            let b = right.elements?.count ?? right.members?.count
        else { return false }
        return (a == 0) != (b == 0)
    }

    private static func arithmetic(_ sign: HCLNodeKind, _ a: Number, _ b: Number) throws(ConversionError)
        -> Value.Content
    {
        switch sign {
        case .plus: return .number(a + b)
        case .minus: return .number(a - b)
        case .star: return .number(a * b)
        case .slash:
            guard let quotient = a.divided(by: b) else {
                if a.isZero { throw ConversionError("division of zero by zero") }
                return .unknown(Unknown(.unsupported, "division by zero is infinite", type: .number))
            }
            return .number(quotient)
        case .percent: return .number(a.remainder(by: b))
        case .lessThan: return .bool(a < b)
        case .lessOrEqual: return .bool(a <= b)
        case .greaterThan: return .bool(a > b)
        case .greaterOrEqual: return .bool(a >= b)
        default: throw ConversionError("this operator is not known")
        }
    }
}

/// Equality as `==` has it: values of different types differ.
enum Equality {
    /// Nil when it depends on something unknown.
    static func areEqual(_ a: Value, _ b: Value) -> Bool? {
        if a.unknown != nil || b.unknown != nil { return nil }
        if a.isNull || b.isNull { return a.isNull && b.isNull }
        switch (a.content, b.content) {
        case (.bool(let a), .bool(let b)): return a == b
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return a.string == b.string
        case (.list(let x, _), .list(let y, _)): return a.type == b.type ? sequence(x, y) : false
        case (.tuple(let x), .tuple(let y)):
            return a.type == b.type || a.firstUnknown != nil || b.firstUnknown != nil ? sequence(x, y) : false
        case (.set(let x, _), .set(let y, _)):
            guard a.type == b.type else { return false }
            if a.firstUnknown != nil || b.firstUnknown != nil { return nil }
            return x.count == y.count && x.allSatisfy { one in y.contains { areEqual(one, $0) == true } }
        case (.map(let x, _), .map(let y, _)): return a.type == b.type ? members(x, y) : false
        case (.object(let x), .object(let y)):
            return a.type == b.type || a.firstUnknown != nil || b.firstUnknown != nil ? members(x, y) : false
        default: return false
        }
    }

    private static func sequence(_ a: [Value], _ b: [Value]) -> Bool? {
        guard a.count == b.count else { return false }
        return all(zip(a, b).lazy.map { areEqual($0, $1) })
    }

    private static func members(_ a: Members, _ b: Members) -> Bool? {
        guard a.count == b.count else { return false }
        return all(
            zip(a.entries, b.entries).lazy.map { $0.key == $1.key ? areEqual($0.value, $1.value) : false })
    }

    private static func all(_ answers: some Sequence<Bool?>) -> Bool? {
        var result: Bool? = true
        for answer in answers {
            if answer == false { return false }
            if answer == nil { result = nil }
        }
        return result
    }
}
