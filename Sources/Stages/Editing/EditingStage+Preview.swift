internal import Diagnostics
public import Model
public import Ports
public import Settings
public import Tracing

extension EditingStage {
    /// What another value of the token would change in every root that reads its file.
    ///
    /// Every attribute is evaluated before and after; nothing is granted by it.
    ///
    /// - Parameters:
    ///   - answer: the trace of the attribute; one that is held has nothing to change.
    ///   - value: the value in place of the present one, decoded.
    ///   - tree: what `tracing` looks at.
    ///   - settings: paths that are never edited.
    ///   - tracing: a stage over `tree`.
    ///   - ask: asks the same question of the stage over the changed files.
    /// - Returns: the rows, the asked one first; a hold for what is not edited.
    /// - Throws: what reading the tree throws.
    public func preview(
        _ answer: TraceAnswer, to value: String, tree: any SourceTree, settings: RepositorySettings,
        tracing: TracingStage, ask: (TracingStage) throws -> TraceAnswer
    ) throws -> Outcome<[ChangedAttribute]> {
        let trace = answer.trace
        let operation: FileOperation
        let path: String
        switch trace.status {
        case .held(let hold): return .held(hold)
        case .literal(let origin), .shared(let origin):
            path = origin.file
            operation = .replace(
                origin.range, with: value, reason: "preview", isQuantity: Quantity(value) != nil)
        case .absent(let insertion):
            path = insertion.file
            do {
                operation = try insertion.operation(value, "preview")
            } catch let refusal as Refusal {
                return .held(refusal.hold)
            }
        }
        let file: SourceFile
        switch try EditablePaths(tree: tree, settings: settings).file(path) {
        case .done(let found): file = found
        case .held(let hold): return .held(hold)
        case .failed(let failure): return .failed(failure)
        }
        guard let editor = FileEditors.editor(for: file) else {
            return .held(Hold(.unsupported, "files like \(file.path) are not edited"))
        }
        switch editor.edit(file, [operation]) {
        case .failure(let refusal): return .held(refusal.hold)
        case .success(let change):
            let overlay = OverlayTree(base: tree, replaced: [change.path: change.after])
            let after = tracing.over(overlay, changed: [change.path])
            return .done(try rows(answer, tracing, after, file: change.path, asked: try ask(after)))
        }
    }

    private func rows(
        _ answer: TraceAnswer, _ before: TracingStage, _ after: TracingStage, file: String, asked: TraceAnswer
    ) throws -> [ChangedAttribute] {
        let old = try before.facts(reading: [file])
        let new = try after.facts(reading: [file])
        let changed = FactDifference.between(old, new).map(\.key)
        let (was, becomes) = (Dictionary(old), Dictionary(new))
        var rows = changed.map { key in
            ChangedAttribute(
                root: key.root, environment: key.environment, release: key.release, namespace: key.namespace,
                resource: key.resource, attribute: key.attribute, before: was[key]?.shown,
                after: becomes[key]?.shown)
        }
        // A root that is asked about in a way that nobody deploys it, such as with a variable file, has no facts.
        guard let key = answer.key else { return rows }
        let own = ChangedAttribute(
            root: key.root, environment: key.environment, release: key.release, namespace: key.namespace,
            resource: key.resource, attribute: key.attribute, before: answer.trace.value,
            after: asked.trace.value)
        rows.removeAll { $0.place == own.place }
        return [own] + rows
    }
}

extension ChangedAttribute {
    fileprivate var place: [String?] { [root, environment, release, namespace, resource, attribute] }
}

extension Fact {
    /// The value as it may be printed.
    fileprivate var shown: String? { isSensitive ? "(sensitive)" : value }
}

extension [Fact.Key: Fact] {
    /// Facts by their keys; of several with one key the first.
    fileprivate init(_ facts: [Fact]) { self.init(facts.map { ($0.key, $0) }) { first, _ in first } }
}
