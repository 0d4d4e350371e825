import BigInt

extension Number {
    /// The fewest decimal digits that read back as the same number in its precision, without an exponent.
    public var text: String {
        if isNegativeZero { return "-0" }
        if isInteger, mantissa.magnitude.bitWidth + exponent <= precision { return truncated.description }
        let (digits, point) = shortestDigits()
        let sign = mantissa.sign == .minus ? "-" : ""
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.utf8.count {
            return sign + digits + String(repeating: "0", count: point - digits.utf8.count)
        }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// Digits and the place of the point in front of which they stand: `0.digits × 10^point`.
    func shortestDigits() -> (digits: String, point: Int) {
        // As integers over a common denominator: the value and the halves of the gaps to its neighbours.
        let width = mantissa.magnitude.bitWidth
        let full = mantissa.magnitude << max(0, precision - width)
        let power = exponent - max(0, precision - width)
        var value = full << 2
        var above = BigUInt(2)
        var below = BigUInt(2)
        var scale = BigUInt(4)
        if power >= 0 {
            value <<= power
            above <<= power
            below <<= power
        } else {
            scale <<= -power
        }
        // Bring the value into [0.1, 1) of the scale.
        var point = Int((Double(width + exponent) * 0.30103).rounded(.up))
        if point >= 0 {
            scale *= BigUInt(10).power(point)
        } else {
            let factor = BigUInt(10).power(-point)
            value *= factor
            above *= factor
            below *= factor
        }
        while value >= scale {
            scale *= 10
            point += 1
        }
        while value * 10 < scale {
            value *= 10
            above *= 10
            below *= 10
            point -= 1
        }
        return generate(value, above, below, scale, point)
    }

    private func generate(
        _ start: BigUInt, _ startAbove: BigUInt, _ startBelow: BigUInt, _ scale: BigUInt, _ point: Int
    ) -> (digits: String, point: Int) {
        var (value, above, below) = (start, startAbove, startBelow)
        // The neighbours' midpoints count as this number when its last bit is even, which is so unless it is full.
        let includesEnds = mantissa.magnitude.bitWidth < precision
        var digits: [UInt8] = []
        while true {
            value *= 10
            above *= 10
            below *= 10
            let (digit, rest) = value.quotientAndRemainder(dividingBy: scale)
            value = rest
            digits.append(0x30 + UInt8(digit))
            let low = includesEnds ? value <= below : value < below
            let high = includesEnds ? value + above >= scale : value + above > scale
            if low || high {
                let roundsUp =
                    high
                    && (!low || value << 1 > scale
                        || value << 1 == scale && digits[digits.count - 1] & 1 == 1)
                return Self.rounded(digits, up: roundsUp, point)
            }
        }
    }

    private static func rounded(_ digits: [UInt8], up: Bool, _ point: Int) -> (digits: String, point: Int) {
        var digits = digits
        var point = point
        if up {
            var index = digits.count - 1
            while index >= 0, digits[index] == 0x39 {
                digits.removeLast()
                index -= 1
            }
            if index >= 0 {
                digits[index] += 1
            } else {
                digits = [0x31]
                point += 1
            }
        }
        return (String(decoding: digits, as: UTF8.self), point)
    }
}
