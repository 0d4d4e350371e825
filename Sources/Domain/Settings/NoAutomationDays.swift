public import Model

/// Days that come again, on which the bot merges nothing: holidays, a company's quiet days, Fridays.
public struct NoAutomationDays: Hashable, Sendable {
    /// A day of the calendar; without a year it comes every year.
    public struct Day: Hashable, Sendable {
        /// Nil for every year.
        public var year: Int?
        /// 1…12.
        public var month: Int
        /// 1…31.
        public var day: Int

        /// Makes a day.
        public init(year: Int?, month: Int, day: Int) {
            self.year = year
            self.month = month
            self.day = day
        }
    }

    /// From a day to a day, both included; `12-24` to `01-02` runs over the new year.
    public struct Span: Hashable, Sendable {
        /// The first day.
        public var first: Day
        /// The last day.
        public var last: Day

        /// Makes a span; years stand in both days or in none.
        public init(first: Day, last: Day) {
            self.first = first
            self.last = last
        }
    }

    /// Spans of days.
    public var spans: [Span]
    /// Days of the week, 1 Monday … 7 Sunday.
    public var weekdays: Set<Int>
    /// The zone in which a day begins and ends.
    public var zone: String
    /// Why, for people; empty when the file does not say.
    public var reason: String
    /// `path:line` of the entry.
    public var source: String

    /// Makes days without automation.
    public init(spans: [Span], weekdays: Set<Int>, zone: String, reason: String = "", source: String) {
        self.spans = spans
        self.weekdays = weekdays
        self.zone = zone
        self.reason = reason
        self.source = source
    }

    /// The freezes that these days make up from a week before `time` until two months after it, neighbours as one.
    public func freezes(near time: Timestamp) -> [Freeze] {
        guard let clock = ZoneClock(zone) else {
            // Unknown zones are refused when the file is read; should one slip through, nothing is merged.
            let window = TimeWindow(start: time.adding(seconds: -86_400), end: time.adding(seconds: 86_400))
            return [Freeze(window: window, reason: reason, source: source)]
        }
        let today = time.civil
        let noon = Timestamp(
            seconds: time.seconds - Int64(today.hour * 3600 + today.minute * 60 + today.second))
        var freezes: [Freeze] = []
        for offset in -7...62 {
            let day = noon.adding(seconds: Double(offset) * 86_400)
            guard includes(day) else { continue }
            let window = TimeWindow(
                start: clock.start(ofDay: day), end: clock.start(ofDay: day.adding(seconds: 86_400)))
            if let last = freezes.indices.last, freezes[last].window.end == window.start {
                freezes[last].window.end = window.end
            } else {
                freezes.append(Freeze(window: window, reason: reason, source: source))
            }
        }
        return freezes
    }

    /// True for a day that is written as its midnight in UTC.
    private func includes(_ day: Timestamp) -> Bool {
        let civil = day.civil
        return weekdays.contains(civil.weekday)
            || spans.contains { $0.includes(year: civil.year, month: civil.month, day: civil.day) }
    }
}

extension NoAutomationDays.Span {
    func includes(year: Int, month: Int, day: Int) -> Bool {
        if let from = first.year, let to = last.year {
            return (from, first.month, first.day) <= (year, month, day)
                && (year, month, day) <= (to, last.month, last.day)
        }
        let isLate = (first.month, first.day) <= (month, day)
        let isEarly = (month, day) <= (last.month, last.day)
        return (first.month, first.day) <= (last.month, last.day) ? isLate && isEarly : isLate || isEarly
    }
}

extension RepositorySettings {
    /// All freezes that matter around a moment: those with dates, and what the days without automation make of them.
    public func freezes(near time: Timestamp) -> [Freeze] {
        freezes + noAutomation.flatMap { $0.freezes(near: time) }
    }
}
