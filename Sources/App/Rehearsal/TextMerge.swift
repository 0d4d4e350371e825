/// Merging and showing texts by lines, as far as changes of values need it.
enum TextMerge {
    /// Joins the changes of both sides; nil where they touch the same or neighbouring lines, or move lines.
    ///
    /// Stricter than Git where lines are added: what it cannot place is a conflict.
    static func merged(base: [UInt8], ours: [UInt8], theirs: [UInt8]) -> [UInt8]? {
        let (old, mine, other) = (lines(base), lines(ours), lines(theirs))
        guard old.count == mine.count, old.count == other.count else { return nil }
        var result = old
        var lastOfMine = -2
        var lastOfOther = -2
        for index in old.indices {
            let (isMine, isOther) = (mine[index] != old[index], other[index] != old[index])
            if isMine { lastOfMine = index }
            if isOther { lastOfOther = index }
            if isMine, isOther, mine[index] == other[index] {
                result[index] = mine[index]
                continue
            }
            if isMine || isOther, abs(lastOfMine - lastOfOther) <= 1 { return nil }
            result[index] = isMine ? mine[index] : other[index]
        }
        return Array(result.joined(separator: [0x0A]))
    }

    /// A unified diff of one file with one hunk.
    static func diff(_ path: String, from old: [UInt8], to new: [UInt8]) -> String {
        let (before, after) = (lines(old), lines(new))
        let head = zip(before, after).prefix { $0 == $1 }.count
        let tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed())
            .prefix { $0 == $1 }.count
        let from = max(0, head - 3)
        let (endOfOld, endOfNew) = (before.count - tail, after.count - tail)
        let (lastOfOld, lastOfNew) = (min(before.count, endOfOld + 3), min(after.count, endOfNew + 3))
        var text = "diff --git a/\(path) b/\(path)\n--- a/\(path)\n+++ b/\(path)\n"
        text += "@@ -\(from + 1),\(lastOfOld - from) +\(from + 1),\(lastOfNew - from) @@\n"
        for line in before[from..<head] { text += " \(string(line))\n" }
        for line in before[head..<endOfOld] { text += "-\(string(line))\n" }
        for line in after[head..<endOfNew] { text += "+\(string(line))\n" }
        for line in before[endOfOld..<lastOfOld] { text += " \(string(line))\n" }
        return text
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    private static func string(_ line: ArraySlice<UInt8>) -> String { String(decoding: line, as: UTF8.self) }
}
