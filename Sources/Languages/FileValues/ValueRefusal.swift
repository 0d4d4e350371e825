public import Diagnostics

/// Why a value is not read or not written; nothing was changed.
public struct ValueRefusal: Error, Sendable {
    /// The closed list of reasons.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be read as what its name says.
        case fileHasErrors
        /// The name says no language that is known here.
        case unknownFormat
        /// The path is not written as a path.
        case badPath
        /// The value is not written as a value of the file's language.
        case badValue
        /// The path leads nowhere.
        case notThere
        /// The path leads to several places.
        case notUnique
        /// The place is there, and cannot take this value without touching or breaking something else.
        case notPossible
    }

    /// The kind of reason.
    public let code: Code
    /// What to show: in the file, or in the argument that is wrong.
    public let diagnostics: [Diagnostic]
    /// The sources that the diagnostics are about.
    public let sources: [SourceFile]

    init(_ code: Code, _ diagnostics: [Diagnostic], _ sources: [SourceFile]) {
        self.code = code
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// True when an argument is wrong and not the file.
    public var isUsage: Bool { [.unknownFormat, .badPath, .badValue].contains(code) }

    /// The diagnostics with positions and source lines.
    public var rendered: String {
        let renderer = DiagnosticRenderer(files: sources)
        return diagnostics.map { renderer.render($0) }.joined()
    }
}

extension ValueRefusal {
    /// A refusal with one error.
    static func one(
        _ code: Code, _ message: String, at span: SourceSpan, in sources: [SourceFile],
        notes: [Diagnostic.Note] = []
    ) -> ValueRefusal {
        let id: DiagnosticID =
            switch code {
            case .fileHasErrors: "value-file-errors"
            case .unknownFormat: "value-unknown-format"
            case .badPath: "value-bad-path"
            case .badValue: "value-bad-value"
            case .notThere: "value-not-there"
            case .notUnique: "value-not-unique"
            case .notPossible: "value-not-possible"
            }
        return ValueRefusal(code, [Diagnostic(id, .error, message, at: span, notes: notes)], sources)
    }
}
