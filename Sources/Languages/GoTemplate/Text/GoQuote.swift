/// Go's quoting of strings.
enum GoQuote {
    /// `strconv.Quote`, with every piece keeping its origin.
    static func quote(_ text: GoText, mark: UInt8 = UInt8(ascii: "\""), isASCII: Bool = false) -> GoText {
        var result = GoText([mark])
        var index = 0
        while index < text.count {
            let (scalar, length) = decode(text.bytes, index)
            let range = index..<(index + length)
            let origins = text.origins(in: range).origins
            if let scalar {
                if let escape = escape(scalar, mark, isASCII) {
                    result.append(escape, origins)
                } else {
                    result.append(text, range)
                }
            } else {
                result.append("\\x" + hex(UInt32(text.bytes[index]), 2), origins)
            }
            index += length
        }
        result.append([mark])
        return result
    }

    private static func escape(_ scalar: Unicode.Scalar, _ mark: UInt8, _ isASCII: Bool) -> String? {
        switch scalar.value {
        case 7: return "\\a"
        case 8: return "\\b"
        case 9: return "\\t"
        case 10: return "\\n"
        case 11: return "\\v"
        case 12: return "\\f"
        case 13: return "\\r"
        case 92: return "\\\\"
        case UInt32(mark): return "\\" + String(Character(scalar))
        case 0..<32, 127: return "\\x" + hex(scalar.value, 2)
        case 32..<127: return nil
        default:
            if !isASCII, isPrintable(scalar) { return nil }
            return scalar.value < 0x10000
                ? "\\u" + hex(scalar.value, 4) : "\\U" + hex(scalar.value, 8)
        }
    }

    /// Whether Go calls a character printable: letters, marks, numbers, punctuation, symbols, and the ASCII space.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    static func hex(_ number: UInt32, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The code point at an offset and its length; nil and 1 for bytes that are not UTF-8.
    static func decode(_ bytes: [UInt8], _ index: Int) -> (Unicode.Scalar?, Int) {
        let first = bytes[index]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count,
            let text = String(validating: bytes[index..<(index + length)], as: UTF8.self),
            let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1
        else { return (nil, 1) }
        return (scalar, length)
    }
}
