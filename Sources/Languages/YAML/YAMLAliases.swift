internal import Diagnostics

extension YAMLNodeView {
    /// The node itself, or what the alias stands for: the node at the anchor.
    public var resolved: YAMLNodeView {
        guard kind == .alias, let target = aliasTarget else { return self }
        return target.resolved
    }

    /// The node that an alias names; nil for other kinds.
    public var aliasTarget: YAMLNodeView? {
        guard kind == .alias, node.valueLower != YAMLNode.noTarget else { return nil }
        return tree[YAMLNodeID(index: Int(node.valueLower))]
    }

    /// The aliases that use this node or a collection around it; empty when only its own place does.
    ///
    /// Whoever changes the token changes what all of them mean.
    public var users: [YAMLNodeView] {
        tree.aliases.lazy
            .map { tree[YAMLNodeID(index: Int($0))] }
            .filter { alias in
                guard let target = alias.aliasTarget?.id.index else { return false }
                return target <= id.index && id.index < Int(tree.nodes[target].end)
            }
    }

    /// True when an alias uses this node too, so that a change of it has more than one effect.
    public var isShared: Bool { !users.isEmpty }
}

/// In which order explicit keys and merged ones count.
public enum YAMLMergeOrder: Sendable, Hashable {
    /// YAML's rule: an explicit key wins over a merged one wherever it stands.
    case explicitWins
    /// What Helm and Terraform do: entries are taken from top to bottom, and a `<<` overwrites keys above it.
    case topToBottom
}

extension YAMLNodeView {
    /// The entry that decides `key` in this mapping, through an alias and merge keys; its bytes say where it stands.
    ///
    /// In a list of merged mappings the first that has the key wins. Of duplicate keys the last wins.
    public func effectiveEntry(_ key: String, order: YAMLMergeOrder = .explicitWins) -> YAMLEntry? {
        resolved.effectiveEntry(key, order: order, depth: 0)
    }

    private func effectiveEntry(_ key: String, order: YAMLMergeOrder, depth: Int) -> YAMLEntry? {
        // Merge keys can only nest through anchors, each defined before it is used; the bound is a second lock.
        guard kind == .mapping, depth < 100 else { return nil }
        if order == .explicitWins, let own = ownEntry(key) { return own }
        var found: YAMLEntry?
        for entry in entries {
            if entry.isMerge {
                for source in entry.mergeSources {
                    guard let merged = source.effectiveEntry(key, order: order, depth: depth + 1) else {
                        continue
                    }
                    found = merged
                    break
                }
            } else if order == .topToBottom, entry.key.scalar?.textBytes.elementsEqual(key.utf8) == true {
                found = entry
            }
        }
        return found
    }

    /// Every entry that counts, merged ones included, each key once, in the order in which keys first appear.
    public func effectiveEntries(order: YAMLMergeOrder = .explicitWins) -> [YAMLEntry] {
        var keys: [String] = []
        var seen: Set<String> = []
        resolved.collectKeys(into: &keys, seen: &seen, depth: 0)
        return keys.compactMap { effectiveEntry($0, order: order) }
    }

    private func collectKeys(into keys: inout [String], seen: inout Set<String>, depth: Int) {
        guard kind == .mapping, depth < 100 else { return }
        for entry in entries {
            if entry.isMerge {
                for source in entry.mergeSources {
                    source.collectKeys(into: &keys, seen: &seen, depth: depth + 1)
                }
            } else if let key = entry.key.resolved.scalar?.text, seen.insert(key).inserted {
                keys.append(key)
            }
        }
    }
}

extension YAMLEntry {
    /// The mappings that a merge key brings in, aliases followed, the strongest first; empty for other keys.
    public var mergeSources: [YAMLNodeView] {
        guard isMerge else { return [] }
        let value = value.resolved
        switch value.kind {
        case .mapping: return [value]
        case .sequence: return value.items.map(\.resolved).filter { $0.kind == .mapping }
        case .scalar, .alias: return []
        }
    }
}
