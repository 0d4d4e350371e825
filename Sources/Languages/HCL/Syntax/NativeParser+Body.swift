import Diagnostics

extension NativeParser {
    /// Where a body stands, which decides how it ends.
    enum BodyPlace {
        case file
        case block
        /// Between braces on one line, where one argument is allowed.
        case singleLine
    }

    /// Attributes and blocks until the place ends; the closing brace is left to the caller.
    ///
    /// - Returns: true where a block that began on one line went on over others, which was reported.
    @discardableResult
    mutating func parseBody(_ place: BodyPlace) -> Bool {
        let mark = pending.count
        var items = 0
        var isSpread = false
        loop: while true {
            switch token.kind {
            case .endOfFile:
                break loop
            case .closeBrace where place != .file:
                break loop
            case .identifier:
                if place == .singleLine, items > 0, !isSpread {
                    error(
                        "hcl-one-line-block",
                        "a block on one line holds one argument; put each on its own line")
                    isSpread = token.newlineBefore
                }
                items += 1
                parseItem(place)
            default:
                token.newlineBefore = false
                error("hcl-expected-item", "expected an argument or a block, found \(found)")
                recoverToLineEnd(place)
            }
        }
        finish(mark, .body)
        return isSpread
    }

    private mutating func parseItem(_ place: BodyPlace) {
        let mark = pending.count
        token.newlineBefore = false
        let name = token.start..<token.end
        take()
        switch next {
        case .equals:
            take()
            parseExpression()
            finish(mark, .attribute)
            expectItemEnd(place, after: "argument")
        case .openBrace, .string, .openQuote, .identifier:
            parseBlock(mark, name, place)
        default:
            error(
                "hcl-expected-item",
                "expected `=` or a block after `\(String(decoding: source[name], as: UTF8.self))`, found \(found)"
            )
            recoverToLineEnd(place)
            finish(mark, .error)
        }
    }

    private mutating func parseBlock(_ mark: Int, _ name: Range<Int>, _ place: BodyPlace) {
        labels: while true {
            switch next {
            case .string:
                takeString()
            case .identifier:
                take()
            case .openQuote:
                error("hcl-bad-label", "a block label is plain text, without interpolation")
                parseQuotedTemplate()
            default:
                break labels
            }
        }
        guard next == .openBrace else {
            error("hcl-expected-item", "expected `{` to open the block, found \(found)")
            recoverToLineEnd(place)
            finish(mark, .error)
            return
        }
        if place == .singleLine {
            error(
                "hcl-one-line-block", "a block on one line holds no other block",
                at: name.lowerBound..<token.end)
        }
        let opened = token.start
        take()
        let saved = newlinesMatter
        newlinesMatter = true
        if enter() {
            if token.newlineBefore || token.kind == .closeBrace {
                parseBody(.block)
            } else {
                let isSpread = parseBody(.singleLine)
                if token.kind == .closeBrace, token.newlineBefore, !isSpread {
                    error("hcl-one-line-block", "a block that begins on the line of its `{` must end there")
                }
            }
        }
        depth -= 1
        close(.closeBrace, "}", opened: opened)
        newlinesMatter = saved
        finish(mark, .block)
        expectItemEnd(place, after: "block")
    }

    /// After an item the line must end.
    private mutating func expectItemEnd(_ place: BodyPlace, after what: StaticString) {
        guard !token.newlineBefore, token.kind != .endOfFile else { return }
        if token.kind == .closeBrace {
            if place == .block {
                error("hcl-expected-line-end", "the closing brace of a block stands on a line of its own")
            }
            if place != .file { return }
        }
        if place == .singleLine, token.kind == .identifier { return }
        error("hcl-expected-line-end", "expected the end of the line after this \(what), found \(found)")
        recoverToLineEnd(place)
    }

    /// Skips to the end of the line, or, past brackets, to the next line on which an item can begin.
    mutating func recoverToLineEnd(_ place: BodyPlace) {
        let mark = pending.count
        var open = 0
        skip: while token.kind != .endOfFile {
            if token.newlineBefore {
                if open == 0 { break }
                if token.kind == .identifier, source[token.start - 1] == Byte.newline { break }
            }
            switch token.kind {
            case .openBrace, .openBracket, .openParenthesis:
                open += 1
            case .closeBrace, .closeBracket, .closeParenthesis:
                if open == 0, token.kind == .closeBrace, place != .file { break skip }
                open = max(0, open - 1)
            default:
                break
            }
            token.newlineBefore = false
            takeWhole()
        }
        if pending.count > mark { finish(mark, .error) }
    }

    /// Takes one token, or the whole template that it opens.
    mutating func takeWhole() {
        switch token.kind {
        case .openQuote: parseQuotedTemplate()
        case .openHeredoc: parseHeredoc()
        default: take()
        }
    }
}
