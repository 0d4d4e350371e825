public import Diagnostics

/// Something to be written into a body.
public indirect enum HCLNewItem: Sendable, Hashable {
    /// `name = value`.
    case attribute(String, HCLLiteral)
    /// `type labels { items }`.
    case block(String, labels: [String], [HCLNewItem])
}

extension BodyView {
    /// Adds `type labels { items }` behind everything else in the body, at the indentation of what is there.
    ///
    /// At the top of a file an empty line goes before it, and inside a block too where the last sibling is a block.
    ///
    /// - Parameters:
    ///   - type: the type of the block.
    ///   - labels: its labels, written in quotes.
    ///   - items: what stands between its braces.
    ///   - reason: for the edits.
    /// - Returns: the edits.
    /// - Throws: ``HCLEditError/Code/invalid`` in the JSON syntax, for a bad type, and for a place that cannot take a block.
    public func insertBlock(type: String, labels: [String], items: [HCLNewItem], reason: String)
        throws(HCLEditError) -> [Edit]
    {
        guard tree.syntax == .native, HCLName.isValid(type) else {
            throw HCLEditError(.invalid, "inserting a block `\(type)`: this is no place for one")
        }
        guard !tree[id].flags.contains(.containsError) else {
            throw HCLEditError(.invalid, "inserting a block `\(type)`: the body has errors")
        }
        let style = LineStyle(tree)
        let new = HCLNewItem.block(type, labels: labels, items)
        let last = lastItem
        guard !isTop || last == nil, let last else {
            return isTop
                ? atEndOfFile(try lines(new, [], style), style, reason)
                : try intoEmpty(type, new, style, reason)
        }
        let start = Int(last.range.lower)
        guard style.isFirstOnLine(start), let place = style.endOfLine(after: Int(last.range.upper)) else {
            throw HCLEditError(
                .invalid, "inserting a block `\(type)`: the last line of the body cannot be continued")
        }
        let gap = last.isBlock ? style.lineEnd : []
        let block = try lines(new, style.indentation(start), style)
        let text = gap + style.lineEnd + block
        return [Edit(range: ByteRange(place..<place), replacement: text, reason: reason)]
    }

    private var lastItem: (range: ByteRange, isBlock: Bool)? {
        let attribute = attributes.last?.range
        let block = blocks.last?.range
        switch (attribute, block) {
        case (let a?, let b?): return a.lower > b.lower ? (a, false) : (b, true)
        case (let a?, nil): return (a, false)
        case (nil, let b?): return (b, true)
        case (nil, nil): return nil
        }
    }

    /// An item with its lines at an indentation, without a line end behind it.
    private func lines(_ item: HCLNewItem, _ indentation: [UInt8], _ style: LineStyle) throws(HCLEditError)
        -> [UInt8]
    {
        switch item {
        case .attribute(let name, let value):
            guard HCLName.isValid(name) else {
                throw HCLEditError(.invalid, "inserting `\(name)`: it is no name")
            }
            let token = style.fitted(try value.token(in: .native), indentation: indentation, in: .native)
            return indentation + Array("\(name) = ".utf8) + token
        case .block(let type, let labels, let items):
            guard HCLName.isValid(type) else {
                throw HCLEditError(.invalid, "inserting a block `\(type)`: it is no name")
            }
            let head = [type] + labels.map { "\"" + HCLName.quotedInside($0) + "\"" } + ["{"]
            var text = indentation + Array(head.joined(separator: " ").utf8)
            for item in items {
                text += style.lineEnd + (try lines(item, style.deeper(indentation), style))
            }
            return text + (items.isEmpty ? [] : style.lineEnd + indentation) + [Byte.closeBrace]
        }
    }

    private func atEndOfFile(_ block: [UInt8], _ style: LineStyle, _ reason: String) -> [Edit] {
        let end = tree.source.count
        let isOpen = end > style.start && tree.source[end - 1] != Byte.newline
        // Only comments, or nothing at all, may stand before the first block without an empty line.
        let gap = lastItem == nil ? [] : style.lineEnd
        let text = isOpen ? style.lineEnd + gap + block : gap + block + style.lineEnd
        return [Edit(range: ByteRange(end..<end), replacement: text, reason: reason)]
    }

    /// A block without content gets its first one: before the closing brace, which may have to move.
    private func intoEmpty(
        _ type: String, _ new: HCLNewItem, _ style: LineStyle, _ reason: String
    ) throws(HCLEditError) -> [Edit] {
        let open = Int(tree[id].range.lower)
        let close = Trivia.end(in: tree.source, from: open, to: tree.source.count, syntax: .native)
        let outer = style.indentation(style.firstOnLine(open - 1))
        let text = try lines(new, style.deeper(outer), style)
        if style.isFirstOnLine(close) {
            let place = style.lineStart(close)
            return [Edit(range: ByteRange(place..<place), replacement: text + style.lineEnd, reason: reason)]
        }
        guard tree.source[open..<close].allSatisfy({ $0 == Byte.space || $0 == Byte.tab }) else {
            throw HCLEditError(.invalid, "inserting a block `\(type)`: comments stand between the braces")
        }
        let replacement = style.lineEnd + text + style.lineEnd + outer
        return [Edit(range: ByteRange(open..<close), replacement: replacement, reason: reason)]
    }
}

/// What can be a name in the native syntax, and how other names are written.
public enum HCLName {
    /// True for a word that needs no quotes.
    public static func isValid(_ name: String) -> Bool {
        !name.isEmpty && Lexer(source: Array(name.utf8)).identifierEnd(0) == name.utf8.count
    }

    /// The inside of the quoted string that reads `text`.
    public static func quotedInside(_ text: String) -> String {
        String(decoding: StringCoding.encodeNative(text.utf8), as: UTF8.self)
    }
}
