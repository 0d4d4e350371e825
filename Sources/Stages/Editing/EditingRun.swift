internal import Diagnostics
internal import Model
internal import Ports
internal import Settings
internal import Tracing

/// One plan on its way to bytes.
struct EditingRun {
    let plan: Plan
    let tree: any SourceTree
    let settings: RepositorySettings
    let before: TracingStage

    /// A change with the row that it must change.
    private struct Intent {
        var change: PlannedChange
        var trace: Trace
        var key: Fact.Key
    }

    /// The files and every attribute that changed.
    ///
    /// - Throws: ``Refusal`` for a hold, `Failure` when the tree cannot be read.
    func verified() throws -> ([FileChange], [DecidedAttribute]) {
        let intents = try plan.changes.map(intent)
        let operations = try operations(intents)
        var files: [FileChange] = []
        for path in operations.keys.sorted() {
            let file = try editable(path)
            guard let editor = FileEditors.editor(for: file) else {
                throw Refusal(.unsupported, "files like \(file.path) are not edited")
            }
            files.append(try editor.edit(file, operations[path] ?? []).get())
        }
        return (files, try evaluated(files, intents))
    }

    // MARK: Before

    /// Traces the target again: a plan is only carried out on what it was made for.
    private func intent(_ change: PlannedChange) throws -> Intent {
        let answer = try before.answer(change.target)
        if case .held(let hold) = answer.trace.status { throw Refusal(hold.reason, hold.detail) }
        if let hold = answer.ineffective { throw Refusal(hold.reason, hold.detail) }
        guard answer.trace.status == change.trace.status, let key = answer.key else {
            throw Refusal(
                .editNotVerified, "\(change.target.display) is decided elsewhere than the plan says")
        }
        if let value = answer.trace.value, value != change.before {
            throw Refusal(
                .editNotVerified,
                "\(change.target.display) reads `\(value)`, the plan says `\(change.before)`")
        }
        return Intent(change: change, trace: answer.trace, key: key)
    }

    private func operations(_ intents: [Intent]) throws -> [String: [FileOperation]] {
        var result: [String: [FileOperation]] = [:]
        var tokens: [Origin: String] = [:]
        for intent in intents {
            let change = intent.change
            let reason =
                "\(change.target.attribute) \(change.before.isEmpty ? "unset" : change.before) → \(change.after)"
            if let override = override(intent, among: intents) {
                result[override.file, default: []].append(try override.operation(change.after, reason))
                continue
            }
            switch intent.trace.status {
            case .literal(let origin), .shared(let origin):
                if let other = tokens[origin] {
                    guard other == change.after else {
                        throw Refusal(
                            .shared,
                            "the token at \(origin.location) cannot be `\(other)` and `\(change.after)`")
                    }
                    continue
                }
                tokens[origin] = change.after
                result[origin.file, default: []].append(
                    .replace(origin.range, with: change.after, reason: reason, isQuantity: isQuantity(change))
                )
            case .absent(let insertion):
                result[insertion.file, default: []].append(try insertion.operation(change.after, reason))
            case .held(let hold): throw Refusal(hold.reason, hold.detail)
            }
        }
        return result
    }

    /// Quantities may be written as a number or as text: `cpu: 1` may become `800m`.
    private func isQuantity(_ change: PlannedChange) -> Bool {
        guard case .kubernetes = change.target.address else { return false }
        return change.target.attribute.contains("resources.") && Quantity(change.after) != nil
    }

    private func editable(_ path: String) throws -> SourceFile {
        switch try EditablePaths(tree: tree, settings: settings).file(path) {
        case .done(let file): return file
        case .held(let hold): throw Refusal(hold.reason, hold.detail)
        case .failed(let failure): throw failure
        }
    }

    // MARK: After

    /// Every attribute that changed, when these are exactly the intended ones and each reads as planned.
    private func evaluated(_ files: [FileChange], _ intents: [Intent]) throws -> [DecidedAttribute] {
        let paths = Set(files.map(\.path))
        let replaced = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.after) })
        let after = before.over(OverlayTree(base: tree, replaced: replaced), changed: paths)
        for intent in intents {
            let answer = try after.answer(intent.change.target)
            guard answer.trace.value == intent.change.after, answer.key == intent.key else {
                let value = answer.trace.value.map { "`\($0)`" } ?? "not known"
                // What is written over it may be written over again, by whatever shares the token.
                throw Refusal(
                    override(intent, among: intents) == nil ? .editNotVerified : .shared,
                    "after the edit \(intent.change.target.display) would be \(value), not `\(intent.change.after)`"
                )
            }
        }
        let changed = FactDifference.between(
            try before.facts(reading: paths), try after.facts(reading: paths))
        let intended = Set(intents.map(\.key))
        let surplus = changed.filter { !intended.contains($0.key) }
        if let first = surplus.first {
            let rest = surplus.count > 1 ? " and \(surplus.count - 1) more" : ""
            let announced = intents.contains {
                !$0.trace.alsoDecides.isEmpty || !$0.trace.alsoAffects.isEmpty || !$0.trace.elsewhere.isEmpty
            }
            throw Refusal(
                announced ? .shared : .editNotVerified,
                "the edit would also change \(name(first.key))\(rest)")
        }
        guard Set(changed.map(\.key)) == intended else {
            throw Refusal(.editNotVerified, "the edit would not change everything that is planned")
        }
        // What cannot be seen by evaluating again, because it is reached by another path, is in the trace.
        for intent in intents where !intent.trace.elsewhere.isEmpty && override(intent, among: intents) == nil
        {
            let missing = intent.trace.elsewhere.filter { row in !intended.contains { matches($0, row) } }
            if let row = missing.first {
                throw Refusal(
                    .shared, "the token also decides \(row.resource) \(row.attribute) of \(row.root ?? "")")
            }
        }
        return changed.map { fact in fact.row }
    }

    /// Where the value is written over a token that decides more than is planned; nil where the token itself is changed.
    private func override(_ intent: Intent, among intents: [Intent]) -> Insertion? {
        guard let override = intent.trace.override, intent.trace.origin != nil else { return nil }
        let rows = intent.trace.alsoDecides + intent.trace.alsoAffects + intent.trace.elsewhere
        let isShared = rows.contains { row in
            var row = row
            // Rows of the trace's own root leave out what is equal to it.
            row.root = row.root ?? intent.key.root
            row.namespace = row.namespace ?? intent.key.namespace
            return !intents.contains { matches($0.key, row) }
        }
        return isShared ? override : nil
    }

    private func matches(_ key: Fact.Key, _ row: DecidedAttribute) -> Bool {
        key.root == row.root && key.environment == row.environment && key.resource == row.resource
            && key.attribute == row.attribute && key.namespace == row.namespace
    }

    private func name(_ key: Fact.Key) -> String {
        let place = key.environment.map { "\(key.root) (\($0))" } ?? key.root
        return "\(key.resource) \(key.attribute) of \(place)"
    }
}

/// Which attributes differ between two evaluations.
enum FactDifference {
    /// The facts that changed, came or went, as they are after the change, in order.
    static func between(_ before: [Fact], _ after: [Fact]) -> [Fact] {
        var old: [Fact.Key: [UInt64]] = [:]
        for fact in before { old[fact.key, default: []].append(fact.fingerprint) }
        var new: [Fact.Key: [Fact]] = [:]
        for fact in after { new[fact.key, default: []].append(fact) }
        var changed: [Fact] = []
        for (key, facts) in new where old[key] != facts.map(\.fingerprint) { changed += facts.prefix(1) }
        for key in old.keys where new[key] == nil { changed.append(Fact(key: key)) }
        return changed.sorted { $0.key < $1.key }
    }
}

extension Fact {
    /// The row of the report.
    var row: DecidedAttribute {
        DecidedAttribute(
            root: key.root, environment: key.environment, release: key.release, namespace: key.namespace,
            resource: key.resource, attribute: key.attribute, value: value ?? "")
    }
}
