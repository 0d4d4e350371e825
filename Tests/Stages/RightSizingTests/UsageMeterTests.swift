internal import Model
internal import TestSupport
internal import Testing

@testable import RightSizing

/// One resource at a time, as the sweep asks; both at once, as the table does.
@Suite struct UsageMeterTests {
    /// Meter and recommender of the strategies that do not look at what is in force are one calculation.
    @Test(
        arguments: [SizingStrategyName.vpa, .krrSimple, .krrSimpleLimit, .percentile],
        1...5 as ClosedRange<UInt64>)
    func meterAndRecommenderAgree(_ name: SizingStrategyName, _ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strategy = SizingStrategies.strategy(name)
        var recommender = strategy.makeRecommender()
        var cpu = strategy.makeMeter(of: .cpu, origin: 0)
        var memory = strategy.makeMeter(of: .memory, origin: 0)
        for step in 0..<3000 {
            let time = 1_700_000_000 + Double(step) * 300
            let cores = Double.random(in: 0.01...2, using: &random)
            let bytes = Double.random(in: 1e8...4e9, using: &random)
            recommender.observe(UsageSample(time: time, cpu: cores, memory: bytes))
            cpu.observe(cores, at: time)
            memory.observe(bytes, at: time)
        }
        let review = recommender.review(current: nil, at: 1_700_000_000 + 2999 * 300)
        let sizes = try #require(review)
        #expect(cpu.need()?.amount == sizes.cpu, "seed \(seed)")
        #expect(memory.need()?.amount == sizes.memory, "seed \(seed)")
    }

    @Test(arguments: SizingStrategyName.allCases)
    func nothingSeenIsNothingSaid(_ name: SizingStrategyName) {
        for resource in SizedResource.allCases {
            #expect(SizingStrategies.strategy(name).makeMeter(of: resource, origin: 0).need() == nil)
        }
    }

    @Test(arguments: SizingStrategyName.allCases)
    func strategiesHaveTheNamesTheyAreFoundBy(_ name: SizingStrategyName) {
        #expect(SizingStrategies.strategy(name).name == name)
    }

    @Test(arguments: [SizingStrategyName.daily, .trimtab, .vpa])
    func aKillRaisesTheNeedAboveTheLimit(_ name: SizingStrategyName) throws {
        var meter = SizingStrategies.strategy(name).makeMeter(of: .memory, origin: 0)
        for step in 0..<2000 {
            meter.observe(3e8, at: 1_700_000_000 + Double(step) * 600)
            if step == 1900 { meter.observeKill(limit: 2e9, at: 1_700_000_000 + Double(step) * 600) }
        }
        let need = try #require(meter.need()?.amount)
        if name == .vpa {
            // One day's peak of fourteen: the percentile may stay below it, but the day counts.
            #expect(need >= 3e8 * 1.15)
        } else {
            #expect(need > 2e9)
        }
    }

    /// Ten samples of 288 are more than a hundredth and less than a twentieth.
    @Test func profilesOfDaysCountWhatReturns() {
        var profile = DayProfile()
        for day in 0..<10 {
            for step in 0..<288 {
                let isWave = day > 7 && step < 10
                profile.observe(isWave ? 3 : 1, at: Double(day) * 86_400 + Double(step) * 300)
            }
        }
        #expect(profile.recurring == 3, "a wave on two days returns")
        #expect(profile.peak == 3)
        #expect(profile.spread(ofPeaks: false) == 0)
        #expect(profile.spread(ofPeaks: true) == 2.0 / 3)
    }

    @Test func profilesForgetOldDays() {
        var profile = DayProfile(days: 3)
        for day in 0..<10 { profile.observe(Double(20 - day), at: Double(day) * 86_400) }
        #expect(profile.peak == 13)
    }
}
