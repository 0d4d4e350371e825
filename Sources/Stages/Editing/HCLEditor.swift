internal import Diagnostics
internal import FileValues
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
        case .append:
            throw Refusal(.unsupported, "\(source.path) gets no items of lists")
        }
    }

    /// `resource.aws_instance.web.root_block_device[0].volume_size`, `module.web.volumes[0].ebs.iops`.
    private func insert(_ keyPath: String, _ value: String, _ reason: String, _ file: HCLFile) throws
        -> [Edit]
    {
        guard let path = try? ValuePath(keyPath), case .name(let name)? = path.steps.last else {
            throw Refusal(.editNotVerified, "`\(keyPath)` names no attribute")
        }
        let places = HCLContainer.found(path.steps.dropLast(), in: file)
        guard places.count == 1, let place = places.first else {
            throw Refusal(.editNotVerified, "`\(keyPath)` is not one place in \(file.path)")
        }
        guard let set = place.value(name) else { return try place.insert(name, literal(value), reason) }
        // What is there as `null` is not set either.
        guard set.kind == .null else { throw Refusal(.editNotVerified, "`\(name)` is set already") }
        return [try set.replaceLiteral(with: literal(value), reason: reason)]
    }

    /// A number where the value is one in canonical form, a boolean, or text.
    private func literal(_ value: String) -> HCLLiteral {
        if value == "true" || value == "false" { return .bool(value == "true") }
        if let number = Int64(value), String(number) == value { return .number(value) }
        return .string(value)
    }
}
