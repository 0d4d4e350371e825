extension PatternParser {
    /// `[…]` from its bracket to its bracket.
    mutating func bracketClass() throws(RegularExpressionError) -> CharacterClass {
        let start = position
        position += 1
        var isNegated = false
        if next == "^" {
            isNegated = true
            position += 1
        }
        var spans: [CharacterClass.Span] = []
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            if let named = try namedClass() {
                spans += named.spans
                continue
            }
            if next == "\\", let known = try escapedClass() {
                spans += known.spans
                continue
            }
            let rangeStart = position
            let lower = try classCharacter(in: start)
            var upper = lower
            // A hyphen before the bracket is itself.
            if next == "-", let after = peek(1), after != "]" {
                position += 1
                upper = try classCharacter(in: start)
                if upper < lower { throw failure(.invalidRange, from: rangeStart) }
            }
            let span = CharacterClass.Span(lower: lower, upper: upper)
            spans.append(span)
            if flags.ignoresCase { CaseFolding.add(span, to: &spans) }
        }
        position += 1
        let known = CharacterClass(spans)
        return isNegated ? known.negated : known
    }

    private mutating func classCharacter(in start: Int) throws(RegularExpressionError) -> UInt32 {
        guard let character = next else { throw failure(.missingBracket, from: start, to: characters.count) }
        if character == "\\" { return try escapedCharacter() }
        position += 1
        return character.value
    }

    /// `[:alpha:]`; nil when no such thing begins here.
    private mutating func namedClass() throws(RegularExpressionError) -> CharacterClass? {
        guard next == "[", peek(1) == ":" else { return nil }
        var end = position + 2
        while end + 1 < characters.count, !(characters[end] == ":" && characters[end + 1] == "]") { end += 1 }
        guard end + 1 < characters.count else { return nil }
        let start = position
        var nameStart = position + 2
        let isNegated = nameStart < end && characters[nameStart] == "^"
        if isNegated { nameStart += 1 }
        position = end + 2
        guard let known = Self.asciiClasses[text(nameStart..<end)] else {
            throw failure(.invalidRange, from: start)
        }
        return finish(known, isNegated: isNegated)
    }

    private func finish(_ known: CharacterClass, isNegated: Bool) -> CharacterClass {
        let folded = flags.ignoresCase ? known.folded : known
        return isNegated ? folded.negated : folded
    }

    private static let asciiClasses: [String: CharacterClass] = [
        "alnum": CharacterClass(pairs: "09AZaz"),
        "alpha": CharacterClass(pairs: "AZaz"),
        "ascii": CharacterClass(0...0x7F),
        "blank": CharacterClass(0x09...0x09, 0x20...0x20),
        "cntrl": CharacterClass(0...0x1F, 0x7F...0x7F),
        "digit": CharacterClass(pairs: "09"),
        "graph": CharacterClass(0x21...0x7E),
        "lower": CharacterClass(pairs: "az"),
        "print": CharacterClass(0x20...0x7E),
        "punct": CharacterClass(0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E),
        "space": CharacterClass(0x09...0x0D, 0x20...0x20),
        "upper": CharacterClass(pairs: "AZ"),
        "word": CharacterClass(pairs: "09AZaz__"),
        "xdigit": CharacterClass(pairs: "09AFaf"),
    ]

    /// `\d`, `\pL`, `\p{Greek}` and their like; nil when the backslash begins something else.
    mutating func escapedClass() throws(RegularExpressionError) -> CharacterClass? {
        guard let letter = peek(1) else { return nil }
        let perl: CharacterClass
        switch letter {
        case "d", "D": perl = CharacterClass(pairs: "09")
        case "s", "S": perl = CharacterClass(0x09...0x0A, 0x0C...0x0D, 0x20...0x20)
        case "w", "W": perl = CharacterClass(pairs: "09AZaz__")
        case "p", "P": return try unicodeClass()
        default: return nil
        }
        position += 2
        return finish(perl, isNegated: ("A"..."Z").contains(letter))
    }

    private mutating func unicodeClass() throws(RegularExpressionError) -> CharacterClass {
        let start = position
        var isNegated = peek(1) == "P"
        position += 2
        guard let first = next else { throw failure(.invalidRange, from: start) }
        position += 1
        var name = String(Character(first))
        if first == "{" {
            guard let end = characters[position...].firstIndex(of: "}") else {
                throw failure(.invalidRange, from: start, to: characters.count)
            }
            name = text(position..<end)
            position = end + 1
        }
        if name.hasPrefix("^") {
            isNegated.toggle()
            name.removeFirst()
        }
        guard let known = UnicodeClasses.named(name) else { throw failure(.invalidRange, from: start) }
        return finish(known, isNegated: isNegated)
    }

    /// The character that a backslash and what follows stand for.
    mutating func escapedCharacter() throws(RegularExpressionError) -> UInt32 {
        let start = position
        position += 1
        guard let letter = next else { throw RegularExpressionError(.trailingBackslash, "") }
        position += 1
        switch letter {
        case "0"..."7":
            // One digit other than zero would be a back-reference, which RE2 has not.
            if letter != "0", octalDigit == nil { break }
            var value = letter.value - 0x30
            for _ in 0..<2 {
                guard let digit = octalDigit else { break }
                value = value * 8 + digit
                position += 1
            }
            return value
        case "x": if let value = hexadecimal() { return value }
        case "a": return 0x07
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        default:
            if letter.isASCII, !UInt8(ascii: letter).isASCIIAlphanumeric { return letter.value }
        }
        throw failure(.invalidEscape, from: start)
    }

    private var octalDigit: UInt32? {
        guard let character = next, ("0"..."7").contains(character) else { return nil }
        return character.value - 0x30
    }

    /// Two digits, or any number of them in braces.
    private mutating func hexadecimal() -> UInt32? {
        guard let first = next else { return nil }
        position += 1
        if first != "{" {
            guard let high = Self.hexDigit(first), let second = next else { return nil }
            position += 1
            return Self.hexDigit(second).map { high << 4 | $0 }
        }
        var value: UInt32 = 0
        var count = 0
        while let character = next {
            position += 1
            if character == "}" { return count > 0 ? value : nil }
            guard let digit = Self.hexDigit(character) else { return nil }
            value = value * 16 + digit
            if value > CharacterClass.last { return nil }
            count += 1
        }
        return nil
    }

    private static func hexDigit(_ character: Unicode.Scalar) -> UInt32? {
        switch character {
        case "0"..."9": character.value - 0x30
        case "a"..."f": character.value - 0x61 + 10
        case "A"..."F": character.value - 0x41 + 10
        default: nil
        }
    }
}
