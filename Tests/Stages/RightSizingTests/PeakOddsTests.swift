import Foundation
import TestSupport
import Testing

@testable import RightSizing

@Suite struct PeakOddsTests {
    private static func days(_ peaks: [Double], censored: Set<Int> = []) -> [PeakOdds.Day] {
        peaks.enumerated().map {
            PeakOdds.Day(index: $0.offset, peak: $0.element, isCensored: censored.contains($0.offset))
        }
    }

    @Test func tooFewDaysSayNothing() {
        #expect(PeakOdds(PeakOddsTests.days([100, 110, 105, 120])) == nil)
        #expect(PeakOdds([]) == nil)
    }

    @Test func nobodyKnowsWhatIsWantedWhereHalfOfTheDaysKill() {
        #expect(PeakOdds(PeakOddsTests.days([100, 100, 100, 90, 95, 80], censored: [0, 1, 2])) == nil)
    }

    @Test func aHigherLevelIsPassedMoreRarely() throws {
        let odds = try #require(PeakOdds(PeakOddsTests.days([100, 120, 90, 110, 105, 130, 95, 100])))
        let rates = [50.0, 100, 130, 200, 400].map(odds.monthlyPasses)
        #expect(rates == rates.sorted(by: >))
        #expect(rates[0] > 25 && rates[4] < 0.01)
    }

    /// A day that was cut off at 130 speaks for more than a day that ended at 130.
    @Test func aKilledDayCountsForMoreThanItsLimit() throws {
        let peaks: [Double] = [100, 120, 90, 110, 105, 130, 95, 100]
        let seen = try #require(PeakOdds(PeakOddsTests.days(peaks)))
        let hidden = try #require(PeakOdds(PeakOddsTests.days(peaks, censored: [5])))
        #expect(hidden.monthlyPasses(of: 180) > seen.monthlyPasses(of: 180))
    }

    /// Peaks are drawn from the distribution that is assumed; the rate is the known one within half of it.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func theRateIsThatOfTheDistribution(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Gumbel of the logarithm with scale 0.1, through its quantiles: x = −0.1 · ln(−ln u).
        let peaks = (0..<400).map { _ in
            let uniform = Double.random(in: 1e-9..<1, using: &random)
            return 100 * exp(-0.1 * log(-log(uniform)))
        }
        let odds = try #require(PeakOdds(PeakOddsTests.days(peaks)))
        // Passed on one day of a hundred: 0.3 days of 30.
        let level = 100 * exp(0.1 * log(100))
        #expect(abs(odds.monthlyPasses(of: level) - 0.3) < 0.15, "seed \(seed)")
    }
}
