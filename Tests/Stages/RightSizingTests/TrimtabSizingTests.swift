internal import Foundation
internal import Testing

@testable import RightSizing

/// The default strategy on families whose truth is known.
@Suite struct TrimtabSizingTests {
    private static func score(_ usage: SyntheticUsage, days: Double = 60) -> BacktestScore {
        var test = Backtest(TrimtabSizing())
        for (place, sample) in usage.samples(days: days).enumerated() {
            test.observe(UsageRow(id: "a", timestamp: "\(place)", sample: sample))
        }
        return test.score
    }

    private static let families = SyntheticUsage.Family.allCases.flatMap { family in
        (1...3).map { SyntheticUsage(family: family, seed: $0) }
    }

    @Test(arguments: families)
    func isQuietAndSafe(usage: SyntheticUsage) {
        let score = TrimtabSizingTests.score(usage)
        #expect(score.workloads == 1)
        #expect(score.kills <= 0.9, "kills")
        #expect(score.changes <= 4, "changes")
        #expect(score.cpuAbove <= 0.08, "CPU above")
    }

    @Test(arguments: [SyntheticUsage.Family.steady, .daily, .weekly, .bimodal, .onOff])
    func aStableWorkloadIsLeftAlone(family: SyntheticUsage.Family) {
        let score = TrimtabSizingTests.score(SyntheticUsage(family: family, seed: 9))
        #expect(score.changes <= 0.7)
        #expect(score.kills == 0)
    }

    @Test(arguments: SyntheticUsage.Family.allCases)
    func memoryIsNeverBelowWhatWasSeen(family: SyntheticUsage.Family) {
        var recommender = TrimtabRecommender(weights: .usual)
        var current: Sizes?
        var peaks: [(day: Int, bytes: Double)] = []
        for sample in SyntheticUsage(family: family, seed: 4).samples(days: 40) {
            recommender.observe(sample)
            peaks.append((Days.index(sample.time), sample.memory ?? 0))
            let next = recommender.review(current: current, at: sample.time)
            if let next, next != current {
                let newest = Days.index(sample.time)
                let seen = peaks.filter { $0.day > newest - MemoryNeed.days }.map(\.bytes).max() ?? 0
                #expect(next.memory >= seen)
            }
            current = next ?? current
        }
        #expect(current != nil)
    }

    @Test func aKillIsAnsweredAtOnceAndWithRoom() throws {
        var recommender = TrimtabRecommender(weights: .usual)
        var current: Sizes?
        for sample in SyntheticUsage(family: .steady, seed: 1).samples(days: 15) {
            recommender.observe(sample)
            current = recommender.review(current: current, at: sample.time) ?? current
        }
        let before = try #require(current)
        let time = SyntheticUsage.start + 16 * 86_400
        let used = before.memory * 1.2
        recommender.observe(UsageSample(time: time, cpu: 0.5, memory: used))
        let review = recommender.review(current: before, at: time)
        let after = try #require(review)
        #expect(after.memory >= 1.3 * used)
    }

    @Test(arguments: [0.25, 2, 16])
    func scalesWithUse(factor: Double) throws {
        func last(_ factor: Double) throws -> Sizes {
            var run = RecommendationRun(TrimtabSizing())
            var last: Sizes?
            for sample in SyntheticUsage(family: .daily, seed: 3).samples(days: 20) {
                let scaled = UsageSample(
                    time: sample.time, cpu: sample.cpu.map { $0 * factor },
                    memory: sample.memory.map { $0 * factor })
                last = run.observe(UsageRow(id: "a", timestamp: "", sample: scaled))?.sizes ?? last
            }
            return try #require(last)
        }
        let one = try last(1)
        let scaled = try last(factor)
        #expect(abs(scaled.cpu / factor / one.cpu - 1) < 0.03)
        #expect(abs(scaled.memory / factor / one.memory - 1) < 0.03)
    }

    @Test func samplesAboveThePeakNeverLowerMemory() throws {
        var random = SplitMix(seed: 11)
        for round in 0..<50 {
            var peaks = (0..<20).map { _ in 1e9 * (1 + random.unit()) }
            let before = try #require(MemoryNeed(peaks: peaks, weights: .usual))
            let top = peaks.max() ?? 0
            peaks[Int(random.next() % 20)] = top * (1 + random.unit())
            let after = try #require(MemoryNeed(peaks: peaks, weights: .usual))
            #expect(after.bytes >= min(before.bytes, top * 1.1), "round \(round)")
        }
    }

    @Test func stateSurvivesBeingSavedAndRead() throws {
        let samples = SyntheticUsage(family: .weekly, seed: 8).samples(days: 30)
        var whole = TrimtabRecommender(weights: .usual)
        var split = TrimtabRecommender(weights: .usual)
        var sizes: (Sizes?, Sizes?) = (nil, nil)
        for (place, sample) in samples.enumerated() {
            if place == samples.count / 2 {
                split = try JSONDecoder().decode(TrimtabRecommender.self, from: JSONEncoder().encode(split))
            }
            whole.observe(sample)
            split.observe(sample)
            sizes.0 = whole.review(current: sizes.0, at: sample.time) ?? sizes.0
            sizes.1 = split.review(current: sizes.1, at: sample.time) ?? sizes.1
        }
        #expect(sizes.0 == sizes.1)
        #expect(sizes.0 != nil)
    }
}
