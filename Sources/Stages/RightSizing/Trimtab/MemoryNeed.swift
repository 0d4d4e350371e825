internal import Foundation

/// How much memory is enough: never less than was seen, and so much that a kill is rarer than it is worth.
struct MemoryNeed: Sendable {
    /// The bytes to ask for.
    let bytes: Double
    /// Kills that are to be expected with that, per 30 days.
    let monthlyKills: Double

    /// Days whose peaks count.
    static let days = 28
    private static let leastMargin = 1.10
    private static let mostMargin = 1.35

    /// - Parameters:
    ///   - peaks: the greatest sample of each day, oldest first, in bytes.
    ///   - days: the number of each day, counted without gaps; nil when no day is missing.
    ///   - weights: what a kill and a gibibyte cost.
    init?(peaks: [Double], days: [Int]? = nil, weights: SizingWeights) {
        guard let top = peaks.max() else { return nil }
        guard top > 0 else {
            // It was measured and used nothing: the least that is ever asked for will do.
            bytes = 0
            monthlyKills = 0
            return
        }
        // The newest day is not over: its peak so far counts for the floor, and says nothing of what a day is like.
        let isLong = peaks.count > 3
        let whole = isLong ? Array(peaks.dropLast()) : peaks
        let rising = SteadyRise.factor(whole)
        let floor = top * MemoryNeed.leastMargin
        guard let rare = RareLevel(peaks: whole, days: isLong ? days?.dropLast() : days) else {
            bytes = max(floor, top * 1.3)
            monthlyKills = 1
            return
        }
        let monthly = top / 1_073_741_824 * weights.prices.gibibyte * 720
        // Where the next byte costs as much as the kills it prevents.
        let balanced = max(rare.scale, 0.01) * monthly / weights.kill
        let rate = min(weights.mostKills, max(0.02, balanced))
        let level = rare.level(onceIn: 30 / rate)
        let wanted = max(floor, level) * rising
        bytes = min(wanted, max(floor, top * MemoryNeed.mostMargin) * rising)
        monthlyKills = rare.monthlyRate(above: bytes)
    }
}
