import Diagnostics
import TestSupport
import Testing
import YAML

@Suite struct LookupTests {
    @Test(
        arguments: [
            ("a", [.key("a")]), ("a.b[0].c", [.key("a"), .key("b"), .index(0), .key("c")]), ("", []),
            (
                "containers[name=app].image",
                [.key("containers"), .item(key: "name", value: "app"), .key("image")]
            ),
            ("a[\"b.c/d\"].e", [.key("a"), .key("b.c/d"), .key("e")]), ("[2][3]", [.index(2), .index(3)]),
            ("a[\"x\\\"y\"]", [.key("a"), .key("x\"y")]),
        ] as [(String, [YAMLPath.Step])])
    func pathsReadAndPrint(text: String, steps: [YAMLPath.Step]) throws {
        let path = try #require(YAMLPath(text))
        #expect(path.steps == steps)
        #expect(YAMLPath(path.description) == path)
        #expect(path.description == text)
    }

    @Test(arguments: ["a.", ".a", "a[", "a[x]", "a[-1]", "a[\"b]", "a]b[", "a[=x]", "a[0]b"])
    func brokenPaths(text: String) { #expect(YAMLPath(text) == nil || YAMLPath(text)?.steps.count == 1) }

    static let manifest = """
        spec:
          containers:
            - name: web
              resources: {limits: {memory: 1Gi}}
            - name: app
              resources:
                limits:
                  memory: 1️⃣512Mi2️⃣
        """

    @Test func findsByKeyIndexAndName() throws {
        let marked = MarkedText(Self.manifest)
        let root = try #require(assertParse(marked.text).documents.first?.root)
        let token = ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣"))
        for path in [
            "spec.containers[name=app].resources.limits.memory", "spec.containers[1].resources.limits.memory",
        ] {
            let found = try #require(root.lookup(path))
            #expect(found.view.tokenRange == token)
            #expect(!found.isShared)
            #expect(found.view.path.description == "spec.containers[1].resources.limits.memory")
        }
        #expect(root["spec"]?["containers"]?[0]?["resources"]?["limits"]?["memory"]?.scalar?.text == "1Gi")
        #expect(root.lookup("spec.containers[name=db]") == nil)
        #expect(root.lookup("spec.containers.name") == nil)
        #expect(root.lookup("spec.containers[2]") == nil)
    }

    @Test func nodeAtAnOffsetAndOfAToken() throws {
        let marked = MarkedText(Self.manifest)
        let file = assertParse(marked.text)
        let token = ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣"))
        #expect(file.node(withToken: token)?.scalar?.text == "512Mi")
        #expect(file.node(at: marked.offset("1️⃣") + 2)?.scalar?.text == "512Mi")
        #expect(file.node(withToken: ByteRange(1..<2)) == nil)
    }

    @Test func anAliasLeadsToItsAnchor() throws {
        let marked = MarkedText("base: &b\n  memory: 1️⃣1Gi2️⃣\nuse: *b\n")
        let root = try #require(assertParse(marked.text).documents.first?.root)
        let found = try #require(root.lookup("use.memory"))
        #expect(found.view.tokenRange == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
        #expect(found.isShared)
        #expect(found.passages.count == 1)
        let direct = try #require(root.lookup("base.memory"))
        #expect(direct.passages.isEmpty)
        #expect(direct.isShared)
        #expect(direct.view.users.map(\.path.description) == ["use"])
        #expect(root["base"]?.anchor == "b")
        #expect(root.ownEntry("use")?.value.kind == .alias)
    }

    @Test func aLaterAnchorOfTheSameNameCountsFromThereOn() throws {
        let root = try #require(assertParse("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").documents.first?.root)
        #expect(root["b"]?.scalar?.text == "1")
        #expect(root["d"]?.scalar?.text == "2")
        #expect(root.ownEntry("a")?.value.users.count == 1)
    }

    @Test func anchorsEndWithTheirDocument() {
        let file = assertParse("a: &x 1\n---\nb: *x\n", expectErrors: true)
        #expect(file.diagnostics.map(\.id) == [.yamlUndefinedAlias])
    }

    /// The last column is what Helm 4.2.3 and Terraform 1.11.4 give.
    @Test(arguments: [
        ("explicit behind", "base: &b {a: 1, c: 3}\nx:\n  <<: *b\n  a: 2\n", "a", "2", "2"),
        ("explicit before", "base: &b {a: 1, c: 3}\nx:\n  a: 2\n  <<: *b\n", "a", "2", "1"),
        ("merged", "base: &b {a: 1, c: 3}\nx:\n  <<: *b\n", "c", "3", "3"),
        ("first of a list", "p: &p {a: 1}\nq: &q {a: 2, c: 4}\nx:\n  <<: [*p, *q]\n", "a", "1", "1"),
        ("rest of a list", "p: &p {a: 1}\nq: &q {a: 2, c: 4}\nx:\n  <<: [*p, *q]\n", "c", "4", "4"),
        ("tagged", "base: &b {a: 1}\nx:\n  !!merge <<: *b\n", "a", "1", "1"),
        ("inline", "x:\n  <<: {a: 1}\n", "a", "1", "1"),
        ("nested", "p: &p {a: 1}\nq: &q {<<: *p, c: 2}\nx: {<<: *q}\n", "a", "1", "1"),
        ("quoted is no merge", "p: &p {a: 1}\nx: {'<<': *p, a: 5}\n", "a", "5", "5"),
    ])
    func mergeKeys(name: String, sample: String, key: String, byRule: String, topToBottom: String) throws {
        let root = try #require(assertParse(sample).documents.first?.root)
        let path = YAMLPath(keys: ["x", key])
        #expect(root.lookup(path)?.view.scalar?.text == byRule)
        #expect(root.lookup(path, order: .topToBottom)?.view.scalar?.text == topToBottom)
    }

    @Test func aMergedKeyKnowsItsOrigin() throws {
        let marked = MarkedText("base: &b {a: 1️⃣12️⃣}\nx:\n  <<: *b\n")
        let root = try #require(assertParse(marked.text).documents.first?.root)
        let found = try #require(root.lookup("x.a"))
        #expect(found.view.tokenRange == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
        #expect(found.passages == [.merge(try #require(root["x"]?.ownEntry("<<")))])
        #expect(found.isShared)
        #expect(root["x"]?.effectiveEntries().map { $0.key.scalar?.text } == ["a"])
    }

    @Test func duplicateKeysAreReportedAndTheLastCounts() throws {
        let marked = MarkedText("a: 1\nb: 2\n\"1️⃣\u{61}\": 3\na: 4\n")
        let file = assertParse(marked.text)
        #expect(file.diagnostics.map(\.id) == [.yamlDuplicateKey, .yamlDuplicateKey])
        #expect(file.diagnostics.allSatisfy { $0.severity == .warning && $0.notes.count == 1 })
        #expect(Int(file.diagnostics[0].subject.range.lower) == marked.offset("1️⃣") - 1)
        #expect(file.documents.first?.root?["a"]?.scalar?.text == "4")
        #expect(file.documents.first?.root?.entries.count == 4)
    }

    @Test(arguments: [3, 11, 12, 13, 40])
    func duplicatesInMappingsOfAnySize(count: Int) {
        let keys = (0..<count).map { "key\($0): \($0)\n" }.joined()
        let once = assertParse(keys)
        #expect(once.diagnostics.isEmpty)
        let twice = assertParse(keys + "key0: again\n" + "key\(count - 1): again\n")
        #expect(twice.diagnostics.count == 2)
    }

    @Test func theSameKeyInSiblingsIsNoDuplicate() {
        let file = assertParse("a: {x: 1, y: {x: 1}}\nb: {x: 1}\nc: [{x: 1}, {x: 2}]\n")
        #expect(file.diagnostics.isEmpty)
    }
}
