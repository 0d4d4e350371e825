internal import Diagnostics
internal import Provenance
internal import RegularExpressions
internal import YAML

/// `replacements`: copies a field of one object into fields of others.
struct ReplacementTransformer {
    let replacement: Node

    private func problem(_ message: String) -> KustomizeProblem {
        KustomizeProblem(.invalid, "replacement: \(message)", at: replacement.place)
    }

    /// Copies the field; objects may be missing where `isComplete` is false, because a base cannot be seen.
    func apply(to resources: inout [Resource], isComplete: Bool) throws {
        guard let targets = replacement["targets"]?.items else { throw problem("no targets") }
        guard let value = try value(in: resources) else {
            if isComplete { throw problem("its source is not there") }
            return try cloud(targets, of: &resources)
        }
        try copy(value, to: targets, of: &resources)
    }

    /// Makes the fields unknown that take what cannot be seen.
    ///
    /// - Throws: `KustomizeProblem` where more than values would be unknown.
    private func cloud(_ targets: [Node], of resources: inout [Resource]) throws {
        let unseen = "the source of a replacement is in something that cannot be seen"
        let paths = targets.flatMap { $0["fieldPaths"]?.texts ?? ["metadata.name"] }
        guard !paths.isEmpty, paths.allSatisfy({ $0.hasPrefix("spec.") || $0.hasPrefix("data.") }) else {
            throw KustomizeProblem(.remote, unseen)
        }
        var copy = resources
        do {
            try self.copy(Node(text: ReplacementTransformer.unseen), to: targets, of: &copy)
        } catch { throw KustomizeProblem(.remote, unseen) }
        resources = copy
    }

    /// What stands in the place of a value that cannot be seen: in the form of what is filled in later.
    private static let unseen = "$(what a replacement takes from something that cannot be seen)"

    private func copy(_ value: Node, to targets: [Node], of resources: inout [Resource]) throws {
        for target in targets {
            guard let select = target["select"] else { throw problem("a target selects nothing") }
            let selector = try Selector(select)
            let rejects = try (target["reject"]?.items ?? []).map { try Selector($0) }
            let paths = target["fieldPaths"]?.texts ?? []
            for index in resources.indices {
                guard selector.matchesMetadata(resources[index]) else { continue }
                if rejects.contains(where: { $0.asksMetadata && $0.matchesMetadata(resources[index]) }) {
                    continue
                }
                let ids = [resources[index].id] + resources[index].previousIDs
                if try rejects.contains(where: { reject in
                    guard reject.asksIdentity else { return false }
                    return try ids.contains { try reject.matches($0) }
                }) {
                    continue
                }
                guard try ids.contains(where: { try selector.matches($0) }) else { continue }
                for path in paths.isEmpty ? ["metadata.name"] : paths {
                    try set(value, at: path, in: &resources[index].node, target["options"])
                }
            }
        }
    }

    // MARK: The source

    private func value(in resources: [Resource]) throws -> Node? {
        if let value = replacement["sourceValue"] { return value }
        guard let source = replacement["source"] else { throw problem("no source") }
        let wanted = ResourceID(
            kind: GroupVersionKind(
                group: source["group"]?.text ?? "", version: source["version"]?.text ?? "",
                kind: source["kind"]?.text ?? ""),
            name: source["name"]?.text ?? "", namespace: source["namespace"]?.text ?? "")
        let matches = resources.filter { resource in
            ([resource.id] + resource.previousIDs).contains { $0.isSelected(by: wanted) }
        }
        guard matches.count <= 1 else { throw problem("several objects are its source") }
        guard let match = matches.first else { return nil }
        let path = source["fieldPath"]?.text ?? "metadata.name"
        guard let field = FieldPaths.lookup(FieldPaths.split(path)[...], in: match.node) else {
            throw problem("\(match.label) has no `\(path)`")
        }
        guard let delimiter = source.at("options", "delimiter")?.text, !delimiter.isEmpty else {
            return field
        }
        guard let text = field.text else { throw problem("`delimiter` is for single values") }
        let parts = text.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
        let index = source.at("options", "index")?.text.flatMap(Int.init) ?? 0
        guard parts.indices.contains(index) else { throw problem("no part \(index) in `\(text)`") }
        var part = field
        part.setText(parts[index], origins: field.origins.derived)
        return part
    }

    // MARK: Targets

    private func set(_ value: Node, at path: String, in object: inout Node, _ options: Node?) throws {
        let creates = options?["create"]?.flag == true
        var count = 0
        try FieldPaths.visit(FieldPaths.split(path)[...], in: &object, creates ? value : nil) { node in
            count += 1
            try set(value, to: &node, options)
        }
        guard count > 0 else { throw problem("there is no `\(path)` in a target") }
    }

    private func set(_ value: Node, to node: inout Node, _ options: Node?) throws {
        var value = value
        if let span = replacement.place {
            value.origins = value.origins.passing(Provenance.Hop(span, "a replacement copies it"))
        }
        if let delimiter = options?["delimiter"]?.text, !delimiter.isEmpty {
            guard let old = node.text, let new = value.text else {
                throw problem("`delimiter` is for single values")
            }
            var parts = old.split(separator: delimiter, omittingEmptySubsequences: false).map(String.init)
            let index = options?["index"]?.text.flatMap(Int.init) ?? 0
            if index < 0 {
                parts.insert(new, at: 0)
            } else if index >= parts.count {
                parts.append(new)
            } else {
                parts[index] = new
            }
            node.setText(parts.joined(separator: delimiter), origins: node.origins.joined(value.origins))
            return
        }
        if node.scalar != nil, let text = value.text {
            // The type of the target stays: a number stays a number.
            node.setText(text, origins: value.origins)
        } else {
            node = value
        }
    }
}

/// Paths of replacements: `spec.containers.[name=web].env.*.value`.
enum FieldPaths {
    static func split(_ path: String) -> [String] {
        let parts = FieldSpec.split(path, ".")
        var result: [String] = []
        var index = 0
        while index < parts.count {
            var part = parts[index]
            if part.hasPrefix("["), !part.hasSuffix("]") {
                while index + 1 < parts.count, !part.hasSuffix("]") {
                    index += 1
                    part += "." + parts[index]
                }
            }
            if part.hasPrefix("["), part.hasSuffix("]"), !part.contains("=") {
                part = String(part.dropFirst().dropLast())
            }
            result.append(part)
            index += 1
        }
        return result
    }

    /// `name` and `web` of `[name=web]`; nil for other parts.
    private static func condition(_ part: String) -> (key: String, value: String)? {
        guard part.hasPrefix("["), part.hasSuffix("]"), let equals = part.firstIndex(of: "=") else {
            return nil
        }
        return (
            String(part[part.index(after: part.startIndex)..<equals]),
            String(part[part.index(after: equals)...].dropLast())
        )
    }

    static func lookup(_ path: ArraySlice<String>, in node: Node) -> Node? {
        guard let part = path.first else { return node }
        let rest = path.dropFirst()
        if let (key, value) = condition(part) {
            let item = node.items.first { (key.isEmpty ? $0.text : $0[key]?.text) == value }
            return item.flatMap { lookup(rest, in: $0) }
        }
        if node.isSequence {
            if part == "-" { return node.items.last.flatMap { lookup(rest, in: $0) } }
            guard let index = Int(part), node.items.indices.contains(index) else { return nil }
            return lookup(rest, in: node.items[index])
        }
        return node[part].flatMap { lookup(rest, in: $0) }
    }

    /// Calls `change` for everything the path leads to; with `example` what is missing is made to hold such a value.
    static func visit(
        _ path: ArraySlice<String>, in node: inout Node, _ example: Node?,
        _ change: (inout Node) throws -> Void
    ) throws {
        guard let part = path.first else { return try change(&node) }
        let rest = path.dropFirst()
        if part == "*" { return try node.changeItems { try visit(rest, in: &$0, example, change) } }
        if let (key, value) = condition(part) {
            let pattern = try? RegularExpression(value)
            func fits(_ item: Node) -> Bool {
                guard let text = key.isEmpty ? item.text : item[key]?.text else { return false }
                return (try? pattern?.hasMatch(in: Array(text.utf8))) ?? (text == value)
            }
            if example != nil, !node.items.contains(where: fits) {
                let item =
                    key.isEmpty
                    ? Node(text: value) : Node(.mapping([Node.Entry(key, Node(text: value))]))
                node.content = .sequence(node.items + [item])
            }
            return try node.changeItems { if fits($0) { try visit(rest, in: &$0, example, change) } }
        }
        if node.isSequence {
            var items = node.items
            guard let index = Int(part) else { return }
            if example != nil, index == items.count { items.append(made(for: rest.first, example)) }
            guard items.indices.contains(index) else {
                throw KustomizeProblem(.invalid, "replacement: a target has no item \(index)")
            }
            try visit(rest, in: &items[index], example, change)
            node.content = .sequence(items)
            return
        }
        guard node.isMapping else { return }
        if example != nil, node[part] == nil { node.set(part, made(for: rest.first, example)) }
        try node.change(part) { try visit(rest, in: &$0, example, change) }
    }

    /// An empty value in which the next part of a path can be made.
    private static func made(for next: String?, _ example: Node?) -> Node {
        // Without a type of its own: it takes the one that its text has.
        guard let next else {
            return example?.scalar == nil
                ? .emptyMapping : Node(.scalar(Scalar(text: "", value: .null)))
        }
        return condition(next) != nil || Int(next) != nil ? Node(.sequence([])) : .emptyMapping
    }
}
