import Diagnostics
import Testing
import YAML

@Suite struct InsertTests {
    static let cases: [EditCase] = [
        EditCase(
            "behind the last sibling", "a:\n  b: 1\nc: 2\n", "a.x", .plain("3"), "a:\n  b: 1\n  x: 3\nc: 2\n"),
        EditCase("at the root", "a: 1\n", "b", .plain("2"), "a: 1\nb: 2\n"),
        EditCase("no final newline", "a: 1", "b", .plain("2"), "a: 1\nb: 2"),
        EditCase(
            "CRLF", "a:\r\n  b: 1\r\nc: 2\r\n", "a.x", .plain("3"), "a:\r\n  b: 1\r\n  x: 3\r\nc: 2\r\n"),
        EditCase("CRLF, no final newline", "a: 1\r\nb: 2", "c", .plain("3"), "a: 1\r\nb: 2\r\nc: 3"),
        EditCase("behind a comment", "a: 1 # c\n# d\n", "b", .plain("2"), "a: 1 # c\nb: 2\n# d\n"),
        EditCase(
            "before blank lines", "a:\n  b: 1\n\n\nc: 2\n", "a.x", .plain("3"),
            "a:\n  b: 1\n  x: 3\n\n\nc: 2\n"),
        EditCase(
            "four blanks", "a:\n    b:\n        c: 1\n", "a.b.x.w", .plain("2"),
            "a:\n    b:\n        c: 1\n        x:\n            w: 2\n"),
        EditCase(
            "missing parents", "a:\n  b: 1\n", "a.x.w.z", .plain("3"),
            "a:\n  b: 1\n  x:\n    w:\n      z: 3\n"),
        EditCase(
            "empty map", "resources: {}\nb: 1\n", "resources.limits.memory", .plain("1Gi"),
            "resources:\n  limits:\n    memory: 1Gi\nb: 1\n"),
        EditCase(
            "empty map with comment", "r: {}  # none\nb: 1\n", "r.x", .plain("1"),
            "r:  # none\n  x: 1\nb: 1\n"),
        EditCase("empty map and blanks", "r: { }  \nb: 1\n", "r.x", .plain("1"), "r:\n  x: 1\nb: 1\n"),
        EditCase("empty map at the end", "r: {}", "r.x", .plain("1"), "r:\n  x: 1"),
        EditCase(
            "empty map, deep", "a:\n    b:\n        r: {}\n", "a.b.r.x", .plain("1"),
            "a:\n    b:\n        r:\n            x: 1\n"),
        EditCase("empty map with anchor", "r: &r {}\nb: 1\n", "r.x", .plain("1"), "r: &r\n  x: 1\nb: 1\n"),
        EditCase("nothing", "r:\nb: 1\n", "r.x", .plain("1"), "r:\n  x: 1\nb: 1\n"),
        EditCase("nothing with comment", "r: # c\nb: 1\n", "r.x", .plain("1"), "r: # c\n  x: 1\nb: 1\n"),
        EditCase("nothing at the end", "a: 1\nr:", "r.x", .plain("1"), "a: 1\nr:\n  x: 1"),
        EditCase("null", "r: null\nb: 1\n", "r.x", .plain("1"), "r:\n  x: 1\nb: 1\n"),
        EditCase(
            "item of a list", "c:\n  - name: x\n    image: y\n  - name: z\n", "c[name=x].cpu", .plain("1"),
            "c:\n  - name: x\n    image: y\n    cpu: 1\n  - name: z\n"),
        EditCase(
            "list not indented", "c:\n- name: x\n  r: {}\n- name: z\n", "c[0].r.cpu", .plain("1"),
            "c:\n- name: x\n  r:\n    cpu: 1\n- name: z\n"),
        EditCase("empty item", "- {}\n- a\n", "[0].x.w", .plain("1"), "- x:\n    w: 1\n- a\n"),
        EditCase("item of nothing", "-\n- a\n", "[0].x", .plain("1"), "- x: 1\n- a\n"),
        EditCase(
            "behind a list", "a:\n  b:\n    - 1\n    - 2\nc: 3\n", "a.x", .plain("4"),
            "a:\n  b:\n    - 1\n    - 2\n  x: 4\nc: 3\n"),
        EditCase(
            "behind a list not indented", "a:\n  b:\n  - 1\nc: 3\n", "a.x", .plain("4"),
            "a:\n  b:\n  - 1\n  x: 4\nc: 3\n"),
        EditCase(
            "behind a literal", "a:\n  b: |\n    x\n\nc: 3\n", "a.x", .plain("4"),
            "a:\n  b: |\n    x\n  x: 4\n\nc: 3\n"),
        EditCase(
            "behind a literal that keeps", "a:\n  b: |+\n    x\n\nc: 3\n", "a.x", .plain("4"),
            "a:\n  b: |+\n    x\n\n  x: 4\nc: 3\n"),
        EditCase("behind nothing", "a:\n  b:\nc: 3\n", "a.x", .plain("4"), "a:\n  b:\n  x: 4\nc: 3\n"),
        EditCase("brackets", "a: {b: 1, c: 2} # c\n", "a.x", .plain("3"), "a: {b: 1, c: 2, x: 3} # c\n"),
        EditCase("brackets with blanks", "a: { b: 1 }\n", "a.x", .plain("3"), "a: { b: 1, x: 3 }\n"),
        EditCase("brackets, deep", "a: {b: 1}\n", "a.x.w", .plain("3"), "a: {b: 1, x: {w: 3}}\n"),
        EditCase("empty in brackets", "a: {b: {}}\n", "a.b.x", .plain("3"), "a: {b: {x: 3}}\n"),
        EditCase("nothing in brackets", "a: {b: , c: 1}\n", "a.b.x", .plain("3"), "a: {b: {x: 3}, c: 1}\n"),
        EditCase("trailing comma", "a: {b: 1,}\n", "a.x", .plain("3"), "a: {b: 1, x: 3,}\n"),
        EditCase(
            "brackets over lines", "a: {\n  b: 1,\n  c: 2\n}\n", "a.x", .plain("3"),
            "a: {\n  b: 1,\n  c: 2,\n  x: 3\n}\n"),
        EditCase(
            "JSON", "{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "a.x", .plain("1Gi"),
            "{\n  \"a\": {\n    \"b\": 1,\n    \"x\": \"1Gi\"\n  }\n}\n", file: "a.json"),
        EditCase(
            "JSON, deep", "{\n  \"a\": 1\n}\n", "x.y", .plain("2"),
            "{\n  \"a\": 1,\n  \"x\": {\n    \"y\": 2\n  }\n}\n", file: "a.json"),
        EditCase(
            "JSON, empty", "{\n  \"a\": {}\n}\n", "a.x", .plain("2"), "{\n  \"a\": {\n    \"x\": 2\n  }\n}\n",
            file: "a.json"),
        EditCase(
            "JSON, dense", "{\"a\":1,\"b\":2}", "x", .plain("y"), "{\"a\":1,\"b\":2,\"x\":\"y\"}",
            file: "a.json"),
        EditCase(
            "JSON with tabs", "{\n\t\"a\": 1\n}", "b", .plain("2"), "{\n\t\"a\": 1,\n\t\"b\": 2\n}",
            file: "a.json"),
        EditCase(
            "as quoted as its siblings", "a:\n  cpu: \"500m\"\n", "a.memory", .plain("1Gi"),
            "a:\n  cpu: \"500m\"\n  memory: \"1Gi\"\n"),
        EditCase(
            "single quotes too", "a:\n  cpu: '500m'\n", "a.memory", .plain("1Gi"),
            "a:\n  cpu: '500m'\n  memory: '1Gi'\n"),
        EditCase(
            "a number among quoted stays one", "a:\n  b: \"x\"\n", "a.replicas", .plain("3"),
            "a:\n  b: \"x\"\n  replicas: 3\n"),
        EditCase("a string that looks like a number", "a: x\n", "b", .string("3"), "a: x\nb: \"3\"\n"),
        EditCase("a string that looks like nothing else", "a: x\n", "b", .string("3m"), "a: x\nb: 3m\n"),
        EditCase("source", "a: 1\n", "b", .source("{c: [1, 2]}"), "a: 1\nb: {c: [1, 2]}\n"),
        EditCase("source of two lines", "a: 1\n", "b", .source("1\nc: 2"), refused: .notRepresentable),
        EditCase("source that smuggles a comment", "{a: 1}\n", "b", .source("1 # }"), refused: .wouldBreak),
        EditCase("source that smuggles a key", "{a: 1}\n", "b", .source("1, c: 2"), refused: .wouldBreak),
        EditCase("key that needs quotes", "a: 1\n", "[\"y\"]", .plain("2"), "a: 1\n\"y\": 2\n"),
        EditCase(
            "key with a slash", "m:\n  a.b/c: x\n", "m[\"prometheus.io/port\"]", .string("80"),
            "m:\n  a.b/c: x\n  prometheus.io/port: \"80\"\n"),
        EditCase("quoted keys", "\"a\": 1\n\"b\": 2\n", "c", .plain("3"), "\"a\": 1\n\"b\": 2\n\"c\": 3\n"),
        EditCase("empty file", "", "a.b", .plain("1"), "a:\n  b: 1\n"),
        EditCase("only a comment", "# c\n", "a", .plain("1"), "# c\na: 1\n"),
        EditCase("only a comment, no newline", "# comment", "a", .plain("1"), "# comment\na: 1\n"),
        EditCase("only a document marker", "---\n", "a", .plain("1"), "---\na: 1\n"),
        EditCase("only brackets", "{}\n", "a.b", .plain("1"), "a:\n  b: 1\n"),
        EditCase("byte order mark", "\u{FEFF}a: 1\n", "b", .plain("2"), "\u{FEFF}a: 1\nb: 2\n"),
        EditCase("behind dots", "a: 1\n...\n", "b", .plain("2"), "a: 1\nb: 2\n...\n"),
        EditCase(
            "own key over a merged one", "b: &b {m: 1}\nx:\n  <<: *b\n", "x.m", .plain("2"),
            "b: &b {m: 1}\nx:\n  <<: *b\n  m: 2\n"),
        EditCase(
            "deep in a merged map", "b: &b {l: {m: 1}}\nx:\n  <<: *b\n", "x.l.m", .plain("2"),
            refused: .shared),
        EditCase("in an alias", "b: &b {m: 1}\nx: *b\n", "x.n", .plain("2"), refused: .shared),
        EditCase(
            "in an anchored map that is used", "b: &b {m: 1}\nx: *b\n", "b.n", .plain("2"), refused: .shared),
        EditCase("already there", "a: 1\n", "a", .plain("2"), refused: .alreadyThere),
        EditCase("in a scalar", "a: 1\n", "a.b", .plain("2"), refused: .pathBlocked),
        EditCase("in a list", "a: [1]\n", "a.b", .plain("2"), refused: .pathBlocked),
        EditCase("in an item that is not there", "a: [1]\n", "a[3].b", .plain("2"), refused: .notThere),
        EditCase("comment in brackets", "a: { # c\n}\n", "a.b", .plain("2"), refused: .layout),
        EditCase("a pair in a list", "[a: b]\n", "[0].x", .plain("2"), refused: .layout),
        EditCase("explicit key", "? a\n: 1\n", "b", .plain("2"), refused: .layout),
    ]

    @Test(arguments: cases)
    func inserts(_ sample: EditCase) throws {
        try sample.check { file in
            let path = try #require(YAMLPath(sample.path))
            return try file.insertKey(path, value: sample.value, dialect: sample.dialect, reason: "test")
        }
    }

    /// What was inserted behind siblings or into `{}` can be taken out again without a trace.
    @Test(arguments: cases.filter { $0.after != nil && $0.name != "nothing with comment" })
    func deletionUndoesInsertion(_ sample: EditCase) throws {
        let path = try #require(YAMLPath(sample.path))
        let file = YAMLParser.parse(Array(sample.before.utf8), path: sample.file)
        let after = try file.verify([
            file.insertKey(path, value: sample.value, dialect: sample.dialect, reason: "test")
        ])
        // Remove at the depth at which something new began.
        var steps = path.steps
        while steps.count > 1, file.documents.first?.root?.lookup(YAMLPath(Array(steps.dropLast()))) == nil {
            steps.removeLast()
        }
        let back = try after.verify([after.deleteKey(YAMLPath(steps), reason: "test")])
        let normal = ["nothing", "null", "empty", "item", "only", "trailing comma"].contains {
            sample.name.hasPrefix($0)
        }
        if !normal || sample.before.hasSuffix("r: {}") {
            #expect(String(decoding: back.bytes, as: UTF8.self) == sample.before)
        }
    }

    @Test func severalInsertionsIntoOneMapping() throws {
        let file = assertParse("resources:\n  limits:\n    cpu: 1\n")
        let limit = try file.insertKey(
            YAMLPath(keys: ["resources", "limits", "memory"]), value: .plain("1Gi"), reason: "t")
        let request = try file.insertKey(
            YAMLPath(keys: ["resources", "requests", "memory"]), value: .plain("1Gi"), reason: "t")
        let edited = try file.verify([limit, request])
        #expect(
            String(decoding: edited.bytes, as: UTF8.self)
                == "resources:\n  limits:\n    cpu: 1\n    memory: 1Gi\n  requests:\n    memory: 1Gi\n")
    }

    @Test func theSecondDocument() throws {
        let file = assertParse("a: 1\n---\nb: 2\n---\nc: 3\n")
        let change = try file.insertKey(YAMLPath(keys: ["x"]), value: .plain("4"), document: 1, reason: "t")
        #expect(
            String(decoding: try file.verify([change]).bytes, as: UTF8.self)
                == "a: 1\n---\nb: 2\nx: 4\n---\nc: 3\n")
        #expect(throws: YAMLRefusal.self) {
            try file.insertKey(YAMLPath(keys: ["x"]), value: .plain("4"), document: 3, reason: "t")
        }
    }
}

@Suite struct DeleteTests {
    static let cases: [EditCase] = [
        EditCase("a line", "a: 1\nb: 2 # c\nc: 3\n", "b", .plain(""), "a: 1\nc: 3\n"),
        EditCase("the first", "a: 1\nb: 2\n", "a", .plain(""), "b: 2\n"),
        EditCase("the last, no final newline", "a: 1\nb: 2", "b", .plain(""), "a: 1"),
        EditCase("a block", "a:\n  b: 1\n  c: 2\nd: 3\n", "a", .plain(""), "d: 3\n"),
        EditCase("a literal", "a: |\n  x\n  y\nb: 1\n", "a", .plain(""), "b: 1\n"),
        EditCase("CRLF", "a: 1\r\nb: 2\r\n", "b", .plain(""), "a: 1\r\n"),
        EditCase("comments stay", "# one\na: 1\n# two\nb: 2\n", "b", .plain(""), "# one\na: 1\n# two\n"),
        EditCase("the only key", "r:\n  x: 1\nb: 1\n", "r.x", .plain(""), "r: {}\nb: 1\n"),
        EditCase(
            "the only key, comment above", "r: # c\n  x: 1\nb: 1\n", "r.x", .plain(""), "r: {} # c\nb: 1\n"),
        EditCase("the only key, anchor", "r: &r\n  x: 1\nb: 1\n", "r.x", .plain(""), "r: &r {}\nb: 1\n"),
        EditCase("the only key of an item", "- x: 1\n- y\n", "[0].x", .plain(""), "- {}\n- y\n"),
        EditCase("the only key of the document", "a: 1\n", "a", .plain(""), "{}\n"),
        EditCase("the first of an item", "- name: x\n  image: y\n", "[0].name", .plain(""), "- image: y\n"),
        EditCase("brackets, first", "a: {b: 1, c: 2}\n", "a.b", .plain(""), "a: {c: 2}\n"),
        EditCase("brackets, last", "a: {b: 1, c: 2}\n", "a.c", .plain(""), "a: {b: 1}\n"),
        EditCase("brackets, only", "a: { b: 1 }\n", "a.b", .plain(""), "a: {}\n"),
        EditCase(
            "JSON", "{\n  \"a\": 1,\n  \"b\": 2\n}", "b", .plain(""), "{\n  \"a\": 1\n}", file: "a.json"),
        EditCase("an anchor that is used", "a: &x 1\nb: *x\n", "a", .plain(""), refused: .wouldBreak),
        EditCase("a pair in a list", "[a: b]\n", "[0].a", .plain(""), refused: .layout),
        EditCase("not there", "a: 1\n", "b", .plain(""), refused: .notThere),
        EditCase("merged", "b: &b {m: 1}\nx:\n  <<: *b\n", "x.m", .plain(""), refused: .notThere),
        EditCase("through an alias", "b: &b {m: 1, n: 2}\nx: *b\n", "x.m", .plain(""), refused: .shared),
        EditCase("twice", "a: 1\na: 2\n", "a", .plain(""), refused: .layout),
    ]

    @Test(arguments: cases)
    func deletes(_ sample: EditCase) throws {
        try sample.check { file in
            let path = try #require(YAMLPath(sample.path))
            return try file.deleteKey(path, reason: "test")
        }
    }
}
