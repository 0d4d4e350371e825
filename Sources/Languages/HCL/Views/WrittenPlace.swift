public import Diagnostics

/// A value as it is written in a file, with the path that leads to it from the top.
///
/// Only what is written in braces and brackets one inside the other has such a path: what stands in a call, a condition or a
/// `for` is made anew each time, and nobody can say that it belongs to one value.
public struct WrittenPlace: Sendable {
    /// The value.
    public let expression: ExpressionView
    /// As `set` takes it: `module.web.volumes[0].ebs`.
    public let keyPath: String
    /// The type of the block it is in at the top of the file; nil for an attribute there.
    public let block: String?

    /// The expression at a range; nil where it is not written out from the top.
    public init?(_ range: ByteRange, in file: HCLFile) {
        let tree = file.tree
        let path = tree.path(to: Int(range.lower))
        guard
            let last = path.firstIndex(where: {
                let kind = tree.kind(of: $0)
                return tree.textRange(of: $0) == range && kind != .attribute && kind != .objectItem
                    && kind != .body && kind != .file && kind != .block
            })
        else { return nil }
        var steps = Steps()
        var block: String?
        for (outer, inner) in zip(path[..<last], path[1...last]) {
            guard steps.add(outer, inner, tree) else { return nil }
            if tree.kind(of: inner) == .block, block == nil { block = BlockView(tree: tree, id: inner).type }
        }
        expression = ExpressionView(tree: tree, id: path[last])
        keyPath = steps.text
        self.block = block
    }

    /// True for the value of an attribute or a member, false for an element of a list.
    public var isNamed: Bool { !keyPath.hasSuffix("]") || keyPath.hasSuffix("\"]") }

    /// The path of an attribute of it, when it is an object.
    public func keyPath(of key: String) -> String {
        var steps = Steps(text: keyPath)
        steps.add(key)
        return steps.text
    }

    /// Where a new item of an object would be put: behind the last one.
    public var end: Int { expression.items.last.map { Int($0.range.upper) } ?? Int(expression.range.lower) }

    private struct Steps {
        var text = ""

        mutating func add(_ name: String) {
            let isPlain = !name.isEmpty && !name.contains { ".[]\"'\\= ".contains($0) || $0.isNewline }
            if isPlain {
                text += text.isEmpty ? name : ".\(name)"
            } else {
                text += "[\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"]"
            }
        }

        /// Adds what leads from a node to one of its children; false where that is nothing that a path can say.
        mutating func add(_ outer: HCLNodeID, _ inner: HCLNodeID, _ tree: HCLTree) -> Bool {
            let view = ExpressionView(tree: tree, id: outer)
            switch tree.kind(of: outer) {
            case .file: return true
            case .body: return tree.kind(of: inner) != .block || add(block: inner, in: outer, tree)
            case .block: return true
            case .attribute:
                add(AttributeView(tree: tree, id: outer).name)
                return true
            case .object, .objectItem:
                guard tree.kind(of: outer) == .objectItem else { return true }
                let item = ObjectItemView(tree: tree, id: outer)
                guard inner == item.value.id, let key = item.literalKey else { return false }
                add(key)
                return true
            case .tuple:
                guard let number = view.elements.firstIndex(where: { $0.id == inner }) else { return false }
                text += "[\(number)]"
                return true
            default: return false
            }
        }

        private mutating func add(block: HCLNodeID, in body: HCLNodeID, _ tree: HCLTree) -> Bool {
            let view = BlockView(tree: tree, id: block)
            let siblings = tree.children(of: body).filter { tree.kind(of: $0) == .block }
            add(view.type)
            if text != view.type {
                let same = siblings.filter { BlockView(tree: tree, id: $0).type == view.type }
                guard view.labels.isEmpty, let number = same.firstIndex(of: block) else { return false }
                text += "[\(number)]"
            }
            for label in view.labels { add(label) }
            return true
        }
    }
}
