public import Diagnostics

extension ExpressionView {
    /// Adds an element behind the last one of a list, in the style of the elements that are there.
    ///
    /// - Throws: ``HCLEditError/Code/notALiteral`` unless this is a list in brackets, ``HCLEditError/Code/invalid`` for a
    ///   place that cannot take one.
    public func insertElement(_ value: HCLLiteral, reason: String) throws(HCLEditError) -> [Edit] {
        guard kind == .tuple, !containsError else {
            throw HCLEditError(.notALiteral, "adding an element: this is no list without errors")
        }
        let token = try value.token(in: tree.syntax)
        let style = LineStyle(tree)
        let children = tree.children(of: id)
        let close = Int(tree.textRange(of: children[children.count - 1]).lower)
        guard let last = elements.last else { return try insertFirstElement(token, close, style, reason) }
        let start = Int(last.range.lower)
        let end = Int(last.range.upper)
        let comma = tree.kind(of: children[children.count - 2]) == .comma ? children[children.count - 2] : nil
        let indentation = style.indentation(style.firstOnLine(start))
        let entry = style.fitted(token, indentation: indentation, in: tree.syntax)
        let commaEnd = comma.map { Int(tree.textRange(of: $0).upper) }
        guard style.isFirstOnLine(start), let place = style.endOfLine(after: commaEnd ?? end) else {
            let place = commaEnd ?? end
            let text = comma == nil ? [Byte.comma, Byte.space] + entry : [Byte.space] + entry + [Byte.comma]
            return [Edit(range: ByteRange(place..<place), replacement: text, reason: reason)]
        }
        let line = style.lineEnd + indentation + entry
        guard comma == nil else {
            return [
                Edit(range: ByteRange(place..<place), replacement: line + [Byte.comma], reason: reason)
            ]
        }
        guard place > end else {
            return [Edit(range: ByteRange(end..<end), replacement: [Byte.comma] + line, reason: reason)]
        }
        return [
            Edit(range: ByteRange(end..<end), replacement: [Byte.comma], reason: reason),
            Edit(range: ByteRange(place..<place), replacement: line, reason: reason),
        ]
    }

    private func insertFirstElement(_ token: [UInt8], _ close: Int, _ style: LineStyle, _ reason: String)
        throws(HCLEditError) -> [Edit]
    {
        let open = Int(range.lower) + 1
        let outer = style.indentation(style.firstOnLine(open))
        guard style.isFirstOnLine(close), style.lineStart(close) > open else {
            guard tree.source[open..<close].allSatisfy({ $0 == Byte.space || $0 == Byte.tab }) else {
                throw HCLEditError(.invalid, "adding an element: the empty list holds comments")
            }
            let entry = style.fitted(token, indentation: outer, in: tree.syntax)
            return [Edit(range: ByteRange(open..<close), replacement: entry, reason: reason)]
        }
        let inner = style.deeper(style.indentation(close))
        let comma: [UInt8] = tree.syntax == .native ? [Byte.comma] : []
        let line = inner + style.fitted(token, indentation: inner, in: tree.syntax) + comma + style.lineEnd
        let place = style.lineStart(close)
        return [Edit(range: ByteRange(place..<place), replacement: line, reason: reason)]
    }
}
