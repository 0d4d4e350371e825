internal import Testing

@testable import RightSizing

/// Buckets of the autoscaler: the first ends at 0.01 core, each is 5% wider than the one before.
@Suite struct VPATests {
    private static let mebibyte = 1_048_576.0

    /// One constant load: the target is the end of its bucket and 15%, cut to whole units twice.
    @Test(arguments: [
        // cores, target in thousandths: bucket ends 0.0431 → 43 + 6, 0.1103 → 110 + 16, 1.0163 → 1016 + 152.
        (0.04, 49.0), (0.1, 126.0), (1.0, 1168.0),
        // Below the pod's minimum.
        (0.001, 25.0),
    ])
    func aConstantLoadGivesTheEndOfItsBucket(cores: Double, thousandths: Double) throws {
        var recommender = VPARecommender()
        for place in 0..<2000 {
            recommender.observe(
                UsageSample(time: 1_700_000_000 + Double(place) * 60, cpu: cores, memory: 1e9))
        }
        let target = try #require(recommender.bounds?.target)
        #expect(target.cpu * 1000 == thousandths)
    }

    @Test func memoryIsTheEndOfThePeaksBucketAndTheMargin() throws {
        var recommender = VPARecommender()
        for place in 0..<200 {
            recommender.observe(
                UsageSample(
                    time: 1_700_000_000 + Double(place) * 60, cpu: 0.1, memory: place == 77 ? 5e8 : 4e8))
        }
        let target = try #require(recommender.bounds?.target)
        // 1e7 · (1.05^n − 1) / 0.05 for the least n with a bucket start above 5e8 is n = 26: 511,134,537.
        #expect(target.memory == 511_134_537 + 76_670_180)
    }

    @Test func aKillCountsAsMoreThanWasUsed() throws {
        var calm = VPARecommender()
        var killed = VPARecommender()
        for place in 0..<200 {
            let sample = UsageSample(time: 1_700_000_000 + Double(place) * 60, cpu: 0.1, memory: 4e8)
            calm.observe(sample)
            killed.observe(sample)
        }
        killed.observeKill(used: 4e8, request: 6e8, at: 1_700_000_000 + 200 * 60)
        let more = try #require(killed.bounds?.target.memory)
        #expect(more > 1.2 * 6e8)
        #expect(more > (try #require(calm.bounds?.target.memory)))
    }

    @Test func confidenceIsTheShorterOfDaysAndSamples() {
        var recommender = VPARecommender()
        for place in 0...144 {
            recommender.observe(UsageSample(time: 1_700_000_000 + Double(place) * 600, cpu: 0.1, memory: 1e9))
        }
        #expect(recommender.confidence == 145.0 / 1440)
    }

    @Test func boundsNarrowWithConfidence() throws {
        func upper(days: Int) throws -> Double {
            var recommender = VPARecommender()
            for place in 0...(days * 1440) {
                recommender.observe(
                    UsageSample(time: 1_700_000_000 + Double(place) * 60, cpu: 1, memory: 1e9))
            }
            return try #require(recommender.bounds?.upper.cpu)
        }
        #expect(try upper(days: 1) == 2.336)
        #expect(try upper(days: 2) < upper(days: 1))
    }

    @Test func halfOfThePodsMinimumIsForEachOfTwo() throws {
        var recommender = VPARecommender(containers: 2)
        recommender.observe(UsageSample(time: 1_700_000_000, cpu: 0.001, memory: 1e6))
        let target = try #require(recommender.bounds?.target)
        #expect(target == Sizes(cpu: 0.012, memory: 125 * VPATests.mebibyte))
    }
}
