import Diagnostics
import HCL
import TestSupport
import Testing

@Suite("bodies")
struct BodyTests {
    @Test("blocks know type, labels, bodies and ranges")
    func blocks() throws {
        let sample = MarkedText(
            """
            # leading
            1️⃣resource 2️⃣"aws_instance"3️⃣ web {
              4️⃣instance_type5️⃣ = 6️⃣"m5.large"7️⃣ # trailing
              ebs { size = 1 }
              ebs {
                size = 2
              }
            }8️⃣

            """)
        let file = assertParse(sample.bytes, errors: [])
        let block = try #require(file.body.blocks.first)
        #expect(block.type == "resource")
        #expect(block.labels == ["aws_instance", "web"])
        #expect(block.range == ByteRange(sample.offset("1️⃣")..<sample.offset("8️⃣")))
        #expect(block.labelRanges.first == ByteRange(sample.offset("2️⃣")..<sample.offset("3️⃣")))
        let attribute = try #require(block.body.attribute("instance_type"))
        #expect(attribute.nameRange == ByteRange(sample.offset("4️⃣")..<sample.offset("5️⃣")))
        #expect(attribute.range == ByteRange(sample.offset("4️⃣")..<sample.offset("7️⃣")))
        let literal = try #require(attribute.expression.stringLiteral)
        #expect(literal.value == "m5.large")
        #expect(literal.range == ByteRange(sample.offset("6️⃣")..<sample.offset("7️⃣")))
        #expect(literal.inside == ByteRange(sample.offset("6️⃣") + 1..<sample.offset("7️⃣") - 1))
        #expect(
            block.body.blocks("ebs").map { $0.body.attribute("size")?.expression.numberText } == ["1", "2"])
        #expect(file.tree.text(of: try #require(file.tree.leaf(at: sample.offset("6️⃣")))) == #""m5.large""#)
    }

    static let shapes: [(String, String)] = [
        ("", ""), ("\n\n", ""), ("# only a comment", ""), ("/* a */", ""), ("a = 1", "a"),
        ("a = 1\nb = 2", "a b"),
        ("a = 1 # c\n// d\n/* e\n */ b = 2\n", "a b"), ("\u{FEFF}a = 1\r\nb = 2\r\n", "a b"),
        ("\ta\t=\t1\n", "a"),
        ("x {}\n", "x{}"), ("x \"a\" b {\n}\n", "x a b{}"), ("x { a = 1 }\n", "x{a}"),
        ("x {\n y {\n a = 1\n }\n b = 2\n}\n", "x{y{a} b}"),
        ("x { # c\n a = 1\n}", "x{a}"), ("a-b = 1\n_c = 2\nü = 3\n", "a-b _c ü"),
        ("for = 1\nif = 2\nnull = 3\n", "for if null"),
        ("a = <<E\nb = 1\nE\nc = 2\n", "a c"), ("a = [\n1,\n]\nb = { c = 1\n}\n", "a b"),
        ("a = 1\na = 2\n", "a a"),
    ]

    @Test("every body has its shape", arguments: shapes)
    func shape(source: String, expected: String) {
        #expect(outline(parseGood(source).body) == expected)
    }

    @Test("files without a byte order mark, with one, and with CRLF read the same")
    func sameInAnyDress() {
        let plain = "x \"y\" {\n  a = <<E\nb\nE\n  c = [\n    1, # d\n    2\n  ]\n}\n"
        for text in [
            plain, "\u{FEFF}" + plain, plain.replacing("\n", with: "\r\n"), String(plain.dropLast()),
        ] {
            #expect(outline(parseGood(text).body) == "x y{a c}")
        }
    }

    private func outline(_ body: BodyView) -> String {
        let attributes = body.attributes.map { ($0.range.lower, $0.name) }
        let blocks = body.blocks.map {
            ($0.range.lower, ([$0.type] + $0.labels).joined(separator: " ") + "{" + outline($0.body) + "}")
        }
        return (attributes + blocks).sorted { $0.0 < $1.0 }.map(\.1).joined(separator: " ")
    }
}
