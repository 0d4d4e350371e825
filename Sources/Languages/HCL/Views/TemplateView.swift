public import Diagnostics

extension ExpressionView {
    /// The parts of a quoted template or heredoc of the native syntax.
    public var templateParts: [TemplatePart] {
        switch tree.kind(of: id) {
        case .template, .heredoc:
            TemplatePart.read(tree, tree.children(of: id)[...], inHeredoc: tree.kind(of: id) == .heredoc)
        default: []
        }
    }

    /// Marker and form of a heredoc.
    public var heredoc: HeredocView? {
        tree.kind(of: id) == .heredoc ? HeredocView(tree: tree, id: id) : nil
    }
}

/// One part of a template, in order.
public indirect enum TemplatePart: Sendable {
    /// Literal text: its decoded value and its bytes.
    case literal(String, ByteRange)
    /// `${ expression }`.
    case interpolation(ExpressionView, TemplateSequence)
    /// `%{ if condition }then%{ else }otherwise%{ endif }`.
    case conditional(ExpressionView, then: [TemplatePart], otherwise: [TemplatePart], [TemplateSequence])
    /// `%{ for key, value in collection }body%{ endfor }`.
    case loop(ForIntroduction, body: [TemplatePart], [TemplateSequence])
    /// A part that cannot be read; a diagnostic says why.
    case missing(ByteRange)

    static func read(_ tree: HCLTree, _ children: HCLChildren.SubSequence, inHeredoc: Bool) -> [TemplatePart]
    {
        children.compactMap { part($0, in: tree, inHeredoc: inHeredoc) }
    }

    private static func part(_ node: HCLNodeID, in tree: HCLTree, inHeredoc: Bool) -> TemplatePart? {
        let range = tree.textRange(of: node)
        switch tree.kind(of: node) {
        case .openQuote, .closeQuote, .openHeredoc, .closeHeredoc:
            return nil
        case .templateLiteral:
            let source = tree.source[range.indices]
            let bytes = inHeredoc ? StringCoding.decodeHeredoc(source) : StringCoding.decodeNative(source)
            return .literal(String(decoding: bytes, as: UTF8.self), range)
        case .interpolation:
            let children = tree.children(of: node)
            guard children.count > 1 else { return .missing(range) }
            return .interpolation(ExpressionView(tree: tree, id: children[1]), TemplateSequence(tree, node))
        case .templateIf: return conditional(node, in: tree, inHeredoc: inHeredoc)
        case .templateFor: return loop(node, in: tree, inHeredoc: inHeredoc)
        default: return .missing(range)
        }
    }

    private static func conditional(_ node: HCLNodeID, in tree: HCLTree, inHeredoc: Bool) -> TemplatePart {
        let children = tree.children(of: node)
        let head = tree.children(of: children[0])
        guard head.count > 2 else { return .missing(tree.textRange(of: node)) }
        let directives = children.indices.filter { tree.kind(of: children[$0]) == .directive }
        let elseIndex = directives.first { isElse(children[$0], in: tree) }
        let end = directives.count > 1 ? children.count - 1 : children.count
        let otherwise = elseIndex.map { read(tree, children[($0 + 1)..<end], inHeredoc: inHeredoc) }
        return .conditional(
            ExpressionView(tree: tree, id: head[2]),
            then: read(tree, children[1..<(elseIndex ?? end)], inHeredoc: inHeredoc),
            otherwise: otherwise ?? [],
            directives.map { TemplateSequence(tree, children[$0]) })
    }

    private static func isElse(_ directive: HCLNodeID, in tree: HCLTree) -> Bool {
        let children = tree.children(of: directive)
        return children.count > 1 && tree.text(of: children[1]) == "else"
    }

    private static func loop(_ node: HCLNodeID, in tree: HCLTree, inHeredoc: Bool) -> TemplatePart {
        let children = tree.children(of: node)
        guard let introduction = ForIntroduction(tree, children[0], after: 1) else {
            return .missing(tree.textRange(of: node))
        }
        let end = children.count > 1 ? children.count - 1 : children.count
        let directives = children.filter { tree.kind(of: $0) == .directive }
        return .loop(
            introduction, body: read(tree, children[1..<end], inHeredoc: inHeredoc),
            directives.map { TemplateSequence(tree, $0) })
    }
}

/// The delimiters of `${…}` or `%{…}`.
public struct TemplateSequence: Sendable, Hashable {
    /// From `${` to `}`.
    public var range: ByteRange
    /// `${~`: blanks and line ends before it go.
    public var stripsBefore: Bool
    /// `~}`: blanks and line ends after it go.
    public var stripsAfter: Bool

    init(_ tree: HCLTree, _ node: HCLNodeID) {
        range = tree.textRange(of: node)
        let children = tree.children(of: node)
        stripsBefore = children.first.map { tree.textRange(of: $0).count == 3 } ?? false
        stripsAfter =
            children.last.map {
                tree.kind(of: $0) == .closeTemplateSequence && tree.textRange(of: $0).count == 2
            } ?? false
    }
}

/// The first and last line of a heredoc.
public struct HeredocView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID

    private var opening: ByteRange { tree.textRange(of: tree.children(of: id)[0]) }
    /// `<<-`: the smallest indentation of its lines is not part of the value.
    public var isIndented: Bool { tree.source[Int(opening.lower) + 2] == Byte.minus }
    /// `EOT` of `<<EOT`.
    public var marker: String {
        let text = tree.source[opening.indices].dropFirst(isIndented ? 3 : 2)
        return String(
            decoding: text.prefix { $0 != Byte.newline && $0 != Byte.carriageReturn }, as: UTF8.self)
    }
    /// The lines between opening and closing marker.
    public var content: ByteRange {
        let children = tree.children(of: id)
        let last = children[children.count - 1]
        return ByteRange(lower: opening.upper, upper: max(opening.upper, tree[last].range.lower))
    }
}

/// `key, value in collection`.
public struct ForIntroduction: Sendable {
    /// The first name when there are two.
    public var key: String?
    /// The only or second name.
    public var value: String
    /// What is iterated over.
    public var collection: ExpressionView

    /// Reads the children of `node` after the keyword `for`, which is at `start`.
    init?(_ tree: HCLTree, _ node: HCLNodeID, after start: Int) {
        let children = tree.children(of: node).dropFirst(start + 1)
        let names = children.prefix { tree.kind(of: $0) != .keyword }.filter {
            tree.kind(of: $0) == .identifier
        }
        let rest = children.drop { tree.kind(of: $0) != .keyword }.dropFirst()
        guard let value = names.last, let collection = rest.first else { return nil }
        key = names.count > 1 ? tree.text(of: names[0]) : nil
        self.value = tree.text(of: value)
        self.collection = ExpressionView(tree: tree, id: collection)
    }
}

extension ExpressionView {
    /// The parts of `[for …]` and `{for …}`.
    public var forExpression: ForView? {
        let kind = tree.kind(of: id)
        return kind == .forTuple || kind == .forObject ? ForView(tree: tree, id: id) : nil
    }
}

/// `for key, value in collection : key => value... if condition`.
public struct ForView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID

    /// Names and collection; nil where the file has an error.
    public var introduction: ForIntroduction? { ForIntroduction(tree, id, after: 1) }
    /// The key of a result in `{for …}`.
    public var key: ExpressionView? {
        guard tree.child(of: id, .arrow) != nil else { return nil }
        return expression(after: .colon)
    }
    /// The value of a result.
    public var value: ExpressionView? { expression(after: .arrow) ?? expression(after: .colon) }
    /// True when `...` gathers the values of equal keys.
    public var groups: Bool { tree.child(of: id, .ellipsis) != nil }
    /// The condition after `if`.
    public var condition: ExpressionView? {
        let children = tree.children(of: id)
        guard
            let index = children.lastIndex(where: {
                tree.kind(of: $0) == .keyword && tree.text(of: $0) == "if"
            }),
            index + 1 < children.count
        else { return nil }
        return ExpressionView(tree: tree, id: children[index + 1])
    }

    private func expression(after kind: HCLNodeKind) -> ExpressionView? {
        let children = tree.children(of: id)
        guard let index = children.firstIndex(where: { tree.kind(of: $0) == kind }),
            index + 1 < children.count
        else { return nil }
        return ExpressionView(tree: tree, id: children[index + 1])
    }
}
