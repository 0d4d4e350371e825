internal import Foundation
internal import Model
internal import Testing

@testable import RightSizing

@Suite struct BacktestTests {
    /// Sizes that are given, whatever the samples say.
    private struct Scripted: SizingStrategy {
        let name = SizingStrategyName.daily
        let steps: [(day: Double, sizes: Sizes)]

        func makeRecommender() -> any Recommender {
            Player(days: steps.map(\.day), sizes: steps.map(\.sizes))
        }
        func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
            DailySizing().makeMeter(of: resource, origin: origin)
        }

        struct Player: Recommender {
            let days: [Double]
            let sizes: [Sizes]
            var isWatchful: Bool { true }
            var flaw: String? { nil }

            func isAlike(_ other: Player) -> Bool { true }
            mutating func merge(_ other: Player) {}

            mutating func observe(_ sample: UsageSample) {}
            mutating func review(current: Sizes?, at time: Double) -> Sizes? {
                days.lastIndex { $0 * 86_400 <= time }.map { sizes[$0] }
            }
        }
    }

    /// 44 days of one core and one GiB, a sample an hour; memory is 2 GiB for hours 400 to 403 and 450.
    private func score(
        _ steps: [(day: Double, sizes: Sizes)], cpu: (Int) -> Double? = { _ in 1 }
    ) -> BacktestScore {
        var test = Backtest(Scripted(steps: steps))
        for hour in 0...(44 * 24) {
            let isHigh = (400...403).contains(hour) || hour == 450
            let sample = UsageSample(
                time: Double(hour) * 3600, cpu: cpu(hour), memory: (isHigh ? 2 : 1) * 1_073_741_824)
            test.observe(UsageRow(id: "a", timestamp: "", sample: sample))
        }
        return test.score
    }

    @Test func countsWhatTheDefinitionsSay() {
        let gib = 1_073_741_824.0
        let score = score([
            (0, Sizes(cpu: 2, memory: 1.5 * gib)), (20, Sizes(cpu: 0.5, memory: 1.5 * gib)),
        ])
        // Two times above the limit, one change, in exactly one month.
        #expect(score.kills == 2)
        #expect(score.changes == 1)
        // 145 samples at two cores, 576 at half a core.
        #expect(score.samples == 721)
        #expect(score.cpuAbove == 576.0 / 721)
        let mean = (145.0 * 2 + 576 * 0.5) / 721
        #expect(abs(score.cost - (mean * 0.031611 + 1.5 * 0.004237) * 720) < 1e-9)
        #expect(abs(score.peakCost - (0.031611 + 2 * 0.004237) * 720) < 1e-9)
    }

    /// A cell without a number is neither above the request nor slack.
    @Test(arguments: [(request: 2.0, above: 0.0, slack: 0.5), (0.5, 1, -1)])
    func emptyCellsCountForNothing(request: Double, above: Double, slack: Double) {
        let sizes = Sizes(cpu: request, memory: 3 * 1_073_741_824)
        let score = score([(0, sizes)]) { $0 % 3 == 0 ? nil : 1 }
        #expect(score.samples == 721)
        #expect(abs(score.cpuAbove - above) < 1e-12 && abs(score.cpuSlack - slack) < 1e-12, "\(score)")
    }

    @Test func aNewLimitThatIsStillTooLowIsANewKill() {
        let gib = 1_073_741_824.0
        let score = score([
            (0, Sizes(cpu: 2, memory: 1.5 * gib)), (401.0 / 24, Sizes(cpu: 2, memory: 1.6 * gib)),
        ])
        #expect(score.kills == 3)
    }

    @Test func shortHistoriesAreSaidToBeShort() {
        var test = Backtest(TrimtabSizing())
        test.observe(UsageRow(id: "a", timestamp: "", sample: UsageSample(time: 0, cpu: 1, memory: 1)))
        #expect(test.score.unsized == 1)
        #expect(test.score.workloads == 0)
    }

    @Test func thePlotDrawsEveryStrategyAndEscapesNames() {
        var plot = BacktestPlot(id: "a<b>&", from: 0, to: 100)
        for second in 0...100 { plot.add(UsageSample(time: Double(second), cpu: 1, memory: 1e9)) }
        let row = RecommendationRow(id: "a", timestamp: "", time: 50, sizes: Sizes(cpu: 2, memory: 2e9))
        plot.add([row], of: "trimtab")
        plot.add([row], of: "vpa")
        #expect(plot.svg.contains("a&lt;b&gt;&amp;"))
        #expect(plot.svg.components(separatedBy: "stroke-width=\"1.5\"").count == 7)
        let numbers = plot.svg.replacingOccurrences(of: "dominant", with: "")
        #expect(!numbers.contains("nan") && !numbers.contains("inf"))
    }
}
