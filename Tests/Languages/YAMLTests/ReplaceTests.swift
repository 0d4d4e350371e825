import Diagnostics
import Testing
import YAML

@Suite struct ReplaceTests {
    static let cases: [EditCase] = [
        EditCase("plain", "a: 512Mi # why\n", "a", .plain("768Mi"), "a: 768Mi # why\n"),
        EditCase("tab and comment", "a: 1Gi\t# why\n", "a", .plain("2Gi"), "a: 2Gi\t# why\n"),
        EditCase("double quotes", "a: \"2\"\n", "a", .plain("800m"), "a: \"800m\"\n"),
        EditCase("single quotes", "a: '2'\n", "a", .plain("it's"), "a: 'it''s'\n"),
        EditCase("escapes", "a: \"x\"\n", "a", .plain("q\"b\\n\t"), "a: \"q\\\"b\\\\n\\t\"\n"),
        EditCase("single quotes give way", "a: 'x'\n", "a", .plain("b\nc"), "a: \"b\\nc\"\n"),
        EditCase("number", "a: 3\n", "a", .plain("5"), "a: 5\n"),
        EditCase("number to fraction", "a: 3\n", "a", .plain("0.5"), "a: 0.5\n"),
        EditCase("boolean", "a: true\n", "a", .plain("false"), "a: false\n"),
        EditCase("a number stays a number", "a: 1\n", "a", .plain("800m"), refused: .typeWouldChange),
        EditCase("a boolean stays one", "a: true\n", "a", .plain("3"), refused: .typeWouldChange),
        EditCase("unless allowed", "a: 1\n", "a", .plain("800m"), "a: 800m\n", allowsTypeChange: true),
        EditCase("a string stays a string", "a: 512Mi\n", "a", .plain("1"), "a: \"1\"\n"),
        EditCase(
            "unless that is allowed too", "a: 512Mi\n", "a", .plain("1"), "a: 1\n", allowsTypeChange: true),
        EditCase("y is a boolean to Helm", "a: x\n", "a", .plain("y"), "a: \"y\"\n"),
        EditCase("and a string to Kustomize", "a: x\n", "a", .plain("y"), "a: y\n", dialect: .kustomize),
        EditCase(
            "digits to Terraform", "a: 5\n", "a", .plain("0x_1"), refused: .typeWouldChange,
            dialect: .terraform),
        EditCase("digits to Helm", "a: 5\n", "a", .plain("0x_1"), "a: 0x_1\n"),
        EditCase("comment sign inside", "a: x\n", "a", .plain("b #c"), "a: \"b #c\"\n"),
        EditCase("colon inside", "a: x\n", "a", .plain("b: c"), "a: \"b: c\"\n"),
        EditCase("colon without blank", "a: x\n", "a", .plain("b:c"), "a: b:c\n"),
        EditCase("dash", "a: x\n", "a", .plain("- b"), "a: \"- b\"\n"),
        EditCase("empty", "a: x\n", "a", .plain(""), "a: \"\"\n"),
        EditCase("comma in a block", "a: x\n", "a", .plain("b,c"), "a: b,c\n"),
        EditCase("comma in brackets", "{a: x}\n", "a", .plain("b,c"), "{a: \"b,c\"}\n"),
        EditCase("list in brackets", "a: [x, w]\n", "a[1]", .plain("z"), "a: [x, z]\n"),
        EditCase("CRLF", "a: 1\r\nb: 2\r\n", "a", .plain("3"), "a: 3\r\nb: 2\r\n"),
        EditCase("no final newline", "a: 1", "a", .plain("3"), "a: 3"),
        EditCase("byte order mark", "\u{FEFF}a: 1\nb: 2\n", "b", .plain("3"), "\u{FEFF}a: 1\nb: 3\n"),
        EditCase(
            "wide characters", "# größe 🎈\nä: 'é' # 日\nb: 2 # 本\n", "b", .plain("3"),
            "# größe 🎈\nä: 'é' # 日\nb: 3 # 本\n"),
        EditCase("tag", "a: !!str 1\n", "a", .plain("2"), "a: !!str 2\n"),
        EditCase("anchor", "a: &x 1\nb: *x\n", "a", .plain("2"), "a: &x 2\nb: *x\n"),
        EditCase("of duplicates the last", "a: 1\na: 2\n", "a", .plain("3"), "a: 1\na: 3\n"),
        EditCase(
            "nothing to something", "a:\nb: 1\n", "a", .plain("x"), "a: x\nb: 1\n", allowsTypeChange: true),
        EditCase("nothing stays nothing", "a:\nb: 1\n", "a", .plain("x"), refused: .typeWouldChange),
        EditCase(
            "nothing with a comment", "a: # c\nb: 1\n", "a", .plain("x"), "a: x # c\nb: 1\n",
            allowsTypeChange: true),
        EditCase("nothing in a list", "-\n- b\n", "[0]", .plain("x"), "- x\n- b\n", allowsTypeChange: true),
        EditCase(
            "nothing in brackets", "{a, b: 1}\n", "a", .plain("x"), "{a: x, b: 1}\n", allowsTypeChange: true),
        EditCase(
            "nothing behind an anchor", "a: &x\nb: *x\n", "a", .plain("1"), "a: &x 1\nb: *x\n",
            allowsTypeChange: true),
        EditCase("null", "a: null\n", "a", .plain("1"), "a: 1\n", allowsTypeChange: true),
        EditCase("literal", "a: |\n  x\n  y\nb: 1\n", "a", .plain("p\n\nq\n"), "a: |\n  p\n\n  q\nb: 1\n"),
        EditCase(
            "literal, CRLF", "a: |-\r\n   x\r\nb: 1\r\n", "a", .plain("p\nq"),
            "a: |-\r\n   p\r\n   q\r\nb: 1\r\n"),
        EditCase("literal at the end", "a: |\n  x", "a", .plain("y\n"), refused: .wouldBreak),
        EditCase("literal, strip at the end", "a: |-\n  x", "a", .plain("y"), "a: |-\n  y"),
        EditCase("literal with comment", "a: | # c\n  x\n# d\n", "a", .plain("y\n"), "a: | # c\n  y\n# d\n"),
        EditCase("literal ends in a break", "a: |\n  x\n", "a", .plain("y"), refused: .notRepresentable),
        EditCase("literal keeps", "a: |+\n  x\n\n", "a", .plain("y\n"), refused: .notRepresentable),
        EditCase("literal begins blank", "a: |\n  x\n", "a", .plain(" y\n"), refused: .notRepresentable),
        EditCase("folded, one line", "a: >-\n  x\n  y\n", "a", .plain("z"), "a: >-\n  z\n"),
        EditCase("folded, two lines", "a: >-\n  x\n", "a", .plain("y\nz"), refused: .notRepresentable),
        EditCase("text of two lines in plain", "a: x\n", "a", .plain("b\nc"), "a: \"b\\nc\"\n"),
        EditCase("plain over two lines", "a: x\n  y\nb: 1\n", "a", .plain("z"), "a: z\nb: 1\n"),
        EditCase("collection", "a: {b: 1}\n", "a", .plain("x"), refused: .notAValue),
        EditCase(
            "JSON number", "{\"a\": 1, \"b\":2}", "b", .plain("3"), "{\"a\": 1, \"b\":3}", file: "a.json"),
        EditCase(
            "JSON string", "{\"a\": \"x\"}", "a", .plain("é\"\n\u{1}"), "{\"a\": \"é\\\"\\n\\u0001\"}",
            file: "a.json"),
        EditCase(
            "JSON has no octals", "{\"a\": 1}", "a", .plain("017"), refused: .typeWouldChange, file: "a.json"),
        EditCase(
            "JSON number to string", "{\"a\": 1}", "a", .plain("1Gi"), "{\"a\": \"1Gi\"}", file: "a.json",
            allowsTypeChange: true),
        EditCase(
            "JSON, another string beyond U+FFFF", "{\"a\": \"\\ud83c\\udf88\", \"b\": 1}", "b", .plain("2"),
            "{\"a\": \"\\ud83c\\udf88\", \"b\": 2}", file: "a.json"),
        EditCase("document marker", "--- # c\na: 1\n...\n", "a", .plain("2"), "--- # c\na: 2\n...\n"),
        EditCase("looks like a document", "a: x\n", "a", .plain("--- y"), "a: \"--- y\"\n"),
        EditCase("next line sign", "a: x\n", "a", .plain("b\u{85}c"), "a: \"b\\u0085c\"\n"),
    ]

    @Test(arguments: cases)
    func replaces(_ sample: EditCase) throws {
        try sample.check { file in
            let path = try #require(YAMLPath(sample.path))
            let node = try #require(file.documents.first?.root?.lookup(path)?.view)
            return try file.replaceScalar(
                node, with: sample.value.expectedText, allowingTypeChange: sample.allowsTypeChange,
                dialect: sample.dialect, reason: "test")
        }
    }

    @Test func aKeyIsNotAValue() throws {
        let file = assertParse("a: 1\n")
        let key = try #require(file.documents.first?.root?.entries.first?.key)
        #expect(throws: YAMLRefusal.self) { try file.replaceScalar(key, with: "b", reason: "test") }
    }

    @Test func oneUserOfAnAnchorIsOverridden() throws {
        let file = assertParse("base: &m 512Mi\na: *m # why\nb: [*m, \"x\"]\n")
        let root = try #require(file.documents.first?.root)
        let alias = try #require(root.ownEntry("a")?.value)
        let change = try file.overrideAlias(alias, with: "1Gi", reason: "test")
        #expect(
            String(decoding: try file.verify([change]).bytes, as: UTF8.self)
                == "base: &m 512Mi\na: 1Gi # why\nb: [*m, \"x\"]\n")
        let inBrackets = try #require(root["b"]?.items.first)
        let second = try file.overrideAlias(inBrackets, with: "1,5", reason: "test")
        #expect(
            String(decoding: try file.verify([change, second]).bytes, as: UTF8.self)
                == "base: &m 512Mi\na: 1Gi # why\nb: [\"1,5\", \"x\"]\n")
    }

    @Test func changesAreMadeTogetherOrNotAtAll() throws {
        let file = assertParse("a: 1\nb: 2\n")
        let root = try #require(file.documents.first?.root)
        let a = try #require(root["a"])
        let b = try #require(root["b"])
        let first = try file.replaceScalar(a, with: "3", reason: "test")
        let second = try file.replaceScalar(b, with: "4", reason: "test")
        #expect(try file.verify([second, first]).bytes == Array("a: 3\nb: 4\n".utf8))
        let other = try file.replaceScalar(a, with: "5", reason: "test")
        #expect(file.reasonsAgainst([first, other]) == ["two edits overlap or one lies outside the file"])
    }

    @Test func idempotent() throws {
        let file = assertParse("a: \"512Mi\" # c\n")
        let change = try file.replaceScalar(
            try #require(file.documents.first?.root?["a"]), with: "512Mi", reason: "test")
        #expect(try file.verify([change]).bytes == file.bytes)
    }

    @Test func aBrokenFileIsNotEdited() throws {
        let good = assertParse("a: 1\n")
        let bad = assertParse("a: [1\n", expectErrors: true)
        #expect(bad.documents.isEmpty)
        #expect(throws: YAMLRefusal.self) {
            try bad.insertKey(YAMLPath(keys: ["b"]), value: .plain("1"), reason: "test")
        }
        #expect(!good.hasErrors)
    }
}

extension YAMLNewValue {
    /// The text inside.
    var expectedText: String {
        switch self {
        case .plain(let text), .string(let text), .source(let text): text
        case .value(let source): source.text
        }
    }
}
