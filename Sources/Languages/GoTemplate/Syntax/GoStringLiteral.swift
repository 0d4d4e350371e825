/// Go's string and character literals.
enum GoStringLiteral {
    /// The bytes of a quoted literal, quotes included in `literal`; nil when it is not one.
    static func unquote(_ literal: ArraySlice<UInt8>) -> [UInt8]? {
        guard let mark = literal.first, literal.count >= 2, literal.last == mark else { return nil }
        let body = Array(literal.dropFirst().dropLast())
        if mark == UInt8(ascii: "`") { return body.filter { $0 != 13 } }
        var result: [UInt8] = []
        var index = 0
        while index < body.count {
            guard body[index] == UInt8(ascii: "\\") else {
                if body[index] == mark || body[index] == 10 { return nil }
                result.append(body[index])
                index += 1
                continue
            }
            guard index + 1 < body.count else { return nil }
            let code = body[index + 1]
            index += 2
            switch code {
            case UInt8(ascii: "a"): result.append(7)
            case UInt8(ascii: "b"): result.append(8)
            case UInt8(ascii: "f"): result.append(12)
            case UInt8(ascii: "n"): result.append(10)
            case UInt8(ascii: "r"): result.append(13)
            case UInt8(ascii: "t"): result.append(9)
            case UInt8(ascii: "v"): result.append(11)
            case UInt8(ascii: "\\"): result.append(code)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard code == mark else { return nil }
                result.append(code)
            case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"), 48...55:
                let isOctal = code <= 55
                let length = isOctal ? 3 : code == UInt8(ascii: "x") ? 2 : code == UInt8(ascii: "u") ? 4 : 8
                if isOctal { index -= 1 }
                guard index + length <= body.count,
                    let number = UInt32(
                        String(decoding: body[index..<(index + length)], as: UTF8.self),
                        radix: isOctal ? 8 : 16)
                else { return nil }
                index += length
                if isOctal || code == UInt8(ascii: "x") {
                    guard let byte = UInt8(exactly: number) else { return nil }
                    result.append(byte)
                } else {
                    guard let scalar = Unicode.Scalar(number) else { return nil }
                    result.append(contentsOf: String(Character(scalar)).utf8)
                }
            default: return nil
            }
        }
        return result
    }
}
