/// What is known of a string that is not known as a whole: a template with parts that only production knows.
public final class PartialText: Sendable {
    /// What is known.
    public enum Content: Sendable {
        /// The text without its unknown parts.
        case text(Text, holes: [Hole])
        /// The value whose JSON the string is.
        case json(Value)
    }

    /// An unknown part.
    public struct Hole: Sendable {
        /// The UTF-8 offset in the text at which it stands.
        public var offset: Int
        /// The unknown value.
        public var value: Value
        /// Makes a part.
        public init(_ offset: Int, _ value: Value) {
            self.offset = offset
            self.value = value
        }
    }

    /// What is known.
    public let content: Content
    /// Why the rest is not; its type is `string`.
    public let unknown: Unknown

    /// Makes a text.
    public init(_ content: Content, unknown: Unknown) {
        self.content = content
        var unknown = unknown
        unknown.type = .string
        self.unknown = unknown
    }
}
