internal import Diagnostics
internal import HCL

/// Reads and rewrites values of an HCL file without errors.
struct HCLValues: Sendable {
    let file: HCLFile
    let source: SourceFile

    func value(at path: ValuePath) throws(ValueRefusal) -> ValueFile.Found {
        let place = try only(HCLSearch(path, in: file))
        let range = place.range
        let value: DecodedValue
        switch place {
        case .body(let body, _): value = body.described
        case .expression(let view):
            // A list or a map shows what is in it; anything else that must be evaluated is its source.
            let isCollection = view.kind == .object || view.kind == .tuple
            value = isCollection ? view.described : view.decoded ?? .string(view.text)
        case .blocks: value = .null
        }
        return ValueFile.Found(value: value, raw: Array(file.source[range.indices]), range: range)
    }

    /// The one place that a path leads to.
    func only(_ search: HCLSearch) throws(ValueRefusal) -> HCLPlace {
        guard let place = search.found.first else { throw missing(search) }
        guard search.found.count == 1 else { throw ambiguous(search) }
        return place
    }

    func ambiguous(_ search: HCLSearch) -> ValueRefusal {
        let places = search.found
        let hint = search.numbered.map { "; a number tells blocks apart, as in `\($0)`" } ?? ""
        let notes = places.dropFirst().prefix(9).map { Diagnostic.Note("and here", at: file.span($0.shown)) }
        return .one(
            .notUnique, "`\(search.path)` leads to \(places.count) places\(hint)",
            at: file.span(places[0].shown), in: [source], notes: notes)
    }

    /// Says how far the path leads, and what is there.
    func missing(_ search: HCLSearch) -> ValueRefusal {
        guard let end = search.ends.first else {
            return .one(
                .notThere, "`\(search.path)` is not in this file",
                at: SourceSpan(path: file.path, range: ByteRange(0..<0)), in: [])
        }
        let prefix = ValuePath(Array(search.path.steps.prefix(end.taken)))
        let near = nearby(end, search.path)
        var message: String
        if end.taken == search.path.steps.count {
            message = "`\(prefix)` is not a whole block yet; it goes on with \(Self.listed(near.names))"
        } else {
            let missing = ValuePath([search.path.steps[end.taken]])
            let whole = end.taken == 0 ? "the file" : "`\(prefix)`"
            message = "\(whole) \(near.lack) `\(missing)`"
            if !near.names.isEmpty { message += "; it has \(Self.listed(near.names))" }
        }
        var notes: [Diagnostic.Note] = []
        if end.taken < search.path.steps.count, case .name(let name) = search.path.steps[end.taken],
            let guess = Suggestion.nearest(to: name, among: near.names)
        {
            notes.append(Diagnostic.Note("did you mean `\(ValuePath(prefix.steps + [.name(guess)]))`?"))
        }
        return .one(
            .notThere, message, at: file.span(end.taken == 0 ? ByteRange(0..<0) : end.place.shown),
            in: end.taken == 0 ? [] : [source], notes: notes)
    }

    private struct Nearby {
        var lack: String
        var names: [String]
    }

    /// What stands where the path ends.
    private func nearby(_ end: HCLSearch.End, _ path: ValuePath) -> Nearby {
        switch end.place {
        case .body(let body, _):
            return Nearby(lack: "has no", names: body.attributes.map(\.name) + body.blocks.map(\.type))
        case .blocks(_, let labels, let blocks):
            let names = blocks.compactMap { $0.labels.at(labels) }
            return Nearby(lack: names.isEmpty ? "has no" : "has no label", names: names)
        case .expression(let view):
            switch view.kind {
            case .object: return Nearby(lack: "has no", names: view.items.compactMap(\.literalKey))
            case .tuple:
                let count = view.elements.count
                return Nearby(
                    lack: "is a list of \(count) \(count == 1 ? "element" : "elements") and has no", names: []
                )
            default: return Nearby(lack: "is \(Self.noun(view)) and has no", names: [])
            }
        }
    }

    static func listed(_ names: [String]) -> String {
        var unique: [String] = []
        for name in names where !unique.contains(name) { unique.append(name) }
        let shown = unique.prefix(12).joined(separator: ", ")
        return unique.count > 12 ? "\(shown) and \(unique.count - 12) more" : shown
    }

    /// What an expression is, with its article.
    static func noun(_ view: ExpressionView) -> String {
        switch view.kind {
        case .string: "a string"
        case .number: "a number"
        case .bool: "a boolean"
        case .null: "null"
        case .template, .heredoc: "a template"
        case .variable, .traversal: "the reference `\(view.text)`"
        case .call: "a call of \(view.call?.name ?? "a function")"
        case .object: "a map"
        case .tuple: "a list"
        case .forTuple, .forObject: "a `for` expression"
        default: "an expression"
        }
    }
}
