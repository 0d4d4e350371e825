/// Says of a text what Go's `encoding/json` says of it, before anything is read.
///
/// Source: the states and messages of the scanner in Go's package `encoding/json`.
struct JSONScanner {
    /// A message as Go words it.
    struct Fault: Error {
        var message: String
    }

    private let bytes: [UInt8]
    private var place = 0

    /// Go's own bound.
    private static let deepest = 10_000

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Why the bytes are not one JSON value; nil when they are.
    static func fault(in bytes: [UInt8]) -> String? {
        var scanner = JSONScanner(bytes)
        do throws(Fault) {
            try scanner.value()
            scanner.blanks()
            if let byte = scanner.peek { throw scanner.invalid(byte, "after top-level value") }
            return nil
        } catch { return error.message }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func blanks() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    /// The next byte inside of a word, a text or a number; Go lets one blank follow the end.
    private mutating func next() throws(Fault) -> UInt8 {
        guard place <= bytes.count else { throw Fault(message: "unexpected end of JSON input") }
        defer { place += 1 }
        return peek ?? 0x20
    }

    /// The next byte that is not blank.
    private mutating func significant() throws(Fault) -> UInt8 {
        blanks()
        guard let byte = peek else { throw Fault(message: "unexpected end of JSON input") }
        place += 1
        return byte
    }

    private func invalid(_ byte: UInt8, _ context: String) -> Fault {
        let name =
            switch byte {
            case UInt8(ascii: "'"): #"'\''"#
            case UInt8(ascii: "\""): "'\"'"
            case UInt8(ascii: "\\"): #"'\\'"#
            case 0x07: #"'\a'"#
            case 0x08: #"'\b'"#
            case 0x09: #"'\t'"#
            case 0x0A: #"'\n'"#
            case 0x0B: #"'\v'"#
            case 0x0C: #"'\f'"#
            case 0x0D: #"'\r'"#
            case 0x20..<0x7F, 0xA1..<0xAD, 0xAE...: "'\(Character(Unicode.Scalar(byte)))'"
            case 0x80...: #"'\u00"# + String(byte, radix: 16) + "'"
            default: #"'\x"# + (byte < 16 ? "0" : "") + String(byte, radix: 16) + "'"
            }
        return Fault(message: "invalid character \(name) \(context)")
    }

    // MARK: Values

    /// Containers are kept on a list of their own, so that no depth of nesting is a depth of calls.
    private mutating func value() throws(Fault) {
        var open: [UInt8] = []
        while true {
            let first = try significant()
            switch first {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open.count < JSONScanner.deepest else { throw Fault(message: "exceeded max depth") }
                blanks()
                guard let byte = peek, byte == first + 2 else {
                    open.append(first)
                    if first == UInt8(ascii: "{") { try key() }
                    continue
                }
                place += 1
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number(first)
            case UInt8(ascii: "t"): try literal("true")
            case UInt8(ascii: "f"): try literal("false")
            case UInt8(ascii: "n"): try literal("null")
            default: throw invalid(first, "looking for beginning of value")
            }
            // A value has ended: so may the containers around it.
            while let container = open.last {
                let byte = try significant()
                if byte == container + 2 {
                    open.removeLast()
                    continue
                }
                let isObject = container == UInt8(ascii: "{")
                guard byte == UInt8(ascii: ",") else {
                    throw invalid(byte, isObject ? "after object key:value pair" : "after array element")
                }
                if isObject { try key() }
                break
            }
            if open.isEmpty { return }
        }
    }

    private mutating func key() throws(Fault) {
        let quote = try significant()
        guard quote == UInt8(ascii: "\"") else {
            throw invalid(quote, "looking for beginning of object key string")
        }
        try string()
        let colon = try significant()
        guard colon == UInt8(ascii: ":") else { throw invalid(colon, "after object key") }
    }

    // MARK: Scalars

    private mutating func string() throws(Fault) {
        while true {
            let byte = try next()
            switch byte {
            case UInt8(ascii: "\""): return
            case 0..<0x20: throw invalid(byte, "in string literal")
            case UInt8(ascii: "\\"):
                let escaped = try next()
                if escaped == UInt8(ascii: "u") {
                    for _ in 0..<4 {
                        let digit = try next()
                        guard Character(Unicode.Scalar(digit)).isHexDigit, digit < 0x80 else {
                            throw invalid(digit, #"in \u hexadecimal character escape"#)
                        }
                    }
                } else if !"\"\\/bfnrt".utf8.contains(escaped) {
                    throw invalid(escaped, "in string escape code")
                }
            default: break
            }
        }
    }

    private mutating func literal(_ word: String) throws(Fault) {
        for expected in word.utf8.dropFirst() {
            let byte = try next()
            guard byte == expected else {
                let letter = Character(Unicode.Scalar(expected))
                throw invalid(byte, "in literal \(word) (expecting '\(letter)')")
            }
        }
    }

    private mutating func number(_ first: UInt8) throws(Fault) {
        var first = first
        if first == UInt8(ascii: "-") {
            first = try next()
            guard isDigit(first) else { throw invalid(first, "in numeric literal") }
        }
        if first != UInt8(ascii: "0") { digits() }
        if peek == UInt8(ascii: ".") {
            place += 1
            try digit("after decimal point in numeric literal")
            digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            place += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
            try digit("in exponent of numeric literal")
            digits()
        }
    }

    private mutating func digit(_ context: String) throws(Fault) {
        let byte = try next()
        guard isDigit(byte) else { throw invalid(byte, context) }
    }

    private mutating func digits() { while let byte = peek, isDigit(byte) { place += 1 } }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
