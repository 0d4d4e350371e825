/// Where a block scalar (`|`, `>`) really ends.
///
/// libyaml counts the blank lines behind it as part of it, whatever the header says. For editing, the token ends with
/// its last line of text; only `+` makes the blank lines text.
enum YAMLBlockScalar {
    /// The end of the token that libyaml gave as `range`; `text` is its decoded value.
    static func end(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, text: UnsafeBufferPointer<UInt8>
    ) -> Int {
        if keepsTrailingBreaks(bytes, range) { return range.upperBound }
        var lastText = text.count
        while lastText > 0, text[lastText - 1] == 0x0A { lastText -= 1 }
        let endsInBlank = lastText > 0 && (text[lastText - 1] == 0x20 || text[lastText - 1] == 0x09)
        var end = range.upperBound
        while end > range.lowerBound {
            switch bytes[end - 1] {
            case 0x0A, 0x0D: end -= 1
            case 0x20 where !endsInBlank, 0x09 where !endsInBlank: end -= 1
            default: return end
            }
        }
        return end
    }

    /// True when the header has `+`.
    static func keepsTrailingBreaks(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound + 1
        while index < range.upperBound {
            switch bytes[index] {
            case UInt8(ascii: "+"): return true
            case UInt8(ascii: "-"), 0x30...0x39: index += 1
            default: return false
            }
        }
        return false
    }
}
