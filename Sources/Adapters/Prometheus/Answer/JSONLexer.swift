/// Is told what a ``JSONLexer`` finds, in the order of the text.
protocol JSONHandler {
    mutating func beginObject() throws(AnswerProblem)
    mutating func endObject() throws(AnswerProblem)
    mutating func beginArray() throws(AnswerProblem)
    mutating func endArray() throws(AnswerProblem)
    /// The bytes are unescaped and valid during the call only.
    mutating func key(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem)
    mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem)
    mutating func number(_ bytes: UnsafeBufferPointer<UInt8>) throws(AnswerProblem)
    mutating func literal(_ literal: JSONLexer.Literal) throws(AnswerProblem)

    /// True where an array of samples is being read, so that ``takeSamples(_:_:)`` may be asked.
    var takesSamples: Bool { get }
    /// Takes as many whole, plain samples as it can, commas included; see ``SampleRun``.
    mutating func takeSamples(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) throws(AnswerProblem) -> SampleRun
}

/// How far ``JSONHandler/takeSamples(_:_:)`` came.
struct SampleRun {
    /// The first byte that was not taken.
    var next: UnsafePointer<UInt8>
    /// True when the last sample taken was followed by something else than a comma, which is then the next byte.
    var endsAfterValue: Bool
}

/// A JSON reader (RFC 8259) that is fed pieces of any size and never holds more than one token.
///
/// It can be stopped between any two bytes. Strings and numbers that lie whole in a piece are handed on without a copy.
struct JSONLexer {
    /// The three words of JSON.
    enum Literal: Sendable { case null, yes, no }

    /// The nesting allowed.
    static let maximumDepth = 128
    /// The length of one string or number allowed.
    static let maximumTokenBytes = 1 << 20

    private enum State {
        case value, valueOrEnd, keyOrEnd, key, colon, afterValue, done
        case string, escape, unicode, number, literal
    }

    private var state = State.value
    private var isKey = false
    /// True for an object, false for an array.
    private var nesting: [Bool] = []
    private var token: [UInt8] = []
    private var unicode = UnicodeEscape()
    /// Bytes of all earlier pieces.
    private var consumed = 0

    /// Reads the next piece.
    mutating func feed(
        _ piece: UnsafeRawBufferPointer, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        guard let base = piece.bindMemory(to: UInt8.self).baseAddress else { return }
        var position = base
        do {
            try run(&position, base + piece.count, &handler)
        } catch {
            throw AnswerProblem(error.reason, offset: consumed + (position - base))
        }
        consumed += piece.count
    }

    /// Says that there are no more pieces.
    func finish() throws(AnswerProblem) {
        guard state != .done else { return }
        throw AnswerProblem("the answer ends here, in the middle", offset: consumed, isTruncation: true)
    }

    private mutating func run(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        while position < end {
            switch state {
            case .value, .valueOrEnd: try readValue(&position, end, &handler)
            case .string: try readString(&position, end, &handler)
            case .number: try readNumber(&position, end, &handler)
            case .afterValue: try readSeparator(&position, &handler)
            case .keyOrEnd, .key: try readKey(&position, &handler)
            case .colon: try readColon(&position)
            case .escape: try readEscape(&position)
            case .unicode: try readUnicode(&position)
            case .literal: try readLiteral(&position, &handler)
            case .done:
                guard Self.isBlank(position.pointee) else {
                    throw AnswerProblem("something follows the end of the answer")
                }
                position += 1
            }
        }
    }

    private mutating func readValue(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        if handler.takesSamples {
            let run = try handler.takeSamples(position, end)
            if run.next != position {
                position = run.next
                state = run.endsAfterValue ? .afterValue : .value
                return
            }
        }
        let byte = position.pointee
        switch byte {
        case _ where Self.isBlank(byte): break
        case UInt8(ascii: "\""):
            isKey = false
            beginToken(.string)
        case UInt8(ascii: "{"):
            try push(isObject: true)
            try handler.beginObject()
            state = .keyOrEnd
        case UInt8(ascii: "["):
            try push(isObject: false)
            try handler.beginArray()
            state = .valueOrEnd
        case UInt8(ascii: "]") where state == .valueOrEnd:
            try handler.endArray()
            pop()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            beginToken(.number)
            return
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            beginToken(.literal)
            return
        default: throw AnswerProblem("expected a value, found \(Self.show(byte))")
        }
        position += 1
    }

    private mutating func readKey(
        _ position: inout UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        let byte = position.pointee
        switch byte {
        case _ where Self.isBlank(byte): break
        case UInt8(ascii: "\""):
            isKey = true
            beginToken(.string)
        case UInt8(ascii: "}") where state == .keyOrEnd:
            try handler.endObject()
            pop()
        default: throw AnswerProblem("expected a name in quotes, found \(Self.show(byte))")
        }
        position += 1
    }

    private mutating func readColon(_ position: inout UnsafePointer<UInt8>) throws(AnswerProblem) {
        let byte = position.pointee
        if byte == UInt8(ascii: ":") {
            state = .value
        } else if !Self.isBlank(byte) {
            throw AnswerProblem("expected a colon, found \(Self.show(byte))")
        }
        position += 1
    }

    private mutating func readSeparator(
        _ position: inout UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        let byte = position.pointee
        let isObject = nesting.last ?? false
        switch byte {
        case UInt8(ascii: ","): state = isObject ? .key : .value
        case UInt8(ascii: "}") where isObject:
            try handler.endObject()
            pop()
        case UInt8(ascii: "]") where !isObject:
            try handler.endArray()
            pop()
        case _ where Self.isBlank(byte): break
        default:
            throw AnswerProblem("expected a comma or \(isObject ? "}" : "]"), found \(Self.show(byte))")
        }
        position += 1
    }

    private mutating func readString(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        let start = position
        while position < end, position.pointee != UInt8(ascii: "\""), position.pointee != UInt8(ascii: "\\"),
            position.pointee >= 0x20
        {
            position += 1
        }
        let run = UnsafeBufferPointer(start: start, count: position - start)
        guard token.count + run.count <= Self.maximumTokenBytes else {
            throw AnswerProblem("a text is too long")
        }
        guard position < end, token.isEmpty, position.pointee == UInt8(ascii: "\"") else {
            token.append(contentsOf: run)
            guard position < end else { return }
            switch position.pointee {
            case UInt8(ascii: "\""):
                position += 1
                try endString(&handler)
            case UInt8(ascii: "\\"):
                position += 1
                state = .escape
            default: throw AnswerProblem("a text contains a bare control character")
            }
            return
        }
        position += 1
        try deliverString(run, &handler)
    }

    private mutating func endString(_ handler: inout some JSONHandler) throws(AnswerProblem) {
        let text = token
        token.removeAll(keepingCapacity: true)
        try Self.withBytes(text) { bytes throws(AnswerProblem) in try deliverString(bytes, &handler) }
    }

    private mutating func deliverString(
        _ bytes: UnsafeBufferPointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        if isKey {
            state = .colon
            try handler.key(bytes)
        } else {
            state = .afterValue
            try handler.string(bytes)
        }
    }

    private mutating func readEscape(_ position: inout UnsafePointer<UInt8>) throws(AnswerProblem) {
        let byte = position.pointee
        let plain: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = byte
        case UInt8(ascii: "b"): plain = 8
        case UInt8(ascii: "f"): plain = 12
        case UInt8(ascii: "n"): plain = 10
        case UInt8(ascii: "r"): plain = 13
        case UInt8(ascii: "t"): plain = 9
        case UInt8(ascii: "u"):
            unicode.beginUnit()
            position += 1
            state = .unicode
            return
        default: throw AnswerProblem("\\\(Self.show(byte)) is no escape of JSON")
        }
        token.append(plain)
        position += 1
        state = .string
    }

    private mutating func readUnicode(_ position: inout UnsafePointer<UInt8>) throws(AnswerProblem) {
        guard let isWhole = unicode.take(position.pointee, into: &token) else {
            throw AnswerProblem("\\u is not followed by four hexadecimal digits")
        }
        position += 1
        if isWhole { state = .string }
    }

    private mutating func readNumber(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        let start = position
        while position < end, Self.isNumberByte(position.pointee) { position += 1 }
        let run = UnsafeBufferPointer(start: start, count: position - start)
        guard token.count + run.count <= Self.maximumTokenBytes else {
            throw AnswerProblem("a number is too long")
        }
        guard position < end, token.isEmpty else {
            token.append(contentsOf: run)
            guard position < end else { return }
            let text = token
            token.removeAll(keepingCapacity: true)
            try Self.withBytes(text) { bytes throws(AnswerProblem) in try deliverNumber(bytes, &handler) }
            return
        }
        try deliverNumber(run, &handler)
    }

    private mutating func deliverNumber(
        _ bytes: UnsafeBufferPointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        guard NumberReader.isJSONNumber(bytes) else { throw AnswerProblem("this is no number") }
        endValue()
        try handler.number(bytes)
    }

    private mutating func readLiteral(
        _ position: inout UnsafePointer<UInt8>, _ handler: inout some JSONHandler
    ) throws(AnswerProblem) {
        token.append(position.pointee)
        let words: [(StaticString, Literal)] = [("true", .yes), ("false", .no), ("null", .null)]
        for (word, literal) in words
        where token.first == word.utf8Start.pointee {
            guard token.last == word.utf8Start[token.count - 1] else { break }
            position += 1
            guard token.count == word.utf8CodeUnitCount else { return }
            token.removeAll(keepingCapacity: true)
            endValue()
            return try handler.literal(literal)
        }
        throw AnswerProblem("expected true, false or null")
    }

    private mutating func beginToken(_ kind: State) {
        token.removeAll(keepingCapacity: true)
        unicode = UnicodeEscape()
        state = kind
    }

    private mutating func endValue() { state = nesting.isEmpty ? .done : .afterValue }

    private mutating func push(isObject: Bool) throws(AnswerProblem) {
        guard nesting.count < Self.maximumDepth else { throw AnswerProblem("nested too deeply") }
        nesting.append(isObject)
    }

    private mutating func pop() {
        nesting.removeLast()
        endValue()
    }

    private static func withBytes(
        _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(AnswerProblem) -> Void
    ) throws(AnswerProblem) {
        try bytes.withUnsafeBufferPointer(body)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private static func show(_ byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "byte \(byte)"
    }
}
