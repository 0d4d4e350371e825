/// Whether `terraform fmt` puts one blank between two tokens of a line, or none.
enum FmtSpacing {
    /// The blank after `token`, which `before` precedes (nil at the start of a cell) and `after` follows.
    static func hasBlank(before: FmtClass?, _ token: FmtClass, after: FmtClass) -> Bool {
        if after == .newline { return false }
        if isGlued(token, after) { return false }
        if token == .comma { return true }
        if isTemplateText(token, after) { return false }
        // `[for x in [a]: x]`: here the bracket is no index.
        if token == .inWord, before == .word || before == .inWord { return true }
        if after == .openBracket, isIndexable(token) { return false }
        if token == .bang { return false }
        if token == .minus { return !isSign(after: before) }
        if token == .openBrace || after == .closeBrace {
            return !(token == .openBrace && after == .closeBrace)
        }
        if token == .openSequence, after == .openBrace { return true }
        if token == .closeBrace, after == .closeSequence { return true }
        if token == .closeSequence, after == .openSequence { return false }
        return token.depthChange <= 0 && after.depthChange >= 0
    }

    /// Pairs that belong to one name, call or list and never part.
    private static func isGlued(_ token: FmtClass, _ after: FmtClass) -> Bool {
        switch (token, after) {
        case (.word, .openParenthesis), (.inWord, .openParenthesis): true
        case (.word, .doubleColon), (.inWord, .doubleColon), (.doubleColon, .word), (.doubleColon, .inWord):
            true
        case (.dot, _), (_, .dot), (_, .comma), (_, .ellipsis): true
        default: false
        }
    }

    private static func isTemplateText(_ token: FmtClass, _ after: FmtClass) -> Bool {
        token == .literal || token == .openQuote || token == .openHeredoc || after == .literal
            || after == .closeQuote || after == .closeHeredoc
    }

    private static func isIndexable(_ token: FmtClass) -> Bool {
        token == .word || token == .inWord || token == .number || token.depthChange < 0
    }

    /// A minus is a sign where no operand precedes it.
    private static func isSign(after before: FmtClass?) -> Bool {
        switch before {
        case nil, .openParenthesis, .openBrace, .openBracket, .equals, .colon, .comma, .question, .minus,
            .bang,
            .otherOperator:
            true
        default: false
        }
    }
}
