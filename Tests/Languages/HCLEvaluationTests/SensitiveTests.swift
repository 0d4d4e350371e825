import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("sensitive values")
struct SensitiveTests {
    static let expressions = [
        "local.s", "\"a${local.s}\"", "upper(local.s)", "nonsensitive(local.s)", "[local.s]", "[local.s][0]",
        "{ a = local.s }", "{ a = local.s }.a", "{ a = local.s, b = 1 }.b", "local.s == \"s\"",
        "local.s == \"s\" ? 1 : 2",
        "true ? local.s : \"x\"", "false ? local.s : \"x\"", "jsonencode({ a = local.s })", "length(local.s)",
        "length([local.s])", "keys({ a = local.s })", "values({ a = local.s })", "values({ a = local.s })[0]",
        "merge({ a = local.s }, { b = 1 })", "merge({ a = local.s }, { b = 1 }).b",
        "merge({ a = local.s }, { b = 1 }).a",
        "split(\",\", local.s)", "join(\",\", [local.s])", "format(\"%s\", local.s)", "tostring(local.s)",
        "[for x in [local.s] : x]", "[for x in [local.s] : x][0]", "[for x in local.l : x]", "local.l[0]",
        "local.l",
        "length(local.l)", "local.l[*]", "tolist(local.l)", "toset([local.s])", "concat(local.l, [\"x\"])",
        "concat([\"y\"], [local.s])", "concat([\"y\"], [local.s])[0]", "lookup({ a = local.s }, \"a\", 1)",
        "lookup({ a = 1 }, local.s, 1)", "coalesce(null, local.s)", "coalesce(\"x\", local.s)",
        "try(local.s, 1)",
        "can(local.s)", "try(local.s.b, 1)", "contains([local.s], \"s\")", "element([local.s, 1], 1)",
        "element([1, 2], local.n)", "[1, 2][local.n]", "{ s = 1 }[local.s]",
        "{ for x in [local.s] : \"k\" => x }",
        "{ for x in [1] : \"k\" => local.s }.k", "-local.n", "local.n + 1", "!(local.n == 0)",
        "max(local.n, 1)",
        "flatten([[local.s], \"x\"])", "flatten([[local.s], \"x\"])[1]", "sort([local.s, \"a\"])",
        "distinct([local.s, \"a\"])", "reverse([local.s, \"a\"])", "reverse([local.s, \"a\"])[0]",
        "zipmap([\"a\"], [local.s])",
        "zipmap([\"a\"], [local.s]).a", "zipmap([local.s], [1])", "md5(local.s)", "sensitive(1)",
        "issensitive(local.s)",
        "chunklist([local.s], 1)", "slice([local.s, 1], 1, 2)", "slice([local.s, 1], 1, 2)[0]",
        "one([local.s])",
        "regex(\"s\", local.s)", "replace(\"a\", \"a\", local.s)", "setunion([local.s], [\"b\"])",
        "range(local.n)",
        "\"%{ if local.n == 0 }a%{ endif }\"", "\"%{ for x in local.l }b%{ endfor }\"",
        "<<E\n${local.s}\nE\n",
        "local.n == 0 && true", "index([local.s], \"s\")", "matchkeys([\"a\"], [local.s], [\"s\"])",
        "compact([local.s])",
        "setproduct([local.s], [\"x\"])", "transpose({ a = [local.s] })", "sum([local.n, 1])",
        "yamlencode(local.s)",
        "jsondecode(jsonencode([local.s]))", "substr(local.s, 0, 1)", "trimspace(local.s)",
        "startswith(local.s, \"s\")",
    ]

    @Test(
        "the tool agrees about which values are sensitive",
        .enabled(if: Shell.has("terraform"), "terraform is not installed"))
    func agrees() throws {
        let locals = "s = sensitive(\"s\")\nl = sensitive([\"x\", \"y\"])\nn = sensitive(0)\n"
        let questions = Self.expressions.map { "nonsensitive(issensitive(\($0)))" }
        let answers = try TerraformConsole.ask(questions, files: ["main.tf": "locals {\n\(locals)}\n"])
        for (expression, answer) in zip(Self.expressions, answers) {
            let mine = evaluate(file: locals + "result = issensitive(\(expression))\n").json
            #expect((mine ?? "ERROR") == answer.replacing("\"", with: ""), "\(expression)")
        }
    }
}
