import Diagnostics
import Settings
import TestSupport
import Testing
import YAML

/// Decodes marked samples and compares diagnostics by place.
enum Decoding {
    static func node(_ file: SourceFile) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        YAMLConfiguration.decode(file)
    }

    static func category(_ text: String, path: String = ".trimtab/policies/x.yaml") -> (
        Category?, [Diagnostic]
    ) {
        let file = SourceFile(path: path, bytes: Array(text.utf8))
        let (node, diagnostics) = YAMLConfiguration.decode(file)
        guard let node else { return (nil, diagnostics) }
        let decoded = CategoryDecoder.decode(node, of: file)
        return (decoded.value, diagnostics + decoded.diagnostics)
    }

    static func repository(_ text: String) -> (RepositorySettings?, [Diagnostic]) {
        let file = SourceFile(path: ".trimtab.yml", bytes: Array(text.utf8))
        let (node, diagnostics) = YAMLConfiguration.decode(file)
        guard let node else { return (nil, diagnostics) }
        let decoded = RepositorySettingsDecoder.decode(node, of: file)
        return (decoded.value, diagnostics + decoded.diagnostics)
    }

    static func operatorFile(_ text: String) -> (OperatorSettings?, [Diagnostic]) {
        let file = SourceFile(path: "operator.yml", bytes: Array(text.utf8))
        let (node, diagnostics) = YAMLConfiguration.decode(file)
        guard let node else { return (nil, diagnostics) }
        let decoded = OperatorSettingsDecoder.decode(node, of: file)
        return (decoded.value, diagnostics + decoded.diagnostics)
    }

    /// A wrong line with `1️⃣` before the culprit, what it is called, and words of its message.
    struct Fault: CustomTestStringConvertible {
        let line: String
        let id: DiagnosticID
        let words: String
        var testDescription: String { line }

        init(_ line: String, _ id: DiagnosticID, _ words: String) {
            self.line = line
            self.id = id
            self.words = words
        }
    }

    /// Expects exactly one error, at the mark.
    static func expect(
        _ fault: Fault, in marked: MarkedText, _ result: (isNil: Bool, diagnostics: [Diagnostic]),
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        #expect(result.isNil, "a broken file grants nothing", sourceLocation: sourceLocation)
        let found = result.diagnostics.map { "\($0.id.rawValue)@\($0.subject.range.lower)" }
        #expect(found == ["\(fault.id.rawValue)@\(marked.offset("1️⃣"))"], sourceLocation: sourceLocation)
        #expect(
            result.diagnostics.allSatisfy { $0.message.contains(fault.words) },
            "\(result.diagnostics.map(\.message))", sourceLocation: sourceLocation)
    }
}
