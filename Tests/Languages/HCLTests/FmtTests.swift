import Diagnostics
import HCL
import Testing

@Suite("terraform fmt layout")
struct FmtTests {
    /// Sources and whether `terraform fmt` leaves them alone; the differential tests ask the tool the same.
    static let samples: [(String, Bool)] = [
        // Assignments of consecutive lines align.
        ("a   = 1\nbcd = 2\n", true), ("a = 1\nbcd = 2\n", false), ("a = 1\n\nbcd = 2\n", true),
        ("a = 1\n# c\nbcd = 2\n", true),
        ("a   = 1\n# c\nbcd = 2\n", false), ("a = 1\nx {\n}\nbcd = 2\n", true),
        ("a  = 1\nbc = [\n  1\n]\nd = 2\n", false),
        ("a = 1\nbc = [\n  1\n]\nd = 2\n", true), ("a   = <<E\nx\nE\nbcd = 2\n", true),
        ("a = <<E\nx\nE\nbcd = 2\n", false),
        ("a   = f({ b = 1 })\nbcd = 2\n", true), ("é   = 1\nbcd = 2\n", true),
        ("a = {\n  b   = 1\n  bcd = 2\n}\n", true),
        ("a = f([\n  1\n])\nbcd = 2\n", true), ("a   = [1,\n2]\nbcd = 3\n", false),
        // Comments of consecutive lines align.
        ("a   = 1   # c\nbcd = 222 # d\n", true), ("a   = 1 # c\nbcd = 222 # d\n", false),
        ("a   = 1 # c\nbcd = 222\n", true),
        ("a = 1 # c\n\nbcd = 222 # d\n", true), ("a = [\n  1,     # c\n  22222, # d\n]\n", true),
        ("a = 1   # c\nx {     # d\n  b = 2 # e\n}\n", true),
        ("x { # c\n  a = 1\n}\n", true), ("a = 1 /* c */\n", true),
        ("a = \"☃\" # c\nb = \"xx\" # d\n", false), ("a = \"☃\"  # c\nb = \"xx\" # d\n", true),
        // Blanks.
        ("a=1\n", false), ("a = 1 \n", false), (" a = 1\n", false), ("a = 1", true),
        ("\n\n\na = 1\n\n\n", true), ("a = [1,2]\n", false),
        ("a = [ 1 ]\n", false), ("a = {b = 1}\n", false), ("a = { b = 1 }\n", true), ("a = {}\n", true),
        ("a = { }\n", false), ("a = f( 1 )\n", false),
        ("a = -1\n", true), ("a = 1 - 1\n", true), ("a = 1 -1\n", false), ("a = b [0]\n", false),
        ("a = !b\n", true), ("a = ! b\n", false),
        ("a = b ? c : d\n", true), ("a = b?c:d\n", false), ("a = [for x in [b] : x]\n", true),
        ("a = \"${ b }-${c}\"\n", false), ("a = \"${b}-${c}\"\n", true),
        ("a = {for k, v in b : k => v...}\n", false), ("a = { for k, v in b : k => v... }\n", true),
        ("a = b.*.c\n", true), ("a = provider::x::y(1)\n", true),
        ("\ta = 1\n", false), ("a\t= 1\n", false), ("x {\na = 1\n}\n", false), ("x {\n  a = 1\n}\n", true),
        ("a = 1\r\nb = 2\r\n", true),
        ("\u{FEFF}a = 1\n", false), ("  # c\na = 1\n", false), ("a = 1 + 2 * -3\n", true),
        ("a = (1 + 2)\n", true), ("a = \"x\"[0]\n", false),
        // Rewriting.
        ("a = \"${b}\"\n", false), ("a = \"${b}${c}\"\n", true), ("a = [\"${b}\"]\n", true),
        ("x y {\n}\n", false), ("x \"y\" {\n}\n", true),
        ("x   \"y\" {\n}\n", false), ("variable \"v\" {\n  type = \"string\"\n}\n", false),
        ("variable \"v\" {\n  type = string\n}\n", true),
        ("variable \"v\" {\n  type = list\n}\n", false),
        ("variable \"v\" {\n  type = list(string)\n}\n", true), ("x \"v\" {\n  type = \"string\"\n}\n", true),
    ]

    @Test("what is clean is known", arguments: samples)
    func clean(source: String, isClean: Bool) {
        #expect(FmtLayout.isFmtClean(parseGood(source)) == isClean)
    }

    @Test("files with errors and JSON have no answer")
    func noAnswer() {
        #expect(FmtLayout.isFmtClean(assertParse(Array("a = \n".utf8))) == nil)
        #expect(FmtLayout.isFmtClean(assertParse(Array("{}".utf8), json: true)) == nil)
    }

    /// Before and after the literal `"m5.large"` became `"m5.24xlarge"`.
    static let widenings: [(String, String)] = [
        ("a = \"m5.large\" # c\n", "a = \"m5.24xlarge\" # c\n"),
        ("a = \"m5.large\" # c\nb = 1          # d\n", "a = \"m5.24xlarge\" # c\nb = 1             # d\n"),
        (
            "z = 1          # b\na = \"m5.large\" # c\n\nb = 1 # d\n",
            "z = 1             # b\na = \"m5.24xlarge\" # c\n\nb = 1 # d\n"
        ),
        // Not aligned before: nothing else moves.
        ("a = \"m5.large\" # c\nb = 1   # d\n", "a = \"m5.24xlarge\" # c\nb = 1   # d\n"),
        // Aligned, but the file is not clean elsewhere.
        (
            "a = \"m5.large\" # c\nb = 1          # d\n\nc=1\n",
            "a = \"m5.24xlarge\" # c\nb = 1          # d\n\nc=1\n"
        ),
        // Inside the braces of one line.
        (
            "a = { b = \"m5.large\" } # c\nd = 1                  # e\n",
            "a = { b = \"m5.24xlarge\" } # c\nd = 1                     # e\n"
        ),
        ("a = 1 # b\r\nc = \"m5.large\" # d\r\n", "a = 1 # b\r\nc = \"m5.24xlarge\" # d\r\n"),
        (
            "a = 1          # b\r\nc = \"m5.large\" # d\r\n",
            "a = 1             # b\r\nc = \"m5.24xlarge\" # d\r\n"
        ),
    ]

    @Test(
        "widening a literal moves the aligned comments of a clean file and nothing else", arguments: widenings
    )
    func widen(before: String, expected: String) throws {
        let file = parseGood(before)
        let start = try #require(before.utf8.firstRange(of: "\"m5.large\"".utf8)).lowerBound
        let offset = before.utf8.distance(from: before.utf8.startIndex, to: start)
        let literal = ExpressionView(tree: file.tree, id: try #require(file.tree.leaf(at: offset)))
        let edit = try literal.replaceLiteral(with: .string("m5.24xlarge"), reason: "test")
        #expect(try apply([edit], to: file) == expected)
    }

    @Test("layout edits change blanks only, and say why")
    func layoutEdits() throws {
        let file = parseGood("a = 1 # c\nb = 2 # d\n")
        let edit = Edit(range: ByteRange(4..<5), replacement: Array("100".utf8), reason: "test")
        let plan = try FmtLayout.keepingClean([edit], in: file)
        #expect(plan.wasClean == true)
        #expect(
            plan.layoutEdits == [
                Edit(
                    range: ByteRange(15..<16), replacement: Array("   ".utf8),
                    reason: "keep terraform fmt alignment")
            ])
    }

    @Test(
        "an edit that would need more than an aligned run is refused",
        arguments: ["[\n1\n]", "\"${x}\"", "[1,2] )", "{\n}"])
    func conflict(replacement: String) throws {
        let file = parseGood("x {\n  a = 1\n  b = 2\n}\n")
        let edit = Edit(range: ByteRange(10..<11), replacement: Array(replacement.utf8), reason: "test")
        do {
            let plan = try FmtLayout.keepingClean([edit], in: file)
            let bytes = try #require(plan.edits.apply(to: file.source))
            #expect(FmtLayout.isFmtClean(assertParse(bytes, errors: [])) == true)
        } catch let error as HCLEditError {
            #expect(["layout-conflict", "breaks-syntax"].contains(error.code.rawValue))
        }
    }

    @Test("edits that overlap are refused")
    func overlap() throws {
        let file = parseGood("a = 1\n")
        let edit = Edit(range: ByteRange(4..<5), replacement: [], reason: "test")
        #expect(throws: HCLEditError.self) { try FmtLayout.keepingClean([edit, edit], in: file) }
    }
}
