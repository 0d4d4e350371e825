internal import Foundation

/// Reads decimal numbers exactly, mostly without leaving integer arithmetic.
///
/// A number is mantissa × 10^exponent. Up to 19 digits fit in 64 bits, and then:
/// - when the mantissa is below 2^53 and the exponent within ±22, both are exact doubles and one multiplication or
///   division rounds correctly (Clinger 1990);
/// - when the exponent is within -27…-1, 5^-exponent fits in 64 bits too, so that one 128-by-64-bit division gives at
///   least 63 true bits and a remainder, from which the result is rounded to even by hand.
/// All else, and what looks unusual, goes to `strtod`.
enum NumberReader {
    /// Reads a sample's value: a decimal number, `NaN`, `+Inf`, `-Inf`; nil for anything else.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        var position = base
        let end = base + bytes.count
        if let fast = plain(&position, end), position == end { return fast }
        return slow(bytes)
    }

    /// Reads a moment in seconds as milliseconds; nil when it is no number or out of all reason.
    static func milliseconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let base = bytes.baseAddress else { return nil }
        var position = base
        let end = base + bytes.count
        if let fast = plainMilliseconds(&position, end), position == end { return fast }
        guard let seconds = slow(bytes), seconds.isFinite, abs(seconds) < 9e12 else { return nil }
        return Int64((seconds * 1000).rounded())
    }

    /// Reads digits, perhaps with sign and fraction, without an exponent; nil leaves the work to ``slow(_:)``.
    @inline(__always)
    static func plain(_ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double? {
        var at = position
        var isNegative = false
        if at < end, at.pointee == UInt8(ascii: "-") {
            isNegative = true
            at += 1
        }
        var mantissa: UInt64 = 0
        let whole = at
        while at < end, let digit = digit(at.pointee) {
            mantissa = mantissa &* 10 &+ digit
            at += 1
        }
        var digits = at - whole
        guard digits > 0 else { return nil }
        var decimals = 0
        if at < end, at.pointee == UInt8(ascii: ".") {
            at += 1
            let fraction = at
            while at < end, let digit = digit(at.pointee) {
                mantissa = mantissa &* 10 &+ digit
                at += 1
            }
            decimals = at - fraction
            guard decimals > 0 else { return nil }
            digits += decimals
        }
        // Leading zeros count here although they are harmless for up to 19 digits in all after the point.
        if digits > 19 {
            guard mantissaDigits(whole, at) <= 19 else { return nil }
        }
        if at < end, at.pointee | 0x20 == UInt8(ascii: "e") { return nil }
        guard let magnitude = exact(mantissa, decimals: decimals) else { return nil }
        position = at
        return isNegative ? -magnitude : magnitude
    }

    /// Reads `1700000000` or `1700000000.123` as milliseconds.
    @inline(__always)
    static func plainMilliseconds(
        _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> Int64? {
        var at = position
        var value: Int64 = 0
        let start = at
        while at < end, let digit = digit(at.pointee) {
            value = value &* 10 &+ Int64(digit)
            at += 1
        }
        // JSON allows no zeros in front; the lexer says so when it reads the number the long way.
        guard at > start, at - start <= 12, at - start == 1 || start.pointee != UInt8(ascii: "0") else {
            return nil
        }
        var scale: Int64 = 1000
        if at < end, at.pointee == UInt8(ascii: ".") {
            at += 1
            let fraction = at
            while at < end, let digit = digit(at.pointee) {
                guard scale > 1 else { return nil }
                value = value &* 10 &+ Int64(digit)
                scale /= 10
                at += 1
            }
            guard at > fraction else { return nil }
        }
        if at < end, at.pointee | 0x20 == UInt8(ascii: "e") { return nil }
        position = at
        return value &* scale
    }

    /// True when the bytes are a number by JSON's grammar.
    static func isJSONNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        func skipDigits() -> Bool {
            let start = index
            while index < bytes.count, digit(bytes[index]) != nil { index += 1 }
            return index > start
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "0") {
            index += 1
        } else if !skipDigits() {
            return false
        }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() else { return false }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            guard skipDigits() else { return false }
        }
        return index == bytes.count
    }

    /// mantissa ÷ 10^decimals, correctly rounded; nil beyond 27 decimals.
    @inline(__always)
    static func exact(_ mantissa: UInt64, decimals: Int) -> Double? {
        if mantissa < 1 << 53 {
            if decimals == 0 { return Double(mantissa) }
            if decimals <= 22 { return Double(mantissa) / powersOfTen[decimals] }
        }
        guard decimals > 0 else { return Double(mantissa) }
        guard decimals <= 27, mantissa != 0 else { return mantissa == 0 ? 0 : nil }
        return divided(mantissa, by: powersOfFive[decimals], halvings: decimals)
    }

    /// mantissa ÷ (five · 2^halvings): scale both to 64 bits, divide, round to even.
    private static func divided(_ mantissa: UInt64, by five: UInt64, halvings: Int) -> Double {
        let up = mantissa.leadingZeroBitCount
        let divisorUp = five.leadingZeroBitCount
        let numerator = mantissa << UInt64(up)
        let divisor = five << UInt64(divisorUp)
        // numerator · 2^63 ÷ divisor lies between 2^62 and 2^64.
        let (quotient, remainder) = divisor.dividingFullWidth((numerator >> 1, numerator << 63))
        let surplus = 11 - quotient.leadingZeroBitCount
        let kept = quotient >> UInt64(surplus)
        let dropped = quotient & ((1 << UInt64(surplus)) - 1)
        let half: UInt64 = 1 << UInt64(surplus - 1)
        let roundsUp = dropped > half || dropped == half && (remainder != 0 || kept & 1 == 1)
        let rounded = roundsUp ? kept + 1 : kept
        let exponent = surplus - 63 - up + divisorUp - halvings
        // The result is at least 1e-27, far from the subnormal numbers, so that scaling is exact.
        return Double(sign: .plus, exponent: exponent, significand: Double(rounded))
    }

    /// Anything else: the specials and, after a check of the grammar, `strtod`, which is exact.
    private static func slow(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        switch String(decoding: bytes, as: UTF8.self) {
        case "NaN": return .nan
        case "+Inf", "Inf": return .infinity
        case "-Inf": return -.infinity
        case let text:
            var unsigned = bytes
            if let first = bytes.first, first == UInt8(ascii: "+") {
                unsigned = UnsafeBufferPointer(rebasing: bytes.dropFirst())
                guard unsigned.first != UInt8(ascii: "-") else { return nil }
            }
            guard isJSONNumber(unsigned) else { return nil }
            return strtod(text, nil)
        }
    }

    private static func mantissaDigits(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> Int {
        var at = start
        while at < end, at.pointee == UInt8(ascii: "0") || at.pointee == UInt8(ascii: ".") { at += 1 }
        var count = 0
        while at < end {
            if at.pointee != UInt8(ascii: ".") { count += 1 }
            at += 1
        }
        return count
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt64? {
        let value = byte &- UInt8(ascii: "0")
        return value < 10 ? UInt64(value) : nil
    }

    private static let powersOfTen: [Double] = (0...22).map { exponent in
        (0..<exponent).reduce(1.0) { power, _ in power * 10 }
    }

    private static let powersOfFive: [UInt64] = (0...27).map { exponent in
        (0..<exponent).reduce(1) { power, _ in power * 5 }
    }
}
