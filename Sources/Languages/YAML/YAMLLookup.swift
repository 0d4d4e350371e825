public import Diagnostics

/// What a path leads to, and through what.
public struct YAMLLookup: Sendable {
    /// Something on the way that makes the place where the value stands another one than where the path points.
    public enum Passage: Sendable, Hashable {
        /// The alias that was followed.
        case alias(YAMLNodeView)
        /// The merge key's entry (`<<: *base`) that brought the key in.
        case merge(YAMLEntry)
    }

    /// The node where the value is written; its bytes may stand at an anchor.
    public let view: YAMLNodeView
    /// Aliases and merge keys on the way, in order.
    public let passages: [Passage]
    /// True when more than this path reads the node.
    public var isShared: Bool { !passages.isEmpty || view.isShared }
}

extension YAMLNodeView {
    /// Follows `path` from here, through aliases and merge keys; nil when it leads nowhere.
    ///
    /// - Parameters:
    ///   - path: the steps.
    ///   - order: how explicit and merged keys compete; see ``YAMLDialect/mergeOrder``.
    /// - Returns: the node and what lay on the way.
    public func lookup(_ path: YAMLPath, order: YAMLMergeOrder = .explicitWins) -> YAMLLookup? {
        var passages: [YAMLLookup.Passage] = []
        var view = followed(&passages)
        for step in path.steps {
            switch step {
            case .key(let key):
                guard let entry = view.effectiveEntry(key, order: order) else { return nil }
                if entry.key.parent != view, let merge = view.mergeEntry(bringing: entry) {
                    passages.append(.merge(merge))
                }
                view = entry.value.followed(&passages)
            case .index(let index):
                guard view.items.indices.contains(index) else { return nil }
                view = view.items[index].followed(&passages)
            case .item(let key, let value):
                guard let item = view.items.first(where: { $0[key]?.scalar?.text == value }) else {
                    return nil
                }
                view = item.followed(&passages)
            }
        }
        return YAMLLookup(view: view, passages: passages)
    }

    /// Follows a written path, such as `spec.containers[name=app].resources`.
    public func lookup(_ path: String) -> YAMLLookup? { YAMLPath(path).flatMap { lookup($0) } }

    private func followed(_ passages: inout [YAMLLookup.Passage]) -> YAMLNodeView {
        guard kind == .alias else { return self }
        passages.append(.alias(self))
        return resolved
    }

    private func mergeEntry(bringing entry: YAMLEntry) -> YAMLEntry? {
        guard let name = entry.key.scalar?.text else { return nil }
        return entries.last { merge in
            merge.mergeSources.contains { source in
                source.effectiveEntry(name) == entry
                    || source.effectiveEntry(name, order: .topToBottom) == entry
            }
        }
    }

    /// The steps from the root of the document to this node; a key of a mapping has the path of its value.
    public var path: YAMLPath {
        var steps: [YAMLPath.Step] = []
        var view = self
        while let parent = view.parent {
            switch parent.kind {
            case .mapping:
                if let entry = parent.entries.first(where: { $0.value == view || $0.key == view }) {
                    steps.append(.key(entry.key.resolved.scalar?.text ?? entry.key.tokenText))
                }
            case .sequence:
                if let index = parent.items.firstIndex(of: view) { steps.append(.index(index)) }
            case .scalar, .alias: break
            }
            view = parent
        }
        return YAMLPath(steps.reversed())
    }
}

extension YAMLFile {
    /// The node whose token is exactly `range`, or nil.
    ///
    /// Of nodes with equal ranges (a list of one item that is not in brackets has none) the innermost.
    public func node(withToken range: ByteRange) -> YAMLNodeView? {
        // Nodes stand in the order of their first bytes: the last that begins early enough, and those around it.
        let nodes = tree.nodes
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].lower <= range.lower { low = middle + 1 } else { high = middle }
        }
        for index in (0..<low).reversed() {
            let node = nodes[index]
            if node.content == range.lower, node.upper == range.upper {
                return tree[YAMLNodeID(index: index)]
            }
            if node.upper <= range.lower, node.upper > node.lower { return nil }
        }
        return nil
    }

    /// The innermost node whose bytes include `offset`.
    public func node(at offset: Int) -> YAMLNodeView? {
        tree.nodes.indices.last { tree.nodes[$0].lower <= offset && offset < tree.nodes[$0].upper }
            .map { tree[YAMLNodeID(index: $0)] }
    }
}
