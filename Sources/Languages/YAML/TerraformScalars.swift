/// Scalars as Terraform's `yamldecode` reads them; the tables of the tests were taken from Terraform 1.11.
enum TerraformScalars {
    static func resolve(_ text: String, style: YAMLStyle, tag: String?) -> YAMLScalarValue {
        let isPlain = style == .plain
        switch tag {
        case nil: return isPlain ? plain(text) : .string(text)
        case YAMLTag.string?: return .string(text)
        case YAMLTag.binary?: return Base64.decode(text) == nil ? .invalid("not base64") : .string(text)
        case YAMLTag.null?: return .null
        case YAMLTag.timestamp?:
            return TerraformTimestamp.canonical(text).map { .string($0) } ?? .invalid("not a timestamp")
        case YAMLTag.bool?:
            guard isPlain else { return .string(text) }
            return plain(text).family == .bool ? plain(text) : .invalid("not a boolean")
        case YAMLTag.int?, YAMLTag.float?:
            guard isPlain else { return .string(text) }
            return plain(text).family == .number ? plain(text) : .invalid("not a number")
        case let tag?: return .invalid("the tag `\(tag)` is not supported")
        }
    }

    private static func plain(_ text: String) -> YAMLScalarValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
        case "false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .invalid("floating point NaN is not supported")
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: break
        }
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .string(text) }
        if let time = TerraformTimestamp.canonical(text) { return .string(time) }
        if NumberShape.isDecimalInteger(text.utf8), let digits = GoNumbers.decimal(text) {
            return .int(digits)
        }
        if NumberShape.isDecimal(text.utf8) { return .float(Double(text.drop { $0 == "+" }) ?? .infinity) }
        return prefixed(text)
    }

    /// `0x1F` and `0o17`, in lower case and without a sign; too large for 64 bits is an error.
    private static func prefixed(_ text: String) -> YAMLScalarValue {
        let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : 0
        let digits = text.dropFirst(2)
        guard radix != 0, !digits.isEmpty,
            digits.allSatisfy({ $0.isASCII && ($0.hexDigitValue ?? 99) < radix })
        else {
            return .string(text)
        }
        return UInt64(digits, radix: radix).map { .int(String($0)) }
            ?? .invalid("`\(text)` does not fit in 64 bits")
    }
}

/// Terraform turns what looks like a timestamp into RFC 3339.
enum TerraformTimestamp {
    /// The timestamp in RFC 3339 to the second, or nil when `text` is not written as one.
    static func canonical(_ text: String) -> String? {
        var scanner = Scanner(rest: text[...])
        guard let year = scanner.digits(4...4), scanner.take("-"), let month = scanner.digits(1...2),
            scanner.take("-"),
            let day = scanner.digits(1...2), (1...12).contains(month), day >= 1, day <= days(month, year)
        else { return nil }
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
        if scanner.rest.isEmpty { return "\(date)T00:00:00Z" }
        let isSpaced = scanner.take(" ")
        guard isSpaced || scanner.take("T") || scanner.take("t"), let hour = scanner.digits(1...2),
            scanner.take(":"),
            let minute = scanner.digits(1...2), scanner.take(":"), let second = scanner.digits(1...2),
            hour < 24,
            minute < 60, second < 60, scanner.fraction()
        else { return nil }
        let time = "\(date)T\(padded(hour)):\(padded(minute)):\(padded(second))"
        if isSpaced { return scanner.rest.isEmpty ? time + "Z" : nil }
        return scanner.zone().map { time + $0 }
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private struct Scanner {
        var rest: Substring

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func digits(_ count: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { ("0"..."9").contains($0) }.prefix(count.upperBound)
            guard count.contains(digits.count) else { return nil }
            rest = rest.dropFirst(digits.count)
            return Int(digits)
        }

        mutating func fraction() -> Bool {
            guard take(".") else { return true }
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            return !digits.isEmpty
        }

        /// `Z`, or `+hh:mm`.
        mutating func zone() -> String? {
            if rest == "Z" { return "Z" }
            let text = String(rest)
            guard take("+") || take("-"), let hours = digits(2...2), take(":"), let minutes = digits(2...2),
                rest.isEmpty, hours < 24, minutes < 60
            else { return nil }
            return hours == 0 && minutes == 0 ? "Z" : text
        }
    }
}
