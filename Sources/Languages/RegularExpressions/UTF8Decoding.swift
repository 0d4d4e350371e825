/// Reads code points from bytes as Go does: each byte that begins none is a replacement character of its own.
enum UTF8Decoding {
    static func character(in bytes: [UInt8], at position: Int) -> (character: UInt32, size: Int) {
        let lead = bytes[position]
        let bad: (UInt32, Int) = (0xFFFD, 1)
        let (size, low, high): (Int, UInt8, UInt8)
        switch lead {
        case 0..<0x80: return (UInt32(lead), 1)
        case 0xC2...0xDF: (size, low, high) = (2, 0x80, 0xBF)
        case 0xE0: (size, low, high) = (3, 0xA0, 0xBF)
        case 0xED: (size, low, high) = (3, 0x80, 0x9F)
        case 0xE1...0xEF: (size, low, high) = (3, 0x80, 0xBF)
        case 0xF0: (size, low, high) = (4, 0x90, 0xBF)
        case 0xF4: (size, low, high) = (4, 0x80, 0x8F)
        case 0xF1...0xF3: (size, low, high) = (4, 0x80, 0xBF)
        default: return bad
        }
        guard position + size <= bytes.count, (low...high).contains(bytes[position + 1]) else { return bad }
        var value = UInt32(lead) & (size == 2 ? 0x1F : size == 3 ? 0x0F : 0x07)
        for offset in 1..<size {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return bad }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, size)
    }
}
