internal import Diagnostics
internal import Model
internal import YAML

/// One step into a YAML value.
enum FieldStep: Hashable, Sendable {
    case key(String)
    case index(Int)

    /// The same step of a path in a file.
    var pathStep: YAMLPath.Step {
        switch self {
        case .key(let key): .key(key)
        case .index(let index): .index(index)
        }
    }
}

extension [FieldStep] {
    /// `spec.template.spec.containers[0].image`.
    var text: String {
        var text = ""
        for step in self {
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

/// Looks a field up the way a reader of the YAML does: through aliases and merge keys, the last of duplicate keys.
struct FieldLookup {
    /// What was found.
    enum Answer {
        /// The node, with aliases followed.
        case found(YAMLNodeView)
        /// Nothing: the deepest mapping there is, and the keys that are missing in it.
        case absent(YAMLNodeView, missing: [String])
        /// Something that cannot be trusted.
        case held(Hold)
    }

    let file: SourceFile
    /// The steps taken so far, for the path in the object.
    var steps: [FieldStep] = []
    /// Aliases and merge keys that were followed.
    var hops: [Hop] = []

    /// True where an empty value counts as a mapping without keys, as it does for what a template prints.
    let takesNullAsEmpty: Bool

    init(file: SourceFile, takesNullAsEmpty: Bool = false) {
        self.file = file
        self.takesNullAsEmpty = takesNullAsEmpty
    }

    /// Follows `attribute` from `node`; keys that contain dots are recognised by what is there.
    mutating func follow(_ attribute: String, from node: YAMLNodeView) -> Answer {
        var node = node
        var rest = attribute[...]
        while !rest.isEmpty {
            node = through(node)
            if rest.first == "." { rest = rest.dropFirst() }
            if let (key, after) = quotedKey(rest) {
                guard let entry = node.effectiveEntry(key) else {
                    return .absent(node, missing: [key] + (after.isEmpty ? [] : keys(after)))
                }
                guard entry == node.effectiveEntry(key, order: .topToBottom) else {
                    return .held(Hold(.ambiguous, "readers disagree about merge keys at \(place(entry.key))"))
                }
                note(entry, in: node)
                steps.append(.key(key))
                (node, rest) = (entry.value, after)
                continue
            }
            if rest.first == "[" {
                guard let (next, after) = bracket(rest, in: node) else {
                    return .held(
                        Hold(.noSuchResource, "`\(attribute)` has no item at `\(steps.text)\(rest)`"))
                }
                (node, rest) = (next, after)
                continue
            }
            guard node.kind == .mapping else {
                if node.kind == .scalar, node.scalar?.isNull == true {
                    if takesNullAsEmpty { return .absent(node, missing: keys(rest)) }
                    return .held(
                        Hold(.unsupported, "`\(steps.text)` is there but empty (null) at \(place(node))"))
                }
                return .held(
                    Hold(.noSuchResource, "`\(steps.text)` at \(place(node)) has no field `\(rest)`"))
            }
            switch member(of: node, rest) {
            case .one(let key, let after):
                guard let entry = node.effectiveEntry(key) else { return .absent(node, missing: keys(rest)) }
                guard entry == node.effectiveEntry(key, order: .topToBottom) else {
                    return .held(
                        Hold(
                            .ambiguous,
                            "readers disagree whether a merge key overrides `\(key)` at \(place(entry.key))"))
                }
                note(entry, in: node)
                steps.append(.key(key))
                (node, rest) = (entry.value, after)
            case .none: return .absent(node, missing: keys(rest))
            case .several(let keys):
                return .held(
                    Hold(.ambiguous, "`\(rest)` can mean \(keys.map { "`\($0)`" }.joined(separator: " or "))")
                )
            }
        }
        return .found(through(node))
    }

    private enum Member {
        case none
        case one(String, Substring)
        case several([String])
    }

    /// The key of `node` that `rest` starts with.
    private func member(of node: YAMLNodeView, _ rest: Substring) -> Member {
        var found: [(String, Substring)] = []
        for entry in node.effectiveEntries() {
            guard let key = entry.key.resolved.scalar?.text, !key.isEmpty, rest.hasPrefix(key) else {
                continue
            }
            let after = rest.dropFirst(key.count)
            if after.isEmpty || after.first == "." || after.first == "[" { found.append((key, after)) }
        }
        switch found.count {
        case 0: return .none
        case 1: return .one(found[0].0, found[0].1)
        default: return .several(found.map(\.0))
        }
    }

    /// The key of `["a.b/c"]` at the start of `rest`, and what follows.
    private func quotedKey(_ rest: Substring) -> (String, Substring)? {
        guard rest.hasPrefix("[\""), let close = rest.dropFirst(2).firstIndex(of: "\"") else { return nil }
        let after = rest[rest.index(after: close)...]
        guard after.first == "]" else { return nil }
        return (String(rest.dropFirst(2)[..<close]), after.dropFirst())
    }

    /// `[3]`, `[name=app]`.
    private mutating func bracket(_ rest: Substring, in node: YAMLNodeView) -> (YAMLNodeView, Substring)? {
        guard let close = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<close]
        let after = rest[rest.index(after: close)...]
        if let number = Int(inside) {
            let items = node.items
            guard items.indices.contains(number) else { return nil }
            steps.append(.index(number))
            return (items[number], after)
        }
        let parts = inside.split(separator: "=", maxSplits: 1)
        guard let first = parts.first else { return nil }
        // A word alone is the item's name.
        let matches = node.items.enumerated().filter {
            let item = $0.element.resolved
            guard parts.count == 2 else {
                return (item["name"] ?? item["metadata"]?["name"])?.scalar?.text == String(first)
            }
            return item[String(first)]?.scalar?.text == String(parts[1])
        }
        guard matches.count == 1 else { return nil }
        steps.append(.index(matches[0].offset))
        return (matches[0].element, after)
    }

    /// The node an alias stands for, with a hop.
    private mutating func through(_ node: YAMLNodeView) -> YAMLNodeView {
        guard node.kind == .alias else { return node }
        hops.append(
            Hop(file, at: Int(node.range.lower), "\(node.tokenText) stands for the value at its anchor"))
        return node.resolved
    }

    private mutating func note(_ entry: YAMLEntry, in node: YAMLNodeView) {
        guard entry.key.parent != node else { return }
        hops.append(Hop(file, at: Int(entry.key.range.lower), "merged in by <<"))
    }

    private func place(_ node: YAMLNodeView) -> String { file.location(node.range) }

    /// Components of a path nothing is known about.
    private func keys(_ rest: Substring) -> [String] {
        // Resource names may contain dots and a slash: what follows `limits.` or `requests.` is one name.
        var rest = String(rest.first == "." ? rest.dropFirst() : rest)
        var result: [String] = []
        let last = steps.last
        if last == .key("limits") || last == .key("requests") { return [rest] }
        while let dot = rest.firstIndex(of: ".") {
            let key = String(rest[..<dot])
            result.append(key)
            rest = String(rest[rest.index(after: dot)...])
            if key == "limits" || key == "requests" { break }
        }
        return result + [rest]
    }
}

extension YAMLScalar {
    /// True for a plain scalar that every reader takes as nothing.
    var isNull: Bool {
        style == .plain && (isAbsent || text == "~" || text == "null" || text == "Null" || text == "NULL")
            && tag == nil
    }
}

/// Every scalar of a value with its path, aliases and merge keys written out.
struct FieldWalk {
    /// One scalar.
    struct Leaf {
        var steps: [FieldStep]
        var node: YAMLNodeView
    }

    private(set) var leaves: [Leaf] = []
    /// True when the limit was reached and leaves are missing.
    private(set) var isCut = false
    private let limit: Int

    init(_ root: YAMLNodeView, limit: Int) {
        self.limit = limit
        walk(root, [], depth: 0)
    }

    private mutating func walk(_ node: YAMLNodeView, _ steps: [FieldStep], depth: Int) {
        let node = node.resolved
        guard leaves.count < limit, depth < 200 else {
            isCut = true
            return
        }
        switch node.kind {
        case .scalar: leaves.append(Leaf(steps: steps, node: node))
        case .mapping:
            for entry in node.members {
                walk(entry.value, steps + [.key(entry.key.resolved.scalar?.text ?? "")], depth: depth + 1)
            }
        case .sequence:
            for (index, item) in node.items.enumerated() {
                walk(item, steps + [.index(index)], depth: depth + 1)
            }
        case .alias: break
        }
    }
}

extension YAMLNodeView {
    /// The entries that count, each key once; fast where there is no merge key.
    var members: [YAMLEntry] {
        let own = entries
        if own.contains(where: \.isMerge) { return effectiveEntries() }
        var positions: [String: Int] = [:]
        var result: [YAMLEntry] = []
        for entry in own {
            guard let key = entry.key.resolved.scalar?.text else { continue }
            if let position = positions[key] {
                result[position] = entry
            } else {
                positions[key] = result.count
                result.append(entry)
            }
        }
        return result
    }
}
