/// How much of the evidence a pull request's body shows; the next smaller size is tried when it does not fit.
struct BodySize {
    var hasPlot: Bool
    var hasTree: Bool
    /// Bytes of the diff.
    var diff: Int
    /// Rows of a list: statistics, causes, changes, blast radius.
    var rows: Int
    var queries: Int
    /// Characters of one text.
    var text: Int

    static let all = [
        BodySize(hasPlot: true, hasTree: true, diff: 20_000, rows: 50, queries: 20, text: 4_000),
        BodySize(hasPlot: false, hasTree: true, diff: 10_000, rows: 30, queries: 10, text: 1_000),
        BodySize(hasPlot: false, hasTree: false, diff: 4_000, rows: 10, queries: 3, text: 250),
    ]
}

/// Cuts Markdown at whole lines and closes what the cut left open.
enum BodyCut {
    private static let note = "\n… cut at the size limit; `trimtab explain` has the rest\n"

    /// The longest prefix of whole lines within `limit` bytes, and how many lines are left out.
    static func lines(_ text: String, within limit: Int) -> (text: String, leftOut: Int) {
        guard text.utf8.count > limit else { return (text, 0) }
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        var used = 0
        let kept = lines.prefix { line in
            used += line.reduce(1) { $0 + UTF8.width($1) }
            return used <= limit
        }
        return (kept.map { String($0) + "\n" }.joined(), lines.count - kept.count)
    }

    /// A body within `limit` bytes, with its fences and folded parts closed.
    static func markdown(_ text: String, within limit: Int) -> String {
        let kept = lines(text, within: limit - note.utf8.count - 40).text
        var end = ""
        let all = kept.split(separator: "\n", omittingEmptySubsequences: false)
        if !all.count(where: { $0.hasPrefix("```") }).isMultiple(of: 2) { end += "```\n" }
        let open = all.count { $0.hasPrefix("<details>") } - all.count { $0.hasPrefix("</details>") }
        if open > 0 { end += "\n</details>\n" }
        return kept + end + note
    }
}
