internal import Diagnostics
internal import Provenance

/// The operations of a JSON patch (RFC 6902), as the library does them that Kustomize uses.
struct JSONPatch {
    private let operations: [Node]
    let source: SourceSpan?
    let reason: String

    /// A list of operations, or nil for something else.
    init?(_ node: Node, source: SourceSpan?, reason: String) {
        guard node.isSequence, node.items.allSatisfy({ $0["op"] != nil }) else { return nil }
        operations = node.items
        self.source = source
        self.reason = reason
    }

    /// The patched object.
    func apply(to object: Node) throws -> Node {
        var object = object
        for operation in operations { try apply(operation, to: &object) }
        return object
    }

    private func problem(_ operation: Node, _ message: String) -> KustomizeProblem {
        KustomizeProblem(
            .invalid,
            "JSON patch `\(operation["op"]?.text ?? "") \(operation["path"]?.text ?? "")`: \(message)",
            at: operation["path"]?.place,
            isCertain: ["add", "remove", "replace"].contains(operation["op"]?.text))
    }

    private func apply(_ operation: Node, to object: inout Node) throws {
        guard let path = operation["path"]?.text.flatMap(JSONPatch.pointer) else {
            throw problem(operation, "no path")
        }
        // Kustomize keeps notes of its own in the annotations while it builds, so the mapping is always there.
        if path.count == 3, path.starts(with: ["metadata", "annotations"]), operation["op"]?.text != "test" {
            _ = object.change("metadata") { metadata in
                if metadata["annotations"] == nil { metadata.set("annotations", Node(.mapping([]))) }
            }
        }
        switch operation["op"]?.text {
        case "add":
            let value = try value(of: operation, over: nil)
            try edit(path[...], in: &object, operation) { parent, key in
                try add(value, key, to: &parent, operation)
            }
        case "replace":
            try edit(path[...], in: &object, operation) { parent, key in
                // In an object a key that is not there is set all the same; in a list it must be there.
                let old = parent.isMapping ? parent[key] : try get(key, in: parent, operation)
                try set(try value(of: operation, over: old), key, in: &parent, operation)
            }
        case "remove":
            try edit(path[...], in: &object, operation) { parent, key in
                _ = try get(key, in: parent, operation)
                remove(key, from: &parent)
            }
        case "move":
            guard let from = operation["from"]?.text.flatMap(JSONPatch.pointer) else {
                throw problem(operation, "no `from`")
            }
            var moved: Node?
            try edit(from[...], in: &object, operation) { parent, key in
                moved = try get(key, in: parent, operation)
                remove(key, from: &parent)
            }
            guard let moved else { return }
            try edit(path[...], in: &object, operation) { parent, key in
                try add(passing(moved), key, to: &parent, operation)
            }
        case "copy":
            guard let from = operation["from"]?.text.flatMap(JSONPatch.pointer) else {
                throw problem(operation, "no `from`")
            }
            var node = object
            for key in from { node = try get(key, in: node, operation) }
            try edit(path[...], in: &object, operation) { parent, key in
                try add(passing(node), key, to: &parent, operation)
            }
        case "test":
            var node = object
            for key in path.dropLast() { node = try get(key, in: node, operation) }
            if let key = path.last {
                // Nothing is what a key that is not there is tested for.
                if node.isMapping, node[key] == nil, operation["value"]?.isNull == true { return }
                node = try get(key, in: node, operation)
            }
            guard let expected = operation["value"], node.isEqual(expected) else {
                throw problem(operation, "the test does not hold")
            }
        default: throw problem(operation, "unknown operation")
        }
    }

    private func value(of operation: Node, over old: Node?) throws -> Node {
        guard var value = operation["value"] else { throw problem(operation, "no value") }
        if let old, let span = old.place {
            let text = old.text.map { "`\($0)`" } ?? "another value"
            value.origins = value.origins.passing(
                Provenance.Hop(span, "the base says \(text), which is overridden"))
        }
        return passing(value)
    }

    private func passing(_ node: Node) -> Node {
        guard let source else { return node }
        var node = node
        node.origins = node.origins.passing(Provenance.Hop(source, reason))
        return node
    }

    // MARK: Paths

    /// The keys of `/a/b~1c`; nil for what is no pointer.
    static func pointer(_ text: String) -> [String]? {
        if text.isEmpty { return [] }
        // Whatever stands before the first slash is passed over.
        guard let slash = text.firstIndex(of: "/") else { return nil }
        let rest = text[text.index(after: slash)...]
        return rest.split(separator: "/", omittingEmptySubsequences: false).map { part in
            String(part).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private func edit(
        _ path: ArraySlice<String>, in node: inout Node, _ operation: Node,
        _ change: (inout Node, String) throws -> Void
    ) throws {
        guard let key = path.first else { throw problem(operation, "the whole document") }
        if path.count == 1 { return try change(&node, key) }
        switch node.content {
        case .mapping:
            let found = try node.change(key) { try edit(path.dropFirst(), in: &$0, operation, change) }
            guard found else { throw problem(operation, "there is no `\(key)`") }
        case .sequence(var items):
            let index = try index(key, count: items.count, operation)
            try edit(path.dropFirst(), in: &items[index], operation, change)
            node.content = .sequence(items)
        case .scalar: throw problem(operation, "`\(key)` is looked for in a single value")
        }
    }

    private func index(_ key: String, count: Int, _ operation: Node) throws -> Int {
        guard var index = Int(key) else { throw problem(operation, "`\(key)` is no index") }
        if index < 0 { index += count }
        guard (0..<count).contains(index) else { throw problem(operation, "no item `\(key)`") }
        return index
    }

    private func get(_ key: String, in node: Node, _ operation: Node) throws -> Node {
        switch node.content {
        case .mapping:
            guard let value = node[key] else { throw problem(operation, "there is no `\(key)`") }
            return value
        case .sequence(let items): return items[try index(key, count: items.count, operation)]
        case .scalar: throw problem(operation, "`\(key)` is looked for in a single value")
        }
    }

    private func set(_ value: Node, _ key: String, in node: inout Node, _ operation: Node) throws {
        guard case .sequence(var items) = node.content else { return node.set(key, value) }
        items[try index(key, count: items.count, operation)] = value
        node.content = .sequence(items)
    }

    private func add(_ value: Node, _ key: String, to node: inout Node, _ operation: Node) throws {
        switch node.content {
        case .mapping: node.set(key, value)
        case .sequence(var items):
            if key == "-" {
                items.append(value)
            } else {
                guard var index = Int(key) else { throw problem(operation, "`\(key)` is no index") }
                if index < 0 { index += items.count + 1 }
                guard (0...items.count).contains(index) else { throw problem(operation, "no item `\(key)`") }
                items.insert(value, at: index)
            }
            node.content = .sequence(items)
        case .scalar: throw problem(operation, "a single value has no `\(key)`")
        }
    }

    private func remove(_ key: String, from node: inout Node) {
        guard case .sequence(var items) = node.content else { return node.remove(key) }
        guard var index = Int(key) else { return }
        if index < 0 { index += items.count }
        if items.indices.contains(index) { items.remove(at: index) }
        node.content = .sequence(items)
    }
}
