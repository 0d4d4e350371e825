/// Prints diagnostics for people: `path:line:column: error: message [id]`, the line, the underlined culprit, the notes.
///
/// The only place where line and column of a diagnostic are computed.
public struct DiagnosticRenderer: Sendable {
    private let files: [String: SourceFile]

    /// `files` are the sources that snippets are shown from; a diagnostic about another file prints without one.
    public init(files: [SourceFile]) {
        self.files = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    }

    /// The text of one diagnostic, ending in a newline.
    public func render(_ diagnostic: Diagnostic) -> String {
        var text = headline(
            diagnostic.subject, diagnostic.severity.rawValue,
            diagnostic.message + " [\(diagnostic.id.rawValue)]")
        text += snippet(diagnostic.subject)
        for note in diagnostic.notes {
            if let span = note.span {
                text += headline(span, "note", note.message)
                text += snippet(span)
            } else {
                text += "  note: \(PlainText.line(note.message))\n"
            }
        }
        return text
    }

    private func headline(_ span: SourceSpan, _ severity: String, _ message: String) -> String {
        let place = files[span.path]?.location(span.range) ?? span.path
        return PlainText.line("\(place): \(severity): \(message)") + "\n"
    }

    private func snippet(_ span: SourceSpan) -> String {
        guard let file = files[span.path] else { return "" }
        let start = file.lines.position(of: Int(span.range.lower))
        let line = file.lineText(start.line)
        guard line.utf8.count <= 500 else { return "" }
        let lineEnd = start.offset - (start.column - 1) + line.utf8.count
        let upper = max(start.offset, min(Int(span.range.upper), lineEnd))
        let number = String(start.line)
        let gutter = String(repeating: " ", count: number.count)
        let before = PlainText.visible(file.text(ByteRange((start.offset - start.column + 1)..<start.offset)))
        let padding = before.map { character in
            character == "\t" ? "\t" : String(repeating: " ", count: PlainText.columns(String(character)))
        }.joined()
        let width = PlainText.columns(PlainText.visible(file.text(ByteRange(start.offset..<upper))))
        let marks = String(repeating: "^", count: max(1, width))
        return "  \(number) │ \(PlainText.visible(line))\n  \(gutter) │ \(padding)\(marks)\n"
    }
}
