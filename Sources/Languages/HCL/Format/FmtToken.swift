import Diagnostics

/// What `terraform fmt` distinguishes when it decides about blanks.
enum FmtClass: UInt8 {
    case word
    /// The word `in`, which separates even before a bracket.
    case inWord
    case number
    case equals
    /// Delimiters and literal text of templates: blanks there are content.
    case openQuote
    case closeQuote
    case literal
    case openHeredoc
    case closeHeredoc
    case openSequence
    case closeSequence
    case openBrace
    case closeBrace
    case openBracket
    case closeBracket
    case openParenthesis
    case closeParenthesis
    case comma
    case dot
    case ellipsis
    case colon
    case doubleColon
    case question
    case bang
    case minus
    /// `+ * / %`, comparisons, `&&`, `||`: after one of these a minus is a sign.
    case otherOperator
    case arrow
    case comment
    case newline

    /// How many brackets the token opens.
    var depthChange: Int {
        switch self {
        case .openBrace, .openBracket, .openParenthesis, .openSequence: 1
        case .closeBrace, .closeBracket, .closeParenthesis, .closeSequence: -1
        default: 0
        }
    }

    init(_ kind: HCLNodeKind, isIn: Bool) {
        switch kind {
        case .identifier, .keyword, .variable, .trueLiteral, .falseLiteral, .nullLiteral:
            self = isIn ? .inWord : .word
        case .number: self = .number
        case .equals: self = .equals
        case .openQuote: self = .openQuote
        case .closeQuote: self = .closeQuote
        case .templateLiteral: self = .literal
        case .openHeredoc: self = .openHeredoc
        case .closeHeredoc: self = .closeHeredoc
        case .openInterpolation, .openDirective: self = .openSequence
        case .closeTemplateSequence: self = .closeSequence
        case .openBrace: self = .openBrace
        case .closeBrace: self = .closeBrace
        case .openBracket: self = .openBracket
        case .closeBracket: self = .closeBracket
        case .openParenthesis: self = .openParenthesis
        case .closeParenthesis: self = .closeParenthesis
        case .comma: self = .comma
        case .dot: self = .dot
        case .ellipsis: self = .ellipsis
        case .colon: self = .colon
        case .doubleColon: self = .doubleColon
        case .question: self = .question
        case .bang: self = .bang
        case .minus: self = .minus
        case .arrow: self = .arrow
        default: self = .otherOperator
        }
    }
}

/// A token as `terraform fmt` sees it: comments and line ends are tokens, a string is three.
struct FmtToken {
    var `class`: FmtClass
    /// The bytes between the token before and this one, which only `terraform fmt` decides.
    var gap: Range<Int>
    var text: Range<Int>
    /// True when a line ends with this token: a line end, or a `#` comment that owns one.
    var endsLine: Bool
}

extension FmtToken {
    /// All tokens of a tree without errors, in order.
    static func read(_ tree: HCLTree) -> [FmtToken] {
        var reader = FmtTokenReader(tree: tree)
        reader.read()
        return reader.tokens
    }
}

private struct FmtTokenReader {
    let tree: HCLTree
    var tokens: [FmtToken] = []
    /// The end of the last token.
    var position = 0

    init(tree: HCLTree) {
        self.tree = tree
        tokens.reserveCapacity(tree.nodeCount)
    }

    mutating func read() {
        var waiting = [tree.root]
        while let id = waiting.popLast() {
            let children = tree.children(of: id)
            if children.isEmpty {
                readLeaf(id)
            } else {
                waiting.append(contentsOf: children.reversed())
            }
        }
    }

    private mutating func add(_ class: FmtClass, _ text: Range<Int>, endsLine: Bool = false) {
        tokens.append(
            FmtToken(class: `class`, gap: position..<text.lowerBound, text: text, endsLine: endsLine))
        position = text.upperBound
    }

    private mutating func readLeaf(_ id: HCLNodeID) {
        let node = tree[id]
        let text = tree.textRange(of: id).indices
        readTrivia(node.range.indices.lowerBound..<text.lowerBound)
        switch node.kind {
        case .string:
            add(.openQuote, text.lowerBound..<text.lowerBound + 1)
            if text.count > 2 { add(.literal, text.lowerBound + 1..<text.upperBound - 1) }
            add(.closeQuote, text.upperBound - 1..<text.upperBound)
        case .endOfFile, .body, .missing:
            break
        default:
            let isIn =
                text.count == 2 && tree.source[text.lowerBound] == 0x69
                && tree.source[text.lowerBound + 1] == 0x6E
            add(FmtClass(node.kind, isIn: isIn), text)
        }
    }

    private mutating func readTrivia(_ range: Range<Int>) {
        let source = tree.source
        var index = range.lowerBound
        while index < range.upperBound {
            switch source[index] {
            case Byte.newline:
                let isPair = index > position && source[index - 1] == Byte.carriageReturn
                add(.newline, (isPair ? index - 1 : index)..<index + 1, endsLine: true)
                index += 1
            case Byte.hash, Byte.slash:
                let end = commentEnd(index, range.upperBound)
                add(.comment, index..<end, endsLine: source[end - 1] == Byte.newline)
                index = end
            default:
                index += 1
            }
        }
    }

    private func commentEnd(_ start: Int, _ limit: Int) -> Int {
        let source = tree.source
        if source[start] == Byte.slash, source[start + 1] == Byte.star {
            var index = start + 2
            while !(source[index] == Byte.star && source[index + 1] == Byte.slash) { index += 1 }
            return index + 2
        }
        return min(Trivia.lineEnd(in: source, from: start, to: limit) + 1, limit)
    }
}
