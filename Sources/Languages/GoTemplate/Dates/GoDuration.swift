/// Go's `time.Duration`.
final class GoDuration: GoObject {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    convenience init(seconds: Int64) {
        self.init(nanoseconds: seconds &* 1_000_000_000)
    }

    convenience init(from start: GoTime, to end: GoTime) {
        let (seconds, isFar) = end.seconds.subtractingReportingOverflow(start.seconds)
        let (nanoseconds, isWide) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let rest = Int64(end.nanoseconds - start.nanoseconds)
        self.init(
            nanoseconds: isFar || isWide
                ? (end.seconds < start.seconds ? .min : .max) : nanoseconds &+ rest)
    }

    /// Reads `1h30m`, `-1.5s`, `100ms`.
    init(_ text: String) throws {
        let bytes = Array(text.utf8)
        func bad(_ what: String = "invalid duration") -> GoFault {
            GoFault("time: \(what) \(GoQuote.quote(GoText(text)).string)")
        }
        var index = 0
        var isNegative = false
        if let sign = bytes.first, sign == 0x2D || sign == 0x2B {
            isNegative = sign == 0x2D
            index = 1
        }
        if bytes[index...].elementsEqual("0".utf8) {
            nanoseconds = 0
            return
        }
        guard index < bytes.count else { throw bad() }
        var total: UInt64 = 0
        while index < bytes.count {
            var whole: UInt64 = 0
            var fraction = 0.0
            var scale = 1.0
            let start = index
            while index < bytes.count, GoCharacters.isDigit(bytes[index]) {
                let (product, isWide) = whole.multipliedReportingOverflow(by: 10)
                whole = product &+ UInt64(bytes[index] - 48)
                guard !isWide, whole <= 1 << 63 else { throw bad() }
                index += 1
            }
            var hasDigits = index > start
            if index < bytes.count, bytes[index] == 0x2E {
                index += 1
                let fractionStart = index
                while index < bytes.count, GoCharacters.isDigit(bytes[index]) {
                    if scale < 1e18 {
                        fraction = fraction * 10 + Double(bytes[index] - 48)
                        scale *= 10
                    }
                    index += 1
                }
                hasDigits = hasDigits || index > fractionStart
            }
            guard hasDigits else { throw bad() }
            let unitStart = index
            while index < bytes.count, bytes[index] != 0x2E, !GoCharacters.isDigit(bytes[index]) {
                index += 1
            }
            let unit = String(decoding: bytes[unitStart..<index], as: UTF8.self)
            guard !unit.isEmpty else { throw bad("missing unit in duration") }
            guard let size = Self.units[unit] else {
                throw bad("unknown unit \(GoQuote.quote(GoText(unit)).string) in duration")
            }
            let (product, isWide) = whole.multipliedReportingOverflow(by: size)
            total = total &+ product &+ UInt64(fraction * (Double(size) / scale))
            guard !isWide, total <= 1 << 63 else { throw bad() }
        }
        guard isNegative || total < 1 << 63 else { throw bad() }
        nanoseconds = isNegative ? Int64(truncatingIfNeeded: 0 &- total) : Int64(total)
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]

    var typeName: String { "time.Duration" }
    var contents: GoData { .int64(nanoseconds) }

    /// `1h30m0s`.
    var printed: String {
        var rest = nanoseconds.magnitude
        if rest == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        func decimal(_ number: UInt64, _ unit: UInt64) -> String {
            var digits = String(number % unit)
            digits = String(repeating: "0", count: String(unit).count - 1 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            return String(number / unit) + (digits.isEmpty ? "" : "." + digits)
        }
        if rest < 1000 { return sign + "\(rest)ns" }
        if rest < 1_000_000 { return sign + decimal(rest, 1000) + "\u{B5}s" }
        if rest < 1_000_000_000 { return sign + decimal(rest, 1_000_000) + "ms" }
        var text = sign
        let hours = rest / 3_600_000_000_000
        if hours > 0 { text += "\(hours)h" }
        rest %= 3_600_000_000_000
        if hours > 0 || rest >= 60_000_000_000 { text += "\(rest / 60_000_000_000)m" }
        return text + decimal(rest % 60_000_000_000, 1_000_000_000) + "s"
    }

    /// To whole seconds, halves away from zero.
    var rounded: GoDuration {
        let size = nanoseconds.magnitude
        let seconds = size / 1_000_000_000 + (size % 1_000_000_000 >= 500_000_000 ? 1 : 0)
        let whole = Int64(clamping: seconds) &* 1_000_000_000
        return GoDuration(nanoseconds: nanoseconds < 0 ? -whole : whole)
    }

    func member(_ name: String, _ arguments: [GoValue]) throws -> GoValue? {
        switch name {
        case "String": .string(printed)
        case "Nanoseconds": GoValue(.int64(nanoseconds))
        case "Microseconds": GoValue(.int64(nanoseconds / 1000))
        case "Milliseconds": GoValue(.int64(nanoseconds / 1_000_000))
        case "Seconds":
            .float(Double(nanoseconds / 1_000_000_000) + Double(nanoseconds % 1_000_000_000) / 1e9)
        case "Minutes":
            .float(Double(nanoseconds / 60_000_000_000) + Double(nanoseconds % 60_000_000_000) / 60e9)
        case "Hours":
            .float(Double(nanoseconds / 3_600_000_000_000) + Double(nanoseconds % 3_600_000_000_000) / 3600e9)
        case "Abs", "Round", "Truncate":
            throw GoFault("method \(name) of time.Duration is not computed here", id: GoFault.unsupported)
        default: nil
        }
    }
}
