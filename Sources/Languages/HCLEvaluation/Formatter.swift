import BigInt
import Provenance

/// Terraform's `format`: every verb, flag, width and precision that it has.
enum Formatter {
    private struct Verb {
        var flags: Set<Character> = []
        var width: Int?
        var precision: Int?
        var index: Int?
        var letter: Character = "v"
        /// True where a string is put in as it is.
        var isPlain: Bool { flags.isEmpty && width == nil && precision == nil && "sv".contains(letter) }
    }

    /// The text, with the parts that were put in; `most` is how many bytes it may have.
    static func format(_ pattern: Value, _ arguments: [Value], most: Int) throws(FunctionError) -> Value {
        var output = TextBuilder()
        var characters = Array(try pattern.text())[...]
        var next = 0
        var highest = 0
        var offset = 0
        while let character = characters.popFirst() {
            let start = offset
            offset += character.utf8.count
            guard character == "%" else {
                output.append(String(character), pattern.origins(of: start..<offset))
                continue
            }
            if characters.first == "%" {
                characters = characters.dropFirst()
                offset += 1
                output.append("%", pattern.origins.derived)
                continue
            }
            let before = characters
            let verb = try verb(&characters, most)
            offset += before[..<characters.startIndex].reduce(0) { $0 + $1.utf8.count }
            if let index = verb.index { next = index - 1 }
            guard arguments.indices.contains(next) else {
                throw .message("there are not enough arguments for the format")
            }
            let argument = arguments[next]
            if verb.isPlain, !argument.isNull, argument.type.isPrimitive,
                verb.letter == "s" || argument.string != nil
            {
                output.append(try argument.converted(.string))
            } else {
                output.append(try render(verb, argument), argument.deepOrigins)
            }
            next += 1
            highest = max(highest, next)
            guard output.count <= most else { throw .unknown(.limit, "a string of more than \(most) bytes") }
        }
        guard highest >= arguments.count else {
            throw .message("there are too many arguments for the format")
        }
        return output.value
    }

    /// `%`, flags, width, `.` and precision, `[index]`, letter: in this order.
    private static func verb(_ text: inout ArraySlice<Character>, _ most: Int) throws(FunctionError) -> Verb {
        var verb = Verb()
        while let first = text.first, "+- #0".contains(first) {
            verb.flags.insert(first)
            text = text.dropFirst()
        }
        verb.width = try number(&text, most)
        if text.first == "." {
            text = text.dropFirst()
            verb.precision = try number(&text, most) ?? 0
        }
        if text.first == "[" {
            text = text.dropFirst()
            verb.index = try number(&text, .max)
            guard text.popFirst() == "]", let index = verb.index, index > 0 else {
                throw .message("an argument number is not readable")
            }
        }
        guard let letter = text.popFirst() else { throw .message("the format ends in a verb") }
        guard "vtbdoxXeEfgGsq".contains(letter) else { throw .message("the verb %\(letter) is not known") }
        verb.letter = letter
        // The digits of a number are computed one by one.
        guard (verb.precision ?? 0) <= 10_000 || "sqv".contains(letter) else {
            throw .unknown(.limit, "a precision of more than 10000")
        }
        return verb
    }

    private static func number(_ text: inout ArraySlice<Character>, _ most: Int) throws(FunctionError) -> Int?
    {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        text = text.dropFirst(digits.count)
        guard let number = Int(String(digits)), number <= most else {
            throw .unknown(.limit, "a string of more than \(most) bytes")
        }
        return number
    }

    private static func render(_ verb: Verb, _ value: Value) throws(FunctionError) -> String {
        if case .null(.dynamic) = value.content {
            throw .unknown(.unsupported, "a null without a type is not formatted")
        }
        if verb.letter != "v", value.isNull { throw .message("null cannot be formatted") }
        switch verb.letter {
        case "v":
            if !verb.flags.contains("#") {
                if let text = value.string { return pad(text, verb) }
                if let number = value.number {
                    return pad((number.hasMinus ? "-" : "") + general(number, nil, "e"), verb)
                }
            }
            return pad(JSONText.encode(value).string, verb)
        case "s", "q":
            var text = try value.text()
            if let precision = verb.precision, precision > 0 { text = String(text.prefix(precision)) }
            return pad(verb.letter == "q" ? JSONText.quote(text) : text, verb)
        case "t": return try value.flag() ? "true" : "false"
        case "b", "d", "o", "x", "X":
            let number = try value.amount()
            guard number.isInteger else { throw .message("a whole number is required") }
            return integer(number.truncated, verb)
        default: return float(try value.amount(), verb)
        }
    }

    // MARK: Numbers

    private static func integer(_ number: BigInt, _ verb: Verb) -> String {
        let (radix, prefix): (Int, String) =
            switch verb.letter {
            case "b": (2, "0b")
            case "o": (8, "0")
            case "x": (16, "0x")
            case "X": (16, "0X")
            default: (10, "")
            }
        var digits = String(number.magnitude, radix: radix, uppercase: verb.letter == "X")
        if let precision = verb.precision {
            if precision == 0, number == 0 { digits = "" }
            digits = String(repeating: "0", count: max(0, precision - digits.utf8.count)) + digits
        }
        let front = sign(number.sign == .minus, verb) + (verb.flags.contains("#") ? prefix : "")
        return padNumber(front, digits, verb, zeros: verb.precision == nil)
    }

    private static func float(_ number: Number, _ verb: Verb) -> String {
        let text: String =
            switch verb.letter {
            case "f": fixed(number, verb.precision ?? 6)
            case "e", "E":
                scientific(
                    number.decimal(significant: (verb.precision ?? 6) + 1), verb.precision ?? 6,
                    String(verb.letter))
            default: general(number, verb.precision, verb.letter == "G" ? "E" : "e")
            }
        return padNumber(sign(number.hasMinus, verb), text, verb, zeros: true)
    }

    private static func sign(_ isNegative: Bool, _ verb: Verb) -> String {
        isNegative ? "-" : verb.flags.contains("+") ? "+" : verb.flags.contains(" ") ? " " : ""
    }

    private static func fixed(_ number: Number, _ places: Int) -> String {
        var digits = Number.scaled(number, byPowerOfTen: places).magnitude.description
        digits = String(repeating: "0", count: max(0, places + 1 - digits.utf8.count)) + digits
        return places == 0 ? digits : digits.dropLast(places) + "." + digits.suffix(places)
    }

    private static func scientific(_ decimal: Number.Decimal, _ places: Int, _ letter: String) -> String {
        var digits = decimal.digits.isEmpty ? [0x30] : decimal.digits
        digits += Array(repeating: 0x30, count: max(0, places + 1 - digits.count))
        let text = String(decoding: digits, as: UTF8.self)
        let power = decimal.digits.isEmpty ? 0 : decimal.point - 1
        let exponent = String(abs(power))
        return text.prefix(1) + (places > 0 ? "." + text.dropFirst().prefix(places) : "") + letter
            + (power < 0 ? "-" : "+") + (exponent.utf8.count < 2 ? "0" : "") + exponent
    }

    /// `%g`: plain as long as the exponent is small, without zeros at the end.
    private static func general(_ number: Number, _ precision: Int?, _ letter: String) -> String {
        let significant = precision.map { max(1, $0) }
        let decimal = significant.map { number.decimal(significant: $0) } ?? number.shortestDecimal
        let count = decimal.digits.count
        var limit = significant ?? 6
        if significant != nil, limit > count, count >= decimal.point { limit = count }
        let power = decimal.point - 1
        if !decimal.digits.isEmpty, power < -4 || power >= limit {
            return scientific(decimal, count - 1, letter)
        }
        return plain(decimal)
    }

    private static func plain(_ decimal: Number.Decimal) -> String {
        let digits = String(decoding: decimal.digits, as: UTF8.self)
        if digits.isEmpty { return "0" }
        if decimal.point <= 0 { return "0." + String(repeating: "0", count: -decimal.point) + digits }
        if decimal.point >= decimal.digits.count {
            return digits + String(repeating: "0", count: decimal.point - decimal.digits.count)
        }
        return digits.prefix(decimal.point) + "." + digits.dropFirst(decimal.point)
    }

    // MARK: Widths

    private static func padNumber(_ front: String, _ digits: String, _ verb: Verb, zeros: Bool) -> String {
        let missing = max(0, (verb.width ?? 0) - front.utf8.count - digits.utf8.count)
        if verb.flags.contains("-") { return front + digits + String(repeating: " ", count: missing) }
        if zeros, verb.flags.contains("0") { return front + String(repeating: "0", count: missing) + digits }
        return String(repeating: " ", count: missing) + front + digits
    }

    private static func pad(_ text: String, _ verb: Verb) -> String {
        guard let width = verb.width else { return text }
        let missing = String(
            repeating: verb.flags.contains("0") ? "0" : " ", count: max(0, width - text.count))
        return verb.flags.contains("-") ? text + missing : missing + text
    }
}
