internal import Provenance
internal import YAML

/// A variable of `vars`.
struct Variable: Sendable {
    let name: String
    let declaration: Node
    /// Which object; an empty namespace means any.
    let object: ResourceID
    let field: String

    init(_ node: Node) throws {
        declaration = node
        guard let name = node["name"]?.text, let reference = node["objref"] else {
            throw KustomizeProblem(
                .invalid, "a variable needs a name and an objref", at: node.place)
        }
        self.name = name
        var kind = GroupVersionKind(
            apiVersion: reference["apiVersion"]?.text ?? "", kind: reference["kind"]?.text ?? "")
        if let group = reference["group"]?.text { kind.group = group }
        if let version = reference["version"]?.text { kind.version = version }
        object = ResourceID(
            kind: kind, name: reference["name"]?.text ?? "", namespace: reference["namespace"]?.text ?? "")
        field =
            node.at("fieldref", "fieldpath")?.text ?? node.at("fieldref", "fieldPath")?.text
            ?? "metadata.name"
    }

    func matches(_ resource: Resource) -> Bool {
        resource.allIDs.contains { id in
            object.namespace.isEmpty && !object.kind.isClusterScoped
                ? id.kind == object.kind && id.name == object.name : id.equals(object)
        }
    }
}

/// Replaces `$(NAME)` by the fields of objects that variables name.
struct VariableTransformer {
    let values: [String: Node]
    let fields: [FieldSpec]

    func apply(to resources: inout [Resource]) {
        guard !values.isEmpty else { return }
        for index in resources.indices {
            for spec in fields {
                spec.visit(&resources[index].node) { node in
                    switch node.content {
                    case .scalar: replace(&node)
                    case .sequence: node.changeItems { replace(&$0) }
                    case .mapping: for key in node.entries.map(\.key) { node.change(key) { replace(&$0) } }
                    }
                }
            }
        }
    }

    private func replace(_ node: inout Node) {
        guard case .string(let text)? = node.scalar?.value, text.contains("$") else { return }
        if text.hasPrefix("$("), text.hasSuffix(")") {
            let name = String(text.dropFirst(2).dropLast())
            if let value = values[name] {
                // A text that is nothing but a variable takes its type too.
                var value = value
                if case .float? = value.scalar?.value {} else if value.scalar == nil { return }
                value.origins = value.origins.chosen(by: node.origins)
                node = value
                return
            }
        }
        var origins = node.origins
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[rest.index(after: dollar)...]
            guard let next = after.first else {
                rest = rest[dollar...]
                break
            }
            switch next {
            case "$":
                result += "$"
                rest = after.dropFirst()
            case "(":
                if let close = after.firstIndex(of: ")") {
                    let name = String(after[after.index(after: after.startIndex)..<close])
                    if let value = values[name], let text = value.text {
                        result += text
                        origins = origins.joined(value.origins)
                    } else {
                        result += "$(\(name))"
                    }
                    rest = after[after.index(after: close)...]
                } else {
                    result += "$("
                    rest = after.dropFirst()
                }
            default:
                result += "$" + String(next)
                rest = after.dropFirst()
            }
        }
        if rest != "$" { result += rest } else { result += "$" }
        guard result != text else { return }
        node.setText(result, origins: origins)
    }
}

extension Variable {
    /// The field path with `[0]` as a part of its own.
    var bracketed: String { field.replacing("[", with: ".").replacing("]", with: "") }
}
