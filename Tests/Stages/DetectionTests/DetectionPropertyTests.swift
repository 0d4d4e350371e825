import Model
import RightSizing
import TestSupport
import Testing

@testable import Detection

/// What holds for any series; the seed of a failing case is in its message.
@Suite struct DetectionPropertyTests {
    /// A workload of random rhythm, height and size.
    private static func workload(_ seed: UInt64, scale: Double = 1) -> FakeWorkload {
        var random = SeededGenerator(seed: seed)
        let low = Double.random(in: 0.05...0.3, using: &random)
        let high = Double.random(in: 0.1...1.5, using: &random)
        let base = Double.random(in: 300...900, using: &random)
        let swing = Double.random(in: 10...600, using: &random)
        let shift = Double.random(in: 0...1, using: &random)
        let requests = (
            Double.random(in: 0.1...8, using: &random), Double.random(in: 200...9000, using: &random)
        )
        return FakeWorkload(
            name: "w\(seed)", cpu: { scale * (low + high * hill($0 + shift) + 0.02 * noise($0)) },
            memory: { scale * (base + swing * hill($0 + shift) + noise($0 + 3)) * mebi },
            cpuRequest: requests.0,
            memoryRequest: (requests.1).rounded() * mebi)
    }

    private static func estimates(_ workload: FakeWorkload) throws -> (
        cpu: UsageEstimate, memory: UsageEstimate
    ) {
        let limits = DetectionLimits()
        let series = workload.series()
        func track(_ signal: Signal, _ step: TimeSpan) -> Track {
            let window = TimeWindow(start: FakeWorkload.start, end: FakeWorkload.end)
            return Track(
                (series[signal] ?? []).map { ("pod", $0) }, on: Grid(window, step: step),
                PlausibleRange(lower: 0, upper: 1e18), isLive: { _ in true })
        }
        let strategy = SizingStrategies.strategy(.daily)
        let cpu = UsageEstimate(
            track(.cpuUsage, limits.cpuStep), of: .cpu, by: strategy, origin: FakeWorkload.start)
        let memory = UsageEstimate(
            track(.memoryPeak, limits.memoryStep), of: .memory, by: strategy, origin: FakeWorkload.start)
        return (try #require(cpu), try #require(memory))
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func scalingUseScalesTheNeed(_ seed: UInt64) throws {
        let one = try DetectionPropertyTests.estimates(DetectionPropertyTests.workload(seed))
        for factor in [2.0, 0.5, 16] {
            let scaled = try DetectionPropertyTests.estimates(
                DetectionPropertyTests.workload(seed, scale: factor))
            #expect(scaled.cpu.need == one.cpu.need * factor, "seed \(seed)")
            #expect(scaled.memory.need == one.memory.need * factor, "seed \(seed)")
            #expect(scaled.cpu.spread == one.cpu.spread, "seed \(seed)")
        }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func moreUseNeverLowersMemory(_ seed: UInt64) throws {
        let workload = DetectionPropertyTests.workload(seed)
        let before = try DetectionPropertyTests.estimates(workload)
        var random = SeededGenerator(seed: seed &* 31)
        let moment = Double.random(in: 0...13, using: &random)
        let extra = Double.random(in: 1...3, using: &random)
        var raised = workload
        raised.memory = { day in
            workload.memory(day).map { abs(day - moment) < 0.02 ? $0 * extra : $0 }
        }
        let after = try DetectionPropertyTests.estimates(raised)
        #expect(after.memory.need >= before.memory.need, "seed \(seed)")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func orderOfSeriesDoesNotMatter(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let workloads = (1...4).map { DetectionPropertyTests.workload(seed &* 10 &+ $0) }
        let straight = try await workloads.sweep()
        var all: [Signal: [Series]] = [:]
        for workload in workloads { all.merge(workload.series()) { $0 + $1 } }
        let shuffled = all.mapValues { $0.shuffled(using: &random) }
        let again = try await Detector(source: FakeMetrics(shuffled)).sweep(at: FakeWorkload.end)
        #expect(straight.findings == again.findings, "seed \(seed)")
        #expect(straight.warnings == again.warnings, "seed \(seed)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func whatWasDoneIsNotDoneAgain(_ seed: UInt64) async throws {
        var workload = DetectionPropertyTests.workload(seed)
        let first = try await [workload].sweep()
        for finding in first.findings {
            guard case .quantity(let wish)? = finding.wish else { continue }
            switch finding.target.attribute {
            case Attribute.cpuRequest: workload.cpuRequest = wish.value
            case Attribute.memoryRequest: workload.memoryRequest = wish.value
            case Attribute.memoryLimit: workload.memoryLimit = wish.value
            default: workload.cpuLimit = wish.value
            }
        }
        let second = try await [workload].sweep()
        #expect(second.findings.isEmpty, "seed \(seed): \(second.findings.map(\.target.display))")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func memoryIsNeverWishedBelowThePeak(_ seed: UInt64) async throws {
        let report = try await [DetectionPropertyTests.workload(seed)].sweep()
        for finding in report.findings where finding.plotUnit == .bytes {
            guard case .quantity(let wish)? = finding.wish else { continue }
            let peak = try #require(finding.statistics.first { $0.name == "working set max" }?.value)
            #expect(wish.value >= peak * 1.10, "seed \(seed)")
        }
    }

    @Test func theNumberOfQueriesDoesNotDependOnTheWorkloads() async throws {
        let one = try await [DetectionPropertyTests.workload(1)].sweep()
        let many = try await (1...6).map { DetectionPropertyTests.workload($0) }.sweep()
        #expect(one.queries == many.queries)
    }
}
