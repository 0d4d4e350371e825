/// What an answer says beside its series.
struct AnswerHead: Sendable {
    /// `success` or `error`.
    var status: String?
    /// `matrix`, `vector`, `scalar` or `string`.
    var resultType: String?
    /// The kind of error, such as `bad_data`.
    var errorType: String?
    /// The error in words.
    var error: String?
    /// The result of a query that gives a text.
    var text: String?
    /// Warnings and infos, each once.
    private(set) var warnings: [String] = []

    /// How many warnings are kept; more of them say nothing new.
    private static let maximumWarnings = 100

    /// Notes a warning once.
    mutating func add(warning: String) {
        guard warnings.count < Self.maximumWarnings, !warnings.contains(warning) else { return }
        warnings.append(warning)
    }
}
