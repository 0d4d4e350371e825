import Diagnostics
import HCL
import Testing

/// Applies edits through the layout step and checks everything that must hold for any edit of a good file.
@discardableResult
func apply(
    _ edits: [Edit], to file: HCLFile, json: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
) throws -> String {
    let plan = try FmtLayout.keepingClean(edits, in: file)
    let bytes = try #require(plan.edits.apply(to: file.source), sourceLocation: sourceLocation)
    let after = assertParse(bytes, json: json, errors: [], sourceLocation: sourceLocation)
    let comparison = TreeComparison(file.tree, after.tree, edits: plan.edits)
    #expect(comparison.unexpected.isEmpty, sourceLocation: sourceLocation)
    if FmtLayout.isFmtClean(file) == true {
        #expect(FmtLayout.isFmtClean(after) == true, sourceLocation: sourceLocation)
    } else {
        #expect(plan.layoutEdits.isEmpty, sourceLocation: sourceLocation)
    }
    return String(decoding: bytes, as: UTF8.self)
}

@Suite("literal edits")
struct LiteralEditTests {
    /// Old source, new value, new source.
    static let replacements: [(String, HCLLiteral, String)] = [
        (#""m5.large""#, .string("m5.xlarge"), #""m5.xlarge""#), (#""512""#, .number("1024"), #""1024""#),
        (#""""#, .string("x"), #""x""#), (#""x""#, .string(""), #""""#),
        (#""true""#, .bool(false), #""false""#),
        ("512", .number("768"), "768"), ("512", .string("768"), "768"), ("1", .number("0.5"), "0.5"),
        ("-1", .number("3"), "3"), ("3", .number("-1"), "-1"), ("true", .bool(false), "false"),
        ("true", .string("false"), "false"),
        ("null", .number("3"), "3"), ("null", .string("a"), #""a""#),
        (#""a""#, .string("${b}%{c}"), #""$${b}%%{c}""#),
        (#""a""#, .source("var.x"), "var.x"), (#""caf\u00e9""#, .string("é"), #""é""#),
    ]

    @Test("the new token keeps the old one's manner", arguments: replacements)
    func manner(old: String, value: HCLLiteral, new: String) throws {
        let file = parseGood("# before\nx = \(old) # after\ny = 1\n")
        let edit = try #require(file.body.attribute("x")).expression.replaceLiteral(
            with: value, reason: "test")
        let after = try #require([edit].apply(to: file.source))
        #expect(String(decoding: after, as: UTF8.self) == "# before\nx = \(new) # after\ny = 1\n")
    }

    static let refusals: [(String, HCLLiteral, HCLEditError.Code)] = [
        ("512", .string("768Mi"), .wrongType), ("512", .bool(true), .wrongType),
        ("true", .number("1"), .wrongType),
        ("512", .number("1 + 1"), .wrongType), ("var.x", .string("a"), .notALiteral),
        (#""a${b}""#, .string("a"), .notALiteral),
        ("[1]", .number("1"), .notALiteral), ("1 + 1", .number("1"), .notALiteral),
        (#""a""#, .null, .wrongType),
        ("null", .number("x"), .invalid),
    ]

    @Test("what the manner cannot hold is refused", arguments: refusals)
    func refused(old: String, value: HCLLiteral, code: HCLEditError.Code) throws {
        let view = try expression(old)
        #expect(throws: code) {
            do { _ = try view.replaceLiteral(with: value, reason: "test") } catch let error as HCLEditError {
                throw error.code
            }
        }
    }

    static let pieces: [(String, String, String, String)] = [
        (#""t3.${var.x}""#, "t3", "m5", #""m5.${var.x}""#), (#""a b""#, "b", "c\"d", #""a c\"d""#),
        ("<<E\ncpu: 256\nmem: ${x}\nE", "256", "512", "<<E\ncpu: 512\nmem: ${x}\nE"),
        ("<<-E\n  a \"q\"\n  E", "\"q\"", "\"${r}\"", "<<-E\n  a \"$${r}\"\n  E"),
        (#""%{ if a }one%{ else }two%{ endif }""#, "two", "2", #""%{ if a }one%{ else }2%{ endif }""#),
    ]

    @Test("a piece of literal text is replaced", arguments: pieces)
    func piece(source: String, old: String, new: String, expected: String) throws {
        let file = parseGood("x = \(source)\n")
        let edit = try #require(file.body.attribute("x")).expression.replaceText(
            old, with: new, reason: "test")
        #expect(try apply([edit], to: file) == "x = \(expected)\n")
    }

    static let badPieces: [(String, String, String)] = [
        (#""aa${b}""#, "a", "b"), (#""a${b}""#, "b", "c"), (#""a""#, "z", "c"), ("1", "1", "2"),
        (#""$a""#, "a", "{b}"),
        ("<<E\nx\ny\nE", "x", "E"), (#""a""#, "", "b"), (#""a{b}""#, "a", "$"),
    ]

    @Test("a piece that is not unique, or would not stay text, is refused", arguments: badPieces)
    func badPiece(source: String, old: String, new: String) throws {
        let view = try expression(source)
        #expect(throws: HCLEditError.self) { try view.replaceText(old, with: new, reason: "test") }
    }
}

extension HCLEditError.Code: Error {}

@Suite("insertions")
struct InsertionTests {
    /// The file before, the path of block types to the body, and the file after `new = "v"` was inserted.
    static let attributes: [(String, String, String)] = [
        ("a = 1\n", "", "a   = 1\nnew = \"v\"\n"),
        ("a   = 1\nbcd = 2\n", "", "a   = 1\nbcd = 2\nnew = \"v\"\n"),
        ("a = 1", "", "a   = 1\nnew = \"v\""),
        ("a=1\n", "", "a=1\nnew=\"v\"\n"),
        ("a = 1 # c\n", "", "a   = 1 # c\nnew = \"v\"\n"),
        ("\ta = 1\r\n\tb = 2\r\n", "", "\ta = 1\r\n\tb = 2\r\n\tnew = \"v\"\r\n"),
        ("", "", "new = \"v\"\n"),
        ("# only\n", "", "# only\nnew = \"v\"\n"),
        ("a = 1\n\nx {\n}\n", "", "a   = 1\nnew = \"v\"\n\nx {\n}\n"),
        ("x {\n  a = 1\n}\n", "x", "x {\n  a   = 1\n  new = \"v\"\n}\n"),
        ("x {\n    a = 1\n}\n", "x", "x {\n    a = 1\n    new = \"v\"\n}\n"),
        ("x {\n}\n", "x", "x {\n  new = \"v\"\n}\n"),
        ("x {}\n", "x", "x {\n  new = \"v\"\n}\n"),
        ("x {}", "x", "x {\n  new = \"v\"\n}"),
        ("x {\r\n}\r\n", "x", "x {\r\n  new = \"v\"\r\n}\r\n"),
        ("x { a = 1 }\n", "x", "x {\n  a   = 1\n  new = \"v\"\n}\n"),
        ("x {\n  # c\n}\n", "x", "x {\n  # c\n  new = \"v\"\n}\n"),
        ("x {\n  y {\n    a = 1\n  }\n}\n", "x", "x {\n  new = \"v\"\n\n  y {\n    a = 1\n  }\n}\n"),
        ("x {\n  y {\n  }\n}\n", "x y", "x {\n  y {\n    new = \"v\"\n  }\n}\n"),
        ("x {\n  a = <<E\nb\nE\n}\n", "x", "x {\n  a   = <<E\nb\nE\n  new = \"v\"\n}\n"),
        ("x {\n  a = {\n    b = 1\n  }\n}\n", "x", "x {\n  a = {\n    b = 1\n  }\n  new = \"v\"\n}\n"),
        (
            "x {\n  a = 1 # one\n  bb = 2 # two\n}\n", "x",
            "x {\n  a = 1 # one\n  bb = 2 # two\n  new = \"v\"\n}\n"
        ),
    ]

    @Test("an argument is inserted in sibling style", arguments: attributes)
    func attribute(before: String, path: String, expected: String) throws {
        let file = parseGood(before)
        var body = file.body
        for type in path.split(separator: " ") { body = try #require(body.blocks(String(type)).first).body }
        let edits = try body.insertAttribute(name: "new", value: .string("v"), reason: "test")
        let after = try apply(edits, to: file)
        #expect(after == expected)
        #expect(HCLParser.parse(Array(after.utf8), path: "").body.blocks.count == file.body.blocks.count)
    }

    static let items: [(String, String)] = [
        ("{ a = 1 }", "{ a = 1, new = \"v\" }"), ("{\n  # c\n}", "{\n  # c\n  new = \"v\"\n}"),
        ("{\n}", "{\n  new = \"v\"\n}"),
        ("{}", "{\n  new = \"v\"\n}"),
        ("{ a : 1 }", "{ a : 1, new : \"v\" }"),
        ("{\n  a = 1\n}", "{\n  a   = 1\n  new = \"v\"\n}"),
        ("{\n  a = 1,\n}", "{\n  a   = 1,\n  new = \"v\",\n}"),
        ("{\n  a = 1,\n  b = 2\n}", "{\n  a   = 1,\n  b   = 2,\n  new = \"v\"\n}"),
        ("{\n  \"a b\" = 1 # c\n}", "{\n  \"a b\" = 1 # c\n  \"new\" = \"v\"\n}"),
        ("{\n  a = {\n  }\n}", "{\n  a = {\n  }\n  new = \"v\"\n}"),
        ("{ a = 1, }", "{ a = 1, new = \"v\", }"),
    ]

    @Test("an item is inserted in sibling style", arguments: items)
    func item(before: String, expected: String) throws {
        let file = parseGood("x = \(before)\n")
        let object = try #require(file.body.attribute("x")).expression
        let edits = try object.insertItem(key: "new", value: .string("v"), reason: "test")
        #expect(try apply(edits, to: file) == "x = \(expected)\n")
    }

    @Test("opening `{}` takes its line out of the aligned run")
    func openingLeavesTheRun() throws {
        let file = parseGood(
            "variable \"v\" {\n  type        = map(string)\n  default     = {}\n  description = \"d\"\n}\n")
        let object = try #require(file.body.blocks.first?.body.attribute("default")).expression
        let edits = try object.insertItem(key: "new", value: .string("v"), reason: "test")
        let expected =
            "variable \"v\" {\n  type = map(string)\n  default = {\n    new = \"v\"\n  }\n  description = \"d\"\n}\n"
        #expect(try apply(edits, to: file) == expected)
    }

    static let members: [(String, String)] = [
        (#"{"a": 1}"#, #"{"a": 1, "new": "v"}"#), ("{}", "{\n  \"new\": \"v\"\n}"),
        ("{\n\t\"a\" : 1\n}\n", "{\n\t\"a\" : 1,\n\t\"new\" : \"v\"\n}\n"),
        ("{\r\n  \"a\": {\r\n  }\r\n}", "{\r\n  \"a\": {\r\n  },\r\n  \"new\": \"v\"\r\n}"),
    ]

    @Test("a JSON member is inserted in sibling style", arguments: members)
    func member(before: String, expected: String) throws {
        let file = assertParse(Array(before.utf8), json: true, errors: [])
        let edits = try file.body.insertAttribute(name: "new", value: .string("v"), reason: "test")
        #expect(try apply(edits, to: file, json: true) == expected)
    }

    @Test("what is there, and what is no name, is refused")
    func refused() throws {
        let body = parseGood("a = 1\nx {}\n").body
        for name in ["a", "x", "", "1a", "a b", "a\""] {
            #expect(throws: HCLEditError.self) {
                try body.insertAttribute(name: name, value: .null, reason: "test")
            }
        }
        let object = try expression("{ a = 1, \"b c\" = 2 }")
        #expect(throws: HCLEditError.self) { try object.insertItem(key: "b c", value: .null, reason: "test") }
    }
}

@Suite("tree comparison")
struct ComparisonTests {
    @Test("an edit that swallows its neighbour is seen")
    func swallowed() throws {
        let file = parseGood("a = 1\nb = 2\nc = 3\n")
        let edit = Edit(range: ByteRange(4..<5), replacement: Array("1 #".utf8), reason: "test")
        let harmless = assertParse(try #require([edit].apply(to: file.source)))
        #expect(TreeComparison(file.tree, harmless.tree, edits: [edit]).unexpected.isEmpty)
        let swallowing = Edit(range: ByteRange(4..<5), replacement: Array("/*".utf8), reason: "test")
        let swallowed = assertParse(try #require([swallowing].apply(to: file.source)))
        #expect(!TreeComparison(file.tree, swallowed.tree, edits: [swallowing]).unexpected.isEmpty)
    }

    @Test("a change outside the edits is seen")
    func outside() {
        let before = parseGood("a = 1\nb = 2\n")
        let after = parseGood("a = 1\nb = 3\n")
        let changes = TreeComparison(before.tree, after.tree, edits: []).unexpected
        #expect(changes.map(\.before) == [ByteRange(10..<11)])
        #expect(changes.map(\.after) == [ByteRange(10..<11)])
        let edit = Edit(range: ByteRange(10..<11), replacement: Array("3".utf8), reason: "test")
        let compared = TreeComparison(before.tree, after.tree, edits: [edit])
        #expect(compared.unexpected.isEmpty)
        #expect(compared.touchedBefore.map(before.tree.text) == ["2"])
        #expect(compared.touchedAfter.map(after.tree.text) == ["3"])
    }

    @Test("a changed nesting is seen even where the texts are equal")
    func nesting() {
        let before = parseGood("a = 1 + 2 * 3\n")
        let after = parseGood("a = 1 * 2 * 3\n")
        let edit = Edit(range: ByteRange(6..<7), replacement: Array("*".utf8), reason: "test")
        let changes = TreeComparison(before.tree, after.tree, edits: [edit]).unexpected
        #expect(changes.compactMap(\.before).map(before.tree.text).contains("2"))
    }
}
