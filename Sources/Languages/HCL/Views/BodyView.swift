public import Diagnostics

/// Attributes and blocks: the top of a file, or what stands between the braces of a block.
///
/// In the JSON syntax a body is an object and every member is an attribute; `blocks` then knows Terraform's own top-level
/// blocks, and ``jsonBlocks(type:labelCount:)`` reads others for callers that know their shape.
public struct BodyView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node: a body, or an object of the JSON syntax.
    public let id: HCLNodeID
    let isTop: Bool

    init(tree: HCLTree, id: HCLNodeID, isTop: Bool = false) {
        self.tree = tree
        self.id = id
        self.isTop = isTop
    }

    /// The bytes of the items; empty for an empty body.
    public var range: ByteRange { tree.textRange(of: id) }

    /// The attributes in source order, duplicates included.
    public var attributes: [AttributeView] {
        let kind: HCLNodeKind = tree.syntax == .json ? .objectItem : .attribute
        return tree.children(of: id).compactMap { child in
            tree.kind(of: child) == kind ? AttributeView(tree: tree, id: child) : nil
        }
    }

    /// The attribute of this name; of several the last, as JSON readers take it.
    ///
    /// In the native syntax a duplicate is an error of Terraform's; look at ``attributes`` where that matters.
    public func attribute(_ name: String) -> AttributeView? { attributes.last { $0.name == name } }

    /// The blocks in source order.
    public var blocks: [BlockView] {
        guard tree.syntax == .native else { return isTop ? JSONBlocks.terraform(self) : [] }
        return tree.children(of: id).compactMap { child in
            tree.kind(of: child) == .block ? BlockView(tree: tree, id: child) : nil
        }
    }

    /// The blocks of one type in source order.
    public func blocks(_ type: String) -> [BlockView] {
        if tree.syntax == .json, !isTop { return jsonBlocks(type: type, labelCount: 0) }
        return blocks.filter { $0.type == type }
    }

    /// Blocks of the JSON syntax: members called `type` whose objects nest once for every label.
    public func jsonBlocks(type: String, labelCount: Int) -> [BlockView] {
        guard tree.syntax == .json else { return [] }
        return JSONBlocks.read(self, type: type, labelCount: labelCount)
    }
}

/// `name = expression`, or a member of a JSON object.
public struct AttributeView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node.
    public let id: HCLNodeID

    /// From the name to the end of the expression.
    public var range: ByteRange { tree.textRange(of: id) }
    /// The bytes of the name; with its quotes in the JSON syntax.
    public var nameRange: ByteRange { tree.textRange(of: tree.children(of: id)[0]) }
    /// The name.
    public var name: String {
        guard tree.syntax == .json else { return tree.text(nameRange) }
        return ExpressionView(tree: tree, id: tree.children(of: id)[0]).stringLiteral?.value ?? ""
    }
    /// The value; of kind ``ExpressionView/Kind/missing`` where the file has an error.
    public var expression: ExpressionView {
        let children = tree.children(of: id)
        return ExpressionView(tree: tree, id: children[children.count - 1])
    }
}

/// `type labels… { body }`.
public struct BlockView: Sendable {
    /// The tree.
    public let tree: HCLTree
    /// The node; in the JSON syntax the object that is the body.
    public let id: HCLNodeID
    /// The type and the labels of a JSON block, which are keys above it.
    private let jsonNames: [HCLNodeID]

    init(tree: HCLTree, id: HCLNodeID, jsonNames: [HCLNodeID] = []) {
        self.tree = tree
        self.id = id
        self.jsonNames = jsonNames
    }

    private var nameNodes: [HCLNodeID] {
        guard tree.syntax == .native else { return jsonNames }
        return tree.children(of: id).prefix { child in
            let kind = tree.kind(of: child)
            return kind == .identifier || kind == .string || kind == .template
        }
    }

    /// From the type to the closing brace.
    public var range: ByteRange { tree.textRange(of: id) }
    /// `resource` of `resource "aws_instance" "web" {`.
    public var type: String { nameNodes.first.map(name) ?? "" }
    /// The bytes of the type.
    public var typeRange: ByteRange { nameNodes.first.map(tree.textRange) ?? ByteRange(lower: 0, upper: 0) }
    /// The labels, quoted or bare, decoded.
    public var labels: [String] { nameNodes.dropFirst().map(name) }
    /// The bytes of the labels, quotes included.
    public var labelRanges: [ByteRange] { nameNodes.dropFirst().map(tree.textRange) }
    /// What stands between the braces.
    public var body: BodyView {
        guard tree.syntax == .native else { return BodyView(tree: tree, id: id) }
        return BodyView(tree: tree, id: tree.child(of: id, .body) ?? id)
    }

    private func name(_ node: HCLNodeID) -> String {
        ExpressionView(tree: tree, id: node).stringLiteral?.value ?? tree.text(of: node)
    }
}

/// Reads blocks out of JSON objects, where types and labels are keys.
enum JSONBlocks {
    /// Terraform's top-level blocks and how many labels each has.
    private static let labelCounts: [String: Int] = [
        "resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1,
        "check": 1,
        "locals": 0, "terraform": 0, "moved": 0, "import": 0, "removed": 0,
    ]

    static func terraform(_ body: BodyView) -> [BlockView] {
        body.attributes.flatMap { member in
            labelCounts[member.name].map { blocks(of: member, labelCount: $0) } ?? []
        }
    }

    static func read(_ body: BodyView, type: String, labelCount: Int) -> [BlockView] {
        body.attributes.filter { $0.name == type }.flatMap { blocks(of: $0, labelCount: labelCount) }
    }

    private static func blocks(of member: AttributeView, labelCount: Int) -> [BlockView] {
        let tree = member.tree
        let name = tree.children(of: member.id)[0]
        return collect(tree, member.expression.id, names: [name], labelsLeft: labelCount)
    }

    /// An array stands for several blocks, at any level.
    private static func collect(_ tree: HCLTree, _ node: HCLNodeID, names: [HCLNodeID], labelsLeft: Int)
        -> [BlockView]
    {
        switch tree.kind(of: node) {
        case .tuple:
            return ExpressionView(tree: tree, id: node).elements.flatMap {
                collect(tree, $0.id, names: names, labelsLeft: labelsLeft)
            }
        case .object where labelsLeft == 0:
            return [BlockView(tree: tree, id: node, jsonNames: names)]
        case .object:
            return BodyView(tree: tree, id: node).attributes.flatMap { member in
                collect(
                    tree, member.expression.id, names: names + [tree.children(of: member.id)[0]],
                    labelsLeft: labelsLeft - 1)
            }
        default:
            return []
        }
    }
}
