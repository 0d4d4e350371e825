import Foundation
import Model
import TestSupport
import Testing

@testable import RightSizing

/// The range that stands beside a recommendation: what other days of the same kind would ask for.
@Suite struct NeedSpreadTests {
    private static let origin = SyntheticUsage.start

    private static func value(_ sample: UsageSample, _ resource: SizedResource) -> Double {
        (resource == .cpu ? sample.cpu : sample.memory) ?? .nan
    }

    private static func factor(
        _ name: SizingStrategyName, _ resource: SizedResource, _ samples: [UsageSample], scale: Double = 1
    ) -> Double? {
        var spread = NeedSpread(name, of: resource, origin: origin)
        for sample in samples { spread.observe(value(sample, resource) * scale, at: sample.time) }
        return spread.factor
    }

    /// Days whose heights differ by chance, by up to half.
    private static func noisy(days: Int, seed: UInt64) -> [UsageSample] {
        var random = SeededGenerator(seed: seed)
        return (0..<days).flatMap { day in
            let height = Double.random(in: 0.5...1, using: &random)
            return (0..<96).map { place in
                let value = height * (0.6 + 0.4 * Double.random(in: 0..<1, using: &random))
                return UsageSample(
                    time: origin + Double(day) * 86_400 + Double(place) * 900, cpu: value,
                    memory: value * 1_073_741_824)
            }
        }
    }

    @Test(arguments: SizingStrategyName.allCases)
    func isAFactorOfAtLeastOneAndTheSameForScaledUse(_ name: SizingStrategyName) throws {
        let samples = NeedSpreadTests.noisy(days: 14, seed: 3)
        for resource in SizedResource.allCases {
            let one = try #require(NeedSpreadTests.factor(name, resource, samples))
            #expect(one > 1 && one < 3, "\(name) \(resource): \(one)")
            // A power of two moves whole octaves of buckets, so nothing but the weight of a kill changes.
            let scaled = try #require(NeedSpreadTests.factor(name, resource, samples, scale: 4))
            #expect(abs(scaled / one - 1) < (name == .trimtab && resource == .memory ? 0.1 : 1e-9))
            #expect(NeedSpreadTests.factor(name, resource, samples) == one, "the draws are the same")
        }
    }

    @Test(arguments: SizedResource.allCases)
    func moreDaysMakeItNarrower(_ resource: SizedResource) throws {
        func mean(_ days: Int) throws -> Double {
            let factors = try (1...12).map { seed in
                try #require(
                    NeedSpreadTests.factor(
                        .trimtab, resource, NeedSpreadTests.noisy(days: days, seed: UInt64(seed))))
            }
            return factors.reduce(0) { $0 + log($1) } / Double(factors.count)
        }
        let widths = try [6, 14].map(mean)
        #expect(widths[1] < widths[0] * 0.85, "\(widths)")
        // Memory remembers four weeks.
        if resource == .memory { #expect(try mean(28) < widths[1], "\(widths)") }
    }

    @Test func fewDaysSayNothing() {
        let samples = NeedSpreadTests.noisy(days: 4, seed: 1)
        #expect(NeedSpreadTests.factor(.trimtab, .cpu, samples) == nil)
        #expect(NeedSpreadTests.factor(.trimtab, .memory, samples) == nil)
        #expect(NeedSpread.factor(ofGreatest: [1, 2, 3, 4]) == nil)
    }

    @Test func daysThatAreAlikeLeaveNothingOpen() throws {
        let samples = (0..<14 * 96).map {
            UsageSample(
                time: NeedSpreadTests.origin + Double($0) * 900, cpu: 0.5, memory: 1_073_741_824)
        }
        // Half of a bucket: histograms tell no more, and sizes are written no finer.
        for resource in SizedResource.allCases {
            let factor = try #require(NeedSpreadTests.factor(.trimtab, resource, samples))
            #expect(abs(factor - (1 + 1.0 / 32).squareRoot()) < 1e-12)
        }
        #expect(NeedSpread.factor(ofGreatest: [2, 2, 2, 2, 2]) == 1)
    }

    /// One way of taking samples is as good as the other.
    @Test func inOneGoIsTheSame() {
        let samples = NeedSpreadTests.noisy(days: 14, seed: 9)
        var whole = NeedSpread(.trimtab, of: .cpu, origin: NeedSpreadTests.origin)
        whole.observe(samples.compactMap(\.cpu), from: NeedSpreadTests.origin, step: 900)
        #expect(whole.factor == NeedSpreadTests.factor(.trimtab, .cpu, samples))
    }

    /// What the strategy asks for two weeks later lies within, in nine of ten cases: families of known shape, ten of each.
    @Test func nineOfTenLieWithin() throws {
        var within: [String: Int] = [:]
        var all = (hit: 0, count: 0)
        let families = SyntheticUsage.Family.allCases.filter { $0 != .trending && $0 != .leaking }
        for family in families {
            for seed in 1...10 as ClosedRange<UInt64> {
                let samples = SyntheticUsage(family: family, seed: seed).samples(days: 28)
                for resource in SizedResource.allCases {
                    let early = Array(samples.prefix(samples.count / 2))
                    var meter = TrimtabSizing().makeMeter(of: resource, origin: NeedSpreadTests.origin)
                    for sample in early {
                        meter.observe(NeedSpreadTests.value(sample, resource), at: sample.time)
                    }
                    let now = try #require(meter.need()).amount
                    for sample in samples.dropFirst(early.count) {
                        meter.observe(NeedSpreadTests.value(sample, resource), at: sample.time)
                    }
                    let later = try #require(meter.need()).amount
                    let factor = try #require(NeedSpreadTests.factor(.trimtab, resource, early))
                    let isWithin = later <= now * factor * 1.000_001 && later >= now / factor / 1.000_001
                    all.count += 1
                    all.hit += isWithin ? 1 : 0
                    within["\(family.rawValue) \(resource.rawValue)", default: 0] += isWithin ? 1 : 0
                }
            }
        }
        #expect(Double(all.hit) >= 0.9 * Double(all.count), "\(all) \(within)")
        // Rare spikes that all reach one height: a few days say little of how rare they are.
        #expect(within.allSatisfy { $0.value >= ($0.key == "spiky memory" ? 6 : 9) }, "\(within)")
    }

    /// Days that are drawn from one distribution: neither too narrow nor as wide as to say nothing.
    @Test(arguments: SizedResource.allCases) func ofRandomDaysItIsNeitherNarrowNorIdle(
        _ resource: SizedResource
    ) throws {
        var hits = 0
        var factors: [Double] = []
        let cases = 40
        for seed in 1...UInt64(cases) {
            let samples = NeedSpreadTests.noisy(days: 28, seed: seed)
            let early = Array(samples.prefix(samples.count / 2))
            let late = Array(samples.dropFirst(early.count))
            func need(_ samples: [UsageSample]) throws -> Double {
                var meter = TrimtabSizing().makeMeter(of: resource, origin: NeedSpreadTests.origin)
                for sample in samples {
                    meter.observe(NeedSpreadTests.value(sample, resource), at: sample.time)
                }
                return try #require(meter.need()).amount
            }
            let factor = try #require(NeedSpreadTests.factor(.trimtab, resource, early))
            factors.append(factor)
            if abs(log(try need(late) / need(early))) <= log(factor) + 1e-9 { hits += 1 }
        }
        factors.sort()
        #expect(hits >= cases * 8 / 10, "\(hits) of \(cases), \(factors)")
        #expect(factors[cases / 2] < 1.6, "\(factors)")
    }
}
