/// Puts the `\uXXXX` escapes of a JSON text together; two of them may make one character.
///
/// A surrogate without its partner becomes U+FFFD, as in Go, whose server wrote the answer.
struct UnicodeEscape {
    private var unit: UInt16 = 0
    private var digits = 0
    private var highSurrogate: UInt16?
    /// Length of the text when the high surrogate was read: a partner must follow at once.
    private var expectedLength = 0

    /// Starts reading four digits.
    mutating func beginUnit() {
        unit = 0
        digits = 0
    }

    /// Takes one digit; true when the unit is whole, nil when it is no hexadecimal digit.
    mutating func take(_ byte: UInt8, into text: inout [UInt8]) -> Bool? {
        let value: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
        unit = unit << 4 | UInt16(value)
        digits += 1
        guard digits == 4 else { return false }
        finishUnit(into: &text)
        return true
    }

    private mutating func finishUnit(into text: inout [UInt8]) {
        if let high = highSurrogate, expectedLength == text.count, UTF16.isTrailSurrogate(unit) {
            // The stand-in for the lone surrogate makes way for the whole character.
            text.removeLast(3)
            highSurrogate = nil
            append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), to: &text)
        } else if UTF16.isLeadSurrogate(unit) {
            append(0xFFFD, to: &text)
            highSurrogate = unit
            expectedLength = text.count
        } else {
            highSurrogate = nil
            append(UTF16.isTrailSurrogate(unit) ? 0xFFFD : UInt32(unit), to: &text)
        }
    }

    private func append(_ value: UInt32, to text: inout [UInt8]) {
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
    }
}
