import Diagnostics
import HCLEvaluation
import Provenance
import Testing

@Suite("hostile expressions", .timeLimit(.minutes(10)))
struct LimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        var reason: Unknown.Reason = .limit
        var testDescription: String { name }
    }

    /// `l0`, then thirty names, each of which uses the one before twice.
    private static func doubling(_ start: String, _ step: String) -> String {
        "l0 = \(start)\n"
            + (1...30).map { "l\($0) = " + step.replacing("@", with: "local.l\($0 - 1)") + "\n" }.joined()
    }

    static let cases = [
        Case(
            name: "a billion laughs in templates",
            source: doubling("\"haha\"", "\"${@}${@}\"") + "result = local.l30"),
        Case(
            name: "a billion laughs in lists",
            source: doubling("[1]", "[@, @]") + "result = jsonencode(local.l30)"),
        Case(
            name: "a billion laughs in objects",
            source: doubling("{ a = 1 }", "{ a = @, b = @ }") + "result = local.l30 == local.l29"),
        Case(
            name: "a billion laughs in a condition",
            source: doubling("[1]", "[@, @]") + "result = true ? local.l30 : [local.l30]"),
        Case(
            name: "a billion laughs by concat",
            source: doubling("[1, 2]", "concat(@, @)") + "result = local.l30"),
        Case(
            name: "a billion laughs by join",
            source: doubling("\"ab\"", "join(\"\", [@, @])") + "result = local.l30"),
        Case(
            name: "a billion laughs by format",
            source: doubling("\"ab\"", "format(\"%s%s\", @, @)") + "result = local.l30"),
        Case(
            name: "a billion laughs by merge",
            source: doubling(
                "{ a = 1 }", "merge({ for k, v in @ : \"${k}a\" => v }, { for k, v in @ : \"${k}b\" => v })")
                + "result = local.l30"),
        Case(
            name: "a number that doubles its exponent",
            source: doubling("1e300", "@ * @") + "result = local.l30"),
        Case(
            name: "a number that shrinks for ever",
            source: doubling("1e-300", "@ * @") + "result = local.l30 + 1"),
        Case(name: "a wide format", source: "result = format(\"%1000000000s\", \"a\")"),
        Case(
            name: "a wide format that does not fit in 64 bits",
            source: "result = format(\"%99999999999999999999s\", \"a\")"),
        Case(name: "a precise format", source: "result = format(\"%.999999999f\", 1)"),
        Case(name: "a wide list of formats", source: "result = formatlist(\"%4000000s\", range(1000))"),
        Case(name: "a deep indentation", source: "result = indent(1000000000, \"a\\nb\")"),
        Case(name: "a product of sets", source: "result = setproduct(range(1000), range(1000), range(1000))"),
        Case(
            name: "a product of many sets",
            source: "result = setproduct(\((0..<70).map { _ in "[0, 1]" }.joined(separator: ", ")))"),
        Case(
            name: "a replacement that explodes",
            source: doubling("\"aa\"", "replace(@, \"a\", \"aaaa\")") + "result = local.l30"),
        Case(
            name: "a replacement by a pattern that explodes",
            source: doubling("\"aa\"", "replace(@, \"/a/\", \"aaaa\")") + "result = local.l30"),
        Case(
            name: "an empty replacement",
            source: doubling("\"aa\"", "replace(@, \"\", \"aa\")") + "result = local.l30"),
        Case(
            name: "nested loops",
            source:
                "r = range(1000)\nresult = [for a in local.r : [for b in local.r : [for c in local.r : a]]]"),
        Case(
            name: "nested loops of a template",
            source:
                "r = range(1000)\nresult = \"%{ for a in local.r }%{ for b in local.r }%{ for c in local.r }x%{ endfor }%{ endfor }%{ endfor }\""
        ),
        Case(
            name: "a heavy function in a loop",
            source:
                "s = join(\"\", [for i in range(1000) : \"0123456789\"])\nr = range(1000)\nresult = [for a in local.r : [for b in local.r : sha512(local.s)]]"
        ),
        Case(
            name: "brackets of JSON",
            source: "result = jsondecode(join(\"\", [for i in range(1000) : \"[[[[\"]))"),
        Case(
            name: "references that nest deep",
            source: "l0 = 1\n" + (1...5000).map { "l\($0) = local.l\($0 - 1)\n" }.joined()
                + "result = local.l5000"),
        Case(
            name: "conditions that nest wide",
            source: doubling("1", "true ? @ : @")
                + "result = [for i in range(1000) : [for j in range(1000) : [for k in range(100) : true ? i : j]]]"
        ),
        Case(
            name: "a pattern that others run for ever on",
            source:
                "s = join(\"\", [for i in range(1000) : \"aaaaaaaaaaaaaaaaaaaa\"])\nresult = [for i in range(1000) : regexall(\"(a|a?)+$|(a*)*b\", local.s)]"
        ),
        Case(
            name: "a pattern of many counts",
            source: "result = regex(\"((a{100}){10}b?){1,900}(x{1000}){1}(y{1000}){1}(z{1000}){1}\", \"a\")",
            reason: .error),
        Case(
            name: "a number of too many digits",
            source: "result = tonumber(join(\"\", [for i in range(1000) : \"12345678\"]))",
            reason: .unsupported),
        Case(name: "a literal of a large exponent", source: "result = 1e999999999", reason: .unsupported),
        Case(name: "a division by something tiny", source: "result = 1 / 1e-4000 / 1e-4000 / 1e-4000"),
        Case(
            name: "a cycle", source: "a = local.b\nb = [local.c]\nc = upper(local.a)\nresult = local.a",
            reason: .cycle),
    ]

    @Test("ends soon, with a diagnostic at its place", arguments: cases)
    func bounded(_ sample: Case) throws {
        let clock = ContinuousClock()
        var answer: Evaluated?
        let time = clock.measure { answer = evaluate(file: sample.source + "\n", limits: .tight) }
        let value = try #require(answer?.value)
        let unknown = try #require(value.firstUnknown, "the result cannot be known")
        #expect(unknown.reason == sample.reason, "\(unknown)")
        if sample.reason != .unsupported {
            let diagnostic = try #require(answer?.diagnostics.first)
            #expect(diagnostic.subject.range.count > 0)
        }
        // Unoptimised and beside other tests; nothing of this comes near.
        #expect(time < .seconds(30))
    }

    @Test("templates that include each other end")
    func templateCycle() {
        let hooks = EvaluationHooks(readFile: {
            (path: $0, bytes: Array("${templatefile(\"\($0)\", {})}".utf8))
        })
        let answer = evaluate(file: "result = templatefile(\"a.tpl\", {})\n", hooks: hooks)
        #expect(answer.value.unknown?.reason == .error)
        #expect(answer.diagnostics.map(\.id.rawValue) == ["hcl-template-cycle"])
    }

    @Test("templates that include others without end, end")
    func templateChain() {
        var count = 0
        let hooks = EvaluationHooks(readFile: {
            count += 1
            return (
                path: $0, bytes: Array("${templatefile(\"\($0)x\", {})}${templatefile(\"\($0)y\", {})}".utf8)
            )
        })
        let answer = evaluate(file: "result = templatefile(\"a\", {})\n", limits: .tight, hooks: hooks)
        #expect(answer.value.unknown?.reason == .limit)
        #expect(count < 50_000)
    }

    @Test(
        "parentheses and operators nested deep do not exhaust the stack",
        arguments: ["(", "[", "!", "-", "{a="])
    func deepSyntax(opening: String) {
        let closing = ["(": ")", "[": "]", "{a=": "}"][opening] ?? ""
        let source =
            "result = " + String(repeating: opening, count: 50_000) + "1"
            + String(repeating: closing, count: 50_000)
        let answer = evaluate(file: source + "\n")
        #expect(!answer.diagnostics.isEmpty)
    }

    @Test("a chain of references as long as people write them is followed")
    func longChain() {
        let chain =
            "l0 = { a = 1 }\n"
            + (1...100).map { "l\($0) = merge({ b = \($0) }, local.l\($0 - 1))\n" }.joined()
        #expect(evaluate(file: chain + "result = local.l100.a\n").json == "1")
        // Twice as deep as the default, so that the default leaves room on the stack.
        let deep = "l0 = 1\n" + (1...480).map { "l\($0) = local.l\($0 - 1)\n" }.joined()
        #expect(
            evaluate(file: deep + "result = local.l480\n", limits: EvaluationLimits(depth: 1000)).json == "1")
        let mixed =
            "l0 = \"a\"\n"
            + (1...400).map {
                "l\($0) = \"${join(\"\", [for x in [true ? local.l\($0 - 1) : \"\"] : \"%{ if true }${upper(x)}%{ endif }\"])}\"\n"
            }.joined()
        let answer = evaluate(file: mixed + "result = local.l400\n", limits: EvaluationLimits(depth: 500))
        #expect(answer.value.unknown?.reason == .limit)
    }

    @Test("a long list of operators is no depth")
    func longSum() {
        #expect(evaluate("0" + String(repeating: " + 1", count: 5000)).json == "5000")
    }
}

extension EvaluationLimits {
    /// Small enough for tests that are not optimised.
    static let tight = EvaluationLimits(
        steps: 50_000, stringBytes: 1 << 18, elements: 20_000, patternSteps: 200_000, values: 50_000)
}
