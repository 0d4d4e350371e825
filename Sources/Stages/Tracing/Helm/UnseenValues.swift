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
        let said = try evaluation.context.layers.reduce(0) { try $0 + count(of: token, in: $1) }
        guard said > max(seen, 1) else { return nil }
        return Hold(
            .external,
            "other values of \(evaluation.context.label) are the same token, and its templates are not in this repository"
        )
    }

    private func count(of token: SourceSpan, in layer: ChartContext.Layer) throws -> Int {
        switch layer {
        case .file(let path):
            guard let source = try ecosystem.index.store.source(path) else { return 0 }
            let roots = YAMLParser.parse(source.bytes, path: path).documents.compactMap(\.root)
            return roots.reduce(0) { $0 + ((try? ValueTree($1))?.count(of: token) ?? 0) }
        case .inline(let node, _): return (try? ValueTree(node))?.count(of: token) ?? 0
        case .computed(let values): return (try? values.make([:]))?.count(of: token) ?? 0
        case .assignments, .computedParameter, .parameter: return 0
        }
    }
}

extension ValueTree {
    /// How many of its scalars the token has a part in.
    fileprivate func count(of token: SourceSpan) -> Int {
        switch self {
        case .scalar(_, let tokens):
            tokens.contains { $0.path == token.path && $0.range.contains(token.range) } ? 1 : 0
        case .list(let items): items.reduce(0) { $0 + $1.count(of: token) }
        case .mapping(let entries): entries.reduce(0) { $0 + $1.value.count(of: token) }
        }
    }
}
