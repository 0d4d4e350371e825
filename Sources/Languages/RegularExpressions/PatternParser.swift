/// Reads the syntax of RE2 as Go's `regexp` has it, without recursion, so that no pattern exhausts the stack.
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var swapsGreed = false
    }

    /// A group that is open, or the whole pattern.
    private struct Frame {
        /// The number of the capture; nil for a group without one.
        var capture: Int?
        var outerFlags: Flags
        var alternatives: [Expression] = []
        var sequence: [Expression] = []

        var current: Expression {
            sequence.count == 1 ? sequence[0] : sequence.isEmpty ? .nothing : .sequence(sequence)
        }
        var expression: Expression {
            alternatives.isEmpty ? current : .alternatives(alternatives + [current])
        }
    }

    static let deepest = 1000
    static let largestCount = 1000

    let characters: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    private(set) var names: [String?] = [nil]
    private var frames: [Frame] = []

    init(_ pattern: String) { characters = Array(pattern.unicodeScalars) }

    var next: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        position + distance < characters.count ? characters[position + distance] : nil
    }

    func text(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: characters[range])
        return String(view)
    }

    func failure(_ code: RegularExpressionError.Code, from start: Int, to end: Int? = nil)
        -> RegularExpressionError
    { RegularExpressionError(code, text(start..<(end ?? position))) }

    mutating func parse() throws(RegularExpressionError) -> Expression {
        frames = [Frame(capture: nil, outerFlags: flags)]
        // Where the repetition began that was just read, for the message about `a**`.
        var repetition: Int?
        while let character = next {
            let start = position
            switch character {
            case "*", "+", "?":
                position += 1
                try repeatLast(
                    character == "+" ? 1 : 0, character == "?" ? 1 : nil, from: start, after: repetition)
                repetition = start
                continue
            case "{":
                if let (minimum, maximum) = readCount() {
                    let most = Self.largestCount
                    if minimum > most || (maximum ?? 0) > most || maximum.map({ $0 < minimum }) == true {
                        throw failure(.invalidRepeatCount, from: start)
                    }
                    try repeatLast(minimum, maximum, from: start, after: repetition)
                    repetition = start
                    continue
                }
                position += 1
                append(.literal(0x7B))
            case "(": try open()
            case ")": try close()
            case "|":
                position += 1
                closeAlternative()
            case "[": append(.oneOf(try bracketClass()))
            case "\\": try escape()
            case "^": take(.assertion(flags.isMultiline ? .lineStart : .textStart))
            case "$": take(.assertion(flags.isMultiline ? .lineEnd : .textEnd))
            case ".":
                take(.oneOf(flags.dotMatchesNewline ? .everything : CharacterClass(0x0A...0x0A).negated))
            default:
                position += 1
                append(literal(character.value))
            }
            repetition = nil
        }
        guard frames.count == 1 else {
            throw failure(.missingParenthesis, from: 0, to: characters.count)
        }
        return frames[0].expression
    }

    private mutating func closeAlternative() {
        let last = frames.count - 1
        frames[last].alternatives.append(frames[last].current)
        frames[last].sequence = []
    }

    private mutating func append(_ expression: Expression) {
        frames[frames.count - 1].sequence.append(expression)
    }

    private mutating func take(_ expression: Expression) {
        position += 1
        append(expression)
    }

    private func literal(_ character: UInt32) -> Expression {
        guard flags.ignoresCase else { return .literal(character) }
        let folded = CharacterClass(character...character).folded
        return folded.spans.count == 1 && folded.spans[0].lower == folded.spans[0].upper
            ? .literal(character) : .oneOf(folded)
    }

    private mutating func repeatLast(
        _ minimum: Int, _ maximum: Int?, from start: Int, after previous: Int?
    ) throws(RegularExpressionError) {
        var isGreedy = !flags.swapsGreed
        if next == "?" {
            position += 1
            isGreedy.toggle()
        }
        if let previous { throw failure(.invalidRepeatOperator, from: previous) }
        guard let last = frames[frames.count - 1].sequence.popLast() else {
            throw failure(.missingRepeatArgument, from: start)
        }
        let repeated = Expression.repeated(last, minimum: minimum, maximum: maximum, isGreedy: isGreedy)
        if minimum > 1 || (maximum ?? 0) > 1, !repeated.repeats(atMost: Self.largestCount) {
            throw failure(.invalidRepeatCount, from: start)
        }
        append(repeated)
    }

    /// Reads `{2}`, `{2,}` or `{2,5}`; anything else is not a count and the brace is itself.
    private mutating func readCount() -> (minimum: Int, maximum: Int?)? {
        var index = position + 1
        func number() -> Int? {
            let start = index
            var value = 0
            while index < characters.count, ("0"..."9").contains(characters[index]) {
                // Beyond the largest count the digits no longer matter.
                value = min(100_000_000, value * 10 + Int(characters[index].value - 0x30))
                index += 1
            }
            // Go takes no number with a leading zero for a count.
            if index == start || index - start > 1 && characters[start] == "0" { return nil }
            return value
        }
        guard let minimum = number(), index < characters.count else { return nil }
        var maximum: Int? = minimum
        if characters[index] == "," {
            index += 1
            guard index < characters.count else { return nil }
            if characters[index] == "}" {
                maximum = nil
            } else {
                guard let bound = number() else { return nil }
                maximum = bound
            }
        }
        guard index < characters.count, characters[index] == "}" else { return nil }
        position = index + 1
        return (minimum, maximum)
    }

    private mutating func open() throws(RegularExpressionError) {
        guard peek(1) == "?" else {
            position += 1
            try push(named: nil, isCapture: true)
            return
        }
        let start = position
        if peek(2) == "P" && peek(3) == "<" && peek(4) != nil || peek(2) == "<" && peek(3) != nil {
            let nameStart = position + (peek(2) == "P" ? 4 : 3)
            guard nameStart < characters.count,
                let end = characters[nameStart...].firstIndex(of: ">")
            else { throw failure(.invalidNamedCapture, from: start, to: characters.count) }
            let name = text(nameStart..<end)
            let isValid = !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5F || $0.isASCIIAlphanumeric }
            guard isValid else { throw failure(.invalidNamedCapture, from: start, to: end + 1) }
            position = end + 1
            try push(named: name, isCapture: true)
            return
        }
        position += 2
        try readFlags(from: start)
    }

    private mutating func push(named name: String?, isCapture: Bool, outer: Flags? = nil)
        throws(RegularExpressionError)
    {
        guard frames.count < Self.deepest else {
            throw failure(.nestingDepth, from: 0, to: characters.count)
        }
        frames.append(Frame(capture: isCapture ? names.count : nil, outerFlags: outer ?? flags))
        if isCapture { names.append(name) }
    }

    private mutating func readFlags(from start: Int) throws(RegularExpressionError) {
        var new = flags
        var turnsOn = true
        var sawFlag = false
        while let character = next {
            position += 1
            switch character {
            case "i": new.ignoresCase = turnsOn
            case "m": new.isMultiline = turnsOn
            case "s": new.dotMatchesNewline = turnsOn
            case "U": new.swapsGreed = turnsOn
            case "-":
                guard turnsOn else { throw failure(.invalidPerlOperator, from: start) }
                turnsOn = false
                sawFlag = false
                continue
            case ":", ")":
                guard turnsOn || sawFlag else { throw failure(.invalidPerlOperator, from: start) }
                if character == ":" { try push(named: nil, isCapture: false) }
                flags = new
                return
            default: throw failure(.invalidPerlOperator, from: start)
            }
            sawFlag = true
        }
        throw failure(.missingParenthesis, from: 0, to: characters.count)
    }

    private mutating func close() throws(RegularExpressionError) {
        guard frames.count > 1, let frame = frames.popLast() else {
            throw failure(.unexpectedParenthesis, from: 0, to: characters.count)
        }
        position += 1
        flags = frame.outerFlags
        let inner = frame.expression
        append(frame.capture.map { .capture($0, inner) } ?? inner)
    }

    private mutating func escape() throws(RegularExpressionError) {
        switch peek(1) {
        case "A": takeEscape(.assertion(.textStart))
        case "z": takeEscape(.assertion(.textEnd))
        case "b": takeEscape(.assertion(.wordBoundary))
        case "B": takeEscape(.assertion(.noWordBoundary))
        case "C": throw failure(.invalidEscape, from: position, to: position + 2)
        case "Q":
            position += 2
            while let character = next {
                if character == "\\", peek(1) == "E" {
                    position += 2
                    return
                }
                position += 1
                append(literal(character.value))
            }
        default:
            if let known = try escapedClass() {
                append(.oneOf(known))
            } else {
                append(literal(try escapedCharacter()))
            }
        }
    }

    private mutating func takeEscape(_ expression: Expression) {
        position += 2
        append(expression)
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
