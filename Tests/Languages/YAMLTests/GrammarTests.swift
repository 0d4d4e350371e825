import Diagnostics
import TestSupport
import Testing
import YAML

/// The corners of the grammar that YAML's public test suite walks through, one small sample for each kind of corner.
///
/// The suite itself is run by `scripts/corpus`. Expectations are outlines: `{…}` a block mapping, `{{…}}` one in braces, `[…]`
/// and `[[…]]` lists alike, `&a` an anchor, `<tag>` a tag, and a scalar behind the sign of its style (`:` plain).
@Suite struct GrammarTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var outline: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ outline: String) {
            self.name = name
            self.text = text
            self.outline = outline
        }
    }

    @Test(arguments: [
        // Properties belong to the innermost node that can have them; a mapping has them on a line of its own.
        Sample("anchor of a first key", "&a k: v\n", "{&a :k :v}"),
        Sample("anchors of a mapping and its first key", "&m\n&a k: v\n", "&m {&a :k :v}"),
        Sample("tag of a first key", "!!str k: v\n", "{<str> :k :v}"),
        Sample("bare tag of a first key", "! k: v\n", "{<!> :k :v}"),
        Sample("tags of a mapping and its first key", "!!map\n!!str k: v\n", "<map> {<str> :k :v}"),
        Sample(
            "both of both", "top: &m !!map # why\n  !!str &a k: v\n", "{:top &m <map> {&a <str> :k :v}}"),
        Sample("anchors of a list and its first item", "&l\n- &a v\n", "&l [&a :v]"),
        Sample(
            "anchors of a list in brackets and its first item", "&l [&a v, !!int 2]\n",
            "&l [[&a :v <int> :2]]"),
        Sample("anchor of a list that is a key", "&m\n&l [&a v]: w\n", "&m {&l [[&a :v]] :w}"),
        Sample("anchor of a list without indentation", "k: &l\n- &a v\n", "{:k &l [&a :v]}"),
        Sample("anchor of nothing", "k: &a\nl: !!null\n", "{:k &a : :l <null> :}"),
        Sample("alias as a key", "&a k: &b v\n*a : *b\n", "{&a :k &b :v *a *b}"),
        Sample("anchor given twice", "a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "{:a &x :1 :b *x :c &x :2 :d *x}"),
        // Keys.
        Sample("explicit key", "? - a\n  - b\n: - c\n", "{[:a :b] [:c]}"),
        Sample("explicit key without a value", "? a\n? b\n", "{:a : :b :}"),
        Sample("explicit key that is a block", "? |\n  a\n: v\n", "{|a⏎ :v}"),
        Sample(
            "key with signs", "a!\"#$%&'()*: v\n-b: w\n?c: x\n::d: y\n",
            "{:a!\"#$%&'()* :v :-b :w :?c :x :::d :y}"),
        Sample("quoted keys", "'a': 1\n\"b\\n\": 2\n", "{'a :1 \"b⏎ :2}"),
        Sample("pair in a list in brackets", "[a: b, ? c, d]\n", "[[{{:a :b}} {{:c :}} :d]]"),
        Sample("key alone in braces", "{a, b: , \"c\"}\n", "{{:a : :b : \"c :}}"),
        Sample("value next to a quoted key", "{\"a\":b, 'c':[d]}\n", "{{\"a :b 'c [[:d]]}}"),
        // Lists.
        Sample("lists in lists", "- - a\n  - - b\n- c\n", "[[:a [:b]] :c]"),
        Sample("empty items", "-\n- a\n-\n", "[: :a :]"),
        Sample("mapping in a list", "- a: 1\n  b: 2\n-\n  c: 3\n", "[{:a :1 :b :2} {:c :3}]"),
        Sample("comma at the end", "[a, b, ]\n", "[[:a :b]]"),
        Sample("bracketed over lines", "[\n  a,   # one\n  b\n]\n", "[[:a :b]]"),
        // Scalars over several lines.
        Sample("plain, folded", "a\n b\n\n c\n", ":a b⏎c"),
        Sample("single, folded", "' a\n  b\n\n  c '\n", "' a b⏎c "),
        Sample("double, joined", "\"a \\\n   b\\\n \\ c\"\n", "\"a b c"),
        Sample("double, escapes", "\"\\x41\\u00e9\\U0001F388\\t\\\\\\/\\_\"\n", "\"Aé🎈→\\/\u{A0}"),
        Sample("literal, kept", "|+\n a\n\n\n", "|a⏎⏎⏎"),
        Sample("literal, stripped", "|-\n a\n\n", "|a"),
        Sample("literal, indentation given", "|2\n   a\n  b\n", "| a⏎b⏎"),
        Sample("literal, nothing in it", "a: |\nb: >-\n", "{:a | :b >}"),
        Sample("folded, paragraphs and lists", ">\n a\n b\n\n  * c\n\n d\n", ">a b⏎⏎ * c⏎⏎d⏎"),
        Sample("folded, kept blank lines in front", ">\n\n a\n", ">⏎a⏎"),
        Sample("tab behind a colon", "a:\tb\t\n", "{:a :b}"),
        // Documents and directives.
        Sample("tag handle", "%TAG !e! tag:e.org,1:\n---\n!e!x a\n", "<tag:e.org,1:x> :a"),
        Sample("local and verbatim tags", "[!x a, !<tag:y> b]\n", "[[<!x> :a <tag:y> :b]]"),
        Sample("two documents", "a\n---\nb\n...\n", ":a / :b"),
        Sample("documents without content", "---\n---\n# c\n...\n", ": / :"),
        Sample("ended, then begun", "--- a\n...\n# c\n--- |\n b\n", ":a / |b⏎"),
        Sample("marks inside of scalars", "a: |\n ---\n ...\nb: x---\n", "{:a |---⏎...⏎ :b :x---}"),
        Sample("only comments", "# a\n\n# b\n", ""),
    ])
    func corner(_ sample: Sample) {
        let file = assertParse(sample.text)
        let outline = file.documents.map { $0.root.map(Self.outline) ?? "" }.joined(separator: " / ")
        #expect(outline == sample.outline)
    }

    /// What the suite calls valid and libyaml does not read: refused with a position, and never edited.
    @Test(arguments: [
        ("mapping without a key", ": a\n"), ("colon on the line after its key", "{\"a\"\n: b}\n"),
        ("colon at the beginning in brackets", "[:a]\n"), ("tab before a bracket", "\t[a]\n"),
        ("tab after a dash, then a list", "-\t- a\n"), ("tab behind a dash", "-\ta\n"),
        ("key on two lines in braces", "{a\n b: c}\n"),
        ("text behind the end of a document", "a\n...\nb: 1\n"),
        ("block scalar without indentation", "--- >\na\n"), ("newer directive", "%YAML 1.3\n---\na\n"),
        ("colon in an anchor", "&a: k: v\nb: *a:\n"), ("wide anchor", "- &é v\n"),
        ("line with nothing but a tab", "a: 1\n\t\nb: 2\n"),
    ])
    func refusedThoughValid(name: String, text: String) throws {
        let file = assertParse(text, expectErrors: true)
        let diagnostic = try #require(file.diagnostics.first)
        #expect([.yamlSyntax, .yamlEncoding].contains(diagnostic.id), "\(diagnostic)")
    }

    /// Where mapping and first key both have properties, an edit finds both at their places.
    @Test func editsBelowTwoAnchors() throws {
        let file = assertParse("base: &m\n  &k cpu: 1\nother: *m\nname: *k\n")
        let root = try #require(file.documents.first?.root)
        let base = try #require(root["base"])
        #expect(base.anchor == "m")
        #expect(base.entries.first?.key.anchor == "k")
        #expect(base.tokenRange.lower == 11)
        let cpu = try #require(root.lookup("base.cpu")?.view)
        let change = try file.replaceScalar(cpu, with: "2", reason: "test")
        #expect(
            change.edits.apply(to: file.bytes) == Array("base: &m\n  &k cpu: 2\nother: *m\nname: *k\n".utf8))
        let path = try #require(YAMLPath("base.memory"))
        let insertion = try file.insertKey(path, value: .plain("1Gi"), allowingShared: true, reason: "test")
        #expect(
            insertion.edits.apply(to: file.bytes).map { String(decoding: $0, as: UTF8.self) }
                == "base: &m\n  &k cpu: 1\n  memory: 1Gi\nother: *m\nname: *k\n")
    }

    private static func outline(_ node: YAMLNodeView) -> String {
        let anchor = node.anchor.map { "&\($0) " } ?? ""
        let tag = node.tag.map { "<\($0.hasPrefix(core) ? String($0.dropFirst(core.count)) : $0)> " } ?? ""
        let children = node.children.map(outline).joined(separator: " ")
        let isFlow = node.style == .flow
        let content =
            switch node.kind {
            case .alias: node.tokenText
            case .mapping: isFlow ? "{{\(children)}}" : "{\(children)}"
            case .sequence: isFlow ? "[[\(children)]]" : "[\(children)]"
            case .scalar: sign(node.style) + visible(node.scalar?.text ?? "")
            }
        return anchor + tag + content
    }

    private static let core = "tag:yaml.org,2002:"

    private static func visible(_ text: String) -> String {
        String(text.map { $0 == "\n" ? "⏎" : $0 == "\t" ? "→" : $0 })
    }

    private static func sign(_ style: YAMLStyle) -> String {
        switch style {
        case .singleQuoted: "'"
        case .doubleQuoted: "\""
        case .literal: "|"
        case .folded: ">"
        default: ":"
        }
    }
}
