internal import Diagnostics

extension YAMLFile {
    /// Plans and verifies another value for a node, whatever either is: a scalar, a mapping or a list.
    ///
    /// The source is written as it is given, indented to its place. Anchor and tag of the old value stay. What the old
    /// value was written in goes with it, comments inside included; a comment behind a key or a scalar stays.
    ///
    /// - Parameters:
    ///   - node: the value; not a key. An alias gives way to a value of its own.
    ///   - source: what it shall be.
    ///   - reason: for the edits.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``.
    public func replaceValue(_ node: YAMLNodeView, with source: YAMLValueSource, reason: String)
        throws(YAMLRefusal) -> YAMLChange
    {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        precondition(node.tree === tree, "a node of another file")
        guard !node.isKey else { throw YAMLRefusal(.notAValue, "`\(node.path)` is a key") }
        let edits = try YAMLReplacement(file: self, node: node, source: source, reason: reason).edits()
        let change = YAMLChange(edits, .rewrite(node: node.id.index, source))
        _ = try verify([change])
        return change
    }

    /// Plans and verifies one more item behind the last of a list.
    ///
    /// - Parameters:
    ///   - sequence: the list; `[]` and a list that is not written are not extended in a block.
    ///   - source: the new item.
    ///   - reason: for the edit.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``.
    public func appendItem(to sequence: YAMLNodeView, _ source: YAMLValueSource, reason: String)
        throws(YAMLRefusal) -> YAMLChange
    {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        precondition(sequence.tree === tree, "a node of another file")
        guard sequence.kind == .sequence else {
            throw YAMLRefusal(.notAValue, "`\(sequence.path)` is not a list")
        }
        let edit = try YAMLAppending(file: self, sequence: sequence, source: source, reason: reason).edit()
        let change = YAMLChange([edit], .append(sequence: sequence.id.index, source))
        _ = try verify([change])
        return change
    }
}

/// Writes a value in the place of another.
private struct YAMLReplacement {
    let file: YAMLFile
    let node: YAMLNodeView
    let source: YAMLValueSource
    let reason: String

    private var lines: YAMLLines { YAMLLines(bytes: file.bytes) }

    func edits() throws(YAMLRefusal) -> [Edit] {
        guard let parent = node.parent else { throw YAMLRefusal(.layout, "a whole document is not replaced") }
        guard !source.isBlock else { return try writeBlock(in: parent) }
        let isBlock = node.style == .block && (node.kind == .mapping || node.kind == .sequence)
        if isBlock, parent.kind == .mapping { return try onTheLine(of: key(in: parent)) }
        let range = node.tokenRange.indices
        var text = try lead() + source.lines.joined(separator: lineBreak + continuation)
        // The line break that ends a block scalar or a block belongs to the lines around it.
        if let last = file.bytes[range].last, last == 0x0A || last == 0x0D { text += lineBreak }
        return [edit(range, text)]
    }

    private var lineBreak: String { lines.lineBreak(near: node.range.indices.lowerBound) }

    /// What lines behind the first of a value in brackets are indented by.
    private var continuation: String {
        let start = lines.start(of: node.range.indices.lowerBound)
        let blanks = file.bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }
        return String(decoding: blanks, as: UTF8.self)
    }

    /// What must stand before a value where there was none.
    private func lead() throws(YAMLRefusal) -> String {
        guard node.tokenRange.isEmpty else { return "" }
        let position = node.tokenRange.indices.lowerBound
        guard position > 0 else { throw YAMLRefusal(.layout, "there is no place for a value") }
        switch file.bytes[position - 1] {
        case 0x20, 0x09, 0x0A, 0x0D: return ""
        case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"): return " "
        default:
            guard node.range.isEmpty, node.isInFlow else { return " " }
            return ": "
        }
    }

    private func key(in parent: YAMLNodeView) throws(YAMLRefusal) -> YAMLNodeView {
        guard let key = parent.entries.first(where: { $0.value == node })?.key else {
            throw YAMLRefusal(.notAValue, "`\(node.path)` is a key")
        }
        return key
    }

    /// The place behind the colon of a key, and behind anchor and tag of the value.
    private func behindColon(_ key: YAMLNodeView) throws(YAMLRefusal) -> Int {
        var position = lines.skipBlanks(key.range.indices.upperBound)
        guard position < file.bytes.count, file.bytes[position] == UInt8(ascii: ":") else {
            throw YAMLRefusal(.layout, "the key of `\(node.path)` has no colon on its line")
        }
        position += 1
        if node.range.lower < node.tokenRange.lower {
            let end = lines.skipBlanksBack(node.tokenRange.indices.lowerBound)
            let line = lines.end(of: position)
            guard node.range.indices.lowerBound < line else {
                throw YAMLRefusal(.layout, "anchor or tag of `\(node.path)` stand on a line of their own")
            }
            position = min(end, propertiesEnd(node.range.indices.lowerBound, line))
        }
        return position
    }

    private func propertiesEnd(_ start: Int, _ line: Int) -> Int {
        var position = start
        var end = start
        while position < line,
            file.bytes[position] == UInt8(ascii: "&") || file.bytes[position] == UInt8(ascii: "!")
        {
            while position < line, file.bytes[position] != 0x20, file.bytes[position] != 0x09 {
                position += 1
            }
            end = position
            position = lines.skipBlanks(position)
        }
        return end
    }

    /// A block below its key gives way to a value on the line of the key.
    private func onTheLine(of key: YAMLNodeView) throws(YAMLRefusal) -> [Edit] {
        let place = try behindColon(key)
        let range = node.tokenRange.indices
        guard lines.isFirst(range.lowerBound), lines.isLast(place) else {
            throw YAMLRefusal(.layout, "`\(node.path)` does not begin on a line of its own")
        }
        let text = " " + source.lines.joined(separator: lineBreak + continuation)
        return [edit(place..<place, text), edit(wholeLines(range), "")]
    }

    /// The lines of a block, with their line break; of the last line of the file with the one before.
    private func wholeLines(_ range: Range<Int>) -> Range<Int> {
        var last = range.upperBound
        while last > range.lowerBound,
            file.bytes[last - 1] == 0x0A || file.bytes[last - 1] == 0x0D || file.bytes[last - 1] == 0x20
        {
            last -= 1
        }
        let start = lines.start(of: range.lowerBound)
        let end = lines.next(after: last)
        guard lines.end(of: last) == file.bytes.count, start > 0 else { return start..<end }
        var before = start - 1
        if before > 0, file.bytes[before] == 0x0A, file.bytes[before - 1] == 0x0D { before -= 1 }
        return before..<end
    }

    // MARK: Blocks as new values

    private func writeBlock(in parent: YAMLNodeView) throws(YAMLRefusal) -> [Edit] {
        guard !node.isInFlow, parent.style == .block, file.format == .yaml else {
            throw YAMLRefusal(.layout, "a value of several lines cannot stand in brackets")
        }
        let range = node.tokenRange.indices
        let isBlock = node.style == .block && (node.kind == .mapping || node.kind == .sequence)
        let isScalar = [.literal, .folded].contains(source.style)
        if isBlock, lines.isFirst(range.lowerBound), !isScalar {
            let column = String(repeating: " ", count: lines.column(of: range.lowerBound))
            let end = trimmed(range)
            return [edit(range.lowerBound..<end, indented(column, first: ""))]
        }
        guard parent.kind == .mapping else {
            // An item begins behind its dash.
            let column = String(
                repeating: " ", count: lines.column(of: range.lowerBound) + (try lead().count))
            let end = trimmed(range)
            guard lines.isLast(end) else { throw YAMLRefusal(.layout, "more stands behind `\(node.path)`") }
            return [
                edit(
                    range.lowerBound..<end,
                    try lead() + indented(isScalar ? scalarColumn(column) : column, first: ""))
            ]
        }
        let key = try key(in: parent)
        let outer = YAMLIndentation(file).column(of: parent) ?? lines.column(of: key.range.indices.lowerBound)
        let step = YAMLIndentation(file).step(near: parent)
        let column = String(repeating: " ", count: outer + step)
        let place = try behindColon(key)
        let block = isScalar ? indented(column, first: " ") : lineBreak + indented(column, first: column)
        if isBlock { return [edit(place..<place, isScalar ? block : ""), edit(wholeLines(range), "")] }
        let end = trimmed(range)
        guard lines.isLast(end) else { throw YAMLRefusal(.layout, "more stands behind `\(node.path)`") }
        let lineEnd = lines.end(of: end)
        let hasComment = file.bytes[end..<lineEnd].contains(UInt8(ascii: "#"))
        // A comment stays on the line of the key: before the block, which begins on the next line.
        guard hasComment else { return [edit(place..<lineEnd, block)] }
        guard !isScalar else {
            return [
                edit(place..<end, " " + source.lines[0]), edit(lineEnd..<lineEnd, lineBreak + tail(column)),
            ]
        }
        return [edit(place..<end, ""), edit(lineEnd..<lineEnd, block)]
    }

    /// The text of a block scalar in a list stands deeper than the dash.
    private func scalarColumn(_ column: String) -> String { column }

    private func tail(_ column: String) -> String {
        source.lines.dropFirst().map { $0.isEmpty ? "" : column + $0 }.joined(separator: lineBreak)
    }

    private func indented(_ column: String, first: String) -> String {
        let isScalar = [.literal, .folded].contains(source.style)
        // The lines of a block scalar are indented as they were given, and never less than one blank.
        let own =
            source.lines.dropFirst().filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        let column = isScalar ? String(column.dropLast(min(own, column.count))) : column
        return source.lines.enumerated().map { index, line in
            index == 0 ? first + line : line.isEmpty ? "" : column + line
        }.joined(separator: lineBreak)
    }

    /// The end of a range without the line breaks at its end.
    private func trimmed(_ range: Range<Int>) -> Int {
        var end = range.upperBound
        while end > range.lowerBound, [0x0A, 0x0D, 0x20].contains(file.bytes[end - 1]) { end -= 1 }
        return end
    }

    private func edit(_ range: Range<Int>, _ text: String) -> Edit {
        Edit(range: ByteRange(range), replacement: Array(text.utf8), reason: reason)
    }
}

/// Writes an item behind the last one of a list.
private struct YAMLAppending {
    let file: YAMLFile
    let sequence: YAMLNodeView
    let source: YAMLValueSource
    let reason: String

    private var lines: YAMLLines { YAMLLines(bytes: file.bytes) }

    func edit() throws(YAMLRefusal) -> Edit {
        if sequence.style == .flow { return try inBrackets() }
        guard let last = sequence.items.last else { throw YAMLRefusal(.layout, "the list is not written") }
        let dash = try self.dash(of: last)
        let column = String(repeating: " ", count: lines.column(of: dash))
        var end = last.range.indices.upperBound
        while end > last.range.indices.lowerBound, [0x0A, 0x0D, 0x20].contains(file.bytes[end - 1]) {
            end -= 1
        }
        guard lines.isLast(max(end, dash + 1)) else {
            throw YAMLRefusal(.layout, "more stands on the last line of the list")
        }
        let lineBreak = lines.lineBreak(near: dash)
        let text = source.lines.enumerated().map { index, line in
            index == 0 ? column + "- " + line : line.isEmpty ? "" : column + "  " + line
        }
        let place = lines.end(of: max(end, dash + 1))
        let whole = lineBreak + text.joined(separator: lineBreak)
        return Edit(range: ByteRange(place..<place), replacement: Array(whole.utf8), reason: reason)
    }

    private func dash(of item: YAMLNodeView) throws(YAMLRefusal) -> Int {
        var position = item.range.indices.lowerBound
        if item.range.isEmpty, position > 0, file.bytes[position - 1] != UInt8(ascii: "-") {
            position = lines.end(of: lines.start(of: position))
        }
        let start = lines.start(of: max(0, position - 1))
        var dash = start
        while dash < position, file.bytes[dash] == 0x20 { dash += 1 }
        guard dash < file.bytes.count, file.bytes[dash] == UInt8(ascii: "-") else {
            throw YAMLRefusal(.layout, "the last item of the list does not begin behind a dash on its line")
        }
        return dash
    }

    private func inBrackets() throws(YAMLRefusal) -> Edit {
        guard !source.isBlock else {
            throw YAMLRefusal(.layout, "a value of several lines cannot stand in brackets")
        }
        let range = sequence.tokenRange.indices
        guard let last = sequence.items.last else {
            guard !file.bytes[range].contains(UInt8(ascii: "#")) else {
                throw YAMLRefusal(.layout, "the empty list has a comment inside its brackets")
            }
            return Edit(range: ByteRange(range), replacement: Array("[\(source.text)]".utf8), reason: reason)
        }
        let start = last.range.indices.lowerBound
        let previous =
            sequence.items.count > 1
            ? sequence.items[sequence.items.count - 2].range.indices.upperBound : range.lowerBound + 1
        let gap = file.bytes[previous..<start]
        let isOnLines = gap.contains(0x0A)
        let line = lines.start(of: start)
        let blanks = String(decoding: file.bytes[line...].prefix { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
        let separator = isOnLines ? lines.lineBreak(near: max(0, line - 1)) + blanks : " "
        let text = source.lines.joined(separator: lines.lineBreak(near: start) + blanks)
        let end = last.range.indices.upperBound
        let rest = file.bytes[end..<range.upperBound]
        if let comma = rest.firstIndex(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }),
            file.bytes[comma] == UInt8(ascii: ",")
        {
            return Edit(
                range: ByteRange(comma + 1..<comma + 1), replacement: Array((separator + text + ",").utf8),
                reason: reason)
        }
        return Edit(
            range: ByteRange(end..<end), replacement: Array(("," + separator + text).utf8), reason: reason)
    }
}
