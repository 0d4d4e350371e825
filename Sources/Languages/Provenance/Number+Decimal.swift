import BigInt

extension Number {
    /// Decimal digits without zeros at either end, and the place of the point in front of which they stand: `0.digits × 10^point`.
    public struct Decimal: Sendable, Hashable {
        /// ASCII digits; none for zero.
        public var digits: [UInt8]
        /// The power of ten; 0 for zero.
        public var point: Int
    }

    /// The fewest digits that read back as the same number in its precision.
    public var shortestDecimal: Decimal {
        guard !isZero else { return Decimal(digits: [], point: 0) }
        let (digits, point) = shortestDigits()
        return Self.trimmed(Array(digits.utf8), point)
    }

    /// Rounded to so many significant digits, halves to even.
    public func decimal(significant count: Int) -> Decimal {
        guard !isZero else { return Decimal(digits: [], point: 0) }
        // First the power of ten below it, which an estimate misses by one at most.
        let bits = Double(mantissa.magnitude.bitWidth + exponent)
        var power = Int((bits * 0.301_029_995_663_981_2).rounded(.down))
        var scaled = Number.scaled(self, byPowerOfTen: count - power).magnitude
        let limit = BigUInt(10).power(count)
        while scaled < limit / 10 {
            power -= 1
            scaled = Number.scaled(self, byPowerOfTen: count - power).magnitude
        }
        while scaled >= limit, scaled != limit {
            power += 1
            scaled = Number.scaled(self, byPowerOfTen: count - power).magnitude
        }
        return Self.trimmed(Array(scaled.description.utf8), power + (scaled == limit ? 1 : 0))
    }

    private static func trimmed(_ digits: [UInt8], _ point: Int) -> Decimal {
        var digits = digits
        while digits.last == 0x30 { digits.removeLast() }
        return Decimal(digits: digits, point: point)
    }

    /// True for what is written with a minus sign, `-0` included.
    public var hasMinus: Bool { isNegativeZero || signum < 0 }

    /// True where the power of two is so large that exact arithmetic costs more than anybody means.
    public var isBeyondRange: Bool { abs(exponent) > 1 << 15 }
}
