public import BigInt

/// A binary floating-point number of any precision, rounded as Terraform rounds: 512 bits, to nearest, ties to even.
///
/// The value is `mantissa × 2^exponent` with an odd mantissa, or zero; equal numbers have equal fields.
public struct Number: Sendable, Comparable {
    /// Signed and odd, or zero.
    public let mantissa: BigInt
    /// The power of two.
    public let exponent: Int
    /// To how many bits results are rounded.
    public let precision: Int
    /// True for the zero that is written `-0`; it equals the other one.
    public private(set) var isNegativeZero = false

    /// The precision of literals.
    public static let fullPrecision = 512
    /// The largest power of ten that is computed with; beyond it a literal is refused.
    public static let largestPower = 4096

    /// Rounds `mantissa × 2^exponent`; `sticky` says that a little was cut off below it.
    public init(_ mantissa: BigInt, exponent: Int = 0, precision: Int = fullPrecision, sticky: Bool = false) {
        self.precision = precision
        guard mantissa != 0 else {
            self.mantissa = 0
            self.exponent = 0
            return
        }
        var magnitude = mantissa.magnitude
        var exponent = exponent
        let excess = magnitude.bitWidth - precision
        if excess > 0 {
            let half = BigUInt(1) << (excess - 1)
            let rest = magnitude & ((BigUInt(1) << excess) - 1)
            magnitude >>= excess
            exponent += excess
            if rest > half || rest == half && (sticky || magnitude & 1 == 1) { magnitude += 1 }
        }
        let zeros = magnitude.trailingZeroBitCount
        magnitude >>= zeros
        self.mantissa = BigInt(sign: mantissa.sign, magnitude: magnitude)
        self.exponent = exponent + zeros
    }

    /// A whole number.
    public init(_ value: Int) { self.init(BigInt(value), precision: 64) }

    /// A whole number that a literal of full precision would be.
    public init(exactly value: BigInt) { self.init(value) }

    /// A finite double; nil for the others.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            self.init(BigInt(0), precision: 53)
            isNegativeZero = value.sign == .minus
            return
        }
        let mantissa = BigInt(value.significandBitPattern | (value.isNormal ? 1 << 52 : 0))
        let power = Int(value.isNormal ? value.exponent : -1022) - 52
        self.init(value < 0 ? -mantissa : mantissa, exponent: power, precision: 53)
    }

    /// Reads `-12.5e3`; nil for anything else.
    public init?(_ text: String) {
        var digits: [UInt8] = []
        var power = 0
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == 0x2D
        if isNegative || bytes.first == 0x2B { bytes = bytes.dropFirst() }
        var sawPoint = false
        while let byte = bytes.first {
            if byte >= 0x30, byte <= 0x39 {
                digits.append(byte)
                if sawPoint { power -= 1 }
            } else if byte == 0x2E, !sawPoint {
                sawPoint = true
            } else {
                break
            }
            bytes = bytes.dropFirst()
        }
        guard !digits.isEmpty, digits.count <= Self.largestPower else { return nil }
        if let first = bytes.first {
            guard first | 0x20 == 0x65, let written = Int(String(decoding: bytes.dropFirst(), as: UTF8.self))
            else {
                return nil
            }
            let (sum, overflow) = power.addingReportingOverflow(written)
            guard !overflow else { return nil }
            power = sum
        }
        guard abs(power) <= Self.largestPower,
            let whole = BigInt(String(decoding: digits, as: UTF8.self))
        else { return nil }
        let signed = isNegative ? -whole : whole
        defer { isNegativeZero = isNegative && whole == 0 }
        if power >= 0 {
            self.init(signed * BigInt(10).power(power))
        } else {
            self = Number.quotient(signed, BigInt(10).power(-power), precision: Self.fullPrecision)
        }
    }

    /// True for `-12.5e3`, however large; where ``init(_:)-(String)`` gives nil for one, it is beyond what is computed with.
    public static func isNumeral(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == 0x2D || rest.first == 0x2B { rest = rest.dropFirst() }
        let whole = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(whole.count)
        var fraction = 0
        if rest.first == 0x2E {
            fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(1 + fraction)
        }
        guard whole.count + fraction > 0 else { return false }
        guard let first = rest.first else { return true }
        rest = rest.dropFirst()
        if rest.first == 0x2D || rest.first == 0x2B { rest = rest.dropFirst() }
        return first | 0x20 == 0x65 && !rest.isEmpty && rest.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func quotient(_ a: BigInt, _ b: BigInt, shift: Int = 0, precision: Int) -> Number {
        guard a != 0 else { return Number(0, precision: precision) }
        let bits = max(0, precision + 2 + b.magnitude.bitWidth - a.magnitude.bitWidth)
        let (q, r) = (a.magnitude << bits).quotientAndRemainder(dividingBy: b.magnitude)
        // One more bit that is set when something is left stands for all that follows.
        let sticky = (q << 1) | (r == 0 ? 0 : 1)
        let isNegative = (a.sign == .minus) != (b.sign == .minus)
        return Number(
            BigInt(sign: isNegative ? .minus : .plus, magnitude: sticky), exponent: shift - bits - 1,
            precision: precision)
    }

    /// The same number in another precision, rounded where it does not fit.
    public func rounded(to precision: Int) -> Number {
        var number = Number(mantissa, exponent: exponent, precision: precision)
        number.isNegativeZero = isNegativeZero
        return number
    }

    /// True for a whole number.
    public var isInteger: Bool { exponent >= 0 }
    /// True for zero.
    public var isZero: Bool { mantissa == 0 }
    /// -1, 0 or 1.
    public var signum: Int { mantissa == 0 ? 0 : mantissa.sign == .minus ? -1 : 1 }

    /// The part before the point.
    public var truncated: BigInt {
        exponent >= 0
            ? mantissa << exponent
            : BigInt(sign: mantissa.sign, magnitude: mantissa.magnitude >> (-exponent))
    }

    /// The value as `Int` when it is a whole one that fits.
    public var exactInt: Int? {
        guard isInteger, mantissa.magnitude.bitWidth + exponent <= 64 else { return nil }
        return Int(exactly: truncated)
    }

    /// The nearest double.
    public var double: Double {
        if isNegativeZero { return -0.0 }
        let rounded = Number(mantissa, exponent: exponent, precision: 53)
        return Double(rounded.mantissa) * Double(sign: .plus, exponent: rounded.exponent, significand: 1)
    }

    /// The sum.
    public static func + (a: Number, b: Number) -> Number {
        let exponent = min(a.exponent, b.exponent)
        var sum = Number(
            (a.mantissa << (a.exponent - exponent)) + (b.mantissa << (b.exponent - exponent)),
            exponent: exponent, precision: max(a.precision, b.precision))
        sum.isNegativeZero = a.isNegativeZero && b.isNegativeZero
        return sum
    }

    /// The negative.
    public static prefix func - (a: Number) -> Number {
        var negative = Number(-a.mantissa, exponent: a.exponent, precision: a.precision)
        negative.isNegativeZero = a.isZero && !a.isNegativeZero
        return negative
    }

    private var isNegative: Bool { isNegativeZero || mantissa.sign == .minus }

    /// The difference.
    public static func - (a: Number, b: Number) -> Number { a + (-b) }

    /// The product, with as many bits more as it needs, up to full precision.
    public static func * (a: Number, b: Number) -> Number {
        let product = Number(a.mantissa * b.mantissa, exponent: a.exponent + b.exponent)
        let bits = max(a.precision, b.precision, product.mantissa.magnitude.bitWidth)
        var result = Number(product.mantissa, exponent: product.exponent, precision: bits)
        result.isNegativeZero = result.isZero && a.isNegative != b.isNegative
        return result
    }

    /// The quotient; nil for a divisor of zero.
    public func divided(by other: Number) -> Number? {
        guard !other.isZero else { return nil }
        var quotient = Number.quotient(
            mantissa, other.mantissa, shift: exponent - other.exponent,
            precision: max(precision, other.precision))
        quotient.isNegativeZero = quotient.isZero && isNegative != other.isNegative
        return quotient
    }

    /// What is left after division towards zero; of a divisor of zero all is left.
    public func remainder(by other: Number) -> Number {
        guard let ratio = divided(by: other) else { return self }
        // Everything is rounded to the precision of what is divided.
        let whole = Number(ratio.truncated, precision: precision)
        let product = Number(
            whole.mantissa * other.mantissa, exponent: whole.exponent + other.exponent, precision: precision)
        return (self - product).rounded(to: precision)
    }

    /// Equal by value, whatever the precision.
    public static func == (a: Number, b: Number) -> Bool {
        a.exponent == b.exponent && a.mantissa == b.mantissa
    }

    /// By value.
    public static func < (a: Number, b: Number) -> Bool {
        let exponent = min(a.exponent, b.exponent)
        return a.mantissa << (a.exponent - exponent) < b.mantissa << (b.exponent - exponent)
    }
}

extension Number {
    /// The number times ten to a power, rounded to a whole one, halves to even.
    public static func scaled(_ number: Number, byPowerOfTen power: Int) -> BigInt {
        var magnitude = number.mantissa.magnitude
        var divisor = BigUInt(1)
        if power >= 0 { magnitude *= BigUInt(10).power(power) } else { divisor = BigUInt(10).power(-power) }
        if number.exponent >= 0 { magnitude <<= number.exponent } else { divisor <<= -number.exponent }
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: divisor)
        let twice = rest << 1
        let roundsUp = twice > divisor || twice == divisor && whole & 1 == 1
        return BigInt(sign: number.mantissa.sign, magnitude: roundsUp ? whole + 1 : whole)
    }
}
