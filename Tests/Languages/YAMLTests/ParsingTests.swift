import Diagnostics
import TestSupport
import Testing
import YAML

@Suite struct ParsingTests {
    struct Scalar: Sendable, CustomTestStringConvertible {
        var name: String
        /// `1️⃣` before the token, `2️⃣` behind it.
        var sample: String
        var text: String
        var style: YAMLStyle
        var testDescription: String { name }
    }

    @Test(arguments: [
        Scalar(name: "plain", sample: "a: 1️⃣512Mi2️⃣\n", text: "512Mi", style: .plain),
        Scalar(name: "plain with comment", sample: "a: 1️⃣512Mi2️⃣  # why\n", text: "512Mi", style: .plain),
        Scalar(name: "tab behind the value", sample: "a: 1️⃣1Gi2️⃣\t# why\n", text: "1Gi", style: .plain),
        Scalar(name: "several words", sample: "a: 1️⃣b c  d2️⃣ \n", text: "b c  d", style: .plain),
        Scalar(name: "plain on two lines", sample: "a: 1️⃣b\n  c2️⃣\n", text: "b c", style: .plain),
        Scalar(name: "single", sample: "a: 1️⃣'it''s'2️⃣\n", text: "it's", style: .singleQuoted),
        Scalar(name: "double", sample: "a: 1️⃣\"x\\ty\"2️⃣ # c\n", text: "x\ty", style: .doubleQuoted),
        Scalar(name: "empty quotes", sample: "a: 1️⃣\"\"2️⃣\n", text: "", style: .doubleQuoted),
        Scalar(name: "double on two lines", sample: "a: 1️⃣\"x\n  y\"2️⃣\n", text: "x y", style: .doubleQuoted),
        Scalar(name: "literal", sample: "a: 1️⃣|\n  x\n  y2️⃣\n\nb: 1\n", text: "x\ny\n", style: .literal),
        Scalar(name: "literal, strip", sample: "a: 1️⃣|-\n  x2️⃣\nb: 1\n", text: "x", style: .literal),
        Scalar(name: "literal, keep", sample: "a: 1️⃣|+\n  x\n\n2️⃣b: 1\n", text: "x\n\n", style: .literal),
        Scalar(name: "literal with comment", sample: "a: 1️⃣| # c\n  x2️⃣\n# d\n", text: "x\n", style: .literal),
        Scalar(name: "folded", sample: "a: 1️⃣>\n  x\n  y2️⃣\n", text: "x y\n", style: .folded),
        Scalar(name: "absent", sample: "a:1️⃣2️⃣\nb: 1\n", text: "", style: .plain),
        Scalar(name: "absent at the end", sample: "a:1️⃣2️⃣", text: "", style: .plain),
        Scalar(name: "absent in a flow map", sample: "{a1️⃣2️⃣ , b: 1}", text: "", style: .plain),
        Scalar(name: "absent, explicit key", sample: "? a1️⃣2️⃣\n# c\n? b\n", text: "", style: .plain),
        Scalar(name: "anchor", sample: "a: &x 1️⃣12️⃣\n", text: "1", style: .plain),
        Scalar(name: "anchor and tag", sample: "a: !!str &x 1️⃣12️⃣\n", text: "1", style: .plain),
        Scalar(name: "anchor of nothing", sample: "a: &x1️⃣2️⃣\nb: 1\n", text: "", style: .plain),
        Scalar(name: "tag, then comment", sample: "a: !!str # c\n  1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "verbatim tag", sample: "a: !<tag:x.org,1> 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "CRLF", sample: "a: 1️⃣x2️⃣\r\nb: 1\r\n", text: "x", style: .plain),
        Scalar(
            name: "CRLF literal", sample: "a: 1️⃣|\r\n  x\r\n  y2️⃣\r\nb: 1\r\n", text: "x\ny\n", style: .literal),
        Scalar(
            name: "wide characters before", sample: "# größe 🎈 日本\na: 1️⃣x2️⃣ # é\n", text: "x", style: .plain),
        Scalar(name: "wide characters inside", sample: "a: 1️⃣'é🎈'2️⃣\n", text: "é🎈", style: .singleQuoted),
        Scalar(name: "byte order mark", sample: "\u{FEFF}a: 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "mark and wide", sample: "\u{FEFF}# é\na: 1️⃣x2️⃣\n", text: "x", style: .plain),
        Scalar(name: "no final newline", sample: "a: 1️⃣x2️⃣", text: "x", style: .plain),
        Scalar(name: "bare CR", sample: "a: 1️⃣x2️⃣\rb: y\r", text: "x", style: .plain),
        Scalar(name: "JSON", sample: "{\"a\": 1️⃣\"x\\/y\"2️⃣}", text: "x/y", style: .doubleQuoted),
        Scalar(name: "flow", sample: "{a: 1️⃣x2️⃣}", text: "x", style: .plain),
        Scalar(name: "colon inside", sample: "a: 1️⃣10:20:302️⃣\n", text: "10:20:30", style: .plain),
        Scalar(name: "no space in flow", sample: "{\"a\":1️⃣12️⃣}", text: "1", style: .plain),
    ])
    func tokenOfEachStyle(_ sample: Scalar) throws {
        let marked = MarkedText(sample.sample)
        let file = assertParse(marked.text)
        let value = try #require(file.documents.first?.root?.entries.first?.value)
        let scalar = try #require(value.scalar)
        #expect(scalar.text == sample.text)
        #expect(scalar.style == sample.style)
        #expect(value.tokenRange == ByteRange(marked.offset("1️⃣")..<marked.offset("2️⃣")))
    }
}
