/// Days and times of the Gregorian calendar, in UTC.
struct CivilDate {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int
    /// 0 is Sunday.
    var weekday: Int

    /// The date of seconds since 1970 (Howard Hinnant's civil-from-days).
    init(seconds: Int64) {
        let total = Int(min(max(seconds, -60_000_000_000), 250_000_000_000))
        var days = total / 86400
        var rest = total % 86400
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        weekday = ((days + 4) % 7 + 7) % 7
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * part + 2) / 5 + 1
        month = part < 10 ? part + 3 : part - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    private static let weekdays = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
    ]

    /// The pieces of Go's layouts, longest first where one begins like another.
    private static let pieces = [
        "January", "Jan", "Monday", "Mon", "MST", "2006", "-07:00", "Z07:00", "-0700", "Z0700", "01", "02",
        "03", "04", "05", "06", "15", "PM", "pm", "_2", "1", "2", "3", "4", "5",
    ]

    /// The date in one of Go's layouts.
    func formatted(_ layout: String) -> String {
        var result = ""
        var rest = Substring(layout)
        while !rest.isEmpty {
            if let piece = Self.pieces.first(where: { rest.hasPrefix($0) }) {
                result += text(piece)
                rest = rest.dropFirst(piece.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    private func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    private func text(_ piece: String) -> String {
        let half = hour % 12 == 0 ? 12 : hour % 12
        switch piece {
        case "January": return Self.months[month - 1]
        case "Jan": return String(Self.months[month - 1].prefix(3))
        case "Monday": return Self.weekdays[weekday]
        case "Mon": return String(Self.weekdays[weekday].prefix(3))
        case "MST": return "UTC"
        case "2006": return String(repeating: "0", count: max(0, 4 - String(year).count)) + String(year)
        case "06": return two(year % 100)
        case "-07:00": return "+00:00"
        case "-0700": return "+0000"
        case "Z07:00", "Z0700": return "Z"
        case "01": return two(month)
        case "1": return String(month)
        case "02": return two(day)
        case "_2": return day < 10 ? " \(day)" : String(day)
        case "2": return String(day)
        case "15": return two(hour)
        case "03": return two(half)
        case "3": return String(half)
        case "04": return two(minute)
        case "4": return String(minute)
        case "05": return two(second)
        case "5": return String(second)
        case "PM": return hour < 12 ? "AM" : "PM"
        default: return hour < 12 ? "am" : "pm"
        }
    }
}
