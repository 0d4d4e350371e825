import Diagnostics

/// Reads JSON into the same kinds of nodes as the native syntax: objects of items, tuples, strings, numbers, words.
///
/// Positions are exact and duplicate keys stay where they are; what they mean is for the reader of the tree.
struct JSONParser {
    let source: [UInt8]
    let limits: HCLLimits
    var report: Report
    private var nodes: ContiguousArray<HCLNode> = []
    private var pending: ContiguousArray<HCLNode> = []
    private var token: Token
    private var depth = 0
    private var gaveUp = false
    /// True when something was missed at the end of the file.
    private var isEndReported = false

    init(source: [UInt8], path: String, limits: HCLLimits) {
        self.source = source
        self.limits = limits
        report = Report(path: path, limit: limits.diagnostics)
        token = Token(kind: .endOfFile, triviaStart: 0, start: 0, end: 0, newlineBefore: false)
    }

    mutating func parseFile() -> HCLTree {
        if source.count > limits.bytes {
            report.error(
                "hcl-too-large", "the file has \(source.count) bytes; the limit is \(limits.bytes)", at: 0..<0
            )
            return .unread(source, syntax: .json)
        }
        if let bad = UTF8Scalar.firstBad(source) {
            report.error("hcl-bad-utf8", "the file is not UTF-8", at: bad..<bad + 1)
        }
        advance()
        parseValue()
        if token.kind != .endOfFile {
            error("hcl-json-after-end", "nothing may follow the value of a JSON file")
            skip { _ in false }
        }
        // The root has exactly two children: what was read (with what followed it), and the end.
        if pending.count > 1 { finish(0, .error) }
        push(.endOfFile, token.triviaStart..<token.end)
        finish(0, .file)
        nodes.append(pending[0])
        return HCLTree(source: source, syntax: .json, nodes: nodes)
    }

    private mutating func parseValue() {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.nesting else { return giveUp() }
        switch token.kind {
        case .openBrace: parseObject()
        case .openBracket: parseArray()
        case .jsonString, .number, .trueLiteral, .falseLiteral, .nullLiteral: take()
        default:
            error("hcl-json-expected-value", "expected a JSON value, found \(found)")
            finish(pending.count, .missing)
        }
    }

    private mutating func parseObject() {
        let mark = pending.count
        let opened = token.start
        take()
        while token.kind != .closeBrace, token.kind != .endOfFile {
            let item = pending.count
            if token.kind == .jsonString {
                take()
            } else {
                error("hcl-json-expected-key", "expected a JSON key in double quotes, found \(found)")
                finish(pending.count, .missing)
            }
            if token.kind == .colon {
                take()
                parseValue()
            } else {
                error(
                    "hcl-json-expected-colon", "expected `:` and a value after the JSON key, found \(found)")
                finish(pending.count, .missing)
            }
            finish(item, .objectItem)
            guard separate(closer: .closeBrace) else { break }
        }
        close(.closeBrace, "}", opened)
        finish(mark, .object)
    }

    private mutating func parseArray() {
        let mark = pending.count
        let opened = token.start
        take()
        while token.kind != .closeBracket, token.kind != .endOfFile {
            parseValue()
            guard separate(closer: .closeBracket) else { break }
        }
        close(.closeBracket, "]", opened)
        finish(mark, .tuple)
    }

    /// Takes the comma between two entries; false when the list cannot go on.
    private mutating func separate(closer: HCLNodeKind) -> Bool {
        if token.kind == closer { return true }
        if token.kind != .comma {
            // At the end of the file the unclosed bracket is what matters.
            if token.kind != .endOfFile {
                error(
                    "hcl-json-expected-comma",
                    "expected `,` or the end of the JSON list or object, found \(found)")
            }
            skip { $0 == .comma || $0 == .closeBrace || $0 == .closeBracket }
            guard token.kind == .comma else { return token.kind == closer }
        }
        take()
        if token.kind == closer { error("hcl-json-trailing-comma", "a JSON list does not end with a comma") }
        return true
    }

    private mutating func close(_ kind: HCLNodeKind, _ text: String, _ opened: Int) {
        if token.kind == kind { return take() }
        // Where the file ends too early, one message is enough: the one about what is missing at its end.
        if token.kind != .endOfFile || !isEndReported {
            let name = kind == .closeBrace ? "object" : "list"
            error(
                "hcl-unclosed",
                "the JSON \(name) that begins here is not closed: expected `\(text)`, found \(found)",
                at: opened..<opened + 1)
        }
        finish(pending.count, .missing)
    }

    private mutating func skip(until stops: (HCLNodeKind) -> Bool) {
        let mark = pending.count
        var open = 0
        while token.kind != .endOfFile {
            if open == 0, stops(token.kind) { break }
            if token.kind == .openBrace || token.kind == .openBracket { open += 1 }
            if token.kind == .closeBrace || token.kind == .closeBracket { open = max(0, open - 1) }
            take()
        }
        if pending.count > mark { finish(mark, .error) }
    }

    private mutating func giveUp() {
        error(
            "hcl-too-deep",
            "nesting is deeper than \(limits.nesting) levels; the rest of the file is not read")
        gaveUp = true
        let mark = pending.count
        if token.triviaStart < source.count { push(.invalid, token.triviaStart..<source.count) }
        finish(mark, .error)
        let end = source.count
        token = Token(kind: .endOfFile, triviaStart: end, start: end, end: end, newlineBefore: false)
    }

    // MARK: Tokens and nodes

    private mutating func take() {
        push(token.kind, token.triviaStart..<token.end)
        advance()
    }

    private mutating func advance() {
        let position = token.end
        let start = Trivia.end(in: source, from: position, to: source.count, syntax: .json)
        let (kind, end) = scan(start)
        token = Token(kind: kind, triviaStart: position, start: start, end: end, newlineBefore: false)
    }

    private func scan(_ start: Int) -> (HCLNodeKind, Int) {
        guard start < source.count else { return (.endOfFile, start) }
        switch source[start] {
        case Byte.openBrace: return (.openBrace, start + 1)
        case Byte.closeBrace: return (.closeBrace, start + 1)
        case Byte.openBracket: return (.openBracket, start + 1)
        case Byte.closeBracket: return (.closeBracket, start + 1)
        case Byte.comma: return (.comma, start + 1)
        case Byte.colon: return (.colon, start + 1)
        case Byte.quote: return scanString(start)
        default: return scanWord(start)
        }
    }

    private func scanString(_ start: Int) -> (HCLNodeKind, Int) {
        var index = start + 1
        while index < source.count {
            switch source[index] {
            case Byte.quote: return (.jsonString, index + 1)
            case Byte.backslash:
                index += index + 1 < source.count && source[index + 1] != Byte.newline ? 2 : 1
            case Byte.newline: return (.invalid, index)
            default: index += 1
            }
        }
        return (.invalid, source.count)
    }

    /// A number or a word: everything up to the next byte that cannot belong to one.
    private func scanWord(_ start: Int) -> (HCLNodeKind, Int) {
        var end = start
        while end < source.count {
            let byte = source[end]
            let belongs =
                Byte.isASCIILetter(byte) || Byte.isDigit(byte) || byte == Byte.minus || byte == Byte.plus
                || byte == Byte.dot || byte == Byte.underscore
            guard belongs else { break }
            end += 1
        }
        guard end > start else { return (.invalid, UTF8Scalar.decode(source, at: start)?.1 ?? start + 1) }
        let word = source[start..<end]
        if word.elementsEqual("true".utf8) { return (.trueLiteral, end) }
        if word.elementsEqual("false".utf8) { return (.falseLiteral, end) }
        if word.elementsEqual("null".utf8) { return (.nullLiteral, end) }
        return (HCLNumber.isJSON(word) ? .number : .invalid, end)
    }

    private var found: String {
        if token.kind == .endOfFile { return "the end of the file" }
        let text = source[token.start..<min(token.end, token.start + 30)]
        return "`\(String(decoding: text.prefix { $0 >= Byte.space }, as: UTF8.self))`"
    }

    private mutating func error(_ id: DiagnosticID, _ message: String, at range: Range<Int>? = nil) {
        guard !gaveUp else { return }
        if token.kind == .endOfFile { isEndReported = true }
        report.error(id, message, at: range ?? token.start..<token.end)
    }

    private mutating func push(_ kind: HCLNodeKind, _ range: Range<Int>) {
        pending.append(
            HCLNode(
                kind: kind, flags: kind == .invalid ? .containsError : [], lower: UInt32(range.lowerBound),
                upper: UInt32(range.upperBound), firstChild: 0, childCount: 0))
    }

    private mutating func finish(_ mark: Int, _ kind: HCLNodeKind) {
        let first = nodes.count
        let count = pending.count - mark
        var flags: HCLNodeFlags = kind == .error || kind == .missing ? .containsError : []
        var lower = UInt32(token.triviaStart)
        var upper = lower
        if count > 0 {
            lower = pending[mark].lower
            upper = pending[pending.count - 1].upper
            for child in pending[mark...] { flags.formUnion(child.flags) }
            nodes.append(contentsOf: pending[mark...])
            pending.removeLast(count)
        }
        pending.append(
            HCLNode(
                kind: kind, flags: flags, lower: lower, upper: upper, firstChild: UInt32(first),
                childCount: UInt32(count)))
    }
}
