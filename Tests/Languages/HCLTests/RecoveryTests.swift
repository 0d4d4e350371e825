import Diagnostics
import HCL
import TestSupport
import Testing

@Suite("errors")
struct RecoveryTests {
    /// Samples with 1️⃣ where the first diagnostic points, its id, and the names that are readable all the same.
    static let samples: [(String, String, String)] = [
        ("a =1️⃣ \nb = 2", "hcl-expected-expression", "a b"),
        ("a = 1️⃣)\nb = 2", "hcl-expected-expression", "a b"),
        ("a1️⃣\nb = 2", "hcl-expected-item", "b"),
        ("a = 1 1️⃣c\nb = 2", "hcl-expected-line-end", "a b"),
        ("a = 1️⃣[1, 2\nb = 2\n", "hcl-unclosed", "a b"),
        ("a = f(1 1️⃣2)\nb = 2", "hcl-expected-comma", "a b"),
        ("a = 1️⃣f(1,\nb = 2\n", "", "a b"),
        ("a = { c = 1 1️⃣d = 2 }\nb = 2", "hcl-expected-comma", "a b"),
        ("a = { c 1️⃣}\nb = 2", "hcl-expected-value", "a b"),
        ("a = 1️⃣\"x\nb = 2", "hcl-unclosed-string", "a b"),
        ("a = 1️⃣\"${x\nb = 2", "", "a b"),
        ("a = \"1️⃣\\q\"\nb = 2", "hcl-bad-escape", "a b"),
        ("a = 1️⃣<<E\nx\n", "hcl-unclosed-heredoc", "a"),
        ("a = 1️⃣<<E\nx\nE", "hcl-unclosed-heredoc", "a"),
        ("a = \"%{1️⃣if x }y\"\nb = 2", "hcl-unbalanced-directive", "a b"),
        ("a = \"%{ 1️⃣endif }\"\nb = 2", "hcl-unbalanced-directive", "a b"),
        ("a = \"%{ 1️⃣what }\"\nb = 2", "hcl-bad-directive", "a b"),
        ("a = b ? c1️⃣ \nb = 2", "hcl-expected-colon", "a b"),
        ("a = b +1️⃣\nb = 2", "hcl-expected-expression", "a b"),
        ("a = b.1️⃣\nb = 2", "hcl-expected-name", "a b"),
        ("a = b ?1️⃣\nc : d\nb = 2", "hcl-expected-expression", "a b"),
        ("x {\na = 1 1️⃣}\nb = 2", "hcl-expected-line-end", "x b"),
        ("x { a = 1, 1️⃣c = 2 }\nb = 2", "", "x b"),
        ("x { 1️⃣y {} }\nb = 2", "hcl-one-line-block", "x b"),
        ("x 1️⃣{\na = 1\n", "hcl-unclosed", "x"),
        ("x \"${1️⃣y}\" {\n}\nb = 2", "", "x b"),
        ("1️⃣}\nb = 2", "hcl-expected-item", "b"),
        ("1️⃣\"a\" = 1\nb = 2", "hcl-expected-item", "b"),
        ("a = 1️⃣'x'\nb = 2", "hcl-expected-expression", "a b"),
        ("a = 1 1️⃣/* never closed\nb = 2", "hcl-expected-line-end", "a"),
        ("a = [for 1️⃣: x]\nb = 2", "hcl-expected-name", "a b"),
        ("a = [for x 1️⃣of y : x]\nb = 2", "hcl-expected-in", "a b"),
        ("a = {for k, v in m : k1️⃣}\nb = 2", "hcl-expected-arrow", "a b"),
        // Something that does not belong between brackets is never silently left out.
        ("a = (b 1️⃣c)\nb = 2", "hcl-expected-close", "a b"),
        ("a = (b1️⃣, c)\nb = 2", "hcl-expected-close", "a b"),
        ("a = [b 1️⃣c]\nb = 2", "hcl-expected-comma", "a b"),
        ("a = b[c 1️⃣d]\nb = 2", "hcl-expected-close", "a b"),
        ("a = b[c1️⃣, d]\nb = 2", "hcl-expected-close", "a b"),
        ("a = f(b 1️⃣c)\nb = 2", "hcl-expected-comma", "a b"),
        ("a = {b = c 1️⃣d}\nb = 2", "hcl-expected-comma", "a b"),
        ("a = [for x in y : x 1️⃣z]\nb = 2", "hcl-expected-close", "a b"),
        ("a = {for x in y : x => x if z 1️⃣z}\nb = 2", "hcl-expected-close", "a b"),
        ("a = \"${b 1️⃣c}\"\nb = 2", "hcl-expected-close", "a b"),
        ("a = b.01️⃣.1.c\nb = 2", "hcl-chained-index", "a b"),
        ("a = b.*.c1️⃣.*.d\nb = 2", "hcl-nested-splat", "a b"),
    ]

    @Test("an error has a place and does not hide what follows", arguments: samples)
    func recovery(marked: String, id: String, names: String) throws {
        let sample = MarkedText(marked)
        let file = assertParse(sample.bytes)
        let first = try #require(file.diagnostics.first)
        if !id.isEmpty {
            #expect(first.id.rawValue == id, "\(first.message)")
            #expect(Int(first.subject.range.lower) >= sample.offset("1️⃣"), "\(first.message)")
            #expect(Int(first.subject.range.lower) <= sample.offset("1️⃣") + 1, "\(first.message)")
        }
        let found = file.body.attributes.map(\.name) + file.body.blocks.map(\.type)
        #expect(Set(found) == Set(names.split(separator: " ").map(String.init)))
    }

    @Test("bytes that are no UTF-8 are reported and kept")
    func badUTF8() {
        assertParse([0x61, 0x3D, 0x22, 0xFF, 0xC3, 0x22, 0x0A], errors: ["hcl-bad-utf8"])
        let file = assertParse([0x61, 0x3D, 0x31, 0x0A, 0x00, 0xFF, 0x0A, 0x62, 0x3D, 0x32])
        #expect(file.body.attributes.map(\.name) == ["a", "b"])
    }
}

@Suite("hostile input", .timeLimit(.minutes(10)))
struct HostileTests {
    static let pieces = [
        "(", "[", "{", "{a=", "a{\n", "f(", "-", "!", "\"${", "\"%{if ", "<<A\n${", "a?", "a ? b : ",
        "[for x in ", "{for k, v in ", "a[",
        "a.", "1+", "a[*]", "x = \"${\n", "/*", "${a /*", "a = <<A\n", "<<A\n${a /*\nA\n", "\"", "\\", "#\n",
        "a \"b\" ", ",", "}", "a = [\n", "%{if a}",
        "\u{0}", "é", "a=1 ", "a = 'b'\n",
    ]

    @Test("repetition ends in diagnostics, in linear time", arguments: pieces)
    func repetition(piece: String) {
        for prefix in ["", "x = ", "x = \"", "x = <<E\n"] {
            let bytes = Array((prefix + String(repeating: piece, count: 60_000)).utf8)
            assertParse(bytes, Comment(rawValue: prefix + piece))
        }
    }

    @Test(
        "JSON repetition ends in diagnostics",
        arguments: ["[", "{\"a\":", "[[],", "\"", ",", "{", "]", "{\"a\":1,", "tru", "1e"])
    func jsonRepetition(piece: String) {
        assertParse(Array(String(repeating: piece, count: 60_000).utf8), json: true, Comment(rawValue: piece))
    }

    @Test("nesting is limited, and the limit is a parameter")
    func nesting() {
        let deep = Array(
            ("x = " + String(repeating: "[", count: 50) + String(repeating: "]", count: 50)).utf8)
        assertParse(deep, errors: [])
        let limited = assertParse(deep, limits: HCLLimits(nesting: 20), errors: ["hcl-too-deep"])
        #expect(limited.body.attributes.map(\.name) == ["x"])
        let blocks = Array((String(repeating: "a {\n", count: 30) + String(repeating: "}\n", count: 30)).utf8)
        assertParse(blocks, errors: [])
        assertParse(blocks, limits: HCLLimits(nesting: 20), errors: ["hcl-too-deep"])
        let json = Array((String(repeating: "[", count: 30) + String(repeating: "]", count: 30)).utf8)
        assertParse(json, json: true, limits: HCLLimits(nesting: 20), errors: ["hcl-too-deep"])
    }

    @Test("a long chain of operators does not nest")
    func longChain() throws {
        let file = parseGood("x = 1" + String(repeating: " + 1", count: 10_000) + "\n")
        #expect(file.body.attribute("x")?.expression.operands.count == 10_001)
    }

    @Test("size is limited, and the limit is a parameter")
    func size() {
        let bytes = Array("a = 1\n".utf8)
        assertParse(bytes, limits: HCLLimits(bytes: 6), errors: [])
        let file = assertParse(bytes, limits: HCLLimits(bytes: 5), errors: ["hcl-too-large"])
        #expect(file.body.attributes.isEmpty)
        assertParse(bytes, json: true, limits: HCLLimits(bytes: 5), errors: ["hcl-too-large"])
    }

    @Test("no more diagnostics than the limit")
    func diagnostics() {
        let file = assertParse(
            Array(String(repeating: "a = )\n", count: 1_000).utf8), limits: HCLLimits(diagnostics: 7))
        #expect(file.diagnostics.count == 7)
    }
}
