import Diagnostics
import HCL
import HCLEvaluation
import Provenance
import TestSupport
import Testing

@Suite("where values come from")
struct ProvenanceTests {
    /// A file, the path in the value that is asked for, and the token whose value that is.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        var path: [String]
        var token: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a literal", source: "result = \"m5.large\"", path: [], token: "\"m5.large\""),
        Case(name: "a local", source: "a = 7\nresult = local.a", path: [], token: "7"),
        Case(name: "a branch", source: "p = true\nresult = local.p ? 3 : 4", path: [], token: "3"),
        Case(
            name: "a lookup", source: "m = { prod = \"big\", dev = \"small\" }\nresult = local.m[\"prod\"]",
            path: [], token: "\"big\""),
        Case(
            name: "lookup()", source: "m = { prod = \"big\" }\nresult = lookup(local.m, \"dev\", \"none\")",
            path: [], token: "\"none\""),
        Case(
            name: "the last writer of merge", source: "result = merge({ size = 1 }, { size = 2 }).size",
            path: [], token: "2"),
        Case(
            name: "the first writer where the last is silent",
            source: "result = merge({ size = 1 }, { other = 2 }).size", path: [], token: "1"),
        Case(
            name: "a for",
            source:
                "m = { a = { size = 5 }, b = { size = 6 } }\nresult = { for k, v in local.m : k => v.size }",
            path: ["b"], token: "6"),
        Case(
            name: "a splat", source: "l = [{ s = 1 }, { s = 2 }]\nresult = local.l[*].s", path: ["1"],
            token: "2"),
        Case(
            name: "flatten and setproduct", source: "result = setproduct([\"a\"], flatten([[\"b\"]]))[0][1]",
            path: [], token: "\"b\""),
        Case(name: "a wrapping template", source: "a = 8\nresult = \"${local.a}\"", path: [], token: "8"),
        Case(name: "try", source: "m = { a = 1 }\nresult = try(local.m.b, local.m.a)", path: [], token: "1"),
        Case(name: "coalesce", source: "result = coalesce(null, \"\", \"x\")", path: [], token: "\"x\""),
        Case(name: "keys", source: "result = keys({ alpha = 1 })[0]", path: [], token: "alpha"),
        Case(
            name: "JSON in a heredoc",
            source: "j = <<E\n{\"cpu\": 256,\n \"m\": [512]}\nE\nresult = jsondecode(local.j).m[0]", path: [],
            token: "512"),
        Case(name: "JSON in a string", source: "result = jsondecode(\"[41, 42]\")[1]", path: [], token: "42"),
        Case(
            name: "split", source: "result = split(\",\", \"m5.large,m5.small\")[1]", path: [],
            token: "m5.small"),
        Case(
            name: "an element of a converted list", source: "result = tolist([\"a\", \"b\"])[1]", path: [],
            token: "\"b\""),
        Case(name: "element()", source: "result = element([\"a\", \"b\"], 3)", path: [], token: "\"b\""),
    ]

    @Test("the value is the token", arguments: cases)
    func identity(_ sample: Case) throws {
        let answer = evaluate(file: sample.source + "\n")
        #expect(answer.diagnostics.isEmpty, "\(answer.diagnostics)")
        let value = try #require(Self.follow(answer.value, sample.path))
        let token = try #require(value.origins.identity, "the value has a token")
        #expect(Self.text(token, sample.source) == sample.token)
    }

    static func follow(_ value: Value, _ path: [String]) -> Value? {
        var current: Value? = value
        for step in path { current = Int(step).flatMap { current?.element(at: $0) } ?? current?.member(step) }
        return current
    }

    static func text(_ span: SourceSpan, _ source: String) -> String {
        String(decoding: Array(source.utf8)[span.range.indices], as: UTF8.self)
    }

    /// Files in which `result` is a string or number of several tokens.
    static let mixtures =
        cases.map(\.source) + [
            "a = 3\nb = 4\nc = 9\nresult = local.a * local.b",
            "a = \"x\"\nb = \"y\"\nc = \"z\"\nresult = \"${local.a}-${local.b}\"",
            "env = \"prod\"\nsizes = { prod = \"l\", dev = \"s\" }\nresult = local.sizes[local.env]",
            "n = 2\nresult = local.n > 1 ? \"many\" : \"one\"",
            "xs = [1, 2, 3]\nresult = sum([for x in local.xs : x if x > 1])",
            "a = { k = \"v\" }\nresult = <<-E\n  %{ for k, v in local.a ~}\n  ${k}=${v}\n  %{ endfor ~}\n  tail\nE",
            "result = format(\"%s-%d\", \"a\", 4)",
            "result = cidrsubnet(\"10.0.0.0/16\", 8, 3)",
            "result = join(\",\", sort([\"b\", \"a\"]))",
            "result = jsonencode({ cpu = 256, image = \"app\" })",
            "a = true\nb = false\nresult = local.a || local.b",
            "result = { for x in [\"a\", \"b\", \"c\"] : x => upper(x) if x != \"b\" }.a",
            "result = length([for x in [1, 5, 9] : x if x > 3])",
        ]

    @Test(
        "changing a token matters only where it is reported, and an identity is followed", arguments: mixtures
    )
    func mutation(source: String) throws {
        let text = source + "\n"
        let before = evaluate(file: text)
        let summary = Origins.none.joined(before.value.deepOrigins).summary()
        let reported = summary.all
        let file = HCLParser.parse(Array(text.utf8), path: "main.tf")
        var tried = 0
        for token in Self.literals(file) {
            tried += 1
            for replacement in Self.replacements(file, token) where replacement != file.tree.text(token.range)
            {
                let changed = try #require(
                    [Edit(range: token.range, replacement: Array(replacement.utf8), reason: "mutation")]
                        .apply(to: Array(text.utf8)))
                let after = evaluate(file: String(decoding: changed, as: UTF8.self))
                if before.value.origins.identity == SourceSpan(path: "main.tf", range: token.range) {
                    #expect(after.json != before.json, "\(replacement) must change the result of \(text)")
                }
                if !reported.contains(where: { $0.range.overlaps(token.range) }) {
                    #expect(after.json == before.json, "\(replacement) must not change the result of \(text)")
                }
            }
        }
        #expect(tried > 0)
    }

    private struct Literal {
        var range: ByteRange
        var kind: HCLNodeKind
    }

    private static func literals(_ file: HCLFile) -> [Literal] {
        var found: [Literal] = []
        var waiting = [file.tree.root]
        while let node = waiting.popLast() {
            let kind = file.tree.kind(of: node)
            // Blanks that a marker or the indentation takes away hold nothing to change.
            let isBlank = kind == .templateLiteral && file.tree.text(of: node).allSatisfy(\.isWhitespace)
            if !isBlank, [.string, .number, .trueLiteral, .falseLiteral, .templateLiteral].contains(kind) {
                found.append(Literal(range: file.tree.textRange(of: node), kind: kind))
            }
            waiting.append(contentsOf: file.tree.children(of: node))
        }
        return found
    }

    private static func replacements(_ file: HCLFile, _ literal: Literal) -> [String] {
        switch literal.kind {
        case .string: ["\"mutant\""]
        case .number: ["0", "1", "77"]
        case .trueLiteral: ["false"]
        case .falseLiteral: ["true"]
        default: ["mutant"]
        }
    }

    @Test(
        "whoever changes the token that a value claims to be changes the value",
        arguments: 1...4 as ClosedRange<UInt64>)
    func identities(seed: UInt64) throws {
        var generator = ExpressionGenerator(seed: seed)
        var tried = 0
        for _ in 0..<100 {
            let expression = generator.expression(depth: 3)
            // What a pattern finds it may find again inside the new token.
            if expression.contains("regex") { continue }
            let source = "result = \(expression)\n"
            let before = evaluate(file: source)
            for token in Self.leaves(before.value).compactMap(\.origins.identity) {
                let text = Self.text(token, source)
                let replacements =
                    switch text {
                    case "true": ["false"]
                    case "false": ["true"]
                    case "null": ["5"]
                    default:
                        text.hasPrefix("\"")
                            ? ["\"mutant\"", "\"5\""] : Number(text) == nil ? ["mutant"] : ["0", "77"]
                    }
                for replacement in replacements where replacement != text {
                    tried += 1
                    let changed = try #require(
                        [Edit(range: token.range, replacement: Array(replacement.utf8), reason: "mutation")]
                            .apply(to: Array(source.utf8)))
                    let after = evaluate(file: String(decoding: changed, as: UTF8.self))
                    #expect(
                        Evaluated.json(after.value) != Evaluated.json(before.value) || after.json == nil,
                        "seed \(seed): \(text) → \(replacement) in \(expression)")
                }
            }
        }
        #expect(tried > 50)
    }

    private static func leaves(_ value: Value) -> [Value] {
        var leaves: [Value] = []
        var waiting = [value]
        while let value = waiting.popLast() {
            if let elements = value.elements {
                waiting += elements.indices.compactMap { value.element(at: $0) }
            } else if let members = value.members {
                waiting += members.entries.compactMap { value.member($0.key) }
            } else {
                leaves.append(value)
            }
        }
        return leaves
    }

    @Test("a condition is a control and a hop, not a part of the value")
    func controls() throws {
        let source = "p = true\nresult = local.p ? 3 : 4\n"
        let summary = evaluate(file: source).value.origins.summary()
        #expect(summary.tokens.map { Self.text($0, source) } == ["3"])
        #expect(summary.controls.map { Self.text($0, source) } == ["true"])
        #expect(summary.hops.map(\.reason) == ["the condition is true"])
    }

    @Test("the parts of a template keep their own tokens")
    func parts() throws {
        let source = "a = \"x\"\nresult = \"pre-${local.a}\"\n"
        guard case .string(let text) = evaluate(file: source).value.content else { throw Missing() }
        #expect(text.parts.map { $0.origins.identity.map { Self.text($0, source) } } == ["pre-", "\"x\""])
    }

    @Test("a value out of a file's JSON is a token of that file")
    func files() throws {
        let json = "{\n  \"cpu\": 256\n}\n"
        let hooks = EvaluationHooks(readFile: {
            $0 == "task.json" ? (path: "dir/task.json", bytes: Array(json.utf8)) : nil
        })
        let answer = evaluate(file: "result = jsondecode(file(\"task.json\")).cpu\n", hooks: hooks)
        let token = try #require(answer.value.origins.identity)
        #expect(token.path == "dir/task.json")
        #expect(Self.text(token, json) == "256")
    }

    @Test("a template file's parts are tokens of that file")
    func templateFiles() throws {
        let template = "cpu=${cpu}\nmem=512\n"
        let hooks = EvaluationHooks(readFile: { _ in (path: "t.tpl", bytes: Array(template.utf8)) })
        let source = "result = templatefile(\"t.tpl\", { cpu = 9 })\n"
        guard case .string(let text) = evaluate(file: source, hooks: hooks).value.content else {
            throw Missing()
        }
        #expect(text.string == "cpu=9\nmem=512\n")
        let tokens = text.parts.compactMap(\.origins.identity)
        #expect(
            tokens.map { $0.path == "t.tpl" ? Self.text($0, template) : Self.text($0, source) } == [
                "cpu=", "9", "\n", "mem=512\n",
            ])
    }

    @Test("joining the same origins a thousand times stays small")
    func sharing() {
        var origins = Origins(token: SourceSpan(path: "a", range: ByteRange(0..<1)))
        for _ in 0..<1000 { origins = origins.joined(origins.chosen(by: origins)) }
        #expect(origins.summary().tokens.count == 1)
    }

    @Test("a long chain of joins is read and released without recursion")
    func longChains() {
        var origins = Origins.none
        for index in 0..<300_000 {
            origins = origins.joined(
                Origins(token: SourceSpan(path: "a", range: ByteRange((index % 100)..<(index % 100 + 1)))))
        }
        #expect(origins.summary().tokens.count == 100)
    }
}

/// A value is not of the kind that a test looks at.
struct Missing: Error {}
