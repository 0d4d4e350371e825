extension GoLayout {
    /// Reads a time as Go's `time.Parse` does.
    ///
    /// - Throws: a `GoFault` with Go's words.
    func parse(_ value: String, _ origins: Origins) throws -> GoTime {
        var reader = GoTimeReader(layout: layout, value: value)
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .text(let text): try reader.skip(text)
            case .element(let element):
                var next: String?
                if index + 1 < pieces.count, case .element(let following) = pieces[index + 1] {
                    next = following
                }
                try reader.read(element, next: next)
            }
        }
        return try reader.time(origins)
    }
}

/// The parts of a time while it is being read.
private struct GoTimeReader {
    let layout: String
    let value: String
    private var rest: ArraySlice<UInt8>
    private var year = 0
    private var month: Int?
    private var day: Int?
    private var dayOfYear: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanoseconds = 0
    private var isAfternoon: Bool?
    private var zone: GoZone?

    init(layout: String, value: String) {
        self.layout = layout
        self.value = value
        rest = Array(value.utf8)[...]
    }

    private func quoted(_ text: String) -> String { GoQuote.quote(GoText(text)).string }

    private func bad(_ element: String) -> GoFault {
        let held = quoted(String(decoding: rest, as: UTF8.self))
        return GoFault(
            "parsing time \(quoted(value)) as \(quoted(layout)): cannot parse \(held) as \(quoted(element))")
    }

    private func outOfRange(_ what: String) -> GoFault {
        GoFault("parsing time \(quoted(value)): \(what) out of range")
    }

    /// Literal text; runs of blanks are alike.
    mutating func skip(_ text: String) throws {
        var wanted = Array(text.utf8)[...]
        let whole = self
        while let byte = wanted.first {
            if byte == 32 {
                if let first = rest.first, first != 32 { throw whole.bad(text) }
                wanted = wanted.drop { $0 == 32 }
                rest = rest.drop { $0 == 32 }
                continue
            }
            guard rest.first == byte else { throw whole.bad(text) }
            rest.removeFirst()
            wanted.removeFirst()
        }
    }

    private mutating func number(_ element: String, _ width: Int, isFixed: Bool) throws -> Int {
        let digits = rest.prefix(width).prefix { GoCharacters.isDigit($0) }
        guard !digits.isEmpty, !isFixed || digits.count == width else { throw bad(element) }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private mutating func name(_ element: String, _ names: [String]) throws -> Int {
        for (index, name) in names.enumerated() {
            let bytes = Array(name.utf8)
            guard rest.count >= bytes.count, zip(rest, bytes).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
                continue
            }
            rest = rest.dropFirst(bytes.count)
            return index
        }
        throw bad(element)
    }

    mutating func read(_ element: String, next: String?) throws {
        switch element {
        case "06":
            let number = try number(element, 2, isFixed: true)
            year = number >= 69 ? 1900 + number : 2000 + number
        case "2006": year = try number(element, 4, isFixed: true)
        case "January": month = try name(element, CivilDate.months) + 1
        case "Jan": month = try name(element, CivilDate.months.map { String($0.prefix(3)) }) + 1
        case "Monday": _ = try name(element, CivilDate.weekdays)
        case "Mon": _ = try name(element, CivilDate.weekdays.map { String($0.prefix(3)) })
        case "1", "01":
            let number = try number(element, 2, isFixed: element == "01")
            guard (1...12).contains(number) else { throw outOfRange("month") }
            month = number
        case "2", "_2", "02":
            if element == "_2", rest.first == 32 { rest.removeFirst() }
            day = try number(element, 2, isFixed: element == "02")
        case "002", "__2":
            if element == "__2" { rest = rest.drop { $0 == 32 } }
            dayOfYear = try number(element, 3, isFixed: element == "002")
        case "15":
            hour = try number(element, 2, isFixed: false)
            if hour > 23 { throw outOfRange("hour") }
        case "3", "03":
            hour = try number(element, 2, isFixed: element == "03")
            if hour > 12 { throw outOfRange("hour") }
        case "4", "04":
            minute = try number(element, 2, isFixed: element == "04")
            if minute > 59 { throw outOfRange("minute") }
        case "5", "05":
            second = try number(element, 2, isFixed: element == "05")
            if second > 59 { throw outOfRange("second") }
            // A fraction may follow the seconds even where the layout has none.
            if let mark = rest.first, mark == 0x2E || mark == 0x2C,
                rest.dropFirst().first.map(GoCharacters.isDigit) == true,
                next.map({ $0.hasPrefix(".") || $0.hasPrefix(",") }) != true
            {
                readFraction()
            }
        case "PM", "pm":
            let word = String(decoding: rest.prefix(2), as: UTF8.self)
            let isUpper = element == "PM"
            guard word == (isUpper ? "PM" : "pm") || word == (isUpper ? "AM" : "am") else {
                throw bad(element)
            }
            isAfternoon = word.lowercased() == "pm"
            rest = rest.dropFirst(2)
        case "MST": try readAbbreviation()
        default:
            if element.hasPrefix("Z") || element.hasPrefix("-") { return try readOffset(element) }
            let digits = rest.dropFirst().prefix { GoCharacters.isDigit($0) }.count
            let hasMark = rest.first == 0x2E || rest.first == 0x2C
            if element.hasSuffix("0") {
                guard hasMark, digits == element.utf8.count - 1 else { throw bad(element) }
            }
            if hasMark, digits > 0 { readFraction() }
        }
    }

    private mutating func readFraction() {
        rest.removeFirst()
        let digits = rest.prefix { GoCharacters.isDigit($0) }
        rest = rest.dropFirst(digits.count)
        var scale = 100_000_000
        nanoseconds = 0
        for digit in digits.prefix(9) {
            nanoseconds += Int(digit - 48) * scale
            scale /= 10
        }
    }

    private mutating func readOffset(_ element: String) throws {
        if element.hasPrefix("Z"), rest.first == 0x5A {
            rest.removeFirst()
            zone = .utc
            return
        }
        let whole = self
        guard let sign = rest.first, sign == 0x2B || sign == 0x2D else { throw bad(element) }
        rest.removeFirst()
        var parts: [Int] = []
        let hasColon = element.contains(":")
        let count = element.utf8.count { GoCharacters.isDigit($0) } / 2
        for index in 0..<count {
            if hasColon, index > 0 {
                guard rest.first == 0x3A else { throw whole.bad(element) }
                rest.removeFirst()
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(GoCharacters.isDigit) else { throw whole.bad(element) }
            parts.append(digits.reduce(0) { $0 * 10 + Int($1 - 48) })
            rest = rest.dropFirst(2)
        }
        parts += [0, 0]
        guard parts[0] <= 24, parts[1] < 60, parts[2] < 60 else { throw outOfRange("time zone offset") }
        let offset = parts[0] * 3600 + parts[1] * 60 + parts[2]
        zone = offset == 0 ? .utc : .fixed(sign == 0x2D ? -offset : offset, "")
    }

    private mutating func readAbbreviation() throws {
        let word = rest.prefix { (0x41...0x5A).contains($0) }
        let text = String(decoding: word, as: UTF8.self)
        guard (3...5).contains(word.count), !(word.count == 5 && word.last != 0x54) else { throw bad("MST") }
        rest = rest.dropFirst(word.count)
        guard text == "UTC" else {
            // Go takes the machine's zone or a made-up one of this name: another machine, another moment.
            throw GoFault("time zone abbreviation \"\(text)\" is not computed here", id: GoFault.unsupported)
        }
        zone = .utc
    }

    func time(_ origins: Origins) throws -> GoTime {
        guard rest.isEmpty else {
            let extra = quoted(String(decoding: rest, as: UTF8.self))
            throw GoFault("parsing time \(quoted(value)): extra text: \(extra)")
        }
        var hour = hour
        if isAfternoon == true, hour < 12 { hour += 12 }
        if isAfternoon == false, hour == 12 { hour = 0 }
        var (month, day) = (month ?? 1, day ?? 1)
        if let dayOfYear {
            guard dayOfYear >= 1, dayOfYear <= 337 + CivilDate.days(inMonth: 2, of: year) else {
                throw outOfRange("day-of-year")
            }
            let date = CivilDate(seconds: CivilDate.seconds(year: year, month: 1, day: dayOfYear))
            (month, day) = (date.month, date.day)
        }
        guard day >= 1, day <= CivilDate.days(inMonth: month, of: year) else { throw outOfRange("day") }
        let zone = zone ?? .utc
        let clock = CivilDate.seconds(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return GoTime(
            seconds: clock - Int64(zone.offset(at: clock)), nanoseconds: nanoseconds, zone: zone, origins)
    }
}
