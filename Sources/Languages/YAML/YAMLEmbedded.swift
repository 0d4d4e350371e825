public import Diagnostics

/// A document inside a scalar (`values: |`, `patch: |`, JSON in quotes), with the way back to the bytes of the file.
///
/// Every byte of the scalar's text stands somewhere in the file: in a literal block behind the indentation of its line,
/// in a folded one likewise with line breaks read as blanks, on one line of quotes or plain text byte by byte. Where the
/// way back is not exact (escapes in quotes), there is no embedded document.
public struct YAMLEmbedded: Sendable {
    /// The document, as a file of its own; its ranges count from the start of the scalar's text.
    public let file: YAMLFile
    /// The file around it.
    public let outer: YAMLFile
    /// The scalar in the outer file.
    public let scalar: YAMLNodeView
    let map: YAMLTextMap

    /// Reads the document in `scalar`; nil when `scalar` is no scalar or its text cannot be led back to bytes.
    ///
    /// - Parameters:
    ///   - scalar: the scalar in `outer`.
    ///   - outer: the file.
    ///   - format: the grammar of the document.
    public init?(in scalar: YAMLNodeView, of outer: YAMLFile, format: YAMLFile.Format = .yaml) {
        guard let content = scalar.scalar, let map = YAMLTextMap(content) else { return nil }
        self.outer = outer
        self.scalar = scalar
        self.map = map
        file = YAMLParser.parse(
            Array(content.textBytes), path: outer.path, limits: outer.limits, format: format)
    }

    /// The document's diagnostics, with the ranges that they have in the outer file.
    public var diagnostics: [Diagnostic] {
        file.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.subject = outerSpan(diagnostic.subject)
            diagnostic.context = diagnostic.context.map(outerSpan)
            for index in diagnostic.notes.indices {
                diagnostic.notes[index].span = diagnostic.notes[index].span.map(outerSpan)
            }
            return diagnostic
        }
    }

    /// The bytes in the outer file that the bytes `range` of the text stand on.
    public func outerRange(of range: ByteRange) -> ByteRange { ByteRange(map.outer(range.indices)) }

    /// Plans and verifies a change of the document as a change of the outer file.
    ///
    /// - Parameter changes: planned on ``file``.
    /// - Returns: one change of the outer file, verified: the scalar reads as the edited document, and nothing else differs.
    /// - Throws: ``YAMLRefusal``.
    public func lift(_ changes: [YAMLChange]) throws(YAMLRefusal) -> YAMLChange {
        let edited = try file.verify(changes)
        var edits: [Edit] = []
        for edit in changes.flatMap(\.edits) {
            guard let lifted = map.lift(edit, in: outer) else {
                throw YAMLRefusal(.notRepresentable, "the new text cannot be written into `\(scalar.path)`")
            }
            edits.append(lifted)
        }
        let change = YAMLChange(
            edits, .replace(node: scalar.id.index, text: String(decoding: edited.bytes, as: UTF8.self)))
        _ = try outer.verify([change])
        return change
    }

    private func outerSpan(_ span: SourceSpan) -> SourceSpan {
        SourceSpan(path: span.path, range: outerRange(of: span.range))
    }
}
