/// Go's `fmt.Sprintf`, keeping the origin of each operand in its place.
struct GoPrintf {
    private let format: GoText
    private let values: [GoValue]
    private var position = 0
    private var next = 0
    private var reordered = false
    private var result = GoText([])
    private var flags = Flags()

    private let limit: Int
    /// Whether the operand that a directive names exists.
    private var isGoodIndex = true
    /// Whether an index in brackets stood just before.
    private var isAfterIndex = false

    private struct Flags {
        var minus = false
        var plus = false
        var sharp = false
        var space = false
        var zero = false
        /// `%#v`: as Go's source would have it.
        var isSource = false
        var width: Int?
        var precision: Int?
    }

    private init(_ format: GoText, _ values: [GoValue], limit: Int) {
        self.format = format
        self.values = values
        self.limit = limit
    }

    /// Formats; a text above `limit` bytes is a fault.
    static func sprintf(_ format: GoText, _ values: [GoValue], limit: Int = 32 << 20) throws -> GoText {
        var printer = GoPrintf(format, values, limit: limit)
        try printer.run()
        return printer.result
    }

    private func check(_ more: Int) throws {
        if result.count + more > limit {
            throw GoFault("the text is larger than \(limit) bytes", id: "template-limit")
        }
    }

    private var byte: UInt8? { position < format.count ? format.bytes[position] : nil }

    private mutating func run() throws {
        while position < format.count {
            let percent = format.bytes.firstIndex(of: [UInt8(ascii: "%")], from: position) ?? format.count
            result.append(format, position..<percent)
            position = percent + 1
            guard percent < format.count else { break }
            try directive()
            try check(0)
        }
        guard !reordered, next < values.count else { return }
        result.append("%!(EXTRA ")
        for (index, value) in values[next...].enumerated() {
            if index > 0 { result.append(", ") }
            if value.isNothing {
                result.append("<nil>")
            } else {
                result.append(value.typeName + "=")
                try GoFormat.write(value, into: &result)
            }
        }
        result.append(")")
    }

    private mutating func directive() throws {
        flags = Flags()
        isGoodIndex = true
        isAfterIndex = false
        readFlags()
        readIndex()
        readWidth()
        readPrecision()
        if !isAfterIndex { readIndex() }
        guard position < format.count else { return result.append("%!(NOVERB)") }
        let (scalar, length) = GoQuote.decode(format.bytes, position)
        let verb = Character(scalar ?? "\u{FFFD}")
        position += length
        if verb == "%" { return result.append("%") }
        guard isGoodIndex else { return result.append("%!\(verb)(BADINDEX)") }
        guard next < values.count else { return result.append("%!\(verb)(MISSING)") }
        let value = values[next]
        next += 1
        if verb == "v" {
            flags.isSource = flags.sharp
            flags.sharp = false
            flags.plus = false
        }
        try print(value, verb)
    }

    private mutating func readFlags() {
        while let flag = byte {
            switch flag {
            case UInt8(ascii: "-"): flags.minus = true
            case UInt8(ascii: "+"): flags.plus = true
            case UInt8(ascii: "#"): flags.sharp = true
            case UInt8(ascii: " "): flags.space = true
            case UInt8(ascii: "0"): flags.zero = true
            default: return
            }
            position += 1
        }
    }

    /// `[n]`, which chooses the operand.
    private mutating func readIndex() {
        guard byte == UInt8(ascii: "[") else { return isAfterIndex = false }
        reordered = true
        let rest = format.bytes[position...]
        guard rest.count >= 3, let close = rest.firstIndex(of: UInt8(ascii: "]")) else {
            position += 1
            isGoodIndex = false
            return isAfterIndex = false
        }
        position += 1
        let number = readNumber()
        let isNumber = number != nil && position == close
        position = close + 1
        isAfterIndex = isNumber
        guard isNumber, let number, number >= 1, number <= values.count else { return isGoodIndex = false }
        next = number - 1
    }

    private mutating func readWidth() {
        if byte == UInt8(ascii: "*") {
            position += 1
            flags.width = takeInt()
            if flags.width == nil { result.append("%!(BADWIDTH)") }
            if let width = flags.width, width < 0 {
                flags.minus = true
                flags.zero = false
                flags.width = -width
            }
            isAfterIndex = false
        } else {
            flags.width = readNumber()
            if isAfterIndex, flags.width != nil { isGoodIndex = false }
        }
    }

    private mutating func readPrecision() {
        guard byte == UInt8(ascii: ".") else { return }
        position += 1
        if isAfterIndex { isGoodIndex = false }
        readIndex()
        if byte == UInt8(ascii: "*") {
            position += 1
            let number = takeInt()
            flags.precision = number.flatMap { $0 < 0 ? nil : $0 }
            if flags.precision == nil { result.append("%!(BADPREC)") }
            isAfterIndex = false
        } else {
            flags.precision = readNumber() ?? 0
        }
    }

    private mutating func takeInt() -> Int? {
        guard next < values.count else { return nil }
        defer { next += 1 }
        guard let number = values[next].integer, number.magnitude <= 1_000_000 else { return nil }
        return Int(number)
    }

    /// A number; one that is far too large ends the format, as in Go.
    private mutating func readNumber() -> Int? {
        var number: Int?
        while let digit = byte, GoCharacters.isDigit(digit) {
            if (number ?? 0) > 1_000_000 {
                position = format.count
                return nil
            }
            number = (number ?? 0) * 10 + Int(digit - 48)
            position += 1
        }
        return number
    }

    // MARK: Verbs

    private mutating func print(_ value: GoValue, _ verb: Character, depth: Int = 0) throws {
        guard depth < 200 else { throw GoFault("the value contains itself", id: "template-limit") }
        try check(max(flags.width ?? 0, flags.precision ?? 0))
        if verb == "T" { return pad(GoText(value.typeName, value.origins)) }
        if value.isNothing {
            if depth > 0 {
                return result.append(flags.isSource ? "interface {}(nil)" : "<nil>", value.origins)
            }
            if verb == "v" { return pad(GoText("<nil>", value.origins)) }
            return result.append("%!\(verb)(<nil>)", value.origins)
        }
        switch value.data {
        case .missing, .null: return
        case .bool(let flag):
            guard verb == "t" || verb == "v" else { return try bad(value, verb) }
            pad(GoText(flag ? "true" : "false", value.origins))
        case .int(let number), .int64(let number): try integer(number, value, verb)
        case .float(let number): try float(number, value, verb)
        case .string(let text): try string(text, value, verb)
        case .list(let items):
            if flags.isSource {
                let isNil = value.isNil
                result.append(value.typeName + (isNil ? "(nil)" : "{"), value.origins)
                if isNil { return }
            } else {
                result.append("[", value.origins)
            }
            for (index, item) in items.enumerated() {
                if index > 0 { result.append(flags.isSource ? ", " : " ", value.origins) }
                try print(item, verb, depth: depth + 1)
            }
            result.append(flags.isSource ? "}" : "]", value.origins)
        case .map(let map):
            result.append(flags.isSource ? value.typeName + "{" : "map[", value.origins)
            for (index, key) in map.sortedKeys.enumerated() {
                guard let entry = map.entries[key] else { continue }
                if index > 0 { result.append(flags.isSource ? ", " : " ", value.origins) }
                try print(.string(key, entry.keyOrigins), verb, depth: depth + 1)
                result.append(":", entry.keyOrigins)
                try print(entry.value, verb, depth: depth + 1)
            }
            result.append(flags.isSource ? "}" : "]", value.origins)
        case .object(let object):
            if !"vsqxX".contains(verb), let number = value.integer {
                return try integer(number, value, verb)
            }
            try string(GoText(object.printed, value.origins), value, verb)
        }
    }

    private mutating func bad(_ value: GoValue, _ verb: Character) throws {
        result.append("%!\(verb)(\(value.typeName)=", value.origins)
        try print(value, "v", depth: 1)
        result.append(")", value.origins)
    }

    private mutating func string(_ text: GoText, _ value: GoValue, _ verb: Character) throws {
        switch verb {
        case "s", "v":
            if verb == "v", flags.isSource { return pad(GoQuote.quote(text)) }
            pad(truncated(text))
        case "q":
            let canRaw =
                flags.sharp
                && !text.bytes.contains { $0 == UInt8(ascii: "`") || ($0 < 32 && $0 != 9) || $0 == 127 }
            if canRaw {
                var raw = GoText("`")
                raw.append(truncated(text))
                raw.append("`")
                return pad(raw)
            }
            pad(GoQuote.quote(truncated(text), isASCII: flags.plus))
        case "x", "X":
            let bytes = text.bytes.prefix(flags.precision ?? .max)
            let mark = flags.sharp && !bytes.isEmpty ? "0x" : ""
            let digits =
                mark
                + bytes.map { GoQuote.hex(UInt32($0), 2) }.joined(separator: flags.space ? " " + mark : "")
            pad(GoText(verb == "X" ? digits.uppercased() : digits, text.origins))
        default: try bad(value, verb)
        }
    }

    private func truncated(_ text: GoText) -> GoText {
        guard let precision = flags.precision else { return text }
        let parts = text.characters
        guard parts.count > precision else { return text }
        return text.slice(0..<parts.prefix(precision).reduce(0) { $0 + $1.count })
    }

    private mutating func integer(_ number: Int64, _ value: GoValue, _ verb: Character) throws {
        let radix: Int
        switch verb {
        case "d", "v": radix = 10
        case "b": radix = 2
        case "o", "O": radix = 8
        case "x", "X": radix = 16
        case "c", "q", "U":
            let scalar = UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
            if verb == "U" {
                let digits = String(number, radix: 16, uppercase: true)
                let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
                let character = flags.sharp && GoQuote.isPrintable(scalar) ? " '\(Character(scalar))'" : ""
                return pad(GoText("U+" + zeros + digits + character, value.origins), zeros: false)
            }
            let text = GoText(String(Character(scalar)), value.origins)
            return pad(verb == "c" ? text : GoQuote.quote(text, mark: UInt8(ascii: "'"), isASCII: flags.plus))
        default: return try bad(value, verb)
        }
        var digits = String(number.magnitude, radix: radix, uppercase: verb == "X")
        if flags.precision == 0, number == 0 { return pad(GoText("", value.origins), zeros: false) }
        let wanted = flags.precision ?? zeroWidth(isSigned: number < 0 || flags.plus || flags.space)
        digits = String(repeating: "0", count: max(0, wanted - digits.utf8.count)) + digits
        if flags.sharp {
            switch verb {
            case "x": digits = "0x" + digits
            case "X": digits = "0X" + digits
            case "o": digits = digits.hasPrefix("0") ? digits : "0" + digits
            case "b": digits = "0b" + digits
            default: break
            }
        }
        if verb == "O" { digits = "0o" + digits }
        pad(GoText(sign(number < 0) + digits, value.origins), zeros: false)
    }

    /// How many digits the zero flag asks for.
    private func zeroWidth(isSigned: Bool) -> Int {
        guard flags.zero, !flags.minus, let width = flags.width else { return 0 }
        return isSigned ? width - 1 : width
    }

    private func sign(_ isNegative: Bool) -> String {
        isNegative ? "-" : flags.plus ? "+" : flags.space ? " " : ""
    }

    private mutating func float(_ number: Double, _ value: GoValue, _ verb: Character) throws {
        let size = abs(number)
        var digits: String
        if flags.sharp && "eEfFgG".contains(verb) || "xXb".contains(verb) {
            throw GoFault(
                "%\(flags.sharp ? "#" : "")\(verb) of a floating point number is not computed here",
                id: GoFault.unsupported)
        }
        switch verb {
        case "v", "g", "G":
            digits =
                flags.precision.map { GoFloat.fixed(size, verb: "g", precision: $0) }
                ?? GoFloat.general(size)
        case "f", "F": digits = GoFloat.fixed(size, verb: "f", precision: flags.precision ?? 6)
        case "e", "E": digits = GoFloat.fixed(size, verb: "e", precision: flags.precision ?? 6)
        default: return try bad(value, verb)
        }
        if verb == "G" || verb == "E" { digits = digits.uppercased() }
        if digits.hasPrefix("+") { digits.removeFirst() }
        let isNegative = number.sign == .minus && !number.isNaN
        let mark = number.isInfinite && !isNegative && verb != "v" ? "+" : sign(isNegative)
        if number.isFinite {
            let zeros = zeroWidth(isSigned: !mark.isEmpty) - digits.utf8.count
            digits = String(repeating: "0", count: max(0, zeros)) + digits
        } else if number.isInfinite, mark.isEmpty {
            digits = "+" + digits
        }
        pad(GoText(mark + digits, value.origins), zeros: false)
    }

    /// Fills up to the width, in characters.
    private mutating func pad(_ text: GoText, zeros: Bool = true) {
        let missing = (flags.width ?? 0) - text.bytes.count { $0 & 0xC0 != 0x80 }
        guard missing > 0 else { return result.append(text) }
        if flags.minus {
            result.append(text)
            result.append(String(repeating: " ", count: missing), text.origins)
        } else {
            let fill = zeros && flags.zero ? "0" : " "
            result.append(String(repeating: fill, count: missing), text.origins)
            result.append(text)
        }
    }
}
