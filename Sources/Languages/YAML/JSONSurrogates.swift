/// JSON writes characters beyond U+FFFF as two escapes (`\ud83d\ude00`), which libyaml refuses.
///
/// It is given a copy in which each such escape is `\ufffd`, of equal length, so every position stays right; the text
/// of the strings concerned is then read from the real bytes.
enum JSONSurrogates {
    /// The copy, or nil when there is nothing to hide.
    static func masked(_ bytes: [UInt8]) -> [UInt8]? {
        var copy: [UInt8]?
        forEachEscape(in: bytes) { digits in
            if copy == nil { copy = bytes }
            copy?.replaceSubrange(digits, with: Array("fffd".utf8))
        }
        return copy
    }

    /// The text of a double-quoted JSON string whose content is `bytes`; a half surrogate becomes U+FFFD.
    static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var units: [UInt16] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.endIndex {
                let (unit, next) = escape(bytes, index + 1)
                units.append(unit)
                index = next
            } else {
                var end = index + 1
                while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\\") { end += 1 }
                units += String(decoding: bytes[index..<end], as: UTF8.self).utf16
                index = end
            }
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    /// True when `bytes` has an escape that is half of a pair.
    static func occur(in bytes: ArraySlice<UInt8>) -> Bool {
        var found = false
        forEachEscape(in: bytes) { _ in found = true }
        return found
    }

    private static func escape(_ bytes: ArraySlice<UInt8>, _ index: Int) -> (UInt16, Int) {
        switch bytes[index] {
        case UInt8(ascii: "n"): return (0x0A, index + 1)
        case UInt8(ascii: "r"): return (0x0D, index + 1)
        case UInt8(ascii: "t"): return (0x09, index + 1)
        case UInt8(ascii: "b"): return (0x08, index + 1)
        case UInt8(ascii: "f"): return (0x0C, index + 1)
        case UInt8(ascii: "u"):
            let end = min(index + 5, bytes.endIndex)
            let digits = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            return (UInt16(digits, radix: 16) ?? 0xFFFD, end)
        default: return (UInt16(bytes[index]), index + 1)
        }
    }

    private static func forEachEscape(
        in bytes: some RandomAccessCollection<UInt8>, _ body: (Range<Int>) -> Void
    ) {
        let bytes = ArraySlice(bytes)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "u"), index + 6 <= bytes.endIndex,
                bytes[index + 2] | 0x20 == UInt8(ascii: "d"), isHighDigit(bytes[index + 3])
            {
                body((index + 2)..<(index + 6))
            }
            index += 2
        }
    }

    /// The second digit of D800…DFFF.
    private static func isHighDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "8"), UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension YAMLTreeBuilder {
    /// Reads the strings that ``JSONSurrogates/masked(_:)`` changed from the real bytes.
    mutating func restoreSurrogates(from source: [UInt8]) {
        for index in nodes.indices where nodes[index].kind == .scalar && nodes[index].style == .doubleQuoted {
            let lower = Int(nodes[index].content) + 1
            let upper = max(lower, Int(nodes[index].upper) - 1)
            let content = source[lower..<upper]
            guard JSONSurrogates.occur(in: content) else { continue }
            nodes[index].isDecoded = true
            nodes[index].valueLower = UInt32(decoded.count)
            decoded += JSONSurrogates.decode(content)
            nodes[index].valueUpper = UInt32(decoded.count)
        }
    }
}
