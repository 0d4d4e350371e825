/// A token with the trivia before it: `triviaStart..<start` is trivia, `start..<end` is text.
struct Token {
    var kind: HCLNodeKind
    var triviaStart: Int
    var start: Int
    var end: Int
    /// A line ended between the token before and this one; cleared once the parser has taken note.
    var newlineBefore: Bool
    /// A string with a backslash in it, which may be a bad escape.
    var hasEscape = false
}

/// Finds one token at a time, so that templates need no state: the parser says where the next token starts.
struct Lexer {
    let source: [UInt8]

    /// The token at a position.
    ///
    /// After a dot, `legacyIndex` reads `0.1` as an index `0` and not as a number.
    func token(at position: Int, legacyIndex: Bool = false) -> Token {
        var newline = false
        let count = source.count
        let start = Trivia.end(in: source, from: position, to: count, syntax: .native, sawNewline: &newline)
        guard start < count else {
            return Token(
                kind: .endOfFile, triviaStart: position, start: count, end: count, newlineBefore: newline)
        }
        if source[start] == Byte.quote { return quoted(position, start, newline) }
        let (kind, end) = scan(start, legacyIndex: legacyIndex)
        return Token(kind: kind, triviaStart: position, start: start, end: end, newlineBefore: newline)
    }

    @inline(__always)
    private func byte(_ index: Int) -> UInt8 { index < source.count ? source[index] : 0 }

    private func scan(_ start: Int, legacyIndex: Bool) -> (HCLNodeKind, Int) {
        let first = source[start]
        if Byte.isASCIILetter(first) || first == Byte.underscore {
            return (.identifier, identifierEnd(start))
        }
        if Byte.isDigit(first) { return (.number, legacyIndex ? digitsEnd(start) : numberEnd(start)) }
        switch first {
        case Byte.equals:
            if byte(start + 1) == Byte.equals { return (.equalTo, start + 2) }
            if byte(start + 1) == Byte.greater { return (.arrow, start + 2) }
            return (.equals, start + 1)
        case Byte.dot:
            if byte(start + 1) == Byte.dot, byte(start + 2) == Byte.dot { return (.ellipsis, start + 3) }
            return (.dot, start + 1)
        case Byte.openBrace: return (.openBrace, start + 1)
        case Byte.closeBrace: return (.closeBrace, start + 1)
        case Byte.openBracket: return (.openBracket, start + 1)
        case Byte.closeBracket: return (.closeBracket, start + 1)
        case Byte.openParenthesis: return (.openParenthesis, start + 1)
        case Byte.closeParenthesis: return (.closeParenthesis, start + 1)
        case Byte.comma: return (.comma, start + 1)
        default: return scanOperator(start, first)
        }
    }

    private func scanOperator(_ start: Int, _ first: UInt8) -> (HCLNodeKind, Int) {
        let second = byte(start + 1)
        switch first {
        case Byte.colon: return second == Byte.colon ? (.doubleColon, start + 2) : (.colon, start + 1)
        case Byte.question: return (.question, start + 1)
        case Byte.star: return (.star, start + 1)
        case Byte.slash:
            // A comment that never closes: everything to the end is one bad token.
            return second == Byte.star ? (.invalid, source.count) : (.slash, start + 1)
        case Byte.percent: return (.percent, start + 1)
        case Byte.plus: return (.plus, start + 1)
        case Byte.minus: return (.minus, start + 1)
        case Byte.bang: return second == Byte.equals ? (.notEqualTo, start + 2) : (.bang, start + 1)
        case Byte.less:
            if second == Byte.less, let end = heredocOpenEnd(start) { return (.openHeredoc, end) }
            return second == Byte.equals ? (.lessOrEqual, start + 2) : (.lessThan, start + 1)
        case Byte.greater:
            return second == Byte.equals ? (.greaterOrEqual, start + 2) : (.greaterThan, start + 1)
        case Byte.ampersand where second == Byte.ampersand: return (.and, start + 2)
        case Byte.bar where second == Byte.bar: return (.or, start + 2)
        case Byte.tilde where second == Byte.closeBrace: return (.stripBrace, start + 2)
        default:
            let end = identifierEnd(start)
            return end > start ? (.identifier, end) : (.invalid, invalidEnd(start))
        }
    }

    /// A whole string when nothing is interpolated in it; otherwise its opening quote alone.
    private func quoted(_ position: Int, _ start: Int, _ newline: Bool) -> Token {
        var hasEscape = false
        let stop = TemplateScan.quotedLiteralEnd(in: source, from: start + 1, sawEscape: &hasEscape)
        let isWhole = byte(stop) == Byte.quote
        return Token(
            kind: isWhole ? .string : .openQuote, triviaStart: position, start: start,
            end: isWhole ? stop + 1 : start + 1, newlineBefore: newline, hasEscape: isWhole && hasEscape)
    }

    private func digitsEnd(_ start: Int) -> Int {
        var index = start
        while Byte.isDigit(byte(index)) { index += 1 }
        return index
    }

    private func numberEnd(_ start: Int) -> Int {
        var index = digitsEnd(start)
        if byte(index) == Byte.dot, Byte.isDigit(byte(index + 1)) { index = digitsEnd(index + 1) }
        if byte(index) | 0x20 == 0x65 {
            var exponent = index + 1
            if byte(exponent) == Byte.plus || byte(exponent) == Byte.minus { exponent += 1 }
            if Byte.isDigit(byte(exponent)) { index = digitsEnd(exponent) }
        }
        return index
    }

    /// The end of the identifier at `start`, or `start` when there is none.
    func identifierEnd(_ start: Int) -> Int {
        var index = start
        while index < source.count {
            let byte = source[index]
            if Byte.isASCIILetter(byte) || byte == Byte.underscore {
                index += 1
            } else if index > start, Byte.isDigit(byte) || byte == Byte.minus {
                index += 1
            } else if byte >= 0x80, let (scalar, next) = UTF8Scalar.decode(source, at: index),
                index == start ? scalar.properties.isIDStart : scalar.properties.isIDContinue
            {
                index = next
            } else {
                break
            }
        }
        return index
    }

    /// The end of a run of bytes that start no token.
    private func invalidEnd(_ start: Int) -> Int {
        guard let (_, next) = UTF8Scalar.decode(source, at: start) else { return start + 1 }
        return next
    }

    /// The end of `<<MARKER` with its line end; nil when a marker or the line end is missing.
    private func heredocOpenEnd(_ start: Int) -> Int? {
        let marker = start + (byte(start + 2) == Byte.minus ? 3 : 2)
        var end = identifierEnd(marker)
        guard end > marker else { return nil }
        if byte(end) == Byte.carriageReturn { end += 1 }
        return byte(end) == Byte.newline ? end + 1 : nil
    }

    /// True when an `=` of an argument follows the token that ends at `end` on the same line.
    func isAssignment(after end: Int) -> Bool {
        var index = end
        while byte(index) == Byte.space || byte(index) == Byte.tab { index += 1 }
        return byte(index) == Byte.equals && byte(index + 1) != Byte.equals && byte(index + 1) != Byte.greater
    }
}

/// One scalar of UTF-8 at a time.
enum UTF8Scalar {
    /// The scalar at `index` and the offset after it; nil for bytes that are no UTF-8.
    static func decode(_ source: [UInt8], at index: Int) -> (Unicode.Scalar, Int)? {
        let first = source[index]
        let length =
            first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
        guard length > 0, index + length <= source.count else { return nil }
        guard length > 1 else { return (Unicode.Scalar(first), index + 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = source[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, index + length)
    }

    /// The offset of the first byte that is no UTF-8; nil for good text.
    static func firstBad(_ source: [UInt8]) -> Int? {
        var index = 0
        while index < source.count {
            if source[index] < 0x80 {
                index += 1
            } else if let (_, next) = decode(source, at: index) {
                index = next
            } else {
                return index
            }
        }
        return nil
    }
}

/// Finds the ends of literal text inside templates.
enum TemplateScan {
    /// Where the literal text of a quoted template stops: at `"`, `${`, `%{`, a line end, or the end of the file.
    @inline(__always)
    static func quotedLiteralEnd(in source: [UInt8], from start: Int, sawEscape: inout Bool) -> Int {
        var index = start
        let count = source.count
        while index < count {
            switch source[index] {
            case Byte.quote, Byte.newline:
                return index
            case Byte.backslash:
                sawEscape = true
                // An escaped line end does not go on: the line ends the string.
                index += index + 1 < count && source[index + 1] != Byte.newline ? 2 : 1
            case Byte.dollar, Byte.percent:
                guard let next = pastMarker(in: source, at: index) else { return index }
                index = next
            default:
                index += 1
            }
        }
        return count
    }

    /// The offset after a `$` or `%` that is text (`$`, `$${`); nil when a sequence starts here.
    @inline(__always)
    static func pastMarker(in source: [UInt8], at index: Int) -> Int? {
        let marker = source[index]
        guard index + 1 < source.count else { return index + 1 }
        if source[index + 1] == Byte.openBrace { return nil }
        if source[index + 1] == marker, index + 2 < source.count, source[index + 2] == Byte.openBrace {
            return index + 3
        }
        return index + 1
    }
}
