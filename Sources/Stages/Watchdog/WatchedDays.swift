internal import Diagnostics
internal import Model
internal import Settings

/// Days of `.trimtab.yml` on which nothing was to be merged, by a reading of its own.
struct WatchedDays {
    /// From a day to a day, as numbers that compare as days do: of the year where none is said, else of all times.
    private struct Span {
        var first: Int
        var last: Int
        var hasYear: Bool
    }

    private static let week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private var spans: [Span] = []
    private var weekdays: [String]
    private let clock: ZoneClock

    /// Nil where the entry cannot be understood.
    init?(_ node: ConfigNode) {
        guard let clock = node["zone"]?.scalarText.flatMap({ ZoneClock($0) }) else { return nil }
        self.clock = clock
        weekdays = node["weekdays"]?.texts ?? []
        guard weekdays.allSatisfy(WatchedDays.week.contains) else { return nil }
        for text in node["days"]?.texts ?? [] {
            let ends = text.split(separator: ".").map(WatchedDays.number)
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
                first.hasYear == last.hasYear
            else { return nil }
            spans.append(Span(first: first.day, last: last.day, hasYear: first.hasYear))
        }
    }

    /// `12-24` or `2026-12-24` as a number.
    private static func number(_ text: Substring) -> (day: Int, hasYear: Bool)? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        switch parts.count {
        case 2: return (parts[0] * 100 + parts[1], false)
        case 3: return (parts[0] * 10_000 + parts[1] * 100 + parts[2], true)
        default: return nil
        }
    }

    /// Whether a moment lies in one of the days, as the calendar of the zone shows them.
    func include(_ time: Timestamp) -> Bool {
        let midnight = time.civil
        let seconds = midnight.hour * 3_600 + midnight.minute * 60 + midnight.second
        let today = Timestamp(seconds: time.seconds - Int64(seconds))
        // The day there is the one here, or one beside it.
        for offset in [-1.0, 0, 1] {
            let day = today.adding(seconds: offset * 86_400)
            guard clock.start(ofDay: day) <= time,
                time < clock.start(ofDay: day.adding(seconds: 86_400))
            else { continue }
            let civil = day.civil
            let inYear = civil.month * 100 + civil.day
            return weekdays.contains(WatchedDays.week[civil.weekday - 1])
                || spans.contains { span in
                    if span.hasYear {
                        let day = civil.year * 10_000 + inYear
                        return span.first <= day && day <= span.last
                    }
                    // Over the new year.
                    if span.first > span.last { return span.first <= inYear || inYear <= span.last }
                    return span.first <= inYear && inYear <= span.last
                }
        }
        return false
    }
}
