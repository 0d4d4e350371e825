import FileValues
import Testing

@Suite("get and set: YAML and JSON")
struct YAMLValueTests {
    static let values = """
        # The service.
        image:
          repository: web
          tag: "1.10"  # quoted
        replicas: 3
        on: yes
        containers:
          - name: app
            resources: {limits: {memory: 512Mi}}
            ports: [80, 443]
          - name: sidecar
            args:
            - "-v"
        a.b/c: dotted
        base: &base
          cpu: 100m
          memory: 1Gi
        derived:
          <<: *base
          cpu: 200m
        same: *base
        config: |
          level: info
          list:
            - a
        nothing:

        """

    static let found: [(String, String)] = [
        ("image.tag", "1.10"), (".image.repository", "web"), ("replicas", "3"), ("on", "yes"),
        ("containers[0].name", "app"), ("containers[-1].name", "sidecar"),
        ("containers[name=app].resources.limits.memory", "512Mi"), ("containers[1].args[0]", "-v"),
        ("[\"a.b/c\"]", "dotted"), (#"a\.b/c"#, "dotted"), ("derived.memory", "1Gi"), ("derived.cpu", "200m"),
        ("same.cpu", "100m"), ("config", "level: info\nlist:\n  - a\n"), ("config.level", "info"),
        ("config.list[0]", "a"), ("nothing", "null"),
        ("containers[0].ports", "[\n  80,\n  443\n]"),
        ("derived", "{\n  \"cpu\": \"200m\",\n  \"memory\": \"1Gi\"\n}"),
        ("image", "{\n  \"repository\": \"web\",\n  \"tag\": \"1.10\"\n}"),
    ]

    @Test("a path leads to a value", arguments: found)
    func get(path: String, expected: String) throws {
        let text = try FileValuesTests.get(Self.values, path, in: "values.yaml")
        if path == "derived" {
            // The order of merged keys is the order in which they are met.
            #expect(text.contains("\"cpu\": \"200m\"") && text.contains("\"memory\": \"1Gi\""))
        } else {
            #expect(text == expected)
        }
    }

    /// Name of the file, before, path, value, after.
    static let replacements: [HCLSetTests.Case] = [
        ("a.yaml", "a: 1 # c\nb: 2\n", "a", "10", "a: 10 # c\nb: 2\n"),
        ("a.yaml", "a: 1", "a", "2", "a: 2"),
        ("a.yaml", "\u{FEFF}a: 1\r\nb: 2\r\n", "b", "x y", "\u{FEFF}a: 1\r\nb: x y\r\n"),
        // A plain string takes the quotes that are there; everything else is written as given.
        ("a.yaml", "a: \"x\"\n", "a", "yz", "a: \"yz\"\n"),
        ("a.yaml", "a: 'x'\n", "a", "y's", "a: 'y''s'\n"),
        ("a.yaml", "a: 'x'\n", "a", "\"y\"", "a: \"y\"\n"),
        ("a.yaml", "a: \"1.9\"\n", "a", "1.10", "a: 1.10\n"),
        ("a.yaml", "a: \"1.9\"\n", "a", "\"1.10\"", "a: \"1.10\"\n"),
        ("a.yaml", "a: x\n", "a", "\"true\"", "a: \"true\"\n"),
        ("a.yaml", "a: {b: x}\n", "a.b", "y", "a: {b: y}\n"),
        ("a.yaml", "a: {b: x}\n", "a.b", "y, z", "a: {b: \"y, z\"}\n"),
        ("a.yaml", "a:\nb: 1\n", "a", "2", "a: 2\nb: 1\n"),
        ("a.yaml", "- 1\n-\n- 3\n", "[1]", "2", "- 1\n- 2\n- 3\n"),
        // Blocks and collections.
        ("a.yaml", "a: |\n  x\n  y\nb: 1\n", "a", "\"z\\nw\\n\"", "a: |\n  z\n  w\nb: 1\n"),
        ("a.yaml", "a: |\n  x\nb: 1\n", "a", "3", "a: 3\nb: 1\n"),
        ("a.yaml", "a:\n  b: 1 # x\n  c: 2\nd: 3\n", "a", "{}", "a: {}\nd: 3\n"),
        ("a.yaml", "a: # why\n  b: 1\nd: 3\n", "a", "[1, 2]", "a: [1, 2] # why\nd: 3\n"),
        ("a.yaml", "d: 3\na:\n  b: 1", "a", "x", "d: 3\na: x"),
        ("a.yaml", "a:\n- 1\n- 2\nd: 3\n", "a", "[]", "a: []\nd: 3\n"),
        ("a.yaml", "a: &x\n  b: 1\nd: *x\n", "a", "{c: 2}", "a: &x {c: 2}\nd: *x\n"),
        (
            "a.yaml", "x:\n  a: {} # c\n  d: 3\n", "x.a", "b: 1\nc:\n  - 2",
            "x:\n  a: # c\n    b: 1\n    c:\n      - 2\n  d: 3\n"
        ),
        (
            "a.yaml", "x:\r\n  a: 1\r\n  d: 3\r\n", "x.a", "b: 1\nc: 2",
            "x:\r\n  a:\r\n    b: 1\r\n    c: 2\r\n  d: 3\r\n"
        ),
        (
            "a.yaml", "x:\n  a:\n    b: 1\n  d: 3\n", "x.a", "c: 2\ne: 3",
            "x:\n  a:\n    c: 2\n    e: 3\n  d: 3\n"
        ),
        ("a.yaml", "x:\n  a: 1\n  d: 3\n", "x.a", "|\n  l1\n  l2\n", "x:\n  a: |\n    l1\n    l2\n  d: 3\n"),
        ("a.yaml", "- a: 1\n  b: 2\n- 3\n", "[0]", "c: 4\nd: 5", "- c: 4\n  d: 5\n- 3\n"),
        ("a.yaml", "- a: 1\n  b: 2\n- 3\n", "[0]", "7", "- 7\n- 3\n"),
        ("a.yaml", "- 1\n- 3\n", "[0]", "a: 1\nb: 2", "- a: 1\n  b: 2\n- 3\n"),
        // One user of an anchor gets a value of its own.
        ("a.yaml", "a: &x 1\nb: *x\nc: *x\n", "b", "2", "a: &x 1\nb: 2\nc: *x\n"),
        ("a.yaml", "a: &x 1\nb: *x\n", "a", "2", "a: &x 2\nb: *x\n"),
        // A document inside a block scalar.
        ("a.yaml", "a: |\n  b:\n    c: 1 # d\ne: 2\n", "a.b.c", "10", "a: |\n  b:\n    c: 10 # d\ne: 2\n"),
        (
            "a.json", "{\"a\": {\"b\": [1, 2]}, \"c\": \"x\"}", "a.b[1]", "\"y\"",
            "{\"a\": {\"b\": [1, \"y\"]}, \"c\": \"x\"}"
        ),
        ("a.json", "{\n\t\"a\": 1\n}\n", "a", "{\n\t\"b\": 2\n}", "{\n\t\"a\": {\n\t\t\"b\": 2\n\t}\n}\n"),
        ("a.json", "{\"a\": \"x\"}", "a", "null", "{\"a\": null}"),
    ]

    @Test("blanks around a value are no part of it", arguments: ["y ", "y \t", " y", "\ny \n"])
    func blanksAround(_ value: String) throws {
        #expect(try set("a: x\n", "a", value, in: "a.yaml") == "a: y\n")
        #expect(try set("", "a", value, in: "a.yaml", creating: true) == "a: y\n")
        #expect(try set("a: [x, z]\n", "a[0]", "[\(value)] ", in: "a.yaml").hasSuffix("], z]\n"))
    }

    @Test("a tag or an anchor is no value", arguments: ["!2", "!!str", "&x"])
    func noValue(_ value: String) {
        let refusal = refusal { try set("", "a", value, in: "a.yaml", creating: true) }
        #expect(refusal?.code == .badValue)
    }

    @Test("a value is replaced and nothing else", arguments: replacements)
    func replaced(name: String, before: String, path: String, value: String, after: String) throws {
        #expect(try set(before, path, value, in: name) == after)
    }

    static let insertions: [HCLSetTests.Case] = [
        ("a.yaml", "a:\n  b: 1\nc: 2\n", "a.d", "3", "a:\n  b: 1\n  d: 3\nc: 2\n"),
        ("a.yaml", "a: {}\n", "a.b.c", "512Mi", "a:\n  b:\n    c: 512Mi\n"),
        ("a.yaml", "a: {b: 1}\n", "a.c", "{d: 2}", "a: {b: 1, c: {d: 2}}\n"),
        ("a.yaml", "a: 1\n", "b", "c: 1\nd:\n  - 2", "a: 1\nb:\n  c: 1\n  d:\n    - 2\n"),
        ("a.yaml", "a: 1\n", "b", "|\n  x\n", "a: 1\nb: |\n  x\n"),
        ("a.yaml", "", "a.b", "1", "a:\n  b: 1\n"),
        ("a.yaml", "a: \"x\"\n", "b", "yz", "a: \"x\"\nb: \"yz\"\n"),
        ("a.yaml", "l:\n  - a\n  - b # c\nx: 1\n", "l[2]", "c", "l:\n  - a\n  - b # c\n  - c\nx: 1\n"),
        ("a.yaml", "l:\n- name: a\n  x: 1\n", "l[1].name", "b", "l:\n- name: a\n  x: 1\n- name: b\n"),
        ("a.yaml", "l: [a, b]\n", "l[2]", "c", "l: [a, b, c]\n"),
        ("a.yaml", "l: []\n", "l[0]", "c", "l: [c]\n"),
        ("a.yaml", "b: &b {x: 1}\nd:\n  <<: *b\n", "d.x", "2", "b: &b {x: 1}\nd:\n  <<: *b\n  x: 2\n"),
        ("a.yaml", "a: |\n  b: 1\n", "a.c", "2", "a: |\n  b: 1\n  c: 2\n"),
        ("a.json", "{\"a\": 1}", "b.c", "\"x\"", "{\"a\": 1, \"b\": {\"c\": \"x\"}}"),
        (
            "a.json", "{\n  \"a\": [\n    1\n  ]\n}\n", "a[1]", "{\"x\": 2}",
            "{\n  \"a\": [\n    1,\n    {\"x\": 2}\n  ]\n}\n"
        ),
    ]

    @Test("what is not there is made in the manner of what is", arguments: insertions)
    func made(name: String, before: String, path: String, value: String, after: String) throws {
        #expect(try set(before, path, value, in: name, creating: true) == after)
    }

    static let refusals: [(String, String, String, ValueRefusal.Code, String)] = [
        ("a: 1\n", "b", "1", .notThere, "the file has no `b`; it has a"),
        ("abc: 1\n", "abd", "1", .notThere, "did you mean `abc`?"),
        ("a: [1]\n", "a[3]", "1", .notThere, "`a` is a list of 1 item and has no `[3]`"),
        ("a: [{n: x}]\n", "a[n=y]", "1", .notThere, "it has [n=x]"),
        ("a: 1\na: 2\n", "a", "3", .notUnique, "a.yaml:2:4"),
        ("a: [{n: x}, {n: x}]\n", "a[n=x]", "3", .notUnique, "2 places"),
        ("a: 1\n---\na: 2\n", "a", "3", .notUnique, "--document chooses one of 0, 1"),
        ("b: &b {x: 1}\nd:\n  <<: *b\n", "d.x", "2", .notPossible, "written at `b.x`"),
        ("b: &b {x: 1}\nd: *b\n", "d.x", "2", .notPossible, "others use that too"),
        ("a: 1\n", "a", "[1", .badValue, "VALUE:1:"),
        ("a: 1\n", "a", "", .badValue, "empty string is written"),
        ("a: 1\n", "a", "1 # c", .badValue, "without comments"),
        ("a: 1\n", "a", "- a\nb: 1", .badValue, "VALUE:2:"),
        ("a: {b: 1}\n", "a.b", "- x\n- y", .notPossible, "cannot stand in brackets"),
        ("a: 1\n", ".", "2", .badPath, "the whole file"),
        ("a: [1\n", "a", "2", .fileHasErrors, "a.yaml:"),
    ]

    @Test("what cannot be done is refused, and says why", arguments: refusals)
    func refused(before: String, path: String, value: String, code: ValueRefusal.Code, says: String) {
        let refusal = refusal { try set(before, path, value, in: "a.yaml") }
        #expect(refusal?.code == code)
        #expect(refusal?.rendered.contains(says) == true, "\(refusal?.rendered ?? "")")
    }

    @Test("documents are numbered from 0")
    func documents() throws {
        let text = "a: 1\n---\na: 2\nb: 3\n"
        #expect(try FileValuesTests.get(text, "a", in: "a.yaml", document: 1) == "2")
        #expect(try FileValuesTests.get(text, "b", in: "a.yaml") == "3")
        #expect(try set(text, "a", "9", in: "a.yaml", document: 0) == "a: 9\n---\na: 2\nb: 3\n")
        #expect(
            try set(text, "c", "9", in: "a.yaml", creating: true, document: 0)
                == "a: 1\nc: 9\n---\na: 2\nb: 3\n")
        let outside = refusal { try FileValuesTests.get(text, "a", in: "a.yaml", document: 2) }
        #expect(outside?.rendered.contains("no document 2; it has 2") == true)
    }

    @Test("JSON is read as JSON")
    func json() throws {
        #expect(
            refusal { try set("{\"a\": 1}", "a", "x", in: "a.json") }?.rendered.contains("'\"x\"'") == true)
        #expect(refusal { try set("{\"a\": 1}", "a", "{b: 1}", in: "a.json") }?.code == .badValue)
        #expect(refusal { try set("{\"a\": 1}", "a", "'x'", in: "a.json") }?.code == .badValue)
    }

    @Test("what else changes, and what changes its type, is pointed out")
    func notes() throws {
        let notes = { (text: String, path: String, value: String) in
            try ValueFile(Array(text.utf8), path: "a.yaml").setting(path, to: value).notes.joined()
        }
        #expect(try notes("a: &x 1\nb: *x\n", "a", "2").contains("`b` in line 2"))
        #expect(try notes("tag: \"1.9\"\n", "tag", "1.10").contains("was a string and is a number now"))
        #expect(try notes("tag: x\n", "tag", "yes").contains("to some readers only"))
        #expect(try notes("tag: x\n", "tag", "y z").isEmpty)
        #expect(try notes("a: 1\n", "a", "2").isEmpty)
    }
}
