public import Model

extension MergeTimes {
    /// True when the wall clock of the zone stands inside at `time`; an unknown zone is closed.
    ///
    /// A window that runs past midnight (`22:00-04:00`) belongs to the day on which it begins. An hour that the clock
    /// shows twice in autumn is open both times; one that it skips in spring does not occur.
    public func isOpen(at time: Timestamp) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .weekly(let days, let from, let to, let zone):
            guard let wall = ZoneClock(zone)?.wall(at: time) else { return false }
            if from < to {
                return days.contains(wall.weekday) && wall.minute >= from && wall.minute < to
            }
            let dayBefore = wall.weekday == 1 ? 7 : wall.weekday - 1
            return days.contains(wall.weekday) && wall.minute >= from
                || days.contains(dayBefore) && wall.minute < to
        }
    }

    /// The first moment after `time` at which the window is closed, or `limit` when it stays open until then.
    ///
    /// Nil when it is closed at `time`.
    public func closing(after time: Timestamp, limit: Timestamp) -> Timestamp? {
        guard isOpen(at: time) else { return nil }
        guard case .weekly = self else { return limit }
        return boundary(after: time, limit: limit) { !isOpen(at: $0) } ?? limit
    }

    /// The first moment after `time` at which the window is open, within eight days; nil when there is none.
    public func opening(after time: Timestamp) -> Timestamp? {
        guard case .weekly = self else { return nil }
        return boundary(after: time, limit: time.adding(seconds: 8 * 86_400)) { isOpen(at: $0) }
    }

    /// Windows change at whole minutes, so looking at each of them finds every change, those of the clock included.
    private func boundary(after time: Timestamp, limit: Timestamp, _ isThere: (Timestamp) -> Bool)
        -> Timestamp?
    {
        var minute = Timestamp(seconds: (time.seconds / 60 + 1) * 60)
        while minute < limit {
            if isThere(minute) { return minute }
            minute = minute.adding(seconds: 60)
        }
        return nil
    }
}

extension MergeTimes: CustomStringConvertible {
    /// `always`, `never`, or `Mon–Thu 08:00–16:00 Europe/Berlin`.
    public var description: String {
        switch self {
        case .always: "always"
        case .never: "never"
        case .weekly(let days, let from, let to, let zone):
            "\(Weekday.text(of: days)) \(MergeTimes.clock(from))–\(MergeTimes.clock(to)) \(zone)"
        }
    }

    private static func clock(_ minute: Int) -> String {
        let hour = String(minute / 60)
        let rest = String(minute % 60)
        return (hour.count < 2 ? "0" : "") + hour + ":" + (rest.count < 2 ? "0" : "") + rest
    }
}

/// Days of the week as policy files write them; 1 is Monday.
enum Weekday {
    static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Runs of three or more days are shortened: `Mon–Thu, Sat`.
    static func text(of days: Set<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for day in days.sorted() {
            if let last = runs.last, last.upperBound == day - 1 {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
        return runs.map { run in
            let names = run.map { Weekday.names[$0 - 1].capitalizedFirst }
            return run.count > 2 ? "\(names[0])–\(names[run.count - 1])" : names.joined(separator: ", ")
        }.joined(separator: ", ")
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
