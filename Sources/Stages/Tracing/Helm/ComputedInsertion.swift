internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Finds where a key goes that sets a value of a chart whose values are put together from elsewhere, such as the values of
/// an Application that another chart renders.
///
/// The mapping in a file is found whose keys become those of the chart's values: from one that does already. Then the key is
/// written there, everything is put together and rendered again, and exactly the attribute must have appeared.
struct ComputedInsertion {
    let ecosystem: ChartEcosystem
    let evaluation: ChartEvaluation
    let key: Fact.Key
    let values: ComputedValues

    private var index: RepositoryIndex { ecosystem.index }

    /// The place for the key of the chart's values.
    ///
    /// - Parameters:
    ///   - path: the key.
    ///   - sample: a value to try it out with.
    ///   - old: what is rendered without it.
    /// - Returns: the place; held where none was found.
    /// - Throws: what reading the repository throws.
    func find(
        _ path: [String], _ sample: String, _ old: ChartTrial.Values
    ) throws -> Outcome<ChartInsertion.Found> {
        let tree = try values.make([:])
        for file in values.layers.reversed() {
            guard let source = try index.store.source(file), Untouchable.hold(on: source) == nil else {
                continue
            }
            if values.templated.contains(file) {
                // What a template becomes is not to be seen in it; rendering says whether the key has its effect.
                guard let text = TemplatedYAML(source.bytes, path: file),
                    let edit = try? text.insertion(
                        of: YAMLPath(keys: path), value: .plain(sample), reason: "trial"),
                    let found = try tried(YAMLPath(keys: path), sample, [edit], source, old)
                else { continue }
                return .done(found)
            }
            let yaml = YAMLParser.parse(source.bytes, path: file)
            guard !yaml.hasErrors else { continue }
            for depth in stride(from: path.count - 1, through: 0, by: -1) {
                let above = Array(path.prefix(depth))
                guard let start = origin(of: above, in: tree, yaml) else { continue }
                let steps = start.steps + path.dropFirst(depth).map { .key($0) }
                if let change = try? yaml.insertKey(
                    YAMLPath(steps), value: .plain(sample), reason: "trial"),
                    let found = try tried(YAMLPath(steps), sample, change.edits, source, old)
                {
                    return .done(found)
                }
                // What is written further out would be elsewhere.
                break
            }
        }
        let isTemplate = tree.allTokens.contains { values.templated.contains($0.path) }
        return .held(
            Hold(
                isTemplate ? .templated : .unsupported,
                "nothing sets `\(YAMLPath(keys: path))` for \(evaluation.context.label), and no file of values was found in which it would be set"
            ))
    }

    /// The path in the file of the mapping that becomes the one at `above`; nil where it comes from elsewhere.
    private func origin(of above: [String], in tree: ValueTree, _ yaml: YAMLFile) -> YAMLPath? {
        var mapping = tree
        for key in above {
            guard let next = mapping[key] else { return nil }
            mapping = next
        }
        var found: Set<YAMLPath> = []
        func visit(_ tree: ValueTree, _ keys: [YAMLPath.Step]) {
            switch tree {
            case .mapping(let entries): for entry in entries { visit(entry.value, keys + [.key(entry.key)]) }
            case .list(let items):
                for (number, item) in items.enumerated() { visit(item, keys + [.index(number)]) }
            case .scalar(_, let tokens):
                guard tokens.count == 1, let token = tokens.first, token.path == yaml.path,
                    let steps = yaml.node(withToken: token.range)?.path.steps, steps.count >= keys.count,
                    Array(steps.suffix(keys.count)) == keys
                else { return }
                found.insert(YAMLPath(Array(steps.dropLast(keys.count))))
            }
        }
        visit(mapping, [])
        return found.count == 1 ? found.first : nil
    }

    private func tried(
        _ path: YAMLPath, _ sample: String, _ edits: [Edit], _ source: SourceFile, _ old: ChartTrial.Values
    ) throws -> ChartInsertion.Found? {
        guard let changed = edits.apply(to: source.bytes),
            let new = try ChartTrial(ecosystem: ecosystem, context: evaluation.context).values(
                of: evaluation.chart, replacing: [source.path: changed]),
            new[key] == [sample], key.lost(from: old, in: new) == nil
        else { return nil }
        let affected = new.keys.filter { $0 != key && new[$0] != old[$0] }.sorted()
        let offset = edits.first.map { max(0, Int($0.range.lower) - 1) } ?? 0
        return ChartInsertion.Found(
            insertion: Insertion(
                file: source.path, keyPath: path.description, line: source.lines.position(of: offset).line),
            affected: affected.map { $0.decided(old[$0]?.first ?? "", in: key) }, trial: changed)
    }
}
