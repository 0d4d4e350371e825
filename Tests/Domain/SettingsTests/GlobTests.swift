import Settings
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("*.yml", "a.yml", true), ("*.yml", "b/a.yml", false), ("**/*.yml", "a.yml", true),
        ("**/*.yml", "b/c/a.yml", true), ("apps/**/values-*.yaml", "apps/values-prod.yaml", true),
        ("apps/**/values-*.yaml", "apps/checkout/values-prod.yaml", true),
        ("apps/**/values-*.yaml", "apps/a/b/values-prod.yaml", true),
        ("apps/**/values-*.yaml", "apps/checkout/values.yaml", false),
        ("apps/**/values-*.yaml", "other/apps/checkout/values-prod.yaml", false),
        ("apps/**", "apps/a/b.yaml", true), ("apps/**", "apps", false), ("apps/**", "apps2/a", false),
        ("**", "anything/at/all", true), ("**", "x", true), ("a?c", "abc", true), ("a?c", "a/c", false),
        ("a?c", "ac", false), ("[a-c].tf", "b.tf", true), ("[a-c].tf", "d.tf", false),
        ("[!a-c].tf", "d.tf", true),
        ("[!a-c].tf", "b.tf", false), ("[!a]b", "/b", false), ("*.{yml,yaml}", "a.yaml", true),
        ("*.{yml,yaml}", "a.yml", true), ("*.{yml,yaml}", "a.json", false), ("a\\*b", "a*b", true),
        ("a\\*b", "axb", false), ("a**b", "a/x/b", true), ("x**/y", "xa/y", true), ("ä*.tf", "äö.tf", true),
        ("a/**/b", "a/b", true), ("a/**/b", "ab", false), ("**/a/**", "x/a/y", true),
        ("**/a/**", "a/y", true),
        ("", "", false),
    ]) func matches(pattern: String, path: String, expected: Bool) {
        #expect(Glob(pattern).matches(path) == expected)
    }

    @Test(arguments: ["", "{a", "a}", "{a,{b}}", "[a", "a[", "{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}{1,2}"])
    func aBrokenPatternIsNamedAndMatchesNothing(pattern: String) {
        #expect(Glob.problem(in: pattern) != nil)
        #expect(!Glob(pattern).matches("a"))
    }

    /// Backtracking matchers take for ever here; this one takes the product of the lengths.
    @Test(.timeLimit(.minutes(10))) func hostilePatternsEnd() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 4000)))
    }
}
