public import Model

/// The default strategy: daily percentiles for CPU, the greatest peak for memory.
///
/// docs/strategy.md explains it.
///
/// CPU is elastic: a moment without it costs time. The need is the use that is exceeded for little time on every
/// day and does not return: the greater of the highest daily p95, and the second highest daily p99. A daily or
/// weekly rhythm thereby counts by its busiest day, a wave of ten minutes counts when it comes on two days, and a
/// single spike does not count.
/// Memory is not elastic: a moment without it is a kill. The need is the greatest sample.
public struct PercentileStrategy: Strategy {
    /// The name in configuration and evidence.
    public let name = "percentile"

    /// Makes the strategy.
    public init() {}

    /// An estimator of cores.
    public func makeCPUEstimator(origin: Timestamp) -> any UsageEstimator {
        DailyEstimator(origin: origin, isElastic: true)
    }

    /// An estimator of bytes.
    public func makeMemoryEstimator(origin: Timestamp) -> any UsageEstimator {
        DailyEstimator(origin: origin, isElastic: false)
    }
}

/// Keeps one day of samples and four numbers for each day before it.
private struct DailyEstimator: UsageEstimator {
    private struct Day {
        var p95: Double
        var p99: Double
        var peak: Double
    }

    private let origin: Timestamp
    private let isElastic: Bool
    private var today: [Double] = []
    private var dayIndex: Int64 = .min
    private var days: [Day] = []

    init(origin: Timestamp, isElastic: Bool) {
        self.origin = origin
        self.isElastic = isElastic
    }

    mutating func observe(_ value: Double, at time: Timestamp) {
        let index = Int64((time.seconds(since: origin) / 86_400).rounded(.down))
        if index != dayIndex {
            if let day = DailyEstimator.summary(today) { days.append(day) }
            today.removeAll(keepingCapacity: true)
            dayIndex = index
        }
        today.append(value)
    }

    func estimate() -> UsageEstimate? {
        let all = days + (DailyEstimator.summary(today).map { [$0] } ?? [])
        guard let peak = all.map(\.peak).max(), let top = all.map(\.p95).max() else { return nil }
        let tops = all.map { isElastic ? $0.p95 : $0.peak }.sorted()
        let highest = tops[tops.count - 1]
        let spread = highest > 0 ? (highest - tops[tops.count / 2]) / highest : 0
        guard isElastic else { return UsageEstimate(need: peak, peak: peak, spread: spread) }
        let p99 = all.map(\.p99).sorted()
        let recurring = p99.count > 1 ? p99[p99.count - 2] : p99[0]
        return UsageEstimate(need: max(top, recurring), peak: peak, spread: spread)
    }

    private static func summary(_ values: [Double]) -> Day? {
        let quantiles = Quantiles(values)
        guard !quantiles.isEmpty else { return nil }
        return Day(p95: quantiles[0.95], p99: quantiles[0.99], peak: quantiles.maximum)
    }
}
