import RegularExpressions
import Testing

/// Replacing and splitting as Go's `regexp` does.
@Suite struct ReplaceTests {
    @Test(arguments: [
        ("a", "bananas", "<$0>", "b<a>n<a>n<a>s"), ("", "abc", "-", "-a-b-c-"), ("b*", "abc", "-", "-a-c-"),
        ("a*", "baaac", "x", "xbxcx"), ("(a)(b)?", "ab a", "[$1|$2]", "[a|b] [a|]"), ("(a)", "a", "$1x", ""),
        ("(a)", "a", "${1}x", "ax"), ("(?P<n>a)", "a", "$n-${n}", "a-a"), ("a", "a", "$$1", "$1"),
        ("a", "a", "$", "$"), ("a", "a", "${", "${"), ("a", "a", "${1", "${1"), ("a", "a", "$-", "$-"),
        ("a", "a", "${}", "${}"), ("a", "a", "$9", ""), ("(a)", "a", "$01", ""),
        ("(?P<n>a)|(?P<n>b)", "ab", "<$n>", "<a><b>"),
        ("(?P<n>a)(?P<n>b)", "ab", "<$n>", "<a>"),
        ("(é)", "xéy", "<$1>", "x<é>y"),
        ("a", "a", "$\u{E9}x", ""), ("[^a-z]", "a1b2", "", "ab"), ("a+", "caaat", "${0}${0}", "caaaaaat"),
    ])
    func replaces(_ pattern: String, _ text: String, _ template: String, _ expected: String) throws {
        let expression = try RegularExpression(pattern)
        let result = try expression.replacingMatches(in: Array(text.utf8), with: Array(template.utf8))
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }

    @Test(arguments: [
        (",", "a,b,c", -1, ["a", "b", "c"]), (",", "a,b,c", 2, ["a", "b,c"]), (",", "a,b", 0, []),
        (",", "", -1, [""]), ("", "abc", -1, ["a", "b", "c"]), ("", "abc", 2, ["a", "bc"]), ("", "", -1, []),
        ("a", "aa", -1, ["", "", ""]), ("z*", "azb", -1, ["a", "b"]), (",", "a,", -1, ["a", ""]),
        ("x", "abc", 1, ["abc"]), ("a", "abc", 1, ["abc"]),
    ])
    func splits(_ pattern: String, _ text: String, _ most: Int, _ expected: [String]) throws {
        let bytes = Array(text.utf8)
        let parts = try RegularExpression(pattern).parts(of: bytes, atMost: most)
        #expect(parts.map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
    }

    @Test func quotesWhatHasAMeaning() {
        #expect(RegularExpression.quoting("a.b*[世]$") == "a\\.b\\*\\[世\\]\\$")
    }
}
