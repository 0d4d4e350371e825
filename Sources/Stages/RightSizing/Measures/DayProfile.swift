/// What each day was like: one day of samples, and three numbers for each day before it.
///
/// A daily or weekly rhythm counts by its busiest day; a wave of ten minutes counts when it comes on two days; a
/// single spike counts in the peak alone.
public struct DayProfile: Sendable {
    private struct Day {
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
            if let day = DayProfile.summary(today) { days.append(day) }
            if days.count >= limit { days.removeFirst(days.count - limit + 1) }
            today.removeAll(keepingCapacity: true)
            dayIndex = index
        }
        today.append(value)
    }

    private var all: [Day] { days + (DayProfile.summary(today).map { [$0] } ?? []) }

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

    private static func summary(_ values: [Double]) -> Day? {
        let quantiles = Quantiles(values)
        guard !quantiles.isEmpty else { return nil }
        return Day(p95: quantiles[0.95], p99: quantiles[0.99], peak: quantiles.maximum)
    }
}
