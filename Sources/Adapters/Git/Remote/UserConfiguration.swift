internal import CLibgit2

/// What the user's own configuration files say, without any repository's.
enum UserConfiguration {
    /// The URL after the user's `url.<base>.insteadOf` rules; the longest match counts, as in Git.
    static func rewritten(_ url: String, forPushing: Bool) throws(GitError) -> String {
        try Libgit2.start()
        let all = try ConfigHandle("reading the user's configuration") { git_config_open_default($0) }
        let rules = try all.entries(matching: "^url\\..*\\.(insteadof|pushinsteadof)$")
        if forPushing, let pushURL = apply(rules, suffix: ".pushinsteadof", to: url) { return pushURL }
        return apply(rules, suffix: ".insteadof", to: url) ?? url
    }

    private static func apply(_ rules: [(name: String, value: String)], suffix: String, to url: String)
        -> String?
    {
        let fitting = rules.filter {
            $0.name.hasSuffix(suffix) && !$0.value.isEmpty && url.hasPrefix($0.value)
        }
        guard let rule = fitting.max(by: { $0.value.count < $1.value.count }) else { return nil }
        let base = rule.name.dropFirst("url.".count).dropLast(suffix.count)
        return String(base) + String(url.dropFirst(rule.value.count))
    }
}
