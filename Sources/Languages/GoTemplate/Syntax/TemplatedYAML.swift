public import Diagnostics
public import YAML

/// YAML that is a Go template first, seen as the YAML that stands in its plain text.
///
/// Values that an action prints are made words, and everything that a branch holds is made blank; both keep their length, so that
/// offsets are those of the file. What is read this way is only a guess at what the template becomes: a new key is placed where
/// nothing but plain text decides to which mapping it belongs, and whoever asks renders again to prove it.
public struct TemplatedYAML {
    /// The template.
    public let tree: GoTree
    private let bytes: [UInt8]
    /// The plain text.
    private let plain: YAMLFile
    /// What is not plain and not a value: branches, definitions, comments, actions that print lines or take some away.
    private let blanks: [Range<Int>]
    /// Values that actions print.
    private let printed: [Range<Int>]

    /// Reads a template; nil for what is none, or has no YAML in its plain text.
    ///
    /// Every word of it may be a function: which there are is for those who render it to say.
    public init?(_ bytes: [UInt8], path: String) {
        guard let tree = TemplatedYAML.parse(bytes, path: path), let root = tree.roots[path],
            case .list(let items) = tree[root].form
        else { return nil }
        var masked = bytes.map { $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
        var printed: [Range<Int>] = []
        for item in items {
            let range = tree[item].range.indices
            switch tree[item].form {
            case .text: masked.replaceSubrange(range, with: bytes[range])
            case .action where TemplatedYAML.isValue(range, bytes):
                for index in range { masked[index] = UInt8(ascii: "x") }
                printed.append(range)
            default: break
            }
        }
        let plain = YAMLParser.parse(masked, path: path, format: .yaml)
        guard !plain.hasErrors else { return nil }
        self.tree = tree
        self.bytes = bytes
        self.plain = plain
        self.printed = printed
        var blanks: [Range<Int>] = []
        for index in bytes.indices where masked[index] != bytes[index] && masked[index] == 0x20 {
            if let last = blanks.last, bytes[last.upperBound..<index].allSatisfy(GoCharacters.isSpace) {
                blanks[blanks.count - 1] = last.lowerBound..<(index + 1)
            } else {
                blanks.append(index..<(index + 1))
            }
        }
        self.blanks = blanks
    }

    /// The template as such; nil for what is none.
    public static func parse(_ bytes: [UInt8], path: String) -> GoTree? {
        var words: Set<String> = []
        for part in String(decoding: bytes, as: UTF8.self).split(whereSeparator: {
            !($0.isLetter || $0.isNumber || $0 == "_")
        }) {
            words.insert(String(part))
        }
        return GoTemplateParser.parse(GoText(bytes), name: path, path: path, functions: words).tree
    }

    /// True for an action that prints inside of a line, behind something else, and trims nothing.
    private static func isValue(_ range: Range<Int>, _ bytes: [UInt8]) -> Bool {
        let action = bytes[range]
        guard !action.starts(with: "{{-".utf8), !action.suffix(3).elementsEqual("-}}".utf8),
            !action.contains(0x0A)
        else { return false }
        let line = bytes[..<range.lowerBound].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return !bytes[line..<range.lowerBound].allSatisfy(GoCharacters.isSpace)
    }

    /// Plans a new key in a mapping of the plain text, behind its last sibling and in its manner.
    ///
    /// - Parameters:
    ///   - path: the keys; those at the end may be missing.
    ///   - value: what the key gets.
    ///   - line: a line of the document that is meant.
    ///   - reason: for the edit.
    /// - Returns: the edit, in offsets of the template.
    /// - Throws: ``YAMLRefusal`` where a branch has a say in the matter, and for all that ``YAMLFile`` refuses.
    public func insertion(
        of path: YAMLPath, value: YAMLNewValue, line: Int = 1, reason: String
    ) throws(YAMLRefusal) -> Edit {
        func firstLine(_ document: YAMLDocument) -> Int {
            1 + bytes[..<Int(document.range.lower)].count { $0 == 0x0A }
        }
        let number = plain.documents.lastIndex { firstLine($0) <= line } ?? plain.documents.indices.first
        guard let number, let root = plain.documents[number].root, root.kind == .mapping else {
            throw YAMLRefusal(refusing: .layout, "the template's text is no mapping")
        }
        var container = root
        var top: YAMLEntry?
        var missing = path.steps[...]
        while case .key(let key)? = missing.first, let entry = container.ownEntry(key), missing.count > 1 {
            guard entry.value.kind == .mapping, entry.value.style == .block else {
                throw YAMLRefusal(
                    refusing: .pathBlocked, "`\(entry.key.path)` is no mapping in the template's text")
            }
            top = top ?? entry
            container = entry.value
            missing = missing.dropFirst()
        }
        guard case .key(let key)? = missing.first, let last = container.entries.last else {
            throw YAMLRefusal(refusing: .notThere, "`\(path)` has no place in the template's text")
        }
        if blanks.contains(where: { contains(key, $0) }) {
            throw YAMLRefusal(refusing: .alreadyThere, "a branch of the template mentions `\(key)`")
        }
        guard !container.entries.contains(where: { isPrinted($0.key) }) else {
            throw YAMLRefusal(refusing: .layout, "the template computes keys next to `\(key)`")
        }
        let change = try plain.insertKey(path, value: value, document: number, reason: reason)
        guard let edit = change.edits.first, change.edits.count == 1, edit.range.isEmpty else {
            throw YAMLRefusal(refusing: .layout, "`\(path)` would be more than an insertion")
        }
        // At the left edge a branch cannot end the mapping; further in, no branch may stand on the way.
        let start = Int((top?.key ?? last.key).range.lower)
        let end = Int(edit.range.lower)
        guard !blanks.contains(where: { $0.lowerBound < end && start < $0.upperBound }) else {
            throw YAMLRefusal(
                refusing: .layout, "a branch of the template stands between `\(path)` and its siblings")
        }
        return edit
    }

    private func isPrinted(_ key: YAMLNodeView) -> Bool {
        let range = key.range.indices
        return printed.contains { $0.lowerBound < range.upperBound && range.lowerBound < $0.upperBound }
    }

    /// True when a stretch of the template has `key` as a word.
    private func contains(_ key: String, _ range: Range<Int>) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x5F || byte == 0x2D || byte >= 0x80
        }
        let word = Array(key.utf8)
        guard !word.isEmpty, range.count >= word.count else { return false }
        return (range.lowerBound...(range.upperBound - word.count)).contains { start in
            let end = start + word.count
            return bytes[start..<end].elementsEqual(word)
                && (start == range.lowerBound || !isWord(bytes[start - 1]))
                && (end == range.upperBound || !isWord(bytes[end]))
        }
    }
}
