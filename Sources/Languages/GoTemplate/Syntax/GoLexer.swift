import Diagnostics

/// What a token of an action is.
enum GoTokenKind: Equatable {
    case space
    case word(String)
    case field(String)
    case variable(String)
    case dot
    case number
    case character
    case string
    case rawString
    case pipe, open, close, declare, assign, comma
    /// A character that means nothing in an action.
    case other
    case end
}

struct GoToken {
    var kind: GoTokenKind
    var range: Range<Int>
}

/// Something is wrong with the template's text.
struct GoSyntaxError: Error {
    var message: String
    var range: Range<Int>
    var id = "template-syntax"
}

/// Reads the tokens of one action, up to and including its closing braces.
struct GoLexer {
    let bytes: [UInt8]
    var position: Int
    /// Whether the closing braces had a trim marker.
    private(set) var trimsAfter = false

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// All tokens of the action; the last is `.end`.
    mutating func action() throws(GoSyntaxError) -> [GoToken] {
        var tokens: [GoToken] = []
        var depth = 0
        let start = position
        while true {
            guard let next = byte() else {
                throw GoSyntaxError(message: "unclosed action", range: start..<bytes.count)
            }
            let lower = position
            if let length = closing() {
                if depth > 0 {
                    throw GoSyntaxError(message: "unclosed left paren", range: start..<position)
                }
                position += length
                tokens.append(GoToken(kind: .end, range: lower..<position))
                return tokens
            }
            let kind = try token(next)
            if kind == .open { depth += 1 }
            if kind == .close { depth -= 1 }
            if depth < 0 {
                throw GoSyntaxError(message: "unexpected right paren", range: lower..<position)
            }
            tokens.append(GoToken(kind: kind, range: lower..<position))
        }
    }

    /// The length of the closing delimiter here, with its marker.
    private mutating func closing() -> Int? {
        if byte() == UInt8(ascii: "}"), byte(1) == UInt8(ascii: "}") {
            trimsAfter = false
            return 2
        }
        if let blank = byte(), GoCharacters.isSpace(blank), byte(1) == UInt8(ascii: "-"),
            byte(2) == UInt8(ascii: "}"), byte(3) == UInt8(ascii: "}")
        {
            trimsAfter = true
            return 4
        }
        return nil
    }

    private mutating func token(_ next: UInt8) throws(GoSyntaxError) -> GoTokenKind {
        let lower = position
        switch next {
        case 32, 9, 13, 10:
            while let blank = byte(), GoCharacters.isSpace(blank), closing() == nil { position += 1 }
            return .space
        case UInt8(ascii: "|"):
            position += 1
            return .pipe
        case UInt8(ascii: "("):
            position += 1
            return .open
        case UInt8(ascii: ")"):
            position += 1
            return .close
        case UInt8(ascii: ","):
            position += 1
            return .comma
        case UInt8(ascii: "="):
            position += 1
            return .assign
        case UInt8(ascii: ":"):
            guard byte(1) == UInt8(ascii: "=") else {
                throw GoSyntaxError(message: "expected :=", range: lower..<(lower + 1))
            }
            position += 2
            return .declare
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted(next)
        case UInt8(ascii: "`"):
            position += 1
            while let inner = byte(), inner != next { position += 1 }
            guard byte() != nil else {
                throw GoSyntaxError(message: "unterminated raw quoted string", range: lower..<bytes.count)
            }
            position += 1
            return .rawString
        case UInt8(ascii: "."):
            if let after = byte(1), GoCharacters.isDigit(after) { return try number() }
            position += 1
            let name = word()
            if name.isEmpty { return .dot }
            try checkEnd(lower)
            return .field(name)
        case UInt8(ascii: "$"):
            position += 1
            let name = word()
            try checkEnd(lower)
            return .variable("$" + name)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), 48...57: return try number()
        case let next where GoCharacters.isWord(next):
            let name = word()
            try checkEnd(lower)
            return .word(name)
        case 33...126:
            position += 1
            return .other
        default:
            throw GoSyntaxError(
                message: "unrecognized character in action: U+\(GoQuote.hex(UInt32(next), 4).uppercased())",
                range: lower..<(lower + 1))
        }
    }

    private mutating func word() -> String {
        let start = position
        while let next = byte(), GoCharacters.isWord(next) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Names end only before certain characters.
    private func checkEnd(_ lower: Int) throws(GoSyntaxError) {
        guard let next = byte() else { return }
        if GoCharacters.isSpace(next) || ".,|:()=}".utf8.contains(next) { return }
        throw GoSyntaxError(
            message: "bad character U+\(String(next, radix: 16, uppercase: true))",
            range: lower..<(position + 1))
    }

    private mutating func quoted(_ mark: UInt8) throws(GoSyntaxError) -> GoTokenKind {
        let lower = position
        position += 1
        while let next = byte() {
            if next == UInt8(ascii: "\n") { break }
            position += 1
            if next == mark { return mark == UInt8(ascii: "\"") ? .string : .character }
            if next == UInt8(ascii: "\\"), byte() != nil, byte() != UInt8(ascii: "\n") { position += 1 }
        }
        throw GoSyntaxError(
            message: mark == UInt8(ascii: "\"")
                ? "unterminated quoted string" : "unterminated character constant",
            range: lower..<position)
    }

    private mutating func number() throws(GoSyntaxError) -> GoTokenKind {
        let lower = position
        if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
        var previous: UInt8 = 0
        while let next = byte() {
            let isSign =
                (next == UInt8(ascii: "+") || next == UInt8(ascii: "-")) && "eEpP".utf8.contains(previous)
            guard GoCharacters.isWord(next) || next == UInt8(ascii: ".") || isSign else { break }
            previous = next
            position += 1
        }
        let text = String(decoding: bytes[lower..<position], as: UTF8.self)
        // Whether it fits is for the parser to say.
        guard
            GoNumber(text) != nil
                || text.utf8.allSatisfy({ GoCharacters.isDigit($0) || ".eE".utf8.contains($0) })
        else {
            throw GoSyntaxError(message: "bad number syntax: \"\(text)\"", range: lower..<position)
        }
        return .number
    }
}
