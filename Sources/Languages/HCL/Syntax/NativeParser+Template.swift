import Diagnostics

extension NativeParser {
    /// Directives that wait for their end, in one template.
    private struct OpenDirective {
        var mark: Int
        var isFor: Bool
        var start: Int
    }

    /// What ends the literal text of a template.
    private enum TemplateEnd {
        case quote
        case heredoc(marker: Range<Int>)
    }

    /// A quoted template; the current token is its opening quote.
    mutating func parseQuotedTemplate() {
        let mark = pending.count
        let opened = token.start
        pushToken()
        var open: [OpenDirective] = []
        var position = token.end
        while true {
            var hasEscape = false
            let stop = TemplateScan.quotedLiteralEnd(in: source, from: position, sawEscape: &hasEscape)
            if stop > position { push(.templateLiteral, position..<stop) }
            if hasEscape { checkEscapes(position..<stop) }
            position = stop
            if stop >= source.count || source[stop] == Byte.newline {
                error(
                    "hcl-unclosed-string",
                    "the string does not end on its line; use a heredoc for several lines",
                    at: opened..<opened + 1)
                closeDirectives(&open)
                token = lexer.token(at: position)
                finish(pending.count, .missing)
                break
            }
            if source[stop] == Byte.quote {
                closeDirectives(&open)
                push(.closeQuote, stop..<stop + 1)
                token = lexer.token(at: stop + 1)
                break
            }
            guard let next = parseSequence(at: stop, &open, inHeredoc: false) else {
                closeDirectives(&open)
                finish(pending.count, .missing)
                break
            }
            position = next
        }
        finish(mark, .template)
    }

    /// A heredoc; the current token is its opening marker with the line end.
    mutating func parseHeredoc() {
        let mark = pending.count
        let opened = token.start..<token.end
        let markerStart = opened.lowerBound + (source[opened.lowerBound + 2] == Byte.minus ? 3 : 2)
        let marker = markerStart..<lexer.identifierEnd(markerStart)
        pushToken()
        var open: [OpenDirective] = []
        var position = opened.upperBound
        var lineStart = true
        while true {
            let scan = heredocLiteralEnd(from: position, lineStart: lineStart, marker: marker)
            if scan.end > position { push(.templateLiteral, position..<scan.end) }
            position = scan.end
            if let close = scan.closeEnd {
                closeDirectives(&open)
                push(.closeHeredoc, position..<close)
                token = lexer.token(at: close)
                break
            }
            if position >= source.count {
                error(
                    "hcl-unclosed-heredoc", "the heredoc has no closing marker on a line of its own",
                    at: opened)
                closeDirectives(&open)
                token = lexer.token(at: position)
                finish(pending.count, .missing)
                break
            }
            guard let next = parseSequence(at: position, &open, inHeredoc: true) else {
                closeDirectives(&open)
                finish(pending.count, .missing)
                break
            }
            position = next
            lineStart = false
        }
        finish(mark, .heredoc)
    }

    /// The end of literal text in a heredoc, and the end of the closing marker when that is what comes next.
    private func heredocLiteralEnd(from start: Int, lineStart: Bool, marker: Range<Int>)
        -> (end: Int, closeEnd: Int?)
    {
        var index = start
        var atLineStart = lineStart
        let count = source.count
        while index < count {
            if atLineStart, let close = markerLineEnd(from: index, marker: marker) { return (index, close) }
            atLineStart = false
            scan: while index < count {
                switch source[index] {
                case Byte.newline:
                    index += 1
                    atLineStart = true
                    break scan
                case Byte.dollar, Byte.percent:
                    guard let next = TemplateScan.pastMarker(in: source, at: index) else {
                        return (index, nil)
                    }
                    index = next
                default:
                    index += 1
                }
            }
        }
        return (count, nil)
    }

    /// The end, without its line end, of a line that holds the marker alone; nil for other lines.
    private func markerLineEnd(from start: Int, marker: Range<Int>) -> Int? {
        var index = start
        let count = source.count
        while index < count, source[index] == Byte.space || source[index] == Byte.tab { index += 1 }
        guard index + marker.count <= count else { return nil }
        for offset in 0..<marker.count where source[index + offset] != source[marker.lowerBound + offset] {
            return nil
        }
        index += marker.count
        while index < count, source[index] == Byte.space || source[index] == Byte.tab { index += 1 }
        let end = index
        if index < count, source[index] == Byte.carriageReturn { index += 1 }
        return index < count && source[index] == Byte.newline ? end : nil
    }

    /// `${…}` or `%{…}` at `start`; the offset after it, or nil when it does not close and the template is given up.
    private mutating func parseSequence(at start: Int, _ open: inout [OpenDirective], inHeredoc: Bool) -> Int?
    {
        let mark = pending.count
        let isDirective = source[start] == Byte.percent
        let strips = start + 2 < source.count && source[start + 2] == Byte.tilde
        let opened = start..<start + (strips ? 3 : 2)
        push(isDirective ? .openDirective : .openInterpolation, opened)
        token = lexer.token(at: opened.upperBound)
        let saved = newlinesMatter
        newlinesMatter = false
        defer { newlinesMatter = saved }
        // Counted apart from the expression: while skipping to a closing brace, sequences nest without one.
        defer { depth -= 1 }
        guard enter() else {
            finish(mark, isDirective ? .directive : .interpolation)
            return nil
        }
        let keyword = token
        if isDirective {
            parseDirectiveContent()
        } else {
            parseExpression()
        }
        if token.kind != .closeBrace, token.kind != .stripBrace { recoverInTemplate(inHeredoc: inHeredoc) }
        guard token.kind == .closeBrace || token.kind == .stripBrace else {
            error("hcl-unclosed", "expected `}` to close this, found \(found)", at: opened)
            finish(mark, isDirective ? .directive : .interpolation)
            return nil
        }
        pushToken(as: .closeTemplateSequence)
        let end = token.end
        if isDirective {
            finish(mark, .directive)
            match(keyword, mark, &open)
        } else {
            finish(mark, .interpolation)
        }
        return end
    }

    private mutating func parseDirectiveContent() {
        if isWord("if") {
            take(as: .keyword)
            parseExpression()
        } else if isWord("for") {
            take(as: .keyword)
            parseForIntroduction()
        } else if isWord("else") || isWord("endif") || isWord("endfor") {
            take(as: .keyword)
        } else {
            missing("hcl-bad-directive", "expected if, else, endif, for or endfor, found \(found)")
        }
    }

    /// Opens, continues or closes the `if` or `for` that a directive belongs to.
    private mutating func match(_ keyword: Token, _ mark: Int, _ open: inout [OpenDirective]) {
        let word = keyword.start..<keyword.end
        guard keyword.kind == .identifier else { return }
        if hasText("if", word) || hasText("for", word) {
            guard open.count < limits.nesting else {
                return error("hcl-too-deep", "directives nest deeper than \(limits.nesting) levels", at: word)
            }
            open.append(OpenDirective(mark: mark, isFor: hasText("for", word), start: keyword.start))
        } else if hasText("else", word) {
            if open.last?.isFor != false {
                error("hcl-unbalanced-directive", "`else` belongs to no `if` in this template", at: word)
            }
        } else if let last = open.last, last.isFor == hasText("endfor", word) {
            open.removeLast()
            finish(last.mark, last.isFor ? .templateFor : .templateIf)
        } else {
            error("hcl-unbalanced-directive", "this directive ends nothing that is open here", at: word)
        }
    }

    /// Wraps what a template leaves open.
    private mutating func closeDirectives(_ open: inout [OpenDirective]) {
        while let last = open.popLast() {
            let name = last.isFor ? "for" : "if"
            error(
                "hcl-unbalanced-directive", "this `\(name)` has no `end\(name)` in its template",
                at: last.start..<last.start + name.utf8.count)
            let upper = Int(pending[pending.count - 1].upper)
            token.triviaStart = upper
            finish(pending.count, .missing)
            finish(last.mark, last.isFor ? .templateFor : .templateIf)
        }
    }

    /// Skips to the brace that closes the sequence; a quoted template is given up at the end of its line.
    private mutating func recoverInTemplate(inHeredoc: Bool) {
        error("hcl-expected-close", "expected `}` after the expression, found \(found)")
        let mark = pending.count
        var open = 0
        skip: while token.kind != .endOfFile {
            if !inHeredoc, token.newlineBefore { break }
            switch token.kind {
            case .openBrace: open += 1
            case .closeBrace, .stripBrace:
                if open == 0 { break skip }
                open -= 1
            default: break
            }
            takeWhole()
        }
        if pending.count > mark { finish(mark, .error) }
    }
}
