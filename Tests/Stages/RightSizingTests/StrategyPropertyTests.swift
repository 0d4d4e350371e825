import Model
import TestSupport
import Testing

@testable import RightSizing

/// What holds for every strategy on any use; the seed of a failing case is in its message.
@Suite struct StrategyPropertyTests {
    private static let cases = SizingStrategyName.allCases.flatMap { name in
        (1...4).map { (name, UInt64($0)) }
    }

    /// Fifteen days of a random rhythm, height and noise.
    private static func samples(_ seed: UInt64) -> [UsageSample] {
        var random = SeededGenerator(seed: seed)
        let low = Double.random(in: 0.3...0.8, using: &random)
        let swing = Double.random(in: 0...2, using: &random)
        let spread = Double.random(in: 0.01...0.3, using: &random)
        let base = Double.random(in: 600...3000, using: &random)
        return (0..<4320).map { place in
            let hour = Double(place % 288) / 12
            let rise = hour > 8 && hour < 20 ? swing * (1 - abs(hour - 14) / 6) : 0
            let noise = 1 + spread * (Double.random(in: 0..<1, using: &random) - 0.5)
            return UsageSample(
                time: 1_700_006_400 + Double(place) * 300, cpu: (low + rise) * noise,
                memory: (base * (1 + rise / 4) * noise).rounded() * 1_048_576)
        }
    }

    private static func need(
        _ name: SizingStrategyName, _ resource: SizedResource, _ samples: [UsageSample], scale: Double = 1
    ) throws -> Double {
        var meter = SizingStrategies.strategy(name).makeMeter(of: resource, origin: 1_700_006_400)
        for sample in samples {
            let value = resource == .cpu ? sample.cpu : sample.memory
            meter.observe((value ?? 0) * scale, at: sample.time)
        }
        return try #require(meter.need()).amount
    }

    /// Buckets that do not scale with use, and a margin that is weighed against the price of a kill, move the share a little.
    private static func tolerance(_ name: SizingStrategyName, _ resource: SizedResource) -> Double {
        switch name {
        case .vpa: 0.06
        case .trimtab: resource == .memory ? 0.15 : 0.002
        default: 0.003
        }
    }

    @Test(arguments: cases) func scalingUseScalesTheNeed(_ name: SizingStrategyName, _ seed: UInt64) throws {
        let samples = StrategyPropertyTests.samples(seed)
        for resource in SizedResource.allCases {
            let one = try StrategyPropertyTests.need(name, resource, samples)
            for factor in [0.5, 2, 8.0] {
                let scaled = try StrategyPropertyTests.need(name, resource, samples, scale: factor)
                let off = abs(scaled / (one * factor) - 1)
                #expect(
                    off <= StrategyPropertyTests.tolerance(name, resource),
                    "\(name) \(resource), seed \(seed), ×\(factor): \(one) became \(scaled)")
            }
        }
    }

    @Test(arguments: cases)
    func samplesAboveThePeakNeverLowerMemory(_ name: SizingStrategyName, _ seed: UInt64) throws {
        let samples = StrategyPropertyTests.samples(seed)
        let before = try StrategyPropertyTests.need(name, .memory, samples)
        let peak = samples.compactMap(\.memory).max() ?? 0
        var random = SeededGenerator(seed: seed &* 101)
        for _ in 0..<4 {
            var more = samples
            let place = Int.random(in: 0..<more.count, using: &random)
            more[place].memory = peak * Double.random(in: 1.01...2, using: &random)
            let after = try StrategyPropertyTests.need(name, .memory, more)
            #expect(after >= before, "\(name), seed \(seed), sample \(place)")
        }
    }

    @Test(arguments: cases) func sameInputSameBytes(_ name: SizingStrategyName, _ seed: UInt64) {
        func table() -> String {
            var run = RecommendationRun(SizingStrategies.strategy(name))
            return StrategyPropertyTests.samples(seed).compactMap {
                run.observe(UsageRow(id: "a", timestamp: "\($0.time)", sample: $0))?.text
            }.joined(separator: "\n")
        }
        let first = table()
        #expect(first.contains(","), "\(name), seed \(seed)")
        #expect(first == table(), "\(name), seed \(seed)")
    }

    /// Samples of one workload that were gathered in several places: what is asked for is the same as in one pass.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func mergingShardsEqualsOnePass(_ seed: UInt64) throws {
        let samples = StrategyPropertyTests.samples(seed)
        var random = SeededGenerator(seed: seed &* 7)
        var whole = DailyUsage(capacity: 28)
        var shards = (0..<3).map { _ in DailyUsage(capacity: 28) }
        for sample in samples {
            whole.add(sample.memory ?? 0, at: sample.time)
            shards[Int.random(in: 0..<3, using: &random)].add(sample.memory ?? 0, at: sample.time)
        }
        // In any order.
        var merged = shards[2]
        merged.merge(shards[0])
        merged.merge(shards[1])
        let one = try #require(
            MemoryNeed(peaks: whole.days.map(\.peak), days: whole.days.map(\.index), weights: .usual))
        let other = try #require(
            MemoryNeed(peaks: merged.days.map(\.peak), days: merged.days.map(\.index), weights: .usual))
        #expect(one.bytes == other.bytes, "seed \(seed)")
        #expect(
            CPUNeed(whole, above: 0.035, countsWaves: true)?.cores
                == CPUNeed(merged, above: 0.035, countsWaves: true)?.cores, "seed \(seed)")
    }
}
