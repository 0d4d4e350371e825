import Diagnostics
import Testing
import YAML

/// One sample before and after an edit; `after` is nil when the edit must be refused with `refusal`.
struct EditCase: Sendable, CustomTestStringConvertible {
    var name: String
    var before: String
    var path: String
    var value: YAMLNewValue
    var after: String?
    var refusal: YAMLRefusal.Code?
    var file: String
    var dialect: YAMLDialect
    var allowsTypeChange: Bool
    var testDescription: String { name }

    init(
        _ name: String, _ before: String, _ path: String, _ value: YAMLNewValue, _ after: String,
        file: String = "sample.yaml", dialect: YAMLDialect = .helm, allowsTypeChange: Bool = false
    ) {
        self.name = name
        self.before = before
        self.path = path
        self.value = value
        self.after = after
        self.file = file
        self.dialect = dialect
        self.allowsTypeChange = allowsTypeChange
    }

    init(
        _ name: String, _ before: String, _ path: String, _ value: YAMLNewValue, refused: YAMLRefusal.Code,
        file: String = "sample.yaml", dialect: YAMLDialect = .helm
    ) {
        self.init(name, before, path, value, "", file: file, dialect: dialect)
        after = nil
        refusal = refused
    }

    /// Runs `plan` and compares the bytes.
    func check(
        _ plan: (YAMLFile) throws -> YAMLChange, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let parsed = assertParse(before, path: file, sourceLocation: sourceLocation)
        do {
            let change = try plan(parsed)
            let edited = try parsed.verify([change])
            #expect(String(decoding: edited.bytes, as: UTF8.self) == after, sourceLocation: sourceLocation)
            #expect(change.edits.apply(to: parsed.bytes) == edited.bytes, sourceLocation: sourceLocation)
            assertParse(bytes: edited.bytes, path: file, sourceLocation: sourceLocation)
        } catch let error as YAMLRefusal {
            #expect(error.code == refusal, "\(error)", sourceLocation: sourceLocation)
        }
    }
}
