/// The rules of a `.helmignore` file, with Helm's own `templates/.?*`.
struct HelmIgnore: Sendable {
    private struct Rule: Sendable {
        var pattern: GlobPattern
        var isNegated: Bool
        var mustBeDirectory: Bool
        /// The pattern speaks of the whole path, not of the last name alone.
        var isPath: Bool

        func matches(_ path: String) -> Bool {
            isPath
                ? pattern.matches(path)
                : pattern.matches(
                    path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...])
        }
    }

    private var rules: [Rule] = []

    init(_ bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) { add(line) }
        add("templates/.?*")
    }

    private mutating func add(_ line: Substring) {
        var text = Substring(line.drop { $0 == " " || $0 == "\t" })
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        guard !text.isEmpty, !text.hasPrefix("#"), !text.contains("**") else { return }
        let isNegated = text.hasPrefix("!")
        if isNegated { text.removeFirst() }
        let mustBeDirectory = text.hasSuffix("/")
        if mustBeDirectory { text.removeLast() }
        let isRooted = text.hasPrefix("/")
        if isRooted { text.removeFirst() }
        guard !text.isEmpty else { return }
        rules.append(
            Rule(
                pattern: GlobPattern(text), isNegated: isNegated, mustBeDirectory: mustBeDirectory,
                isPath: isRooted || text.contains("/")))
    }

    /// True when the file is left out, itself or with a directory around it.
    func ignores(_ path: String) -> Bool {
        var end = path.startIndex
        while let slash = path[end...].firstIndex(of: "/") {
            if isIgnored(String(path[..<slash]), isDirectory: true) { return true }
            end = path.index(after: slash)
        }
        return isIgnored(path, isDirectory: false)
    }

    private func isIgnored(_ path: String, isDirectory: Bool) -> Bool {
        for rule in rules {
            if rule.isNegated {
                if rule.mustBeDirectory && !isDirectory || !rule.matches(path) { return true }
                continue
            }
            if rule.mustBeDirectory && !isDirectory { continue }
            if rule.matches(path) { return true }
        }
        return false
    }
}
