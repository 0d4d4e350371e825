internal import Diagnostics

extension YAMLFile {
    /// Plans and verifies the removal of the key at `path` with its value.
    ///
    /// In a block whole lines go, a comment behind the value with them; comments on lines of their own stay. A mapping
    /// that loses its last key becomes `{}`.
    ///
    /// - Parameters:
    ///   - path: the key; it must be written there, not come from an alias or a merge key.
    ///   - document: the number of the document, from 0.
    ///   - allowingShared: permits a container that an alias or a merge key uses too.
    ///   - reason: for the edit.
    /// - Returns: the change, already verified alone.
    /// - Throws: ``YAMLRefusal``.
    public func deleteKey(
        _ path: YAMLPath, document: Int = 0, allowingShared: Bool = false, reason: String
    ) throws(YAMLRefusal) -> YAMLChange {
        guard !hasErrors else { throw YAMLRefusal(.fileHasErrors, "the file has errors") }
        guard case .key(let key)? = path.steps.last, documents.indices.contains(document),
            let found = documents[document].root?.lookup(YAMLPath(Array(path.steps.dropLast()))),
            let entry = found.view.ownEntry(key)
        else { throw YAMLRefusal(.notThere, "`\(path)` is not there") }
        let container = found.view
        guard allowingShared || !found.isShared else {
            throw YAMLRefusal(.shared, "`\(container.path)` is used in other places too")
        }
        guard container.entries.filter({ $0.key.scalar?.text == key }).count == 1 else {
            throw YAMLRefusal(.layout, "`\(path)` is there twice; the other one would count then")
        }
        let edit = try YAMLDeletion(file: self, container: container, entry: entry, reason: reason).edit()
        let change = YAMLChange([edit], .delete(container: container.id.index, key: entry.key.id.index))
        _ = try verify([change])
        return change
    }
}

/// Takes an entry out of a container.
struct YAMLDeletion {
    let file: YAMLFile
    let container: YAMLNodeView
    let entry: YAMLEntry
    let reason: String

    private var lines: YAMLLines { YAMLLines(bytes: file.bytes) }

    func edit() throws(YAMLRefusal) -> Edit {
        let entries = container.entries
        guard let index = entries.firstIndex(of: entry) else { throw YAMLRefusal(.notThere, "not there") }
        if container.style == .flow {
            guard container.hasBrackets else {
                throw YAMLRefusal(.layout, "`\(container.path)` is a single pair without brackets")
            }
            return inFlow(entries, index)
        }
        return entries.count == 1 ? try lastOfBlock() : try inBlock(entries, index)
    }

    private func inBlock(_ entries: [YAMLEntry], _ index: Int) throws(YAMLRefusal) -> Edit {
        let start = entry.range.indices.lowerBound
        let end = entry.range.indices.upperBound
        let endsLine = end > start && (file.bytes[end - 1] == 0x0A || file.bytes[end - 1] == 0x0D)
        guard endsLine || lines.isLast(end) else {
            throw YAMLRefusal(.layout, "more stands on the line of the value")
        }
        let next = endsLine ? end : lines.next(after: end)
        guard lines.isFirst(start) else {
            // The first key behind a dash gives its place to the second.
            guard index == 0, file.bytes[..<start].last != UInt8(ascii: "?") else {
                throw YAMLRefusal(.layout, "the key does not begin its line")
            }
            return remove(start..<entries[1].range.indices.lowerBound)
        }
        let lineStart = lines.start(of: start)
        let isLastLine = !endsLine && lines.end(of: end) == file.bytes.count
        // A file without a final line break stays one.
        return remove(isLastLine ? previousEnd(lineStart)..<file.bytes.count : lineStart..<next)
    }

    /// The only entry: the block becomes `{}` behind what it belongs to.
    private func lastOfBlock() throws(YAMLRefusal) -> Edit {
        let start = entry.range.indices.lowerBound
        let end = entry.range.indices.upperBound
        let endsLine = end > start && (file.bytes[end - 1] == 0x0A || file.bytes[end - 1] == 0x0D)
        guard endsLine || lines.isLast(end) else {
            throw YAMLRefusal(.layout, "more stands on the line of the value")
        }
        guard let parent = container.parent, parent.kind == .mapping, lines.isFirst(start),
            let key = parent.entries.first(where: { $0.value == container })?.key
        else {
            // Behind a dash, or the whole document: the brackets take the place of the key.
            let text = Array("{}".utf8)
            guard container.tokenRange.indices.lowerBound == start else {
                throw YAMLRefusal(.layout, "not alone")
            }
            let upper = endsLine ? previousEnd(end) : lines.end(of: end)
            return Edit(range: ByteRange(start..<upper), replacement: text, reason: reason)
        }
        // `key:` on the line before; what stands between is a comment or nothing.
        let colon = try colon(behind: key)
        let keyLineEnd = lines.end(of: colon)
        let upper = endsLine ? previousEnd(end) : lines.end(of: end)
        let kept = file.bytes[colon..<previousEnd(lines.start(of: start))]
        guard keyLineEnd <= start, lines.start(of: start) > colon else {
            throw YAMLRefusal(.layout, "the key stands on the line of its parent")
        }
        return Edit(range: ByteRange(colon..<upper), replacement: Array(" {}".utf8) + kept, reason: reason)
    }

    /// The place behind the colon of `key` and behind the anchor and tag of its value.
    private func colon(behind key: YAMLNodeView) throws(YAMLRefusal) -> Int {
        if container.range.lower < container.tokenRange.lower {
            var end = container.tokenRange.indices.lowerBound
            while end > 0,
                file.bytes[end - 1] == 0x20 || file.bytes[end - 1] == 0x0A || file.bytes[end - 1] == 0x0D
            {
                end -= 1
            }
            guard lines.start(of: end) == lines.start(of: container.range.indices.lowerBound),
                lines.start(of: end) == lines.start(of: key.range.indices.upperBound)
            else { throw YAMLRefusal(.layout, "the anchor does not stand on the line of its key") }
            return end
        }
        var position = key.range.indices.upperBound
        while position < file.bytes.count, file.bytes[position] == 0x20 { position += 1 }
        guard position < file.bytes.count, file.bytes[position] == UInt8(ascii: ":") else {
            throw YAMLRefusal(.layout, "the colon does not follow its key")
        }
        return position + 1
    }

    private func inFlow(_ entries: [YAMLEntry], _ index: Int) -> Edit {
        let range = entry.range.indices
        if index > 0 { return remove(entries[index - 1].range.indices.upperBound..<range.upperBound) }
        if entries.count > 1 { return remove(range.lowerBound..<entries[1].range.indices.lowerBound) }
        return Edit(range: container.tokenRange, replacement: Array("{}".utf8), reason: reason)
    }

    /// The end of the line before the one that begins at `lineStart`, before its line break.
    private func previousEnd(_ lineStart: Int) -> Int {
        guard lineStart > 0 else { return 0 }
        guard file.bytes[lineStart - 1] == 0x0A, lineStart > 1, file.bytes[lineStart - 2] == 0x0D else {
            return lineStart - 1
        }
        return lineStart - 2
    }

    private func remove(_ range: Range<Int>) -> Edit {
        Edit(range: ByteRange(range), replacement: [], reason: reason)
    }
}
