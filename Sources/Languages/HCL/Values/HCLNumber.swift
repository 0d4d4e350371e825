/// A decimal number compared by value: `1.50`, `1.5` and `15e-1` are equal, and no digit is lost.
public struct HCLNumber: Hashable, Sendable, Comparable {
    /// True below zero.
    public let isNegative: Bool
    /// Decimal digits without leading or trailing zeros; empty for zero.
    let digits: [UInt8]
    /// The value is `0.digits × 10^exponent`.
    let exponent: Int

    /// Reads the source form of a number, with an optional `-`; nil for anything else or an absurd exponent.
    public init?(_ source: some Collection<UInt8>) {
        var rest = source[...]
        let negative = rest.first == Byte.minus
        if negative { rest = rest.dropFirst() }
        var digits: [UInt8] = []
        var point = 0
        let whole = rest.prefix(while: Byte.isDigit)
        guard !whole.isEmpty else { return nil }
        rest = rest[whole.endIndex...]
        digits += whole
        point = digits.count
        if rest.first == Byte.dot {
            let fraction = rest.dropFirst().prefix(while: Byte.isDigit)
            guard !fraction.isEmpty else { return nil }
            digits += fraction
            rest = rest[fraction.endIndex...]
        }
        if let first = rest.first, first | 0x20 == 0x65 {
            guard let power = Self.exponent(rest.dropFirst()) else { return nil }
            point += power
        } else if !rest.isEmpty {
            return nil
        }
        let leading = digits.prefix { $0 == Byte.zero }.count
        digits.removeFirst(leading)
        while digits.last == Byte.zero { digits.removeLast() }
        self.digits = digits.map { $0 - Byte.zero }
        exponent = digits.isEmpty ? 0 : point - leading
        isNegative = negative && !digits.isEmpty
    }

    /// Reads the source form of a number.
    public init?(_ text: String) { self.init(Array(text.utf8)) }

    private static func exponent(_ text: some Collection<UInt8>) -> Int? {
        var rest = text[...]
        let negative = rest.first == Byte.minus
        if negative || rest.first == Byte.plus { rest = rest.dropFirst() }
        guard !rest.isEmpty, rest.count <= 9 else { return nil }
        var value = 0
        for byte in rest {
            guard Byte.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - Byte.zero)
        }
        return negative ? -value : value
    }

    /// True for a number as JSON writes it: no leading zeros, no plus.
    static func isJSON(_ word: ArraySlice<UInt8>) -> Bool {
        let magnitude = word.first == Byte.minus ? word.dropFirst() : word
        guard let first = magnitude.first, Byte.isDigit(first) else { return false }
        if first == Byte.zero, let second = magnitude.dropFirst().first, Byte.isDigit(second) { return false }
        return HCLNumber(word) != nil
    }

    /// True without a fractional part.
    public var isInteger: Bool { digits.count <= exponent || digits.isEmpty }

    /// The value as an `Int` when it is one and fits.
    public var exactInt: Int? {
        guard isInteger, exponent <= 19 else { return nil }
        var value = 0
        for position in 0..<max(exponent, 0) {
            let digit = position < digits.count ? Int(digits[position]) : 0
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflowed) = scaled.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflow, !overflowed else { return nil }
            value = next
        }
        return value
    }

    /// The nearest `Double`.
    public var nearestDouble: Double {
        let text = digits.map { String($0) }.joined()
        let magnitude = digits.isEmpty ? 0 : Double("0.\(text)e\(exponent)") ?? .infinity
        return isNegative ? -magnitude : magnitude
    }

    /// Orders by value.
    public static func < (a: HCLNumber, b: HCLNumber) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? magnitude(b, isBelow: a) : magnitude(a, isBelow: b)
    }

    private static func magnitude(_ a: HCLNumber, isBelow b: HCLNumber) -> Bool {
        if a.digits.isEmpty || b.digits.isEmpty { return a.digits.isEmpty && !b.digits.isEmpty }
        if a.exponent != b.exponent { return a.exponent < b.exponent }
        return a.digits.lexicographicallyPrecedes(b.digits)
    }
}
