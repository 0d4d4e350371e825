import BigInt

/// A decimal number without rounding, as sprig's `addf` and its like compute.
struct GoDecimal {
    var coefficient: BigInt
    var exponent: Int

    /// The shortest decimal that reads back as the number.
    init(_ number: Double) throws {
        guard number.isFinite else {
            throw GoFault(
                "Cannot create a Decimal from \(number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf")")
        }
        let (digits, point) = GoFloat.digits(number)
        let magnitude = BigInt(String(decoding: digits, as: UTF8.self)) ?? 0
        coefficient = number.sign == .minus ? -magnitude : magnitude
        exponent = point - digits.count
    }

    private init(_ coefficient: BigInt, _ exponent: Int) throws {
        guard abs(exponent) < 10_000 else {
            throw GoFault("a decimal number is too large", id: "template-limit")
        }
        self.coefficient = coefficient
        self.exponent = exponent
    }

    var double: Double { Double("\(coefficient)e\(exponent)") ?? 0 }

    private func scaled(to exponent: Int) -> BigInt {
        coefficient * BigInt(10).power(max(0, self.exponent - exponent))
    }

    static func + (a: GoDecimal, b: GoDecimal) throws -> GoDecimal {
        let exponent = min(a.exponent, b.exponent)
        return try GoDecimal(a.scaled(to: exponent) + b.scaled(to: exponent), exponent)
    }

    static func - (a: GoDecimal, b: GoDecimal) throws -> GoDecimal {
        let exponent = min(a.exponent, b.exponent)
        return try GoDecimal(a.scaled(to: exponent) - b.scaled(to: exponent), exponent)
    }

    static func * (a: GoDecimal, b: GoDecimal) throws -> GoDecimal {
        try GoDecimal(a.coefficient * b.coefficient, a.exponent + b.exponent)
    }

    /// To sixteen places, halves away from zero.
    static func / (a: GoDecimal, b: GoDecimal) throws -> GoDecimal {
        guard b.coefficient != 0 else { throw GoFault("decimal division by 0") }
        let places = 16
        let shift = places + a.exponent - b.exponent
        let numerator = a.coefficient.magnitude * BigUInt(10).power(max(0, shift))
        let denominator = b.coefficient.magnitude * BigUInt(10).power(max(0, -shift))
        var (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        if rest * 2 >= denominator { quotient += 1 }
        let isNegative = (a.coefficient.sign == .minus) != (b.coefficient.sign == .minus)
        return try GoDecimal(BigInt(sign: isNegative ? .minus : .plus, magnitude: quotient), -places)
    }
}
