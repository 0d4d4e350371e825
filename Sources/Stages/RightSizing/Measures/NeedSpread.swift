internal import Foundation
public import Model

/// By which factor what a strategy asks for may change with other days of the same kind.
///
/// It keeps a histogram and a peak of each day, whatever the number of samples, and makes the strategy's number from
/// days that are drawn again (a bootstrap).
public struct NeedSpread: Sendable {
    /// Share of other days whose number lies within.
    public static let level = 0.9
    /// Half of a bucket of the histograms, and of a step of the sizes that are written: nothing is known closer.
    private static let least = (1 + 1.0 / 32).squareRoot()
    /// Days of CPU that count.
    private static let window = 14

    private let strategy: SizingStrategyName
    private let resource: SizedResource
    private let origin: Double
    private var usage = DailyUsage(capacity: MemoryNeed.days)

    /// - Parameters:
    ///   - strategy: whose number it is.
    ///   - resource: cores or bytes.
    ///   - origin: seconds at which a day begins.
    public init(_ strategy: SizingStrategyName, of resource: SizedResource, origin: Double) {
        self.strategy = strategy
        self.resource = resource
        self.origin = origin
    }

    /// Takes one sample; times never go back.
    public mutating func observe(_ value: Double, at time: Double) { usage.add(value, at: time - origin) }

    /// Takes samples at equal distances, the first at `start`; NaN was not measured.
    public mutating func observe(_ values: [Double], from start: Double, step: Double) {
        usage.add(values, from: start - origin, step: step)
    }

    /// The factor, at least 1: from the number divided by it to the number times it; nil with fewer than five days.
    public var factor: Double? {
        switch resource {
        case .cpu:
            let days = Array(usage.days.suffix(NeedSpread.window))
            return DayDraws.factor(count: days.count, level: NeedSpread.level) { cores($0.map { days[$0] }) }
                .map { max($0, NeedSpread.least) }
        case .memory:
            let days = strategy == .trimtab ? usage.days : Array(usage.days.suffix(NeedSpread.window))
            return DayDraws.factor(count: days.count, level: NeedSpread.level) { bytes($0.map { days[$0] }) }
                .map { max($0, NeedSpread.least) }
        }
    }

    /// The same of what is counted by runs and not by days: the greatest of them.
    public static func factor(ofGreatest runs: [Double]) -> Double? {
        DayDraws.factor(count: runs.count, level: level) { $0.map { runs[$0] }.max() }
    }

    /// The strategy's number from the days, but for margins that are the same for all of them.
    private func cores(_ drawn: [DailyUsage.Day]) -> Double? {
        switch strategy {
        case .trimtab:
            return CPUNeed(
                DailyUsage(numbering: drawn), above: SizingWeights.usual.cpuAbove, countsWaves: true)?.cores
        case .daily:
            let top = drawn.compactMap { $0.histogram.quantile(0.95) }.max()
            let second = drawn.compactMap { $0.histogram.quantile(0.99) }.sorted().dropLast().last
            return top.map { max($0, second ?? 0) }
        case .krrSimple: return NeedSpread.quantile(0.95, drawn)
        case .krrSimpleLimit: return NeedSpread.quantile(0.66, drawn)
        case .percentile: return NeedSpread.quantile(0.995, drawn)
        case .vpa: return NeedSpread.recent(drawn.map { $0.histogram.quantile(0.9) ?? 0 })
        }
    }

    private func bytes(_ drawn: [DailyUsage.Day]) -> Double? {
        let peaks = drawn.map(\.peak)
        switch strategy {
        case .trimtab:
            // The last day is taken for one that is not over: these are.
            return MemoryNeed(peaks: peaks + [0], days: drawn.map(\.index) + [0], weights: .usual)?.bytes
        case .vpa: return NeedSpread.recent(peaks)
        case .daily, .krrSimple, .krrSimpleLimit, .percentile: return peaks.max()
        }
    }

    private static func quantile(_ share: Double, _ drawn: [DailyUsage.Day]) -> Double? {
        DailyUsage(numbering: drawn).histogram(days: window).quantile(share)
    }

    /// What nine tenths of the days stay below, where each counts half of the next: the half-life of the autoscaler.
    private static func recent(_ levels: [Double]) -> Double? {
        let weighted = levels.enumerated().map {
            (level: $0.element, weight: exp2(Double($0.offset - levels.count)))
        }.sorted { $0.level < $1.level }
        let all = weighted.reduce(0) { $0 + $1.weight }
        var seen = 0.0
        for (level, weight) in weighted {
            seen += weight
            if seen >= 0.9 * all { return level }
        }
        return weighted.last?.level
    }
}
