import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("expressions of the JSON syntax")
struct JSONSyntaxTests {
    static let names = #""k": "b", "n": 3, "o": {"a": 1, "b": [2, "x"]}"#

    static let values = [
        #""plain""#, #""${local.n}""#, #""${local.n + 1}""#, #""n=${local.n}""#, #""${local.o.b[1]}""#, "5",
        "1.50", "true",
        "null", "[1, \"a\", null]", #"{"x": "${local.k}", "y": {"z": [true]}}"#, #"{"${local.k}": 1}"#,
        #"{"a${local.n}": 1}"#,
        #""$${x} %%{y}""#, #""a\nb\t\"q\" \\ \u00e9""#, #""%{ if local.n > 2 }yes%{ else }no%{ endif }""#,
        #""%{ for x in local.o.b ~} ${x} %{~ endfor }""#, #""${[for x in [1, 2] : x * 2]}""#,
        #""${upper(\"a\")}""#, #""${\"nested ${local.k}\"}""#, #""""#, #""${jsonencode({a = \"b\"})}""#,
        "123456789012345678901234567890",
        "1e3", #""${local.o[\"b\"]}""#, #""  ${~ local.k ~}  ""#, #"[]"#, #"{}"#,
        #""line1\nline2 ${local.k}\n""#,
        #""${local.missing}""#, #""${1 +}""#, #""é${local.k}""#, "-0", "-5", #""${true ? \"a\" : 1}""#,
    ]

    @Test(
        "the tool agrees", .enabled(if: Shell.has("terraform"), "terraform is not installed"))
    func agrees() throws {
        let valid = Self.values.filter { $0 != #""${local.missing}""# && $0 != #""${1 +}""# }
        let locals = valid.enumerated().map { "\"x\($0.offset)\": \($0.element)" }.joined(separator: ", ")
        let answers = try TerraformConsole.ask(
            valid.indices.map { "local.x\($0)" },
            files: ["main.tf.json": "{\"locals\": {\(Self.names), \(locals)}}"])
        for (value, answer) in zip(valid, answers) {
            let mine = evaluate(file: "{\(Self.names), \"result\": \(value)}", path: "main.tf.json")
            #expect(mine.json == answer, "\(value): \(mine.diagnostics)")
        }
    }

    @Test(
        "what is wrong in a string is a diagnostic at the string",
        arguments: [#""${local.missing}""#, #""${1 +}""#])
    func wrong(value: String) {
        let answer = evaluate(file: "{\(Self.names), \"result\": \(value)}", path: "main.tf.json")
        #expect(answer.value.firstUnknown != nil)
        #expect(!answer.diagnostics.isEmpty)
    }
}
