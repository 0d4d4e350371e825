import Provenance

extension Function {
    /// Times and durations; nothing here reads the clock.
    static let times: [String: Function] = [
        "timeadd": Function(2...2) { a, _ throws(FunctionError) in
            var time = try Timestamp(a[0].text())
            guard let nanoseconds = Timestamp.duration(try a[1].text()) else {
                throw .message("\"\(try a[1].text().prefix(40))\" is no duration")
            }
            time.add(nanoseconds)
            guard (0...9999).contains(time.local.year) else {
                throw .unknown(.unsupported, "a year of more than four digits")
            }
            return .string(time.text)
        },
        "timecmp": Function(2...2) { a, _ throws(FunctionError) in
            let (x, y) = (try Timestamp(a[0].text()), try Timestamp(a[1].text()))
            if x.seconds == y.seconds && x.nanoseconds == y.nanoseconds { return .number(0) }
            return .number((x.seconds, x.nanoseconds) < (y.seconds, y.nanoseconds) ? -1 : 1)
        },
        "formatdate": Function(2...2) { a, _ throws(FunctionError) in
            .string(try DateFormat.write(Array(try a[0].text().utf8), try Timestamp(a[1].text())))
        },
    ]
}

/// A point in time as RFC 3339 writes it, with its offset from UTC.
struct Timestamp {
    /// Since 1970, in UTC.
    var seconds: Int
    var nanoseconds: Int
    /// Seconds east of UTC.
    var offset: Int

    struct Fields {
        var year: Int
        var month: Int
        var day: Int
        var hour: Int
        var minute: Int
        var second: Int
        /// 0 is Sunday.
        var weekday: Int
    }

    init(_ text: String) throws(FunctionError) {
        guard let time = Self.read(Array(text.utf8)) else {
            throw .message("\"\(text.prefix(40))\" is no RFC 3339 time")
        }
        self = time
    }

    private init(seconds: Int, nanoseconds: Int, offset: Int) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.offset = offset
    }

    private static func read(_ text: [UInt8]) -> Timestamp? {
        func number(_ start: Int, _ count: Int, _ range: ClosedRange<Int>) -> Int? {
            guard start + count <= text.count else { return nil }
            var value = 0
            for byte in text[start..<(start + count)] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return range.contains(value) ? value : nil
        }
        guard text.count >= 20, text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x54, text[13] == 0x3A,
            text[16] == 0x3A, let year = number(0, 4, 0...9999), let month = number(5, 2, 1...12),
            let day = number(8, 2, 1...days(month, year)), let hour = number(11, 2, 0...23),
            let minute = number(14, 2, 0...59), let second = number(17, 2, 0...59)
        else { return nil }
        var index = 19
        var nanoseconds = 0
        if text[index] == 0x2E {
            let digits = text[(index + 1)...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty else { return nil }
            let nine = Array(digits.prefix(9)) + Array(repeating: 0x30, count: max(0, 9 - digits.count))
            nanoseconds = nine.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            index += 1 + digits.count
        }
        var offset = 0
        if text.count == index + 6, text[index] == 0x2B || text[index] == 0x2D, text[index + 3] == 0x3A,
            let hours = number(index + 1, 2, 0...23), let minutes = number(index + 4, 2, 0...59)
        {
            offset = (hours * 60 + minutes) * 60 * (text[index] == 0x2D ? -1 : 1)
        } else if text.count != index + 1 || text[index] != 0x5A {
            return nil
        }
        let local = dayNumber(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
        return Timestamp(seconds: local - offset, nanoseconds: nanoseconds, offset: offset)
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days since 1970-01-01 in the Gregorian calendar, years beginning in March so that the leap day is the last.
    private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The fields of the clock at its own offset.
    var local: Fields {
        let total = seconds + offset
        let day = total >= 0 ? total / 86400 : -((86399 - total) / 86400)
        let rest = total - day * 86400
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return Fields(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1, hour: rest / 3600, minute: rest / 60 % 60,
            second: rest % 60, weekday: ((day % 7) + 11) % 7)
    }

    mutating func add(_ duration: Int) {
        var sum = nanoseconds + duration % 1_000_000_000
        seconds += duration / 1_000_000_000
        if sum < 0 {
            sum += 1_000_000_000
            seconds -= 1
        }
        seconds += sum / 1_000_000_000
        nanoseconds = sum % 1_000_000_000
    }

    /// `+02:00`, `+0200`.
    func zone(colon: Bool) -> String {
        let minutes = abs(offset) / 60
        return (offset < 0 ? "-" : "+") + DateFormat.padded(minutes / 60) + (colon ? ":" : "")
            + DateFormat.padded(minutes % 60)
    }

    /// RFC 3339 to the second.
    var text: String {
        let fields = local
        let date = [
            DateFormat.padded(fields.year, 4), DateFormat.padded(fields.month), DateFormat.padded(fields.day),
        ]
        let time = [fields.hour, fields.minute, fields.second].map { DateFormat.padded($0) }
        return date.joined(separator: "-") + "T" + time.joined(separator: ":")
            + (offset == 0 ? "Z" : zone(colon: true))
    }

    /// `1h30m`, `-1.5s`, in nanoseconds; nil for what is no duration, or too long for 64 bits.
    static func duration(_ text: String) -> Int? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == 0x2D
        if isNegative || rest.first == 0x2B { rest = rest.dropFirst() }
        if rest.elementsEqual([0x30]) { return 0 }
        guard !rest.isEmpty else { return nil }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let whole = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(whole.count)
            var fraction: ArraySlice<UInt8> = []
            if rest.first == 0x2E {
                fraction = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
                rest = rest.dropFirst(1 + fraction.count)
            }
            guard !whole.isEmpty || !fraction.isEmpty else { return nil }
            let letters = rest.prefix { $0 != 0x2E && !(0x30...0x39).contains($0) }
            rest = rest.dropFirst(letters.count)
            guard let unit = unit(String(decoding: letters, as: UTF8.self)),
                let count = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self))
            else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            guard !overflow, product <= 1 << 63 else { return nil }
            // As many digits as fit, then in floating point, as Go computes it.
            var (digits, scale) = (UInt64(0), 1.0)
            for byte in fraction {
                guard digits <= (1 << 63 - 1) / 10 else { break }
                let next = digits * 10 + UInt64(byte - 0x30)
                guard next <= 1 << 63 else { break }
                digits = next
                scale *= 10
            }
            let (sum, tooLong) = total.addingReportingOverflow(
                product + (digits == 0 ? 0 : UInt64(Double(digits) * (Double(unit) / scale))))
            guard !tooLong, sum <= 1 << 63 else { return nil }
            total = sum
        }
        if isNegative { return total == 1 << 63 ? Int.min : -Int(total) }
        return Int(exactly: total)
    }

    private static func unit(_ name: String) -> UInt64? {
        switch name {
        case "ns": 1
        case "us", "\u{B5}s", "\u{3BC}s": 1000
        case "ms": 1_000_000
        case "s": 1_000_000_000
        case "m": 60_000_000_000
        case "h": 3_600_000_000_000
        default: nil
        }
    }
}

/// The patterns of `formatdate`.
private enum DateFormat {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    static func padded(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    static func write(_ format: [UInt8], _ time: Timestamp) throws(FunctionError) -> String {
        var result: [UInt8] = []
        var rest = format[...]
        let fields = time.local
        while let first = rest.first {
            if first == 0x27 {
                result += try quoted(&rest)
            } else if isLetter(first) {
                let count = rest.prefix { $0 == first }.count
                rest = rest.dropFirst(count)
                guard let text = verb(first, count, fields, time) else {
                    throw .message(
                        "\"\(String(repeating: Character(Unicode.Scalar(first)), count: min(count, 20)))\" is no part of a date"
                    )
                }
                result += text.utf8
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// Text between quotes, in which two are one; two alone are one as well.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) throws(FunctionError) -> [UInt8] {
        rest = rest.dropFirst()
        if rest.first == 0x27 {
            rest = rest.dropFirst()
            return [0x27]
        }
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == 0x27 else {
                text.append(byte)
                continue
            }
            guard rest.first == 0x27 else { return text }
            rest = rest.dropFirst()
            text.append(byte)
        }
        throw .message("a quote is not closed")
    }

    private static func verb(_ letter: UInt8, _ count: Int, _ fields: Timestamp.Fields, _ time: Timestamp)
        -> String?
    {
        switch (Character(Unicode.Scalar(letter)), count) {
        case ("Y", 2): padded(fields.year % 100)
        case ("Y", 4): padded(fields.year, 4)
        case ("M", 1): String(fields.month)
        case ("M", 2): padded(fields.month)
        case ("M", 3): String(months[fields.month - 1].prefix(3))
        case ("M", 4): months[fields.month - 1]
        case ("D", 1): String(fields.day)
        case ("D", 2): padded(fields.day)
        case ("E", 3): String(weekdays[fields.weekday].prefix(3))
        case ("E", 4): weekdays[fields.weekday]
        case ("h", 1): String(fields.hour)
        case ("h", 2): padded(fields.hour)
        case ("H", 1): String((fields.hour + 11) % 12 + 1)
        case ("H", 2): padded((fields.hour + 11) % 12 + 1)
        case ("A", 2): fields.hour < 12 ? "AM" : "PM"
        case ("a", 2): fields.hour < 12 ? "am" : "pm"
        case ("m", 1): String(fields.minute)
        case ("m", 2): padded(fields.minute)
        case ("s", 1): String(fields.second)
        case ("s", 2): padded(fields.second)
        case ("Z", 1): time.offset == 0 ? "Z" : time.zone(colon: true)
        case ("Z", 3): time.offset == 0 ? "UTC" : time.zone(colon: false)
        case ("Z", 4): time.zone(colon: false)
        case ("Z", 5): time.zone(colon: true)
        default: nil
        }
    }
}
