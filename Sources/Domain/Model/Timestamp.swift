/// A moment, in milliseconds since 1970-01-01T00:00:00Z; no leap seconds, no zone.
public struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Milliseconds since the epoch.
    public var milliseconds: Int64

    /// Takes milliseconds since the epoch.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }
    /// Takes whole seconds since the epoch.
    public init(seconds: Int64) { milliseconds = seconds * 1000 }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 { Int64((Double(milliseconds) / 1000).rounded(.down)) }

    /// The moment `seconds` later (earlier when negative).
    public func adding(seconds: Double) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64((seconds * 1000).rounded()))
    }

    /// Seconds from `other` to this moment.
    public func seconds(since other: Timestamp) -> Double {
        Double(milliseconds - other.milliseconds) / 1000
    }

    /// Orders by time.
    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}

extension Timestamp {
    /// Reads RFC 3339 (`2026-11-20T00:00:00Z`, with fraction or numeric offset), a plain date, or epoch seconds.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        if let seconds = Double(text), seconds.isFinite, abs(seconds) < 1e12 {
            self.init(milliseconds: Int64((seconds * 1000).rounded()))
            return
        }
        var reader = DigitReader(bytes)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), (1...12).contains(month),
            (1...Timestamp.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        let base = Timestamp.daysFromCivil(year, month, day) * 86_400_000
        if reader.atEnd {
            self.init(milliseconds: base)
            return
        }
        guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let hour = reader.number(2),
            hour < 24,
            reader.skip(":"), let minute = reader.number(2), minute < 60
        else { return nil }
        var second = 0
        var fraction = 0
        if reader.skip(":") {
            guard let value = reader.number(2), value < 61 else { return nil }
            second = value
            if reader.skip(".") { fraction = reader.fraction() }
        }
        var offset = 0
        if !(reader.skip("Z") || reader.skip("z")) {
            let sign: Int
            if reader.skip("+") { sign = 1 } else if reader.skip("-") { sign = -1 } else { return nil }
            guard let hours = reader.number(2), hours < 24, reader.skip(":"), let minutes = reader.number(2),
                minutes < 60
            else { return nil }
            offset = sign * (hours * 60 + minutes)
        }
        guard reader.atEnd else { return nil }
        let inDay = Int64((hour * 60 + minute - offset) * 60 + second) * 1000 + Int64(fraction)
        self.init(milliseconds: base + inDay)
    }

    /// RFC 3339 in UTC, with milliseconds only when there are any.
    public var description: String {
        let parts = civil
        var text = "\(dateText)T\(pad(parts.hour)):\(pad(parts.minute)):\(pad(parts.second))"
        let milli = Int(milliseconds - seconds * 1000)
        if milli != 0 { text += "." + String(String(1000 + milli).dropFirst()) }
        return text + "Z"
    }

    /// `2026-11-20`.
    public var dateText: String { "\(pad(civil.year, 4))-\(pad(civil.month))-\(pad(civil.day))" }
    /// `2026-11-20 14:32 UTC`, for prose.
    public var minuteText: String { "\(dateText) \(pad(civil.hour)):\(pad(civil.minute)) UTC" }

    /// The UTC calendar fields; `weekday` is 1 for Monday to 7 for Sunday.
    public var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, weekday: Int) {
        let total = seconds
        let days = Int64((Double(total) / 86400).rounded(.down))
        let rest = Int(total - days * 86400)
        // Civil-from-days after Howard Hinnant's public-domain description: eras of 400 years, March first.
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        let weekday = Int(((days + 3) % 7 + 7) % 7) + 1
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60, weekday)
    }

    static func daysFromCivil(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let shifted = Int64(month > 2 ? month - 3 : month + 9)
        let dayOfYear = (153 * shifted + 2) / 5 + Int64(day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private func pad(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension Timestamp: Codable {
    /// Reads the RFC 3339 text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let moment = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time: \(text)")
        }
        self = moment
    }

    /// Writes the RFC 3339 text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Reads fixed-width digits from bytes; only ``Timestamp`` needs it.
private struct DigitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var atEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += width
        return value
    }

    /// Milliseconds of a decimal fraction; further digits are dropped.
    mutating func fraction() -> Int {
        var value = 0
        var scale = 100
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            value += Int(bytes[position] - 0x30) * scale
            scale /= 10
            position += 1
        }
        return value
    }
}
