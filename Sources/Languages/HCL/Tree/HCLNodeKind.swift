/// What a node of an ``HCLTree`` is.
///
/// Kinds up to ``invalid`` are tokens: leaves that own the trivia (blanks, line ends, comments) before them.
public enum HCLNodeKind: UInt16, Sendable, Hashable {
    // Tokens.

    /// The end of the file; owns the trivia after the last token.
    case endOfFile
    /// A name: block types, bare labels, argument names, steps after a dot, bound names of `for`.
    case identifier
    /// A word that the grammar gives a meaning: `for`, `in`, `if`, `else`, `endif`, `endfor`.
    case keyword
    /// A name that stands alone as an expression: the root of a reference.
    case variable
    /// A number in its source form.
    case number
    /// `true`.
    case trueLiteral
    /// `false`.
    case falseLiteral
    /// `null`.
    case nullLiteral
    /// A quoted string without interpolation, quotes included.
    case string
    /// A string of the JSON syntax, quotes included.
    case jsonString
    /// The `"` that opens a template with interpolation.
    case openQuote
    /// The `"` that closes one.
    case closeQuote
    /// Literal text of a template; has no trivia.
    case templateLiteral
    /// `${` or `${~`.
    case openInterpolation
    /// `%{` or `%{~`.
    case openDirective
    /// `}` or `~}` at the end of an interpolation or directive.
    case closeTemplateSequence
    /// `<<EOT` or `<<-EOT` with its line end.
    case openHeredoc
    /// The closing marker with the blanks before it; has no trivia.
    case closeHeredoc
    /// `{`.
    case openBrace
    /// `}`.
    case closeBrace
    /// `[`.
    case openBracket
    /// `]`.
    case closeBracket
    /// `(`.
    case openParenthesis
    /// `)`.
    case closeParenthesis
    /// `=`.
    case equals
    /// `=>`.
    case arrow
    /// `,`.
    case comma
    /// `:`.
    case colon
    /// `::`.
    case doubleColon
    /// `.`.
    case dot
    /// `...`.
    case ellipsis
    /// `?`.
    case question
    /// `*`.
    case star
    /// `/`.
    case slash
    /// `%`.
    case percent
    /// `+`.
    case plus
    /// `-`.
    case minus
    /// `!`.
    case bang
    /// `==`.
    case equalTo
    /// `!=`.
    case notEqualTo
    /// `<`.
    case lessThan
    /// `<=`.
    case lessOrEqual
    /// `>`.
    case greaterThan
    /// `>=`.
    case greaterOrEqual
    /// `&&`.
    case and
    /// `||`.
    case or
    /// `~}` outside a template; inside one it becomes ``closeTemplateSequence``.
    case stripBrace
    /// Bytes that are no token.
    case invalid

    // Composites.

    /// The root: a body (an object in the JSON syntax) and the end of the file.
    case file
    /// Attributes and blocks.
    case body
    /// `name = expression`.
    case attribute
    /// `type labels… { body }`.
    case block
    /// A quoted template with at least one interpolation or directive.
    case template
    /// A heredoc.
    case heredoc
    /// `${ expression }`.
    case interpolation
    /// `%{ … }`.
    case directive
    /// `%{ if }` to `%{ endif }` with everything between.
    case templateIf
    /// `%{ for }` to `%{ endfor }` with everything between.
    case templateFor
    /// A term with steps: `a.b[0].c`.
    case traversal
    /// `.name`.
    case attributeStep
    /// `.0`.
    case legacyIndexStep
    /// `[expression]`.
    case indexStep
    /// `.*`.
    case attributeSplatStep
    /// `[*]`.
    case fullSplatStep
    /// `name(arguments)`.
    case call
    /// `{ items }`.
    case object
    /// `key = value`.
    case objectItem
    /// `[ items ]`.
    case tuple
    /// `[for … ]`.
    case forTuple
    /// `{for … }`.
    case forObject
    /// `a ? b : c`.
    case conditional
    /// Operands of one precedence level with operators between them, read from left to right.
    case binary
    /// `-a` or `!a`.
    case unary
    /// `( expression )`.
    case parentheses
    /// Tokens that fit nowhere; a diagnostic says why.
    case error
    /// A place of no bytes where something is missing; a diagnostic says what.
    case missing

    /// True for leaves that own trivia.
    public var isToken: Bool { rawValue <= HCLNodeKind.invalid.rawValue }

    /// True for text inside templates, where blanks and `#` are content.
    var isRawText: Bool { self == .templateLiteral || self == .closeHeredoc }
}
