import Diagnostics

extension NativeParser {
    /// One expression, or a missing node where there is none.
    mutating func parseExpression() {
        guard enter() else {
            depth -= 1
            return
        }
        let mark = pending.count
        parseOperation(0)
        if next == .question {
            take()
            parseExpression()
            if next == .colon {
                take()
                parseExpression()
            } else {
                missing(
                    "hcl-expected-colon", "expected `:` and the other value of the condition, found \(found)")
            }
            finish(mark, .conditional)
        }
        depth -= 1
    }

    /// How tightly an operator binds; nil for other tokens.
    private static func level(_ kind: HCLNodeKind?) -> Int? {
        switch kind {
        case .or: 0
        case .and: 1
        case .equalTo, .notEqualTo: 2
        case .lessThan, .lessOrEqual, .greaterThan, .greaterOrEqual: 3
        case .plus, .minus: 4
        case .star, .slash, .percent: 5
        default: nil
        }
    }

    /// Operators of at least `minimum`; a chain of one level is one flat node, so long sums do not nest.
    private mutating func parseOperation(_ minimum: Int) {
        let mark = pending.count
        parseUnary()
        while let level = Self.level(next), level >= minimum {
            repeat {
                take()
                parseOperation(level + 1)
            } while Self.level(next) == level
            finish(mark, .binary)
        }
    }

    private mutating func parseUnary() {
        guard next == .minus || next == .bang else { return parseTerm() }
        let mark = pending.count
        if enter() {
            take()
            parseUnary()
            finish(mark, .unary)
        }
        depth -= 1
    }

    /// A primary with its steps.
    private mutating func parseTerm() {
        let mark = pending.count
        parsePrimary()
        var steps = 0
        var isInSplat = false
        while true {
            if next == .dot {
                let before = pending[pending.count - 1].kind
                parseDotStep()
                checkStep(behind: before, isInSplat: &isInSplat)
            } else if next == .openBracket {
                parseBracketStep()
                isInSplat = false
            } else {
                break
            }
            steps += 1
        }
        if steps > 0 { finish(mark, .traversal) }
    }

    /// Two forms that look as if they went on: a number behind a number, and a splat inside an attribute splat.
    private mutating func checkStep(behind before: HCLNodeKind, isInSplat: inout Bool) {
        let step = pending[pending.count - 1]
        let range = Int(step.lower)..<Int(step.upper)
        switch step.kind {
        case .legacyIndexStep where before == .legacyIndexStep:
            error("hcl-chained-index", "two numbers after dots do not go together; write `[0][0]`", at: range)
            pending[pending.count - 1].flags.insert(.containsError)
        case .attributeSplatStep where isInSplat:
            error("hcl-nested-splat", "`.*` stands inside another `.*`; write `[*]`", at: range)
            pending[pending.count - 1].flags.insert(.containsError)
        case .attributeSplatStep: isInSplat = true
        default: break
        }
    }

    private mutating func parseDotStep() {
        let mark = pending.count
        pushToken()
        token = lexer.token(at: token.end, legacyIndex: true)
        switch next {
        case .identifier:
            take()
            finish(mark, .attributeStep)
        case .number:
            take()
            finish(mark, .legacyIndexStep)
        case .star:
            take()
            finish(mark, .attributeSplatStep)
        default:
            missing("hcl-expected-name", "expected a name after the dot, found \(found)")
            finish(mark, .attributeStep)
        }
    }

    private mutating func parseBracketStep() {
        let mark = pending.count
        let opened = token.start
        take()
        let saved = newlinesMatter
        newlinesMatter = false
        let kind: HCLNodeKind
        if token.kind == .star {
            take()
            kind = .fullSplatStep
        } else {
            parseExpression()
            kind = .indexStep
        }
        expectCloser(.closeBracket, "]")
        if token.kind != .closeBracket { recoverInList(stopAtComma: false) }
        close(.closeBracket, "]", opened: opened)
        newlinesMatter = saved
        finish(mark, kind)
    }

    private mutating func parsePrimary() {
        switch next {
        case .number: take()
        case .string: takeString()
        case .openQuote: parseQuotedTemplate()
        case .openHeredoc: parseHeredoc()
        case .identifier: parseName()
        case .openParenthesis: parseParentheses()
        case .openBracket: parseTuple()
        case .openBrace: parseObject()
        default: missing("hcl-expected-expression", "expected an expression, found \(found)")
        }
    }

    private mutating func parseName() {
        let mark = pending.count
        let name = token.start..<token.end
        take()
        if next == .openParenthesis || next == .doubleColon {
            while next == .doubleColon {
                take()
                guard next == .identifier else {
                    missing("hcl-expected-name", "expected a function name after `::`, found \(found)")
                    break
                }
                take()
            }
            return parseCall(mark)
        }
        let last = pending.count - 1
        if hasText("true", name) {
            pending[last].kind = .trueLiteral
        } else if hasText("false", name) {
            pending[last].kind = .falseLiteral
        } else if hasText("null", name) {
            pending[last].kind = .nullLiteral
        } else {
            pending[last].kind = .variable
        }
    }

    private mutating func parseCall(_ mark: Int) {
        guard next == .openParenthesis else {
            missing("hcl-expected-arguments", "expected `(` and arguments, found \(found)")
            return finish(mark, .call)
        }
        let opened = token.start
        take()
        let saved = newlinesMatter
        newlinesMatter = false
        parseListItems(until: .closeParenthesis, allowsEllipsis: true)
        close(.closeParenthesis, ")", opened: opened)
        newlinesMatter = saved
        finish(mark, .call)
    }

    private mutating func parseParentheses() {
        let mark = pending.count
        let opened = token.start
        take()
        let saved = newlinesMatter
        newlinesMatter = false
        parseExpression()
        expectCloser(.closeParenthesis, ")")
        if token.kind != .closeParenthesis { recoverInList(stopAtComma: false) }
        close(.closeParenthesis, ")", opened: opened)
        newlinesMatter = saved
        finish(mark, .parentheses)
    }

    /// Reports what stands where a bracket must close; the end of the file is reported with the bracket.
    private mutating func expectCloser(_ kind: HCLNodeKind, _ text: String) {
        guard token.kind != kind, token.kind != .endOfFile else { return }
        error("hcl-expected-close", "expected `\(text)` after the expression, found \(found)")
    }

    private mutating func parseTuple() {
        let mark = pending.count
        let opened = token.start
        take()
        let saved = newlinesMatter
        newlinesMatter = false
        defer { newlinesMatter = saved }
        if isWord("for") {
            parseFor(opened: opened, isObject: false)
            return finish(mark, .forTuple)
        }
        parseListItems(until: .closeBracket, allowsEllipsis: false)
        close(.closeBracket, "]", opened: opened)
        finish(mark, .tuple)
    }

    /// Expressions with commas between them, up to the closing token, which is left.
    private mutating func parseListItems(until closer: HCLNodeKind, allowsEllipsis: Bool) {
        while token.kind != closer, token.kind != .endOfFile {
            // A line that assigns is no element: the bracket was never closed.
            if token.newlineBefore, token.kind == .identifier, lexer.isAssignment(after: token.end) { break }
            parseExpression()
            if allowsEllipsis, token.kind == .ellipsis {
                take()
                if token.kind != closer {
                    error("hcl-expected-close", "`...` ends the arguments, found \(found)")
                }
            }
            if token.kind == .comma {
                take()
            } else if token.kind != closer {
                if token.kind != .endOfFile {
                    error("hcl-expected-comma", "expected `,` or the closing bracket, found \(found)")
                }
                recoverInList()
                guard token.kind == .comma else { break }
                take()
            }
        }
    }

    private mutating func parseObject() {
        let mark = pending.count
        let opened = token.start
        take()
        let saved = newlinesMatter
        defer { newlinesMatter = saved }
        if isWord("for") {
            newlinesMatter = false
            parseFor(opened: opened, isObject: true)
            return finish(mark, .forObject)
        }
        newlinesMatter = true
        while token.kind != .closeBrace, token.kind != .endOfFile {
            parseObjectItem()
            if next == .comma {
                take()
            } else if !token.newlineBefore, token.kind != .closeBrace {
                if token.kind != .endOfFile {
                    error(
                        "hcl-expected-comma",
                        "expected `,`, a line end or `}` after the value, found \(found)")
                }
                recoverInList()
                if token.kind == .comma {
                    take()
                } else if !token.newlineBefore, token.kind != .closeBrace {
                    break
                }
            }
        }
        close(.closeBrace, "}", opened: opened)
        finish(mark, .object)
    }

    private mutating func parseObjectItem() {
        let mark = pending.count
        token.newlineBefore = false
        let start = token.triviaStart
        parseExpression()
        if next == .equals || next == .colon {
            take()
            parseExpression()
        } else {
            missing("hcl-expected-value", "expected `=` and a value after the key, found \(found)")
            // A line that gives nothing to take would be read again without end.
            if token.triviaStart == start { recoverInList(atLeastOne: true) }
        }
        finish(mark, .objectItem)
    }

    private mutating func parseFor(opened: Int, isObject: Bool) {
        take(as: .keyword)
        parseForIntroduction()
        if token.kind == .colon {
            take()
        } else {
            missing("hcl-expected-colon", "expected `:` and the result of the `for`, found \(found)")
        }
        parseExpression()
        if token.kind == .arrow {
            if !isObject { error("hcl-unexpected-arrow", "`=>` belongs into `{for …}`; this is a list") }
            take()
            parseExpression()
        } else if isObject {
            missing("hcl-expected-arrow", "expected `=>` and a value, found \(found)")
        }
        if token.kind == .ellipsis {
            if !isObject { error("hcl-unexpected-ellipsis", "`...` belongs into `{for …}`; this is a list") }
            take()
        }
        if isWord("if") {
            take(as: .keyword)
            parseExpression()
        }
        let closer: HCLNodeKind = isObject ? .closeBrace : .closeBracket
        expectCloser(closer, isObject ? "}" : "]")
        if token.kind != closer { recoverInList(stopAtComma: false) }
        close(closer, isObject ? "}" : "]", opened: opened)
    }

    /// `name in collection` or `name, name in collection`; `for` is already taken.
    mutating func parseForIntroduction() {
        takeBoundName()
        if next == .comma {
            take()
            takeBoundName()
        }
        if next == .identifier, isWord("in") {
            take(as: .keyword)
            parseExpression()
        } else {
            missing("hcl-expected-in", "expected `in` and a collection, found \(found)")
        }
    }

    private mutating func takeBoundName() {
        if next == .identifier {
            take()
        } else {
            missing("hcl-expected-name", "expected a name for the element, found \(found)")
        }
    }

    /// Skips to the comma or closing bracket of the list that we are in, or to something that looks like the next argument.
    private mutating func recoverInList(atLeastOne: Bool = false, stopAtComma: Bool = true) {
        let mark = pending.count
        var open = 0
        var first = atLeastOne
        skip: while token.kind != .endOfFile {
            if !first, open == 0 {
                if newlinesMatter, token.newlineBefore { break }
                if token.kind == .comma, stopAtComma { break }
            }
            if !first, token.newlineBefore, token.kind == .identifier, lexer.isAssignment(after: token.end),
                !newlinesMatter || open > 0
            {
                break
            }
            switch token.kind {
            case .openBrace, .openBracket, .openParenthesis: open += 1
            case .closeBrace, .closeBracket, .closeParenthesis:
                if open == 0, !first { break skip }
                open = max(0, open - 1)
            case .stripBrace:
                if open == 0, !first { break skip }
            default: break
            }
            first = false
            token.newlineBefore = false
            takeWhole()
        }
        if pending.count > mark { finish(mark, .error) }
    }
}
