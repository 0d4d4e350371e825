internal import Foundation
internal import Synchronization

/// How far off a number may be that was made from so many days, were they other days of the same kind.
///
/// A bootstrap over whole days: as many days as there are drawn again from them, some twice and some not at all, in the
/// order of time; from each draw the number is made anew. The answer is the factor *f* within which a share of the draws
/// stays, `number ÷ f … number × f`. The greatest of a draw is never above the greatest of all, so the distance
/// downwards counts upwards too. Days to come are as much a draw as those that were seen: hence the root of two.
enum DayDraws {
    private static let draws = 160
    /// With fewer days nothing is known of how days differ.
    static let least = 5

    /// Makes the number anew from each draw.
    ///
    /// - Parameters:
    ///   - count: how many days there are.
    ///   - level: share of the draws that stay within, 0…1.
    ///   - number: makes the number from the drawn places of days, in order.
    /// - Returns: the factor, at least 1; nil with too few days, and where the number of most draws is none.
    static func factor(count: Int, level: Double, _ number: ([Int]) -> Double?) -> Double? {
        guard count >= least, let whole = number(Array(0..<count)), whole > 0 else { return nil }
        var distances: [Double] = []
        for places in drawn(of: count) {
            if let drawn = number(places), drawn > 0 { distances.append(abs(log(drawn / whole))) }
        }
        guard distances.count * 2 > draws else { return nil }
        distances.sort()
        let place = min(distances.count, Int((level * Double(distances.count)).rounded(.up))) - 1
        // Draws from few days differ less than the days do.
        let few = Double(count) / Double(count - 1)
        return exp(distances[max(0, place)] * (2 * few).squareRoot())
    }

    /// What is drawn from so many days: a few numbers of days recur, and each is drawn once.
    private static let known = Mutex<[Int: [[Int]]]>([:])

    private static func drawn(of count: Int) -> [[Int]] {
        if let known = known.withLock({ $0[count] }) { return known }
        var random = Draws(count)
        let all = (0..<draws).map { _ in (0..<count).map { _ in random.next() }.sorted() }
        // Days are few; runs of jobs may be any number.
        if count <= 64 { known.withLock { $0[count] = all } }
        return all
    }

    /// The same draws for every workload with as many days, so that equal days give an equal factor.
    private struct Draws {
        private let count: Int
        private var state: UInt64 = 0x5DEE_CE66_D1CE_4E5B

        init(_ count: Int) { self.count = count }

        /// SplitMix64.
        mutating func next() -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(count))
        }
    }
}
