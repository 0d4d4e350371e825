import BigInt
import Provenance

/// Terraform's `format`: the verbs that it has, and those of their flags that are computed exactly.
enum Formatter {
    private struct Verb {
        var flags: Set<Character> = []
        var width: Int?
        var precision: Int?
        var index: Int?
        var letter: Character = "v"
    }

    static func format(_ pattern: String, _ arguments: [Value]) throws(FunctionError) -> String {
        var result = ""
        var characters = Array(pattern)[...]
        var next = 0
        var highest = 0
        while let character = characters.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            let verb = try verb(&characters)
            if verb.letter == "%" {
                result += "%"
                continue
            }
            if let index = verb.index { next = index - 1 }
            guard arguments.indices.contains(next) else {
                throw .message("there are not enough arguments for the format")
            }
            result += pad(try render(verb, arguments[next]), verb)
            next += 1
            highest = max(highest, next)
        }
        guard highest >= arguments.count else {
            throw .message("there are too many arguments for the format")
        }
        return result
    }

    private static func verb(_ text: inout ArraySlice<Character>) throws(FunctionError) -> Verb {
        var verb = Verb()
        while let first = text.first, "+- #0".contains(first) {
            verb.flags.insert(first)
            text = text.dropFirst()
        }
        verb.width = number(&text)
        if text.first == "." {
            text = text.dropFirst()
            verb.precision = number(&text) ?? 0
        }
        if text.first == "[" {
            text = text.dropFirst()
            verb.index = number(&text)
            guard text.popFirst() == "]", let index = verb.index, index > 0 else {
                throw .message("an argument number is not readable")
            }
        }
        guard let letter = text.popFirst() else { throw .message("the format ends in a verb") }
        guard (verb.width ?? 0) <= 10_000, (verb.precision ?? 0) <= 1_000 else {
            throw .unknown(.limit, "a width of more than 10000")
        }
        verb.letter = letter
        return verb
    }

    private static func number(_ text: inout ArraySlice<Character>) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(digits.count)
        return Int(String(digits))
    }

    private static func render(_ verb: Verb, _ value: Value) throws(FunctionError) -> String {
        if case .null(.dynamic) = value.content {
            throw .unknown(.unsupported, "a null without a type is not formatted")
        }
        switch verb.letter {
        case "v" where verb.flags.contains("#"): return JSONText.encode(value).string
        case "v":
            if value.isNull { return "null" }
            switch value.content {
            case .string(let text): return cut(text.string, verb)
            case .number(let number):
                guard verb.precision == nil, !verb.flags.contains("+"), !verb.flags.contains(" ") else {
                    throw unsupported(verb)
                }
                return general(number)
            case .bool(let flag): return flag ? "true" : "false"
            default: return JSONText.encode(value).string
            }
        case "s":
            if value.elements != nil || value.members != nil { throw .message("a string is required") }
            return cut(try value.text(), verb)
        case "q":
            return JSONText.quote(cut(try value.text(), verb))
        case "t": return try value.flag() ? "true" : "false"
        case "d":
            let number = try value.amount()
            guard number.isInteger else { throw .message("a whole number is required") }
            guard verb.precision == nil else { throw unsupported(verb) }
            return signed(number.truncated.description, verb)
        case "b", "o", "x", "X":
            let amount = try value.amount()
            guard amount.isInteger else { throw .message("a whole number is required") }
            let number = amount.truncated
            guard verb.precision == nil, !verb.flags.contains("#") else { throw unsupported(verb) }
            let radix = verb.letter == "b" ? 2 : verb.letter == "o" ? 8 : 16
            return signed(String(number, radix: radix, uppercase: verb.letter == "X"), verb)
        case "f", "F": return signed(fixed(try value.amount(), places: verb.precision ?? 6), verb)
        case "e", "E", "g", "G": throw unsupported(verb)
        default: throw .message("the verb %\(verb.letter) is not known")
        }
    }

    private static func unsupported(_ verb: Verb) -> FunctionError {
        .unknown(.unsupported, "this form of %\(verb.letter) is not computed here")
    }

    /// `%v` of a number is `%g`: as short as it reads back, with an exponent from a million on and below 0.0001.
    private static func general(_ number: Number) -> String {
        let text = number.text
        let digits = text.filter { $0 != "-" && $0 != "." }
        let significant = digits.drop { $0 == "0" }
        guard !significant.isEmpty else { return text }
        let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
        let power = whole == "0" ? whole.count - 1 - (digits.count - significant.count) : whole.count - 1
        guard power < -4 || power >= 6 else { return text }
        var mantissa = String(significant)
        while mantissa.count > 1, mantissa.last == "0" { mantissa.removeLast() }
        if mantissa.count > 1 { mantissa.insert(".", at: mantissa.index(after: mantissa.startIndex)) }
        let exponent = String(abs(power))
        let sign = number.signum < 0 ? "-" : ""
        return "\(sign)\(mantissa)e\(power < 0 ? "-" : "+")\(exponent.count < 2 ? "0" : "")\(exponent)"
    }

    private static func fixed(_ number: Number, places: Int) -> String {
        let scaled = Number.scaled(number, byPowerOfTen: places)
        var digits = scaled.magnitude.description
        while digits.count <= places { digits = "0" + digits }
        let sign = number.signum < 0 ? "-" : ""
        return places == 0 ? sign + digits : sign + digits.dropLast(places) + "." + digits.suffix(places)
    }

    private static func signed(_ text: String, _ verb: Verb) -> String {
        if text.hasPrefix("-") { return text }
        return (verb.flags.contains("+") ? "+" : verb.flags.contains(" ") ? " " : "") + text
    }

    private static func cut(_ text: String, _ verb: Verb) -> String {
        verb.precision.map { String(text.prefix($0)) } ?? text
    }

    private static func pad(_ text: String, _ verb: Verb) -> String {
        guard let width = verb.width, text.count < width else { return text }
        let missing = width - text.count
        if verb.flags.contains("-") { return text + String(repeating: " ", count: missing) }
        guard verb.flags.contains("0") else { return String(repeating: " ", count: missing) + text }
        if let first = text.first, "+- ".contains(first), !"sqvt".contains(verb.letter) {
            return String(first) + String(repeating: "0", count: missing) + text.dropFirst()
        }
        return String(repeating: "0", count: missing) + text
    }
}
