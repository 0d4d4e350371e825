/// Go's way with numbers, as far as keys and scalars need it.
enum GoNumbers {
    /// The decimal digits of an integer in Go's syntax (`12`, `+12`, `0x1F`, `0o17`, `017`, `0b11`) of 64 bits.
    static func integer(_ text: String) -> String? {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let radix: Int
        switch rest.prefix(2).lowercased() {
        case "0x": (radix, rest) = (16, rest.dropFirst(2))
        case "0o": (radix, rest) = (8, rest.dropFirst(2))
        case "0b": (radix, rest) = (2, rest.dropFirst(2))
        default: radix = rest.first == "0" && rest.count > 1 ? 8 : 10
        }
        // Swift would take a second sign here; Go does not.
        guard let first = rest.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
            let magnitude = UInt64(rest, radix: radix)
        else { return nil }
        guard isNegative else { return String(magnitude) }
        guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
        return magnitude == 0 ? "0" : "-\(magnitude)"
    }

    /// The digits of a decimal integer that does not fit in 64 bits; nil when a leading zero makes it something else.
    static func longInteger(_ text: String) -> String? {
        let isNegative = text.first == "-"
        let digits = text.first == "+" || isNegative ? text.dropFirst() : text[...]
        return digits.first == "0" ? nil : (isNegative ? "-" : "") + digits
    }

    /// A decimal number; nil when it is none or too large for a double.
    static func double(_ text: String) -> Double? {
        guard NumberShape.isDecimal(text.utf8) else { return nil }
        let number = Double(text.hasPrefix("+") ? String(text.dropFirst()) : text)
        guard let number, number.isFinite else { return nil }
        return number
    }

    /// True when every underscore stands between two digits.
    static func hasProperUnderscores(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "_") else { return true }
            return index > 0 && index + 1 < bytes.count && (0x30...0x39).contains(bytes[index - 1])
                && (0x30...0x39).contains(bytes[index + 1])
        }
    }

    /// A float as the name of a key under Helm: the shortest digits of a 32-bit float, as `%g` prints them.
    static func keyName(_ number: Double) -> String {
        let float = Float(number)
        guard float.isFinite else { return float.isNaN ? ".nan" : float < 0 ? "-.inf" : ".inf" }
        guard float != 0 else { return float.sign == .minus ? "-0" : "0" }
        let (digits, exponent) = shortestDigits(float.magnitude)
        let sign = float < 0 ? "-" : ""
        if exponent < -4 || exponent >= 6 {
            let mantissa = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
            let magnitude = abs(exponent)
            return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(magnitude < 10 ? "0" : "")\(magnitude)"
        }
        return sign + placed(digits, exponent)
    }

    /// The full decimal expansion of a decimal number without needless zeros: `1.10` → `1.1`, `1e3` → `1000`.
    static func decimal(_ text: String) -> String? {
        guard NumberShape.isDecimal(text.utf8) else { return nil }
        var rest = Substring(text.lowercased())
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let parts = rest.split(separator: "e", maxSplits: 1)
        let halves = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let power = parts.count > 1 ? Int(parts[1]) : 0, abs(power) <= 1000 else { return nil }
        let fraction = halves.count > 1 ? halves[1] : ""
        let digits = halves[0] + fraction
        let significant = digits.drop { $0 == "0" }
        guard !significant.isEmpty else { return "0" }
        let exponent = halves[0].count - 1 + power - (digits.count - significant.count)
        var trimmed = String(significant)
        while trimmed.last == "0" { trimmed.removeLast() }
        return (isNegative ? "-" : "") + placed(trimmed, exponent)
    }

    /// Digits with the point behind the first, times ten to the `exponent`, written without one.
    private static func placed(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    }

    private static func shortestDigits(_ float: Float) -> (digits: String, exponent: Int) {
        let plain = decimal("\(float)") ?? "0"
        let halves = plain.split(separator: ".", omittingEmptySubsequences: false)
        if halves[0] != "0" {
            var digits = halves.joined()
            while digits.last == "0" { digits.removeLast() }
            return (digits, halves[0].count - 1)
        }
        let fraction = halves.count > 1 ? halves[1] : ""
        let significant = fraction.drop { $0 == "0" }
        return (String(significant), -(fraction.count - significant.count) - 1)
    }
}

/// Base64 with padding and line breaks, as the `!!binary` tag has it.
enum Base64 {
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for byte in text.utf8 where byte != 0x0A && byte != 0x0D {
            let six: UInt32
            switch byte {
            case 0x41...0x5A where padding == 0: six = UInt32(byte - 0x41)
            case 0x61...0x7A where padding == 0: six = UInt32(byte - 0x61) + 26
            case 0x30...0x39 where padding == 0: six = UInt32(byte - 0x30) + 52
            case UInt8(ascii: "+") where padding == 0: six = 62
            case UInt8(ascii: "/") where padding == 0: six = 63
            case UInt8(ascii: "="):
                padding += 1
                six = 0
            default: return nil
            }
            bits = bits << 6 | six
            count += 1
            if count % 4 == 0 {
                bytes += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
            }
        }
        guard count % 4 == 0, padding <= 2 else { return nil }
        return String(decoding: bytes.dropLast(padding), as: UTF8.self)
    }
}
