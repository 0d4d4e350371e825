import Diagnostics
import TestSupport
import Testing
import YAML

@Suite struct EmbeddedTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        /// `1️⃣`…`2️⃣` around the token at `path` inside the scalar under `doc`.
        var text: String
        var path: String
        var testDescription: String { name }
    }

    static let samples: [Sample] = [
        Sample(name: "literal", text: "x: 1\ndoc: |\n  a:\n    b: 1️⃣12️⃣ # c\n\n  d: 2\ny: 2\n", path: "a.b"),
        Sample(name: "literal, wide", text: "doc: |-\n    ä: é🎈\n    b: 1️⃣'日'2️⃣\n", path: "b"),
        Sample(name: "literal, CRLF", text: "doc: |\r\n  a: 1\r\n  b: 1️⃣22️⃣\r\ny: 2\r\n", path: "b"),
        Sample(name: "literal, no final newline", text: "doc: |\n  a: 1\n  b: 1️⃣22️⃣", path: "b"),
        Sample(name: "literal with stated indentation", text: "x:\n  doc: |2\n    a: 1️⃣12️⃣\n", path: "a"),
        Sample(
            name: "literal in a list", text: "- doc: |\n    - op: replace\n      value: 1️⃣12️⃣\n  target: x\n",
            path: "[0].value"),
        Sample(name: "literal that keeps", text: "doc: |+\n  a: 1️⃣12️⃣\n\ny: 1\n", path: "a"),
        Sample(name: "folded JSON", text: "doc: >-\n  {\"a\": 1,\n  \"b\": 1️⃣22️⃣}\n", path: "b"),
        Sample(name: "quoted JSON", text: "doc: '{\"a\": 1️⃣\"x\"2️⃣}'\n", path: "a"),
        Sample(name: "plain", text: "doc: 1️⃣abc2️⃣\n", path: ""),
    ]

    private func scalar(in file: YAMLFile) throws -> YAMLNodeView {
        try #require(
            file.tree.allNodes.first { $0.scalar?.text == "doc" && $0.isKey }.flatMap { key in
                key.parent?.ownEntry("doc")?.value
            })
    }

    @Test(arguments: samples)
    func tokensLeadBackToTheirBytes(_ sample: Sample) throws {
        let marked = MarkedText(sample.text)
        let file = assertParse(marked.text)
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let found = try #require(embedded.file.documents.first?.root?.lookup(sample.path)?.view)
        #expect(
            embedded.outerRange(of: found.tokenRange) == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
    }

    @Test(arguments: samples)
    func replacing(_ sample: Sample) throws {
        let marked = MarkedText(sample.text)
        let file = assertParse(marked.text)
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let target = try #require(embedded.file.documents.first?.root?.lookup(sample.path)?.view)
        let text = target.scalar?.value(in: .helm).family == .number ? "77" : "other"
        let change = try embedded.lift([embedded.file.replaceScalar(target, with: text, reason: "test")])
        let edited = try file.verify([change])
        let token = marked.bytes[marked.offset("1️⃣")..<marked.offset("2️⃣")]
        let quote = token.first.flatMap { $0 == 0x22 || $0 == 0x27 ? String(UnicodeScalar($0)) : nil } ?? ""
        var expected = marked.bytes
        expected.replaceSubrange(token.startIndex..<token.endIndex, with: Array((quote + text + quote).utf8))
        #expect(edited.bytes == expected)
    }

    @Test(arguments: [
        (
            "a key", "doc: |\n  a:\n    b: 1\n  c: 2\ny: 3\n", "a.x",
            "doc: |\n  a:\n    b: 1\n    x: 9\n  c: 2\ny: 3\n"
        ),
        ("at the end", "doc: |\n  a: 1\ny: 3\n", "x", "doc: |\n  a: 1\n  x: 9\ny: 3\n"),
        ("at the end, strip", "doc: |-\n  a: 1\ny: 3\n", "x", "doc: |-\n  a: 1\n  x: 9\ny: 3\n"),
        ("CRLF", "doc: |\r\n  a: 1\r\ny: 3\r\n", "x", "doc: |\r\n  a: 1\r\n  x: 9\r\ny: 3\r\n"),
        ("into brackets", "doc: |\n  r: {}\n  a: 1\n", "r.l.x", "doc: |\n  r:\n    l:\n      x: 9\n  a: 1\n"),
        ("no final newline", "doc: |\n  a: 1", "x", "doc: |\n  a: 1\n  x: 9"),
    ])
    func inserting(name: String, before: String, path: String, after: String) throws {
        let file = assertParse(before)
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let inner = try embedded.file.insertKey(
            try #require(YAMLPath(path)), value: .plain("9"), reason: "test")
        let change = try embedded.lift([inner])
        #expect(String(decoding: try file.verify([change]).bytes, as: UTF8.self) == after)
    }

    @Test(arguments: [
        ("first", "doc: |\n  a: 1\n  b: 2\ny: 3\n", "a", "doc: |\n  b: 2\ny: 3\n"),
        ("middle", "doc: |\r\n  a: 1\r\n  b: 2\r\n  c: 3\r\n", "b", "doc: |\r\n  a: 1\r\n  c: 3\r\n"),
        ("last", "doc: |\n  a: 1\n  b: 2\ny: 3\n", "b", "doc: |\n  a: 1\ny: 3\n"),
    ])
    func deleting(name: String, before: String, path: String, after: String) throws {
        let file = assertParse(before)
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let inner = try embedded.file.deleteKey(try #require(YAMLPath(path)), reason: "test")
        #expect(String(decoding: try file.verify([try embedded.lift([inner])]).bytes, as: UTF8.self) == after)
    }

    @Test func escapesHaveNoExactWayBack() throws {
        let file = assertParse("doc: \"a: 1\\nb: 2\"\nx: 'it''s'\n")
        #expect(YAMLEmbedded(in: try scalar(in: file), of: file) == nil)
        #expect(YAMLEmbedded(in: try #require(file.documents.first?.root?["x"]), of: file) == nil)
        #expect(YAMLEmbedded(in: try #require(file.documents.first?.root), of: file) == nil)
    }

    @Test func anEditThatNeedsALineInQuotesIsRefused() throws {
        let file = assertParse("doc: 'a: 1'\n")
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let inner = try embedded.file.insertKey(YAMLPath(keys: ["b"]), value: .plain("2"), reason: "test")
        #expect(throws: YAMLRefusal.self) { try embedded.lift([inner]) }
    }

    @Test func mistakesInsideHaveOuterPositions() throws {
        let marked = MarkedText("doc: |\n  a: 1\n  1️⃣a: 2\n")
        let file = assertParse(marked.text)
        let embedded = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        #expect(embedded.diagnostics.map(\.id) == [.yamlDuplicateKey])
        #expect(embedded.diagnostics.first.map { Int($0.subject.range.lower) } == marked.offset("1️⃣"))
    }

    @Test func documentsInsideDocuments() throws {
        let file = assertParse("doc: |\n  doc: |\n    a: 1\n")
        let outer = try #require(YAMLEmbedded(in: try scalar(in: file), of: file))
        let inner = try #require(YAMLEmbedded(in: try scalar(in: outer.file), of: outer.file))
        let a = try #require(inner.file.documents.first?.root?["a"])
        let change = try outer.lift([inner.lift([inner.file.replaceScalar(a, with: "2", reason: "test")])])
        #expect(
            String(decoding: try file.verify([change]).bytes, as: UTF8.self) == "doc: |\n  doc: |\n    a: 2\n"
        )
    }
}
