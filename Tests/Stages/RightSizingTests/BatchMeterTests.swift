import TestSupport
import Testing

@testable import RightSizing

/// Samples that come all at once are the same samples.
@Suite struct BatchMeterTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func manyAtOnceAreTheSameAsOneByOne(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let steps: [Double] = [75, 300, 600, 86_400, 100_000]
        let step = steps[Int(seed) % steps.count]
        let start = Double.random(in: 1.6e9...1.8e9, using: &random).rounded() + (seed % 2 == 0 ? 0.25 : 0)
        let scales: [Double] = [1e-7, 0.01, 1, 1e9, 1e20]
        let scale = scales[Int(seed / 2) % scales.count]
        let values: [Double] = (0..<3000).map { (_: Int) -> Double in
            let kind = Int.random(in: 0..<20, using: &random)
            return kind == 0 ? .nan : kind == 1 ? 0 : Double.random(in: 0...scale, using: &random)
        }
        var single = DailyUsage(capacity: 28)
        for (place, value) in values.enumerated() where !value.isNaN {
            single.add(value, at: start + Double(place) * step)
        }
        var whole = DailyUsage(capacity: 28)
        whole.add(values, from: start, step: step)
        #expect(whole.samples == single.samples, "seed \(seed)")
        #expect(whole.firstTime == single.firstTime && whole.lastTime == single.lastTime, "seed \(seed)")
        #expect(whole.days.map(\.index) == single.days.map(\.index), "seed \(seed)")
        #expect(whole.days.map(\.peak) == single.days.map(\.peak), "seed \(seed)")
        for share in [0.0, 0.5, 0.9, 0.965, 1] {
            for (one, other) in zip(whole.days, single.days) {
                #expect(one.histogram.quantile(share) == other.histogram.quantile(share), "seed \(seed)")
            }
        }
    }

    @Test func nothingMeasuredIsNothing() {
        var usage = DailyUsage(capacity: 28)
        usage.add([.nan, .nan], from: 0, step: 60)
        usage.add([], from: 0, step: 60)
        #expect(usage == DailyUsage(capacity: 28))
    }
}
