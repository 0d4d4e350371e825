internal import Diagnostics
internal import Model

/// What is to be done in one file.
enum FileOperation {
    /// The token at a range gets another value.
    case replace(ByteRange, with: String, reason: String, isQuantity: Bool)
    /// A key that is not there gets a value.
    case insert(keyPath: String, line: Int, value: String, reason: String)
}

/// Turns operations on one file into edits that keep everything else as it is.
///
/// An editor knows one language and proves by parsing again that nothing else changed.
protocol FileEditor {
    /// The file after all operations, with the edits that lead there, or why it cannot be done.
    func edit(_ file: SourceFile, _ operations: [FileOperation]) -> Result<FileChange, Refusal>
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
