import Foundation
import TestSupport
import Testing

@testable import Model

/// What the fast writer gives, beside what the general encoder gives.
@Suite struct PrettyWriterTests {
    private struct Line: PrettyJSON {
        var name: String
        var texts: [String]

        enum CodingKeys: String, CodingKey { case name, texts }

        func write(to json: inout PrettyWriter) {
            json.object {
                $0.member("name", name)
                $0.member("texts", texts) { $0.string($1) }
            }
        }
    }

    private static let odd = [
        "\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{7F}", "\u{80}", "é", "日本", "/", " ", "~", "",
    ]

    @Test(arguments: 0..<30) func theBytesAreThoseOfTheEncoder(_ seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        func text() -> String {
            (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Int.random(in: 0...9, using: &random) == 0
                    ? Self.odd.randomElement(using: &random) ?? ""
                    : String(UnicodeScalar(UInt8.random(in: 0x20...0x7E, using: &random)))
            }.joined()
        }
        let lines = (0..<Int.random(in: 1...90, using: &random)).map { _ in
            Line(name: text(), texts: (0..<Int.random(in: 0...3, using: &random)).map { _ in text() })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let expected = String(decoding: try encoder.encode(lines), as: UTF8.self) + "\n"
        #expect(try CanonicalJSON.encodePretty(list: lines) == expected)
        // Of several lists each, between the brackets.
        let middle = lines.count / 2
        let parts = CanonicalJSON.prettyElements(of: [Array(lines[..<middle]), [], Array(lines[middle...])])
        let joined = parts.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }.joined(
            separator: ",\n")
        #expect("[\n\(joined)\n]\n" == expected)
        #expect(parts[1].isEmpty)
    }

    @Test func everyByteThatIsEscapedIsNotPlain() {
        for byte in UInt8.min...UInt8.max {
            for position in 0..<20 {
                var bytes = [UInt8](repeating: 0x61, count: 20)
                bytes[position] = byte
                let isPlain = bytes.withUnsafeBufferPointer(GrowingBytes.arePlain)
                #expect(isPlain == (byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C))
            }
        }
    }
}
