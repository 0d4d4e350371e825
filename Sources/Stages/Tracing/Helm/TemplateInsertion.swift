internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// Finds where an attribute goes that nothing sets, in a chart whose template writes the empty mapping for it itself, as in
/// `resources: {}`.
///
/// The mapping is filled on trial, and everything that the template is rendered for is rendered again.
struct TemplateInsertion {
    let ecosystem: ChartEcosystem
    let evaluation: ChartEvaluation
    let key: Fact.Key

    /// The place, and what else would change.
    struct Found {
        var insertion: Insertion
        var affected: [DecidedAttribute]
        var elsewhere: [DecidedAttribute]
    }

    private var index: RepositoryIndex { ecosystem.index }

    /// The place for the last keys of an attribute in a mapping of a rendered object; nil where no template of this chart
    /// writes it, or not for certain.
    func find(
        _ missing: [String], in mapping: YAMLNodeView, of object: ChartObject, path: [FieldStep]
    ) throws -> Found? {
        let context = evaluation.context
        let home = context.directory.isEmpty ? "templates" : "\(context.directory)/templates"
        guard mapping.kind == .mapping, mapping.entries.isEmpty, !mapping.isShared,
            let sample = ChartInsertion.sample(key.attribute)?(1)
        else { return nil }
        let reader = TokenReader(files: ecosystem.tokenFiles(evaluation), rendered: evaluation.rendered)
        guard case .outside = reader.branch(of: mapping, in: object.text),
            let span = reader.copied(mapping.range.indices, in: object.text),
            RepositoryPath.isInside(span.path, home), let file = try index.store.source(span.path),
            Untouchable.hold(on: file) == nil, try WrittenFiles(index).hold(on: file.path) == nil,
            file.text(span.range).filter({ $0 != " " }) == "{}"
        else { return nil }
        var text = sample
        for key in missing.reversed() { text = "{\(key): \(text)}" }
        var bytes = file.bytes
        bytes.replaceSubrange(span.range.indices, with: Array(text.utf8))
        guard let (own, isSet) = try changes(context, evaluation, [file.path: bytes], sample), isSet else {
            return nil
        }
        var elsewhere: [DecidedAttribute] = []
        for other in try ecosystem.contexts(reading: [file.path]) where other != context {
            guard case .success(let evaluation) = try ecosystem.evaluate(other), evaluation.hold == nil,
                let (rows, _) = try changes(other, evaluation, [file.path: bytes], sample)
            else { return nil }
            elsewhere += rows.map { $0.decidedElsewhere("") }
        }
        return Found(
            insertion: Insertion(
                file: file.path, keyPath: (path + missing.map { .key($0) }).text,
                line: file.lines.position(of: Int(span.range.lower)).line),
            affected: own.filter { $0 != key }.map { $0.decided("", in: key) }, elsewhere: elsewhere)
    }

    /// What else comes to be in a context, and whether the attribute does as it should; nil where something goes or Helm refuses.
    private func changes(
        _ context: ChartContext, _ evaluation: ChartEvaluation, _ replacing: [String: [UInt8]],
        _ sample: String
    ) throws -> (rows: [Fact.Key], isSet: Bool)? {
        let old = ChartTrial.values(evaluation, index.store.limits)
        guard
            let new = try ChartTrial(ecosystem: ecosystem, context: context).values(
                of: evaluation.chart, replacing: replacing), key.lost(from: old, in: new) == nil
        else { return nil }
        return (new.keys.filter { new[$0] != old[$0] }.sorted(), new[key] == [sample])
    }
}
