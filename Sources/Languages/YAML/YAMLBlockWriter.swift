internal import Diagnostics

/// Replaces the text of a block scalar, keeping its header and its indentation.
struct YAMLBlockWriter {
    let file: YAMLFile
    let scalar: YAMLScalar

    /// The edit, or the reason why this block cannot hold `text`.
    func replacement(_ text: String, reason: String) throws(YAMLRefusal) -> Edit {
        let range = scalar.tokenRange.indices
        let lines = YAMLLines(bytes: file.bytes)
        let header = file.bytes[range.lowerBound..<lines.end(of: range.lowerBound)]
        let indicators = header.dropFirst().prefix { $0 != 0x20 && $0 != UInt8(ascii: "#") }
        let body = lines.next(after: range.lowerBound)
        guard body < range.upperBound, let indent = indent(body..<range.upperBound) else {
            throw YAMLRefusal(.notRepresentable, "the block scalar is empty, so its indentation is unknown")
        }
        guard !indicators.contains(where: { (0x30...0x39).contains($0) }) else {
            throw YAMLRefusal(.notRepresentable, "the block scalar states its indentation in digits")
        }
        guard !indicators.contains(UInt8(ascii: "+")) else {
            throw YAMLRefusal(.notRepresentable, "the block scalar keeps its trailing blank lines")
        }
        let content = try content(text, strips: indicators.contains(UInt8(ascii: "-")))
        let lineBreak = lines.lineBreak(near: range.lowerBound)
        let padding = String(repeating: " ", count: indent)
        let written = content.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : padding + $0 }
            .joined(separator: lineBreak)
        return Edit(
            range: ByteRange(body..<range.upperBound), replacement: Array(written.utf8), reason: reason)
    }

    /// The text without the line break that the header adds or not.
    private func content(_ text: String, strips: Bool) throws(YAMLRefusal) -> String {
        var content = text
        if !strips {
            guard content.last == "\n" else {
                throw YAMLRefusal(
                    .notRepresentable, "the block scalar ends in a line break, and the new text does not")
            }
            content.removeLast()
        }
        guard let first = content.first, first != " ", first != "\n", content.last != "\n",
            !content.contains("\r")
        else {
            throw YAMLRefusal(
                .notRepresentable, "the block scalar cannot hold text that begins or ends in blanks")
        }
        guard scalar.style == .literal || !content.contains("\n") else {
            throw YAMLRefusal(.notRepresentable, "a folded block scalar is only given text of one line")
        }
        return content
    }

    private func indent(_ body: Range<Int>) -> Int? {
        let lines = YAMLLines(bytes: file.bytes)
        var line = body.lowerBound
        while line < body.upperBound {
            let end = lines.end(of: line)
            let blanks = file.bytes[line..<end].prefix { $0 == 0x20 }.count
            if blanks < end - line { return blanks }
            line = lines.next(after: line)
        }
        return nil
    }
}
