internal import Foundation

/// How often a level of memory is passed in a month, from the peaks of past days.
///
/// The distribution is that of ``RareLevel``. A day on which a limit killed is *censored*: what was wanted is above the
/// limit, nobody knows how far. Such a day counts with what is to be expected of it, which in the upper tail is the
/// limit and one scale more; as the scale depends on the days, both are found together, in a fixed number of rounds.
public struct PeakOdds: Hashable, Sendable {
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

    private static let rounds = 24
    /// Kills say that days differ, even where the measured peaks of all days are alike.
    private static let leastScale = 0.02

    private let rare: RareLevel
    private let rise: Double

    /// Nil with fewer than five days, and where half of them or more are censored: then nobody knows what is wanted.
    public init?(_ days: [Day]) {
        let days = days.filter { $0.peak > 0 && $0.peak.isFinite }.sorted { $0.index < $1.index }
        let hidden = days.count { $0.isCensored }
        guard days.count >= 5, hidden * 2 < days.count else { return nil }
        let indices = days.map(\.index)
        var peaks = days.map(\.peak)
        guard var rare = RareLevel(peaks: peaks, days: indices) else { return nil }
        if hidden > 0 {
            for _ in 0..<PeakOdds.rounds {
                let more = PeakOdds.factor(max(rare.scale, PeakOdds.leastScale))
                for place in days.indices where days[place].isCensored {
                    peaks[place] = days[place].peak * more
                }
                guard let next = RareLevel(peaks: peaks, days: indices) else { return nil }
                rare = next
            }
        }
        self.rare = rare
        rise = SteadyRise.factor(days.map(\.peak))
    }

    /// Days of 30 that are to be expected to pass `level`.
    public func monthlyPasses(of level: Double) -> Double { rare.monthlyRate(above: level / rise) }

    private static func factor(_ scale: Double) -> Double { exp(min(scale, 1)) }
}
