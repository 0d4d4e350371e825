/// The stable, documented, searchable name of a kind of diagnostic, such as `settings-unknown-key`.
public struct DiagnosticID: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    /// The name, in kebab case.
    public let rawValue: String
    /// Takes the name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Takes the name.
    public init(stringLiteral value: String) { rawValue = value }
}

/// How bad a diagnostic is.
public enum Severity: String, Sendable, Codable, Hashable {
    /// The file cannot be used as it stands.
    case error
    /// The file can be used; something in it deserves a look.
    case warning
    /// Context for another diagnostic.
    case note
}

/// Something about a user's file: a value that is collected, never thrown.
public struct Diagnostic: Sendable, Hashable, Codable {
    /// A remark about another place that explains the diagnostic.
    public struct Note: Sendable, Hashable, Codable {
        /// One line.
        public var message: String
        /// The place meant, where there is one.
        public var span: SourceSpan?
        /// Makes a note.
        public init(_ message: String, at span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    /// The kind, stable between releases.
    public var id: DiagnosticID
    /// How bad it is.
    public var severity: Severity
    /// One line: what is wrong and, where it is known, how to mend it.
    public var message: String
    /// Exactly the culprit.
    public var subject: SourceSpan
    /// What to show around it.
    public var context: SourceSpan?
    /// Related places.
    public var notes: [Note]

    /// Makes a diagnostic.
    public init(
        _ id: DiagnosticID, _ severity: Severity = .error, _ message: String, at subject: SourceSpan,
        context: SourceSpan? = nil, notes: [Note] = []
    ) {
        self.id = id
        self.severity = severity
        self.message = message
        self.subject = subject
        self.context = context
        self.notes = notes
    }
}
