import Diagnostics
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("a\nb", "a b"), ("a\r\nb", "a  b"), ("a\tb", "a b"), ("a\u{1B}[31mb", "a[31mb"), ("a\u{0}b", "ab"),
        ("a\u{202E}b", "ab"), ("a\u{2028}b\u{2029}c", "abc"), ("a\u{200B}b\u{FEFF}", "ab"),
        ("a\u{E000}b", "ab"),
        ("e\u{301} 日本", "e\u{301} 日本"), ("a\u{85}b", "ab"),
    ])
    func linesAreOne(_ text: String, _ line: String) { #expect(PlainText.line(text) == line) }

    @Test func linesEndAtEitherEnding() {
        #expect(PlainText.lines(of: "a\nb\r\nc\r\n") == ["a", "b", "c", ""])
        #expect(PlainText.lines(of: "") == [""])
        #expect(PlainText.lines(of: "a\rb") == ["a\rb"])
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef", "abcdef"), ("abcdefg", 6, "abcde…", "abc…fg"), ("ab", 1, "…", "…"),
        ("a", 0, "…", "…"),
    ])
    func cutsHaveTheLength(_ text: String, _ length: Int, _ end: String, _ inside: String) {
        #expect(PlainText.cut(text, to: length) == end)
        #expect(PlainText.cutInside(text, to: length) == inside)
    }

    @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("→–…│", 4), ("🚀", 2), ("한글", 4), ("", 0)])
    func columnsAreThoseOfATerminal(_ text: String, _ columns: Int) {
        #expect(PlainText.columns(text) == columns)
    }

    @Test func hiddenCharactersShow() {
        #expect(PlainText.visible("a\u{1B}[2J\tb\u{202E}") == "a\u{FFFD}[2J\tb\u{FFFD}")
    }
}
