/// What is wrong with the bytes of an answer, and where.
public struct AnswerProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line, without the place.
    public var reason: String
    /// Bytes read before the culprit.
    public var offset: Int
    /// True when nothing is wrong but that the rest is missing.
    public var isTruncation: Bool

    init(_ reason: String, offset: Int = 0, isTruncation: Bool = false) {
        self.reason = reason
        self.offset = offset
        self.isTruncation = isTruncation
    }

    /// `byte 120: expected a colon`.
    public var description: String { "byte \(offset): \(reason)" }
}
