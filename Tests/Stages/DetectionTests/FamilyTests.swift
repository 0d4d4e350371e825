import Model
import RightSizing
import TestSupport
import Testing

@testable import Detection

/// Workloads whose truth is known, through the sweep: what is asked for lies between what is needed and a bound above it.
@Suite struct FamilyTests {
    struct Family: Sendable, CustomTestStringConvertible {
        var name: String
        /// Cores and MiB at a day of the window; the last is noise in 0…1 of that sample.
        var use: @Sendable (_ day: Double, _ noise: Double) -> (cores: Double, mebibytes: Double)
        /// Least and most cores that are right.
        var cores: ClosedRange<Double>
        /// Least and most MiB that are right; nil where no size is.
        var memory: ClosedRange<Double>?

        var testDescription: String { name }
    }

    static func sun(_ day: Double) -> Double { hill(day) }
    static func isWeekend(_ day: Double) -> Bool { Int(day) % 7 >= 5 }

    static let families: [Family] = [
        Family(name: "steady", use: { _, _ in (0.5, 1000) }, cores: 0.5...0.6, memory: 1100...1300),
        Family(
            name: "daily", use: { day, _ in (0.2 + 0.8 * sun(day), 800 + 400 * sun(day)) },
            cores: 0.85...1.15, memory: 1320...1600),
        Family(
            name: "weekly",
            use: { day, _ in
                isWeekend(day) ? (0.1, 600) : (0.2 + 0.8 * sun(day), 600 + 600 * sun(day))
            }, cores: 0.85...1.15, memory: 1320...1664),
        Family(
            // One moment in five hundred: CPU may queue, memory may not.
            name: "spiky", use: { _, noise in noise < 0.002 ? (2, 1600) : (0.3, 700) }, cores: 0.3...0.45,
            memory: 1760...2304),
        Family(
            // Memory that climbs without coming back is a leak, whatever it is called.
            name: "trending", use: { day, _ in (0.3 + 0.02 * day, 500 + 20 * day) }, cores: 0.55...0.85,
            memory: nil),
        Family(
            name: "leaking", use: { day, _ in (0.3, 300 + 60 * day) }, cores: 0.3...0.4, memory: nil),
        Family(
            name: "bimodal", use: { _, noise in noise < 0.5 ? (0.2, 500) : (0.9, 1100) }, cores: 0.9...1.1,
            memory: 1210...1472),
        Family(
            name: "batch",
            use: { day, _ in day - day.rounded(.down) < 0.1 ? (3, 2000) : (0.02, 200) }, cores: 3...3.5,
            memory: 2200...2688),
        Family(
            name: "on/off", use: { day, _ in Int(day * 2) % 2 == 0 ? (0.7, 1000) : (0.01, 100) },
            cores: 0.7...0.85, memory: 1100...1344),
    ]

    private static func workload(_ family: Family, _ seed: UInt64) -> FakeWorkload {
        func use(_ day: Double) -> (cores: Double, mebibytes: Double) {
            var random = SeededGenerator(seed: seed &* 0x9E37 &+ UInt64((day * 288).rounded()))
            let chance = Double.random(in: 0..<1, using: &random)
            let wobble = 1 + 0.02 * (Double.random(in: 0..<1, using: &random) - 0.5)
            let use = family.use(day, chance)
            return (use.cores * wobble, use.mebibytes * wobble)
        }
        return FakeWorkload(
            cpu: { use($0).cores }, memory: { use($0).mebibytes * mebi }, cpuRequest: 16,
            memoryRequest: 65_536 * mebi)
    }

    private static let cases = families.flatMap { family in (1...3).map { (family, UInt64($0)) } }

    @Test(arguments: cases) func isSizedWithinBounds(_ family: Family, _ seed: UInt64) async throws {
        let findings = try await [FamilyTests.workload(family, seed)].sweep().findings
        let cpu = try #require(findings.first { $0.target.attribute == Attribute.cpuRequest })
        guard case .quantity(let cores)? = cpu.wish else {
            Issue.record("\(family.name), seed \(seed): no cores, \(String(describing: cpu.hold))")
            return
        }
        #expect(family.cores.contains(cores.value), "\(family.name), seed \(seed): \(cores.text())")
        let memory = findings.filter { $0.plotUnit == .bytes }
        guard let right = family.memory else {
            // A leak is a finding of its own, and has no size.
            #expect(memory.map(\.kind) == [.memoryLeak], "\(family.name), seed \(seed)")
            #expect(memory.allSatisfy { $0.hold?.reason == .leaking && $0.wish == nil })
            return
        }
        #expect(memory.count == 1, "\(family.name), seed \(seed): \(memory.map(\.kind))")
        guard case .quantity(let bytes)? = memory.first?.wish else {
            Issue.record("\(family.name), seed \(seed): no memory, \(String(describing: memory.first?.hold))")
            return
        }
        #expect(right.contains(bytes.value / mebi), "\(family.name), seed \(seed): \(bytes.text())")
    }
}
