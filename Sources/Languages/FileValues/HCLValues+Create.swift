internal import Diagnostics
internal import HCL

extension HCLValues {
    /// Makes what a path names and the file does not have, in the manner of what is there.
    func creation(_ search: HCLSearch, _ new: ExpressionSource, _ value: String) throws(ValueRefusal)
        -> ValueFile.Edited
    {
        guard let end = search.ends.first else { throw missing(search) }
        guard search.ends.count == 1 else { throw severalPlaces(search) }
        let rest = search.path.steps[end.taken...]
        let edits: [Edit]
        do throws(HCLEditError) {
            edits = try insertion(end, rest, search.path, new)
        } catch {
            throw refused(search.path, error.description)
        }
        return try finish(edits, at: search.path, new, [])
    }

    private func severalPlaces(_ search: HCLSearch) -> ValueRefusal {
        let places = search.ends.map(\.place)
        let hint = search.numbered.map { "; a number tells blocks apart, as in `\($0)`" } ?? ""
        let notes = places.dropFirst().prefix(9).map { Diagnostic.Note("or here", at: file.span($0.shown)) }
        return .one(
            .notUnique,
            "`\(search.path)` could be made in \(places.count) places\(hint)",
            at: file.span(places[0].shown), in: [source], notes: notes)
    }

    private func insertion(
        _ end: HCLSearch.End, _ rest: ArraySlice<ValuePath.Step>, _ path: ValuePath, _ new: ExpressionSource
    ) throws(HCLEditError) -> [Edit] {
        let reason = "set \(path)"
        switch end.place {
        case .body(let body, _):
            let steps = try NewSteps(rest)
            let item = try item(steps, below: types(of: path, taken: end.taken), new)
            switch item {
            case .attribute(let name, let value):
                return try body.insertAttribute(name: name, value: value, reason: reason)
            case .block(let type, let labels, let items):
                return try body.insertBlock(type: type, labels: labels, items: items, reason: reason)
            }
        case .blocks(let type, let labels, let blocks):
            return try another(type, labels, blocks, rest, path, new)
        case .expression(let view):
            if view.kind == .tuple, case .index(let number)? = rest.first, number == view.elements.count {
                let inner = try NewSteps(rest.dropFirst(), mayBeEmpty: true)
                let element = wrapped(new, in: inner.names, like: view)
                return try view.insertElement(.source(element), reason: reason)
            }
            let steps = try NewSteps(rest)
            guard view.kind == .object else {
                throw .init(
                    refusing: "`\(ValuePath(Array(path.steps.prefix(end.taken))))` is \(Self.noun(view)), "
                        + "in which nothing can be put")
            }
            let source = wrapped(new, in: steps.names.dropFirst(), like: view)
            return try view.insertItem(key: steps.names[0], value: .source(source), reason: reason)
        }
    }

    /// A block of a type that is there, with other labels.
    private func another(
        _ type: String, _ labels: Int, _ blocks: [BlockView], _ rest: ArraySlice<ValuePath.Step>,
        _ path: ValuePath, _ new: ExpressionSource
    ) throws(HCLEditError) -> [Edit] {
        let total = Set(blocks.map(\.labels.count))
        guard let count = total.first, total.count == 1, let sample = blocks.first else {
            throw .init(refusing: "blocks of the type `\(type)` have different numbers of labels")
        }
        guard let parent = body(around: sample, file.body) else {
            throw .init(refusing: "the block has no place")
        }
        if case .index(let number)? = rest.first {
            guard number == blocks.count, count == labels else {
                throw .init(
                    refusing: "there is no block `[\(number)]`; the next new one is `[\(blocks.count)]`")
            }
            let steps = try NewSteps(rest.dropFirst())
            let item = try item(steps, below: types(of: path, taken: path.steps.count - rest.count), new)
            return try parent.insertBlock(
                type: type, labels: sample.labels, items: [item], reason: "set \(path)")
        }
        let steps = try NewSteps(rest)
        guard steps.names.count > count - labels else {
            throw .init(refusing: "a block `\(type)` has \(count) labels, and then the name of an argument")
        }
        let known = Array(sample.labels.prefix(labels))
        let inner = steps.dropping(count - labels)
        let outer = types(of: path, taken: path.steps.count - rest.count - labels - 1)
        let item = try item(inner, below: outer + [type], new)
        return try parent.insertBlock(
            type: type, labels: known + steps.names.prefix(count - labels), items: [item],
            reason: "set \(path)")
    }

    /// The item that holds the value at `steps`, with whatever blocks and maps lie between.
    private func item(_ steps: NewSteps, below types: [String], _ new: ExpressionSource)
        throws(HCLEditError) -> HCLNewItem
    {
        let name = steps.names[0]
        guard steps.names.count > 1 || steps.isBlock[0] else { return .attribute(name, .source(text(new))) }
        let known =
            HCLShapes.evidence(of: name, in: file.body)
            ?? HCLShapes.shape(of: name, below: types, in: file.path)
        switch steps.isBlock[0] ? .block(labels: 0) : known {
        case .attribute:
            return .attribute(name, .source(wrapped(new, in: steps.names.dropFirst(), like: nil)))
        case .block(let labels):
            guard steps.names.count > labels + 1 else {
                throw .init(
                    refusing: "a block `\(name)` has \(labels) labels, and then the name of an argument")
            }
            let inner = try item(steps.dropping(labels + 1), below: types + [name], new)
            return .block(name, labels: Array(steps.names.dropFirst().prefix(labels)), [inner])
        case nil:
            throw .init(
                refusing: "`\(name)` could be a block or a map; write `\(name)[0]` for a block, "
                    + "or set `\(name)` itself to a map")
        }
    }

    private func text(_ new: ExpressionSource) -> String { String(decoding: new.bytes, as: UTF8.self) }

    /// The value in maps inside one another: on one line where the maps around are, else on lines of their own.
    private func wrapped(
        _ new: ExpressionSource, in names: some Collection<String>, like view: ExpressionView?
    )
        -> String
    {
        let isJSON = file.tree.syntax == .json
        let inLine =
            view.map { $0.isOnOneLine && !$0.expressionsAreEmpty && !new.bytes.contains(0x0A) } ?? false
        return names.reversed().reduce(text(new)) { value, name in
            let key: String
            if isJSON {
                key = DecodedValue.string(name).json + ": "
            } else {
                key = (HCLName.isValid(name) ? name : "\"\(HCLName.quotedInside(name))\"") + " = "
            }
            if inLine { return isJSON ? "{\(key)\(value)}" : "{ \(key)\(value) }" }
            let inner = try? ExpressionSource(value, in: file.tree.syntax, name: "VALUE")
                .bytes(indentation: [0x20, 0x20], lineEnd: [0x0A])
            return "{\n  \(key)\(inner.map { String(decoding: $0, as: UTF8.self) } ?? value)\n}"
        }
    }

    /// The types of the blocks that the first steps of a path lead through.
    private func types(of path: ValuePath, taken: Int) -> [String] {
        var types: [String] = []
        var body = file.body
        var index = 0
        while index < taken, case .name(let name) = path.steps[index] {
            guard let block = body.blocks(name).first(where: { matches($0, path, index + 1, taken) }) else {
                break
            }
            types.append(name)
            index += 1
            if index < taken, case .index = path.steps[index] {
                index += 1
            } else {
                index += block.labels.count
            }
            if index < taken, case .index = path.steps[index] { index += 1 }
            body = block.body
        }
        return types
    }

    private func matches(_ block: BlockView, _ path: ValuePath, _ start: Int, _ taken: Int) -> Bool {
        if start < taken, case .index = path.steps[start] { return true }
        return block.labels.enumerated().allSatisfy { offset, label in
            start + offset >= taken || path.steps[start + offset] == .name(label)
        }
    }

    /// The body that a block stands in.
    private func body(around block: BlockView, _ body: BodyView) -> BodyView? {
        for candidate in body.blocks {
            if candidate.id == block.id { return body }
            if candidate.range.contains(block.range) { return self.body(around: block, candidate.body) }
        }
        return nil
    }
}

/// Steps that are to be made: names, some of them followed by `[0]`, which makes them blocks.
private struct NewSteps {
    var names: [String] = []
    var isBlock: [Bool] = []

    init(_ steps: ArraySlice<ValuePath.Step>, mayBeEmpty: Bool = false) throws(HCLEditError) {
        for step in steps {
            switch step {
            case .name(let name):
                names.append(name)
                isBlock.append(false)
            case .index(0) where !isBlock.isEmpty && isBlock.last == false: isBlock[isBlock.count - 1] = true
            case .index, .item:
                throw .init(refusing: "`\(ValuePath([step]))` is not there, and only names can be made")
            }
        }
        guard !names.isEmpty || mayBeEmpty else { throw .init(refusing: "the path names nothing to be made") }
    }

    func dropping(_ count: Int) -> NewSteps {
        var rest = self
        rest.names.removeFirst(count)
        rest.isBlock.removeFirst(count)
        return rest
    }
}

extension ExpressionView {
    /// True when the whole expression stands on one line.
    fileprivate var isOnOneLine: Bool { !bytes.contains(0x0A) }
    fileprivate var expressionsAreEmpty: Bool { items.isEmpty && elements.isEmpty }
}
