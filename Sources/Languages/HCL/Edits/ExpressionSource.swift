public import Diagnostics

/// The source of one expression, as somebody gives it to be written into a file.
public struct ExpressionSource: Sendable {
    /// The source is not one expression; positions count from its own first byte.
    public struct Invalid: Error, Sendable {
        /// What is wrong, at least one error.
        public let diagnostics: [Diagnostic]
    }

    /// The expression, in a tree of its own.
    public let expression: ExpressionView
    /// Its bytes, without blanks and line ends around it.
    public var bytes: [UInt8] { Array(expression.bytes) }

    /// Reads `text`, which must be one expression and nothing else.
    ///
    /// - Parameters:
    ///   - text: the source; blanks and line ends around it do not count.
    ///   - syntax: which of the two syntaxes it is in.
    ///   - name: what diagnostics call it.
    /// - Throws: ``Invalid`` with the positions of everything that is wrong.
    public init(_ text: String, in syntax: HCLSyntax, name: String) throws(Invalid) {
        let prefix = syntax == .native ? Array("x=".utf8) : []
        let bytes = prefix + Array(text.utf8) + (syntax == .native ? [Byte.newline] : [])
        let file =
            syntax == .native ? HCLParser.parse(bytes, path: name) : HCLParser.parseJSON(bytes, path: name)
        let end = text.utf8.count
        guard file.diagnostics.isEmpty else {
            throw Invalid(
                diagnostics: file.diagnostics.map { Self.shifted($0, by: prefix.count, limit: end) })
        }
        let top = file.body
        let value: ExpressionView
        switch syntax {
        case .json: value = ExpressionView(tree: file.tree, id: top.id)
        case .native:
            guard let first = top.attributes.first else {
                throw Self.invalid(name, "there is no expression", 0..<0)
            }
            value = first.expression
        }
        let rest = bytes[value.range.indices.upperBound...].drop { Self.isBlank($0) }
        guard rest.isEmpty else {
            let start = rest.startIndex - prefix.count
            throw Self.invalid(
                name, "one expression is wanted, and more follows it", start..<max(start, end))
        }
        // A comment before the expression would be lost.
        let before = bytes[prefix.count..<max(prefix.count, value.range.indices.lowerBound)]
        guard before.allSatisfy({ Self.isBlank($0) }) else {
            throw Self.invalid(name, "one expression is wanted, without comments around it", 0..<before.count)
        }
        expression = value
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == Byte.space || byte == Byte.tab || byte == Byte.newline || byte == Byte.carriageReturn
    }

    private static func invalid(_ name: String, _ message: String, _ range: Range<Int>) -> Invalid {
        let span = SourceSpan(path: name, range: ByteRange(range))
        return Invalid(diagnostics: [Diagnostic("hcl-not-an-expression", .error, message, at: span)])
    }

    private static func shifted(_ diagnostic: Diagnostic, by count: Int, limit: Int) -> Diagnostic {
        var diagnostic = diagnostic
        let range = diagnostic.subject.range.indices
        let lower = min(max(0, range.lowerBound - count), limit)
        diagnostic.subject.range = ByteRange(lower..<min(max(lower, range.upperBound - count), limit))
        return diagnostic
    }

    /// The bytes with `indentation` put before every line but the first, and with the line ends given.
    ///
    /// The text of heredocs keeps its blanks.
    public func bytes(indentation: [UInt8], lineEnd: [UInt8]) -> [UInt8] {
        let tree = expression.tree
        let leaves = expression.leaves
        var result: [UInt8] = []
        for leaf in leaves {
            let start = leaf == leaves.first ? tree.textRange(of: leaf).lower : tree[leaf].range.lower
            let bytes = tree.source[Int(start)..<Int(tree[leaf].range.upper)]
            let trivia = Int(tree.textRange(of: leaf).lower)
            for (index, byte) in zip(bytes.indices, bytes)
            where byte != Byte.carriageReturn || !isLineEnd(index) {
                guard byte == Byte.newline else {
                    result.append(byte)
                    continue
                }
                result += lineEnd
                // Blank lines stay empty; the line end of a heredoc's opening marker belongs to its text.
                if index < trivia, index + 1 < tree.source.count, tree.source[index + 1] != Byte.newline,
                    tree.source[index + 1] != Byte.carriageReturn
                {
                    result += indentation
                }
            }
        }
        return result
    }

    /// True for the `\r` of a `\r\n`.
    private func isLineEnd(_ index: Int) -> Bool {
        let source = expression.tree.source
        return index + 1 < source.count && source[index + 1] == Byte.newline
    }

    /// True when `other` is the same expression, blanks, line ends and comments aside.
    public func isEqual(to other: ExpressionView) -> Bool {
        let mine = expression.leaves
        let theirs = other.leaves
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).allSatisfy { a, b in
            expression.tree.kind(of: a) == other.tree.kind(of: b)
                && text(expression.tree, a).elementsEqual(text(other.tree, b))
        }
    }

    private func text(_ tree: HCLTree, _ leaf: HCLNodeID) -> [UInt8] {
        tree.source[tree.textRange(of: leaf).indices].filter { $0 != Byte.carriageReturn }
    }
}

extension ExpressionView {
    /// The tokens of the expression in order, those of no bytes left out.
    var leaves: [HCLNodeID] {
        var found: [HCLNodeID] = []
        var waiting = [id]
        while let node = waiting.popLast() {
            let children = tree.children(of: node)
            if children.isEmpty {
                if !tree[node].range.isEmpty { found.append(node) }
            } else {
                waiting.append(contentsOf: children.reversed())
            }
        }
        return found
    }

    /// Replaces the whole expression by another one, whatever either is.
    ///
    /// Lines of the new one are indented like the line on which the old one begins, and end as the file's do.
    public func replace(with source: ExpressionSource, reason: String) -> Edit {
        let style = LineStyle(tree)
        let indentation = style.indentation(style.firstOnLine(Int(range.lower)))
        return Edit(
            range: range, replacement: source.bytes(indentation: indentation, lineEnd: style.lineEnd),
            reason: reason)
    }
}
