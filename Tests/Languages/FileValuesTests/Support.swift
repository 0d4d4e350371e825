import Diagnostics
import FileValues
import Testing

/// The text of a value.
func get(_ text: String, _ path: String, in name: String, document: Int? = nil) throws -> String {
    try ValueFile(Array(text.utf8), path: name).value(at: path, document: document).value.text
}

/// The file after setting a value.
func set(
    _ text: String, _ path: String, _ value: String, in name: String, creating: Bool = false,
    document: Int? = nil
) throws -> String {
    let file = try ValueFile(Array(text.utf8), path: name)
    let edited = try file.setting(path, to: value, creating: creating, document: document)
    #expect(edited.edits.apply(to: file.bytes) == edited.bytes, "the edits are what was done")
    return String(decoding: edited.bytes, as: UTF8.self)
}

/// Why something is refused; records an issue where it is not.
func refusal(sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> String) -> ValueRefusal?
{
    do {
        let result = try body()
        Issue.record("not refused: \(result)", sourceLocation: sourceLocation)
        return nil
    } catch let refusal as ValueRefusal {
        return refusal
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
        return nil
    }
}
