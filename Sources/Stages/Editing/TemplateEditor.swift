internal import Diagnostics
internal import Model

/// Edits template files of Terraform: a word of the text that the template has as it stands.
///
/// What the file becomes is nobody's language before it is rendered, so only words go in for words: nothing that a template,
/// JSON or YAML could read as its own. That the result reads as planned is proven where all edits are, by evaluating again.
struct TemplateEditor: FileEditor {
    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal> {
        var edits: [Edit] = []
        for operation in operations {
            guard case .replace(let range, let value, let reason, _) = operation else {
                return .failure(
                    Refusal(.unsupported, "\(file.path) is a template; nothing is inserted into it"))
            }
            switch PlainWord.edit(range, in: file, with: value, reason: reason) {
            case .success(let edit): edits.append(edit)
            case .failure(let refusal): return .failure(refusal)
            }
        }
        guard let bytes = edits.apply(to: file.bytes) else {
            return .failure(Refusal(.editNotVerified, "edits of \(file.path) overlap"))
        }
        return .success(FileChange(path: file.path, before: file.bytes, after: bytes, edits: edits))
    }
}

/// A word inside a longer text: of a template, or of a document that stands in a string.
enum PlainWord {
    /// The edit that puts a word in the place of another, quotes around it left where they are.
    static func edit(_ range: ByteRange, in file: SourceFile, with value: String, reason: String) -> Result<
        Edit, Refusal
    > {
        guard range.indices.upperBound <= file.bytes.count, let word = word(file.bytes[range.indices]) else {
            return .failure(
                Refusal(
                    .editNotVerified,
                    "\(file.path) has no plain word at the bytes \(range.lower)..<\(range.upper)"))
        }
        guard isWord(value.utf8) else {
            return .failure(
                Refusal(.unsupported, "`\(value)` is no plain word, and \(file.path) is a template there"))
        }
        return .success(Edit(range: word, replacement: Array(value.utf8), reason: reason))
    }

    /// The word without its quotes; nil for anything else.
    private static func word(_ bytes: ArraySlice<UInt8>) -> ByteRange? {
        let quote = UInt8(ascii: "\"")
        var inner = bytes
        if inner.count > 2, inner.first == quote, inner.last == quote { inner = inner.dropFirst().dropLast() }
        return isWord(inner) ? ByteRange(inner.startIndex..<inner.endIndex) : nil
    }

    /// `m5.large`, `512`, `db.t4g.medium`: nothing that ends or begins anything in a template, JSON or YAML.
    static func isWord(_ bytes: some Collection<UInt8>) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
                || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        }
        guard let first = bytes.first, isAlphanumeric(first) else { return false }
        return bytes.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "_")
        }
    }
}
