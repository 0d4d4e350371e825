internal import Testing

@testable import RightSizing

@Suite struct KrrTests {
    private func sizes(_ strategy: any SizingStrategy, _ cpu: [Double], _ memory: [Double]) -> Sizes? {
        var recommender = strategy.makeRecommender()
        for (place, pair) in zip(cpu, memory).enumerated() {
            recommender.observe(
                UsageSample(time: 1_700_000_025 + Double(place) * 75, cpu: pair.0, memory: pair.1))
        }
        return recommender.review(current: nil, at: 1_700_000_025 + Double(cpu.count) * 75)
    }

    /// 0, 1, …, 100 thousandths: the straight-line percentile is the share itself.
    @Test func percentilesAreInterpolated() throws {
        let cpu = (0...100).map { Double($0) / 1000 }
        let memory = (0...100).map { 2e8 + Double($0) }
        let simple = try #require(sizes(KrrSimple(), cpu, memory))
        #expect(simple.cpu == 0.095)
        // ceil((2e8 + 100) · 1.15 / 2^20) = 220 MiB
        #expect(simple.memory == 220 * 1_048_576)
        #expect(sizes(KrrSimpleLimit(), cpu, memory)?.cpu == 0.066)
    }

    @Test func tooFewPointsSayNothing() {
        #expect(sizes(KrrSimple(), Array(repeating: 1, count: 99), Array(repeating: 1e9, count: 99)) == nil)
        #expect(sizes(KrrSimple(), Array(repeating: 1, count: 100), Array(repeating: 1e9, count: 100)) != nil)
    }

    @Test func minimumsHold() throws {
        let idle = try #require(
            sizes(KrrSimple(), Array(repeating: 0, count: 200), Array(repeating: 1000, count: 200)))
        #expect(idle == Sizes(cpu: 0.01, memory: 100 * 1_048_576))
    }

    @Test func onlyTheLastFourteenDaysCount() throws {
        var recommender = KrrSimple().makeRecommender()
        for hour in 0..<(24 * 30) {
            let isOld = hour < 24 * 10
            recommender.observe(
                UsageSample(
                    time: 1_700_000_000 + Double(hour) * 3600, cpu: isOld ? 4 : 1, memory: isOld ? 9e9 : 1e9))
        }
        let review = recommender.review(current: nil, at: 1_700_000_000 + 30 * 86_400)
        let sizes = try #require(review)
        #expect(sizes.cpu == 1)
        #expect(sizes.memory < 2e9)
    }

    @Test func thePercentileStrategyAddsAFifth() throws {
        let found = try #require(
            sizes(
                PercentileSizing(), Array(repeating: 1, count: 200),
                Array(repeating: 1_073_741_824, count: 200)))
        #expect(found.cpu == 1.2)
        #expect(found.memory == 1229 * 1_048_576)
    }
}
