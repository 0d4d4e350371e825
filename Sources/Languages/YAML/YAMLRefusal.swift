/// Why an edit is not made; declining is cheap, a wrong edit is not.
public struct YAMLRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The closed list of reasons.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be read, so nothing in it can be changed.
        case fileHasErrors
        /// The node is a collection, an alias or a key.
        case notAValue
        /// The new text would be another type than the old one.
        case typeWouldChange
        /// The new text cannot be written in the manner of the old token.
        case notRepresentable
        /// The path runs through something that has no keys, or through an alias.
        case pathBlocked
        /// The key to be inserted is there already.
        case alreadyThere
        /// The key to be deleted, or a list item on the way, is not there.
        case notThere
        /// An alias or a merge key uses the place too.
        case shared
        /// The layout is one that this module does not extend.
        case layout
        /// The edited file would not read as planned.
        case wouldBreak
    }

    /// The kind of reason.
    public let code: Code
    /// The reason in a sentence without a full stop.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    /// A refusal of a caller's, in the same words as those of this module.
    public init(refusing code: Code, _ reason: String) { self.init(code, reason) }

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
