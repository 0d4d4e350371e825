internal import Diagnostics
internal import Model

/// What is to be done in one file.
enum FileOperation {
    /// The token at a range gets another value.
    case replace(ByteRange, with: String, reason: String, isQuantity: Bool)
    /// A key that is not there gets a value.
    case insert(keyPath: String, line: Int, value: String, reason: String)
    /// A list gets one more item, whose YAML is given; a list that is not there is made.
    case append(list: String, line: Int, item: String, reason: String)
}

/// Turns operations on one file into edits that keep everything else as it is.
///
/// An editor knows one language and proves by parsing again that nothing else changed.
protocol FileEditor {
    /// The file after all operations, with the edits that lead there, or why it cannot be done.
    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal>
}

extension Insertion {
    /// What writes the value there.
    ///
    /// - Throws: ``Refusal`` for a value that cannot stand in an item as it is.
    func operation(_ value: String, _ reason: String) throws -> FileOperation {
        guard let item else { return .insert(keyPath: keyPath, line: line, value: value, reason: reason) }
        guard PlainWord.isWord(value.utf8) else {
            throw Refusal(.unsupported, "`\(value)` is no plain word, and stands in a patch there")
        }
        return .append(
            list: keyPath, line: line, item: item.replacing(Insertion.placeholder, with: value),
            reason: reason)
    }
}

/// A hold on its way out of an editor.
struct Refusal: Error {
    let hold: Hold
    init(_ reason: HoldReason, _ detail: String) { hold = Hold(reason, detail) }
}

/// Chooses the editor by the file's name, and by whether it is a Go template first.
enum FileEditors {
    static func editor(for file: SourceFile) -> (any FileEditor)? {
        let path = file.path
        for suffix in [".tf", ".tofu", ".tfvars", ".hcl", ".tf.json", ".tfvars.json"]
        where path.hasSuffix(suffix) {
            return HCLEditor()
        }
        for suffix in [".yaml", ".yml", ".json", ".tpl", ".gotmpl"] where path.hasSuffix(suffix) {
            return GoTemplateEditor.concerns(file) ? GoTemplateEditor() : YAMLEditor()
        }
        if path.hasSuffix(".tftpl") { return TemplateEditor() }
        return nil
    }
}
