internal import Diagnostics

extension YAMLFile {
    /// Plans and verifies a new key at `path`; parents that are missing are made.
    ///
    /// In a block it follows the last sibling, in its indentation; `{}` and a missing value open a block one step deeper;
    /// inside brackets (and in JSON) it follows the last sibling in the layout that siblings have there.
    ///
    /// - Parameters:
    ///   - path: where the key shall stand; its last step is the new key.
    ///   - value: what it shall be.
    ///   - document: the number of the document, from 0.
    ///   - dialect: who reads the file, which decides what needs quotes.
    ///   - allowingShared: permits a container that an alias or a merge key uses too.
    ///   - reason: for the edit.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``.
    public func insertKey(
        _ path: YAMLPath, value: YAMLNewValue, document: Int = 0, dialect: YAMLDialect = .helm,
        allowingShared: Bool = false, reason: String
    ) throws(YAMLRefusal) -> YAMLChange {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        let point = try YAMLInsertionPoint(path, in: self, document: document, allowingShared: allowingShared)
        let edits = try YAMLInsertion(
            file: self, point: point, value: value, dialect: dialect, reason: reason
        ).edits()
        let container = point.container?.id.index
        let effect: YAMLChange.Effect
        if case .value(let source) = value {
            effect = .insertSource(container: container, document: document, keys: point.keys, source)
        } else {
            effect = .insert(container: container, document: document, keys: point.keys, text: value.text)
        }
        let change = YAMLChange(edits, effect)
        _ = try verify([change])
        return change
    }
}

/// Writes a new entry into a container in the manner of what is around it.
struct YAMLInsertion {
    let file: YAMLFile
    let point: YAMLInsertionPoint
    let value: YAMLNewValue
    let dialect: YAMLDialect
    let reason: String

    private var lines: YAMLLines { YAMLLines(bytes: file.bytes) }
    private var indentation: YAMLIndentation { YAMLIndentation(file) }

    func edits() throws(YAMLRefusal) -> [Edit] {
        if case .source(let source) = value, source.contains(where: \.isNewline) || source.isEmpty {
            throw YAMLRefusal(.notRepresentable, "the source to insert must be one line")
        }
        guard let container = point.container else { return [edit(at: file.bytes.count, try newFile())] }
        if container.kind == .mapping, !container.entries.isEmpty {
            return [try container.style == .flow ? behindLastInFlow(container) : behindLastInBlock(container)]
        }
        if container.isInFlow || file.format == .json { return [try openFlow(container)] }
        guard let parent = container.parent else { return [try openRoot(container)] }
        return parent.kind == .sequence
            ? [try openInSequence(container)] : try openBlock(container, in: parent)
    }

    // MARK: Blocks

    private func behindLastInBlock(_ container: YAMLNodeView) throws(YAMLRefusal) -> Edit {
        guard let column = indentation.column(of: container), let last = container.entries.last else {
            throw YAMLRefusal(.layout, "`\(container.path)` has no column")
        }
        guard !isExplicit(last.key) else { throw YAMLRefusal(.layout, "keys after `?` are not extended") }
        let block = try blockLines(
            column: column, step: indentation.step(near: container), siblings: container)
        return try behind(container.range.indices.upperBound, block)
    }

    /// Puts whole lines behind the line on which `offset` stands.
    private func behind(_ offset: Int, _ block: [String]) throws(YAMLRefusal) -> Edit {
        let lineBreak = lines.lineBreak(near: max(0, offset - 1))
        let isLineStart = offset > 0 && (file.bytes[offset - 1] == 0x0A || file.bytes[offset - 1] == 0x0D)
        if isLineStart { return edit(at: offset, block.map { $0 + lineBreak }.joined()) }
        guard lines.isLast(offset) else {
            throw YAMLRefusal(.layout, "more stands on the last line of the mapping")
        }
        return edit(at: lines.end(of: offset), block.map { lineBreak + $0 }.joined())
    }

    /// `{}`, `null` or nothing, as the value of a key: the block begins on the next line.
    private func openBlock(_ container: YAMLNodeView, in parent: YAMLNodeView) throws(YAMLRefusal) -> [Edit] {
        guard let outer = indentation.column(of: parent),
            let key = parent.entries.first(where: { $0.value == container })?.key,
            !isExplicit(key)
        else { throw YAMLRefusal(.layout, "`\(container.path)` has no column") }
        let step = indentation.step(near: parent)
        let block = try blockLines(column: outer + step, step: step, siblings: nil)
        let range = container.tokenRange.indices
        guard range.isEmpty || isEmptyInOneLine(range) else {
            throw YAMLRefusal(.layout, "`\(container.path)` has a comment inside its brackets")
        }
        let insertion = try behind(range.upperBound, block)
        guard !range.isEmpty else { return [insertion] }
        let start = lines.skipBlanksBack(range.lowerBound)
        let lineEnd = lines.end(of: range.upperBound)
        let hasComment = lines.bytes[range.upperBound..<lineEnd].contains(UInt8(ascii: "#"))
        // With a comment the blanks before it stay; without one everything up to the end of the line goes.
        if hasComment {
            return [
                Edit(range: ByteRange(start..<range.upperBound), replacement: [], reason: reason), insertion,
            ]
        }
        return [Edit(range: ByteRange(start..<lineEnd), replacement: insertion.replacement, reason: reason)]
    }

    /// `- {}` or `-`: the first key stands behind the dash.
    private func openInSequence(_ container: YAMLNodeView) throws(YAMLRefusal) -> Edit {
        let range = container.tokenRange.indices
        guard range.isEmpty || isEmptyInOneLine(range), lines.isLast(range.upperBound) else {
            throw YAMLRefusal(.layout, "`\(container.path)` is not alone on its line")
        }
        let isBehindDash =
            range.isEmpty && range.lowerBound > 0 && file.bytes[range.lowerBound - 1] == UInt8(ascii: "-")
        let column = lines.column(of: range.lowerBound) + (isBehindDash ? 1 : 0)
        let block = try blockLines(column: column, step: indentation.step(near: nil), siblings: nil)
        let lineBreak = lines.lineBreak(near: range.lowerBound)
        let text = block.joined(separator: lineBreak).drop { $0 == " " }
        return Edit(
            range: ByteRange(range), replacement: Array(((isBehindDash ? " " : "") + text).utf8),
            reason: reason)
    }

    /// A document that is `{}` or nothing.
    private func openRoot(_ container: YAMLNodeView) throws(YAMLRefusal) -> Edit {
        let range = container.tokenRange.indices
        let block = try blockLines(column: 0, step: indentation.step(near: nil), siblings: nil)
        guard !range.isEmpty else { return try behind(range.upperBound, block) }
        guard isEmptyInOneLine(range), lines.column(of: range.lowerBound) == 0, lines.isLast(range.upperBound)
        else {
            throw YAMLRefusal(.layout, "the document is not alone on its line")
        }
        let text = block.joined(separator: lines.lineBreak(near: range.lowerBound))
        return Edit(range: ByteRange(range), replacement: Array(text.utf8), reason: reason)
    }

    private func newFile() throws(YAMLRefusal) -> String {
        let lineBreak = lines.lineBreak(near: file.bytes.count)
        if file.format == .json { return try flowEntry(siblings: nil, isNested: true) + lineBreak }
        let block = try blockLines(column: 0, step: 2, siblings: nil).map { $0 + lineBreak }.joined()
        let needsBreak = file.bytes.last.map { $0 != 0x0A && $0 != 0x0D && file.bytes.count > 3 } ?? false
        return (needsBreak ? lineBreak : "") + block
    }

    /// The missing keys, each one step deeper than the one before, and the value behind the last.
    private func blockLines(column: Int, step: Int, siblings: YAMLNodeView?) throws(YAMLRefusal) -> [String] {
        let writer = YAMLTokenWriter(format: file.format, isFlow: false, dialect: dialect)
        var result: [String] = []
        for (depth, key) in point.keys.enumerated() {
            let isLast = depth + 1 == point.keys.count
            let manner = depth == 0 ? siblings : nil
            let name = writer.key(key, quotedAs: manner.flatMap(keyStyle))
            let indentation = String(repeating: " ", count: column + depth * step)
            if isLast, case .value(let source) = self.value {
                result += below(source, indentation + name + ":", indentation, step)
                continue
            }
            let value = isLast ? " " + (try token(writer, siblings: manner)) : ""
            result.append(indentation + name + ":" + value)
        }
        return result
    }

    /// The lines of a value behind or below its key.
    private func below(_ source: YAMLValueSource, _ head: String, _ indentation: String, _ step: Int)
        -> [String]
    {
        let deeper = indentation + String(repeating: " ", count: step)
        let isScalar = source.style == .literal || source.style == .folded
        guard source.style == .block else {
            let own =
                source.lines.dropFirst().filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min()
                ?? 0
            let inner = isScalar ? String(deeper.dropLast(min(own, deeper.count))) : indentation
            return [head + " " + source.lines[0]]
                + source.lines.dropFirst().map { $0.isEmpty ? "" : inner + $0 }
        }
        return [head] + source.lines.map { $0.isEmpty ? "" : deeper + $0 }
    }

    // MARK: Brackets

    /// `{a: 1}` gets `, b: 2`; where siblings stand on lines of their own, so does the new one.
    private func behindLastInFlow(_ container: YAMLNodeView) throws(YAMLRefusal) -> Edit {
        guard let last = container.entries.last, container.hasBrackets else {
            throw YAMLRefusal(.layout, "`\(container.path)` is a single pair without brackets")
        }
        let entry = try flowEntry(siblings: container, isNested: false)
        let end = last.range.indices.upperBound
        let separator = YAMLFlowLayout(file).separator(in: container)
        if let comma = YAMLFlowLayout(file).trailingComma(in: container) {
            return edit(at: comma + 1, (separator.isEmpty ? " " : separator) + entry + ",")
        }
        return edit(at: end, "," + separator + entry)
    }

    /// `{}` or null inside brackets, or in JSON.
    private func openFlow(_ container: YAMLNodeView) throws(YAMLRefusal) -> Edit {
        let range = container.tokenRange.indices
        guard range.isEmpty || isEmptyInOneLine(range) else {
            throw YAMLRefusal(.layout, "`\(container.path)` has a comment inside its brackets")
        }
        let entry = try flowEntry(siblings: nil, isNested: true, at: container)
        let needsBlank =
            range.isEmpty && range.lowerBound > 0 && file.bytes[range.lowerBound - 1] == UInt8(ascii: ":")
        return Edit(
            range: ByteRange(range), replacement: Array(((needsBlank ? " " : "") + entry).utf8),
            reason: reason)
    }

    /// The missing keys inside one another in brackets; the outermost has brackets only when it is nested itself.
    private func flowEntry(
        siblings: YAMLNodeView?, isNested: Bool, at container: YAMLNodeView? = nil
    ) throws(YAMLRefusal) -> String {
        let writer = YAMLTokenWriter(format: file.format, isFlow: true, dialect: dialect)
        let layout = YAMLFlowLayout(file)
        let breaks = layout.nesting(of: siblings ?? container?.parent, depth: siblings == nil ? 1 : 0)
        let colon = siblings.map(layout.colon) ?? layout.colonAnywhere()
        var text = try token(writer, siblings: siblings)
        for (depth, key) in point.keys.enumerated().reversed() {
            let manner = depth == 0 ? siblings : nil
            text = writer.key(key, quotedAs: manner.flatMap(keyStyle)) + colon + text
            if depth > 0 || isNested { text = breaks.wrap(text, depth: depth) }
        }
        return text
    }

    // MARK: Parts

    private func token(_ writer: YAMLTokenWriter, siblings: YAMLNodeView?) throws(YAMLRefusal) -> String {
        let text: String
        var mustBeString = false
        switch value {
        case .source(let source): return source
        case .value(let source):
            guard !source.isBlock else {
                throw YAMLRefusal(.layout, "a value of several lines cannot stand in brackets")
            }
            return source.text
        case .plain(let plain): text = plain
        case .string(let string):
            text = string
            mustBeString = true
        }
        let isString =
            file.format == .json
            ? !JSONLiteral.isLiteral(text) : dialect.resolve(text, style: .plain, tag: nil).family == .string
        let quotes = siblings?.entries.last {
            $0.value.style == .singleQuoted || $0.value.style == .doubleQuoted
        }
        let isAmongQuoted = quotes != nil && siblings?.entries.last?.value.style != .plain
        if isString || mustBeString, isAmongQuoted || (mustBeString && !isString),
            let style = quotes?.value.style,
            let token = writer.token(text, style: style)
        {
            return token
        }
        if writer.canBePlain(text), isString || !mustBeString { return text }
        guard let token = writer.token(text, style: .doubleQuoted) else {
            throw YAMLRefusal(.notRepresentable, "`\(text)` cannot be written here")
        }
        return token
    }

    private func keyStyle(_ container: YAMLNodeView) -> YAMLStyle? {
        let styles = Set(container.entries.map(\.key.style))
        return styles.count == 1 ? styles.first : nil
    }

    /// True when the key stands behind a `?`.
    private func isExplicit(_ key: YAMLNodeView) -> Bool {
        let before = lines.skipBlanksBack(key.range.indices.lowerBound)
        return before > 0 && file.bytes[before - 1] == UInt8(ascii: "?")
    }

    /// True for brackets with nothing but blanks in them, and for null.
    private func isEmptyInOneLine(_ range: Range<Int>) -> Bool {
        !file.bytes[range].contains { $0 == UInt8(ascii: "#") || $0 == 0x0A || $0 == 0x0D }
    }

    private func edit(at offset: Int, _ text: String) -> Edit {
        Edit(range: ByteRange(offset..<offset), replacement: Array(text.utf8), reason: reason)
    }
}
