/// What is wrong with a pattern, or with the amount of work it asks for.
public struct RegularExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds, named by the words of Go's `regexp`.
    public enum Code: String, Hashable, Sendable {
        /// An unknown class in brackets.
        case invalidCharacterClass = "invalid character class"
        /// A range that runs backwards, or a class of a name that does not exist.
        case invalidRange = "invalid character class range"
        /// A backslash before something that has no such meaning.
        case invalidEscape = "invalid escape sequence"
        /// A group name of other characters than letters, digits and `_`.
        case invalidNamedCapture = "invalid named capture"
        /// `(?` before something unknown, such as a look-ahead.
        case invalidPerlOperator = "invalid or unsupported Perl syntax"
        /// `a**`.
        case invalidRepeatOperator = "invalid nested repetition operator"
        /// A count above 1000, alone or multiplied.
        case invalidRepeatCount = "invalid repeat count"
        /// `[` without `]`.
        case missingBracket = "missing closing ]"
        /// `(` without `)`.
        case missingParenthesis = "missing closing )"
        /// A repetition of nothing.
        case missingRepeatArgument = "missing argument to repetition operator"
        /// A backslash at the end.
        case trailingBackslash = "trailing backslash at end of expression"
        /// `)` without `(`.
        case unexpectedParenthesis = "unexpected )"
        /// Groups nested deeper than 1000.
        case nestingDepth = "expression nests too deeply"
        /// More instructions than the limits allow.
        case tooLarge = "expression too large"
        /// More steps than the limits allow.
        case tooManySteps = "too many steps"
    }

    /// The kind.
    public var code: Code
    /// The part of the pattern that is to blame.
    public var part: String

    init(_ code: Code, _ part: String) {
        self.code = code
        self.part = part
    }

    /// The sentence of Go's `regexp`.
    public var description: String {
        code == .tooManySteps
            ? "matching regexp `\(part)`: \(code.rawValue)"
            : "error parsing regexp: \(code.rawValue): `\(part)`"
    }
}
