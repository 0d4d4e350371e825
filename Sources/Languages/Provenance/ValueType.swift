/// The type of a value, as Terraform's type system has them.
public indirect enum ValueType: Hashable, Sendable {
    /// Any type: what is not known yet.
    case dynamic
    /// `bool`.
    case bool
    /// `number`.
    case number
    /// `string`.
    case string
    /// `list(T)`.
    case list(ValueType)
    /// `set(T)`.
    case set(ValueType)
    /// `map(T)`.
    case map(ValueType)
    /// `tuple([T…])`.
    case tuple([ValueType])
    /// `object({name = T…})`.
    case object([String: ValueType])

    /// True for bool, number and string.
    public var isPrimitive: Bool {
        switch self {
        case .bool, .number, .string: true
        default: false
        }
    }

    /// The type as a constraint is written.
    public var text: String {
        switch self {
        case .dynamic: "any"
        case .bool: "bool"
        case .number: "number"
        case .string: "string"
        case .list(let element): "list(\(element.text))"
        case .set(let element): "set(\(element.text))"
        case .map(let element): "map(\(element.text))"
        case .tuple(let elements): "tuple([\(elements.map(\.text).joined(separator: ", "))])"
        case .object(let attributes):
            "object({\(attributes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { "\($0.key) = \($0.value.text)" }.joined(separator: ", "))})"
        }
    }
}
