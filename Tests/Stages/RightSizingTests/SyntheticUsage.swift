internal import Testing
internal import Foundation

@testable import RightSizing

/// Workloads whose truth is known, from a seed.
struct SyntheticUsage: Sendable, CustomTestStringConvertible {
    enum Family: String, CaseIterable, Sendable {
        case steady, daily, weekly, spiky, trending, leaking, bimodal, batch, onOff
    }

    let family: Family
    let seed: UInt64

    var testDescription: String { "\(family.rawValue), seed \(seed)" }

    static let step = 300.0
    static let start = 1_700_006_400.0

    /// Samples of `days` days, one every five minutes.
    func samples(days: Double) -> [UsageSample] {
        var random = SplitMix(seed: seed)
        let count = Int(days * 86_400 / SyntheticUsage.step)
        return (0..<count).map { place in
            let time = SyntheticUsage.start + Double(place) * SyntheticUsage.step
            let shape = shape(day: Double(place) * SyntheticUsage.step / 86_400, &random)
            let noise = 1 + 0.05 * (random.unit() - 0.5)
            return UsageSample(
                time: time, cpu: shape.cpu * noise, memory: shape.memory * noise * 1_073_741_824)
        }
    }

    private func shape(day: Double, _ random: inout SplitMix) -> (cpu: Double, memory: Double) {
        let sun = 0.5 - 0.5 * cos(day.truncatingRemainder(dividingBy: 1) * 2 * .pi)
        let isWeekend = Int(day) % 7 >= 5
        switch family {
        case .steady: return (0.5, 1)
        case .daily: return (0.2 + 0.8 * sun, 0.8 + 0.4 * sun)
        case .weekly: return isWeekend ? (0.1, 0.6) : (0.2 + 0.8 * sun, 0.6 + 0.6 * sun)
        case .spiky: return random.unit() < 0.01 ? (2, 1.6) : (0.3, 0.7)
        case .trending: return (0.3 + 0.01 * day, 0.5 + 0.02 * day)
        case .leaking: return (0.3, 0.4 + 0.25 * day.truncatingRemainder(dividingBy: 3))
        case .bimodal: return random.unit() < 0.5 ? (0.2, 0.5) : (0.9, 1.1)
        case .batch: return day.truncatingRemainder(dividingBy: 1) < 0.1 ? (3, 2) : (0.02, 0.2)
        case .onOff: return Int(day * 2) % 2 == 0 ? (0.7, 1) : (0, 0.1)
        }
    }
}

/// A small generator with a seed, so that every run draws the same.
struct SplitMix: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
