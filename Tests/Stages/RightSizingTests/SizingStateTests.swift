internal import Diagnostics
internal import Foundation
internal import Model
internal import TestSupport
internal import Testing

@testable import RightSizing

/// What a run knows is kept and gone on with, and that of several shards is put together.
@Suite struct SizingStateTests {
    private static let cases = SizingStrategyName.allCases.flatMap { name in
        (1...2).map { (name, UInt64($0)) }
    }

    /// A few workloads, in turn, with a cell missing here and there.
    private static func rows(_ seed: UInt64, days: Double = 17) -> [UsageRow] {
        var random = SeededGenerator(seed: seed)
        let families = SyntheticUsage.Family.allCases.shuffled(using: &random).prefix(3)
        let all = families.map { SyntheticUsage(family: $0, seed: seed).samples(days: days) }
        return all[0].indices.flatMap { place in
            families.indices.map { family in
                var sample = all[family][place]
                if Int.random(in: 0..<50, using: &random) == 0 { sample.cpu = nil }
                if Int.random(in: 0..<50, using: &random) == 0 { sample.memory = nil }
                return UsageRow(id: families[family].rawValue, timestamp: "\(sample.time)", sample: sample)
            }
        }
    }

    private static func resumed(
        _ run: RecommendationRun, _ name: SizingStrategyName
    ) throws -> RecommendationRun {
        try RecommendationRun(
            resuming: try run.saved(), named: "a.state", SizingStrategies.strategy(name))
    }

    @Test(arguments: cases)
    func goingOnAtAnySampleEqualsOnePass(_ name: SizingStrategyName, _ seed: UInt64) throws {
        let rows = SizingStateTests.rows(seed)
        var random = SeededGenerator(seed: seed &* 31)
        var whole = RecommendationRun(SizingStrategies.strategy(name))
        let expected = rows.compactMap { whole.observe($0)?.text }
        #expect(expected.count >= 3, "\(name), seed \(seed)")
        do {
            // The third sample, a random one and one of the last.
            let cuts = [3, Int.random(in: 100..<rows.count, using: &random), rows.count - 2].sorted()
            var run = RecommendationRun(SizingStrategies.strategy(name))
            var texts: [String] = []
            for (place, row) in rows.enumerated() {
                if cuts.contains(place) { run = try SizingStateTests.resumed(run, name) }
                if let row = run.observe(row) { texts.append(row.text) }
            }
            #expect(texts == expected, "\(name), seed \(seed), cuts \(cuts)")
            #expect(try run.saved() == whole.saved(), "\(name), seed \(seed), cuts \(cuts)")
            #expect(run.passedOver == 0)
        }
    }

    @Test(arguments: cases)
    func shardsOfWorkloadsMakeOnePass(_ name: SizingStrategyName, _ seed: UInt64) throws {
        let rows = SizingStateTests.rows(seed)
        let half = rows.count * 3 / 4
        var whole = RecommendationRun(SizingStrategies.strategy(name))
        for row in rows[..<half] { whole.observe(row) }
        let ids = Array(Set(rows.map(\.id))).sorted()
        let shards = ids.map { id in
            var shard = RecommendationRun(SizingStrategies.strategy(name))
            for row in rows[..<half] where row.id == id { shard.observe(row) }
            return shard
        }
        for order in [[0, 1, 2], [2, 0, 1]] {
            var merged = try SizingStateTests.resumed(shards[order[0]], name)
            for place in order.dropFirst() {
                let rows = try merged.merge(
                    try SizingStateTests.resumed(shards[place], name), named: "b.state")
                #expect(rows.isEmpty, "no workload is in both")
            }
            #expect(try merged.saved() == whole.saved(), "\(name), seed \(seed)")
            var one = whole
            #expect(
                rows[half...].compactMap { merged.observe($0)?.text }
                    == rows[half...].compactMap { one.observe($0)?.text }, "\(name), seed \(seed)")
        }
    }

    /// What each strategy would ask for were nothing in force.
    private static func asked(_ name: SizingStrategyName, _ shards: [[UsageSample]]) throws -> [Sizes] {
        let recommenders = try shards.map { samples in
            var one = SizingStrategies.strategy(name).makeRecommender()
            for sample in samples { one.observe(sample) }
            return try SizingStateTests.copy(one)
        }
        let last = shards.flatMap { $0.map(\.time) }.max() ?? 0
        // In any order.
        return try [recommenders, recommenders.reversed()].map { list in
            var merged = list[0]
            for other in list.dropFirst() { try merged.merge(any: other) }
            #expect(merged.flaw == nil)
            let sizes = merged.review(current: nil, at: last)
            return try #require(sizes)
        }
    }

    private static func copy<State: Recommender>(_ state: State) throws -> any Recommender {
        try CanonicalJSON.decode(State.self, from: try CanonicalJSON.encode(state))
    }

    private static func split(
        _ samples: [UsageSample], _ shard: (UsageSample) -> Int
    ) -> [[UsageSample]] {
        (0..<3).map { place in samples.filter { shard($0) == place } }
    }

    /// Any parts of the samples, such as every third, or each pod's.
    @Test(
        arguments: [SizingStrategyName.trimtab, .krrSimple, .krrSimpleLimit, .percentile],
        1...2 as ClosedRange<UInt64>)
    func anyPartsOfTheSamplesMakeOnePass(_ name: SizingStrategyName, _ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for family in SyntheticUsage.Family.allCases {
            let samples = SyntheticUsage(family: family, seed: seed).samples(days: 20)
            let one = try SizingStateTests.asked(name, [samples])
            let places = samples.map { _ in Int.random(in: 0..<3, using: &random) }
            let shards = (0..<3).map { shard in
                samples.indices.filter { places[$0] == shard }.map { samples[$0] }
            }
            #expect(
                try SizingStateTests.asked(name, shards) == [one[0], one[0]],
                "\(name) \(family), seed \(seed)")
        }
    }

    /// Whole days, whichever shard saw them.
    @Test(
        arguments: SizingStrategyName.allCases.filter { $0 != .vpa }, 1...2 as ClosedRange<UInt64>)
    func wholeDaysMakeOnePass(_ name: SizingStrategyName, _ seed: UInt64) throws {
        for family in SyntheticUsage.Family.allCases {
            let samples = SyntheticUsage(family: family, seed: seed).samples(days: 18)
            let one = try SizingStateTests.asked(name, [samples])
            let shards = SizingStateTests.split(samples) {
                (Days.index($0.time) &* 7 &+ Int(seed)) % 5 % 3
            }
            #expect(
                try SizingStateTests.asked(name, shards) == [one[0], one[0]],
                "\(name) \(family), seed \(seed)")
        }
    }

    @Test func partsOfOneDayAreNoDayToPercentilesOfDays() throws {
        var runs = [RecommendationRun(DailySizing()), RecommendationRun(DailySizing())]
        for (place, sample) in SyntheticUsage(family: .daily, seed: 1).samples(days: 3).enumerated() {
            runs[place % 2].observe(UsageRow(id: "a", timestamp: "", sample: sample))
        }
        let before = try runs[0].saved()
        let failure = #expect(throws: Failure.self) { _ = try runs[0].merge(runs[1], named: "b.state") }
        #expect(failure?.description.contains("`a`: both saw a part of the same day (of 2023-11-") == true)
        #expect(try runs[0].saved() == before, "nothing was taken")
    }

    /// The autoscaler keeps the peaks of each pod's days, and one histogram for all pods of a container.
    @Test(arguments: 1...2 as ClosedRange<UInt64>) func podsAddUpAsTheAutoscalerAddsThem(_ seed: UInt64)
        throws
    {
        for family in SyntheticUsage.Family.allCases {
            let pods = (0..<3).map { SyntheticUsage(family: family, seed: seed &* 10 &+ $0).samples(days: 9) }
            let merged = try SizingStateTests.asked(.vpa, pods)[0]
            var cpu = VPAHistogram.cpu
            for place in pods[0].indices {
                for pod in pods { cpu.add(pod[place].cpu ?? 0, weight: 0.1, at: pod[place].time) }
            }
            var memory = VPAHistogram.memory
            for pod in pods {
                // Days begin with the first sample, and their weight is that of their end.
                for day in 0..<9 {
                    let peak = pod[(day * 288)..<(day * 288 + 288)].compactMap(\.memory).max() ?? 0
                    memory.add(peak, weight: 1, at: SyntheticUsage.start + Double(day + 1) * 86_400)
                }
            }
            let cores = (cpu.percentile(0.9) * 1000).rounded(.down)
            let bytes = memory.percentile(0.9).rounded(.down)
            #expect(
                merged.cpu == max(25, cores + (cores * 0.15).rounded(.down)) / 1000, "\(family), seed \(seed)"
            )
            #expect(
                merged.memory == max(262_144_000, bytes + (bytes * 0.15).rounded(.down)),
                "\(family), seed \(seed)")
        }
    }

    @Test func metersKeepWhatKilled() throws {
        for name in SizingStrategyName.allCases {
            for resource in SizedResource.allCases {
                var one = SizingStrategies.strategy(name).makeMeter(of: resource, origin: 0)
                for (place, sample) in SyntheticUsage(family: .daily, seed: 3).samples(days: 9).enumerated() {
                    one.observe((resource == .cpu ? sample.cpu : sample.memory) ?? 0, at: sample.time)
                    if place == 2000, resource == .memory { one.observeKill(limit: 3e9, at: sample.time) }
                }
                let copy = try SizingStateTests.copy(meter: one)
                #expect(copy.need() == one.need() && one.need() != nil, "\(name) \(resource)")
                #expect(copy.flaw == nil && copy.isAlike(any: one))
            }
        }
    }

    private static func copy<State: UsageMeter>(meter: State) throws -> any UsageMeter {
        try CanonicalJSON.decode(State.self, from: try CanonicalJSON.encode(meter))
    }

    /// The play of a sweep's rules is a state like any other.
    @Test(arguments: SizingStrategyName.allCases) func sweptStrategiesGoOn(_ name: SizingStrategyName) throws
    {
        let strategy = SweptSizing(SizingStrategies.strategy(name))
        let rows = SizingStateTests.rows(8)
        var whole = RecommendationRun(strategy, tellsKills: true)
        var run = whole
        for (place, row) in rows.enumerated() {
            if place % 2711 == 2710 {
                run = try RecommendationRun(
                    resuming: try run.saved(), named: "a", strategy, tellsKills: true)
            }
            #expect(run.observe(row) == whole.observe(row))
        }
        #expect(try run.saved() == whole.saved())
    }

    @Test func whatTheStateHasSeenIsPassedOver() throws {
        let rows = SizingStateTests.rows(4)
        var whole = RecommendationRun(TrimtabSizing())
        for row in rows.prefix(9000) { whole.observe(row) }
        var again = try SizingStateTests.resumed(whole, .trimtab)
        for row in rows.prefix(9000) { #expect(again.observe(row) == nil) }
        #expect(again.passedOver == 9000)
        #expect(try again.saved() == whole.saved())
    }

    // MARK: - What is no state

    private static func state(_ name: SizingStrategyName = .trimtab) throws -> [UInt8] {
        var run = RecommendationRun(SizingStrategies.strategy(name))
        for row in SizingStateTests.rows(5, days: 3) { run.observe(row) }
        return try run.saved()
    }

    private static func failure(_ bytes: [UInt8], _ name: SizingStrategyName = .trimtab) -> String? {
        do {
            _ = try RecommendationRun(resuming: bytes, named: "a.state", SizingStrategies.strategy(name))
            return nil
        } catch {
            return (error as? Failure)?.description ?? "another error: \(error)"
        }
    }

    @Test(arguments: SizingStrategyName.allCases) func anyChangedByteIsNoticed(_ name: SizingStrategyName)
        throws
    {
        let bytes = try SizingStateTests.state(name)
        #expect(SizingStateTests.failure(bytes, name) == nil)
        var random = SeededGenerator(seed: 17)
        for _ in 0..<40 {
            var damaged = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            damaged[place] ^= UInt8(1) << UInt8.random(in: 0..<7, using: &random)
            let cut = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
            for bad in [damaged, cut] {
                let words = SizingStateTests.failure(bad, name)
                #expect(words?.hasPrefix("going on from a.state: line ") == true, "\(name), byte \(place)")
            }
        }
    }

    /// Whoever changes a number and the digest meets the checks of the numbers.
    private static func forged(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
        var text =
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropLast()
            .joined(separator: "\n") + "\n"
        guard let range = text.range(of: old, options: .regularExpression) else { return [] }
        text.replaceSubrange(range, with: new)
        return Array((text + "{\"sha256\":\"\(Digest(of: text.utf8).rawValue)\"}\n").utf8)
    }

    @Test(
        arguments: [
            (SizingStrategyName.trimtab, "\"total\":[0-9]+", "\"total\":7", "its counts do not add up"),
            (.trimtab, "\"peak\":[0-9.]+", "\"peak\":-1", "a day's peak is not that of its samples"),
            (.trimtab, "\"peak\":[0-9.]+", "\"peak\":1e300", "a day's peak is not that of its samples"),
            (.trimtab, "\"first\":[0-9]+,\"total", "\"first\":99999999,\"total", "its buckets are beyond"),
            (.trimtab, "\"kill\":25", "\"kill\":0", "it was made with other settings"),
            (.trimtab, "\"index\":[0-9]+", "\"index\":99999999", "its days are not in order"),
            (
                .trimtab, "\"lastTime\":[0-9.]+", "\"lastTime\":1",
                "its first or last moment is not of its days"
            ),
            (
                .trimtab, "sizing-state/v1", "sizing-state/v2",
                "and this version reads `trimtab/sizing-state/v1`"
            ),
            (.trimtab, "\"workloads\":3", "\"workloads\":4", "it has 3 workloads of 4"),
            (.trimtab, "\"every\":86400", "\"every\":60", "it was made with rows every 1m, not every 1d"),
            (
                .trimtab, "\"cpuSamples\":[0-9]+", "\"cpuSamples\":\"many\"",
                "`cpuSamples` is not what belongs there"
            ),
            (.trimtab, "\"cpuSamples\":[0-9]+,", "", "`cpuSamples` is missing"),
            (.vpa, "\"total\":[0-9.e+]+", "\"total\":1e9", "its weights do not add up"),
            (.vpa, "\"lowest\":[0-9]+", "\"lowest\":100000", "its buckets are not as many"),
            (.vpa, "\"firstBucket\":0.01", "\"firstBucket\":1", "it was made with other settings"),
            (.daily, "\"p95\":[0-9.]+", "\"p95\":1e9", "a day's numbers contradict each other"),
            (.krrSimple, "\"times\":\\[[0-9]+,", "\"times\":[99999999999,", "its samples are not in order"),
            (.percentile, "\"values\":\\[[0-9.]+,", "\"values\":[", "is not what belongs there"),
            (.percentile, "\"values\":\\[[0-9.]+,", "\"values\":[-5,", "a sample is no amount"),
        ])
    func numbersThatCannotBeAreDiagnosed(
        _ name: SizingStrategyName, _ old: String, _ new: String, _ words: String
    ) throws {
        let bytes = SizingStateTests.forged(try SizingStateTests.state(name), old, new)
        try #require(!bytes.isEmpty, "\(old) is not in the state")
        let said = SizingStateTests.failure(bytes, name)
        #expect(said?.contains(words) == true, "\(said ?? "it was taken")")
    }

    @Test func theStateOfAnotherStrategyIsRefused() throws {
        let bytes = try SizingStateTests.state(.krrSimple)
        #expect(
            SizingStateTests.failure(bytes, .trimtab)
                == "going on from a.state: line 1: it is of the strategy `krr-simple`, not `trimtab`")
        #expect(SizingStateTests.failure([])?.contains("it is no whole state") == true)
        #expect(
            SizingStateTests.failure(Array("id,timestamp\n".utf8))?.contains("it is no whole state") == true)
        var krr = RecommendationRun(KrrSimple())
        #expect(throws: Failure.self) {
            _ = try krr.merge(RecommendationRun(TrimtabSizing()), named: "b")
        }
    }

    /// The file says what it is to whoever opens it.
    @Test func theFileIsLinesOfText() throws {
        let lines = String(decoding: try SizingStateTests.state(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(
            lines[0]
                == #"{"every":86400,"schema":"trimtab/sizing-state/v1","strategy":"trimtab","tellsKills":false,"workloads":3}"#
        )
        #expect(lines[4].hasPrefix(#"{"sha256":""#))
    }
}
