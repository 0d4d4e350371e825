public import Diagnostics

/// The index of a node in the arena of its tree.
public struct HCLNodeID: Hashable, Sendable {
    /// The index.
    public let rawValue: UInt32
    init(_ index: Int) { rawValue = UInt32(index) }
    var index: Int { Int(rawValue) }
}

/// What is known about a node beside its kind.
public struct HCLNodeFlags: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt16
    /// Takes the bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The node or one below it is an error.
    public static let containsError = HCLNodeFlags(rawValue: 1)
}

/// One node, 20 bytes.
public struct HCLNode: Sendable, Hashable {
    /// What it is.
    public var kind: HCLNodeKind
    /// What else is known.
    public var flags: HCLNodeFlags
    var lower: UInt32
    var upper: UInt32
    var firstChild: UInt32
    var childCount: UInt32

    /// Every byte of the node, with the trivia before it.
    public var range: ByteRange { ByteRange(lower: lower, upper: upper) }
}

/// The lossless tree of one file: a flat arena in which the children of a node stand side by side.
///
/// Children tile their parent: each starts where the one before it ends, so the leaves in order are the file.
/// A node's range starts with the trivia before its first token; ``textRange(of:)`` leaves that out.
public struct HCLTree: Sendable {
    /// The bytes that were parsed.
    public let source: [UInt8]
    /// Which of the two syntaxes they are in.
    public let syntax: HCLSyntax
    let nodes: ContiguousArray<HCLNode>

    /// The root, of kind ``HCLNodeKind/file``.
    public var root: HCLNodeID { HCLNodeID(nodes.count - 1) }
    /// The number of nodes.
    public var nodeCount: Int { nodes.count }

    /// The node with an id of this tree.
    public subscript(_ id: HCLNodeID) -> HCLNode { nodes[id.index] }

    /// The kind of a node.
    public func kind(of id: HCLNodeID) -> HCLNodeKind { nodes[id.index].kind }

    /// The children of a node in source order.
    public func children(of id: HCLNodeID) -> HCLChildren {
        let node = nodes[id.index]
        return HCLChildren(first: Int(node.firstChild), count: Int(node.childCount))
    }

    /// The first child of a kind.
    public func child(of id: HCLNodeID, _ kind: HCLNodeKind) -> HCLNodeID? {
        children(of: id).first { nodes[$0.index].kind == kind }
    }

    /// The bytes of a node without the trivia before it; empty for a missing node.
    public func textRange(of id: HCLNodeID) -> ByteRange {
        let node = nodes[id.index]
        guard !node.kind.isRawText else { return node.range }
        let start = Trivia.end(in: source, from: Int(node.lower), to: Int(node.upper), syntax: syntax)
        return ByteRange(lower: UInt32(start), upper: node.upper)
    }

    /// The text of a node without the trivia before it, bad UTF-8 repaired for reading.
    public func text(of id: HCLNodeID) -> String { text(textRange(of: id)) }

    /// The text of a range, bad UTF-8 repaired for reading.
    public func text(_ range: ByteRange) -> String { String(decoding: source[range.indices], as: UTF8.self) }

    /// The leaves joined: the same bytes as ``source``, which the tests hold against it.
    public func printed() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var waiting = [root]
        while let id = waiting.popLast() {
            let node = nodes[id.index]
            if node.childCount == 0 {
                bytes += source[node.range.indices]
            } else {
                waiting.append(contentsOf: children(of: id).reversed())
            }
        }
        return bytes
    }

    /// The smallest node that holds the byte at `offset`, trivia counted with the token after it.
    public func leaf(at offset: Int) -> HCLNodeID? { path(to: offset).last }

    /// The nodes that hold the byte at `offset`, from the root to a leaf.
    public func path(to offset: Int) -> [HCLNodeID] {
        guard offset >= 0, offset < source.count else { return [] }
        var path = [root]
        while let id = path.last {
            let children = children(of: id)
            // Children tile their parent, so the wanted one is the first that ends after the offset.
            var low = 0
            var high = children.count
            while low < high {
                let middle = (low + high) / 2
                if Int(nodes[children[middle].index].upper) <= offset {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            guard low < children.count else { break }
            path.append(children[low])
        }
        return path
    }
}

/// The children of one node, in source order.
public struct HCLChildren: RandomAccessCollection, Sendable {
    let first: Int
    /// How many there are.
    public let count: Int
    /// Zero.
    public var startIndex: Int { 0 }
    /// The number of children.
    public var endIndex: Int { count }
    /// The child at a position.
    public subscript(position: Int) -> HCLNodeID {
        precondition(position >= 0 && position < count, "a node has \(count) children, not \(position + 1)")
        return HCLNodeID(first + position)
    }
}
