/// A text with `*` for any run of characters, ready to be matched.
///
/// Bytes are compared as they are; nothing is taken for equal that is written otherwise.
struct Wildcard: Hashable, Sendable {
    /// What stands between the stars; one part alone is the whole text.
    private let parts: [[UInt8]]

    init(_ pattern: String) {
        parts = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
            .map(Array.init)
    }

    /// True when `text` as a whole matches.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0[...]) }
    }

    static func matches(_ pattern: String, _ text: String) -> Bool { Wildcard(pattern).matches(text) }

    private func matches(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        // Of many rows nearly all differ in their first byte, or take any text.
        if parts.count == 2, parts[0].isEmpty, parts[1].isEmpty { return true }
        if let wanted = parts.first?.first, bytes.first != wanted { return false }
        guard let first = parts.first, let last = parts.last, bytes.starts(with: first) else { return false }
        guard parts.count > 1 else { return bytes.count == first.count }
        guard bytes.count >= first.count + last.count, bytes.suffix(last.count).elementsEqual(last) else {
            return false
        }
        var rest = bytes.dropFirst(first.count).dropLast(last.count)
        // The first place of each part leaves most room for those after it.
        for part in parts.dropFirst().dropLast() {
            while !rest.starts(with: part) {
                guard !rest.isEmpty else { return false }
                rest = rest.dropFirst()
            }
            rest = rest.dropFirst(part.count)
        }
        return true
    }
}
