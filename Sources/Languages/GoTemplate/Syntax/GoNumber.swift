/// A number as a template writes it.
enum GoNumber: Equatable {
    case int(Int64)
    case float(Double)
    /// Well formed, but too large for an `int`, or imaginary.
    case unusable(isComplex: Bool)

    /// Reads Go's literals: decimal, `0x`, `0o`, `0b`, old octal, underscores, fractions, exponents.
    init?(_ text: String) {
        if text.hasSuffix("i") {
            guard GoNumber(String(text.dropLast())) != nil else { return nil }
            self = .unusable(isComplex: true)
            return
        }
        var body = Substring(text)
        var isNegative = false
        if let sign = body.first, sign == "+" || sign == "-" {
            isNegative = sign == "-"
            body.removeFirst()
        }
        guard let first = body.first, first.isASCII, first.isNumber || first == "." else { return nil }
        let lowered = body.lowercased()
        var radix = 10
        var digits = lowered
        if lowered.hasPrefix("0x") {
            radix = 16
            digits.removeFirst(2)
        } else if lowered.hasPrefix("0o") {
            radix = 8
            digits.removeFirst(2)
        } else if lowered.hasPrefix("0b") {
            radix = 2
            digits.removeFirst(2)
        } else if lowered.count > 1, lowered.hasPrefix("0"), lowered.allSatisfy({ $0.isNumber || $0 == "_" })
        {
            radix = 8
        }
        if digits.hasSuffix("_") || digits.contains("__") { return nil }
        digits = digits.filter { $0 != "_" }
        if let magnitude = UInt64(digits, radix: radix), !digits.hasPrefix("+"), !digits.hasPrefix("-") {
            if isNegative, magnitude <= UInt64(Int64.max) + 1 {
                self = .int(Int64(truncatingIfNeeded: 0 &- magnitude))
                return
            }
            if !isNegative, magnitude <= UInt64(Int64.max) {
                self = .int(Int64(magnitude))
                return
            }
            if !isNegative {
                self = .unusable(isComplex: false)
                return
            }
        }
        guard radix == 10 || (radix == 16 && digits.contains("p")) else { return nil }
        let decimal = radix == 16 ? "0x" + digits : digits
        guard decimal.allSatisfy({ $0.isASCII }), !decimal.contains("n"), let number = Double(decimal),
            number.isFinite, decimal.utf8.contains(where: { ".ep".utf8.contains($0) })
        else { return nil }
        self = .float(isNegative ? -number : number)
    }
}
