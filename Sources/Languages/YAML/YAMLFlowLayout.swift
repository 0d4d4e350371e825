internal import Diagnostics

/// How mappings in brackets are laid out: on one line, or an entry per line.
struct YAMLFlowLayout {
    let file: YAMLFile

    init(_ file: YAMLFile) { self.file = file }

    /// What stands between a comma and the next key.
    func separator(in mapping: YAMLNodeView) -> String {
        let entries = mapping.entries
        guard let last = entries.last else { return " " }
        let start = last.range.indices.lowerBound
        let previous =
            entries.count > 1
            ? entries[entries.count - 2].range.indices.upperBound : mapping.tokenRange.indices.lowerBound
        let gap = file.bytes[previous..<start]
        // With one entry the gap behind the bracket tells; on one line a blank is usual behind a comma.
        guard gap.contains(0x0A) || gap.contains(0x0D) else {
            return entries.count > 1 && gap.last == UInt8(ascii: ",") ? "" : " "
        }
        let lines = YAMLLines(bytes: file.bytes)
        return lines.lineBreak(near: lines.start(of: start) - 1) + indent(of: start)
    }

    /// The comma behind the last entry, where there is one.
    func trailingComma(in mapping: YAMLNodeView) -> Int? {
        guard let last = mapping.entries.last else { return nil }
        var position = last.range.indices.upperBound
        while position < mapping.tokenRange.indices.upperBound {
            if file.bytes[position] == UInt8(ascii: ",") { return position }
            if file.bytes[position] == UInt8(ascii: "#") {
                position = YAMLLines(bytes: file.bytes).end(of: position)
            } else {
                position += 1
            }
        }
        return nil
    }

    /// What stands between key and value among the entries of `mapping`.
    func colon(_ mapping: YAMLNodeView) -> String {
        for entry in mapping.entries.reversed() {
            let lower = entry.key.range.indices.upperBound
            let upper = entry.value.range.indices.lowerBound
            guard lower < upper, file.bytes[lower] == UInt8(ascii: ":") else { continue }
            let text = String(decoding: file.bytes[lower..<upper], as: UTF8.self)
            if text.dropFirst().allSatisfy({ $0 == " " }) {
                return file.format == .json || text != ":" ? text : ": "
            }
        }
        return ": "
    }

    /// What stands between key and value in the first mapping in brackets of the file.
    func colonAnywhere() -> String {
        file.tree.allNodes.first { $0.kind == .mapping && $0.style == .flow && !$0.entries.isEmpty }.map(
            colon) ?? ": "
    }

    /// How a mapping inside `parent` is wrapped in brackets; `depth` counts the levels between them.
    func nesting(of parent: YAMLNodeView?, depth: Int) -> Wrapping {
        guard file.format == .json, let parent, let first = parent.children.first else {
            return file.format == .json && file.tree.nodeCount <= 1
                ? Wrapping(lineBreak: "\n", indent: "", step: "  ") : Wrapping()
        }
        let start = first.range.indices.lowerBound
        let gap = file.bytes[parent.tokenRange.indices.lowerBound..<start]
        guard gap.contains(0x0A) || gap.contains(0x0D) else { return Wrapping() }
        let lines = YAMLLines(bytes: file.bytes)
        let own = indent(of: start)
        let outer = indent(of: parent.tokenRange.indices.lowerBound)
        let step = own.count > outer.count ? String(own.dropFirst(outer.count)) : "  "
        let base = depth == 0 ? String(own.dropLast(own.count >= step.count ? step.count : 0)) : own
        return Wrapping(
            lineBreak: lines.lineBreak(near: lines.start(of: start) - 1), indent: base, step: step)
    }

    /// The blanks at the start of the line of `offset`.
    private func indent(of offset: Int) -> String {
        let start = YAMLLines(bytes: file.bytes).start(of: offset)
        return String(decoding: file.bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }, as: UTF8.self)
    }

    /// Brackets around an entry, on one line or on three.
    struct Wrapping {
        var lineBreak: String?
        var indent = ""
        var step = ""

        func wrap(_ text: String, depth: Int) -> String {
            guard let lineBreak else { return "{\(text)}" }
            let outer = indent + String(repeating: step, count: depth)
            return "{\(lineBreak)\(outer)\(step)\(text)\(lineBreak)\(outer)}"
        }
    }
}

extension YAMLNodeView {
    /// False for a pair written straight into a list: `[a: b]`.
    var hasBrackets: Bool { tree.source[tokenRange.indices].first == UInt8(ascii: "{") }
}
