public import Diagnostics

/// YAML (or JSON) source of one value, as somebody gives it to be written into a file.
public struct YAMLValueSource: Sendable, Hashable {
    /// The source is not one value; positions count from its own first byte.
    public struct Invalid: Error, Sendable {
        /// What is wrong, at least one error.
        public let diagnostics: [Diagnostic]
    }

    /// The lines, without the indentation that they have in common and without line ends around them.
    private(set) var lines: [String]
    /// The value, in a file of its own.
    let file: YAMLFile
    let root: YAMLNodeView

    /// The text of a value that is a plain scalar and a string to every reader; nil for other values.
    public let plainString: String?
    /// The text of a value that is a scalar.
    public var scalarText: String? { root.scalar?.text }
    /// What the value is: a scalar, a mapping or a list.
    public var kind: YAMLKind { root.kind }
    /// How it is written.
    public var style: YAMLStyle { root.style }
    /// True when the value lays lines out by indentation, which cannot stand in brackets.
    public var isBlock: Bool { [.block, .literal, .folded].contains(root.style) }
    /// The source as it will be written, lines that begin in the first column.
    public var text: String { lines.joined(separator: "\n") }
    /// The node, for whoever asks what it reads.
    public var view: YAMLNodeView { root }

    /// Reads `text`, which must be one value and nothing else.
    ///
    /// - Parameters:
    ///   - text: the source; blanks and line ends around it do not count.
    ///   - format: the grammar of the file that it is for.
    ///   - name: what diagnostics call it.
    /// - Throws: ``Invalid``.
    public init(_ text: String, format: YAMLFile.Format, name: String) throws(Invalid) {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix("\r") ? String(line.dropLast()) : String(line)
        }
        let isBlank = { (line: String) in line.allSatisfy { $0 == " " || $0 == "\t" } }
        let head = all.prefix(while: isBlank).count
        var kept = all.dropFirst(head)
        let keepsEnd = kept.first.map { $0.hasPrefix("|") || $0.hasPrefix(">") } ?? false
        while let last = kept.last, isBlank(last),
            !(keepsEnd && last.isEmpty && kept.dropLast().last?.isEmpty == true)
        {
            kept.removeLast()
        }
        let common = kept.filter { !isBlank($0) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        lines = kept.map { String($0.dropFirst(min(common, $0.prefix { $0 == " " }.count))) }
        // Every line lost as many bytes, so that positions can be led back.
        let start = all.prefix(head).reduce(0) { $0 + $1.utf8.count + 1 }
        let source = lines.joined(separator: "\n") + (keepsEnd ? "\n" : "")
        let parsed = YAMLParser.parse(Array(source.utf8), path: name, format: format)
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else {
            throw Invalid(diagnostics: errors.map { Self.moved($0, start, common, source, text) })
        }
        let whole = ByteRange(0..<text.utf8.count)
        guard parsed.documents.count == 1, let document = parsed.documents.first, !document.isExplicit,
            let root = document.root, root.kind != .scalar || !root.tokenRange.isEmpty
        else {
            throw Self.invalid(name, "one value is wanted; an empty string is written `\"\"`", whole)
        }
        let rest = source.utf8.dropFirst(root.range.indices.upperBound)
        guard rest.allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }), root.range.lower == 0 else {
            throw Self.invalid(name, "one value is wanted, without comments or markers around it", whole)
        }
        // Blanks behind the value are no part of it.
        if !keepsEnd, !rest.isEmpty, !rest.contains(0x0A), let last = lines.popLast() {
            lines.append(String(decoding: last.utf8.dropLast(rest.count), as: UTF8.self))
        }
        file = parsed
        self.root = root
        plainString = Self.plainString(root)
    }

    private static func plainString(_ root: YAMLNodeView) -> String? {
        guard let scalar = root.scalar, scalar.style == .plain, root.tag == nil, root.anchor == nil,
            !scalar.text.contains("\n"),
            YAMLDialect.allCases.allSatisfy({ scalar.value(in: $0).family == .string })
        else { return nil }
        return scalar.text
    }

    private static func invalid(_ name: String, _ message: String, _ range: ByteRange) -> Invalid {
        let span = SourceSpan(path: name, range: range)
        return Invalid(diagnostics: [Diagnostic("yaml-not-a-value", .error, message, at: span)])
    }

    /// A diagnostic of the dedented source, at the place in what was given.
    private static func moved(
        _ diagnostic: Diagnostic, _ start: Int, _ common: Int, _ source: String, _ text: String
    ) -> Diagnostic {
        let place = { (offset: UInt32) -> Int in
            let before = source.utf8.prefix(Int(offset))
            let line = before.count { $0 == 0x0A }
            return min(start + Int(offset) + common * (line + 1), text.utf8.count)
        }
        var diagnostic = diagnostic
        let range = diagnostic.subject.range
        let lower = place(range.lower)
        diagnostic.subject.range = ByteRange(lower..<max(lower, place(range.upper)))
        return diagnostic
    }

    /// Two sources are equal when they are written alike.
    public static func == (a: YAMLValueSource, b: YAMLValueSource) -> Bool { a.lines == b.lines }
    /// Feeds the lines.
    public func hash(into hasher: inout Hasher) { hasher.combine(lines) }

    /// True when a node of another tree is the same value: kinds, texts, tags, and quotes where they matter.
    func isEqual(to tree: YAMLTree, _ index: Int) -> Bool {
        let count = Int(file.tree.nodes[root.id.index].end) - root.id.index
        guard Int(tree.nodes[index].end) - index == count else { return false }
        return (0..<count).allSatisfy { offset in
            let mine = file.tree.nodes[root.id.index + offset]
            let other = tree.nodes[index + offset]
            guard mine.kind == other.kind else { return false }
            let mineTag = file.tree.properties(of: root.id.index + offset)?.tag
            guard offset == 0 || mineTag == tree.properties(of: index + offset)?.tag else { return false }
            guard mine.kind == .scalar else { return mine.kind != .alias }
            let wasQuoted = mine.style != .plain
            return file.tree.hasEqualText(mine, tree, other)
                && (offset == 0 && plainString != nil || wasQuoted == (other.style != .plain))
        }
    }
}
