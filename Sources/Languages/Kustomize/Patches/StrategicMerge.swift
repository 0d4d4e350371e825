internal import Diagnostics
internal import Provenance

/// Merges a patch into an object the way Kustomize does: mappings by key, lists by their merge keys, `null` deletes.
///
/// Kustomize obeys `$patch` alone; `$setElementOrder`, `$retainKeys` and `$deleteFromPrimitiveList` pass as they are.
struct StrategicMerge {
    /// Says in a hop who patches.
    let source: SourceSpan?
    let reason: String

    /// The merged object; nil when the patch deletes it.
    func merge(_ patch: Node, into target: Node) throws -> Node? {
        try walk(target, patch, schema(target, patch, nil))
    }

    private func schema(_ target: Node?, _ patch: Node?, _ known: MergeSchema.Rule?) -> MergeSchema.Rule? {
        if let known { return known }
        for node in [target, patch] {
            guard let version = node?["apiVersion"]?.text, let kind = node?["kind"]?.text else { continue }
            if let rule = MergeSchema.rule(for: GroupVersionKind(apiVersion: version, kind: kind)) {
                return rule
            }
        }
        return nil
    }

    private func walk(_ target: Node?, _ patch: Node?, _ known: MergeSchema.Rule?) throws -> Node? {
        let rule = schema(target, patch, known)
        let first = [target, patch].compactMap { $0 }.first { !$0.isNull }
        switch first?.content {
        case .mapping, nil: return try mapping(target, patch, rule)
        case .sequence: return try list(target, patch, rule)
        case .scalar: return try scalar(target, patch)
        }
    }

    // MARK: Mappings

    private func mapping(_ target: Node?, _ patch: Node?, _ rule: MergeSchema.Rule?) throws -> Node? {
        try demand(target, patch) { $0.isMapping }
        guard let target, !target.isNull else {
            guard var patch else {
                // A null that is written out stays, one that is not written is dropped.
                return target.flatMap { $0.text?.isEmpty == true ? nil : $0 }
            }
            switch try directive(&patch) {
            case .delete: return nil
            case .replace, .merge: break
            }
            return try fields(patch, patch, rule)
        }
        guard var patch else { return try fields(target, nil, rule) }
        if patch.isNull { return nil }
        switch try directive(&patch) {
        case .delete: return nil
        case .replace: return try fields(patch, patch, rule)
        case .merge: return try fields(target, patch, rule)
        }
    }

    private func fields(_ target: Node, _ patch: Node?, _ rule: MergeSchema.Rule?) throws -> Node? {
        guard target.isMapping else { return target.isNull ? nil : target }
        var merged: [Node.Entry] = []
        for entry in target.entries {
            let own = patch?[entry.key]
            if let value = try walk(entry.value, own, rule?.fields[entry.key]),
                !value.isNull || own == nil
            {
                merged.append(Node.Entry(entry.key, value))
            }
        }
        for entry in patch?.entries ?? [] where target[entry.key] == nil {
            if let value = try walk(nil, entry.value, rule?.fields[entry.key]), !value.isNull {
                merged.append(Node.Entry(entry.key, value))
            }
        }
        var result = Node(.mapping(merged), origins: target.origins, sites: target.sites)
        if let patch, patch.sites != target.sites { result.sites += patch.sites }
        return result
    }

    // MARK: Lists

    private func list(_ target: Node?, _ patch: Node?, _ rule: MergeSchema.Rule?) throws -> Node? {
        try demand(target, patch) { $0.isSequence }
        guard let keys = rule?.keys else {
            guard let patch else { return target }
            return passing(patch, over: target)
        }
        var target = target.flatMap { $0.isNull ? nil : $0 }
        guard var patch else {
            guard let target else { return nil }
            return try associative(target, [], keys, rule)
        }
        if patch.isNull { return nil }
        switch directive(ofList: &patch) {
        case .delete: return nil
        case .replace: target = nil
        case .merge: break
        }
        return try associative(target ?? patch, patch.items, keys, rule)
    }

    private func associative(
        _ target: Node, _ patch: [Node], _ keys: [String], _ rule: MergeSchema.Rule?
    ) throws -> Node? {
        let element = rule.map { MergeSchema.Rule($0.fields) }
        var old: [Node?] = target.items.map { $0 }
        var merged: [Node] = []
        guard !keys.isEmpty else {
            var seen: Set<String> = []
            for item in patch + target.items where seen.insert(item.text ?? "").inserted {
                merged.append(item)
            }
            return Node(.sequence(merged), origins: target.origins, sites: target.sites)
        }
        for item in patch {
            guard keys.contains(where: { item[$0] != nil }) else {
                if let item = try walk(nil, item, element) { merged.append(item) }
                continue
            }
            let match = old.firstIndex { $0.map { matches($0, item, keys) } ?? false }
            let before = match.flatMap { old[$0] }
            // Kustomize puts the old item back where `$patch: replace` stands in an item of a list.
            let isReplaced = before != nil && item["$patch"]?.text == "replace"
            let value = try walk(before, isReplaced ? nil : item, element)
            if let match { old[match] = nil }
            guard let value, !value.isNull, !value.isEmptyMapping else { continue }
            if let index = merged.firstIndex(where: { matches($0, item, keys) }) {
                merged[index] = value
            } else {
                merged.append(value)
            }
        }
        for item in old.compactMap({ $0 }) {
            guard keys.contains(where: { item[$0] != nil }) else {
                merged.append(item)
                continue
            }
            if let value = try walk(item, nil, element), !value.isNull, !value.isEmptyMapping {
                merged.append(value)
            }
        }
        return Node(.sequence(merged), origins: target.origins, sites: target.sites)
    }

    /// True when all keys that both have are equal, and at least one is; a port without protocol is the same port.
    private func matches(_ a: Node, _ b: Node, _ keys: [String]) -> Bool {
        var hasCommon = false
        for key in keys {
            guard let x = a[key]?.text, let y = b[key]?.text else { continue }
            if x != y { return false }
            hasCommon = true
        }
        return hasCommon
    }

    // MARK: Scalars

    private func scalar(_ target: Node?, _ patch: Node?) throws -> Node? {
        try demand(target, patch) { $0.scalar != nil }
        guard let patch else { return target }
        return passing(patch, over: target)
    }

    /// The patch's value, with the base that it overrides as a hop.
    private func passing(_ patch: Node, over target: Node?) -> Node {
        var node = patch
        if let target, let span = target.place, span != patch.origins.identity {
            let text = target.text.map { "`\($0)`" } ?? "another list"
            node.origins = node.origins.passing(
                Provenance.Hop(span, "the base says \(text), which is overridden"))
        }
        if let source { node.origins = node.origins.passing(Provenance.Hop(source, reason)) }
        return node
    }

    // MARK: Directives

    private enum Directive { case merge, replace, delete }

    private func directive(_ patch: inout Node) throws -> Directive {
        guard let text = patch["$patch"]?.text else { return .merge }
        patch.remove("$patch")
        return try directive(text, at: patch)
    }

    private func directive(_ text: String, at patch: Node) throws -> Directive {
        switch text {
        case "delete": return .delete
        case "replace": return .replace
        case "merge": return .merge
        default:
            throw KustomizeProblem(
                .invalid, "unknown patch strategy `\(text)`", at: patch.place)
        }
    }

    /// `- $patch: replace` as an item that says nothing else.
    private func directive(ofList patch: inout Node) -> Directive {
        guard
            let index = patch.items.firstIndex(where: { $0["$patch"] != nil && $0.entries.count == 1 }),
            let directive = try? directive(patch.items[index]["$patch"]?.text ?? "", at: patch)
        else { return .merge }
        var items = patch.items
        items.remove(at: index)
        patch.content = .sequence(items)
        return directive
    }

    private func demand(_ target: Node?, _ patch: Node?, _ fits: (Node) -> Bool) throws {
        for node in [target, patch].compactMap({ $0 }) where !node.isNull && !fits(node) {
            throw KustomizeProblem(
                .invalid, "the patch and its target have values of different kinds",
                at: patch?.place)
        }
    }
}
