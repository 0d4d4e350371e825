/// A layout of Go's `time`: text in which parts of 2 January 2006, 15:04:05 stand for those of another date.
struct GoLayout {
    enum Piece: Equatable {
        case text(String)
        case element(String)
    }

    let layout: String
    let pieces: [Piece]

    init(_ layout: String) {
        self.layout = layout
        var pieces: [Piece] = []
        var text: [UInt8] = []
        let bytes = Array(layout.utf8)
        var index = 0
        while index < bytes.count {
            if let element = Self.element(bytes, index) {
                if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                pieces.append(.element(element))
                index += element.utf8.count
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
        self.pieces = pieces
    }

    /// Longest first where one begins like another.
    private static let elements: [[UInt8]] = [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00:00", "-070000", "-07:00", "-0700", "-07",
        "Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07", "002", "01", "02", "03", "04", "05", "06", "15",
        "PM", "pm", "__2", "_2", "1", "2", "3", "4", "5",
    ].map { Array($0.utf8) }

    private static func element(_ bytes: [UInt8], _ index: Int) -> String? {
        if bytes[index] == 0x2E || bytes[index] == 0x2C, let fraction = fraction(bytes, index) {
            return fraction
        }
        for element in elements where bytes[index...].starts(with: element) {
            let next = index + element.count
            let text = String(decoding: element, as: UTF8.self)
            // `Janet` and `Month` are words.
            if text == "Jan" || text == "Mon", next < bytes.count, (0x61...0x7A).contains(bytes[next]) {
                continue
            }
            // `_2006` is a year after an underscore.
            if text == "_2", bytes[(index + 1)...].starts(with: "2006".utf8) { return nil }
            return text
        }
        return nil
    }

    private static func fraction(_ bytes: [UInt8], _ index: Int) -> String? {
        guard index + 1 < bytes.count, bytes[index + 1] == 0x30 || bytes[index + 1] == 0x39 else {
            return nil
        }
        var end = index + 1
        while end < bytes.count, bytes[end] == bytes[index + 1] { end += 1 }
        if end < bytes.count, GoCharacters.isDigit(bytes[end]) { return nil }
        return String(decoding: bytes[index..<end], as: UTF8.self)
    }

    // MARK: Writing

    func format(_ time: GoTime) throws -> String {
        let date = time.civil
        let offset = time.zone.offset(at: time.seconds)
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .element("MST"): result += try time.zone.abbreviation(at: time.seconds)
            case .element(let element): result += Self.text(element, date, time.nanoseconds, offset)
            }
        }
        return result
    }

    private static func two(_ number: Int) -> String { padded(number, 2) }

    private static func padded(_ number: Int, _ width: Int, with fill: Character = "0") -> String {
        let digits = String(number.magnitude)
        return (number < 0 ? "-" : "") + String(repeating: fill, count: max(0, width - digits.count)) + digits
    }

    private static func text(_ element: String, _ date: CivilDate, _ nanoseconds: Int, _ offset: Int)
        -> String
    {
        let half = date.hour % 12 == 0 ? 12 : date.hour % 12
        switch element {
        case "January": return CivilDate.months[date.month - 1]
        case "Jan": return String(CivilDate.months[date.month - 1].prefix(3))
        case "Monday": return CivilDate.weekdays[date.weekday]
        case "Mon": return String(CivilDate.weekdays[date.weekday].prefix(3))
        case "2006": return padded(date.year, 4)
        case "06": return two(abs(date.year) % 100)
        case "01": return two(date.month)
        case "1": return String(date.month)
        case "02": return two(date.day)
        case "_2": return padded(date.day, 2, with: " ")
        case "2": return String(date.day)
        case "002": return padded(date.dayOfYear, 3)
        case "__2": return padded(date.dayOfYear, 3, with: " ")
        case "15": return two(date.hour)
        case "03": return two(half)
        case "3": return String(half)
        case "04": return two(date.minute)
        case "4": return String(date.minute)
        case "05": return two(date.second)
        case "5": return String(date.second)
        case "PM": return date.hour < 12 ? "AM" : "PM"
        case "pm": return date.hour < 12 ? "am" : "pm"
        default: break
        }
        if element.hasPrefix("Z") || element.hasPrefix("-") { return zone(element, offset) }
        // A fraction: zeros keep their width, nines drop what is zero.
        var digits = String(padded(nanoseconds, 9).prefix(element.utf8.count - 1))
        digits += String(repeating: "0", count: max(0, element.utf8.count - 10))
        if element.hasSuffix("9") {
            while digits.hasSuffix("0") { digits.removeLast() }
            if digits.isEmpty { return "" }
        }
        return element.prefix(1) + digits
    }

    private static func zone(_ element: String, _ offset: Int) -> String {
        if element.hasPrefix("Z"), offset == 0 { return "Z" }
        let text = GoZone.text(offset, colon: element.contains(":"))
        switch element.dropFirst() {
        case "07": return String(text.prefix(3))
        case "070000": return text + two(abs(offset) % 60)
        case "07:00:00": return text + ":" + two(abs(offset) % 60)
        default: return text
        }
    }
}
