import Diagnostics
import TestSupport
import Testing

@Suite struct DiagnosticRendererTests {
    private func rendered(_ text: String, _ range: Range<Int>, notes: [Diagnostic.Note] = []) -> String {
        let file = SourceFile(path: "a.yml", bytes: Array(text.utf8))
        let span = SourceSpan(path: "a.yml", range: ByteRange(range))
        return DiagnosticRenderer(files: [file]).render(
            Diagnostic("some-id", .error, "it is wrong", at: span, notes: notes))
    }

    @Test func aDiagnosticShowsPlaceLineAndCulprit() {
        #expect(
            rendered("a: 1\n  bugdet: 2\n", 7..<13) == """
                a.yml:2:3: error: it is wrong [some-id]
                  2 │   bugdet: 2
                    │   ^^^^^^

                """)
    }

    @Test func columnsCountBytesAndMarksStandUnderCharacters() {
        #expect(
            rendered("ä:日本 x\n", 10..<11) == """
                a.yml:1:11: error: it is wrong [some-id]
                  1 │ ä:日本 x
                    │        ^

                """)
        #expect(rendered("日本\n", 0..<6).hasSuffix("\n    │ ^^^^\n"))
        #expect(rendered("\t\tkey\n", 2..<5).hasSuffix("\n    │ \t\t^^^\n"))
    }

    @Test func aRangeOverLinesIsMarkedToTheEndOfItsFirst() {
        #expect(rendered("ab\ncd\n", 1..<5).hasSuffix("  1 │ ab\n    │  ^\n"))
        #expect(rendered("ab\r\ncd", 0..<6).hasSuffix("  1 │ ab\n    │ ^^\n"))
    }

    @Test(arguments: [0..<0, 3..<3, 2..<99, 99..<120])
    func anyRangePrints(_ range: Range<Int>) {
        #expect(rendered("abc", range).hasPrefix("a.yml:1:"))
        #expect(rendered("", range).contains("error: it is wrong [some-id]"))
    }

    @Test func notesNameTheirPlace() {
        let other = SourceSpan(path: "a.yml", range: ByteRange(0..<1))
        let foreign = SourceSpan(path: "b.yml", range: ByteRange(0..<1))
        let text = rendered(
            "a: 1\nb: 2\n", 5..<6,
            notes: [.init("the first", at: other), .init("elsewhere", at: foreign), .init("only said")])
        #expect(text.contains("a.yml:1:1: note: the first\n  1 │ a: 1\n    │ ^\n"))
        #expect(text.contains("b.yml: note: elsewhere\n"))
        #expect(text.hasSuffix("  note: only said\n"))
    }

    @Test func anEndlessLineIsNotShown() {
        let text = rendered(String(repeating: "x", count: 501), 0..<1)
        #expect(text == "a.yml:1:1: error: it is wrong [some-id]\n")
    }

    @Test func aFileCannotMoveTheCursor() {
        let text = rendered("a\u{1B}[2J: 1\u{7}\n", 8..<9)
        #expect(text.hasSuffix("\n  1 │ a\u{FFFD}[2J: 1\u{FFFD}\n    │         ^\n"))
        #expect(
            !text.unicodeScalars.contains {
                $0 != "\n" && $0 != "\t" && $0.properties.generalCategory == .control
            })
    }
}
