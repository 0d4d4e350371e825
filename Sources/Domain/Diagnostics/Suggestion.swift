/// Finds what somebody probably meant.
public enum Suggestion {
    /// The candidate nearest to `word` by edit distance (transpositions count one), or nil when none is near.
    ///
    /// Near means a distance of at most a third of the longer word, and at least one.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        // A difference in length is a distance already, so what cannot be near is not compared.
        let length = word.utf8.count
        let scored = candidates.filter { candidate in
            abs(candidate.utf8.count - length) <= max(1, max(length, candidate.utf8.count) / 3)
        }.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
        guard let best = scored.min(by: { ($0.1, $0.0) < ($1.1, $1.0) }) else { return nil }
        return best.1 <= max(1, max(word.utf8.count, best.0.utf8.count) / 3) ? best.0 : nil
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
