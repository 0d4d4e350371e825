public import Diagnostics

extension ExpressionView {
    /// Inserts `key = value` behind the last item of an object, in the style of the items that are there.
    ///
    /// Indentation, quotes of keys, `=` or `:`, commas and line ends are copied. In the JSON syntax a member is added.
    ///
    /// - Throws: ``HCLEditError/Code/notALiteral`` unless this is an object, ``HCLEditError/Code/exists`` when the key is taken,
    ///   ``HCLEditError/Code/invalid`` for a place that cannot take one.
    public func insertItem(key: String, value: HCLLiteral, reason: String) throws(HCLEditError) -> [Edit] {
        guard kind == .object else {
            throw HCLEditError(.notALiteral, "inserting `\(key)`: this is no object")
        }
        guard item(key) == nil else { throw HCLEditError(.exists, "inserting `\(key)`: the object has one") }
        guard !containsError else {
            throw HCLEditError(.invalid, "inserting `\(key)`: the object has errors")
        }
        let token = try value.token(in: tree.syntax)
        guard tree.syntax == .native else { return try insertMember(name: key, token: token, reason: reason) }
        let style = LineStyle(tree)
        guard let sibling = items.last else {
            return try insertFirst(nativeKey(key, like: nil), " = ", token, style, reason)
        }
        return try insert(nativeKey(key, like: sibling), token, after: sibling, style, reason)
    }

    /// Adds a member to a JSON object.
    func insertMember(name: String, token: [UInt8], reason: String) throws(HCLEditError) -> [Edit] {
        guard kind == .object, !containsError else {
            throw HCLEditError(.invalid, "inserting `\(name)`: this is no object without errors")
        }
        let style = LineStyle(tree)
        let key = [Byte.quote] + StringCoding.encodeJSON(name.utf8) + [Byte.quote]
        guard let sibling = items.last else { return try insertFirst(key, ": ", token, style, reason) }
        return try insert(key, token, after: sibling, style, reason)
    }

    /// A key in quotes where the sibling has them, or where it is no name.
    private func nativeKey(_ key: String, like sibling: ObjectItemView?) -> [UInt8] {
        let isName = !key.isEmpty && Lexer(source: Array(key.utf8)).identifierEnd(0) == key.utf8.count
        if isName, key != "for", sibling?.key.kind != .string { return Array(key.utf8) }
        return [Byte.quote] + StringCoding.encodeNative(key.utf8) + [Byte.quote]
    }

    /// The bytes between the key and the value of an item, blanks fitted to another key.
    private func separator(_ key: [UInt8], like sibling: ObjectItemView) -> [UInt8] {
        let between = Int(sibling.key.range.upper)..<Int(sibling.value.range.lower)
        let sign = tree.children(of: sibling.id)[1]
        let signRange = tree.textRange(of: sign).indices
        let gap = signRange.lowerBound - between.lowerBound
        let after = min(1, between.upperBound - signRange.upperBound)
        let blanks = gap == 0 ? 0 : max(1, sibling.key.range.count + gap - key.count)
        return Array(repeating: Byte.space, count: blanks) + tree.source[signRange]
            + Array(repeating: Byte.space, count: after)
    }

    private func insert(
        _ key: [UInt8], _ token: [UInt8], after sibling: ObjectItemView, _ style: LineStyle, _ reason: String
    ) throws(HCLEditError) -> [Edit] {
        let start = Int(sibling.range.lower)
        let end = Int(sibling.range.upper)
        let indentation = style.indentation(style.firstOnLine(start))
        let entry =
            key + separator(key, like: sibling)
            + style.fitted(token, indentation: indentation, in: tree.syntax)
        let children = tree.children(of: id)
        let hasTrailingComma = tree.kind(of: children[children.count - 2]) == .comma
        guard style.isFirstOnLine(start) else {
            let text =
                hasTrailingComma ? [Byte.space] + entry + [Byte.comma] : [Byte.comma, Byte.space] + entry
            let place = hasTrailingComma ? Int(tree[children[children.count - 2]].range.upper) : end
            return [Edit(range: ByteRange(place..<place), replacement: text, reason: reason)]
        }
        // Siblings on lines of their own: commas where JSON or the sibling before asks for them.
        let needsComma = tree.syntax == .json && !hasTrailingComma
        guard let place = style.endOfLine(after: end, allowing: Byte.comma) else {
            let comma: [UInt8] = hasTrailingComma || tree.syntax == .native && !usesCommas ? [] : [Byte.comma]
            guard !comma.isEmpty || hasTrailingComma else {
                throw HCLEditError(
                    .invalid, "inserting an item: the line of the last one cannot be continued")
            }
            return [
                Edit(
                    range: ByteRange(end..<end), replacement: [Byte.comma, Byte.space] + entry, reason: reason
                )
            ]
        }
        let line = style.lineEnd + style.indentation(start) + entry + (hasTrailingComma ? [Byte.comma] : [])
        let insertion = Edit(range: ByteRange(place..<place), replacement: line, reason: reason)
        let wantsComma = needsComma || (tree.syntax == .native && usesCommas && !hasTrailingComma)
        guard wantsComma else { return [insertion] }
        guard place > end else {
            return [Edit(range: insertion.range, replacement: [Byte.comma] + line, reason: reason)]
        }
        return [Edit(range: ByteRange(end..<end), replacement: [Byte.comma], reason: reason), insertion]
    }

    /// True when the items are separated by commas and not by line ends alone.
    private var usesCommas: Bool { tree.child(of: id, .comma) != nil }

    /// The first item of `{}`: opens it up at the indentation of its line.
    private func insertFirst(
        _ key: [UInt8], _ separator: String, _ token: [UInt8], _ style: LineStyle, _ reason: String
    ) throws(HCLEditError) -> [Edit] {
        let children = tree.children(of: id)
        let open = Int(tree.textRange(of: children[0]).upper)
        let close = Int(tree.textRange(of: children[children.count - 1]).lower)
        let outer = style.indentation(style.firstOnLine(open))
        let inner = style.deeper(outer)
        let entry =
            inner + key + Array(separator.utf8) + style.fitted(token, indentation: inner, in: tree.syntax)
        if style.isFirstOnLine(close) {
            let place = style.lineStart(close)
            return [Edit(range: ByteRange(place..<place), replacement: entry + style.lineEnd, reason: reason)]
        }
        guard tree.source[open..<close].allSatisfy({ $0 == Byte.space || $0 == Byte.tab }) else {
            throw HCLEditError(.invalid, "inserting an item: the empty object holds comments")
        }
        let replacement = style.lineEnd + entry + style.lineEnd + outer
        return [Edit(range: ByteRange(open..<close), replacement: replacement, reason: reason)]
    }
}
