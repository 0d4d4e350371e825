internal import Diagnostics
internal import Provenance
internal import YAML

/// Reads documents into nodes: aliases and merge keys written out, each scalar with its token.
struct NodeReader {
    /// The kustomization directory that reads.
    let layer: String
    let isPatch: Bool
    /// The text around an embedded document.
    var embedded: YAMLEmbedded?
    /// Stands for every token of a text that cannot be led back to bytes.
    var whole: SourceSpan?
    let limit: Int

    private var count = 0

    init(
        layer: String, isPatch: Bool, embedded: YAMLEmbedded? = nil, whole: SourceSpan? = nil, limit: Int
    ) {
        self.layer = layer
        self.isPatch = isPatch
        self.embedded = embedded
        self.whole = whole
        self.limit = limit
    }

    private func span(_ view: YAMLNodeView) -> SourceSpan {
        if let whole { return whole }
        guard let embedded else { return view.span }
        return SourceSpan(path: embedded.outer.path, range: embedded.outerRange(of: view.tokenRange))
    }

    /// The node of a value.
    ///
    /// - Throws: ``KustomizeProblem`` for a value that is too large, and for what Kustomize refuses.
    mutating func read(_ view: YAMLNodeView) throws -> Node { try read(view, isShared: false, depth: 0) }

    private mutating func read(_ view: YAMLNodeView, isShared: Bool, depth: Int) throws -> Node {
        count += 1
        guard count <= limit, depth < 200 else {
            throw KustomizeProblem(.limit, "too many fields when aliases are written out", at: span(view))
        }
        if view.kind == .alias {
            var node = try read(view.resolved, isShared: true, depth: depth + 1)
            node.origins = node.origins.passing(
                Provenance.Hop(span(view), "\(view.tokenText) stands for the value at its anchor"))
            return node
        }
        let place = span(view)
        let site = Node.Site(
            span: place, layer: layer, isPatch: isPatch,
            isEmbedded: embedded != nil || whole != nil || isShared || view.isShared)
        switch view.kind {
        case .alias: return Node(.sequence([]))
        case .scalar:
            guard let scalar = view.scalar else { return Node(.sequence([])) }
            let value = scalar.value(in: .kustomize)
            if case .invalid(let reason) = value { throw KustomizeProblem(.invalid, reason, at: place) }
            // Of a text that cannot be led back to bytes no part is a token of its own.
            let origins = whole == nil ? Origins(token: place) : Origins(token: place).derived
            return Node(.scalar(Scalar(text: scalar.text, value: value)), origins: origins)
        case .sequence:
            var items: [Node] = []
            for item in view.items { items.append(try read(item, isShared: isShared, depth: depth + 1)) }
            return Node(.sequence(items), origins: Origins(token: place), sites: [site])
        case .mapping:
            var entries: [Node.Entry] = []
            var positions: [String: Int] = [:]
            let own = view.entries
            let merges = own.contains(where: \.isMerge)
            for entry in merges ? view.effectiveEntries() : own {
                guard let key = entry.key.resolved.scalar?.text else { continue }
                let merged = merges && entry.key.parent != view
                let value = try read(entry.value, isShared: isShared || merged, depth: depth + 1)
                if let position = positions[key] {
                    entries[position].value = value
                } else {
                    positions[key] = entries.count
                    entries.append(Node.Entry(key, value))
                }
            }
            return Node(.mapping(entries), origins: Origins(token: place), sites: [site])
        }
    }
}
