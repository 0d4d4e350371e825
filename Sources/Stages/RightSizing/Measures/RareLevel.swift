internal import Foundation

/// How high a level must be to be passed only once in a long time, from the peaks of past days.
///
/// The logarithms of daily peaks are taken to follow a Gumbel distribution, which is what the greatest of many samples
/// tends to. Location and scale come from mean and standard deviation (method of moments). The level that is
/// passed once in T days is `mode + scale · ln T`.
struct RareLevel: Hashable, Sendable {
    /// Mode of the logarithm of a day's peak.
    let mode: Double
    /// Scale of the logarithm of a day's peak.
    let scale: Double

    /// Nil with fewer than three days or where all peaks are zero.
    init?(peaks: [Double]) {
        let logarithms = peaks.filter { $0 > 0 }.map { Foundation.log($0) }
        guard logarithms.count >= 3 else { return nil }
        let count = Double(logarithms.count)
        let mean = logarithms.reduce(0, +) / count
        let square = logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
        scale = square.squareRoot() * 6.0.squareRoot() / Double.pi
        mode = mean - 0.577_215_664_901_532_9 * scale
    }

    /// The level that is passed once in `days` days.
    func level(onceIn days: Double) -> Double { exp(mode + scale * Foundation.log(days)) }

    /// How often `level` is passed in 30 days.
    func monthlyRate(above level: Double) -> Double {
        guard level > 0 else { return 30 }
        guard scale > 1e-9 else { return Foundation.log(level) < mode ? 30 : 0 }
        return 30 * min(1, exp(-(Foundation.log(level) - mode) / scale))
    }
}
