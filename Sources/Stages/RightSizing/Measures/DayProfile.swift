internal import Model

/// What each day was like: one day of samples, and three numbers for each day before it.
///
/// A daily or weekly rhythm counts by its busiest day; a wave of ten minutes counts when it comes on two days; a
/// single spike counts in the peak alone.
public struct DayProfile: Sendable, Hashable, Codable {
    private struct Day: Hashable, Codable {
        var index: Int
        var p95: Double
        var p99: Double
        var peak: Double
    }

    private let origin: Double
    private let limit: Int
    private var today: [Double] = []
    private var dayIndex: Int?
    private var days: [Day] = []

    /// - Parameters:
    ///   - origin: seconds at which a day begins.
    ///   - days: how many days count, today included.
    public init(origin: Double = 0, days: Int = .max) {
        self.origin = origin
        limit = max(1, days)
    }

    /// Takes one sample; times never go back.
    public mutating func observe(_ value: Double, at time: Double) {
        let index = Days.index(time - origin)
        if index != dayIndex {
            if let day = ended { days.append(day) }
            if days.count >= limit { days.removeFirst(days.count - limit + 1) }
            today.removeAll(keepingCapacity: true)
            dayIndex = index
        }
        today.append(value)
    }

    /// The newest day as if it were over.
    private var ended: Day? { dayIndex.flatMap { DayProfile.summary(today, $0) } }

    private var all: [Day] { days + (ended.map { [$0] } ?? []) }

    /// The greatest sample; nil before the first.
    public var peak: Double? { all.map(\.peak).max() }

    /// What is exceeded for little time on every day and does not return: the greater of the highest daily p95
    /// and the second highest daily p99; nil before the first sample.
    public var recurring: Double? {
        let all = all
        guard let top = all.map(\.p95).max() else { return nil }
        let p99 = all.map(\.p99).sorted()
        return max(top, p99.count > 1 ? p99[p99.count - 2] : p99[0])
    }

    /// How much the days differ, 0…1: the distance of the median day from the top day, as a share of the top day.
    ///
    /// Days are compared by their peaks, or by their p95 where a moment more or less does not count.
    public func spread(ofPeaks: Bool) -> Double {
        let tops = all.map { ofPeaks ? $0.peak : $0.p95 }.sorted()
        guard let highest = tops.last, highest > 0 else { return 0 }
        return (highest - tops[tops.count / 2]) / highest
    }

    private static func summary(_ values: [Double], _ index: Int) -> Day? {
        let quantiles = Quantiles(values)
        guard !quantiles.isEmpty else { return nil }
        return Day(index: index, p95: quantiles[0.95], p99: quantiles[0.99], peak: quantiles.maximum)
    }
}

extension DayProfile {
    /// Days are put together whole: of a day that is over only three numbers are left, and no two of them make one.
    mutating func merge(_ other: DayProfile) throws {
        guard let theirs = other.dayIndex else { return }
        guard let ours = dayIndex else {
            self = other
            return
        }
        var joined = days + other.days
        if ours == theirs {
            today += other.today
        } else {
            // The older of both newest days is over.
            joined += [ours < theirs ? ended : other.ended].compactMap { $0 }
            if ours < theirs { (today, dayIndex) = (other.today, theirs) }
        }
        joined.sort { $0.index < $1.index }
        let indices = joined.map(\.index) + [max(ours, theirs)]
        if let twice = zip(indices, indices.dropFirst()).first(where: { $0 == $1 }) {
            throw StateFlaw(
                "both saw a part of the same day (of \(Timestamp(seconds: Int64(origin + Double(twice.0) * Days.second)))); "
                    + "days are put together whole")
        }
        days = Array(joined.suffix(limit - 1))
    }

    func isAlike(_ other: DayProfile) -> Bool { origin == other.origin && limit == other.limit }

    var flaw: String? {
        let indices = days.map(\.index) + (dayIndex.map { [$0] } ?? [])
        return StateCheck.first(
            StateCheck.demand(StateCheck.isTime(origin) && limit > 0, "its days begin nowhere"),
            StateCheck.demand(today.isEmpty == (dayIndex == nil), "its newest day has no samples"),
            StateCheck.demand(today.allSatisfy(StateCheck.isAmount), "a sample is no amount"),
            StateCheck.demand(zip(indices, indices.dropFirst()).allSatisfy(<), "its days are not in order"),
            StateCheck.demand(days.count < limit, "it has more days than are kept"),
            StateCheck.demand(
                days.allSatisfy {
                    0 <= $0.p95 && $0.p95 <= $0.p99 && $0.p99 <= $0.peak && StateCheck.isAmount($0.peak)
                },
                "a day's numbers contradict each other"))
    }
}
