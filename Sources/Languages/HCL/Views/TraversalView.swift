public import Diagnostics

extension ExpressionView {
    /// The term and the steps of a traversal; a name alone is a traversal without steps.
    public var traversal: TraversalView? {
        let kind = tree.kind(of: id)
        return kind == .traversal || kind == .variable ? TraversalView(tree: tree, id: id) : nil
    }

    /// A traversal that starts with a name: `var.size`, `local.a["b"].c`, `each.value`.
    public var reference: TraversalView? {
        guard let traversal, traversal.rootName != nil else { return nil }
        return traversal
    }
}

/// A term and the steps that lead from it.
public struct TraversalView: Sendable {
    /// One step.
    public enum Step: Sendable {
        /// `.name`; the range is that of the name.
        case attribute(String, ByteRange)
        /// `["key"]`; the range is that of the key with its quotes.
        case indexString(String, ByteRange)
        /// `[0]` or `.0`; the text as written, the range that of the number.
        case indexNumber(String, ByteRange)
        /// `[expression]` of any other kind.
        case index(ExpressionView)
        /// `[*]`: what follows applies to every element.
        case fullSplat(ByteRange)
        /// `.*`: the names that follow apply to every element; an index after them does not.
        case attributeSplat(ByteRange)
        /// A step that cannot be read; a diagnostic says why.
        case missing(ByteRange)
    }

    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID

    /// Where the steps start.
    public var root: ExpressionView {
        guard tree.kind(of: id) == .traversal else { return ExpressionView(tree: tree, id: id) }
        return ExpressionView(tree: tree, id: tree.children(of: id)[0])
    }

    /// The name that the root is; nil when it is another expression.
    public var rootName: String? { root.kind == .variable ? root.text : nil }

    /// The bytes of the whole traversal.
    public var range: ByteRange { tree.textRange(of: id) }

    /// The steps in order.
    public var steps: [Step] {
        guard tree.kind(of: id) == .traversal else { return [] }
        return tree.children(of: id).dropFirst().map(step)
    }

    /// Names of the root and of the plain attribute steps after it, up to the first step of another kind: `["var", "size"]`.
    public var leadingNames: [String] {
        var names = [rootName ?? ""]
        for step in steps {
            guard case .attribute(let name, _) = step else { break }
            names.append(name)
        }
        return names
    }

    private func step(_ node: HCLNodeID) -> Step {
        let children = tree.children(of: node)
        guard children.count > 1 else { return .missing(tree.textRange(of: node)) }
        let content = children[1]
        let range = tree.textRange(of: content)
        switch (tree.kind(of: node), tree.kind(of: content)) {
        case (.attributeStep, .identifier): return .attribute(tree.text(range), range)
        case (.legacyIndexStep, .number): return .indexNumber(tree.text(range), range)
        case (.attributeSplatStep, _): return .attributeSplat(tree.textRange(of: node))
        case (.fullSplatStep, _): return .fullSplat(tree.textRange(of: node))
        case (.indexStep, .string):
            let literal = ExpressionView(tree: tree, id: content).stringLiteral
            return .indexString(literal?.value ?? "", range)
        case (.indexStep, .number): return .indexNumber(tree.text(range), range)
        case (.indexStep, .missing), (.indexStep, .error), (.attributeStep, _): return .missing(range)
        default: return .index(ExpressionView(tree: tree, id: content))
        }
    }
}
