import HCL
import Testing

/// What is HCL and what is not, row by row; the rules are those that HashiCorp's own scanner and parser tests state.
@Suite("facts of the syntax")
struct SyntaxFactsTests {
    static let goodFiles = [
        "", " ", "\n\n", "\t\t", "\u{FEFF}", "# c", "// c\n// d", "/* c */", "a = 1", "\na = 1\n", "a {}",
        "a \"b\" c {}\n", "a { b = 1 }\n", "a {\n  b = 1\n\n  c {}\n}\n", "a = 1 # c\n", "a = 1 // c",
        // A dollar or percent sign alone is text; doubled before a brace it is an escape.
        "a = \"x $\"", "a = \"x $$\"", "a = \"x %\"", "a = \"x %%\"", "a = \"$${x}%%{y}\"",
        "a = \"\\u2603 \\U0001F600 \\n\\r\\t\\\"\\\\\"", "a \"b\\n\" {}\n",
        "a = <<E\nx\nE\nb = 1", "a = <<E\nx\n  E\n", "a = <<-E\nx\n E\n",
        "a = <<E \nx\nE\n".replacing("E \n", with: "E\n"),
        "a = [for k, v in b: v if true]\n", "a = {for k, v in b: k => v...}\n", "a = b(c.d)[e.f]\n",
        "l {\n  p = q == \"%\" ? true : false\n}\n", "a = (\n  1\n  +\n  2\n)\n", "a = \"${\"${b} c\"}\"\n",
        "a = <<E\n${<<-F\nx\nF\n}\nE\n", "a = { \"b\": 1, c: 2 }\n", "a = {\n  b = 1,\n}\n",
    ]

    @Test("these are files without errors", arguments: goodFiles)
    func good(text: String) { parseGood(text) }

    static let badFiles = [
        "a", "a = 1,", "a = 'b'", "a = `b`", "a {} b {}\n", "a { b {} }\n", "a \"${b}\" {}\n",
        "a \"b\" 1.2 {}\n",
        "a \"\\o\" {}\n", " \u{FEFF}", "|", "☃", "12", "\"a\"", "(1)", "a b = 1",
        // Escapes that name no character.
        "a = \"\\uu2603\"", "a = \"\\U2603\"", "a = \"\\u26z3\"", "a = \"\\U00300000\"",
        "a = \"\\UDEADBEEF\"", "a = \"\\q\"",
        // What is opened must be closed, each kind.
        "a {\n", "a {\n  b = 1\n", "a {", "a { b = 1", "a = { b = 1", "a = { b ", "a = [ b", "a = b(\"c\"",
        "a = (1",
        "a = \"${b", "a = \"${b\"", "a = \"${b}", "a = \"b", "a = {", "a = [", "a = b(", "a = <<E\nx\n",
        "/* a",
        "a = \"%{ if b }\"", "a = \"%{ endif }\"", "a = \"%{ for b }%{ endfor }\"",
        // `=>` and `...` belong into objects made by `for`.
        "a = [for k, v in b: k => v]\n", "a = [for v in b: v...]\n", "a = {for v in b: v}\n",
        // A marker must be a name, alone on its line.
        "a = << E\nx\nE\n", "a = <<1\nx\n1\n", "a = <<E x\nE\n",
        "a = b c\n", "a = (b c)\n", "a = b.0.1\n", "a = b.*.c.*\n", "a = 1 b = 2\n", "a == 1\n",
        "a = b ? c\n",
        "a = ! \n", "a = {b}\n", "a = {b = 1 c = 2}\n", "a = 7.2_b\n", "a = {b_7.2_c = 1}\n",
    ]

    @Test("these are not", arguments: badFiles)
    func bad(text: String) {
        let file = assertParse(Array(text.utf8))
        #expect(!file.diagnostics.isEmpty, "\(text)")
    }

    /// A token's text, and what it is where an expression may stand.
    static let tokens: [(String, HCLNodeKind)] = [
        ("12", .number), ("12.3", .number), ("1e2", .number), ("1e+2", .number), ("1E-2", .number),
        ("_ello", .variable), ("hel_o", .variable), ("hel-o", .variable), ("h3ll0", .variable),
        ("he\u{301}llo", .variable), ("größe", .variable), ("true", .trueLiteral), ("false", .falseLiteral),
        ("null", .nullLiteral), ("truex", .variable), ("\"\"", .string), ("\"a \\\" b\"", .string),
        ("\"a $${b}\"", .string), ("\"a ${b}\"", .template), ("\"%{ if b }%{ endif }\"", .template),
        ("\"$\"", .string), ("\"%${a}\"", .template), ("for", .variable), ("in", .variable),
        ("if", .variable),
    ]

    @Test("a token is what it looks like", arguments: tokens)
    func token(text: String, kind: HCLNodeKind) throws {
        let view = try expression(text)
        #expect(view.tree.kind(of: view.id) == kind)
        #expect(view.text == text)
    }

    /// Text, and the decoded value of the string.
    static let strings: [(String, String)] = [
        (#""""#, ""), (#""hello""#, "hello"), (#""a\nb\tc\rd""#, "a\nb\tc\rd"), (#""\"\\""#, "\"\\"),
        (#""☃ \u2603 \U00002603""#, "☃ ☃ ☃"), (#""$${a}""#, "${a}"), (#""%%{a}""#, "%{a}"),
        (#""$$a""#, "$$a"),
        (#""$$$${a}""#, "$$${a}"), (#""$""#, "$"), (#""$$""#, "$$"),
        (#""%%%{""#.replacing("%%%{", with: "%%{"), "%{"),
    ]

    @Test("a string reads as its text", arguments: strings)
    func string(text: String, value: String) throws {
        #expect(try expression(text).stringLiteral?.value == value)
    }
}
