internal import Model

/// When a CronJob is due, in the five fields of cron; times of day are taken for UTC, which changes no count over weeks.
struct CronSchedule: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case fields(minutes: Set<Int>, hours: Set<Int>, days: Set<Int>, months: Set<Int>, weekdays: Set<Int>)
        case every(Int)
    }

    /// As the CronJob says it.
    let text: String
    private let form: Form
    /// Where both days are restricted, either will do.
    private let isEither: Bool

    /// Nil for what is no schedule.
    init?(_ text: String) {
        self.text = text
        var parts = text.split(whereSeparator: \.isWhitespace).map { $0.uppercased() }
        if let first = parts.first, first.hasPrefix("TZ=") || first.hasPrefix("CRON_TZ=") {
            parts.removeFirst()
        }
        if parts.count == 2, parts[0] == "@EVERY" {
            guard let seconds = CronSchedule.seconds(parts[1]), seconds > 0 else { return nil }
            (form, isEither) = (.every(seconds), false)
            return
        }
        if parts.count == 1 {
            guard let named = CronSchedule.names[parts[0]] else { return nil }
            parts = named.split(separator: " ").map(String.init)
        }
        guard parts.count == 5, let minutes = CronSchedule.field(parts[0], 0...59),
            let hours = CronSchedule.field(parts[1], 0...23), let days = CronSchedule.field(parts[2], 1...31),
            let months = CronSchedule.field(parts[3], 1...12, CronSchedule.months),
            var weekdays = CronSchedule.field(parts[4], 0...7, CronSchedule.weekdays)
        else { return nil }
        if weekdays.contains(7) { weekdays.insert(0) }
        form = .fields(minutes: minutes, hours: hours, days: days, months: months, weekdays: weekdays)
        isEither = [parts[2], parts[4]].allSatisfy { !$0.hasPrefix("*") && $0 != "?" }
    }

    /// How often it is due after `start` and up to `end`.
    func count(after start: Timestamp, through end: Timestamp) -> Int {
        let (first, last) = (start.milliseconds, end.milliseconds)
        guard last > first else { return 0 }
        switch form {
        case .every(let seconds): return Int((last - first) / (Int64(seconds) * 1000))
        case .fields(let minutes, let hours, let days, let months, let weekdays):
            let moments = hours.flatMap { hour in minutes.map { Int64(hour * 60 + $0) * 60_000 } }
            var count = 0
            for day in CronSchedule.day(first)...CronSchedule.day(last) {
                let date = CronSchedule.date(day)
                guard months.contains(date.month) else { continue }
                let isWeekday = weekdays.contains(CronSchedule.weekday(day))
                let isDay = days.contains(date.day)
                guard isEither ? isDay || isWeekday : isDay && isWeekday else { continue }
                count += moments.count { moment in
                    let time = day * 86_400_000 + moment
                    return time > first && time <= last
                }
            }
            return count
        }
    }

    private static let names = [
        "@YEARLY": "0 0 1 1 *", "@ANNUALLY": "0 0 1 1 *", "@MONTHLY": "0 0 1 * *", "@WEEKLY": "0 0 * * 0",
        "@DAILY": "0 0 * * *", "@MIDNIGHT": "0 0 * * *", "@HOURLY": "0 * * * *",
    ]
    private static let months = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// `*`, `*/5`, `1-5`, `1,3`, `10-50/20`, `MON-FRI`; nil for anything else.
    private static func field(_ text: String, _ range: ClosedRange<Int>, _ words: [String] = []) -> Set<Int>?
    {
        var all: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard halves.count <= 2, let step = halves.count == 2 ? Int(halves[1]) : 1, step > 0 else {
                return nil
            }
            var bounds = range
            if halves[0] != "*", halves[0] != "?" {
                let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
                    .map { number(String($0), words, from: range.lowerBound) }
                guard (1...2).contains(ends.count), let low = ends[0], let high = ends[ends.count - 1],
                    low <= high, range.contains(low), range.contains(high)
                else { return nil }
                bounds = low...(ends.count == 1 && halves.count == 2 ? range.upperBound : high)
            }
            all.formUnion(stride(from: bounds.lowerBound, through: bounds.upperBound, by: step))
        }
        return all
    }

    private static func number(_ text: String, _ words: [String], from first: Int) -> Int? {
        words.firstIndex(of: text).map { $0 + first } ?? (text.allSatisfy(\.isNumber) ? Int(text) : nil)
    }

    /// `1H30M` of Go's durations, in seconds.
    private static func seconds(_ text: String) -> Int? {
        var (sum, digits) = (0, "")
        for character in text {
            if character.isNumber { digits.append(character); continue }
            guard let unit = ["H": 3600, "M": 60, "S": 1][character], let count = Int(digits), count < 1 << 31
            else { return nil }
            (sum, digits) = (sum + count * unit, "")
        }
        return digits.isEmpty ? sum : nil
    }

    private static func day(_ milliseconds: Int64) -> Int64 {
        Int64((Double(milliseconds) / 86_400_000).rounded(.down))
    }

    /// 1970-01-01 was a Thursday.
    private static func weekday(_ day: Int64) -> Int { Int(((day + 4) % 7 + 7) % 7) }

    /// Month and day of a day since 1970, by the Gregorian calendar (Howard Hinnant's `civil_from_days`).
    private static func date(_ day: Int64) -> (month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let place = (5 * ofYear + 2) / 153
        return (Int(place < 10 ? place + 3 : place - 9), Int(ofYear - (153 * place + 2) / 5 + 1))
    }
}
