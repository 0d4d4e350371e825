public import Diagnostics

extension DiagnosticID {
    /// The payload is no JSON.
    public static let alertSyntax: DiagnosticID = "alert-syntax"
    /// The payload is too large to be one.
    public static let alertLimit: DiagnosticID = "alert-limit"
    /// The payload's version is missing, or is not the one that is understood.
    public static let alertVersion: DiagnosticID = "alert-version"
    /// A field that the webhook format promises is missing or of another kind.
    public static let alertField: DiagnosticID = "alert-field"
    /// An alert has no labels, so that nothing tells what it is about.
    public static let alertLabels: DiagnosticID = "alert-labels"
}
