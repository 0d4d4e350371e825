import Diagnostics
import HCL
import TestSupport
import Testing

@Suite("JSON syntax")
struct JSONTests {
    @Test("values have exact ranges, duplicates stay visible")
    func ranges() throws {
        let sample = MarkedText(
            #"""
            {
              "size" : 1️⃣"m5.large"2️⃣ ,
              "count": 3️⃣-1.50e34️⃣,
              "on": true, "off": false, "none": null,
              "size": "again",
              "list": [1, 5️⃣"two"6️⃣]
            }
            """#)
        let file = assertParse(sample.bytes, json: true, errors: [])
        #expect(file.body.attributes.map(\.name) == ["size", "count", "on", "off", "none", "size", "list"])
        let first = try #require(file.body.attributes.first?.expression)
        #expect(first.range == ByteRange(sample.offset("1️⃣")..<sample.offset("2️⃣")))
        #expect(first.stringLiteral?.inside == ByteRange(sample.offset("1️⃣") + 1..<sample.offset("2️⃣") - 1))
        #expect(file.body.attribute("size")?.expression.stringLiteral?.value == "again")
        let count = try #require(file.body.attribute("count")?.expression)
        #expect(count.range == ByteRange(sample.offset("3️⃣")..<sample.offset("4️⃣")))
        #expect(count.number == HCLNumber("-1500"))
        #expect(file.body.attribute("on")?.expression.bool == true)
        #expect(file.body.attribute("none")?.expression.kind == .null)
        let two = file.body.attribute("list")?.expression.elements.last
        #expect(two?.range == ByteRange(sample.offset("5️⃣")..<sample.offset("6️⃣")))
    }

    @Test("Terraform's blocks are read out of keys")
    func blocks() {
        let text = #"""
            {"resource": {"aws_instance": {"a": {"ami": "x"}, "b": [{"ami": "y"}, {"ami": "z"}]}},
             "variable": {"size": {"default": "m5.large"}}, "locals": {"q": 1}, "terraform": [{"required_version": "1"}], "other": 1}
            """#
        let file = assertParse(Array(text.utf8), json: true, errors: [])
        let found = file.body.blocks.map { ([$0.type] + $0.labels).joined(separator: ".") }
        #expect(
            found == [
                "resource.aws_instance.a", "resource.aws_instance.b", "resource.aws_instance.b",
                "variable.size", "locals", "terraform",
            ])
        #expect(
            file.body.blocks("variable").first?.body.attribute("default")?.expression.stringLiteral?.value
                == "m5.large")
        #expect(
            file.body.blocks("resource").map { $0.body.attribute("ami")?.expression.stringLiteral?.value }
                == ["x", "y", "z"])
    }

    @Test("a string with a sequence is a template")
    func templates() {
        let file = assertParse(
            Array(#"{"a": "${var.x}", "b": "$${x}", "c": "5%"}"#.utf8), json: true, errors: [])
        #expect(file.body.attributes.map(\.expression.kind) == [.template, .template, .string])
    }

    static let bad: [(String, String)] = [
        ("", "hcl-json-expected-value"), ("{", "hcl-unclosed"), (#"{"a" 1}"#, "hcl-json-expected-colon"),
        (#"{"a": }"#, "hcl-json-expected-value"),
        (#"{a: 1}"#, "hcl-json-expected-key"), (#"{"a": 1 "b": 2}"#, "hcl-json-expected-comma"),
        (#"{"a": 1,}"#, "hcl-json-trailing-comma"),
        (#"{"a": 01}"#, "hcl-json-expected-value"), (#"{"a": tru}"#, "hcl-json-expected-value"),
        (#"{} x"#, "hcl-json-after-end"), (#"{"a": "x"#, "hcl-json-expected-value"),
        ("[1,, 2]", "hcl-json-expected-value"), ("{\"a\": 1]", "hcl-json-expected-comma"),
        ("# c\n{}", "hcl-json-expected-value"),
    ]

    @Test("what is no JSON is reported", arguments: bad)
    func errors(text: String, id: String) {
        let file = assertParse(Array(text.utf8), json: true)
        #expect(file.diagnostics.map(\.id.rawValue).contains(id))
    }

    /// Samples with 1️⃣ where the first diagnostic points, and what it says, in the words of JSON.
    static let words: [(String, String)] = [
        ("{\"resource\":1️⃣", "expected a JSON value, found the end of the file"),
        (
            "1️⃣{\"a\": {\"b\": 1}",
            "the JSON object that begins here is not closed: expected `}`, found the end of the file"
        ),
        (
            "{\"a\": 1️⃣[1, 2",
            "the JSON list that begins here is not closed: expected `]`, found the end of the file"
        ),
        ("{1️⃣a: 1}", "expected a JSON key in double quotes, found `a`"),
        ("{\"a\" 1️⃣= 1}", "expected `:` and a value after the JSON key, found `=`"),
        ("{\"a\": 1 1️⃣\"b\": 2}", "expected `,` or the end of the JSON list or object, found `\"b\"`"),
        ("1️⃣resource \"a\" {}", "expected a JSON value, found `resource`"),
    ]

    @Test("what is wrong is said in the words of JSON", arguments: words)
    func saysItInJSON(marked: String, message: String) throws {
        let sample = MarkedText(marked)
        let file = assertParse(sample.bytes, json: true)
        let first = try #require(file.diagnostics.first)
        #expect(first.message == message)
        #expect(Int(first.subject.range.lower) == sample.offset("1️⃣"))
        if message.hasSuffix("the end of the file") { #expect(file.diagnostics.count == 1) }
    }

    @Test("the file name chooses the syntax")
    func names() {
        #expect(HCLParser.parseAny([], path: "a/b.tfvars.json").tree.syntax == .json)
        #expect(HCLParser.parseAny([], path: "a/b.json.tf").tree.syntax == .native)
    }
}
