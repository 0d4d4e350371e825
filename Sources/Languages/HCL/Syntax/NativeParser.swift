import Diagnostics

/// A recursive descent over tokens that are found on demand.
///
/// Finished nodes wait in `pending` until their parent is finished; then they move into the arena side by side. So the
/// children of a node are contiguous, and a node can still be wrapped (`a` becomes `a.b`) while it waits.
struct NativeParser {
    let lexer: Lexer
    let limits: HCLLimits
    var report: Report
    var nodes: ContiguousArray<HCLNode> = []
    var pending: ContiguousArray<HCLNode> = []
    var token: Token
    var depth = 0
    /// False inside brackets, where line ends separate nothing.
    var newlinesMatter = true
    /// Set once the file is given up (nesting); errors after that are consequences and are not reported.
    var gaveUp = false

    init(source: [UInt8], path: String, limits: HCLLimits) {
        lexer = Lexer(source: source)
        self.limits = limits
        report = Report(path: path, limit: limits.diagnostics)
        token = Token(kind: .endOfFile, triviaStart: 0, start: 0, end: 0, newlineBefore: false)
        nodes.reserveCapacity(min(source.count, limits.bytes) / 5 + 8)
    }

    var source: [UInt8] { lexer.source }

    mutating func parseFile() -> HCLTree {
        if source.count > limits.bytes {
            report.error(
                "hcl-too-large", "the file has \(source.count) bytes; the limit is \(limits.bytes)", at: 0..<0
            )
            return .unread(source, syntax: .native)
        }
        if let bad = UTF8Scalar.firstBad(source) {
            report.error("hcl-bad-utf8", "the file is not UTF-8", at: bad..<bad + 1)
        }
        token = lexer.token(at: 0)
        parseBody(.file)
        take()
        finish(0, .file)
        nodes.append(pending[0])
        return HCLTree(source: source, syntax: .native, nodes: nodes)
    }

    // MARK: Tokens

    /// The kind of the next token, or nil where a line end that matters comes first.
    @inline(__always)
    var next: HCLNodeKind? { newlinesMatter && token.newlineBefore ? nil : token.kind }

    @inline(__always)
    mutating func advance() { token = lexer.token(at: token.end) }

    /// Puts the current token into the tree and reads the next one.
    @inline(__always)
    mutating func take(as kind: HCLNodeKind? = nil) {
        pushToken(as: kind)
        advance()
    }

    /// Puts the current token into the tree; the caller reads on behind it by its own rules.
    @inline(__always)
    mutating func pushToken(as kind: HCLNodeKind? = nil) {
        push(kind ?? token.kind, token.triviaStart..<token.end)
    }

    @inline(__always)
    mutating func push(_ kind: HCLNodeKind, _ range: Range<Int>) {
        pending.append(
            HCLNode(
                kind: kind, flags: kind == .invalid ? .containsError : [], lower: UInt32(range.lowerBound),
                upper: UInt32(range.upperBound), firstChild: 0, childCount: 0))
    }

    /// Makes everything that waits from `mark` on the children of a new node.
    mutating func finish(_ mark: Int, _ kind: HCLNodeKind) {
        let first = nodes.count
        let count = pending.count - mark
        var flags: HCLNodeFlags = kind == .error || kind == .missing ? .containsError : []
        var lower = UInt32(token.triviaStart)
        var upper = lower
        if count > 0 {
            lower = pending[mark].lower
            upper = pending[mark + count - 1].upper
            for index in mark..<pending.count {
                let child = pending[index]
                flags.formUnion(child.flags)
                nodes.append(child)
            }
            pending.removeLast(count)
        }
        pending.append(
            HCLNode(
                kind: kind, flags: flags, lower: lower, upper: upper, firstChild: UInt32(first),
                childCount: UInt32(count)))
    }

    /// True when the current token is the identifier `word`.
    func isWord(_ word: StaticString) -> Bool {
        token.kind == .identifier && hasText(word, token.start..<token.end)
    }

    func hasText(_ word: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { buffer in
            for offset in 0..<buffer.count where source[range.lowerBound + offset] != buffer[offset] {
                return false
            }
            return true
        }
    }

    // MARK: Errors

    mutating func error(_ id: DiagnosticID, _ message: String, at range: Range<Int>? = nil) {
        guard !gaveUp else { return }
        let atLineEnd = newlinesMatter && token.newlineBefore || token.kind == .endOfFile
        let place = atLineEnd ? lineEnd : token.start..<token.end
        report.error(id, message, at: range ?? place)
    }

    /// The line end behind the last token, a comment before it passed; no bytes at the end of the file.
    private var lineEnd: Range<Int> {
        let start = token.triviaStart
        guard token.newlineBefore, start <= token.start,
            let newline = source[start..<token.start].firstIndex(of: Byte.newline)
        else {
            return start..<start
        }
        let isPair = newline > start && source[newline - 1] == Byte.carriageReturn
        return (isPair ? newline - 1 : newline)..<newline + 1
    }

    /// Leaves a node of no bytes where something should be.
    mutating func missing(_ id: DiagnosticID, _ message: String) {
        error(id, message)
        finish(pending.count, .missing)
    }

    /// Takes the closing token of a bracket, or reports that it is missing.
    mutating func close(_ kind: HCLNodeKind, _ text: String, opened: Int) {
        if token.kind == kind {
            take()
        } else {
            error(
                "hcl-unclosed", "expected `\(text)` to close the bracket here, found \(found)",
                at: opened..<opened + 1)
            finish(pending.count, .missing)
        }
    }

    /// The current token in words.
    var found: String {
        if token.kind == .endOfFile { return "the end of the file" }
        if newlinesMatter && token.newlineBefore { return "the end of the line" }
        let text = source[token.start..<min(token.end, token.start + 30)]
        return "`\(String(decoding: text.prefix { $0 >= Byte.space }, as: UTF8.self))`"
    }

    /// Takes a string without interpolation.
    mutating func takeString() {
        if token.hasEscape { checkEscapes(token.start + 1..<token.end - 1) }
        take()
    }

    /// Reports escapes of literal text that mean nothing.
    mutating func checkEscapes(_ range: Range<Int>) {
        var index = range.lowerBound
        while index < range.upperBound {
            guard source[index] == Byte.backslash else {
                index += 1
                continue
            }
            if let next = StringCoding.escapeEnd(source[..<range.upperBound], at: index) {
                index = next
            } else {
                let end = min(index + 2, range.upperBound)
                error(
                    "hcl-bad-escape", "no escape begins like this; a backslash itself is written `\\\\`",
                    at: index..<end)
                index = end
            }
        }
    }

    /// Goes one level deeper; at the limit the rest of the file becomes one error node and everything unwinds.
    mutating func enter() -> Bool {
        depth += 1
        guard depth > limits.nesting else { return true }
        error(
            "hcl-too-deep",
            "nesting is deeper than \(limits.nesting) levels; the rest of the file is not read")
        gaveUp = true
        let mark = pending.count
        if token.triviaStart < source.count {
            push(.invalid, token.triviaStart..<source.count)
        }
        finish(mark, .error)
        let end = source.count
        token = Token(kind: .endOfFile, triviaStart: end, start: end, end: end, newlineBefore: false)
        return false
    }
}

extension HCLTree {
    /// A tree that says nothing about its bytes but that they are there.
    static func unread(_ source: [UInt8], syntax: HCLSyntax) -> HCLTree {
        let end = UInt32(clamping: source.count)
        let body = HCLNode(
            kind: .body, flags: .containsError, lower: 0, upper: end, firstChild: 0, childCount: 0)
        let stop = HCLNode(kind: .endOfFile, flags: [], lower: end, upper: end, firstChild: 0, childCount: 0)
        let file = HCLNode(
            kind: .file, flags: .containsError, lower: 0, upper: end, firstChild: 0, childCount: 2)
        return HCLTree(source: source, syntax: syntax, nodes: [body, stop, file])
    }
}
