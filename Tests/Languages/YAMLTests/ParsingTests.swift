import Diagnostics
import TestSupport
import Testing
import YAML

@Suite struct ParsingTests {
    struct Scalar: Sendable, CustomTestStringConvertible {
        var name: String
        /// `1️⃣` before the token, `2️⃣` behind it.
        var sample: String
        var text: String
        var style: YAMLStyle
        var testDescription: String { name }
    }

    @Test(arguments: [
        Scalar(name: "plain", sample: "a: 1️⃣512Mi2️⃣\n", text: "512Mi", style: .plain),
        Scalar(name: "plain with comment", sample: "a: 1️⃣512Mi2️⃣  # why\n", text: "512Mi", style: .plain),
        Scalar(name: "tab behind the value", sample: "a: 1️⃣1Gi2️⃣\t# why\n", text: "1Gi", style: .plain),
        Scalar(name: "several words", sample: "a: 1️⃣b c  d2️⃣ \n", text: "b c  d", style: .plain),
        Scalar(name: "plain on two lines", sample: "a: 1️⃣b\n  c2️⃣\n", text: "b c", style: .plain),
        Scalar(name: "single", sample: "a: 1️⃣'it''s'2️⃣\n", text: "it's", style: .singleQuoted),
        Scalar(name: "double", sample: "a: 1️⃣\"x\\ty\"2️⃣ # c\n", text: "x\ty", style: .doubleQuoted),
        Scalar(name: "empty quotes", sample: "a: 1️⃣\"\"2️⃣\n", text: "", style: .doubleQuoted),
        Scalar(name: "double on two lines", sample: "a: 1️⃣\"x\n  y\"2️⃣\n", text: "x y", style: .doubleQuoted),
        Scalar(name: "literal", sample: "a: 1️⃣|\n  x\n  y2️⃣\n\nb: 1\n", text: "x\ny\n", style: .literal),
        Scalar(name: "literal, strip", sample: "a: 1️⃣|-\n  x2️⃣\nb: 1\n", text: "x", style: .literal),
        Scalar(name: "literal, keep", sample: "a: 1️⃣|+\n  x\n\n2️⃣b: 1\n", text: "x\n\n", style: .literal),
        Scalar(name: "literal with comment", sample: "a: 1️⃣| # c\n  x2️⃣\n# d\n", text: "x\n", style: .literal),
        Scalar(name: "folded", sample: "a: 1️⃣>\n  x\n  y2️⃣\n", text: "x y\n", style: .folded),
        Scalar(name: "absent", sample: "a:1️⃣2️⃣\nb: 1\n", text: "", style: .plain),
        Scalar(name: "absent at the end", sample: "a:1️⃣2️⃣", text: "", style: .plain),
        Scalar(name: "absent in a flow map", sample: "{a1️⃣2️⃣ , b: 1}", text: "", style: .plain),
        Scalar(name: "absent, explicit key", sample: "? a1️⃣2️⃣\n# c\n? b\n", text: "", style: .plain),
        Scalar(name: "anchor", sample: "a: &x 1️⃣12️⃣\n", text: "1", style: .plain),
        Scalar(name: "anchor and tag", sample: "a: !!str &x 1️⃣12️⃣\n", text: "1", style: .plain),
        Scalar(name: "anchor of nothing", sample: "a: &x1️⃣2️⃣\nb: 1\n", text: "", style: .plain),
        Scalar(name: "tag, then comment", sample: "a: !!str # c\n  1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "verbatim tag", sample: "a: !<tag:x.org,1> 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "CRLF", sample: "a: 1️⃣x2️⃣\r\nb: 1\r\n", text: "x", style: .plain),
        Scalar(
            name: "CRLF literal", sample: "a: 1️⃣|\r\n  x\r\n  y2️⃣\r\nb: 1\r\n", text: "x\ny\n", style: .literal),
        Scalar(
            name: "wide characters before", sample: "# größe 🎈 日本\na: 1️⃣x2️⃣ # é\n", text: "x", style: .plain),
        Scalar(name: "wide characters inside", sample: "a: 1️⃣'é🎈'2️⃣\n", text: "é🎈", style: .singleQuoted),
        Scalar(name: "byte order mark", sample: "\u{FEFF}a: 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "mark and wide", sample: "\u{FEFF}# é\na: 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "no final newline", sample: "a: 1️⃣x2️⃣", text: "x", style: .plain),
        Scalar(name: "bare CR", sample: "a: 1️⃣x2️⃣\rb: y\r", text: "x", style: .plain),
        Scalar(name: "JSON", sample: "{\"a\": 1️⃣\"x\\/y\"2️⃣}", text: "x/y", style: .doubleQuoted),
        Scalar(name: "flow", sample: "{a: 1️⃣x2️⃣}", text: "x", style: .plain),
        Scalar(name: "colon inside", sample: "a: 1️⃣10:20:302️⃣\n", text: "10:20:30", style: .plain),
        Scalar(name: "no space in flow", sample: "{\"a\":1️⃣12️⃣}", text: "1", style: .plain),
    ])
    func tokenOfEachStyle(_ sample: Scalar) throws {
        let marked = MarkedText(sample.sample)
        let file = assertParse(marked.text)
        let value = try #require(file.documents.first?.root?.entries.first?.value)
        let scalar = try #require(value.scalar)
        #expect(scalar.text == sample.text)
        #expect(scalar.style == sample.style)
        #expect(value.tokenRange == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
    }
}

extension ParsingTests {
    /// Files that cannot be read keep their bytes and say where and why.
    @Test(arguments: [
        ("open bracket", "a: [1, 21️⃣", DiagnosticID.yamlSyntax),
        ("tab indentation", "a:\n1️⃣\tb: 1\n", .yamlSyntax),
        ("two colons", "a: b1️⃣: c\n", .yamlSyntax),
        ("template", "a: 1\n{{- if .x }}\n1️⃣b: 2\n{{- end }}\n", .yamlSyntax),
        ("undefined alias", "a: 1️⃣*x\n", .yamlUndefinedAlias),
        ("recursive alias", "a: &x [1️⃣*x]\n", .yamlRecursiveAlias),
        ("control character", "a: 1️⃣\u{1}\n", .yamlEncoding), ("null byte", "a: 1️⃣\0\n", .yamlEncoding),
        ("wide before", "ä: \"é🎈\"\nb: 1️⃣*x\n", .yamlUndefinedAlias),
    ])
    func mistakesHavePositions(name: String, sample: String, id: DiagnosticID) throws {
        let marked = MarkedText(sample)
        let file = assertParse(marked.text, expectErrors: true)
        let diagnostic = try #require(file.diagnostics.first)
        #expect(diagnostic.id == id)
        #expect(Int(diagnostic.subject.range.lower) == marked.offset("1️⃣"))
        #expect(!diagnostic.message.isEmpty)
    }

    @Test(arguments: [
        ("bad UTF-8", Array("a: ".utf8) + [0xFF, 0x0A], 3), ("cut character", Array("a: ".utf8) + [0xC3], 3),
        ("surrogate", Array("a: ".utf8) + [0xED, 0xA0, 0x80], 3),
        ("bad after wide", Array("é: ".utf8) + [0x80], 4),
    ])
    func badEncodingIsADiagnostic(name: String, bytes: [UInt8], offset: UInt32) {
        let file = assertParse(bytes: bytes, expectErrors: true)
        #expect(file.diagnostics.map(\.id) == [.yamlEncoding])
        #expect(file.diagnostics.first?.subject.range.lower == offset)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]])
    func utf16IsNamed(bytes: [UInt8]) {
        let file = assertParse(bytes: bytes, expectErrors: true)
        #expect(file.diagnostics.first?.message.contains("UTF-16") == true)
    }

    @Test func documentsAndTheirRanges() throws {
        let file = assertParse("%YAML 1.1\n---\na: 1\n...\n---\n# c\n--- b\n")
        #expect(file.documents.count == 3)
        #expect(file.documents.map(\.isExplicit) == [true, true, true])
        #expect(file.documents[0].root?["a"]?.scalar?.text == "1")
        #expect(file.documents[1].root?.scalar?.isAbsent == true)
        #expect(file.documents[2].root?.scalar?.text == "b")
        #expect(assertParse("a: 1\n").documents.first?.isExplicit == false)
        #expect(assertParse("").documents.isEmpty)
    }

    @Test func collectionsKnowTheirRangesAndStyles() throws {
        let marked = MarkedText("1️⃣a:\n  2️⃣- b: 1\n    c: [x, 3️⃣{d: e}4️⃣]5️⃣\n\n# end\n")
        let root = try #require(assertParse(marked.text).documents.first?.root)
        #expect(root.range == ByteRange(marked.offset("1️⃣")..<marked.offset("5️⃣")))
        #expect(root["a"]?.range == ByteRange(marked.offset("2️⃣")..<marked.offset("5️⃣")))
        let inner = try #require(root.lookup("a[0].c[1]")?.view)
        #expect(inner.range == ByteRange(marked.offset("3️⃣")..<marked.offset("4️⃣")))
        #expect(inner.style == .flow)
        #expect(root.style == .block)
        #expect(root.entries.first?.range == root.range)
    }

    @Test func propertiesOfCollections() throws {
        let marked = MarkedText("a: 1️⃣&x !!map2️⃣\n  3️⃣b: 1\nc: !t &y 4️⃣[]\nd: &z\n- e\n")
        let root = try #require(assertParse(marked.text).documents.first?.root)
        let a = try #require(root["a"])
        #expect(a.anchor == "x")
        #expect(a.tag == "tag:yaml.org,2002:map")
        #expect(Int(a.range.lower) == marked.offset("1️⃣"))
        #expect(Int(a.tokenRange.lower) == marked.offset("3️⃣"))
        #expect(root["c"]?.tag == "!t")
        #expect(root["c"]?.anchor == "y")
        #expect(root["c"].map { Int($0.tokenRange.lower) } == marked.offset("4️⃣"))
        #expect(root["d"]?.anchor == "z")
        #expect(root["d"]?.items.count == 1)
    }

    /// Hostile input ends in a diagnostic.
    @Test(arguments: [
        ("size", YAMLLimits(size: 10), "a: 12345678901\n"), ("nesting", YAMLLimits(nesting: 3), "[[[[1]]]]"),
        ("block nesting", YAMLLimits(nesting: 2), "a:\n b:\n  c: 1\n"),
        ("aliases", YAMLLimits(aliases: 2), "a: &x 1\nb: [*x, *x, *x]\n"),
        (
            "expansion", YAMLLimits(expandedNodes: 30),
            "a: &a [1, 2, 3, 4, 5]\nb: &b [*a, *a, *a]\nc: [*b, *b]\n"
        ),
    ])
    func limits(name: String, limits: YAMLLimits, sample: String) {
        #expect(!YAMLParser.parse(Array(sample.utf8), path: "a.yaml").hasErrors)
        let file = YAMLParser.parse(Array(sample.utf8), path: "a.yaml", limits: limits)
        #expect(file.diagnostics.map(\.id) == [.yamlLimit])
        #expect(file.documents.isEmpty)
        #expect(file.bytes == Array(sample.utf8))
    }

    @Test func anAliasBombIsRefusedByDefault() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let uses = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        #expect(assertParse(text, expectErrors: true).diagnostics.map(\.id) == [.yamlLimit])
    }

    @Test func deepBracketsAreRefusedByDefault() {
        let file = assertParse(String(repeating: "[", count: 100_000), expectErrors: true)
        #expect(file.diagnostics.count == 1)
    }

    @Test func lostHalvesOfSurrogatesInJSON() throws {
        let file = assertParse(
            "{\"a\": \"\\ud83c x\", \"b\": \"\\ud83d\\ude00\\n\", \"c\": \"\\\\ud83d\"}", path: "a.json")
        let root = try #require(file.documents.first?.root)
        #expect(root["a"]?.scalar?.text == "\u{FFFD} x")
        #expect(root["b"]?.scalar?.text == "😀\n")
        #expect(root["c"]?.scalar?.text == "\\ud83d")
    }
}
