/// A path of which something that runs later fills parts in: `${X}`, `{{ .x }}`, `$(x)`, `[% X %]`.
struct OpenPath: Sendable {
    /// What is written before, between and behind the parts.
    let texts: [String]

    /// Takes a path apart; nil for one that is whole, or that cannot be taken apart.
    init?(_ path: String) {
        var texts: [String] = []
        var rest = path[...]
        while let open = OpenPath.opening(rest) {
            texts.append(String(rest[..<open.range.lowerBound]))
            guard let close = rest[open.range.upperBound...].firstRange(of: open.end) else { return nil }
            rest = rest[close.upperBound...]
        }
        texts.append(String(rest))
        guard texts.count > 1, !FileMarks.isPlaceholder(texts.joined(separator: "/")),
            !texts.contains(where: { $0.contains { "*[?".contains($0) } })
        else { return nil }
        for mark in ["./", "/"] where texts[0].hasPrefix(mark) {
            texts[0] = String(texts[0].dropFirst(mark.count))
        }
        self.texts = texts
    }

    private static func opening(_ text: Substring) -> (range: Range<Substring.Index>, end: String)? {
        [("{{", "}}"), ("${", "}"), ("$(", ")"), ("[%", "%]")].compactMap { mark, end in
            text.firstRange(of: mark).map { ($0, end) }
        }.min { $0.0.lowerBound < $1.0.lowerBound }
    }

    /// True when nothing of it is known.
    var isWhollyOpen: Bool { texts.allSatisfy { $0.allSatisfy { $0 == "/" } } }

    /// True when the directory may be what is meant.
    func mayBe(_ directory: String) -> Bool {
        guard var rest = OpenPath.rest(of: directory[...], behind: texts.dropLast()), let last = texts.last
        else { return false }
        while rest.last == "/" { rest = rest.dropLast() }
        return rest.hasSuffix(last.hasSuffix("/") ? String(last.dropLast()) : last)
    }

    /// What is left behind texts that stand one behind the other, the first at the start; nil where they do not.
    static func rest(of path: Substring, behind texts: some Sequence<String>) -> Substring? {
        var rest = path
        for (number, text) in texts.enumerated() where !text.isEmpty {
            guard let found = rest.firstRange(of: text), number > 0 || found.lowerBound == path.startIndex
            else { return nil }
            rest = rest[found.upperBound...]
        }
        return rest
    }
}
