internal import Diagnostics
internal import GoTemplate
internal import Model
internal import YAML

/// Edits files that are Go templates first and YAML second: a literal of the text, one inside of an action, or a new key in the text.
///
/// The template is parsed before and after; all of it but the literal, or the text around the key, must be the same nodes with the same text. What the file then
/// renders is proven where all edits are, by evaluating again.
struct GoTemplateEditor: FileEditor {
    /// Whether the file cannot be read as YAML because it is a template.
    static func concerns(_ file: SourceFile) -> Bool {
        if [".tpl", ".gotmpl"].contains(where: file.path.hasSuffix) { return true }
        guard zip(file.bytes, file.bytes.dropFirst()).contains(where: { $0 == 0x7B && $1 == 0x7B }) else {
            return false
        }
        return YAMLParser.parse(file.bytes, path: file.path).hasErrors
    }

    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal> {
        do {
            guard let before = TemplatedYAML.parse(file.bytes, path: file.path) else {
                throw Refusal(.unparsable, "\(file.path) is no template that can be read")
            }
            let edits = try operations.map { try edit($0, file, before) }
            guard let bytes = edits.apply(to: file.bytes) else {
                throw Refusal(.editNotVerified, "edits of \(file.path) overlap")
            }
            guard let after = TemplatedYAML.parse(bytes, path: file.path),
                GoTemplateEditor.isSame(before, after, file.bytes, bytes, edits)
            else {
                throw Refusal(.editNotVerified, "the edit would change more of \(file.path) than is planned")
            }
            return .success(FileChange(path: file.path, before: file.bytes, after: bytes, edits: edits))
        } catch let refusal as Refusal {
            return .failure(refusal)
        } catch {
            return .failure(Refusal(.editNotVerified, "\(file.path): \(error)"))
        }
    }

    private func edit(_ operation: FileOperation, _ file: SourceFile, _ tree: GoTree) throws -> Edit {
        switch operation {
        case .replace(let range, let value, let reason, let isQuantity):
            try check(value)
            return try replace(range, value, isQuantity, reason, file, tree)
        case .insert(let keyPath, let line, let value, let reason):
            try check(value)
            return try insert(keyPath, line, value, reason, file)
        case .append:
            throw Refusal(.unsupported, "\(file.path) is a template, whose lists get no items")
        }
    }

    private func check(_ value: String) throws {
        guard !value.contains("{{"), !value.contains("}}"), !value.contains(where: \.isNewline) else {
            throw Refusal(.unsupported, "`\(value)` cannot stand in a template")
        }
    }

    /// A key behind its siblings, where no branch has a say.
    private func insert(_ keyPath: String, _ line: Int, _ value: String, _ reason: String, _ file: SourceFile)
        throws -> Edit
    {
        guard let path = YAMLPath(keyPath) else {
            throw Refusal(.editNotVerified, "`\(keyPath)` is no path")
        }
        guard let text = TemplatedYAML(file.bytes, path: file.path) else {
            throw Refusal(.unsupported, "\(file.path) is a template, and its plain text is no YAML")
        }
        do {
            return try text.insertion(of: path, value: .plain(value), line: line, reason: reason)
        } catch {
            throw Refusal(.unsupported, "\(file.path): \(error.reason)")
        }
    }

    private func replace(
        _ range: ByteRange, _ value: String, _ isQuantity: Bool, _ reason: String, _ file: SourceFile,
        _ tree: GoTree
    ) throws -> Edit {
        for node in tree.nodes where node.range.contains(range) {
            switch node.form {
            case .text:
                let token = try scalar(file.bytes[range.indices], value, isQuantity, file)
                return Edit(range: range, replacement: Array(token.utf8), reason: reason)
            case .string, .int, .float, .bool:
                guard node.range == range else { continue }
                let token = try literal(node.form, file.bytes[range.indices], value, isQuantity, file)
                return Edit(range: range, replacement: Array(token.utf8), reason: reason)
            default: continue
            }
        }
        throw Refusal(
            .editNotVerified, "\(file.path) has no literal at the bytes \(range.lower)..<\(range.upper)")
    }

    /// A scalar of the text in the manner of the old one.
    private func scalar(
        _ old: ArraySlice<UInt8>, _ value: String, _ isQuantity: Bool, _ file: SourceFile
    ) throws -> String {
        let source = Array("k: ".utf8) + old
        let line = YAMLParser.parse(source, path: file.path)
        guard !line.hasErrors, let node = line.documents.first?.root?["k"], node.scalar != nil,
            Int(node.tokenRange.upper) == source.count
        else { throw Refusal(.unsupported, "\(file.path) has no scalar there that stands by itself") }
        let change: YAMLChange
        do {
            change = try line.replaceScalar(node, with: value, allowingTypeChange: isQuantity, reason: "")
        } catch {
            throw Refusal(.unsupported, "\(file.path): \(error.reason)")
        }
        guard let bytes = change.edits.apply(to: source) else {
            throw Refusal(.editNotVerified, "\(file.path) has no scalar there that stands by itself")
        }
        let token = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        let isQuoted = token.hasPrefix("\"") || token.hasPrefix("'")
        // Around it may be anything, a flow mapping too.
        guard isQuoted || token.allSatisfy({ $0.isLetter || $0.isNumber || "._-+/:@%".contains($0) }) else {
            throw Refusal(.unsupported, "`\(value)` is no plain word, and \(file.path) is a template")
        }
        return token
    }

    /// A literal of an action in the manner of the old one.
    private func literal(
        _ form: GoForm, _ old: ArraySlice<UInt8>, _ value: String, _ isQuantity: Bool, _ file: SourceFile
    ) throws -> String {
        let isPlain = value.allSatisfy { $0 != "\"" && $0 != "\\" && $0 != "`" && !$0.isNewline }
        guard isPlain else { throw Refusal(.unsupported, "`\(value)` cannot stand in a template's text") }
        switch form {
        case .string:
            let quote = old.first == UInt8(ascii: "`") ? "`" : "\""
            return quote + value + quote
        case .int where Int64(value) != nil && !value.hasPrefix("+"): return value
        case .float
        where Double(value)?.isFinite == true && value.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }:
            return value
        case .bool where value == "true" || value == "false": return value
        case .int, .float:
            guard isQuantity else {
                throw Refusal(.unsupported, "`\(value)` is no number, and \(file.path) has one there")
            }
            return "\"\(value)\""
        default: throw Refusal(.unsupported, "`\(value)` is of another kind than what \(file.path) has there")
        }
    }

    // MARK: Proof

    /// The same nodes in the same places with the same text, but for the literals.
    private static func isSame(
        _ a: GoTree, _ b: GoTree, _ before: [UInt8], _ after: [UInt8], _ edits: [Edit]
    ) -> Bool {
        guard a.nodes.count == b.nodes.count, a.roots == b.roots else { return false }
        if edits.contains(where: \.range.isEmpty) { return isSameButText(a, b, before, after, edits) }
        func moved(_ offset: UInt32, isEnd: Bool) -> Int {
            edits.reduce(Int(offset)) { place, edit in
                let isBefore = isEnd ? edit.range.upper <= offset : edit.range.lower < offset
                return isBefore ? place + edit.replacement.count - edit.range.indices.count : place
            }
        }
        for (x, y) in zip(a.nodes, b.nodes) {
            guard Int(y.range.lower) == moved(x.range.lower, isEnd: false),
                Int(y.range.upper) == moved(x.range.upper, isEnd: true)
            else { return false }
            let isEdited = edits.contains { $0.range.lower < x.range.upper && x.range.lower < $0.range.upper }
            guard !isEdited else { continue }
            guard x.form == y.form, before[x.range.indices] == after[y.range.indices] else { return false }
        }
        return true
    }

    /// The same actions in the same order; of the texts between them those that a key is put into may be longer.
    ///
    /// Blanks at the ends of a text belong to it or not by what the actions around it trim.
    private static func isSameButText(
        _ a: GoTree, _ b: GoTree, _ before: [UInt8], _ after: [UInt8], _ edits: [Edit]
    ) -> Bool {
        func words(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            bytes.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
        }
        var added = 0
        var grown = 0
        for (x, y) in zip(a.nodes, b.nodes) {
            switch (x.form, y.form) {
            case (.text, .text):
                let was = words(before[x.range.indices])
                let now = words(after[y.range.indices])
                guard was != now else { continue }
                grown += 1
                added += now.count - was.count
            case (.list(let x), .list(let y)): guard x == y else { return false }
            default:
                guard x.form == y.form, before[x.range.indices] == after[y.range.indices] else {
                    return false
                }
            }
        }
        let planned = edits.reduce(0) { sum, edit in
            sum + words(edit.replacement).count - words(before[edit.range.indices]).count
        }
        return grown <= edits.count && added == planned
    }
}
