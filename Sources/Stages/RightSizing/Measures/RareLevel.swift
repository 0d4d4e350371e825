internal import Foundation

/// How high a level must be to be passed only once in a long time, from the peaks of past days.
///
/// The logarithms of daily peaks are taken to follow a Gumbel distribution, which is what the greatest of many samples
/// tends to. Location and scale come from mean and standard deviation (method of moments). The level that is
/// passed once in T days is `mode + scale · ln T`.
///
/// A weekly rhythm is no chance: a Sunday that is twice as high every week says nothing of a day that is three times as
/// high. Where the weekdays explain ten times the variance that is left within them (an F statistic; by chance once in
/// several hundred workloads), only what is left is chance, and the level is that of the highest weekday.
struct RareLevel: Hashable, Sendable {
    /// Mode of the logarithm of a day's peak.
    let mode: Double
    /// Scale of the logarithm of a day's peak.
    let scale: Double
    /// Days from one such day to the next: 7 with a weekly rhythm, 1 without.
    let every: Double

    private static let weekly = 10.0

    /// Nil with fewer than three days or where all peaks are zero.
    ///
    /// - Parameters:
    ///   - peaks: the greatest sample of each day.
    ///   - days: the number of each day, counted without gaps; nil when no day is missing.
    init?(peaks: [Double], days: [Int]? = nil) {
        let pairs = zip(days ?? Array(peaks.indices), peaks).filter { $0.1 > 0 }.map {
            (day: $0.0, value: Foundation.log($0.1))
        }
        let logarithms = pairs.map(\.value)
        guard logarithms.count >= 3 else { return nil }
        if let week = RareLevel.week(pairs) {
            scale = (week.square / week.freedom).squareRoot() * 6.0.squareRoot() / Double.pi
            mode = week.highest - 0.577_215_664_901_532_9 * scale
            every = 7
            return
        }
        every = 1
        let count = Double(logarithms.count)
        let mean = logarithms.reduce(0, +) / count
        let square = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        scale = square.squareRoot() * 6.0.squareRoot() / Double.pi
        mode = mean - 0.577_215_664_901_532_9 * scale
    }

    /// The highest weekday's mean, and what varies within the weekdays; nil where there is no weekly rhythm.
    private static func week(_ pairs: [(day: Int, value: Double)]) -> (
        highest: Double, square: Double, freedom: Double
    )? {
        // Seven sums each: this is asked hundreds of times for one workload.
        var counts = [0.0, 0, 0, 0, 0, 0, 0]
        var means = counts
        var squares = counts
        var all = 0.0
        for pair in pairs {
            let weekday = ((pair.day % 7) + 7) % 7
            counts[weekday] += 1
            means[weekday] += pair.value
            all += pair.value
        }
        // Each weekday twice, or nobody knows what a weekday is like.
        guard counts.allSatisfy({ $0 > 1 }) else { return nil }
        all /= Double(pairs.count)
        for weekday in 0..<7 { means[weekday] /= counts[weekday] }
        for pair in pairs {
            let weekday = ((pair.day % 7) + 7) % 7
            squares[weekday] += (pair.value - means[weekday]) * (pair.value - means[weekday])
        }
        var between = 0.0
        var within = 0.0
        var highest = -Double.infinity
        for weekday in 0..<7 {
            highest = max(highest, means[weekday])
            between += counts[weekday] * (means[weekday] - all) * (means[weekday] - all)
            within += squares[weekday]
        }
        let freedom = Double(pairs.count - 7)
        guard between / 6 > weekly * within / freedom else { return nil }
        return (highest, within, freedom)
    }

    /// The level that is passed once in `days` days.
    func level(onceIn days: Double) -> Double { exp(mode + scale * Foundation.log(max(1, days / every))) }

    /// How often `level` is passed in 30 days.
    func monthlyRate(above level: Double) -> Double {
        guard level > 0 else { return 30 }
        guard scale > 1e-9 else { return Foundation.log(level) < mode ? 30 / every : 0 }
        return 30 / every * min(1, exp(-(Foundation.log(level) - mode) / scale))
    }
}
