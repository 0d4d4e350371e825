internal import Diagnostics

/// What a node is.
public enum YAMLKind: UInt8, Sendable, Hashable {
    /// A single value, also one that is not written (`key:` with nothing after it).
    case scalar
    /// Keys and values.
    case mapping
    /// A list.
    case sequence
    /// `*name`: another node of the document, used again.
    case alias
}

/// The manner in which a node is written.
public enum YAMLStyle: UInt8, Sendable, Hashable {
    /// A scalar without quotes.
    case plain
    /// A scalar in `'…'`.
    case singleQuoted
    /// A scalar in `"…"`.
    case doubleQuoted
    /// A block scalar that keeps its line breaks: `|`.
    case literal
    /// A block scalar that folds its line breaks: `>`.
    case folded
    /// A collection laid out by indentation.
    case block
    /// A collection in brackets.
    case flow
    /// An alias.
    case alias
}

/// The number of a node in its tree; numbers follow the order of the file, a parent before its children.
public struct YAMLNodeID: Hashable, Sendable, Comparable {
    let index: Int

    /// Orders as the file does.
    public static func < (a: YAMLNodeID, b: YAMLNodeID) -> Bool { a.index < b.index }
}

/// One node of the arena: 32 bytes, no references.
struct YAMLNode: Sendable {
    static let noParent = UInt32.max
    static let noTarget = UInt32.max

    var kind: YAMLKind
    var style: YAMLStyle
    /// True when ``YAMLTree/properties`` has an anchor or a tag for this node.
    var hasProperties = false
    /// True when the scalar's text differs from its bytes and stands in ``YAMLTree/decoded``.
    var isDecoded = false
    /// First byte, anchor and tag included.
    var lower: UInt32
    /// One past the last byte.
    var upper: UInt32
    /// First byte of the content, after anchor and tag.
    var content: UInt32
    /// One past the last node of the subtree.
    var end: UInt32
    var parent: UInt32
    /// Of a scalar: the text, in the source or in the decoded bytes; of an alias: the target in `valueLower`.
    var valueLower: UInt32 = 0
    var valueUpper: UInt32 = 0
}

/// Anchor and tag of one node; few nodes have them, so they live beside the arena.
struct YAMLProperties: Sendable {
    var node: UInt32
    var anchor: ByteRange?
    var tag: String?
}

/// The nodes of one file in one flat array, in the order of the file, with the bytes they were read from.
///
/// A class so that a view costs one reference; everything in it is immutable.
public final class YAMLTree: Sendable {
    /// The bytes exactly as stored.
    public let source: [UInt8]
    /// The path that diagnostics name.
    public let path: String
    let nodes: ContiguousArray<YAMLNode>
    /// Texts of scalars that cannot be read straight from the source.
    let decoded: [UInt8]
    let properties: ContiguousArray<YAMLProperties>
    /// The alias nodes in the order of the file.
    let aliases: ContiguousArray<UInt32>

    init(
        source: [UInt8], path: String, nodes: ContiguousArray<YAMLNode> = [], decoded: [UInt8] = [],
        properties: ContiguousArray<YAMLProperties> = [], aliases: ContiguousArray<UInt32> = []
    ) {
        self.source = source
        self.path = path
        self.nodes = nodes
        self.decoded = decoded
        self.properties = properties
        self.aliases = aliases
    }

    /// The number of nodes.
    public var nodeCount: Int { nodes.count }

    /// The view of a node.
    public subscript(id: YAMLNodeID) -> YAMLNodeView { YAMLNodeView(tree: self, id: id) }

    /// Every node in the order of the file.
    public var allNodes: some RandomAccessCollection<YAMLNodeView> {
        nodes.indices.lazy.map { [self] in YAMLNodeView(tree: self, id: YAMLNodeID(index: $0)) }
    }

    func span(_ range: ByteRange) -> SourceSpan { SourceSpan(path: path, range: range) }

    /// The text bytes of a scalar, without a copy.
    func text(of node: YAMLNode) -> ArraySlice<UInt8> {
        let range = Int(node.valueLower)..<Int(node.valueUpper)
        return node.isDecoded ? decoded[range] : source[range]
    }

    /// True when two scalars, perhaps of two trees, read the same.
    func hasEqualText(_ node: YAMLNode, _ other: YAMLTree, _ otherNode: YAMLNode) -> Bool {
        let count = Int(node.valueUpper - node.valueLower)
        guard count == Int(otherNode.valueUpper - otherNode.valueLower) else { return false }
        let mine = node.isDecoded ? decoded : source
        let theirs = otherNode.isDecoded ? other.decoded : other.source
        var offset = 0
        while offset < count,
            mine[Int(node.valueLower) + offset] == theirs[Int(otherNode.valueLower) + offset]
        {
            offset += 1
        }
        return offset == count
    }

    func properties(of index: Int) -> YAMLProperties? {
        guard nodes[index].hasProperties else { return nil }
        var low = 0
        var high = properties.count
        while low < high {
            let middle = (low + high) / 2
            if Int(properties[middle].node) < index { low = middle + 1 } else { high = middle }
        }
        return low < properties.count && Int(properties[low].node) == index ? properties[low] : nil
    }
}
