import Diagnostics
import TestSupport
import Testing
import YAML

@Suite struct ConfigurationTests {
    private func decode(_ text: String) -> (node: ConfigNode?, diagnostics: [Diagnostic]) {
        YAMLConfiguration.decode(SourceFile(path: ".trimtab.yml", bytes: Array(text.utf8)))
    }

    @Test(
        arguments: [
            ("null", .null), ("~", .null), ("''", .string("")), ("true", .bool(true)),
            ("False", .bool(false)),
            ("yes", .string("yes")), ("on", .string("on")), ("y", .string("y")),
            ("64", .number(64, text: "64")),
            ("0.5", .number(0.5, text: "0.5")), (".5", .number(0.5, text: ".5")),
            ("-1", .number(-1, text: "-1")),
            ("+1", .number(1, text: "+1")), ("1e3", .number(1000, text: "1e3")), ("'64'", .string("64")),
            ("64Mi", .string("64Mi")), ("50%", .string("50%")), ("2027-03-01", .string("2027-03-01")),
            ("!!str 64", .string("64")), ("08:00-16:00", .string("08:00-16:00")), ("0x1F", .string("0x1F")),
            ("1_000", .string("1_000")), (".inf", .string(".inf")), ("1.2.3", .string("1.2.3")),
            ("e5", .string("e5")),
            ("-", .list([])), (".", .string(".")), ("|\n  x\n", .string("x\n")),
        ] as [(String, ConfigNode.Value)])
    func scalars(text: String, expected: ConfigNode.Value) throws {
        let value = try #require(decode("a: \(text == "-" ? "[]" : text)").node?["a"]?.value)
        #expect(value == expected)
    }

    @Test func everyPartKnowsWhereItStands() throws {
        let marked = MarkedText("# größe\nversion: 1\n1️⃣budget2️⃣:\n  - {scope: 3️⃣service4️⃣}\n")
        let node = try #require(decode(marked.text).node)
        guard case .map(let entries) = node.value else {
            Issue.record("not a map")
            return
        }
        #expect(entries.map(\.key) == ["version", "budget"])
        #expect(entries[1].keySpan.range == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
        guard case .list(let items) = entries[1].value.value, let scope = items.first?["scope"] else {
            Issue.record("no list")
            return
        }
        #expect(
            scope.span
                == SourceSpan(path: ".trimtab.yml", range: ByteRange(marked.offset("3️⃣")..<marked.offset("4️⃣")))
        )
    }

    @Test(arguments: [
        ("duplicate key", "a: 1\nb: 2\n1️⃣a2️⃣: 3\n", DiagnosticID.yamlDuplicateKey),
        ("second document", "a: 1\n1️⃣---\nb: 12️⃣\n", .yamlSeveralDocuments),
        ("tag", "a: 1️⃣!!binary aGk=2️⃣\n", .yamlTag),
        ("key that is a list", "? 1️⃣[a]2️⃣\n: 1\n", .yamlKeyNotText),
        ("broken", "a: b1️⃣:2️⃣ c\n", .yamlSyntax),
        ("alias to nothing", "a: 1️⃣*b2️⃣\n", .yamlUndefinedAlias),
    ])
    func mistakes(name: String, sample: String, id: DiagnosticID) throws {
        let marked = MarkedText(sample)
        let (node, diagnostics) = decode(marked.text)
        #expect(node == nil)
        #expect(diagnostics.count == 1, "\(diagnostics)")
        let diagnostic = try #require(diagnostics.first)
        #expect(diagnostic.id == id)
        #expect(diagnostic.severity == .error)
        #expect(diagnostic.subject.range == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
    }

    @Test func aliasesAndMergeKeysAreWrittenOut() throws {
        let node = try #require(decode("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\nsame: *b\n").node)
        #expect(node["use"]?["x"]?.scalarText == "1")
        #expect(node["use"]?["y"]?.scalarText == "3")
        #expect(node["same"]?["y"]?.scalarText == "2")
        #expect(node["use"]?["<<"] == nil)
    }

    @Test(arguments: ["", "# only a comment\n", "---\n", "\u{FEFF}"])
    func emptyIsNull(text: String) throws {
        let (node, diagnostics) = decode(text)
        #expect(node?.value == .null)
        #expect(diagnostics.isEmpty)
    }

    @Test func jsonIsConfigurationToo() throws {
        let (node, diagnostics) = YAMLConfiguration.decode(
            SourceFile(path: "a.json", bytes: Array("{\"a\": [1, \"x\", null, \"\\ud83c\\udf88\"]}".utf8)))
        #expect(diagnostics.isEmpty)
        guard case .list(let items)? = node?["a"]?.value else {
            Issue.record("no list")
            return
        }
        #expect(items.map(\.value) == [.number(1, text: "1"), .string("x"), .null, .string("🎈")])
    }
}
