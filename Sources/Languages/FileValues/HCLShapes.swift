internal import HCL

/// What Terraform, OpenTofu and Terragrunt know about the shape of their files, as far as new things need it.
enum HCLShapes {
    /// How a name that is not there yet is written.
    enum Shape {
        /// `name = value`, with a map around whatever is named below it.
        case attribute
        /// `name labels… { }`.
        case block(labels: Int)
    }

    /// The shape of `name` below the blocks of `types`; nil where it is not known.
    static func shape(of name: String, below types: [String], in path: String) -> Shape? {
        guard let outer = types.first else { return top(name, path) }
        if name == "dynamic" { return .block(labels: 1) }
        switch outer {
        case "locals", "module", "output", "moved", "import", "inputs":
            return attributes[outer]?[name] ?? .attribute
        case "variable": return name == "validation" ? .block(labels: 0) : .attribute
        case "terraform" where !path.hasSuffix(".hcl"):
            if types.count > 1 { return .attribute }
            return terraform[name].map { .block(labels: $0) } ?? .attribute
        case "resource", "data", "ephemeral", "provider", "check":
            if let shape = nested[name], types.count == 1 { return shape }
            return maps.contains(name) ? .attribute : nil
        case "include", "dependency", "dependencies", "generate", "remote_state", "unit", "stack":
            return .attribute
        default: return nil
        }
    }

    private static func top(_ name: String, _ path: String) -> Shape? {
        if path.hasSuffix(".tfvars") { return .attribute }
        if path.hasSuffix(".tf") || path.hasSuffix(".tofu") {
            return topBlocks[name].map { .block(labels: $0) }
        }
        return terragrunt[name].map { .block(labels: $0) } ?? (name == "inputs" ? .attribute : nil)
    }

    private static let topBlocks = [
        "resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1,
        "check": 1, "locals": 0, "terraform": 0, "moved": 0, "import": 0, "removed": 0,
    ]
    private static let terragrunt = [
        "terraform": 0, "locals": 0, "remote_state": 0, "include": 1, "dependency": 1, "dependencies": 0,
        "generate": 1, "unit": 1, "stack": 1,
    ]
    private static let terraform = ["required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1]
    private static let attributes: [String: [String: Shape]] = ["output": ["precondition": .block(labels: 0)]]
    private static let nested: [String: Shape] = [
        "lifecycle": .block(labels: 0), "timeouts": .block(labels: 0), "connection": .block(labels: 0),
        "provisioner": .block(labels: 1), "default_tags": .block(labels: 0), "assume_role": .block(labels: 0),
        "features": .block(labels: 0),
    ]
    private static let maps: Set<String> = [
        "tags", "tags_all", "labels", "annotations", "variables", "triggers", "triggers_replace", "keepers",
        "environment_variables", "match_labels",
    ]

    /// What the file itself says: a block of the same name, or an argument that holds a map.
    static func evidence(of name: String, in body: BodyView) -> Shape? {
        var shapes: [Shape] = []
        gather(name, body, &shapes)
        let blocks = shapes.compactMap { if case .block(let labels) = $0 { labels } else { nil } }
        guard let labels = blocks.first else { return shapes.first }
        return blocks.count == shapes.count && blocks.allSatisfy { $0 == labels }
            ? .block(labels: labels) : nil
    }

    private static func gather(_ name: String, _ body: BodyView, _ shapes: inout [Shape]) {
        for attribute in body.attributes where attribute.name == name && attribute.expression.kind == .object
        {
            shapes.append(.attribute)
        }
        for block in body.blocks {
            if block.type == name { shapes.append(.block(labels: block.labels.count)) }
            gather(name, block.body, &shapes)
        }
    }
}
