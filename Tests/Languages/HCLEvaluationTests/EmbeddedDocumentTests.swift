import Diagnostics
import HCLEvaluation
import Provenance
import Testing

@Suite("documents inside strings")
struct EmbeddedDocumentTests {
    /// A file whose `result` is a string of JSON, the path of a leaf, the leaf as JSON, and its token (nil: it has none).
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        var path: [String]
        var value: String
        var token: String?
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "a literal in jsonencode",
            source: "result = jsonencode([{ name = \"app\", cpu = 256 }])",
            path: ["0", "cpu"], value: "256", token: "256"),
        Case(
            name: "a string in jsonencode keeps its quotes",
            source: "result = jsonencode([{ name = \"app\", cpu = 256 }])",
            path: ["0", "name"], value: "\"app\"", token: "\"app\""),
        Case(
            name: "a variable in jsonencode",
            source: "cpu = 512\nresult = jsonencode([{ cpu = local.cpu }])",
            path: ["0", "cpu"], value: "512", token: "512"),
        Case(
            name: "a computed leaf has no token",
            source: "cpu = 512\nresult = jsonencode([{ cpu = local.cpu * 2 }])",
            path: ["0", "cpu"], value: "1024", token: nil),
        Case(
            name: "a heredoc", source: "result = <<E\n[{\"name\": \"app\",\n  \"cpu\": 256}]\nE",
            path: ["0", "cpu"], value: "256", token: "256"),
        Case(
            name: "a string in a heredoc, with its quotes",
            source: "result = <<-E\n    [{\"name\": \"app\",\n      \"cpu\": 256}]\n    E",
            path: ["0", "name"], value: "\"app\"", token: "\"app\""),
        Case(
            name: "a number put into a heredoc",
            source: "cpu = 128\nresult = <<E\n{\"cpu\": ${local.cpu}, \"memory\": 512}\nE",
            path: ["cpu"], value: "128", token: "128"),
        Case(
            name: "a string put between the quotes of a heredoc",
            source: "size = \"m5.large\"\nresult = <<E\n{\"size\": \"${local.size}\"}\nE",
            path: ["size"], value: "\"m5.large\"", token: "\"m5.large\""),
        Case(
            name: "what is beside something put in",
            source: "cpu = 128\nresult = <<E\n{\"cpu\": ${local.cpu}, \"memory\": 512}\nE",
            path: ["memory"], value: "512", token: "512"),
        Case(
            name: "a string of two tokens has none",
            source: "tag = \"v1\"\nresult = <<E\n{\"image\": \"app:${local.tag}\"}\nE",
            path: ["image"], value: "\"app:v1\"", token: nil),
        Case(
            name: "a quoted string with escapes", source: #"result = "{\"cpu\": 256, \"size\": \"big\"}""#,
            path: ["cpu"], value: "256", token: "256"),
        Case(
            name: "a quoted template with escapes",
            source: "n = 1\n" + #"result = "{\"cpu\": 256, \"n\": ${local.n}}""#,
            path: ["cpu"], value: "256", token: "256"),
        Case(
            name: "a string in a quoted string with escapes",
            source: #"result = "{\"cpu\": 256, \"size\": \"big\"}""#,
            path: ["size"], value: "\"big\"", token: "\\\"big\\\""),
        Case(
            name: "JSON in JSON", source: "result = jsonencode({ a = jsonencode({ b = 7 }) })", path: ["a"],
            value: #""{\"b\":7}""#, token: nil),
        Case(
            name: "an escape that JSON undoes is not the token's value",
            source: "a = \"x\\\\ny\"\nresult = <<E\n{\"a\": \"${local.a}\"}\nE", path: ["a"],
            value: #""x\ny""#, token: nil),
        Case(
            name: "a file's token with an escape is the token",
            source: "result = <<E\n{\"a\": \"x\\ny\"}\nE", path: ["a"], value: #""x\ny""#, token: #""x\ny""#),
        Case(
            name: "a loop of a template",
            source:
                "result = <<E\n[%{ for n in [10, 20] }${n},%{ endfor }30]\nE", path: ["1"], value: "20",
            token: "20"),
        Case(
            name: "a for in jsonencode",
            source:
                "result = jsonencode([for n in [{ cpu = 10 }, { cpu = 20 }] : { name = \"x\", cpu = n.cpu }])",
            path: ["1", "cpu"], value: "20", token: "20"),
    ]

    @Test("a leaf is led back to its token", arguments: cases)
    func leaves(_ sample: Case) throws {
        let answer = evaluate(file: sample.source + "\n")
        #expect(answer.diagnostics.isEmpty, "\(answer.diagnostics)")
        guard case .string(let text) = answer.value.content else { throw Missing() }
        let document = EmbeddedDocument.decodeJSON(text: text, origins: answer.value.origins)
        let leaf = try #require(ProvenanceTests.follow(document, sample.path))
        #expect(Evaluated.json(leaf) == sample.value)
        #expect(leaf.origins.identity.map { ProvenanceTests.text($0, sample.source) } == sample.token)
        #expect(!leaf.origins.isEmpty)
    }

    /// A string with parts that only production knows: the leaf of the path, or nil where nothing of the document is known.
    static let partial = [
        Case(
            name: "beside an unknown inside of a string",
            source: "result = <<E\n[{\"image\": \"${data.e.i.url}\", \"cpu\": 256}]\nE",
            path: ["0", "cpu"], value: "256", token: "256"),
        Case(
            name: "a string beside an unknown part of another",
            source: "result = <<E\n[{\"image\": \"app:${data.e.i.tag}-x\", \"name\": \"app\"}]\nE",
            path: ["0", "name"], value: "\"app\"", token: "\"app\""),
        Case(
            name: "behind an unknown value",
            source: "result = <<E\n[{\"ports\": ${data.e.i.ports} , \"cpu\": 256}]\nE",
            path: ["0", "cpu"], value: "256", token: "256"),
        Case(
            name: "a second container",
            source: "result = <<E\n[{\"a\": \"${data.e.i.a}${data.e.i.b}\"}, {\"cpu\": 256}]\nE",
            path: ["1", "cpu"], value: "256", token: "256"),
        Case(
            name: "what is put in stays the token it was",
            source:
                "cpu = 128\nresult = <<E\n[{\"image\": \"${data.e.i.url}\", \"cpu\": ${local.cpu}}]\nE",
            path: ["0", "cpu"], value: "128", token: "128"),
        Case(
            name: "handed on through a local and another template",
            source:
                "one = \"{\\\"i\\\": \\\"${data.e.i.url}\\\", \\\"cpu\\\": 256}\"\nresult = \"[${local.one}]\"",
            path: ["0", "cpu"], value: "256", token: "256"),
        Case(
            name: "jsonencode of what is known in part, inside of a template",
            source:
                "result = <<E\n[{\"a\": ${jsonencode({ u = data.e.i.url, cpu = 256 })}}]\nE",
            path: ["0", "a", "cpu"], value: "256", token: "256"),
        Case(
            name: "jsonencode of what is known in part, an element of a list",
            source: "result = \"[${jsonencode({ u = data.e.i.url, cpu = 256 })}, 5]\"",
            path: ["1"], value: "5", token: "5"),
    ]

    @Test("beside what is not known a leaf is led back to its token", arguments: partial)
    func partialLeaves(_ sample: Case) throws {
        let answer = evaluate(file: sample.source + "\n", prepare: Self.production)
        #expect(answer.value.unknown?.reason == .dataSource)
        let partial = try #require(answer.value.partial)
        let document = EmbeddedDocument.decodeJSON(partial: partial, origins: answer.value.origins)
        let leaf = try #require(ProvenanceTests.follow(document, sample.path))
        #expect(Evaluated.json(leaf) == sample.value)
        #expect(leaf.origins.identity.map { ProvenanceTests.text($0, sample.source) } == sample.token)
    }

    @Test(
        "an unknown that could change the document leaves nothing of it known",
        arguments: [
            "[${data.e.i.a}, {\"cpu\": 256}]", "[{\"cpu\": 256}, ${data.e.i.a}]",
            "[{\"cpu\": 256} ${data.e.i.a}]",
            "[{\"cpu\": 256 ${data.e.i.a}}]", "[{${data.e.i.a}\"cpu\": 256}]",
            "[{ ${data.e.i.a}, \"cpu\": 256}]",
            "[{\"${data.e.i.a}\": 1, \"cpu\": 256}]", "[{\"a\" ${data.e.i.a}: 1, \"cpu\": 256}]",
            "[{\"a\": 1${data.e.i.a}, \"cpu\": 256}]", "[{\"a\": ${data.e.i.a}1, \"cpu\": 256}]",
            "[{\"a\": ${data.e.i.a}${data.e.i.b}, \"cpu\": 256}]",
            "[{\"a\": ${data.e.i.a} \"\", \"cpu\": 256}]",
            "[{\"a\": \"\"${data.e.i.a}, \"cpu\": 256}]", "[{\"a\": \"\\${data.e.i.a}n\", \"cpu\": 256}]",
            "[{\"a\": \"\\u00${data.e.i.a}41\", \"cpu\": 256}]", "${data.e.i.a}[{\"cpu\": 256}]",
            "[{\"cpu\": 256}]${data.e.i.a}", "[{\"cpu\": 256${data.e.i.a}}]", "[{\"cpu\": 2${data.e.i.a}56}]",
        ])
    func structure(_ text: String) throws {
        let answer = evaluate(file: "result = <<E\n\(text)\nE\n", prepare: Self.production)
        let partial = try #require(answer.value.partial)
        #expect(EmbeddedDocument.decodeJSON(partial: partial).unknown != nil)
    }

    @Test("an unknown number or bool is one element of a list")
    func element() throws {
        let source = "result = <<E\n[${var.n}, {\"cpu\": 256}]\nE\n"
        let answer = evaluate(file: source, prepare: Self.production)
        let document = EmbeddedDocument.decodeJSON(partial: try #require(answer.value.partial))
        #expect(document.elements?.count == 2)
        #expect(document.elements?.first?.unknown != nil)
    }

    @Test(
        "what is made out of such a string, decided by the unknown, or wrong, is not known at all",
        arguments: [
            "upper(\"[${data.e.i.a}]\")", "\"%{ if data.e.i.a }[1]%{ else }[2]%{ endif }\"",
            "\"[%{ for x in data.e.i.a }1,%{ endfor }2]\"", "\"[${data.e.i.a}${1 + []}]\"",
            "tonumber(\"[${data.e.i.a}]\")",
        ])
    func derived(_ expression: String) {
        let answer = evaluate(file: "result = \(expression)\n", prepare: Self.production)
        #expect(answer.value.unknown != nil)
        #expect(answer.value.partial == nil)
    }

    /// Data sources are unknown, and so is a variable that is a number.
    private static func production(_ scope: ModuleScope) {
        scope.fallback = { reference, _ in
            guard reference.name == "data" else { return nil }
            return Resolution(Value(.unknown(Unknown(.dataSource, "data"))), steps: reference.steps.count)
        }
        scope.define("var", "n", Value(.unknown(Unknown(.unsetVariable, "n", type: .number))))
    }

    @Test("a condition around the whole stays with every leaf", arguments: ["jsonencode", "yamlencode"])
    func control(function: String) throws {
        let source = "p = true\nresult = \(function)(local.p ? [{ cpu = 256 }] : [{ cpu = 512 }])\n"
        let answer = evaluate(file: source)
        guard case .string(let text) = answer.value.content else { throw Missing() }
        let document =
            function == "jsonencode"
            ? EmbeddedDocument.decodeJSON(text: text) : EmbeddedDocument.decodeYAML(text: text)
        let leaf = try #require(ProvenanceTests.follow(document, ["0", "cpu"]))
        #expect(leaf.origins.identity.map { ProvenanceTests.text($0, source) } == "256")
        #expect(leaf.origins.summary().controls.map { ProvenanceTests.text($0, source) } == ["true"])
    }

    @Test("a template file's JSON is led back to the file, and to what was put in")
    func templateFile() throws {
        let template = "[{\n  \"name\": \"${name}\",\n  \"cpu\": ${cpu},\n  \"memory\": 512\n}]\n"
        let source = "result = templatefile(\"t.json.tpl\", { name = \"web\", cpu = 256 })\n"
        let hooks = EvaluationHooks(readFile: { _ in (path: "t.json.tpl", bytes: Array(template.utf8)) })
        guard case .string(let text) = evaluate(file: source, hooks: hooks).value.content else {
            throw Missing()
        }
        let document = EmbeddedDocument.decodeJSON(text: text)
        for (name, path, token) in [
            ("name", "main.tf", "\"web\""), ("cpu", "main.tf", "256"), ("memory", "t.json.tpl", "512"),
        ] {
            let identity = try #require(ProvenanceTests.follow(document, ["0", name])?.origins.identity)
            #expect(identity.path == path)
            #expect(ProvenanceTests.text(identity, path == "main.tf" ? source : template) == token)
        }
    }

    @Test(
        "strings of a file of JSON or YAML are tokens with their quotes",
        arguments: [
            ("jsondecode", "{\"size\": \"m5.large\"}", "\"m5.large\""),
            ("yamldecode", "size: \"m5.large\"\n", "\"m5.large\""),
            ("yamldecode", "size: m5.large\n", "m5.large"),
            ("yamldecode", "base: &b\n  size: 'x'\n<<: *b\n", "'x'"),
            ("yamldecode", "size: 0777 # octal\n", "0777"),
        ])
    func files(sample: (String, String, String)) throws {
        let hooks = EvaluationHooks(readFile: { _ in (path: "c.yaml", bytes: Array(sample.1.utf8)) })
        let answer = evaluate(file: "result = \(sample.0)(file(\"c.yaml\")).size\n", hooks: hooks)
        let token = try #require(answer.value.origins.identity)
        #expect(token.path == "c.yaml")
        #expect(ProvenanceTests.text(token, sample.1) == sample.2)
    }

    @Test("what is no document is unknown, with the reason")
    func wrong() {
        #expect(EmbeddedDocument.decodeJSON(text: Text("{")).unknown?.reason == .error)
        #expect(EmbeddedDocument.decodeYAML(text: Text("a: [")).unknown?.reason == .error)
        let deep = Text(String(repeating: "[", count: 100_000))
        #expect(EmbeddedDocument.decodeJSON(text: deep).unknown?.reason == .limit)
        let laughs =
            "a0: &a0 [x,x]\n" + (1...30).map { "a\($0): &a\($0) [*a\($0 - 1),*a\($0 - 1)]\n" }.joined()
        #expect(EmbeddedDocument.decodeYAML(text: Text(laughs)).unknown?.reason == .limit)
        let merges =
            "a0: &a0 {}\n"
            + (1...40).map { "a\($0): &a\($0) {<<: [*a\($0 - 1), *a\($0 - 1)]}\n" }.joined()
        #expect(EmbeddedDocument.decodeYAML(text: Text(merges)).unknown?.reason == .limit)
    }
}
