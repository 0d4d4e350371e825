internal import Kustomize
internal import Model

/// Follows an attribute through a rendered object.
struct NodeLookup {
    /// What was found.
    enum Answer {
        /// The value.
        case found(Node)
        /// Nothing: the keys that are missing in the deepest mapping there is.
        case absent(missing: [String])
        /// Something that cannot be trusted.
        case held(Hold)
    }

    /// The steps taken, and what they lead to, the object first.
    private(set) var steps: [FieldStep] = []
    private(set) var nodes: [Node]

    init(_ object: Node) { nodes = [object] }

    /// The lookup one step before.
    var parent: NodeLookup {
        var parent = self
        parent.steps.removeLast()
        parent.nodes.removeLast()
        return parent
    }

    private mutating func enter(_ step: FieldStep, _ node: Node) {
        steps.append(step)
        nodes.append(node)
    }

    /// Follows `attribute` on from where the lookup stands.
    mutating func follow(_ attribute: String) -> Answer {
        var rest = attribute[...]
        while !rest.isEmpty {
            guard let node = nodes.last else { return .absent(missing: []) }
            if rest.first == "." { rest = rest.dropFirst() }
            if let (key, after) = NodeLookup.quotedKey(rest) {
                guard let value = node[key] else {
                    return .absent(missing: [key] + (after.isEmpty ? [] : keys(after)))
                }
                enter(.key(key), value)
                rest = after
                continue
            }
            if rest.first == "[" {
                guard let (index, after) = item(rest, in: node) else {
                    return .held(
                        Hold(.noSuchResource, "`\(attribute)` has no item at `\(steps.text)\(rest)`"))
                }
                enter(.index(index), node.items[index])
                rest = after
                continue
            }
            guard node.isMapping else {
                if node.isNull {
                    return .held(Hold(.unsupported, "`\(steps.text)` is there but empty (null)"))
                }
                return .held(Hold(.noSuchResource, "`\(steps.text)` has no field `\(rest)`"))
            }
            let matches = node.entries.filter { entry in
                guard !entry.key.isEmpty, rest.hasPrefix(entry.key) else { return false }
                let after = rest.dropFirst(entry.key.count)
                return after.isEmpty || after.first == "." || after.first == "["
            }
            guard let match = matches.first else { return .absent(missing: keys(rest)) }
            guard matches.count == 1 else {
                let names = matches.map { "`\($0.key)`" }.joined(separator: " or ")
                return .held(Hold(.ambiguous, "`\(rest)` can mean \(names)"))
            }
            enter(.key(match.key), match.value)
            rest = rest.dropFirst(match.key.count)
        }
        return nodes.last.map { .found($0) } ?? .absent(missing: [])
    }

    /// The key of `["a.b/c"]` at the start of `rest`, and what follows.
    private static func quotedKey(_ rest: Substring) -> (String, Substring)? {
        guard rest.hasPrefix("[\""), let close = rest.dropFirst(2).firstIndex(of: "\"") else { return nil }
        let after = rest[rest.index(after: close)...]
        guard after.first == "]" else { return nil }
        return (String(rest.dropFirst(2)[..<close]), after.dropFirst())
    }

    /// `[3]`, `[name=app]`, `[app]`.
    private func item(_ rest: Substring, in node: Node) -> (Int, Substring)? {
        guard let close = rest.firstIndex(of: "]") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<close]
        let after = rest[rest.index(after: close)...].dropFirst(0)
        let items = node.items
        if let number = Int(inside) { return items.indices.contains(number) ? (number, after) : nil }
        let parts = inside.split(separator: "=", maxSplits: 1).map(String.init)
        guard let first = parts.first else { return nil }
        let matches = items.indices.filter { index in
            parts.count == 2 ? items[index][first]?.text == parts[1] : items[index]["name"]?.text == first
        }
        return matches.count == 1 ? (matches[0], after) : nil
    }

    /// Components of a path nothing is known about; what follows `limits` or `requests` is one name.
    private func keys(_ rest: Substring) -> [String] {
        var rest = String(rest.first == "." ? rest.dropFirst() : rest)
        var result: [String] = []
        if steps.last == .key("limits") || steps.last == .key("requests") { return [rest] }
        while let dot = rest.firstIndex(of: ".") {
            let key = String(rest[..<dot])
            result.append(key)
            rest = String(rest[rest.index(after: dot)...])
            if key == "limits" || key == "requests" { break }
        }
        return result + [rest]
    }
}
