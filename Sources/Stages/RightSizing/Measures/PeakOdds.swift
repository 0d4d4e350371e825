internal import Foundation

/// How often a level of memory is passed in a month, from the peaks of past days.
///
/// The distribution is that of ``RareLevel``. A day on which a limit killed is *censored*: what was wanted is above the
/// limit, nobody knows how far. How often that happens is known, it was counted; beyond the limit the rate falls by the
/// scale of the days' peaks, and by a tenth of the level at the least, since the limit cut off what would tell.
public struct PeakOdds: Sendable {
    /// One day.
    public struct Day: Hashable, Sendable {
        /// Its number, counted without gaps.
        public var index: Int
        /// The greatest sample of the day, or the limit that killed.
        public var peak: Double
        /// True when a limit killed, so that the true peak is higher.
        public var isCensored: Bool

        /// Makes a day.
        public init(index: Int, peak: Double, isCensored: Bool = false) {
            self.index = index
            self.peak = peak
            self.isCensored = isCensored
        }
    }

    /// Scale of the logarithm behind a limit that killed, at the least.
    private static let hiddenScale = 0.1

    private let rare: RareLevel
    private let rise: Double
    /// Days of 30 on which a limit killed, and the greatest such limit.
    private let killed: (rate: Double, limit: Double)?

    /// Nil with fewer than five days, and where half of them or more are censored: then nobody knows what is wanted.
    public init?(_ days: [Day]) {
        let days = days.filter { $0.peak > 0 && $0.peak.isFinite }.sorted { $0.index < $1.index }
        let hidden = days.filter(\.isCensored)
        guard days.count >= 5, hidden.count * 2 < days.count,
            let rare = RareLevel(peaks: days.map(\.peak), days: days.map(\.index))
        else { return nil }
        self.rare = rare
        rise = SteadyRise.factor(days.map(\.peak))
        killed = hidden.map(\.peak).max().map { (30 * Double(hidden.count) / Double(days.count), $0) }
    }

    /// Days of 30 that are to be expected to pass `level`.
    public func monthlyPasses(of level: Double) -> Double {
        let level = level / rise
        let usual = rare.monthlyRate(above: level)
        guard let killed, level > 0 else { return usual }
        guard level > killed.limit else { return max(usual, killed.rate) }
        return max(
            usual, killed.rate * exp(-log(level / killed.limit) / max(rare.scale, PeakOdds.hiddenScale)))
    }
}
