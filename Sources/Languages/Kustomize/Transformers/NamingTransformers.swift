internal import Diagnostics
internal import Provenance
internal import YAML

/// Puts every object that has a namespace into another one.
struct NamespaceTransformer {
    let namespace: Node
    let fields: [FieldSpec]
    var onlyUnset = false
    /// `defaultOnly`, `allServiceAccounts` or `none`.
    var subjects = "defaultOnly"

    func apply(to resources: inout [Resource]) {
        guard let text = namespace.text, !text.isEmpty else { return }
        for index in resources.indices {
            resources[index].rememberID()
            let kind = resources[index].kind
            let isBinding = kind.kind == "RoleBinding" || kind.kind == "ClusterRoleBinding"
            func set(_ node: inout Node) {
                if onlyUnset, node.text?.isEmpty == false { return }
                node = Node(text: text, origins: namespace.origins)
            }
            if !kind.isClusterScoped {
                FieldSpec("metadata/namespace", creates: true).visit(
                    &resources[index].node, creating: .scalar, set)
            }
            if isBinding, subjects != "none" {
                resources[index].node.change("subjects") { list in
                    list.changeItems { subject in
                        let fits =
                            subjects == "allServiceAccounts"
                            ? subject["kind"]?.text == "ServiceAccount" : subject["name"]?.text == "default"
                        if fits { subject.change("namespace", or: Node(text: ""), set) }
                    }
                }
            }
            for spec in fields {
                if spec.text == "metadata/namespace" { continue }
                if spec.text == "metadata/name", kind.apiVersion != "v1" { continue }
                if isBinding, spec.text == "subjects/namespace" { continue }
                spec.visit(&resources[index].node, creating: .scalar, set)
            }
        }
    }
}

/// Puts a text before or behind names.
struct AffixTransformer {
    let affix: Node
    let isPrefix: Bool
    let fields: [FieldSpec]

    private static let skipped = [
        GroupVersionKind(kind: "CustomResourceDefinition"),
        GroupVersionKind(group: "apiregistration.k8s.io", kind: "APIService"),
        GroupVersionKind(kind: "Namespace"),
    ]

    func apply(to resources: inout [Resource]) {
        guard let text = affix.text, !text.isEmpty else { return }
        for index in resources.indices {
            let original = resources[index].originalID.kind
            if AffixTransformer.skipped.contains(where: { original.isSelected(by: $0) }) { continue }
            for spec in fields where original.isSelected(by: spec.kind) {
                if spec.text == "metadata/name" {
                    if isPrefix {
                        resources[index].prefixes.append(text)
                    } else {
                        resources[index].suffixes.append(text)
                    }
                    resources[index].rememberID()
                }
                spec.visit(&resources[index].node) { node in
                    guard let old = node.text else { return }
                    node.setText(
                        isPrefix ? text + old : old + text, origins: node.origins.joined(affix.origins))
                }
            }
        }
    }
}

/// Sets labels or annotations.
struct PairsTransformer {
    let pairs: Node
    let fields: [FieldSpec]

    func apply(to resources: inout [Resource]) {
        for index in resources.indices {
            for entry in pairs.entries {
                for spec in fields {
                    spec.visit(&resources[index].node, creating: .mapping) { node in
                        let text = entry.value.text ?? ""
                        node.set(entry.key, Node(text: text, origins: entry.value.origins))
                    }
                }
            }
        }
    }
}

/// `replicas`: sets the number of pods of everything that goes by a name.
struct ReplicasTransformer {
    let replica: Node
    let fields: [FieldSpec]

    func apply(to resources: inout [Resource], isComplete: Bool) throws {
        let place = replica.place
        guard let name = replica["name"]?.text else {
            throw KustomizeProblem(.invalid, "an entry of `replicas` has no name", at: place)
        }
        let count = replica["count"] ?? Node(.scalar(Scalar(text: "0", value: .int("0"))))
        var isFound = false
        for spec in fields {
            for index in resources.indices
            where resources[index].allIDs.contains(where: {
                $0.name == name && $0.kind.isSelected(by: spec.kind)
            }) {
                isFound = true
                spec.visit(&resources[index].node, creating: .scalar) { node in
                    var value = count
                    if let old = node.place {
                        value.origins = value.origins.passing(
                            Provenance.Hop(old, "the base says `\(node.text ?? "")`, which is overridden"))
                    }
                    if let span = place {
                        value.origins = value.origins.passing(
                            Provenance.Hop(span, "`replicas` sets the number of \(name)"))
                    }
                    node = value
                }
            }
        }
        guard isFound || !isComplete else {
            throw KustomizeProblem(
                .invalid, "`replicas` names `\(name)`, which is not there", at: place, isCertain: true)
        }
    }
}
