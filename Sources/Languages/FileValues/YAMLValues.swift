internal import Diagnostics
internal import HCL
internal import YAML

/// Reads and rewrites values of a YAML or JSON file without errors.
struct YAMLValues: Sendable {
    let file: YAMLFile
    let source: SourceFile

    private var isJSON: Bool { file.format == .json }

    func value(at path: ValuePath, document: Int?) throws(ValueRefusal) -> ValueFile.Found {
        let search = try self.search(path, document)
        if search.found.isEmpty, let inner = inner(search) {
            let found = try inner.values.value(at: inner.path, document: nil)
            return ValueFile.Found(
                value: found.value, raw: found.raw, range: inner.embedded.outerRange(of: found.range))
        }
        let view = try only(search).view
        var budget = 2_000_000
        guard let value = view.decoded(isJSON: isJSON, budget: &budget) else {
            throw refused(path, "read", "aliases make it too large to print; --raw shows its source")
        }
        let range = view.tokenRange
        return ValueFile.Found(value: value, raw: Array(file.bytes[range.indices]), range: range)
    }

    private func search(_ path: ValuePath, _ document: Int?) throws(ValueRefusal) -> YAMLSearch {
        if let document, !file.documents.indices.contains(document) {
            let count = file.documents.count
            throw .one(
                .notThere,
                "the file has no document \(document); it has \(count), counted from 0",
                at: span(ByteRange(0..<0)), in: [])
        }
        return YAMLSearch(path, in: file, document: document)
    }

    // MARK: Documents inside block scalars

    private struct Inner {
        var embedded: YAMLEmbedded
        var values: YAMLValues
        var path: ValuePath
    }

    /// The document in the block scalar at which a path stops, and the rest of the path.
    private func inner(_ search: YAMLSearch) -> Inner? {
        guard search.ends.count == 1, let end = search.ends.first, let scalar = end.view.scalar,
            scalar.style == .literal || scalar.style == .folded,
            let embedded = YAMLEmbedded(in: end.view, of: file), !embedded.file.hasErrors,
            embedded.file.documents.count == 1, let root = embedded.file.documents.first?.root,
            root.kind == .mapping || root.kind == .sequence
        else { return nil }
        let source = SourceFile(path: file.path, bytes: embedded.file.bytes)
        return Inner(
            embedded: embedded, values: YAMLValues(file: embedded.file, source: source),
            path: ValuePath(Array(search.path.steps[end.taken...])))
    }

    // MARK: Messages

    private func only(_ search: YAMLSearch) throws(ValueRefusal) -> YAMLSearch.Place {
        guard let place = search.found.first else { throw missing(search) }
        guard search.found.count == 1 else { throw ambiguous(search, search.found, "leads to") }
        return place
    }

    private func ambiguous(_ search: YAMLSearch, _ places: [YAMLSearch.Place], _ verb: String) -> ValueRefusal
    {
        let documents = Set(places.map(\.document)).sorted()
        let hint =
            documents.count > 1
            ? "; --document chooses one of \(documents.prefix(12).map(String.init).joined(separator: ", "))"
            : ""
        let notes = places.dropFirst().prefix(9).map { Diagnostic.Note("and here", at: span(shown($0.view))) }
        return .one(
            .notUnique, "`\(search.path)` \(verb) \(places.count) places\(hint)",
            at: span(shown(places[0].view)), in: [source], notes: notes)
    }

    /// The first line of a node.
    private func shown(_ view: YAMLNodeView) -> ByteRange {
        let range = view.range
        let text = file.bytes[range.indices]
        let end = text.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? range.indices.upperBound
        return ByteRange(range.indices.lowerBound..<end)
    }

    private func missing(_ search: YAMLSearch) -> ValueRefusal {
        guard let end = search.ends.first, search.path.steps.indices.contains(end.taken) else {
            return .one(.notThere, "the file is empty", at: span(ByteRange(0..<0)), in: [])
        }
        let prefix = ValuePath(Array(search.path.steps.prefix(end.taken)))
        let step = search.path.steps[end.taken]
        var names: [String] = []
        var lack = "has no"
        switch end.view.kind {
        case .mapping:
            names = end.view.entries.filter { !$0.isMerge }.compactMap { $0.key.resolved.scalar?.text }
        case .sequence:
            let count = end.view.items.count
            lack = "is a list of \(count) \(count == 1 ? "item" : "items") and has no"
            if case .item(let key, _) = step {
                names = end.view.items.compactMap { $0.resolved[key]?.scalar?.text }
                    .map { ValuePath([.item(key: key, value: $0)]).description }
            }
        case .scalar: lack = "is \(end.view.tokenRange.isEmpty ? "nothing" : "a single value") and has no"
        case .alias: break
        }
        let subject = end.taken == 0 ? "the file" : "`\(prefix)`"
        var message = "\(subject) \(lack) `\(ValuePath([step]))`"
        if !names.isEmpty { message += "; it has \(HCLValues.listed(names))" }
        var notes: [Diagnostic.Note] = []
        if case .name(let name) = step, let guess = Suggestion.nearest(to: name, among: names) {
            notes.append(Diagnostic.Note("did you mean `\(ValuePath(prefix.steps + [.name(guess)]))`?"))
        }
        let place = end.taken == 0 ? ByteRange(0..<0) : shown(end.view)
        return .one(.notThere, message, at: span(place), in: end.taken == 0 ? [] : [source], notes: notes)
    }

    private func refused(_ path: ValuePath, _ verb: String, _ why: String, at range: ByteRange? = nil)
        -> ValueRefusal
    {
        .one(
            .notPossible, "`\(path)` cannot be \(verb): \(why)", at: span(range ?? ByteRange(0..<0)),
            in: range == nil ? [] : [source])
    }

    private func span(_ range: ByteRange) -> SourceSpan { SourceSpan(path: file.path, range: range) }
}

// MARK: - Writing

extension YAMLValues {
    func setting(_ path: ValuePath, to value: String, creating: Bool, document: Int?) throws(ValueRefusal)
        -> ValueFile.Edited
    {
        let new = try newValue(value)
        var notes: [String] = []
        let change = try change(path, new, value, creating, document, &notes)
        do throws(YAMLRefusal) {
            let after = try file.verify([change])
            return ValueFile.Edited(bytes: after.bytes, edits: change.edits, notes: notes)
        } catch {
            throw refused(path, "set", error.reason)
        }
    }

    private func newValue(_ value: String) throws(ValueRefusal) -> YAMLValueSource {
        let argument = SourceFile(path: "VALUE", bytes: Array(value.utf8))
        if isJSON {
            do throws(ExpressionSource.Invalid) {
                _ = try ExpressionSource(value, in: .json, name: "VALUE")
            } catch {
                let refusal = ValueRefusal(.badValue, error.diagnostics, [argument])
                let isText = !value.isEmpty && !value.contains { "\"{}[]\n".contains($0) }
                throw isText ? refusal.adding(note: "a string is written in quotes: '\"\(value)\"'") : refusal
            }
        }
        do throws(YAMLValueSource.Invalid) {
            return try YAMLValueSource(value, format: file.format, name: "VALUE")
        } catch {
            throw ValueRefusal(.badValue, error.diagnostics, [argument])
        }
    }

    private func change(
        _ path: ValuePath, _ new: YAMLValueSource, _ value: String, _ creating: Bool, _ document: Int?,
        _ notes: inout [String]
    ) throws(ValueRefusal) -> YAMLChange {
        let search = try search(path, document)
        if search.found.isEmpty {
            if let inner = inner(search) {
                let change = try inner.values.change(inner.path, new, value, creating, nil, &notes)
                do throws(YAMLRefusal) { return try inner.embedded.lift([change]) } catch {
                    throw refused(path, "set", error.reason)
                }
            }
            guard creating else { throw missing(search).adding(note: "--create makes it") }
            return try creation(search, new, document)
        }
        let place = try only(search)
        if let passage = place.passages.last {
            let written = place.view.path
            if place.isMerged, creating { return try creation(search, new, place.document) }
            let hint = place.isMerged ? "; --create gives this place a value of its own" : ""
            throw refused(
                path, "set", "it is written at `\(written)`, and others use that too\(hint)",
                at: shown(passage))
        }
        if let user = place.view.kind == .alias ? nil : place.view.users.first {
            let line = source.lines.position(of: Int(user.range.lower)).line
            notes.append("`\(user.path)` in line \(line) is an alias of it and changes too")
        }
        if let note = typeNote(path, place.view, new, value) { notes.append(note) }
        do throws(YAMLRefusal) {
            return try replacement(place.view, new, reason: "set \(path)")
        } catch {
            throw refused(path, "set", error.reason, at: shown(place.view))
        }
    }

    /// A plain string takes the manner of what is there; everything else is written as it was given.
    private func replacement(_ view: YAMLNodeView, _ new: YAMLValueSource, reason: String)
        throws(YAMLRefusal) -> YAMLChange
    {
        let isBlockScalar = view.style == .literal || view.style == .folded
        if let text = new.plainString ?? (isBlockScalar ? new.scalarText : nil), view.scalar != nil,
            isBlockScalar ? text.hasSuffix("\n") : view.style != .plain,
            let change = try? file.replaceScalar(view, with: text, allowingTypeChange: true, reason: reason)
        {
            return change
        }
        do throws(YAMLRefusal) {
            return try file.replaceValue(view, with: new, reason: reason)
        } catch {
            // A string that needs quotes where it goes: inside brackets, say.
            guard let text = new.plainString, view.scalar != nil,
                let change = try? file.replaceScalar(
                    view, with: text, allowingTypeChange: true, reason: reason)
            else { throw error }
            return change
        }
    }

    /// What to say when a string is no string any more.
    private func typeNote(_ path: ValuePath, _ old: YAMLNodeView, _ new: YAMLValueSource, _ value: String)
        -> String?
    {
        guard let was = old.resolved.scalar, let now = new.view.scalar, now.style == .plain,
            new.plainString == nil, !isJSON, !was.isAbsent,
            YAMLDialect.allCases.allSatisfy({ was.value(in: $0).family == .string })
        else { return nil }
        let families = Set(YAMLDialect.allCases.map { now.value(in: $0).family })
        let kind =
            families.count > 1
            ? "is a string to some readers only"
            : families == [.number]
                ? "is a number now" : families == [.bool] ? "is a boolean now" : "is null now"
        return "`\(path)` was a string and \(kind); a string is written '\"\(value)\"'"
    }

    // MARK: New keys and items

    private func creation(_ search: YAMLSearch, _ new: YAMLValueSource, _ document: Int?) throws(ValueRefusal)
        -> YAMLChange
    {
        let path = search.path
        guard search.ends.count < 2 else { throw ambiguous(search, search.ends, "could be made in") }
        let end = search.ends.first
        let reason = "set \(path)"
        do throws(YAMLRefusal) {
            if let end, case .index(let number) = path.steps[end.taken], end.view.kind == .sequence,
                number == end.view.items.count
            {
                guard end.passages.isEmpty else {
                    throw YAMLRefusal(refusing: .shared, "the list is an alias")
                }
                let names = try names(path.steps[(end.taken + 1)...])
                return try file.appendItem(to: end.view, wrapped(new, names, in: end.view), reason: reason)
            }
            let steps = end?.taken ?? 0
            _ = try names(path.steps[(search.found.isEmpty ? steps : path.steps.count - 1)...])
            let value: YAMLNewValue = new.plainString.map { .plain($0) } ?? .value(new)
            return try file.insertKey(
                yamlPath(path, in: end?.document ?? document), value: value,
                document: end?.document ?? document ?? 0, reason: reason)
        } catch {
            throw refused(path, "made", error.reason, at: end.map { shown($0.view) })
        }
    }

    private func names(_ steps: ArraySlice<ValuePath.Step>) throws(YAMLRefusal) -> [String] {
        var names: [String] = []
        for step in steps {
            guard case .name(let name) = step else {
                throw YAMLRefusal(
                    refusing: .notThere, "`\(ValuePath([step]))` is not there, and only keys can be made")
            }
            names.append(name)
        }
        return names
    }

    /// The same steps, with numbers that count from the start.
    private func yamlPath(_ path: ValuePath, in document: Int?) -> YAMLPath {
        var view = file.documents.at(document ?? 0)?.root
        var steps: [YAMLPath.Step] = []
        for step in path.steps {
            switch step {
            case .name(let name):
                steps.append(.key(name))
                view = view?.resolved[name]
            case .index(let number):
                let count = view?.resolved.items.count ?? 0
                let index = number < 0 ? count + number : number
                steps.append(.index(index))
                view = view?[index]
            case .item(let key, let value):
                steps.append(.item(key: key, value: value))
                view = view?.resolved.items.first { $0.resolved[key]?.scalar?.text == value }
            }
        }
        return YAMLPath(steps)
    }

    /// The value below keys, as an item of a list.
    private func wrapped(_ new: YAMLValueSource, _ names: [String], in list: YAMLNodeView) throws(YAMLRefusal)
        -> YAMLValueSource
    {
        guard !names.isEmpty else { return new }
        var text = ""
        if list.style == .flow || isJSON {
            text = names.reversed().reduce(new.text) { "{\(DecodedValue.string($1).json): \($0)}" }
        } else {
            for (depth, name) in names.enumerated() {
                let blanks = String(repeating: "  ", count: depth)
                let isLast = depth + 1 == names.count
                let simple = name.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D
                        || byte == 0x5F
                }
                let key =
                    simple && name.utf8.first.map { $0 > 0x40 } == true
                    ? name : DecodedValue.string(name).json
                text += "\(blanks)\(key):" + (isLast ? "" : "\n")
                guard isLast else { continue }
                let inner = new.isBlock && new.style == .block ? "\n" + blanks + "  " : " "
                text += inner + new.text.replacing("\n", with: "\n" + blanks + "  ")
            }
        }
        do throws(YAMLValueSource.Invalid) {
            return try YAMLValueSource(text, format: file.format, name: "VALUE")
        } catch {
            throw YAMLRefusal(refusing: .notRepresentable, "the item cannot be written")
        }
    }
}
