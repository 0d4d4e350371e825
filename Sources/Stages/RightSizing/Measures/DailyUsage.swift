/// What one resource did on each of the last days: a histogram and the peak of every day.
///
/// Its size does not depend on how many samples there were. Two histories of parts of the same samples merge into
/// the history of all of them.
struct DailyUsage: Hashable, Sendable, Codable {
    struct Day: Hashable, Sendable, Codable {
        var index: Int
        var histogram = LogHistogram()
        var peak = 0.0
    }

    /// Days that are kept, today included.
    let capacity: Int
    private(set) var days: [Day] = []
    private(set) var firstTime: Double?
    private(set) var lastTime: Double?
    private(set) var samples: UInt64 = 0

    init(capacity: Int) { self.capacity = capacity }

    /// Of days that follow each other, whatever their numbers were.
    init(numbering days: [Day]) {
        capacity = days.count
        self.days = days.enumerated().map { place, day in
            var day = day
            day.index = place
            return day
        }
    }

    mutating func add(_ value: Double, at time: Double) {
        let index = Days.index(time)
        if days.last?.index != index {
            days.append(Day(index: index))
            if days.count > capacity { days.removeFirst() }
        }
        let last = days.count - 1
        days[last].histogram.add(value)
        if value > days[last].peak { days[last].peak = value }
        firstTime = firstTime ?? time
        lastTime = time
        samples += 1
    }

    /// Takes samples at equal distances, the first at `start`, a day at a time; NaN was not measured.
    mutating func add(_ values: [Double], from start: Double, step: Double) {
        values.withUnsafeBufferPointer { values in
            var place = 0
            while place < values.count {
                let index = Days.index(start + Double(place) * step)
                // The first sample of the next day, checked against the same rounding as a single sample's.
                var end = Int(((Double(index + 1) * Days.second - start) / step).rounded(.up))
                end = max(place + 1, min(end, values.count))
                while end < values.count, Days.index(start + Double(end) * step) == index { end += 1 }
                while end > place + 1, Days.index(start + Double(end - 1) * step) != index { end -= 1 }
                addDay(index, values, place..<end, start, step)
                place = end
            }
        }
    }

    private mutating func addDay(
        _ index: Int, _ values: UnsafeBufferPointer<Double>, _ range: Range<Int>, _ start: Double,
        _ step: Double
    ) {
        guard let first = range.first(where: { !values[$0].isNaN }),
            let last = range.last(where: { !values[$0].isNaN })
        else { return }
        if days.last?.index != index {
            days.append(Day(index: index))
            if days.count > capacity { days.removeFirst() }
        }
        let place = days.count - 1
        let added = days[place].histogram.add(values, range)
        days[place].peak = max(days[place].peak, added.peak)
        firstTime = firstTime ?? start + Double(first) * step
        lastTime = start + Double(last) * step
        samples += added.count
    }

    mutating func merge(_ other: DailyUsage) {
        var byIndex: [Int: Day] = [:]
        for day in days + other.days {
            if var known = byIndex[day.index] {
                known.histogram.add(day.histogram)
                known.peak = max(known.peak, day.peak)
                byIndex[day.index] = known
            } else {
                byIndex[day.index] = day
            }
        }
        days = Array(byIndex.values.sorted { $0.index < $1.index }.suffix(capacity))
        firstTime = [firstTime, other.firstTime].compactMap { $0 }.min()
        lastTime = [lastTime, other.lastTime].compactMap { $0 }.max()
        samples += other.samples
    }

    /// Seconds from the first sample to the last.
    var span: Double { (lastTime ?? 0) - (firstTime ?? 0) }

    /// The histogram of the last `count` days.
    func histogram(days count: Int) -> LogHistogram {
        guard let newest = days.last?.index else { return LogHistogram() }
        var sum = LogHistogram()
        for day in days where day.index > newest - count { sum.add(day.histogram) }
        return sum
    }

    /// The greatest sample of the last `count` days; nil when there is none.
    func peak(days count: Int) -> Double? {
        guard let newest = days.last?.index else { return nil }
        return days.filter { $0.index > newest - count }.map(\.peak).max()
    }
}

extension DailyUsage {
    var flaw: String? {
        let totals = days.reduce(UInt64(0)) { $0 &+ $1.histogram.total }
        return StateCheck.first(
            days.compactMap(\.histogram.flaw).first,
            StateCheck.demand(days.count <= capacity, "it has more days than are kept"),
            StateCheck.demand(
                zip(days, days.dropFirst()).allSatisfy { $0.index < $1.index }, "its days are not in order"),
            StateCheck.demand(
                days.allSatisfy { StateCheck.isAmount($0.peak) && $0.histogram.canPeak(at: $0.peak) },
                "a day's peak is not that of its samples"),
            StateCheck.demand(totals <= samples, "it has fewer samples than its days"),
            StateCheck.demand(hasTimes, "its first or last moment is not of its days"))
    }

    private var hasTimes: Bool {
        guard let firstTime, let lastTime else { return days.isEmpty && samples == 0 }
        guard let oldest = days.first, let newest = days.last, StateCheck.isTime(firstTime),
            StateCheck.isTime(lastTime)
        else { return false }
        return firstTime <= lastTime && Days.index(lastTime) == newest.index
            && Days.index(firstTime) <= oldest.index
    }
}
