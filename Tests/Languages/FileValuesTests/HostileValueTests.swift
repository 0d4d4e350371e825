import Diagnostics
import FileValues
import Testing

/// Files and arguments that nobody means well with: an answer or a refusal, in bounded time.
@Suite("get and set: hostile input")
struct HostileValueTests {
    private static let size = 100_000

    /// Name of the file, its text on one line, and a path into its end.
    static let long: [(String, String, String)] = [
        ("a.tfvars", "x = [" + String(repeating: "1, ", count: size / 3) + "2]\n", "x[-1]"),
        ("a.tfvars", "x = { " + (0..<size / 20).map { "key\($0) = 1, " }.joined() + "end = 2 }\n", "x.end"),
        ("a.tf.json", "{\"x\": [" + String(repeating: "1,", count: size / 2) + "2]}", "x[-1]"),
        ("a.json", "{\"x\": [" + String(repeating: "1,", count: size / 2) + "2]}", "x[-1]"),
        ("a.yaml", "x: [" + String(repeating: "1, ", count: size / 3) + "2]\n", "x[-1]"),
    ]

    @Test("a long line is read and written in time", .timeLimit(.minutes(10)), arguments: 0..<long.count)
    func longLine(index: Int) throws {
        let (name, text, path) = Self.long[index]
        let file = try ValueFile(Array(text.utf8), path: name)
        #expect(try file.value(at: path).value.text == "2")
        let edited = try file.setting(path, to: "345")
        #expect(edited.bytes.count == file.bytes.count + 2)
        #expect(try ValueFile(edited.bytes, path: name).value(at: path).value.text == "345")
    }

    static let deep: [(String, String)] = [
        ("a.tfvars", "x = " + String(repeating: "[", count: 100_000)),
        ("a.tfvars", "x = " + String(repeating: "{a=", count: 100_000)),
        ("a.tf", String(repeating: "a {\n", count: 100_000)),
        ("a.json", String(repeating: "[", count: 100_000)),
        ("a.yaml", String(repeating: "[", count: 100_000)),
        ("a.yaml", String(repeating: "- ", count: 100_000)),
        ("a.tf.json", String(repeating: "{\"a\":", count: 100_000)),
    ]

    @Test(
        "deep nesting ends in a diagnostic with a place", .timeLimit(.minutes(10)), arguments: 0..<deep.count)
    func nesting(index: Int) {
        let (name, text) = Self.deep[index]
        let refusal = refusal { try get(text, "x", in: name) }
        #expect(refusal?.code == .fileHasErrors)
        #expect(refusal?.rendered.hasPrefix("\(name):") == true)
    }

    @Test("a deep value, a long path and a deep path are refused or written, and nothing traps")
    func arguments() throws {
        let nested = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        for name in ["a.tfvars", "a.yaml", "a.json"] {
            let text = name == "a.json" ? "{\"x\": 1}" : name == "a.yaml" ? "x: 1\n" : "x = 1\n"
            #expect(refusal { try set(text, "x", nested, in: name) }?.code == .badValue)
            let path = "x" + String(repeating: ".y", count: 20_000)
            #expect(refusal { try get(text, path, in: name) }?.code == .badPath)
            let long = "z" + String(repeating: ".y", count: 60)
            #expect(refusal { try get(text, long, in: name) }?.code == .notThere)
            let made = try set(text, long, "1", in: name, creating: true)
            #expect(try get(made, long, in: name) == "1")
        }
    }

    @Test("aliases that grow without end are not printed")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let item = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: item, count: 10).joined(separator: ", "))]\n"
        }
        let refusal = refusal { try get(text, "a12", in: "a.yaml") }
        #expect(refusal?.code == .notPossible || refusal?.code == .fileHasErrors)
    }
}
