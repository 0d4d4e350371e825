/// Types of parameters, by their letters.
enum GoParameter {
    /// Go's name of the type; nil for one that takes anything.
    static func name(_ letter: Unicode.Scalar) -> String? {
        switch letter {
        case "s": "string"
        case "i": "int"
        case "b": "bool"
        case "f": "float64"
        case "t": "time.Time"
        case "m": "map[string]interface {}"
        default: nil
        }
    }

    /// The value, when the parameter takes it; with Go's words otherwise.
    static func check(_ value: GoValue, _ letter: Unicode.Scalar) throws -> GoValue {
        switch (letter, value.data) {
        case ("a", _), ("s", .string), ("i", .int), ("b", .bool), ("f", .float): return value
        case ("m", .map(let map)) where !map.isOfStrings: return value
        case ("m", .object(let object)):
            if case .map = object.contents { return value }
        case ("m", .missing): return .null
        case ("t", .object(let object)) where object is GoTime: return value
        default: break
        }
        let expected = name(letter) ?? ""
        if case .missing = value.data { throw GoFault("invalid value; expected \(expected)") }
        let got = value.isNothing ? "interface {}" : value.typeName
        throw GoFault("wrong type for value; expected \(expected); got \(got)")
    }
}
