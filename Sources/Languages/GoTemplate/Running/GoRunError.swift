import Diagnostics

/// A fault with its position and the templates around it.
struct GoRunError: Error {
    /// Where and what, of the innermost template.
    var message: String
    /// Go's whole message, from the outermost template to the innermost.
    var chain: String
    var id: String
    /// The function that is not computed, for a fault of that kind.
    var function: String?
    var span: SourceSpan
    var stack: [Diagnostic.Note] = []
    /// Words that a function puts between its own message and that of the template it ran.
    var prefix = ""

    var diagnostic: Diagnostic {
        Diagnostic(DiagnosticID(rawValue: id), .error, message, at: span, notes: stack)
    }

    /// Adds the template around it; of a deep stack the innermost ones and the outermost one are kept.
    mutating func note(_ name: String, _ span: SourceSpan) {
        if stack.count == 20 { stack.removeLast() }
        stack.append(Diagnostic.Note("from template \"\(name)\"", at: span))
    }
}
