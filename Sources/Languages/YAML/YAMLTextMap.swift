internal import Diagnostics

/// Where each byte of a scalar's text stands in its file.
struct YAMLTextMap: Sendable {
    /// A run of bytes that stand together in text and file.
    struct Run: Sendable {
        var text: Int
        var file: Int
        var count: Int
    }

    let runs: [Run]
    let style: YAMLStyle
    /// The blanks before each line of a block.
    let indent: Int
    private let text: [UInt8]
    /// Behind the last byte of the text, its line break included.
    private let fileEnd: Int

    init?(_ scalar: YAMLScalar) {
        style = scalar.style
        text = Array(scalar.textBytes)
        let range = scalar.tokenRange.indices
        switch scalar.style {
        case .literal, .folded:
            guard let block = YAMLTextMap.alignBlock(scalar) else { return nil }
            (runs, indent) = block
            let lines = YAMLLines(bytes: scalar.view.tree.source)
            let endsInBreak = text.last == 0x0A
            var last = range.upperBound
            if let run = block.runs.last { last = run.file + run.count - (endsInBreak ? 1 : 0) }
            fileEnd = endsInBreak ? lines.next(after: last) : last
        default:
            guard scalar.isVerbatim else { return nil }
            let quotes = scalar.style == .plain ? 0 : 1
            runs = [Run(text: 0, file: range.lowerBound + quotes, count: text.count)]
            indent = 0
            fileEnd = range.upperBound - quotes
        }
    }

    /// The place in the file of the byte at `offset` of the text; of the end of the text the place behind the last byte.
    func outer(_ offset: Int) -> Int {
        guard offset < text.count else { return fileEnd }
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].text <= offset { low = middle } else { high = middle }
        }
        return runs[low].file + (offset - runs[low].text)
    }

    /// The bytes of the file on which `range` of the text stands.
    func outer(_ range: Range<Int>) -> Range<Int> {
        let lower = outer(range.lowerBound)
        guard !range.isEmpty else { return lower..<lower }
        // The end belongs to the last byte of the range; behind a line break that is where the next line's text begins.
        let endsInBreak = text[range.upperBound - 1] == 0x0A
        return lower..<(endsInBreak ? outer(range.upperBound) : outer(range.upperBound - 1) + 1)
    }

    /// The edit of the file that does to the text what `edit` says; nil where the style cannot hold it.
    func lift(_ edit: Edit, in file: YAMLFile) -> Edit? {
        let breaksLines = edit.replacement.contains { $0 == 0x0A || $0 == 0x0D }
        guard !breaksLines || style == .literal else { return nil }
        let range = edit.range.indices
        var outerRange = outer(range)
        let lines = YAMLLines(bytes: file.bytes)
        // At the end of the text no line follows whose indentation stands there already.
        let reachesEnd = style == .literal && range.upperBound == text.count && text.last == 0x0A
        let beginsLine = range.lowerBound == 0 || text[range.lowerBound - 1] == 0x0A
        var replacement: [UInt8] = []
        if reachesEnd, beginsLine {
            outerRange = (range.isEmpty ? fileEnd : lines.start(of: outerRange.lowerBound))..<fileEnd
            if let first = edit.replacement.first, first != 0x0A { replacement += padding }
        }
        let lineBreak = Array(lines.lineBreak(near: max(0, outerRange.lowerBound - 1)).utf8)
        for (index, byte) in edit.replacement.enumerated() {
            guard byte == 0x0A else {
                replacement.append(byte)
                continue
            }
            replacement += lineBreak
            let isLast = index + 1 == edit.replacement.count
            if isLast ? !reachesEnd : edit.replacement[index + 1] != 0x0A { replacement += padding }
        }
        return Edit(range: ByteRange(outerRange), replacement: replacement, reason: edit.reason)
    }

    private var padding: [UInt8] { Array(repeating: 0x20, count: indent) }

    /// Walks the lines of a block and its text side by side; nil where they do not fit.
    private static func alignBlock(_ scalar: YAMLScalar) -> (runs: [Run], indent: Int)? {
        let bytes = scalar.view.tree.source
        let text = Array(scalar.textBytes)
        let lines = YAMLLines(bytes: bytes)
        let range = scalar.tokenRange.indices
        var runs: [Run] = []
        var position = 0
        var line = lines.next(after: range.lowerBound)
        var indent: Int?
        while line < range.upperBound, position < text.count {
            let lineEnd = lines.end(of: line)
            let blanks = bytes[line..<lineEnd].prefix { $0 == 0x20 }.count
            if indent == nil, line + blanks < lineEnd {
                indent = stated(scalar, lines) ?? blanks
            }
            let start = min(line + min(blanks, indent ?? blanks), lineEnd)
            let count = lineEnd - start
            guard position + count <= text.count,
                bytes[start..<lineEnd].elementsEqual(text[position..<(position + count)])
            else { return nil }
            var run = Run(text: position, file: start, count: count)
            position += count
            // The break itself: kept, read as a blank, or (at the end of the text) dropped.
            if position < text.count,
                text[position] == 0x0A || (scalar.style == .folded && text[position] == 0x20)
            {
                run.count += 1
                position += 1
            } else if scalar.style == .literal, position < text.count {
                return nil
            }
            if run.count > 0 { runs.append(run) }
            line = lines.next(after: lineEnd)
        }
        // A line break at the end of the text that the header adds: it stands behind the token.
        guard position == text.count, let indent else { return nil }
        return (runs, indent)
    }

    /// The indentation that the header states in digits, which counts from the parent; then the layout is not simple.
    private static func stated(_ scalar: YAMLScalar, _ lines: YAMLLines) -> Int? {
        let header = lines.bytes[
            scalar.tokenRange.indices.lowerBound..<lines.end(of: scalar.tokenRange.indices.lowerBound)]
        let digit = header.dropFirst().prefix(2).first { (0x31...0x39).contains($0) }
        guard let digit, let parent = scalar.view.parent, let outer = YAMLIndentationColumn.of(parent, lines)
        else { return nil }
        return outer + Int(digit - 0x30)
    }
}

/// The column at which the entries of a block collection stand.
enum YAMLIndentationColumn {
    static func of(_ view: YAMLNodeView, _ lines: YAMLLines) -> Int? {
        guard view.style == .block else { return nil }
        return lines.column(of: (view.entries.first?.key.range ?? view.range).indices.lowerBound)
    }
}
