internal import Diagnostics

/// Finds where anchor and tag of a node end and its content begins; libyaml only says that they are there.
enum YAMLPropertyScanner {
    /// Reads at most one anchor and one tag from `lower`, with what may stand between them and the content.
    ///
    /// Content never begins with `&` or `!`, so what does is a property.
    static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from lower: Int, to upper: Int
    ) -> (content: Int, anchor: ByteRange?, hasTag: Bool) {
        var position = lower
        var anchor: ByteRange?
        var hasTag = false
        while position < upper {
            switch bytes[position] {
            case UInt8(ascii: "&"):
                let end = endOfAnchor(bytes, position + 1, upper)
                anchor = ByteRange(position..<end)
                position = end
            case UInt8(ascii: "!"):
                position = endOfTag(bytes, position + 1, upper)
                hasTag = true
            default:
                let next = skipTrivia(bytes, position, upper)
                if next == position { return (position, anchor, hasTag) }
                position = next
            }
        }
        return (upper, anchor, hasTag)
    }

    private static func endOfAnchor(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ upper: Int) -> Int {
        var end = start
        while end < upper {
            switch bytes[end] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): end += 1
            default: return end
            }
        }
        return end
    }

    private static func endOfTag(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ upper: Int) -> Int {
        var end = start
        if end < upper, bytes[end] == UInt8(ascii: "<") {
            while end < upper, bytes[end] != UInt8(ascii: ">") { end += 1 }
            return min(end + 1, upper)
        }
        while end < upper {
            switch bytes[end] {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): return end
            default: end += 1
            }
        }
        return end
    }

    /// Skips blanks, line breaks and comments.
    static func skipTrivia(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ upper: Int) -> Int {
        var position = start
        while position < upper {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case UInt8(ascii: "#"):
                while position < upper, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
            default: return position
            }
        }
        return position
    }
}
