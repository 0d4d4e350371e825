public import Diagnostics
public import HCL
public import Provenance

/// The type that a variable declares, with `optional(type, default)` inside objects.
public indirect enum TypeConstraint: Sendable {
    /// An attribute of an object type.
    public struct Attribute: Sendable {
        /// The type.
        public var type: TypeConstraint
        /// True for `optional(…)`.
        public var isOptional: Bool
        /// The default of `optional(type, default)`, an expression of literals.
        public var fallback: ExpressionView?
    }

    /// `any`, or no constraint.
    case any
    /// `bool`, `number` or `string`.
    case primitive(ValueType)
    /// `list(T)`.
    case list(TypeConstraint)
    /// `set(T)`.
    case set(TypeConstraint)
    /// `map(T)`.
    case map(TypeConstraint)
    /// `tuple([T…])`.
    case tuple([TypeConstraint])
    /// `object({name = T…})`.
    case object([String: Attribute])

    /// Reads the `type` of a variable; nil when it is none.
    public init?(_ expression: ExpressionView) {
        if expression.kind == .variable || expression.kind == .string {
            switch expression.stringLiteral?.value ?? expression.text {
            case "any": self = .any
            case "bool": self = .primitive(.bool)
            case "number": self = .primitive(.number)
            case "string": self = .primitive(.string)
            case "list": self = .list(.any)
            case "map": self = .map(.any)
            default: return nil
            }
            return
        }
        guard let call = expression.call, let argument = call.arguments.first, call.arguments.count == 1
        else { return nil }
        switch call.name {
        case "list", "set", "map":
            guard let element = TypeConstraint(argument) else { return nil }
            self = call.name == "list" ? .list(element) : call.name == "set" ? .set(element) : .map(element)
        case "tuple":
            let elements = argument.elements.map { TypeConstraint($0) }
            guard argument.kind == .tuple, elements.allSatisfy({ $0 != nil }) else { return nil }
            self = .tuple(elements.compactMap { $0 })
        case "object":
            guard argument.kind == .object, let attributes = Self.attributes(argument) else { return nil }
            self = .object(attributes)
        default: return nil
        }
    }

    private static func attributes(_ object: ExpressionView) -> [String: Attribute]? {
        var attributes: [String: Attribute] = [:]
        for item in object.items {
            guard let name = item.literalKey else { return nil }
            var type = item.value
            var attribute = Attribute(type: .any, isOptional: false, fallback: nil)
            if let call = type.call, call.name == "optional", let first = call.arguments.first {
                attribute.isOptional = true
                attribute.fallback = call.arguments.dropFirst().first
                type = first
            }
            guard let constraint = TypeConstraint(type) else { return nil }
            attribute.type = constraint
            attributes[name] = attribute
        }
        return attributes
    }

    /// The type without the defaults; what `any` stands for is not known.
    public var type: ValueType {
        switch self {
        case .any: .dynamic
        case .primitive(let type): type
        case .list(let element): .list(element.type)
        case .set(let element): .set(element.type)
        case .map(let element): .map(element.type)
        case .tuple(let elements): .tuple(elements.map(\.type))
        case .object(let attributes): .object(attributes.mapValues(\.type.type))
        }
    }
}

extension Evaluator {
    /// The value as a variable of this type has it, defaults filled in; `path` is the file of the constraint.
    public func convert(_ value: Value, to constraint: TypeConstraint, path: String, at span: SourceSpan)
        -> Value
    {
        let filled = fill(value, constraint, path)
        do throws(ConversionError) {
            return try Conversion.convert(filled, to: constraint.type)
        } catch {
            return failure("hcl-type", error.message, at: span)
        }
    }

    private func fill(_ value: Value, _ constraint: TypeConstraint, _ path: String) -> Value {
        guard !value.isNull else { return value }
        var result = value
        switch (constraint, value.content) {
        case (.list(let type), .candidates), (.set(let type), .candidates), (.map(let type), .candidates):
            return value.mapCandidates { fill($0, type, path) } ?? value
        case (.object(let attributes), .open(let object)):
            let missing = attributes.filter {
                $0.value.fallback != nil
                    && (object.members.entry($0.key) == nil || object.occasional.contains($0.key))
            }
            guard !missing.isEmpty else { return value }
            // One of the objects has the attribute, or the default.
            let members = Members(entries(Members([]), missing, path))
            let filled = Value.oneOf([value, Value(.object(members))], object.unknown)
            return filled.chosen(by: Value(.bool(true), value.origins.shell))
        case (.list(let type), .list(let elements, _)), (.list(let type), .set(let elements, _)),
            (.list(let type), .tuple(let elements)),
            (.set(let type), .list(let elements, _)), (.set(let type), .set(let elements, _)),
            (.set(let type), .tuple(let elements)):
            result.content = .tuple(elements.map { fill($0, type, path) })
        case (.map(let type), .map(let members, _)), (.map(let type), .object(let members)):
            result.content = .object(members.mapValues { fill($0.value, type, path) })
        case (.tuple(let types), .tuple(let elements)) where types.count == elements.count:
            result.content = .tuple(zip(elements, types).map { fill($0, $1, path) })
        case (.object(let attributes), .map(let members, _)), (.object(let attributes), .object(let members)):
            result.content = .object(Members(entries(members, attributes, path)))
        default: break
        }
        return result
    }

    private func entries(_ members: Members, _ attributes: [String: TypeConstraint.Attribute], _ path: String)
        -> [Members.Entry]
    {
        attributes.compactMap { name, attribute in
            if let entry = members.entry(name), !(entry.value.isNull && attribute.fallback != nil) {
                return .init(name, fill(entry.value, attribute.type, path), keyOrigins: entry.keyOrigins)
            }
            guard attribute.isOptional else { return nil }
            guard let fallback = attribute.fallback else {
                let vacancy = members.constructor.map { Origins(vacancy: Vacancy(name, of: $0)) }
                return .init(name, Value(.null(attribute.type.type), vacancy ?? .none))
            }
            let value = evaluate(fallback, path: path, scope: ModuleScope())
                .passing(
                    Hop(
                        SourceSpan(path: path, range: fallback.range),
                        "default of the optional attribute \"\(name)\""))
            return .init(name, fill(value, attribute.type, path))
        }
    }
}
