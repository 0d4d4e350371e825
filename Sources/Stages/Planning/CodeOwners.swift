internal import Settings

/// Who owns which files of the repository, as its `CODEOWNERS` says.
///
/// Without sections the last pattern that matches counts (GitHub, Gitea). With sections, as GitLab has them, each section
/// has a last match of its own, and the owners of all of them together own the file. A line that neither reads is left out.
public struct CodeOwners: Sendable {
    /// The owners of a file, and the line that says so.
    public struct Answer: Hashable, Sendable {
        /// `@team`, `@organisation/team` or an address, in the order of the file.
        public var owners: [String]
        /// The line of the pattern, from 1.
        public var line: Int
        /// True for a pattern that matches every file.
        public var isCatchAll: Bool
    }

    private struct Rule: Sendable {
        var globs: [Glob]
        var owners: [String]
        var line: Int
        var isCatchAll: Bool
        /// The section does not own what it matches.
        var isExclusion: Bool
    }

    private struct Section: Sendable {
        var name: String
        var isOptional = false
        var defaults: [String] = []
        var rules: [Rule] = []
    }

    /// Where forges look for the file; the first one that is there counts.
    public static let paths = [
        ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS",
        ".forgejo/CODEOWNERS",
    ]

    private var sections = [Section(name: "")]

    /// Reads the text of the file at `path`.
    public init(_ text: String, path: String = "CODEOWNERS") {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { CodeOwners.trimmed($0) }
        let isGitLab = path.hasPrefix(".gitlab/") || lines.contains { CodeOwners.header($0) != nil }
        var current = 0
        for (number, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            if let header = CodeOwners.header(line) {
                let known = sections.firstIndex { $0.name.lowercased() == header.name.lowercased() }
                current = known ?? sections.count
                if known == nil { sections.append(header) }
                if !header.defaults.isEmpty { sections[current].defaults = header.defaults }
                continue
            }
            var words = CodeOwners.words(line)
            guard !words.isEmpty else { continue }
            var pattern = words.removeFirst()
            let isExclusion = pattern.hasPrefix("!")
            if isExclusion { pattern.removeFirst() }
            let owners = words.filter(CodeOwners.isOwner)
            // A line whose owners cannot be read says nothing.
            guard owners.count == words.count || !owners.isEmpty,
                let globs = CodeOwners.globs(pattern, isGitLab: isGitLab)
            else { continue }
            let isBare = isGitLab && words.isEmpty
            sections[current].rules.append(
                Rule(
                    globs: globs, owners: isBare ? sections[current].defaults : owners, line: number + 1,
                    isCatchAll: ["*", "/**", "**"].contains(pattern), isExclusion: isExclusion))
        }
    }

    /// Who owns a file; nil when nobody does.
    public func owners(of path: String) -> Answer? {
        var found: (required: [Answer], optional: [Answer]) = ([], [])
        for section in sections {
            let matching = section.rules.filter { rule in rule.globs.contains { $0.matches(path) } }
            guard let last = matching.last, !last.owners.isEmpty,
                !matching.contains(where: \.isExclusion)
            else { continue }
            let answer = Answer(owners: last.owners, line: last.line, isCatchAll: last.isCatchAll)
            if section.isOptional { found.optional.append(answer) } else { found.required.append(answer) }
        }
        let answers = found.required.isEmpty ? found.optional : found.required
        // Sections that speak of the file itself say more than those that speak of all files.
        let special = answers.filter { !$0.isCatchAll }
        guard var answer = special.first ?? answers.first else { return nil }
        for other in special.isEmpty ? answers : special {
            answer.owners += other.owners.filter { !answer.owners.contains($0) }
        }
        return answer
    }

    // MARK: Lines

    /// `[Section]`, `^[Section][2] @default`; nil for any other line.
    private static func header(_ line: String) -> Section? {
        var rest = line[...]
        var section = Section(name: "")
        if rest.hasPrefix("^[") {
            section.isOptional = true
            rest = rest.dropFirst()
        }
        guard rest.hasPrefix("["), let close = rest.firstIndex(of: "]") else { return nil }
        section.name = trimmed(rest[rest.index(after: rest.startIndex)..<close])
        rest = rest[rest.index(after: close)...]
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]"),
            rest[rest.index(after: rest.startIndex)..<end].allSatisfy(\.isNumber)
        {
            rest = rest[rest.index(after: end)...]
        }
        // `[ab].txt @owner` is no header, but a pattern that nobody reads.
        guard !section.name.isEmpty, rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        section.defaults = words(String(rest)).filter(isOwner)
        return section
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" || first == "\u{FEFF}" {
            text = text.dropFirst()
        }
        while let last = text.last, last == " " || last == "\t", !text.dropLast().hasSuffix("\\") {
            text = text.dropLast()
        }
        return String(text)
    }

    /// The words before a comment; a blank behind a backslash belongs to its word.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                if character != " ", character != "#" { word.append("\\") }
                word.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else if character == "#", word.isEmpty, !words.isEmpty {
                return words
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func isOwner(_ word: String) -> Bool {
        guard let at = word.firstIndex(of: "@") else { return false }
        let behind = word[word.index(after: at)...]
        return !behind.isEmpty && !behind.hasSuffix("/") && behind.allSatisfy { !$0.isWhitespace }
    }

    // MARK: Patterns

    /// What a pattern matches; nil for one that is not read.
    private static func globs(_ pattern: String, isGitLab: Bool) -> [Glob]? {
        guard !pattern.contains(where: { $0 == "[" || $0 == "]" }) else { return nil }
        var path = pattern
        let hasHead = path.hasPrefix("/")
        while path.hasPrefix("/") { path.removeFirst() }
        let isDirectory = path.hasSuffix("/")
        while path.hasSuffix("/") { path.removeLast() }
        guard !path.isEmpty else { return hasHead || isDirectory ? [Glob("**")] : nil }
        // Braces mean themselves.
        path = path.replacing("{", with: "\\{").replacing("}", with: "\\}")
        let isAnchored = hasHead || (!isGitLab && path.contains("/"))
        let places = isAnchored ? [path] : [path, "**/" + path]
        if isDirectory { return places.map { Glob($0 + "/**") } }
        // `docs/*` means what is in the directory itself; `docs` also everything below it, except in GitLab.
        let isShallow = isGitLab && path != "*" || path.hasSuffix("/*")
        return places.flatMap { isShallow ? [Glob($0)] : [Glob($0), Glob($0 + "/**")] }
    }
}
