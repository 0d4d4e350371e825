/// Reads strict JSON (RFC 8259) of modest size into nodes that know where they stand.
///
/// It stops at the first error: what follows a syntax error in a machine's message is noise.
public struct JSONDocument {
    /// Lists and maps inside each other.
    private static let maximumDepth = 32

    private struct Problem: Error {
        var message: String
        var offset: Int
        var length = 1
    }

    private let file: SourceFile
    private let bytes: [UInt8]
    private let what: String
    private var position = 0

    private init(_ file: SourceFile, _ what: String) {
        self.file = file
        self.what = what
        bytes = file.bytes
    }

    /// The node of the whole text, or one diagnostic named `id`; messages call the text `what`.
    public static func decode(
        _ file: SourceFile, id: DiagnosticID, what: String
    ) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        var reader = JSONDocument(file, what)
        do throws(Problem) {
            reader.skipBlanks()
            let node = try reader.value(depth: 0)
            reader.skipBlanks()
            guard reader.position == reader.bytes.count else {
                throw Problem(message: "something follows the end of the \(what)", offset: reader.position)
            }
            return (node, [])
        } catch {
            let end = min(reader.bytes.count, error.offset + error.length)
            let span = reader.span(min(error.offset, end), end)
            return (nil, [Diagnostic(id, .error, error.message, at: span)])
        }
    }

    private mutating func value(depth: Int) throws(Problem) -> ConfigNode {
        guard depth < Self.maximumDepth else { throw problem("nested more than \(Self.maximumDepth) deep") }
        guard let byte = peek else { throw problem("the \(what) ends here, a value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try map(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""):
            let start = position
            let text = try string()
            return ConfigNode(.string(text), at: span(start, position))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw problem("expected a value")
        }
    }

    private mutating func map(depth: Int) throws(Problem) -> ConfigNode {
        let start = position
        position += 1
        var entries: [ConfigNode.Entry] = []
        var isFirst = true
        while true {
            skipBlanks()
            if isFirst, take(UInt8(ascii: "}")) { break }
            isFirst = false
            guard peek == UInt8(ascii: "\"") else { throw problem("expected a name in quotes") }
            let keyStart = position
            let key = try string()
            let keySpan = span(keyStart, position)
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw problem("expected a colon") }
            skipBlanks()
            entries.append(ConfigNode.Entry(key: key, keySpan: keySpan, value: try value(depth: depth + 1)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { break }
            guard take(UInt8(ascii: ",")) else { throw problem("expected a comma or }") }
        }
        return ConfigNode(.map(entries), at: span(start, position))
    }

    private mutating func list(depth: Int) throws(Problem) -> ConfigNode {
        let start = position
        position += 1
        var items: [ConfigNode] = []
        skipBlanks()
        if !take(UInt8(ascii: "]")) {
            while true {
                skipBlanks()
                items.append(try value(depth: depth + 1))
                skipBlanks()
                if take(UInt8(ascii: "]")) { break }
                guard take(UInt8(ascii: ",")) else { throw problem("expected a comma or ]") }
            }
        }
        return ConfigNode(.list(items), at: span(start, position))
    }

    private mutating func string() throws(Problem) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20:
                throw Problem(message: "a text contains a bare control character", offset: position - 1)
            default: text.append(byte)
            }
        }
        throw Problem(message: "this text has no closing quote", offset: start)
    }

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        guard let byte = peek else { throw problem("the \(what) ends inside a text") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default: throw Problem(message: "this is no escape of JSON", offset: position - 2, length: 2)
        }
    }

    /// Puts surrogate pairs together; half of a pair becomes U+FFFD.
    private mutating func unicode(into text: inout [UInt8]) throws(Problem) {
        let unit = try fourDigits()
        var value = unit
        if (0xD800..<0xDC00).contains(unit) {
            value = 0xFFFD
            if bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
                let before = position
                position += 2
                let second = try fourDigits()
                if (0xDC00..<0xE000).contains(second) {
                    value = 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)
                } else {
                    position = before
                }
            }
        }
        text.append(contentsOf: Array(String(Character(Unicode.Scalar(value) ?? "\u{FFFD}")).utf8))
    }

    private mutating func fourDigits() throws(Problem) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ isHexadecimal($0) }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw problem("expected four hexadecimal digits") }
        position += 4
        return value
    }

    private func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
    }

    private mutating func number() throws(Problem) -> ConfigNode {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return ConfigNode(.number(Double(text) ?? .nan, text: text), at: span(start, position))
    }

    private mutating func digits() throws(Problem) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw problem("expected a digit") }
    }

    private mutating func word(_ word: String, _ value: ConfigNode.Value) throws(Problem) -> ConfigNode {
        let start = position
        guard bytes[position...].starts(with: word.utf8) else {
            throw problem("expected true, false or null")
        }
        position += word.utf8.count
        return ConfigNode(value, at: span(start, position))
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func problem(_ message: String) -> Problem { Problem(message: message, offset: position) }

    private func span(_ start: Int, _ end: Int) -> SourceSpan {
        SourceSpan(path: file.path, range: ByteRange(start..<end))
    }
}
