import HelmChart
import Testing

/// Patterns as Go's `filepath.Match` reads them.
@Suite struct GlobPatternTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        let pattern: String
        let fits: [String]
        let others: [String]
        var testDescription: String { pattern }
    }

    private static let rows = [
        Row(pattern: "a.yaml", fits: ["a.yaml"], others: ["b.yaml", "a.yam", "a.yamll", "x/a.yaml", ""]),
        Row(pattern: "x/a", fits: ["x/a"], others: ["a", "x/a/"]),
        Row(pattern: "*.yaml", fits: ["a.yaml", ".yaml"], others: ["x/a.yaml", "a.yml", "yaml", "/.yaml"]),
        Row(pattern: "*/b", fits: ["a/b", "/b"], others: ["b", "a/a/b"]),
        Row(pattern: "*", fits: ["", "a", "ä"], others: ["/", "a/b"]),
        Row(pattern: "a*", fits: ["a", "abc"], others: ["a/b", "ba"]),
        Row(pattern: "*a*b", fits: ["ab", "xaxb"], others: ["xa/b", "ba"]),
        Row(pattern: "?.md", fits: ["a.md", "ä.md"], others: [".md", "ab.md", "/.md"]),
        Row(pattern: "[a-c]x", fits: ["ax", "cx"], others: ["dx", "x"]),
        Row(pattern: "*[^a]", fits: ["b", "ab"], others: ["a", "ba"]),
        Row(pattern: #"\*"#, fits: ["*"], others: ["a", #"\*"#]),
        Row(pattern: #"*\a"#, fits: ["a", "ba"], others: ["ab", "b"]),
        Row(pattern: "", fits: [""], others: ["a"]),
    ]

    @Test(arguments: rows) private func fitsWholePaths(_ row: Row) {
        let pattern = GlobPattern(row.pattern)
        #expect(row.fits.filter { !pattern.matches($0) } == [])
        #expect(row.others.filter { pattern.matches($0) } == [])
    }

    /// Names and endings are compared as they are; with a set of one letter in them the general way is taken.
    @Test func namesAndEndingsFitAsTheGeneralWayFindsThem() {
        let texts = ["", "a", "b", "ab", "ba", "a/b", "/", "aab", "b/a", "ä"]
        for text in ["a", "ab", "a/b", "/", "b"] {
            for start in ["", "*"] {
                let plain = GlobPattern(start + text)
                let general = GlobPattern(start + "[\(text.first ?? "a")]" + text.dropFirst())
                guard text.first != "/" else { continue }
                for other in texts {
                    #expect(plain.matches(other) == general.matches(other), "\(start)\(text) \(other)")
                }
            }
        }
    }
}
