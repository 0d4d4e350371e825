/// Paths inside the repository.
enum RelativePath {
    /// The path that `relative` means in `directory`; nil when it leaves the repository.
    static func join(_ directory: String, _ relative: String) -> String? {
        guard !relative.hasPrefix("/") else { return nil }
        var parts = names(directory)
        for part in names(relative) where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// The names of a path, told apart by bytes: whole characters take many times as long.
    private static func names(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    /// True for what Kustomize fetches from elsewhere: URLs, `git@host:…`, `github.com/owner/repo//path?ref=v1`.
    static func isRemote(_ text: String) -> Bool {
        if text.hasPrefix("git@") || text.hasPrefix("git::") || text.hasSuffix(".git") { return true }
        // Most are short names, without any of the letters that these have.
        if text.utf8.contains(where: { ":?".utf8.contains($0) }),
            ["://", "?ref=", "?version="].contains(where: { text.contains($0) })
        {
            return true
        }
        if text.utf8.contains(UInt8(ascii: "g")), text.contains(".git//") { return true }
        guard !text.hasPrefix("."), !text.hasPrefix("/"), let host = text.split(separator: "/").first else {
            return false
        }
        return ["github.com", "gitlab.com", "bitbucket.org", "gh:"].contains { host.hasPrefix($0) }
    }
}
