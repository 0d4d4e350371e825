import Diagnostics
import HCL
import HCLEvaluation
import Provenance
import Testing

@Suite("functions of callers")
struct HookTests {
    private var hooks: EvaluationHooks {
        EvaluationHooks(
            readFile: { path in path == "top/a.txt" ? ("top/a.txt", Array("text".utf8)) : nil },
            function: { call in
                switch call.name {
                case "twice":
                    let number = call.arguments.first?.number ?? Number(0)
                    return .value(
                        Value(
                            .number(number + number),
                            call.arguments.reduce(Origins.none) { $0.joined($1.origins) }))
                case "broken": return .value(call.evaluator.failure("test", "broken", at: call.span))
                case "file":
                    return call.arguments.first?.string.map {
                        .arguments([Value(.string(Text("top/" + $0)))])
                    }
                default: return nil
                }
            })
    }

    @Test(
        "answer, change arguments, or leave a call to Terraform's",
        arguments: [
            ("twice(4)", "8"), ("upper(\"a\")", "\"A\""), ("file(\"a.txt\")", "\"text\""),
            ("try(broken(), 1)", "1"), ("[for n in [1, 2] : twice(n)]", "[2,4]"), ("can(broken())", "false"),
        ])
    func answers(sample: (String, String)) {
        let answer = evaluate(file: "result = \(sample.0)\n", hooks: hooks)
        #expect(answer.json == sample.1, "\(answer)")
    }

    @Test("keep the origins that they give")
    func origins() {
        let answer = evaluate(file: "result = twice(21)\n", hooks: hooks)
        #expect(
            answer.value.origins.summary().tokens == [
                SourceSpan(path: "main.tf", range: ByteRange(15..<17))
            ])
    }

    @Test("an error where a name is defined is no reason to fall back, whoever asks first")
    func definition() {
        for source in [
            "bad = {}.x\nresult = try(local.bad, 1)\n",
            "bad = {}.x\nresult = [local.bad, try(local.bad, 1)][1]\n",
            "bad = {}.x\nresult = try(local.bad.y.z, 1)\n",
        ] {
            #expect(evaluate(file: source).value.unknown?.reason == .error, "\(source)")
        }
        #expect(evaluate(file: "good = {}\nresult = try(local.good.x, 1)\n").json == "1")
    }

    @Test("without one a name that Terraform does not know stays an error")
    func unknown() {
        #expect(evaluate("twice(4)").diagnostics.map(\.id.rawValue) == ["hcl-unknown-function"])
        #expect(
            Evaluator.isFunction("try") && Evaluator.isFunction("merge") && !Evaluator.isFunction("twice"))
    }
}
