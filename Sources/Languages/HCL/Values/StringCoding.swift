/// How values are written inside tokens, and read from them.
enum StringCoding {
    /// The value of the inside of a quoted string of the native syntax; bad escapes stay as they are written.
    static func decodeNative(_ inside: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(inside.count)
        var index = inside.startIndex
        while index < inside.endIndex {
            let byte = inside[index]
            if byte == Byte.backslash, let (bytes, next) = nativeEscape(inside, at: index) {
                value += bytes
                index = next
            } else if let next = escapedMarker(inside, at: index) {
                value.append(byte)
                value.append(Byte.openBrace)
                index = next
            } else {
                value.append(byte)
                index += 1
            }
        }
        return value
    }

    /// The value of literal text in a heredoc, where only `$${` and `%%{` are escapes.
    static func decodeHeredoc(_ inside: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(inside.count)
        var index = inside.startIndex
        while index < inside.endIndex {
            value.append(inside[index])
            if let next = escapedMarker(inside, at: index) {
                value.append(Byte.openBrace)
                index = next
            } else {
                index += 1
            }
        }
        return value
    }

    /// The offset after `$${` or `%%{` at `index`.
    private static func escapedMarker(_ text: ArraySlice<UInt8>, at index: Int) -> Int? {
        let byte = text[index]
        guard byte == Byte.dollar || byte == Byte.percent, index + 2 < text.endIndex, text[index + 1] == byte,
            text[index + 2] == Byte.openBrace
        else { return nil }
        return index + 3
    }

    private static func nativeEscape(_ text: ArraySlice<UInt8>, at index: Int) -> ([UInt8], Int)? {
        guard index + 1 < text.endIndex else { return nil }
        switch text[index + 1] {
        case UInt8(ascii: "n"): return ([Byte.newline], index + 2)
        case UInt8(ascii: "r"): return ([Byte.carriageReturn], index + 2)
        case UInt8(ascii: "t"): return ([Byte.tab], index + 2)
        case Byte.quote: return ([Byte.quote], index + 2)
        case Byte.backslash: return ([Byte.backslash], index + 2)
        case UInt8(ascii: "u"): return scalar(text, at: index + 2, digits: 4)
        case UInt8(ascii: "U"): return scalar(text, at: index + 2, digits: 8)
        default: return nil
        }
    }

    /// The offset after the escape at `index`; nil where there is none.
    static func escapeEnd(_ text: ArraySlice<UInt8>, at index: Int) -> Int? {
        nativeEscape(text, at: index)?.1
    }

    private static func scalar(_ text: ArraySlice<UInt8>, at index: Int, digits: Int) -> ([UInt8], Int)? {
        guard let value = hexadecimal(text, at: index, digits: digits), let scalar = Unicode.Scalar(value)
        else { return nil }
        return (Array(Character(scalar).utf8), index + digits)
    }

    private static func hexadecimal(_ text: ArraySlice<UInt8>, at index: Int, digits: Int) -> UInt32? {
        guard index + digits <= text.endIndex else { return nil }
        var value: UInt32 = 0
        for byte in text[index..<index + digits] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// The value of the inside of a JSON string; bad escapes stay as they are written.
    static func decodeJSON(_ inside: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        value.reserveCapacity(inside.count)
        var index = inside.startIndex
        while index < inside.endIndex {
            if inside[index] == Byte.backslash, let (bytes, next) = jsonEscape(inside, at: index) {
                value += bytes
                index = next
            } else {
                value.append(inside[index])
                index += 1
            }
        }
        return value
    }

    private static func jsonEscape(_ text: ArraySlice<UInt8>, at index: Int) -> ([UInt8], Int)? {
        guard index + 1 < text.endIndex else { return nil }
        let simple: [UInt8: UInt8] = [
            Byte.quote: Byte.quote, Byte.backslash: Byte.backslash, Byte.slash: Byte.slash,
            UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): Byte.newline,
            UInt8(ascii: "r"): Byte.carriageReturn, UInt8(ascii: "t"): Byte.tab,
        ]
        if let byte = simple[text[index + 1]] { return ([byte], index + 2) }
        guard text[index + 1] == UInt8(ascii: "u"), let first = hexadecimal(text, at: index + 2, digits: 4)
        else { return nil }
        if first & 0xFC00 == 0xD800, index + 7 < text.endIndex, text[index + 6] == Byte.backslash,
            text[index + 7] == UInt8(ascii: "u"),
            let second = hexadecimal(text, at: index + 8, digits: 4), second & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
        {
            return (Array(Character(scalar).utf8), index + 12)
        }
        // Half a pair stands for no character.
        let scalar = Unicode.Scalar(first) ?? "\u{FFFD}"
        return (Array(Character(scalar).utf8), index + 6)
    }

    /// The inside of a quoted string of the native syntax with this value.
    static func encodeNative(_ value: some Collection<UInt8>) -> [UInt8] {
        var inside: [UInt8] = []
        let bytes = Array(value)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case Byte.quote: inside += [Byte.backslash, Byte.quote]
            case Byte.backslash: inside += [Byte.backslash, Byte.backslash]
            case Byte.newline: inside += Array(#"\n"#.utf8)
            case Byte.carriageReturn: inside += Array(#"\r"#.utf8)
            case Byte.tab: inside += Array(#"\t"#.utf8)
            case Byte.dollar, Byte.percent:
                inside.append(byte)
                if index + 1 < bytes.count, bytes[index + 1] == Byte.openBrace { inside.append(byte) }
            case 0..<Byte.space, 0x7F: inside += Array("\\u00\(hex(byte))".utf8)
            default: inside.append(byte)
            }
        }
        return inside
    }

    /// Literal text of a heredoc with this value; only markers need care.
    static func encodeHeredoc(_ value: some Collection<UInt8>) -> [UInt8] {
        var inside: [UInt8] = []
        let bytes = Array(value)
        for (index, byte) in bytes.enumerated() {
            inside.append(byte)
            if byte == Byte.dollar || byte == Byte.percent, index + 1 < bytes.count,
                bytes[index + 1] == Byte.openBrace
            {
                inside.append(byte)
            }
        }
        return inside
    }

    /// The inside of a JSON string with this value.
    static func encodeJSON(_ value: some Collection<UInt8>) -> [UInt8] {
        var inside: [UInt8] = []
        for byte in value {
            switch byte {
            case Byte.quote: inside += [Byte.backslash, Byte.quote]
            case Byte.backslash: inside += [Byte.backslash, Byte.backslash]
            case Byte.newline: inside += Array(#"\n"#.utf8)
            case Byte.carriageReturn: inside += Array(#"\r"#.utf8)
            case Byte.tab: inside += Array(#"\t"#.utf8)
            case 0..<Byte.space: inside += Array("\\u00\(hex(byte))".utf8)
            default: inside.append(byte)
            }
        }
        return inside
    }

    /// True for text with `${` or `%{` in it.
    static func hasSequence(_ text: some Collection<UInt8>) -> Bool {
        zip(text, text.dropFirst()).contains { first, second in
            second == Byte.openBrace && (first == Byte.dollar || first == Byte.percent)
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
}
