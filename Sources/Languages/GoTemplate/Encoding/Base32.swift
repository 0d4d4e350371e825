/// RFC 4648, with padding.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 5) {
            let group = bytes[start..<min(start + 5, bytes.count)]
            var bits: UInt64 = 0
            for index in 0..<5 { bits = bits << 8 | UInt64(index < group.count ? group[start + index] : 0) }
            let digits = (group.count * 8 + 4) / 5
            for index in 0..<8 {
                result.append(index < digits ? alphabet[Int(bits >> UInt64(35 - 5 * index) & 31)] : 0x3D)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func decode(_ text: [UInt8]) throws -> [UInt8] {
        let digits = text.filter { $0 != 10 && $0 != 13 }
        func bad(_ index: Int) -> GoFault { GoFault("illegal base32 data at input byte \(index)") }
        var result: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 8) {
            let group = digits[start..<min(start + 8, digits.count)]
            var bits: UInt64 = 0
            var count = 0
            for (index, digit) in group.enumerated() {
                if digit == 0x3D {
                    let padding = group.dropFirst(index)
                    guard group.count == 8, padding.allSatisfy({ $0 == 0x3D }), [2, 4, 5, 7].contains(index),
                        start + 8 >= digits.count
                    else { throw bad(start + index) }
                    break
                }
                guard let value = alphabet.firstIndex(of: digit) else { throw bad(start + index) }
                bits = bits << 5 | UInt64(value)
                count += 1
            }
            guard group.count == 8 else { throw bad(start) }
            bits <<= UInt64(5 * (8 - count))
            for index in 0..<(count * 5 / 8) {
                result.append(UInt8(truncatingIfNeeded: bits >> UInt64(32 - 8 * index)))
            }
        }
        return result
    }
}
