import Provenance

/// Reads JSON out of a string; every leaf comes from the part of the string that it stands in.
struct JSONReader {
    private let bytes: [UInt8]
    private let source: Value
    private var index = 0
    private let maximumDepth = 200
    /// Parts of the string that are not known, in order.
    private let holes: [PartialText.Hole]
    /// How many of them were read, each where it cannot change what is around it.
    private var filled = 0

    static func decode(_ source: Value) throws(FunctionError) -> Value {
        guard let string = source.string else { throw .message("a string is required") }
        var reader = JSONReader(source, string)
        let value = try reader.value(0)
        reader.skipBlanks()
        guard reader.index == reader.bytes.count else { throw reader.wrong() }
        return value
    }

    /// Reads a string of which parts are not known.
    ///
    /// Such a part can be inside of a string that is a value, or all of a value. Anywhere else it could change how the document is
    /// made: then nothing of it is known.
    static func decode(_ source: Value, holes: [PartialText.Hole]) throws(FunctionError) -> Value {
        guard let string = source.string else { throw .message("a string is required") }
        var reader = JSONReader(source, string, holes)
        let value = try reader.value(0)
        reader.skipBlanks()
        guard reader.index == reader.bytes.count, reader.filled == holes.count else {
            throw holes.isEmpty ? reader.wrong() : .message("what is not known could change the document")
        }
        return value
    }

    private init(_ source: Value, _ string: String, _ holes: [PartialText.Hole] = []) {
        self.source = source
        self.holes = holes
        bytes = Array(string.utf8)
    }

    /// The next unknown part, when it stands here.
    private var hole: PartialText.Hole? {
        guard filled < holes.count, holes[filled].offset == index else { return nil }
        return holes[filled]
    }

    private func wrong() -> FunctionError { .message("this is no JSON at byte \(index)") }

    private mutating func skipBlanks() {
        while hole == nil, index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        // An unknown part that stands here stands in front of the byte.
        guard hole == nil, index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(_ depth: Int) throws(FunctionError) -> Value {
        guard depth < maximumDepth else { throw .unknown(.limit, "JSON nested deeper than \(maximumDepth)") }
        skipBlanks()
        if let hole { return take(hole) }
        guard index < bytes.count else { throw wrong() }
        switch bytes[index] {
        case 0x7B: return try object(depth)
        case 0x5B: return try array(depth)
        case 0x22:
            let before = filled
            let (text, range) = try string()
            if filled > before { return unknown(before..<filled, range) }
            return Value(.string(Text(Strings.normalized(text))), origins(of: range, text))
        default: return try word()
        }
    }

    private mutating func object(_ depth: Int) throws(FunctionError) -> Value {
        index += 1
        var entries: [Members.Entry] = []
        if take(0x7D) { return Value(.object(Members([]))) }
        repeat {
            skipBlanks()
            guard index < bytes.count, bytes[index] == 0x22 else { throw wrong() }
            let before = filled
            let (key, range) = try string()
            guard filled == before else { throw .message("a key is not known") }
            guard take(0x3A) else { throw wrong() }
            entries.append(
                .init(
                    Strings.normalized(key), try value(depth + 1), keyOrigins: origins(of: range, key)))
        } while take(0x2C)
        guard take(0x7D) else { throw wrong() }
        return Value(.object(Members(entries)))
    }

    private mutating func array(_ depth: Int) throws(FunctionError) -> Value {
        index += 1
        var elements: [Value] = []
        if take(0x5D) { return Value(.tuple([])) }
        repeat {
            skipBlanks()
            // Several elements could be in one part: those behind it have other numbers then.
            if let hole, !isOne(hole.value) { throw .message("how many elements there are is not known") }
            elements.append(try value(depth + 1))
        } while take(0x2C)
        guard take(0x5D) else { throw wrong() }
        return Value(.tuple(elements))
    }

    // MARK: What is not known

    /// True for a part that is one value of JSON for certain.
    private func isOne(_ value: Value) -> Bool {
        if case .json = value.partial?.content { return true }
        return value.type == .number || value.type == .bool
    }

    /// A value that is nothing but an unknown part.
    private mutating func take(_ hole: PartialText.Hole) -> Value {
        filled += 1
        guard case .json(let value) = hole.value.partial?.content else { return hole.value }
        var whole = hole.value
        whole.origins = whole.origins.deciders
        return value.inheriting(from: whole)
    }

    /// A string with unknown parts.
    private func unknown(_ parts: Range<Int>, _ inside: Range<Int>) -> Value {
        let origins = source.looseOrigins(of: (inside.lowerBound - 1)..<(inside.upperBound + 1)).derived
        let values = holes[parts].map(\.value)
        let unknown = values.lazy.compactMap(\.unknown).first ?? Unknown(.error, "a part is not known")
        return Value(
            .unknown(Unknown(unknown.reason, unknown.detail, at: unknown.span, type: .string)),
            values.reduce(origins) { $0.joined($1.origins) }.derived,
            isSensitive: values.contains(where: \.isSensitive))
    }

    private mutating func word() throws(FunctionError) -> Value {
        let start = index
        while index < bytes.count, ![0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x5D, 0x7D, 0x3A].contains(bytes[index]) {
            index += 1
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        let origins = source.origins(of: start..<index)
        switch text {
        case "true": return Value(.bool(true), origins)
        case "false": return Value(.bool(false), origins)
        case "null": return Value(.null(.dynamic), origins)
        default:
            let magnitude = text.drop { $0 == "-" }
            let isPlain =
                magnitude.first?.isNumber == true
                && (magnitude == "0" || magnitude.first != "0"
                    || !(magnitude.dropFirst().first?.isNumber ?? false))
            guard isPlain, text.last != ".", !text.hasPrefix("--"), !text.contains(".e"),
                !text.contains(".E"), Number.isNumeral(text)
            else { throw wrong() }
            return Value(Number(text).map { .number($0) } ?? .unknown(.tooLargeNumber), origins)
        }
    }

    /// With its quotes where they stand in the same token: in a file, a heredoc, a template.
    ///
    /// What stands between them alone is the value only where nothing is escaped, for a part can be put in encoded or as it is.
    private func origins(of inside: Range<Int>, _ value: String) -> Origins {
        if let token = source.exactOrigins(of: (inside.lowerBound - 1)..<(inside.upperBound + 1)) {
            return token
        }
        if value.utf8.count == inside.count, let part = source.exactOrigins(of: inside) { return part }
        return source.looseOrigins(of: (inside.lowerBound - 1)..<(inside.upperBound + 1)).derived
    }

    /// The value of a string and the range of what is between its quotes.
    private mutating func string() throws(FunctionError) -> (String, Range<Int>) {
        let start = index + 1
        index = start
        var result: [UInt8] = []
        while index < bytes.count {
            if hole != nil {
                filled += 1
                continue
            }
            if bytes[index] == 0x22 { break }
            let byte = bytes[index]
            guard byte >= 0x20 else { throw wrong() }
            index += 1
            if byte == 0x5C { result += try escape() } else { result.append(byte) }
        }
        guard index < bytes.count else { throw wrong() }
        index += 1
        return (String(decoding: result, as: UTF8.self), start..<(index - 1))
    }

    private mutating func escape() throws(FunctionError) -> [UInt8] {
        guard index < bytes.count else { throw wrong() }
        let byte = bytes[index]
        index += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): break
        default: throw wrong()
        }
        let first = try unit()
        if first & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == 0x5C,
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let before = index
            index += 2
            let second = try unit()
            if second & 0xFC00 == 0xDC00,
                let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
            {
                return Array(String(scalar).utf8)
            }
            index = before
        }
        return Array(String(Unicode.Scalar(first) ?? "\u{FFFD}").utf8)
    }

    private mutating func unit() throws(FunctionError) -> UInt32 {
        guard index + 4 <= bytes.count,
            let value = UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
        else { throw wrong() }
        index += 4
        return value
    }
}
