/// Why an edit cannot be planned; the caller holds.
public struct HCLEditError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Open-ended code.
    public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
        /// The name in kebab case.
        public let rawValue: String
        /// Takes the name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Takes the name.
        public init(stringLiteral value: String) { rawValue = value }

        /// The expression is no literal.
        public static let notALiteral: Code = "not-a-literal"
        /// The literal's manner cannot express the value: a number token for `768Mi`, say.
        public static let wrongType: Code = "wrong-type"
        /// The text to replace is not there, or more than once.
        public static let notUnique: Code = "not-unique"
        /// There is already such a name.
        public static let exists: Code = "exists"
        /// The name or value is not something this place can hold.
        public static let invalid: Code = "invalid"
        /// Two edits overlap, or one lies outside the file.
        public static let overlap: Code = "overlap"
        /// The file would no longer parse.
        public static let breaksSyntax: Code = "breaks-syntax"
        /// A clean file could be kept clean only by moving more than an aligned run.
        public static let layoutConflict: Code = "layout-conflict"
    }

    /// The kind of refusal.
    public var code: Code
    /// One line for people.
    public var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// A refusal of a caller's, of the kind ``Code/invalid``.
    public init(refusing description: String) { self.init(.invalid, description) }
}
