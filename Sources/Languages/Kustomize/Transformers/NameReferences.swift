internal import Provenance

/// Repairs the names that objects repeat, after prefixes, suffixes, hashes and namespaces have changed them.
struct NameReferenceTransformer {
    let references: [NameReference]

    func apply(to resources: inout [Resource]) throws {
        // Each field is written at most once per kind of target; who is read does not change on the way but for bindings.
        for index in resources.indices {
            let original = resources[index].originalID.kind
            for reference in references {
                for spec in reference.referrers where original.isSelected(by: spec.kind) {
                    guard spec.leadsSomewhere(in: resources[index].node) else { continue }
                    let repair = Repair(
                        referrer: resources[index], spec: spec, target: reference.target,
                        candidates: candidates(for: resources[index], in: resources))
                    var anyKind = spec
                    anyKind.kind = GroupVersionKind()
                    try anyKind.visit(&resources[index].node) { try repair.apply(&$0) }
                }
            }
        }
    }

    /// Objects that the referrer could mean: its own namespace, those of its subjects, and what has none.
    private func candidates(for referrer: Resource, in resources: [Resource]) -> [Resource] {
        let id = referrer.id
        if id.kind.isClusterScoped { return resources }
        var namespaces: Set<String> = []
        if id.kind.kind == "RoleBinding" {
            for subject in referrer.node["subjects"]?.items ?? []
            where subject["kind"]?.text == "ServiceAccount" {
                if let namespace = subject["namespace"]?.text { namespaces.insert(namespace) }
            }
        }
        return resources.filter { other in
            let candidate = other.id
            return candidate.kind.isClusterScoped || candidate.hasSameNamespace(as: id)
                || namespaces.contains(other.namespace ?? "")
        }
    }
}

/// One field of one object that may repeat a name.
private struct Repair {
    let referrer: Resource
    let spec: FieldSpec
    let target: GroupVersionKind
    let candidates: [Resource]

    func apply(_ node: inout Node) throws {
        switch node.content {
        case .scalar: if !node.isNull { try scalar(&node) }
        case .mapping: try mapping(&node)
        case .sequence:
            try node.changeItems { item in
                if item.isMapping { try mapping(&item) } else if item.scalar != nil { try scalar(&item) }
            }
        }
    }

    private func scalar(_ node: inout Node) throws {
        guard let old = node.text, let referral = try select(old, candidates, comparesNamespaces: false),
            referral.name != old
        else { return }
        node.setText(referral.name, origins: origins(node, referral))
    }

    private func mapping(_ node: inout Node) throws {
        guard let name = node["name"], let old = name.text else { return }
        var candidates = candidates
        if let namespace = node["namespace"]?.text {
            let before = candidates.filter { $0.originalID.effectiveNamespace == namespace }
            candidates =
                before.isEmpty
                ? candidates.filter { $0.id.effectiveNamespace == namespace } : before
        }
        guard let referral = try select(old, candidates, comparesNamespaces: true) else { return }
        if referral.name == old, referral.namespace == nil { return }
        if referral.name != old {
            node.change("name") { $0.setText(referral.name, origins: origins($0, referral)) }
        }
        if let namespace = referral.node.at("metadata", "namespace"), referral.namespace != nil {
            node.set("namespace", namespace)
        }
    }

    private func origins(_ node: Node, _ referral: Resource) -> Origins {
        node.origins.joined(referral.node.at("metadata", "name")?.origins ?? .none)
    }

    private func select(_ name: String, _ candidates: [Resource], comparesNamespaces: Bool) throws
        -> Resource?
    {
        let role = roleKind
        var found = candidates.filter { candidate in
            let before = candidate.previousIDs
            guard before.contains(where: { $0.name == name }),
                before.contains(where: { $0.kind.isSelected(by: target) })
            else { return false }
            if let role, !before.contains(where: { $0.kind.isSelected(by: role) }) { return false }
            return isVisible(candidate)
        }
        if found.count == 1 { return found[0] }
        found = found.filter { hasSameAffixes($0, emptyFits: true) }
        if found.count > 1 { found = found.filter { hasSameAffixes($0, emptyFits: false) } }
        guard let first = found.first else { return nil }
        let areAlike = found.allSatisfy {
            $0.name == first.name && (!comparesNamespaces || $0.namespace == first.namespace)
        }
        guard areAlike else {
            throw KustomizeProblem(
                .invalid, "`\(spec.text)` of \(referrer.label) may mean several objects that were `\(name)`")
        }
        return first
    }

    private var roleKind: GroupVersionKind? {
        guard spec.text.hasSuffix("roleRef/name"), let role = referrer.node["roleRef"],
            let group = role["apiGroup"]?.text, let kind = role["kind"]?.text
        else { return nil }
        return GroupVersionKind(group: group, kind: kind)
    }

    private func isVisible(_ candidate: Resource) -> Bool {
        let own = referrer.id
        return own.kind.isClusterScoped || candidate.kind.isClusterScoped
            || candidate.kind.kind == "ServiceAccount" || own.hasSameNamespace(as: candidate.id)
    }

    private func hasSameAffixes(_ candidate: Resource, emptyFits: Bool) -> Bool {
        func fits(_ a: [String], _ b: [String]) -> Bool {
            if emptyFits, a.isEmpty || b.isEmpty { return true }
            let count = min(a.count, b.count)
            return Array(a.suffix(count)) == Array(b.suffix(count)) && (count > 0 || a.isEmpty && b.isEmpty)
        }
        return fits(candidate.prefixes, referrer.prefixes) && fits(candidate.suffixes, referrer.suffixes)
    }
}
