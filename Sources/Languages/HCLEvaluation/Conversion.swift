import Provenance

/// A value is not of the type that is needed; the message has no position.
struct ConversionError: Error {
    var message: String
    /// Set where it is no error, but nothing that is computed with.
    var unknown: Unknown?
    init(_ message: String, _ unknown: Unknown? = nil) {
        self.message = message
        self.unknown = unknown
    }
}

/// Terraform's conversions between types.
enum Conversion {
    static func bool(_ value: Value) throws(ConversionError) -> Bool {
        guard case .bool(let flag) = try convert(value, to: .bool).content else {
            throw mismatch(value, .bool)
        }
        return flag
    }

    static func number(_ value: Value) throws(ConversionError) -> Number {
        let converted = try convert(value, to: .number)
        guard case .number(let number) = converted.content else {
            if value.unknown == nil, let unknown = converted.unknown {
                throw ConversionError(unknown.detail, unknown)
            }
            throw mismatch(value, .number)
        }
        return number
    }

    static func string(_ value: Value) throws(ConversionError) -> String {
        guard case .string(let text) = try convert(value, to: .string).content else {
            throw mismatch(value, .string)
        }
        return text.string
    }

    private static func mismatch(_ value: Value, _ type: ValueType) -> ConversionError {
        ConversionError("a \(type.text) is required, not \(value.isNull ? "null" : value.type.text)")
    }

    /// The value as one of a type; identity is kept only where nothing changes.
    static func convert(_ value: Value, to type: ValueType) throws(ConversionError) -> Value {
        if case .dynamic = type { return value }
        var result = value
        switch (value.content, type) {
        case (.null, _): result.content = .null(type)
        case (.unknown(var unknown), _):
            unknown.type = type
            result.content = .unknown(unknown)
        case (.partial, .string): break
        case (.partial(let text), _):
            var unknown = text.unknown
            unknown.type = type
            result.content = .unknown(unknown)
        case (.open(let object), .object(let attributes)):
            var entries: [Members.Entry] = []
            for entry in object.members.entries {
                guard let type = attributes[entry.key] else { continue }
                entries.append(.init(entry.key, try convert(entry.value, to: type)))
            }
            var unknown = object.unknown
            unknown.type = type
            result.content = .open(
                OpenObject(
                    Members(entries), unknown: unknown, isAlternative: object.isAlternative,
                    occasional: object.occasional))
        case (.candidates, .list(let element)), (.candidates, .set(let element)),
            (.candidates, .map(let element)):
            result = try candidates(value, element, type)
        case (.candidates(let candidates), _):
            var unknown = candidates.unknown
            unknown.type = type
            result.content = .unknown(unknown)
        case (.open(let object), _):
            var unknown = object.unknown
            unknown.type = type
            result.content = .unknown(unknown)
        case (.bool, .bool), (.number, .number), (.string, .string): break
        case (.bool(let flag), .string):
            result.content = .string(Text(flag ? "true" : "false"))
        case (.number(let number), .string):
            result.content = .string(Text(number.text))
        case (.string(let text), .bool):
            switch text.string {
            case "true", "1": result.content = .bool(true)
            case "false", "0": result.content = .bool(false)
            default: throw ConversionError("a bool is required, not the string \"\(text.string.prefix(40))\"")
            }
        case (.string(let text), .number):
            guard let number = Number(text.string) else {
                if Number.isNumeral(text.string) {
                    result.content = .unknown(.tooLargeNumber)
                    break
                }
                throw ConversionError("a number is required, not the string \"\(text.string.prefix(40))\"")
            }
            result.content = .number(number)
        default:
            result.content = try collection(value, type)
            if let unknown = result.unknown, let items = value.possibleItems {
                // Which elements of a set are the same, all that is in them decides.
                return Value.candidates(
                    items.map { ($0.value, $0.value) }, isKeyed: false, unknown, membership: value.deepOrigins
                )
            }
            // A set cannot keep marks apart.
            if case .set(let elements, _) = result.content {
                result.isSensitive = result.isSensitive || elements.contains { $0.isDeeplySensitive }
            }
        }
        return result
    }

    /// A collection of which it is not known what is in it, with elements of one type.
    private static func candidates(_ value: Value, _ element: ValueType, _ type: ValueType)
        throws(ConversionError) -> Value
    {
        guard let candidates = value.candidates else { return value }
        var failure: ConversionError?
        func converted(_ value: Value) -> Value {
            do throws(ConversionError) { return try convert(value, to: element) } catch {
                failure = failure ?? error
                return value
            }
        }
        guard var result = value.mapCandidates(converted) else { return value }
        if let failure { throw failure }
        guard case .set = type, let items = result.possibleItems else { return result }
        let isSensitive = result.isSensitive
        result = Value.candidates(
            items.map { ($0.value, $0.value) }, isKeyed: false, candidates.unknown,
            membership: result.origins)
        result.isSensitive = isSensitive
        return result
    }

    private static func collection(_ value: Value, _ type: ValueType) throws(ConversionError) -> Value.Content
    {
        switch type {
        case .list(let element):
            if case .list(let values, element) = value.content { return .list(values, element) }
            guard let elements = value.elements else { break }
            if elements.isEmpty { return .list([], try emptyElement(value, element)) }
            let (values, type) = try uniform(elements, element, needsOneType: true)
            return .list(values, type)
        case .set(let element):
            if case .set(let values, element) = value.content { return .set(values, element) }
            guard let elements = value.elements else { break }
            if elements.isEmpty { return .set([], try emptyElement(value, element)) }
            let (values, type) = try uniform(elements, element, needsOneType: true)
            return SetOrder.set(values, type)
        case .map(let element):
            if case .map(let members, element) = value.content { return .map(members, element) }
            guard let members = value.members else { break }
            if members.count == 0 { return .map(members, try emptyElement(value, element)) }
            let (values, type) = try uniform(members.entries.map(\.value), element)
            var index = -1
            return .map(
                members.mapValues { _ in
                    index += 1
                    return values[index]
                }, type)
        case .tuple(let types):
            guard let elements = value.elements, elements.count == types.count else { break }
            if case .set = value.content { break }
            var values: [Value] = []
            for (element, type) in zip(elements, types) { values.append(try convert(element, to: type)) }
            return .tuple(values)
        case .object(let attributes):
            guard let members = value.members else { break }
            var entries: [Members.Entry] = []
            for (name, type) in attributes {
                guard let entry = members.entry(name) else {
                    throw ConversionError("attribute \"\(name)\" is required")
                }
                entries.append(.init(name, try convert(entry.value, to: type), keyOrigins: entry.keyOrigins))
            }
            return .object(Members(entries))
        default: break
        }
        throw mismatch(value, type)
    }

    /// The type of the elements of an empty collection that is converted: what it has itself where nothing is asked for.
    private static func emptyElement(_ value: Value, _ wanted: ValueType) throws(ConversionError) -> ValueType
    {
        switch value.content {
        case .list(_, let own), .set(_, let own), .map(_, let own):
            guard Unification.isConvertible(own, to: wanted) else { throw mismatch(value, wanted) }
            return wanted == .dynamic ? own : wanted
        default: return wanted
        }
    }

    /// All values as one type: the one asked for, or the one that all can be.
    static func uniform(_ values: [Value], _ type: ValueType, needsOneType: Bool = false)
        throws(ConversionError)
        -> ([Value], ValueType)
    {
        var element = type
        if Unification.hasDynamic(type) {
            guard let unified = Unification.unify(values.map(\.type)) else {
                throw ConversionError("all elements must have the same type")
            }
            element = values.isEmpty ? type : unified
            // Of what is not known yet the type may still turn out to be the one that is needed.
            if needsOneType, unified == .dynamic, values.contains(where: { $0.type != .dynamic }),
                !values.contains(where: { $0.unknown != nil })
            {
                throw ConversionError("all elements must have the same type")
            }
            if case .dynamic = type {
            } else {
                // Within a partly given type each value decides the rest first.
                var converted: [Value] = []
                for value in values { converted.append(try convert(value, to: type)) }
                guard let unified = Unification.unify(converted.map(\.type)) else {
                    throw ConversionError("all elements must have the same type")
                }
                element = values.isEmpty ? type : unified
            }
        }
        var result: [Value] = []
        result.reserveCapacity(values.count)
        for value in values { result.append(try convert(value, to: element)) }
        guard element == .dynamic, !result.isEmpty else { return (result, element) }
        // What is left without a type takes that of its neighbours, of which there is one.
        let known = Set(result.map(\.type)).subtracting([.dynamic])
        guard known.count == 1, let own = known.first else {
            guard known.isEmpty || result.contains(where: { $0.unknown != nil }) else {
                throw ConversionError("all elements must have the same type")
            }
            return (result, element)
        }
        for index in result.indices where result[index].type == .dynamic {
            result[index] = try convert(result[index], to: own)
        }
        return (result, own)
    }
}

extension Unknown {
    static let tooLargeNumber = Unknown(
        .unsupported, "a number this large is not computed with", type: .number)
}

/// Which of two elements comes first in a set, and which are the same.
enum SetOrder {
    static func set(_ values: [Value], _ type: ValueType) -> Value.Content {
        if let unknown = values.lazy.compactMap(\.firstUnknown).first {
            var reason = unknown
            reason.type = .set(type)
            return .unknown(reason)
        }
        let keyed = values.map { ($0, key($0)) }
        let sorted = keyed.enumerated().sorted { a, b in
            switch (a.element.0.content, b.element.0.content) {
            case (.number(let x), .number(let y)): x == y ? a.offset < b.offset : x < y
            case (.null, .null): a.offset < b.offset
            case (.null, _): false
            case (_, .null): true
            default:
                a.element.1 == b.element.1
                    ? a.offset < b.offset : a.element.1.utf8.lexicographicallyPrecedes(b.element.1.utf8)
            }
        }
        var result: [Value] = []
        var last: String?
        for (_, (value, key)) in sorted {
            if key == last {
                // No single one of the tokens decides: without one the others still say the same.
                result[result.count - 1].origins = result[result.count - 1].origins.joined(value.origins)
                continue
            }
            last = key
            result.append(value)
        }
        return .set(result, type)
    }

    /// Equal for equal values of one type; for strings the string itself.
    static func key(_ value: Value) -> String {
        if case .string(let text) = value.content { return text.string }
        return JSONText.encode(value).string
    }
}
