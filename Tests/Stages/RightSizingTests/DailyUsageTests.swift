internal import Testing

@testable import RightSizing

@Suite struct DailyUsageTests {
    private func values(_ count: Int, seed: UInt64) -> [(time: Double, value: Double)] {
        var random = SplitMix(seed: seed)
        return (0..<count).map { (1_700_000_000 + Double($0) * 300, random.unit() * 8) }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func shardsMergeIntoOnePass(seed: UInt64) {
        var whole = DailyUsage(capacity: 14)
        var shards = [DailyUsage](repeating: DailyUsage(capacity: 14), count: 3)
        var random = SplitMix(seed: seed)
        for (time, value) in values(5000, seed: seed) {
            whole.add(value, at: time)
            shards[Int(random.next() % 3)].add(value, at: time)
        }
        var merged = shards[2]
        merged.merge(shards[0])
        merged.merge(shards[1])
        #expect(merged.histogram(days: 14) == whole.histogram(days: 14))
        #expect(merged.days.map(\.peak) == whole.days.map(\.peak))
        #expect(merged.samples == whole.samples)
        #expect(merged.span == whole.span)
    }

    @Test func sizeDoesNotGrowWithSamples() {
        var usage = DailyUsage(capacity: 14)
        for (time, value) in values(200_000, seed: 5) { usage.add(value, at: time) }
        #expect(usage.days.count == 14)
        #expect(usage.days.allSatisfy { $0.histogram.counts.count < 800 })
    }

    @Test(arguments: [0.5, 0.9, 0.97, 1.0])
    func quantilesAreWithinABucket(share: Double) throws {
        var histogram = LogHistogram()
        var all: [Double] = []
        for (_, value) in values(10_000, seed: 6) {
            histogram.add(value)
            all.append(value)
        }
        all.sort()
        let exact = all[min(all.count - 1, Int((share * Double(all.count)).rounded(.up)) - 1)]
        let found = try #require(histogram.quantile(share))
        #expect(found >= exact)
        #expect(found <= exact * 1.033)
    }

    @Test func rareLevelsFollowTheTail() throws {
        // Peaks that hardly differ are hardly ever passed; peaks that differ much are.
        let calm = try #require(RareLevel(peaks: [1.00, 1.01, 0.99, 1.0, 1.0, 1.01, 0.99]))
        let wild = try #require(RareLevel(peaks: [1.0, 2.0, 0.5, 1.4, 0.7, 3.0, 0.9]))
        #expect(calm.monthlyRate(above: 1.1) < 0.001)
        #expect(wild.monthlyRate(above: 1.1 * 3) > 0.5)
        #expect(abs(wild.monthlyRate(above: wild.level(onceIn: 60)) - 0.5) < 1e-9)
    }
}
