import Diagnostics
import HCL
import HCLEvaluation
import Provenance
import Testing

@Suite("what is not known, and bounds")
struct UnknownTests {
    private func withData(_ source: String) -> Evaluated {
        evaluate(file: source + "\n") { scope in
            scope.define(
                "data", "ami", Value(.unknown(Unknown(.dataSource, "data.ami is read from the cloud"))))
            scope.define(
                "local", "secret",
                {
                    var value = Value(.string(Text("s"))); value.isSensitive = true; return value
                }())
        }
    }

    @Test(
        "an unknown part makes the whole unknown for its reason",
        arguments: [
            "data.ami.id", "\"x-${data.ami.id}\"", "data.ami.id + 1", "data.ami.id == 1", "!data.ami.x",
            "data.ami.x ? 1 : 2", "data.ami[0]",
            "[for x in data.ami : x]", "upper(data.ami.id)", "jsonencode({ a = data.ami })", "data.ami[*].id",
            "{ a = 1 }[data.ami.id]",
            "join(\",\", [\"a\", data.ami.id])", "try(data.ami.id, 1)", "coalesce(data.ami.id, \"a\")",
            "toset([data.ami.id])", "flatten([1, data.ami])",
            "{ for x in [1] : data.ami.id => x }", "can(data.ami.id)",
        ])
    func propagates(expression: String) {
        let answer = withData("result = \(expression)")
        #expect(answer.value.unknown?.reason == .dataSource, "\(answer)")
        #expect(answer.diagnostics.isEmpty)
    }

    @Test(
        "what is beside something unknown stays known",
        arguments: [
            ("{ a = data.ami.id, b = 2 }.b", "2"), ("[data.ami.id, 3][1]", "3"),
            ("merge({ a = data.ami.id }, { b = 4 }).b", "4"),
            ("length([data.ami.id, 1])", "2"), ("false && data.ami.x", "false"),
            ("data.ami.x || true", "true"), ("keys({ a = data.ami.id })[0]", "\"a\""),
            ("concat([data.ami.id], [5])[1]", "5"),
            ("{ for k, v in { a = data.ami.id, b = 6 } : k => v }.b", "6"), ("true ? 7 : data.ami.id", "7"),
        ])
    func goesAround(sample: (String, String)) {
        let answer = withData("result = \(sample.0)")
        #expect(answer.json == sample.1, "\(sample.0): \(answer)")
    }

    @Test(
        "functions without an answer in the files name themselves",
        arguments: [
            "timestamp()", "plantimestamp()", "uuid()", "bcrypt(\"a\")", "base64gzip(\"a\")",
            "rsadecrypt(\"a\", \"b\")", "pow(2.5, 3.5)", "abspath(\"a\")",
            "provider::aws::arn_parse(\"a\")",
        ])
    func refused(expression: String) {
        let answer = evaluate(expression)
        #expect(answer.value.unknown != nil && answer.diagnostics.isEmpty, "\(answer)")
        #expect(answer.value.unknown?.detail.contains("()") == true)
    }

    @Test(
        "errors are diagnostics at their place, and the value is unknown",
        arguments: [
            ("{ a = 1 }.b", "b"), ("nothing.here", "nothing.here"), ("nofunction(1)", "nofunction"),
            ("1 + \"x\"", "\"x\""), ("[1][3]", "3"), ("upper()", "upper()"),
            ("true ? 1 : true", "true ? 1 : true"),
        ])
    func errors(sample: (String, String)) throws {
        let source = "result = \(sample.0)\n"
        let answer = evaluate(file: source)
        let diagnostic = try #require(answer.diagnostics.first)
        #expect(ProvenanceTests.text(diagnostic.subject, source) == sample.1)
        #expect(answer.value.firstUnknown != nil)
    }

    @Test("a cycle is reported, not followed")
    func cycle() {
        let answer = evaluate(file: "a = local.b\nb = local.a\nresult = local.a\n")
        #expect(answer.value.unknown?.reason == .cycle)
        #expect(answer.diagnostics.map(\.id.rawValue) == ["hcl-reference-cycle"])
    }

    @Test(
        "sensitivity follows the value",
        arguments: [
            "local.secret", "\"a${local.secret}\"", "upper(local.secret)", "jsonencode([local.secret])",
            "local.secret == \"s\"", "local.secret == \"s\" ? 1 : 2", "split(\",\", local.secret)",
            "[for x in [local.secret] : x][0]",
        ])
    func sensitive(expression: String) {
        #expect(withData("result = \(expression)").value.isSensitive)
    }

    @Test("sensitivity stays where it is")
    func notSensitive() {
        #expect(!withData("result = { a = local.secret, b = 1 }.b").value.isSensitive)
    }

    @Test("work, size and depth are bounded")
    func limits() {
        let laughs = (1...30).map { "l\($0) = \"${local.l\($0 - 1)}${local.l\($0 - 1)}\"\n" }.joined()
        let billion = evaluate(
            file: "l0 = \"ha\"\n" + laughs + "result = local.l30\n",
            limits: EvaluationLimits(stringBytes: 1 << 16))
        #expect(billion.value.unknown?.reason == .limit)
        let chain = evaluate(
            file: "l0 = 1\n" + (1...5000).map { "l\($0) = local.l\($0 - 1)\n" }.joined()
                + "result = local.l5000\n")
        #expect(chain.value.unknown?.reason == .limit)
        let loops = evaluate(
            file:
                "r = range(1000)\nresult = [for a in local.r : [for b in local.r : [for c in local.r : a]]]\n",
            limits: EvaluationLimits(steps: 100_000))
        #expect(loops.value.firstUnknown?.reason == .limit)
        let product = evaluate("setproduct(range(1000), range(1000), range(1000))")
        #expect(product.value.unknown?.reason == .limit)
        let deep = evaluate("jsondecode(\"" + String(repeating: "[", count: 100_000) + "\")")
        #expect(deep.value.unknown != nil)
        #expect(evaluate("1e99999999").value.unknown != nil)
        #expect(evaluate("format(\"%99999999s\", \"a\")").value.unknown != nil)
    }
}
