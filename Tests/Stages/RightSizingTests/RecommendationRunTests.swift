internal import Model
internal import Testing

@testable import RightSizing

@Suite struct RecommendationRunTests {
    private static func rows(_ days: Double) -> [UsageRow] {
        let families = SyntheticUsage.Family.allCases
        let all = families.map { SyntheticUsage(family: $0, seed: 2).samples(days: days) }
        return all[0].indices.flatMap { place in
            families.indices.map { family in
                UsageRow(id: families[family].rawValue, timestamp: "\(place)", sample: all[family][place])
            }
        }
    }

    private static func table(_ strategy: any SizingStrategy, _ rows: some Sequence<UsageRow>) -> [String] {
        var run = RecommendationRun(strategy)
        return rows.compactMap { run.observe($0)?.text }
    }

    /// What stands in a row may not depend on what comes later.
    @Test(arguments: SizingStrategyName.allCases)
    func cuttingTheInputCutsTheOutput(name: SizingStrategyName) throws {
        let strategy = SizingStrategies.strategy(name)
        let rows = RecommendationRunTests.rows(24)
        let whole = RecommendationRunTests.table(strategy, rows)
        for share in [0.3, 0.61, 0.97] {
            let cut = RecommendationRunTests.table(strategy, rows.prefix(Int(Double(rows.count) * share)))
            #expect(cut == Array(whole.prefix(cut.count)))
            #expect(!cut.isEmpty)
        }
    }

    @Test(arguments: SizingStrategyName.allCases)
    func theOrderOfIdsDoesNotMatter(name: SizingStrategyName) throws {
        let strategy = SizingStrategies.strategy(name)
        let rows = RecommendationRunTests.rows(16)
        let mixed = RecommendationRunTests.table(strategy, rows)
        let apart = RecommendationRunTests.table(
            strategy,
            SyntheticUsage.Family.allCases.flatMap { family in rows.filter { $0.id == family.rawValue } })
        #expect(mixed.sorted() == apart.sorted())
    }

    @Test(arguments: SizingStrategyName.allCases)
    func atMostOneRowAPeriod(name: SizingStrategyName) throws {
        let strategy = SizingStrategies.strategy(name)
        var run = RecommendationRun(strategy, every: 86_400)
        var latest: [String: Double] = [:]
        for row in RecommendationRunTests.rows(30) {
            guard let next = run.observe(row) else { continue }
            if let before = latest[next.id] { #expect(next.time - before >= 86_400) }
            latest[next.id] = next.time
        }
        #expect(latest.count == SyntheticUsage.Family.allCases.count)
    }

    @Test(arguments: SizingStrategyName.allCases)
    func everyIdHasARowByTheFourteenthDay(name: SizingStrategyName) throws {
        let strategy = SizingStrategies.strategy(name)
        let rows = RecommendationRunTests.rows(14)
        let named = Set(
            RecommendationRunTests.table(strategy, rows).compactMap { $0.split(separator: ",").first })
        #expect(named.count == SyntheticUsage.Family.allCases.count)
    }

    /// Input that says nothing, or nothing sensible: no row, or one with sizes a person would believe.
    @Test(
        arguments: [
            ("zero", { @Sendable (_: Int) in (0.0, 0.0) }), ("not a number", { _ in (.nan, .nan) }),
            ("negative", { _ in (-1, -1) }), ("huge", { _ in (1e300, 1e300) }),
            ("infinite", { _ in (.infinity, .infinity) }),
            ("once beyond any machine", { $0 == 5000 ? (1e17, 1e17) : (0.5, 1e9) }),
            ("half of it missing", { $0 % 2 == 0 ? (.nan, 1e9) : (0.5, .nan) }),
        ] as [(String, @Sendable (Int) -> (Double, Double))])
    func strangeInputNeverGivesASillyNumber(what: String, usage: @Sendable (Int) -> (Double, Double)) {
        for strategy in SizingStrategies.all {
            var run = RecommendationRun(strategy)
            for place in 0..<6000 {
                let pair = usage(place)
                let sample = UsageSample(
                    time: 1_700_000_000 + Double(place) * 300, cpu: pair.0, memory: pair.1)
                guard let row = run.observe(UsageRow(id: "a", timestamp: "", sample: sample)) else {
                    continue
                }
                #expect(
                    row.sizes.cpu.isFinite && row.sizes.cpu > 0 && row.sizes.cpu <= 2,
                    "\(strategy.name.rawValue)")
                #expect(row.sizes.memory >= 1 && row.sizes.memory <= 2e9, "\(strategy.name.rawValue)")
            }
        }
    }

    @Test(arguments: SizingStrategyName.allCases)
    func oneSampleSaysNothing(name: SizingStrategyName) throws {
        guard name != .vpa else { return }
        var run = RecommendationRun(SizingStrategies.strategy(name))
        let sample = UsageSample(time: 1_700_000_000, cpu: 1, memory: 1e9)
        let row = run.observe(UsageRow(id: "a", timestamp: "", sample: sample))
        #expect(row == nil)
    }
}
