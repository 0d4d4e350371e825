internal import Diagnostics
internal import Model
internal import YAML

/// Edits YAML and JSON: the token of a scalar, or a new key in the style of its siblings.
struct YAMLEditor: FileEditor {
    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal> {
        do {
            return .success(try together(file, operations))
        } catch {
            // Keys that go to the same place must see each other.
            guard operations.count > 1, operations.contains(where: \.isInsertion) else {
                return .failure(refusal(file, error))
            }
            do {
                return .success(try oneByOne(file, operations))
            } catch {
                return .failure(refusal(file, error))
            }
        }
    }

    private func refusal(_ file: SourceFile, _ error: any Error) -> Refusal {
        if let refusal = error as? Refusal { return refusal }
        return Refusal(.editNotVerified, "\(file.path): \((error as? YAMLRefusal)?.reason ?? "\(error)")")
    }

    private func together(_ file: SourceFile, _ operations: [FileOperation]) throws -> FileChange {
        let parsed = YAMLParser.parse(file.bytes, path: file.path)
        let changes = try operations.map { try change($0, parsed, file) }
        let after = try parsed.verify(changes)
        return FileChange(
            path: file.path, before: file.bytes, after: after.bytes, edits: changes.flatMap(\.edits))
    }

    /// Replacements first, all on the file as it is; then each insertion on what came before, from the end of the file.
    private func oneByOne(_ file: SourceFile, _ operations: [FileOperation]) throws -> FileChange {
        let replacements = operations.filter { !$0.isInsertion }
        let insertions = operations.filter(\.isInsertion).sorted { $0.line > $1.line }
        var current = file
        if !replacements.isEmpty {
            current = SourceFile(path: file.path, bytes: try together(file, replacements).after)
        }
        for insertion in insertions {
            current = SourceFile(path: file.path, bytes: try together(current, [insertion]).after)
        }
        let edit = difference(file.bytes, current.bytes, operations.map(\.reason).joined(separator: "; "))
        return FileChange(path: file.path, before: file.bytes, after: current.bytes, edits: [edit])
    }

    /// The smallest single edit between two versions.
    private func difference(_ old: [UInt8], _ new: [UInt8], _ reason: String) -> Edit {
        var start = 0
        while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
        var end = 0
        while end < old.count - start, end < new.count - start,
            old[old.count - 1 - end] == new[new.count - 1 - end]
        {
            end += 1
        }
        return Edit(
            range: ByteRange(start..<(old.count - end)), replacement: Array(new[start..<(new.count - end)]),
            reason: reason)
    }

    private func change(_ operation: FileOperation, _ parsed: YAMLFile, _ file: SourceFile) throws
        -> YAMLChange
    {
        switch operation {
        case .replace(let range, let value, let reason, let isQuantity):
            guard
                let node = parsed.tree.allNodes.first(where: {
                    $0.kind == .scalar && !$0.isKey && $0.tokenRange == range
                })
            else {
                let embedded = try replace(range, inside: parsed, value, isQuantity, reason)
                if let embedded { return embedded }
                throw Refusal(
                    .editNotVerified, "\(file.path) has no value at the bytes \(range.lower)..<\(range.upper)"
                )
            }
            return try parsed.replaceScalar(node, with: value, allowingTypeChange: isQuantity, reason: reason)
        case .insert(let keyPath, let line, let value, let reason):
            let (path, document) = try place(keyPath, line, parsed, file)
            if let (text, rest) = text(on: path, in: parsed, document) {
                return try text.lift([
                    try text.file.insertKey(rest, value: .plain(value), reason: reason)
                ])
            }
            return try parsed.insertKey(path, value: .plain(value), document: document, reason: reason)
        case .append(let list, let line, let item, let reason):
            let (path, document) = try place(list, line, parsed, file)
            let source = try YAMLValueSource(item, format: .yaml, name: file.path)
            if let (text, rest) = text(on: path, in: parsed, document), rest.steps.isEmpty,
                let root = text.file.documents.first?.root
            {
                return try text.lift([try text.file.appendItem(to: root, source, reason: reason)])
            }
            if let node = node(at: path, in: parsed, document) {
                guard !node.isShared else {
                    throw Refusal(.shared, "`\(list)` of \(file.path) is used twice")
                }
                return try parsed.appendItem(to: node, source, reason: reason)
            }
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            let whole = lines.enumerated().map { index, line in
                index == 0 ? "- \(line)" : line.isEmpty ? "" : "  \(line)"
            }
            let value = try YAMLValueSource(
                whole.joined(separator: "\n"), format: .yaml, name: file.path)
            return try parsed.insertKey(path, value: .value(value), document: document, reason: reason)
        }
    }

    private func place(_ keyPath: String, _ line: Int, _ parsed: YAMLFile, _ file: SourceFile) throws -> (
        path: YAMLPath, document: Int
    ) {
        guard let path = YAMLPath(keyPath) else {
            throw Refusal(.editNotVerified, "`\(keyPath)` is no path")
        }
        guard
            let document = parsed.documents.lastIndex(where: {
                file.lines.position(of: Int($0.range.lower)).line <= line
            })
        else { throw Refusal(.editNotVerified, "\(file.path) has no document at line \(line)") }
        return (path, document)
    }

    private func next(_ step: YAMLPath.Step, in view: YAMLNodeView) -> YAMLNodeView? {
        switch step {
        case .key(let key): view.ownEntry(key)?.value
        case .index(let index): view.items.indices.contains(index) ? view.items[index] : nil
        case .item(let key, let value): view.items.first { $0[key]?.scalar?.text == value }
        }
    }

    private func node(at path: YAMLPath, in parsed: YAMLFile, _ document: Int) -> YAMLNodeView? {
        var view = parsed.documents[document].root
        for step in path.steps { view = view.flatMap { next(step, in: $0) } }
        return view
    }

    /// The document in a text that a path leads into, such as a patch under `patch: |`, and the rest of the path in there.
    private func text(on path: YAMLPath, in parsed: YAMLFile, _ document: Int) -> (
        text: YAMLEmbedded, rest: YAMLPath
    )? {
        var view = parsed.documents[document].root
        for (depth, step) in (path.steps.map(Optional.some) + [nil]).enumerated() {
            guard let node = view else { return nil }
            if node.kind == .scalar {
                guard node.style != .plain, !node.isShared, let text = YAMLEmbedded(in: node, of: parsed),
                    !text.file.hasErrors, text.file.documents.count == 1
                else { return nil }
                return (text, YAMLPath(Array(path.steps.dropFirst(depth))))
            }
            view = step.flatMap { next($0, in: node) }
        }
        return nil
    }

    /// The change of a value in a document that stands in a text, such as a patch under `patch: |`; nil where there is none.
    private func replace(
        _ range: ByteRange, inside parsed: YAMLFile, _ value: String, _ isQuantity: Bool, _ reason: String
    ) throws -> YAMLChange? {
        for text in parsed.tree.allNodes
        where text.kind == .scalar && !text.isKey && text.tokenRange.contains(range) {
            guard let embedded = YAMLEmbedded(in: text, of: parsed), !embedded.file.hasErrors,
                let node = embedded.file.tree.allNodes.first(where: {
                    $0.kind == .scalar && !$0.isKey && embedded.outerRange(of: $0.tokenRange) == range
                })
            else { continue }
            let change = try embedded.file.replaceScalar(
                node, with: value, allowingTypeChange: isQuantity, reason: reason)
            return try embedded.lift([change])
        }
        return nil
    }
}

extension FileOperation {
    var isInsertion: Bool {
        switch self {
        case .replace: false
        case .insert, .append: true
        }
    }

    var line: Int {
        switch self {
        case .replace: 0
        case .insert(_, let line, _, _), .append(_, let line, _, _): line
        }
    }

    var reason: String {
        switch self {
        case .replace(_, _, let reason, _), .insert(_, _, _, let reason), .append(_, _, _, let reason):
            reason
        }
    }
}
