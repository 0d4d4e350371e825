import Foundation

/// RFC 4648 as Go decodes it: line ends do not count, and errors say where.
enum Base64 {
    private static let values: [UInt8: UInt32] = {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        return Dictionary(uniqueKeysWithValues: zip(alphabet.utf8, 0..<64))
    }()

    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    static func decode(_ text: [UInt8]) throws -> [UInt8] {
        func bad(_ index: Int) -> GoFault { GoFault("illegal base64 data at input byte \(index)") }
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var index = 0
        func skip(_ index: inout Int) {
            while index < text.count, text[index] == 10 || text[index] == 13 { index += 1 }
        }
        while index < text.count {
            skip(&index)
            guard index < text.count else { break }
            let byte = text[index]
            index += 1
            if let value = values[byte] {
                bits = bits << 6 | value
                count += 1
                if count == 4 {
                    result += [16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
                    (bits, count) = (0, 0)
                }
                continue
            }
            guard byte == 0x3D, count >= 2 else { throw bad(index - 1) }
            skip(&index)
            if count == 2 {
                guard index < text.count else { throw bad(text.count) }
                guard text[index] == 0x3D else { throw bad(index - 1) }
                index += 1
                skip(&index)
                result.append(UInt8(truncatingIfNeeded: bits >> 4))
            } else {
                result += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
            }
            guard index == text.count else { throw bad(index) }
            return result
        }
        guard count == 0 else { throw bad(index - count) }
        return result
    }
}
