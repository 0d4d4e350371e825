/// Blanks, line ends, comments and a byte order mark: bytes that separate tokens and mean nothing else.
enum Trivia {
    /// The end of the trivia that starts at `start`.
    static func end(in source: [UInt8], from start: Int, to limit: Int, syntax: HCLSyntax) -> Int {
        var newline = false
        return end(in: source, from: start, to: limit, syntax: syntax, sawNewline: &newline)
    }

    /// The same, also saying whether a line ended on the way.
    ///
    /// A `#` or `//` comment ends its line; a `/* */` comment does not, even over several lines.
    @inline(__always)
    static func end(
        in source: [UInt8], from start: Int, to limit: Int, syntax: HCLSyntax, sawNewline: inout Bool
    ) -> Int {
        var index = start
        if start == 0, limit >= 3, source[0] == 0xEF, source[1] == 0xBB, source[2] == 0xBF { index = 3 }
        while index < limit {
            switch source[index] {
            case Byte.space, Byte.tab:
                index += 1
            case Byte.newline:
                sawNewline = true
                index += 1
            case Byte.carriageReturn:
                let next = index + 1 < limit ? source[index + 1] : 0
                guard next == Byte.newline || syntax == .json else { return index }
                index += 1
            case Byte.hash where syntax == .native:
                index = lineEnd(in: source, from: index, to: limit)
            case Byte.slash where syntax == .native:
                guard let end = slashComment(in: source, from: index, to: limit) else { return index }
                index = end
            default:
                return index
            }
        }
        return index
    }

    /// The offset of the newline that ends the line, or `limit`.
    static func lineEnd(in source: [UInt8], from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit, source[index] != Byte.newline { index += 1 }
        return index
    }

    /// The end of a `//` or `/* */` comment at `start`; nil when there is none, or it never closes.
    private static func slashComment(in source: [UInt8], from start: Int, to limit: Int) -> Int? {
        guard start + 1 < limit else { return nil }
        switch source[start + 1] {
        case Byte.slash:
            return lineEnd(in: source, from: start, to: limit)
        case Byte.star:
            var index = start + 2
            while index + 1 < limit {
                if source[index] == Byte.star, source[index + 1] == Byte.slash { return index + 2 }
                index += 1
            }
            return nil
        default:
            return nil
        }
    }
}

/// Names for the bytes that the grammar looks at.
enum Byte {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let bang: UInt8 = 0x21
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let dollar: UInt8 = 0x24
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let star: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let minus: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let underscore: UInt8 = 0x5F
    static let openBrace: UInt8 = 0x7B
    static let bar: UInt8 = 0x7C
    static let closeBrace: UInt8 = 0x7D
    static let tilde: UInt8 = 0x7E

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }

    @inline(__always)
    static func isASCIILetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
