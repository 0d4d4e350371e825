import Diagnostics
import HCL
import HCLEvaluation
import Provenance
import Testing

@Suite("types of variables")
struct TypeConstraintTests {
    static let cases: [(type: String, value: String, json: String?)] = [
        ("string", "5", "\"5\""), ("number", "\"5\"", "5"), ("bool", "\"true\"", "true"),
        ("any", "[1, \"a\"]", "[1,\"a\"]"),
        ("list(string)", "[1, true]", "[\"1\",\"true\"]"),
        ("set(string)", "[\"b\", \"a\", \"b\"]", "[\"a\",\"b\"]"),
        ("map(number)", "{ a = \"1\" }", "{\"a\":1}"),
        ("tuple([string, number])", "[1, \"2\"]", "[\"1\",2]"),
        ("object({ a = string })", "{ a = 1, extra = 2 }", "{\"a\":\"1\"}"),
        ("object({ a = optional(number, 3) })", "{}", "{\"a\":3}"),
        ("object({ a = optional(number) })", "{}", "{\"a\":null}"),
        ("object({ a = optional(number, 3) })", "{ a = null }", "{\"a\":3}"),
        (
            "map(object({ size = optional(string, \"s\"), n = optional(object({ k = optional(number, 1) }), {}) }))",
            "{ x = { size = \"l\" }, y = {} }",
            "{\"x\":{\"n\":{\"k\":1},\"size\":\"l\"},\"y\":{\"n\":{\"k\":1},\"size\":\"s\"}}"
        ),
        ("list(any)", "[1, \"a\"]", "[\"1\",\"a\"]"), ("number", "\"x\"", nil),
        ("list(string)", "\"x\"", nil), ("object({ a = string })", "{}", nil), ("map(string)", "[1]", nil),
    ]

    @Test("a value is converted to the type of its variable", arguments: cases)
    func converts(sample: (type: String, value: String, json: String?)) throws {
        let file = HCLParser.parse(
            Array("type = \(sample.type)\nvalue = \(sample.value)\n".utf8), path: "v.tf")
        let type = try #require(file.body.attribute("type").flatMap { TypeConstraint($0.expression) })
        let expression = try #require(file.body.attribute("value")?.expression)
        let evaluator = Evaluator()
        let value = evaluator.evaluate(expression, path: "v.tf", scope: ModuleScope())
        let converted = evaluator.convert(value, to: type, path: "v.tf", at: file.span(expression.range))
        #expect(Evaluated(value: converted, diagnostics: evaluator.diagnostics).json == sample.json)
    }

    @Test("a default of an optional attribute is its token")
    func fallback() throws {
        let source = "type = object({ size = optional(string, \"m5.large\") })\nvalue = {}\n"
        let file = HCLParser.parse(Array(source.utf8), path: "v.tf")
        let type = try #require(file.body.attribute("type").flatMap { TypeConstraint($0.expression) })
        let expression = try #require(file.body.attribute("value")?.expression)
        let evaluator = Evaluator()
        let value = evaluator.evaluate(expression, path: "v.tf", scope: ModuleScope())
        let converted = evaluator.convert(value, to: type, path: "v.tf", at: file.span(expression.range))
        let token = try #require(converted.member("size")?.origins.identity)
        #expect(ProvenanceTests.text(token, source) == "\"m5.large\"")
    }

    @Test("JSON syntax: strings are templates, and wrapped expressions keep their type")
    func json() {
        #expect(
            evaluate(
                file: #"{"a": "x", "result": ["${local.a}-1", "${1 + 1}", "plain", 3, null]}"#,
                path: "main.tf.json"
            ).json == #"["x-1",2,"plain",3,null]"#)
    }
}
