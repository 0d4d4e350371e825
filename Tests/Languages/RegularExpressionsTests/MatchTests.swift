import RegularExpressions
import Testing

/// What Go's `regexp` answers; positions are pairs of byte offsets, the whole match and then the groups.
@Suite struct MatchTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var pattern: String
        var text: String
        /// Each match with its groups, `-` for one that took no part.
        var matches: [String]

        init(_ pattern: String, _ text: String, _ matches: [String]) {
            self.pattern = pattern
            self.text = text
            self.matches = matches
        }
        var testDescription: String { "\(pattern) in \(text)" }
    }

    static let examples: [Example] = [
        // Literals, any character, ends.
        Example("", "", ["0-0"]), Example("", "ab", ["0-0", "1-1", "2-2"]),
        Example("^abcdefg", "abcdefg", ["0-7"]), Example("a+", "baaab", ["1-4"]),
        Example("abcd..", "abcdef", ["0-6"]), Example("a", "a", ["0-1"]), Example("x", "y", []),
        Example("b", "abc", ["1-2"]), Example(".", "a", ["0-1"]), Example(".*", "abcdef", ["0-6"]),
        Example("^", "abcde", ["0-0"]), Example("$", "abcde", ["5-5"]), Example("^$", "abcde", []),
        Example("a*?", "aaa", ["0-0", "1-1", "2-2", "3-3"]), Example("a*", "baa", ["0-0", "1-3"]),
        Example("a*", "aab", ["0-2", "3-3"]), Example(".", "\u{4E16}x", ["0-3", "3-4"]),
        Example("$", "a\n", ["2-2"]), Example("(?m)^", "a\nb", ["0-0", "2-2"]),
        Example("(?m)$", "a\nb", ["1-1", "3-3"]), Example("a$", "a\n", []), Example("a\\z", "a\na", ["2-3"]),
        Example("(?m)^a$", "b\na\nb", ["2-3"]), Example("\\Aa", "aa", ["0-1"]),
        // Preference is the order of the alternatives, not the length.
        Example("a|ab", "ab", ["0-1"]), Example("ab|a", "ab", ["0-2"]),
        Example("(a|ab)(c|bcd)", "abcd", ["0-4 0-1 1-4"]),
        Example("(?:(?:^).)", "\n", []), Example("(?:|a)*", "aaa", ["0-0", "1-1", "2-2", "3-3"]),
        Example("(?:|a)+", "aaa", ["0-0", "1-1", "2-2", "3-3"]),
        Example("(|a)*", "aa", ["0-0 0-0", "1-1 1-1", "2-2 2-2"]),
        Example("(a|b)*", "ab", ["0-2 1-2"]), Example("(a*)*", "b", ["0-0 0-0", "1-1 1-1"]),
        Example("(a*)+", "b", ["0-0 0-0", "1-1 1-1"]), Example("(a*|b)*", "ab", ["0-2 1-2"]),
        Example("(a)|b", "b", ["0-1 -"]), Example("(?:(a)|b)*", "ab", ["0-2 0-1"]),
        Example("((a)(b)?)*", "aba", ["0-3 2-3 2-3 1-2"]),
        Example("(.*).*", "ab", ["0-2 0-2"]),
        // Counts.
        Example("a{2,3}", "aaaaa", ["0-3", "3-5"]), Example("a{2,3}?", "aaaaa", ["0-2", "2-4"]),
        Example("a{,2}", "a{,2}", ["0-5"]), Example("a{2", "a{2", ["0-3"]), Example("x{0}y", "xy", ["1-2"]),
        Example("(ab){2}", "ababab", ["0-4 2-4"]), Example("a{2,}", "aaaa", ["0-4"]),
        Example("a{01}", "a{01}", ["0-5"]),
        // Classes.
        Example("[abc]+", "xabcabd", ["1-6"]), Example("[^a]", "a\n", ["1-2"]),
        Example("[]a]", "]a", ["0-1", "1-2"]),
        Example("[a-]+", "a-b", ["0-2"]), Example("[-a]+", "a-b", ["0-2"]), Example("[a\\]]+", "a]", ["0-2"]),
        Example("[\\d.]+", "v1.2", ["1-4"]), Example("[[:alpha:]]+", "1ab2", ["1-3"]),
        Example("[[:^alpha:]]+", "1ab2", ["0-1", "3-4"]),
        Example("[[:word:]-]+", "a_b-c!", ["0-5"]), Example("[a[:digit:]b]+", "1ab-", ["0-3"]),
        Example("[[:x]", "[", ["0-1"]),
        Example("\\w+", "aé_9", ["0-1", "3-5"]), Example("\\s", "\u{0B} ", ["1-2"]),
        Example("[[:space:]]+", "\u{0B} ", ["0-2"]),
        Example("\\D+", "1ab2", ["1-3"]), Example("[^\\s]+", " ab ", ["1-3"]),
        Example("[\\D]+", "1ab2", ["1-3"]),
        Example("\\pL+", "1aé世2", ["1-7"]), Example("\\p{Greek}+", "aαβγ", ["1-7"]),
        Example("\\P{Greek}+", "aαβ", ["0-1"]),
        Example("\\p{^Greek}+", "aαβ", ["0-1"]), Example("\\p{Lu}", "aBÀ", ["1-2", "2-4"]),
        Example("\\p{Han}", "世a", ["0-3"]),
        Example("[^\\pL]+", "a12b", ["1-3"]), Example("\\p{Nd}+", "٣4x", ["0-3"]),
        Example("\\p{Any}", "a", ["0-1"]),
        // Flags.
        Example("(?i)straße", "STRASSE Straße", ["8-15"]), Example("(?i)k", "\u{212A}", ["0-3"]),
        Example("(?i)ſ", "s", ["0-1"]),
        Example("(?i)[a-c]+", "xABCx", ["1-4"]), Example("(?i)Σ", "ς", ["0-2"]),
        Example("(?i:a)b", "Ab AB", ["0-2"]),
        Example("a(?i)b|c", "aB C", ["0-2", "3-4"]), Example("(?i)[^k]", "\u{212A}", []),
        Example("(?i)i", "İı", []),
        Example("(?s).", "\n", ["0-1"]), Example(".", "\n", []), Example("(?U)a+", "aa", ["0-1", "1-2"]),
        Example("(?U)a+?", "aa", ["0-2"]), Example("(?i-s:A.)", "ab a\n", ["0-2"]),
        Example("(?i)(?-i)a", "A", []),
        // Words.
        Example("\\b", "ab c", ["0-0", "2-2", "3-3", "4-4"]), Example("\\B", "ab", ["1-1"]),
        Example("\\bé", "aé é", ["1-3"]),
        Example("\\bfoo\\b", "foobar foo", ["7-10"]),
        // Escapes and names.
        Example("\\Qa+b\\E+", "a+bb", ["0-4"]), Example("\\Qa.b", "a.b", ["0-3"]),
        Example("\\x41\\x{1F600}", "A😀", ["0-5"]),
        Example("\\101\\060\\0", "A0\0", ["0-3"]),
        Example("\\a\\f\\t\\n\\r\\v", "\u{7}\u{C}\t\n\r\u{B}", ["0-6"]),
        Example("\\-\\@\\_", "-@_", ["0-3"]), Example("(?P<y>\\d+)-(?<m>\\d+)", "2024-05", ["0-7 0-4 5-7"]),
        Example("世+", "a世世", ["1-7"]), Example("[世-丗]", "丗", ["0-3"]), Example("^*a", "a", ["0-1"]),
        Example("(?:)+a", "a", ["0-1"]),
    ]

    @Test(arguments: examples) func findsWhatGoFinds(_ example: Example) throws {
        let expression = try RegularExpression(example.pattern)
        let text = Array(example.text.utf8)
        let found = try expression.matches(in: text).map { match in
            match.groups.map { $0.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "-" }.joined(separator: " ")
        }
        #expect(found == example.matches)
        #expect(try expression.hasMatch(in: text) == !example.matches.isEmpty)
    }

    @Test func readsBytesThatAreNotUTF8() throws {
        let expression = try RegularExpression(".")
        #expect(
            try expression.matches(in: [0xFF, 0xE4, 0xB8, 0x41]).map(\.range) == [0..<1, 1..<2, 2..<3, 3..<4])
        #expect(try RegularExpression("\u{FFFD}").hasMatch(in: [0x41, 0xC3]))
    }

    static let refused: [(String, String)] = [
        ("(?i)*", "missing argument to repetition operator: `*`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a|*", "missing argument to repetition operator: `*`"),
        ("(+)", "missing argument to repetition operator: `+`"), ("(abc", "missing closing ): `(abc`"),
        ("abc)", "unexpected ): `abc)`"),
        ("x[a-z", "missing closing ]: `[a-z`"), ("[z-a]", "invalid character class range: `z-a`"),
        ("abc\\", "trailing backslash at end of expression: ``"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("a*+", "invalid nested repetition operator: `*+`"),
        ("a??*", "invalid nested repetition operator: `??*`"), ("\\x", "invalid escape sequence: `\\x`"),
        ("a{1001}", "invalid repeat count: `{1001}`"),
        ("a{3,2}", "invalid repeat count: `{3,2}`"), ("((a{100}){100}){2}", "invalid repeat count: `{100}`"),
        ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)", "invalid named capture: `(?<=a)`"), ("(?P<>a)", "invalid named capture: `(?P<>`"),
        ("(?P=n)", "invalid or unsupported Perl syntax: `(?P`"), ("(a)\\1", "invalid escape sequence: `\\1`"),
        ("\\Z", "invalid escape sequence: `\\Z`"),
        ("\\pX", "invalid character class range: `\\pX`"),
        ("\\p{greek}", "invalid character class range: `\\p{greek}`"),
        ("[[:foo:]]", "invalid character class range: `[:foo:]`"),
        ("(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`"), ("\\C", "invalid escape sequence: `\\C`"),
        ("\\8", "invalid escape sequence: `\\8`"),
        ("\\x{110000}", "invalid escape sequence: `\\x{110000`"), ("[a", "missing closing ]: `[a`"),
        ("[\\", "trailing backslash at end of expression: ``"),
    ]

    @Test(arguments: refused) func refusesWhatGoRefuses(_ pattern: String, _ message: String) {
        do {
            _ = try RegularExpression(pattern)
            Issue.record("\(pattern) was taken")
        } catch {
            #expect(error.description == "error parsing regexp: " + message)
        }
    }
}
