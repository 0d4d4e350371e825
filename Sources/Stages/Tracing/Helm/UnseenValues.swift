internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// What a chart of elsewhere may make of a token beside what its layout says: values that take it by an alias.
struct UnseenValues {
    let ecosystem: ChartEcosystem
    let evaluation: ChartEvaluation

    /// Why not everything is known that follows the token; nil where the layout speaks of each of its uses.
    ///
    /// - Throws: what reading a file throws.
    func hold(on token: SourceSpan) throws -> Hold? {
        let seen = ecosystem.facts(evaluation).byToken.following[Fact.Token(token)]?.count ?? 0
        let around = try evaluation.context.layers.flatMap { try tokens(around: token, in: $0) }
        // What is computed from all of a text has larger ones.
        let own = around.map(\.range.count).min()
        guard around.count(where: { $0.range.count == own }) > max(seen, 1) else { return nil }
        return Hold(
            .external,
            "other values of \(evaluation.context.label) are the same token, and its templates are not in this repository"
        )
    }

    private func tokens(around token: SourceSpan, in layer: ChartContext.Layer) throws -> [SourceSpan] {
        switch layer {
        case .file(let path):
            guard let source = try ecosystem.index.store.source(path) else { return [] }
            let roots = YAMLParser.parse(source.bytes, path: path).documents.compactMap(\.root)
            return roots.flatMap { (try? ValueTree($0))?.tokens(around: token) ?? [] }
        case .inline(let node, _): return (try? ValueTree(node))?.tokens(around: token) ?? []
        case .computed(let values): return (try? values.make([:]))?.tokens(around: token) ?? []
        case .assignments, .computedParameter, .parameter: return []
        }
    }
}

extension ValueTree {
    /// Of each scalar in which the token has a part, the token of its own that holds it.
    fileprivate func tokens(around token: SourceSpan) -> [SourceSpan] {
        switch self {
        case .scalar(_, let tokens):
            let own = tokens.filter { $0.path == token.path && $0.range.contains(token.range) }
            return own.min { $0.range.count < $1.range.count }.map { [$0] } ?? []
        case .list(let items): return items.flatMap { $0.tokens(around: token) }
        case .mapping(let entries): return entries.flatMap { $0.value.tokens(around: token) }
        }
    }
}
