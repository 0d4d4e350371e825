internal import Foundation
internal import Model
internal import Testing

@testable import RightSizing

/// Strategies as sweeps apply them.
@Suite struct SweptSizingTests {
    private static func play(_ usage: SyntheticUsage, days: Double = 60) -> (BacktestScore, [Sizes]) {
        var test = Backtest(SweptSizing(TrimtabSizing()))
        var rows: [Sizes] = []
        for sample in usage.samples(days: days) {
            if let row = test.observe(UsageRow(id: "a", timestamp: "", sample: sample)) {
                rows.append(row.sizes)
            }
        }
        return (test.score, rows)
    }

    @Test(
        arguments: SyntheticUsage.Family.allCases.flatMap { family in
            (1...3).map { SyntheticUsage(family: family, seed: $0) }
        })
    func theUsualStrategyIsQuietAndSafe(usage: SyntheticUsage) {
        let (score, rows) = SweptSizingTests.play(usage)
        #expect(score.workloads == 1)
        #expect(score.kills <= 0.9, "kills")
        // A trend is followed by cores and bytes apart, step by step.
        #expect(score.changes <= (usage.family == .trending ? 5 : 4), "changes")
        #expect(score.cpuAbove <= 0.08, "CPU above")
        for row in rows {
            #expect(SizeGrid.cpu.roundedUp(Quantity(cores: row.cpu)).value == row.cpu)
            #expect(SizeGrid.memory.roundedUp(Quantity(bytes: row.memory)).value == row.memory)
        }
    }

    @Test func aKillIsAnsweredByHalfAsMuchAgain() throws {
        var recommender = SweptSizing(TrimtabSizing()).makeRecommender()
        var current: Sizes?
        for sample in SyntheticUsage(family: .steady, seed: 1).samples(days: 15) {
            recommender.observe(sample)
            current = recommender.review(current: current, at: sample.time) ?? current
        }
        let before = try #require(current)
        let time = SyntheticUsage.start + 16 * 86_400
        recommender.observe(UsageSample(time: time, cpu: 0.5, memory: before.memory * 1.1))
        let review = recommender.review(current: before, at: time)
        let after = try #require(review)
        #expect(after.memory >= 1.5 * before.memory && after.memory <= 1.75 * before.memory)
        #expect(after.cpu == before.cpu)
    }

    /// A share of samples, of the last two days only, however they came.
    @Test func crowdingIsThatOfTwoDays() {
        var recent = RecentUsage()
        #expect(recent.share(above: 0) == 0)
        for step in 0..<(10 * 288) {
            let day = step / 288
            recent.observe(day < 8 ? 9 : step % 4 == 0 ? 2 : 1, at: Double(step) * 300)
        }
        #expect(recent.share(above: 1) == 0.25)
        #expect(recent.share(above: 2) == 0)
        #expect(recent.share(above: 0.5) == 1)
    }

    @Test(
        arguments: [
            (1000, 760, 0, true, false), (1000, 740, 0, true, true), (1000, 740, 0, false, false),
            (1000, 1190, 0, true, false), (1000, 1210, 0, true, true), (1000, 1210, 0, false, false),
            (1000, 1060, 0.11, false, true), (1000, 1040, 0.11, false, false),
            (1000, 1060, 0.09, false, false),
            (20, 25, 0.5, true, false), (20, 30, 0.5, true, true), (70, 25, 0, true, false),
        ] as [(Double, Double, Double, Bool, Bool)])
    func theWatchfulRule(
        _ now: Double, _ wish: Double, _ crowding: Double, _ isQuiet: Bool, _ isChanged: Bool
    ) {
        let review = RequestReview(
            .cpu, now: now / 1000, need: wish / 1000, wish: wish / 1000, crowding: crowding, isQuiet: isQuiet)
        #expect(ChangeRules.watchful.isWorthwhile(review) == isChanged)
    }

    /// A quarter of the larger of both.
    @Test(arguments: [(1000, 760, false), (1000, 740, true), (1000, 1350, true), (1000, 1300, false)])
    func theBand(_ now: Double, _ need: Double, _ isChanged: Bool) {
        let review = RequestReview(
            .cpu, now: now / 1000, need: need / 1000, wish: need / 1000, crowding: 1, isQuiet: false)
        #expect(ChangeRules.band.isWorthwhile(review) == isChanged)
    }

    /// Eight weeks of days with one percent of chance, one weekday half as high again.
    @Test func aWeeklyRhythmIsNoChance() throws {
        var random = SplitMix(seed: 5)
        let peaks = (0..<28).map { (($0 % 7 == 3) ? 1.5e9 : 1e9) * (1 + 0.01 * random.unit()) }
        let weekly = try #require(RareLevel(peaks: peaks))
        #expect(weekly.every == 7)
        #expect(weekly.level(onceIn: 300) < 1.6e9)
        #expect(weekly.monthlyRate(above: 1.4e9) > 4)
        #expect(weekly.monthlyRate(above: 1.6e9) < 0.1)
        // The same peaks in an order that no week has.
        let shuffled = peaks.enumerated().map { ($0.offset * 5 + $0.offset / 7 * 3) % 28 }.map { peaks[$0] }
        let other = try #require(RareLevel(peaks: shuffled))
        #expect(other.every == 1)
        #expect(other.level(onceIn: 300) > 1.8e9)
    }

    @Test func memoryThatIsZeroHasARowAllTheSame() throws {
        for strategy in SizingStrategies.all {
            var run = RecommendationRun(strategy)
            var last: Sizes?
            for step in 0..<(15 * 288) {
                let sample = UsageSample(time: 1_700_000_000 + Double(step) * 300, cpu: 0.5, memory: 0)
                last = run.observe(UsageRow(id: "a", timestamp: "", sample: sample))?.sizes ?? last
            }
            let sizes = try #require(last, "\(strategy.name.rawValue)")
            #expect(
                sizes.memory >= 16 * 1_048_576 && sizes.memory <= 250 * 1_048_576, "\(strategy.name.rawValue)"
            )
            #expect(run.unsized.isEmpty)
        }
    }

    @Test func workloadsWithoutARowAreNamedWithAReason() {
        var run = RecommendationRun(TrimtabSizing())
        for step in 0..<(2 * 288) {
            let time = 1_700_000_000 + Double(step) * 300
            run.observe(
                UsageRow(id: "whole", timestamp: "", sample: UsageSample(time: time, cpu: 1, memory: 1e9)))
            run.observe(
                UsageRow(id: "b", timestamp: "", sample: UsageSample(time: time, cpu: 1, memory: nil)))
            run.observe(
                UsageRow(id: "c", timestamp: "", sample: UsageSample(time: time, cpu: nil, memory: 1e9)))
            run.observe(
                UsageRow(id: "d", timestamp: "", sample: UsageSample(time: time, cpu: nil, memory: nil)))
            guard step < 20 else { continue }
            run.observe(
                UsageRow(id: "a", timestamp: "", sample: UsageSample(time: time, cpu: 1, memory: 1e9)))
        }
        #expect(
            run.unsized == [
                UnsizedWorkload(id: "a", reason: "20 samples in 1.6 hours are too few"),
                UnsizedWorkload(id: "b", reason: "no memory was measured"),
                UnsizedWorkload(id: "c", reason: "no CPU was measured"),
                UnsizedWorkload(id: "d", reason: "neither CPU nor memory was measured"),
            ])
    }

    /// The autoscaler counts a kill as a fifth more than the limit; untold, it learns of the sample alone.
    @Test func theAutoscalerHearsOfKillsOfThePlay() {
        var told = RecommendationRun(VPASizing(), tellsKills: true)
        var untold = RecommendationRun(VPASizing())
        var most = (0.0, 0.0)
        for step in 0..<(20 * 288) {
            let isHigh = step > 2880 && step % 288 == 200
            let sample = UsageSample(
                time: 1_700_000_000 + Double(step) * 300, cpu: 0.5, memory: isHigh ? 2.01e9 : 1.6e9)
            let row = UsageRow(id: "a", timestamp: "", sample: sample)
            most.0 = max(most.0, told.observe(row)?.sizes.memory ?? 0)
            most.1 = max(most.1, untold.observe(row)?.sizes.memory ?? 0)
        }
        #expect(most.0 > most.1, "\(most)")
    }
}
