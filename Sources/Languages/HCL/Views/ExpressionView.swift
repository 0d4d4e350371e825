public import Diagnostics

/// An expression; ``kind`` says which of the accessors answers, the others return nil or nothing.
public struct ExpressionView: Sendable {
    /// What an expression is.
    public enum Kind: Sendable, Hashable {
        /// A quoted string without interpolation: ``ExpressionView/stringLiteral``.
        case string
        /// A number: ``ExpressionView/numberText``, ``ExpressionView/number``.
        case number
        /// `true` or `false`: ``ExpressionView/bool``.
        case bool
        /// `null`.
        case null
        /// A quoted string with interpolation or directives: ``ExpressionView/templateParts``. In the JSON syntax a string with
        /// `${` or `%{` in it, even escaped.
        case template
        /// A heredoc: ``ExpressionView/templateParts``, ``ExpressionView/heredoc``.
        case heredoc
        /// A name alone: ``ExpressionView/reference`` without steps.
        case variable
        /// A term with steps: ``ExpressionView/traversal``, and ``ExpressionView/reference`` when it starts with a name.
        case traversal
        /// A function call: ``ExpressionView/call``.
        case call
        /// `{ … }`: ``ExpressionView/items``.
        case object
        /// `[ … ]`: ``ExpressionView/elements``.
        case tuple
        /// `[for … ]`: ``ExpressionView/forExpression``.
        case forTuple
        /// `{for … }`: ``ExpressionView/forExpression``.
        case forObject
        /// `a ? b : c`: ``ExpressionView/conditional``.
        case conditional
        /// Operators of one level: ``ExpressionView/operands``, ``ExpressionView/operators``.
        case binary
        /// `-a`, `!a`: one of each in ``ExpressionView/operands`` and ``ExpressionView/operators``.
        case unary
        /// `( a )`: ``ExpressionView/inner``.
        case parentheses
        /// Nothing that can be read; a diagnostic says why.
        case missing
    }

    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID

    /// Views a node of a tree as an expression.
    public init(tree: HCLTree, id: HCLNodeID) {
        self.tree = tree
        self.id = id
    }

    /// What it is.
    public var kind: Kind {
        switch tree.kind(of: id) {
        case .string: .string
        case .jsonString: jsonHasTemplate ? .template : .string
        case .number: .number
        case .trueLiteral, .falseLiteral: .bool
        case .nullLiteral: .null
        case .template: .template
        case .heredoc: .heredoc
        case .variable: .variable
        case .traversal: .traversal
        case .call: .call
        case .object: .object
        case .tuple: .tuple
        case .forTuple: .forTuple
        case .forObject: .forObject
        case .conditional: .conditional
        case .binary: .binary
        case .unary: .unary
        case .parentheses: .parentheses
        default: .missing
        }
    }

    /// The bytes of the expression without the trivia before it.
    public var range: ByteRange { tree.textRange(of: id) }
    /// The source of the expression.
    public var text: String { tree.text(range) }
    /// The source of the expression as bytes.
    public var bytes: ArraySlice<UInt8> { tree.source[range.indices] }
    /// True when the expression or a part of it has an error.
    public var containsError: Bool { tree[id].flags.contains(.containsError) }

    // MARK: Literals

    /// The string of a literal: a quoted string without interpolation, also in the JSON syntax.
    public var stringLiteral: StringLiteral? {
        let kind = tree.kind(of: id)
        guard kind == .string || kind == .jsonString else { return nil }
        let range = range
        let inside = ByteRange(lower: range.lower + 1, upper: range.upper - 1)
        let source = tree.source[inside.indices]
        let bytes = kind == .string ? StringCoding.decodeNative(source) : StringCoding.decodeJSON(source)
        return StringLiteral(
            value: String(decoding: bytes, as: UTF8.self), range: range, inside: inside)
    }

    /// The number as it is written.
    public var numberText: String? { tree.kind(of: id) == .number ? text : nil }

    /// The number by value.
    public var number: HCLNumber? { tree.kind(of: id) == .number ? HCLNumber(bytes) : nil }

    /// The truth of `true` and `false`.
    public var bool: Bool? {
        switch tree.kind(of: id) {
        case .trueLiteral: true
        case .falseLiteral: false
        default: nil
        }
    }

    /// A JSON string with `${` or `%{`, which Terraform reads as a template in some files and as text in others.
    private var jsonHasTemplate: Bool {
        guard let literal = stringLiteral else { return false }
        return StringCoding.hasSequence(literal.value.utf8)
    }

    // MARK: Composites

    /// The expressions directly below this one, in source order.
    var expressionChildren: [ExpressionView] {
        tree.children(of: id).compactMap { child in
            let view = ExpressionView(tree: tree, id: child)
            return view.kind == .missing ? nil : view
        }
    }

    /// The elements of a tuple.
    public var elements: [ExpressionView] { kind == .tuple ? expressionChildren : [] }

    /// The items of an object in source order, duplicate keys included.
    public var items: [ObjectItemView] {
        guard tree.kind(of: id) == .object else { return [] }
        return tree.children(of: id).compactMap { child in
            tree.kind(of: child) == .objectItem ? ObjectItemView(tree: tree, id: child) : nil
        }
    }

    /// The item of an object under a literal key; of several the last, which is the one that counts.
    public func item(_ key: String) -> ObjectItemView? { items.last { $0.literalKey == key } }

    /// A function call.
    public var call: CallView? { tree.kind(of: id) == .call ? CallView(tree: tree, id: id) : nil }

    /// The three parts of a conditional.
    public var conditional: ConditionalView? {
        guard tree.kind(of: id) == .conditional else { return nil }
        let children = tree.children(of: id)
        guard children.count == 5 else { return nil }
        return ConditionalView(
            condition: ExpressionView(tree: tree, id: children[0]),
            whenTrue: ExpressionView(tree: tree, id: children[2]),
            whenFalse: ExpressionView(tree: tree, id: children[4]))
    }

    /// The operands of a binary or unary expression, left to right; errors among them are of kind missing.
    public var operands: [ExpressionView] {
        let children = tree.children(of: id)
        switch tree.kind(of: id) {
        case .binary:
            return stride(from: 0, to: children.count, by: 2).map {
                ExpressionView(tree: tree, id: children[$0])
            }
        case .unary: return children.dropFirst().map { ExpressionView(tree: tree, id: $0) }
        default: return []
        }
    }

    /// The operators of a binary expression, one fewer than its operands, or the one of a unary expression.
    public var operators: [HCLNodeKind] {
        let children = tree.children(of: id)
        switch tree.kind(of: id) {
        case .binary: return stride(from: 1, to: children.count, by: 2).map { tree.kind(of: children[$0]) }
        case .unary: return children.prefix(1).map { tree.kind(of: $0) }
        default: return []
        }
    }

    /// What stands in parentheses.
    public var inner: ExpressionView? {
        guard tree.kind(of: id) == .parentheses, tree.children(of: id).count > 1 else { return nil }
        return ExpressionView(tree: tree, id: tree.children(of: id)[1])
    }
}

/// A literal string: its value and its place.
public struct StringLiteral: Sendable, Hashable {
    /// The decoded value.
    public var value: String
    /// The token with its quotes.
    public var range: ByteRange
    /// The token without its quotes.
    public var inside: ByteRange
}

/// `key = value` of an object, or a member of a JSON object.
public struct ObjectItemView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID
    /// From the key to the end of the value.
    public var range: ByteRange { tree.textRange(of: id) }
    /// The key as an expression; a bare name is of kind ``ExpressionView/Kind/variable`` but means itself.
    public var key: ExpressionView { ExpressionView(tree: tree, id: tree.children(of: id)[0]) }
    /// The value; of kind missing where the file has an error.
    public var value: ExpressionView {
        let children = tree.children(of: id)
        return ExpressionView(tree: tree, id: children[children.count > 2 ? 2 : children.count - 1])
    }
    /// The key where it is a bare name, a literal string, a number or a boolean; nil where it must be evaluated.
    public var literalKey: String? {
        switch key.kind {
        case .variable, .number, .bool, .null: key.text
        case .string: key.stringLiteral?.value
        default: nil
        }
    }
}

/// `name(arguments)`.
public struct CallView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID
    /// The name, with `::` between its parts where it has several.
    public var name: String { tree.text(nameRange) }
    /// The bytes of the name.
    public var nameRange: ByteRange {
        let parts = tree.children(of: id).prefix { child in
            let kind = tree.kind(of: child)
            return kind == .identifier || kind == .doubleColon
        }
        guard let first = parts.first, let last = parts.last else { return tree.textRange(of: id) }
        return ByteRange(lower: tree.textRange(of: first).lower, upper: tree.textRange(of: last).upper)
    }
    /// The arguments.
    public var arguments: [ExpressionView] { ExpressionView(tree: tree, id: id).expressionChildren }
    /// True when `...` spreads the last argument.
    public var expandsLast: Bool { tree.child(of: id, .ellipsis) != nil }
}

/// `condition ? whenTrue : whenFalse`.
public struct ConditionalView: Sendable {
    /// What decides.
    public var condition: ExpressionView
    /// The value when it is true.
    public var whenTrue: ExpressionView
    /// The value when it is false.
    public var whenFalse: ExpressionView
}
