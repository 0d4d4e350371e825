internal import Diagnostics
internal import GoTemplate
internal import Model

/// Values of which nothing here tells what they are: those that others give, and those that are encrypted.
enum UnknownValue {
    /// How the name of one begins that stands here encrypted.
    static let encrypted = "the encrypted "

    /// The hold on what hangs on such a value, after the words that say how.
    static func hold(_ words: String, _ unknown: SourceSpan?) -> Hold {
        let name = unknown?.unknownName ?? "a value"
        return name.hasPrefix(encrypted)
            ? Hold(.encrypted, "\(words) \(name)")
            : Hold(.notInRepository, "\(words) \(name), which is not in this repository")
    }
}
