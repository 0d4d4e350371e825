import Diagnostics

/// A fault with its position and the templates around it.
struct GoRunError: Error {
    var message: String
    var id: String
    var span: SourceSpan
    var stack: [Diagnostic.Note] = []

    var diagnostic: Diagnostic {
        Diagnostic(DiagnosticID(rawValue: id), .error, message, at: span, notes: stack)
    }
}
