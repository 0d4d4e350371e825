internal import Diagnostics
internal import HCL
internal import Model

/// Edits Terraform files: the token, and where the file was in canonical format the blanks that keep it so.
struct HCLEditor: FileEditor {
    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal> {
        let before = HCLParser.parseAny(file.bytes, path: file.path)
        do {
            var edits: [Edit] = []
            for operation in operations { edits += try plan(operation, before, file) }
            let plan = try FmtLayout.keepingClean(edits, in: before)
            guard let bytes = plan.edits.apply(to: file.bytes) else {
                return .failure(Refusal(.editNotVerified, "edits of \(file.path) overlap"))
            }
            let after = HCLParser.parseAny(bytes, path: file.path)
            guard after.diagnostics.count <= before.diagnostics.count else {
                let message = after.diagnostics.last?.message ?? ""
                return .failure(
                    Refusal(.editNotVerified, "\(file.path) would not parse as before: \(message)"))
            }
            guard TreeComparison(before.tree, after.tree, edits: plan.edits).unexpected.isEmpty else {
                return .failure(
                    Refusal(.editNotVerified, "the edit would change other tokens of \(file.path)"))
            }
            return .success(FileChange(path: file.path, before: file.bytes, after: bytes, edits: plan.edits))
        } catch let refusal as Refusal {
            return .failure(refusal)
        } catch let error as HCLEditError {
            let reason: HoldReason = error.code == .layoutConflict ? .formatConflict : .editNotVerified
            return .failure(Refusal(reason, "\(file.path): \(error.description)"))
        } catch {
            return .failure(Refusal(.editNotVerified, "\(file.path): \(error)"))
        }
    }

    private func plan(_ operation: FileOperation, _ file: HCLFile, _ source: SourceFile) throws -> [Edit] {
        switch operation {
        case .replace(let range, let value, let reason, _):
            let nodes = file.tree.path(to: Int(range.lower)).map { ExpressionView(tree: file.tree, id: $0) }
            guard let token = nodes.first(where: { $0.range == range && $0.literal != nil }) else {
                // A part of a heredoc or of a text, such as JSON in it.
                let parts: [HCLNodeKind] = [.templateLiteral, .string, .jsonString]
                if let part = file.tree.path(to: Int(range.lower)).last,
                    parts.contains(file.tree[part].kind), file.tree.textRange(of: part).contains(range)
                {
                    return [try PlainWord.edit(range, in: source, with: value, reason: reason).get()]
                }
                throw Refusal(
                    .editNotVerified,
                    "\(file.path) has no literal at the bytes \(range.lower)..<\(range.upper)")
            }
            return [try token.replaceLiteral(with: .string(value), reason: reason)]
        case .insert(let keyPath, _, let value, let reason):
            return try insert(keyPath, value, reason, file)
        }
    }

    /// `resource.aws_instance.web.root_block_device[0].volume_size`.
    private func insert(_ keyPath: String, _ value: String, _ reason: String, _ file: HCLFile) throws
        -> [Edit]
    {
        var parts = keyPath.split(separator: ".").map(String.init)[...]
        guard let name = parts.popLast() else {
            throw Refusal(.editNotVerified, "`\(keyPath)` names no attribute")
        }
        // A variable file has no blocks.
        guard let type = parts.popFirst() else { return try insert(name, value, into: file.body, reason) }
        var blocks = file.body.blocks(type)
        if let block = blocks.first(where: { parts.starts(with: $0.labels) }) {
            blocks = blocks.filter { $0.labels == block.labels }
            parts = parts.dropFirst(block.labels.count)
        }
        guard blocks.count == 1, var body = blocks.first?.body else {
            throw Refusal(.editNotVerified, "`\(keyPath)` is not one place in \(file.path)")
        }
        for part in parts {
            let pieces = part.split(separator: "[")
            guard pieces.count == 2, let number = Int(pieces[1].dropLast()) else {
                throw Refusal(.editNotVerified, "`\(part)` of `\(keyPath)` is no block")
            }
            let nested = body.blocks(String(pieces[0]))
            guard nested.indices.contains(number) else {
                throw Refusal(.editNotVerified, "\(file.path) has no `\(part)` of `\(keyPath)`")
            }
            body = nested[number].body
        }
        return try insert(name, value, into: body, reason)
    }

    /// An attribute that is there as `null` is not set either.
    private func insert(
        _ name: String, _ value: String, into body: BodyView, _ reason: String
    ) throws -> [Edit] {
        guard let attribute = body.attribute(name) else {
            return try body.insertAttribute(name: name, value: literal(value), reason: reason)
        }
        guard attribute.expression.kind == .null else {
            throw Refusal(.editNotVerified, "`\(name)` is set already")
        }
        return [try attribute.expression.replaceLiteral(with: literal(value), reason: reason)]
    }

    /// A number where the value is one in canonical form, a boolean, or text.
    private func literal(_ value: String) -> HCLLiteral {
        if value == "true" || value == "false" { return .bool(value == "true") }
        if let number = Int64(value), String(number) == value { return .number(value) }
        return .string(value)
    }
}
