/// A path with `*`, `?` and `**`, as shells read it: `*` stays inside of one name, `**` does not.
struct PathGlob: Sendable {
    private let parts: [String]

    init(_ pattern: String) { parts = pattern.split(separator: "/").map(String.init) }

    /// True where nothing in it stands for something else.
    var isPlain: Bool { !parts.contains(where: PathGlob.isPattern) }

    /// The files and links to files that it means, sorted.
    func files(in index: RepositoryIndex) -> [String] {
        guard let last = parts.last else { return [] }
        return directories(parts.dropLast()[...], from: "", index).flatMap { directory in
            index.entries(in: directory).filter { PathGlob.matches(last, $0) }.map {
                directory.isEmpty ? $0 : "\(directory)/\($0)"
            }
        }.sorted()
    }

    /// The directories that it means, sorted.
    func directories(in index: RepositoryIndex) -> [String] {
        directories(parts[...], from: "", index).sorted()
    }

    private func directories(
        _ parts: ArraySlice<String>, from directory: String, _ index: RepositoryIndex
    ) -> [String] {
        guard let part = parts.first else { return [directory] }
        let rest = parts.dropFirst()
        func inner(_ name: String) -> String { directory.isEmpty ? name : "\(directory)/\(name)" }
        if part == "**" {
            let below = index.subdirectories(of: directory).flatMap {
                directories(parts, from: inner($0), index)
            }
            return directories(rest, from: directory, index) + below
        }
        guard PathGlob.isPattern(part) else {
            return index.isDirectory(inner(part)) ? directories(rest, from: inner(part), index) : []
        }
        return index.subdirectories(of: directory).filter { PathGlob.matches(part, $0) }.flatMap {
            directories(rest, from: inner($0), index)
        }
    }

    /// True when the whole path fits.
    func matches(_ path: String) -> Bool {
        func fit(_ parts: ArraySlice<String>, _ names: ArraySlice<Substring>) -> Bool {
            guard let part = parts.first else { return names.isEmpty }
            if part == "**" {
                return fit(parts.dropFirst(), names)
                    || (!names.isEmpty && fit(parts, names.dropFirst()))
            }
            guard let name = names.first, PathGlob.matches(part, String(name)) else { return false }
            return fit(parts.dropFirst(), names.dropFirst())
        }
        return fit(parts[...], path.split(separator: "/")[...])
    }

    private static func isPattern(_ part: String) -> Bool { part.contains { "*?[{".contains($0) } }

    /// True when a name fits a pattern of one name: `*`, `?`, `[a-z]`, `{a,b}`.
    static func matches(_ pattern: String, _ name: String) -> Bool {
        if let open = pattern.firstIndex(of: "{"),
            let close = pattern[open...].firstIndex(of: "}")
        {
            let choices = pattern[pattern.index(after: open)..<close].split(
                separator: ",", omittingEmptySubsequences: false)
            return choices.contains {
                let choice = String(pattern[..<open]) + $0 + pattern[pattern.index(after: close)...]
                return matches(choice, name)
            }
        }
        return fit(Array(pattern)[...], Array(name)[...])
    }

    private static func fit(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        var pattern = pattern
        var name = name
        // The last star, and what it has swallowed so far.
        var star: (pattern: ArraySlice<Character>, name: ArraySlice<Character>)?
        while true {
            if pattern.first == "*" {
                pattern = pattern.dropFirst()
                star = (pattern, name)
                continue
            }
            if let character = name.first, let rest = one(pattern, character) {
                pattern = rest
                name = name.dropFirst()
                continue
            }
            if name.isEmpty, pattern.isEmpty { return true }
            guard let last = star, !last.name.isEmpty else { return false }
            star = (last.pattern, last.name.dropFirst())
            pattern = last.pattern
            name = last.name.dropFirst()
        }
    }

    /// What is left of the pattern after one character; nil when that does not fit.
    private static func one(_ pattern: ArraySlice<Character>, _ character: Character) -> ArraySlice<
        Character
    >? {
        guard let first = pattern.first else { return nil }
        if first == "?" { return pattern.dropFirst() }
        guard first == "[", let close = pattern.dropFirst(2).firstIndex(of: "]") else {
            return first == character ? pattern.dropFirst() : nil
        }
        var set = pattern[pattern.index(after: pattern.startIndex)..<close]
        let isNegated = set.first == "!" || set.first == "^"
        if isNegated { set = set.dropFirst() }
        var isIn = false
        while let low = set.first {
            if set.dropFirst().first == "-", let high = set.dropFirst(2).first {
                isIn = isIn || (low...max(low, high)).contains(character)
                set = set.dropFirst(3)
            } else {
                isIn = isIn || low == character
                set = set.dropFirst()
            }
        }
        return isIn != isNegated ? pattern[pattern.index(after: close)...] : nil
    }
}
