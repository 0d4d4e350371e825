extension GoFunctionTable {
    /// Sums that charts put into annotations.
    mutating func addHashes() {
        add("sha256sum", "s") { .string(SHA256.hex($0.text(0).bytes), $0.origins) }
        add("sha1sum", "s") { .string(SHA1.hex($0.text(0).bytes), $0.origins) }
        add("adler32sum", "s") { call in
            var (a, b): (UInt32, UInt32) = (1, 0)
            for byte in call.text(0).bytes {
                a = (a + UInt32(byte)) % 65521
                b = (b + a) % 65521
            }
            return .string(String(b << 16 | a), call.origins)
        }
    }
}

/// The blocks that both sums work on: the message, a one bit, zeros, the length in bits.
private func padded(_ bytes: [UInt8]) -> [UInt8] {
    var message = bytes + [0x80]
    while message.count % 64 != 56 { message.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
        message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    return message
}

private func word(_ bytes: [UInt8], _ index: Int) -> UInt32 {
    bytes[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) }
}

private func rotate(_ word: UInt32, left count: UInt32) -> UInt32 { word << count | word >> (32 - count) }

private func hexadecimal(_ words: [UInt32]) -> String { words.map { GoQuote.hex($0, 8) }.joined() }

/// FIPS 180-4.
///
/// This module stays free of dependencies, and a template's sums are small.
enum SHA256 {
    /// The fractional parts of roots of the first primes, from which the standard takes its constants.
    private static func constants(_ count: Int, root: (Double) -> Double) -> [UInt32] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            let value = root(Double(prime))
            return UInt32((value - value.rounded(.down)) * 4_294_967_296)
        }
    }

    private static let rounds = constants(64) { GoRoot.cube($0) }
    private static let start = constants(8) { $0.squareRoot() }

    static func hex(_ bytes: [UInt8]) -> String {
        let message = padded(bytes)
        var state = start
        for block in stride(from: 0, to: message.count, by: 64) {
            var words = (0..<16).map { word(message, block + $0 * 4) }
            for index in 16..<64 {
                let (a, b) = (words[index - 15], words[index - 2])
                let low = rotate(a, left: 25) ^ rotate(a, left: 14) ^ (a >> 3)
                let high = rotate(b, left: 15) ^ rotate(b, left: 13) ^ (b >> 10)
                words.append(words[index - 16] &+ low &+ words[index - 7] &+ high)
            }
            var s = state
            for index in 0..<64 {
                let sum1 = rotate(s[4], left: 26) ^ rotate(s[4], left: 21) ^ rotate(s[4], left: 7)
                let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
                let first = s[7] &+ sum1 &+ choice &+ rounds[index] &+ words[index]
                let sum0 = rotate(s[0], left: 30) ^ rotate(s[0], left: 19) ^ rotate(s[0], left: 10)
                let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
                s = [first &+ sum0 &+ majority, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
            }
            for index in 0..<8 { state[index] = state[index] &+ s[index] }
        }
        return hexadecimal(state)
    }
}

/// FIPS 180-4; the sum is an identifier here, not a protection.
enum SHA1 {
    static func hex(_ bytes: [UInt8]) -> String {
        let message = padded(bytes)
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        for block in stride(from: 0, to: message.count, by: 64) {
            var words = (0..<16).map { word(message, block + $0 * 4) }
            for index in 16..<80 {
                let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                words.append(rotate(mixed, left: 1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for index in 0..<80 {
                let (mixed, constant): (UInt32, UInt32)
                switch index {
                case 0..<20: (mixed, constant) = ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (mixed, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: (mixed, constant) = ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (mixed, constant) = (b ^ c ^ d, 0xCA62_C1D6)
                }
                let next = rotate(a, left: 5) &+ mixed &+ e &+ constant &+ words[index]
                (e, d, c, b, a) = (d, c, rotate(b, left: 30), a, next)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { state[index] = state[index] &+ value }
        }
        return hexadecimal(state)
    }
}
