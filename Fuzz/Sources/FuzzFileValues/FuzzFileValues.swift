import Diagnostics
import FileValues

/// Whatever the bytes are: reading a value never traps, and a value that is set is done by edits, is there afterwards, and
/// changes nothing when it is set a second time.
///
/// The input is a byte that chooses the language, then path, value and file with a zero byte between them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = input.first else { return 0 }
    let parts = input.dropFirst().split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return 0 }
    let names = ["fuzz.tf", "fuzz.tfvars", "fuzz.tf.json", "fuzz.yaml", "fuzz.json", "fuzz.hcl"]
    let name = names[Int(first & 0x7F) % names.count]
    let path = String(decoding: parts[0], as: UTF8.self)
    let value = String(decoding: parts[1], as: UTF8.self)
    check(Array(parts[2]), name, path, value, creating: first >= 0x80)
    return 0
}

private func check(_ bytes: [UInt8], _ name: String, _ path: String, _ value: String, creating: Bool) {
    guard let file = try? ValueFile(bytes, path: name) else { return }
    if let found = try? file.value(at: path) {
        precondition(
            found.raw == Array(bytes[found.range.indices]) || name == "fuzz.yaml", "raw is not the source")
        _ = found.value.text
    }
    guard let edited = try? file.setting(path, to: value, creating: creating) else { return }
    precondition(edited.edits.apply(to: bytes) == edited.bytes, "the edits are not what was done")
    guard let after = try? ValueFile(edited.bytes, path: name) else {
        preconditionFailure("the edited file has errors")
    }
    // A tag over a tag is refused.
    guard !value.unicodeScalars.contains("!"), !value.unicodeScalars.contains("&") else { return }
    // An appended item is at its place now, so the same path means it.
    guard let again = try? after.setting(path, to: value) else {
        preconditionFailure("what was set cannot be set again")
    }
    precondition(again.bytes == edited.bytes, "setting it twice changes more")
}
