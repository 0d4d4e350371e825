import Diagnostics
import HCL
import TestSupport
import Testing

@Suite("values")
struct ValueTests {
    static let strings: [(String, String)] = [
        (#""""#, ""), (#""a""#, "a"), (#""a\nb\tc\rd""#, "a\nb\tc\rd"), (#""\"\\""#, #""\"#),
        (#""é\U0001F600""#, "é😀"),
        (#""$${a}""#, "${a}"), (#""%%{a}""#, "%{a}"), (#""$$${a}""#, "$${a}"),
        (#""$a %b $$ %%""#, "$a %b $$ %%"),
        (#""☃""#, "☃"),
    ]

    @Test("strings decode", arguments: strings)
    func decode(source: String, value: String) throws {
        #expect(try expression(source).stringLiteral?.value == value)
    }

    static let jsonStrings: [(String, String)] = [
        (#""a""#, "a"), (#""\n\t\"\\\/\b\f\r""#, "\n\t\"\\/\u{8}\u{C}\r"), (#""é""#, "é"), (#""😀""#, "😀"),
        (#""\ud83d""#, "\u{FFFD}"), (#""$${a}""#, "$${a}"),
    ]

    @Test("JSON strings decode", arguments: jsonStrings)
    func decodeJSON(source: String, value: String) throws {
        let file = assertParse(Array(#"{"x": \#(source)}"#.utf8), json: true, errors: [])
        #expect(file.body.attribute("x")?.expression.stringLiteral?.value == value)
    }

    static let texts = [
        "", "plain", "\"quoted\" \\ back", "${var.x}", "$${x}", "%{ if }", "$", "${", "$$", "a\nb\r\n\tc",
        "\u{0}\u{7F}", "☃ é 😀", "{", "}",
    ]

    @Test("what is written is read back, in quotes of both syntaxes", arguments: texts)
    func writtenIsRead(text: String) throws {
        let native = parseGood("x = \"\"\n")
        let edit = try #require(native.body.attribute("x")).expression
            .replaceLiteral(with: .string(text), reason: "test")
        let after = assertParse(try #require([edit].apply(to: native.source)), errors: [])
        #expect(after.body.attribute("x")?.expression.stringLiteral?.value == text)

        let json = assertParse(Array(#"{"x": ""}"#.utf8), json: true, errors: [])
        let empty = try #require(json.body.attribute("x")).expression
        if text.contains("${") || text.contains("%{") {
            // Whether Terraform would read a template there depends on the file's use: not for us to guess.
            #expect(throws: HCLEditError.self) {
                try empty.replaceLiteral(with: .string(text), reason: "test")
            }
        } else {
            let edit = try empty.replaceLiteral(with: .string(text), reason: "test")
            let after = assertParse(try #require([edit].apply(to: json.source)), json: true, errors: [])
            #expect(after.body.attribute("x")?.expression.stringLiteral?.value == text)
        }
    }

    static let equalNumbers: [(String, String)] = [
        ("1", "1.0"), ("1.50", "1.5"), ("15e-1", "1.5"), ("0", "-0"), ("0.0", "0e9"), ("100", "1e2"),
        ("1E+2", "100"),
        ("12345678901234567890.10", "12345678901234567890.1"), ("0.1e1", "1"),
    ]

    @Test("equal numbers are equal however they are written", arguments: equalNumbers)
    func equal(a: String, b: String) throws {
        #expect(try #require(HCLNumber(a)) == #require(HCLNumber(b)))
    }

    @Test("numbers that a Double cannot tell apart differ")
    func exact() throws {
        #expect(try #require(HCLNumber("9007199254740993")) != #require(HCLNumber("9007199254740992")))
        #expect(try #require(HCLNumber("0.1")) != #require(HCLNumber("0.1000000000000000055511151231257827")))
        #expect(HCLNumber("9223372036854775807")?.exactInt == Int.max)
        #expect(HCLNumber("-9223372036854775808")?.exactInt == Int.min)
        #expect(HCLNumber("9223372036854775808")?.exactInt == nil)
        #expect(HCLNumber("1.5")?.exactInt == nil)
        #expect(HCLNumber("2.5e-3")?.nearestDouble == 0.0025)
    }

    @Test("numbers are ordered by value")
    func order() {
        let ordered = ["-2", "-1.5", "-0.001", "0", "0.0009", "0.1", "1", "9", "10", "10.5", "1e9"].compactMap
        { HCLNumber($0) }
        #expect(ordered.count == 11)
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test(
        "other texts are no numbers",
        arguments: ["", "-", "1.", ".5", "1e", "1e+", "0x1", "1 ", "1e9999999999", "--1"])
    func noNumber(text: String) {
        #expect(HCLNumber(text) == nil)
    }
}
