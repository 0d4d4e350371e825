public import Diagnostics

/// A node seen from outside: a tree and a number.
public struct YAMLNodeView: Sendable {
    /// The tree.
    public let tree: YAMLTree
    /// The number in it.
    public let id: YAMLNodeID

    var node: YAMLNode { tree.nodes[id.index] }

    /// What it is; an alias is an alias, see ``resolved``.
    public var kind: YAMLKind { node.kind }
    /// How it is written.
    public var style: YAMLStyle { node.style }
    /// All its bytes, anchor and tag included.
    public var range: ByteRange { ByteRange(lower: node.lower, upper: node.upper) }
    /// Its bytes without anchor and tag, quotes included; empty at the place where a missing value would stand.
    public var tokenRange: ByteRange { ByteRange(lower: node.content, upper: node.upper) }
    /// ``tokenRange`` with the path.
    public var span: SourceSpan { tree.span(tokenRange) }
    /// The bytes of the token as text.
    public var tokenText: String { String(decoding: tree.source[tokenRange.indices], as: UTF8.self) }

    /// The name after `&`.
    public var anchor: String? {
        guard let range = tree.properties(of: id.index)?.anchor else { return nil }
        return String(
            decoding: tree.source[(range.indices.lowerBound + 1)..<range.indices.upperBound], as: UTF8.self)
    }
    /// The tag, written out: `tag:yaml.org,2002:str` for `!!str`.
    public var tag: String? { tree.properties(of: id.index)?.tag }

    /// The scalar; nil for collections and aliases.
    public var scalar: YAMLScalar? { kind == .scalar ? YAMLScalar(view: self) : nil }

    /// The collection (or document) node around it; for a value of a mapping that is the mapping.
    public var parent: YAMLNodeView? {
        node.parent == YAMLNode.noParent ? nil : tree[YAMLNodeID(index: Int(node.parent))]
    }

    /// Keys and values in the order of the file, duplicates and merge keys included; empty for other kinds.
    public var entries: [YAMLEntry] {
        guard kind == .mapping else { return [] }
        var entries: [YAMLEntry] = []
        var index = id.index + 1
        let end = Int(node.end)
        while index < end {
            let value = Int(tree.nodes[index].end)
            guard value < end else { break }
            entries.append(
                YAMLEntry(tree: tree, keyID: YAMLNodeID(index: index), valueID: YAMLNodeID(index: value)))
            index = Int(tree.nodes[value].end)
        }
        return entries
    }

    /// The items of a sequence; empty for other kinds.
    public var items: [YAMLNodeView] { kind == .sequence ? children : [] }

    /// Child nodes in order; of a mapping: key, value, key, value.
    public var children: [YAMLNodeView] {
        var children: [YAMLNodeView] = []
        var index = id.index + 1
        while index < Int(node.end) {
            children.append(tree[YAMLNodeID(index: index)])
            index = Int(tree.nodes[index].end)
        }
        return children
    }

    /// The entry written in this very mapping; of duplicates the last, which is the one that counts.
    public func ownEntry(_ key: String) -> YAMLEntry? {
        guard kind == .mapping else { return nil }
        var found: YAMLEntry?
        var index = id.index + 1
        let end = Int(node.end)
        while index < end {
            let value = Int(tree.nodes[index].end)
            guard value < end else { break }
            if tree.nodes[index].kind == .scalar, tree.text(of: tree.nodes[index]).elementsEqual(key.utf8) {
                found = YAMLEntry(
                    tree: tree, keyID: YAMLNodeID(index: index), valueID: YAMLNodeID(index: value))
            }
            index = Int(tree.nodes[value].end)
        }
        return found
    }

    /// The value under `key`, through aliases and merge keys; its bytes may stand at an anchor elsewhere.
    public subscript(_ key: String) -> YAMLNodeView? { effectiveEntry(key)?.value.resolved }

    /// The item at `index`, through an alias.
    public subscript(_ index: Int) -> YAMLNodeView? {
        let items = resolved.items
        return items.indices.contains(index) ? items[index].resolved : nil
    }
}

extension YAMLNodeView: Hashable {
    /// Two views are equal when they see the same node of the same tree.
    public static func == (a: YAMLNodeView, b: YAMLNodeView) -> Bool { a.tree === b.tree && a.id == b.id }
    /// Feeds the identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ObjectIdentifier(tree))
        hasher.combine(id)
    }
}

/// A key and its value, as written.
public struct YAMLEntry: Sendable, Hashable {
    let tree: YAMLTree
    let keyID: YAMLNodeID
    let valueID: YAMLNodeID

    /// The key's node.
    public var key: YAMLNodeView { tree[keyID] }
    /// The value's node; may be an alias.
    public var value: YAMLNodeView { tree[valueID] }
    /// From the first byte of the key to the last of the value.
    public var range: ByteRange {
        ByteRange(lower: key.range.lower, upper: max(key.range.upper, value.range.upper))
    }

    /// True for `<<`, plain or tagged `!!merge`.
    public var isMerge: Bool {
        guard let scalar = key.scalar else { return false }
        if scalar.tag == YAMLTag.merge { return true }
        return scalar.style == .plain && scalar.tag == nil && scalar.text == "<<"
    }

    /// Two entries are equal when they see the same nodes.
    public static func == (a: YAMLEntry, b: YAMLEntry) -> Bool { a.tree === b.tree && a.keyID == b.keyID }
    /// Feeds the identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(keyID) }
}

/// A scalar seen from outside.
public struct YAMLScalar: Sendable {
    let view: YAMLNodeView

    /// The text that the token stands for, escapes and folding undone.
    public var text: String { String(decoding: view.tree.text(of: view.node), as: UTF8.self) }
    /// The bytes of ``text``.
    public var textBytes: ArraySlice<UInt8> { view.tree.text(of: view.node) }
    /// How it is written.
    public var style: YAMLStyle { view.style }
    /// The tag, written out.
    public var tag: String? { view.tag }
    /// The bytes of the token, quotes included.
    public var tokenRange: ByteRange { view.tokenRange }
    /// True when nothing is written: `key:` followed by nothing.
    public var isAbsent: Bool { style == .plain && tokenRange.isEmpty }
    /// True when the text stands in the file byte by byte, so that a part of it can be found there.
    public var isVerbatim: Bool { !view.node.isDecoded }
}

/// Full names of the tags this module knows.
enum YAMLTag {
    static let prefix = "tag:yaml.org,2002:"
    static let string = prefix + "str"
    static let bool = prefix + "bool"
    static let int = prefix + "int"
    static let float = prefix + "float"
    static let null = prefix + "null"
    static let binary = prefix + "binary"
    static let timestamp = prefix + "timestamp"
    static let merge = prefix + "merge"
}
