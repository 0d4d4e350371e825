public import Diagnostics

extension BodyView {
    /// Inserts `name = value` behind the last attribute, in the style of the attributes that are there.
    ///
    /// Indentation, alignment of `=`, and line ends are copied; a file without a final line end stays without. A block on one
    /// line is opened up. In the JSON syntax a member is added. Pass the edits through ``FmtLayout``.
    ///
    /// - Throws: ``HCLEditError/Code/exists`` when the name is taken, ``HCLEditError/Code/invalid`` for a bad name or value, or
    ///   a place that cannot take one.
    public func insertAttribute(name: String, value: HCLLiteral, reason: String) throws(HCLEditError)
        -> [Edit]
    {
        guard attribute(name) == nil, !blocks.contains(where: { $0.type == name }) else {
            throw HCLEditError(.exists, "inserting `\(name)`: the body has one")
        }
        let token = try value.token(in: tree.syntax)
        guard tree.syntax == .native else {
            return try ExpressionView(tree: tree, id: id).insertMember(
                name: name, token: token, reason: reason)
        }
        guard Lexer(source: Array(name.utf8)).identifierEnd(0) == name.utf8.count, !name.isEmpty else {
            throw HCLEditError(.invalid, "inserting `\(name)`: it is no name")
        }
        guard !tree[id].flags.contains(.containsError) else {
            throw HCLEditError(.invalid, "inserting `\(name)`: the body has errors")
        }
        let style = LineStyle(tree)
        if let sibling = attributes.last {
            return try insert(name, token, after: sibling, style, reason)
        }
        return isTop
            ? insertAtEnd(name, token, style, reason) : try insertIntoEmpty(name, token, style, reason)
    }

    private func insert(
        _ name: String, _ token: [UInt8], after sibling: AttributeView, _ style: LineStyle, _ reason: String
    ) throws(HCLEditError) -> [Edit] {
        let start = Int(sibling.range.lower)
        let end = Int(sibling.range.upper)
        if let place = style.endOfLine(after: end), style.isFirstOnLine(start) {
            let indentation = style.indentation(start)
            let token = style.fitted(token, indentation: indentation, in: .native)
            let line = indentation + assignment(name, token, like: sibling)
            return [Edit(range: ByteRange(place..<place), replacement: style.lineEnd + line, reason: reason)]
        }
        // `block { a = 1 }`: every part gets its own line.
        guard !isTop else {
            throw HCLEditError(.invalid, "inserting `\(name)`: the last line cannot be continued")
        }
        let node = tree[id].range
        let outer = style.indentation(style.firstOnLine(start))
        let inner = style.deeper(outer)
        let closing = closingBrace
        guard isBlank(Int(node.lower)..<start), isBlank(end..<closing) else {
            throw HCLEditError(
                .invalid, "inserting `\(name)`: comments stand between the braces of a block on one line")
        }
        let entry = Array("\(name) = ".utf8) + style.fitted(token, indentation: inner, in: .native)
        let line = style.lineEnd + inner + entry
        return [
            Edit(
                range: ByteRange(Int(node.lower)..<start), replacement: style.lineEnd + inner, reason: reason),
            Edit(range: ByteRange(end..<closing), replacement: line + style.lineEnd + outer, reason: reason),
        ]
    }

    /// `name = value` with the `=` below that of the sibling where the name is short enough.
    private func assignment(_ name: String, _ token: [UInt8], like sibling: AttributeView) -> [UInt8] {
        let equals = tree.children(of: sibling.id)[1]
        let before = Int(tree.textRange(of: equals).lower) - Int(sibling.range.lower)
        let gap = Int(tree.textRange(of: equals).lower) - Int(sibling.nameRange.upper)
        let after = Int(sibling.expression.range.lower) - Int(tree.textRange(of: equals).upper)
        let blanks = gap == 0 ? 0 : max(1, before - name.utf8.count)
        return Array(name.utf8) + Array(repeating: Byte.space, count: blanks) + [Byte.equals]
            + Array(repeating: Byte.space, count: min(after, 1)) + token
    }

    private func insertAtEnd(_ name: String, _ token: [UInt8], _ style: LineStyle, _ reason: String) -> [Edit]
    {
        let end = tree.source.count
        let line = Array("\(name) = ".utf8) + style.fitted(token, indentation: [], in: .native)
        let isOpen = end > style.start && tree.source[end - 1] != Byte.newline
        let gap = blocks.isEmpty ? [] : style.lineEnd
        let replacement = gap + (isOpen ? style.lineEnd + line : line + style.lineEnd)
        return [Edit(range: ByteRange(end..<end), replacement: replacement, reason: reason)]
    }

    /// A body without attributes: before the closing brace, or before the first block.
    private func insertIntoEmpty(_ name: String, _ token: [UInt8], _ style: LineStyle, _ reason: String)
        throws(HCLEditError) -> [Edit]
    {
        let closing = closingBrace
        let outer = style.indentation(style.firstOnLine(Int(tree[id].range.lower) - 1))
        let inner = style.deeper(outer)
        let line =
            inner + Array("\(name) = ".utf8) + style.fitted(token, indentation: inner, in: .native)
        let open = Int(tree[id].range.lower)
        if let block = blocks.first {
            guard let place = style.endOfLine(after: open) else {
                throw HCLEditError(
                    .invalid, "inserting `\(name)`: the first line of the block cannot be continued")
            }
            let indentation = style.indentation(Int(block.range.lower))
            let indented =
                indentation + Array("\(name) = ".utf8)
                + style.fitted(token, indentation: indentation, in: .native)
            let replacement = style.lineEnd + indented + style.lineEnd
            return [Edit(range: ByteRange(place..<place), replacement: replacement, reason: reason)]
        }
        if style.isFirstOnLine(closing) {
            let start = style.lineStart(closing)
            return [Edit(range: ByteRange(start..<start), replacement: line + style.lineEnd, reason: reason)]
        }
        guard isBlank(open..<closing) else {
            throw HCLEditError(.invalid, "inserting `\(name)`: the closing brace is not on a line of its own")
        }
        let replacement = style.lineEnd + line + style.lineEnd + outer
        return [Edit(range: ByteRange(open..<closing), replacement: replacement, reason: reason)]
    }

    /// The offset of the brace that closes the block of this body: the first token behind it.
    private var closingBrace: Int {
        let end = Int(tree[id].range.upper)
        return Trivia.end(in: tree.source, from: end, to: tree.source.count, syntax: .native)
    }

    private func isBlank(_ range: Range<Int>) -> Bool {
        tree.source[range].allSatisfy { $0 == Byte.space || $0 == Byte.tab }
    }
}
