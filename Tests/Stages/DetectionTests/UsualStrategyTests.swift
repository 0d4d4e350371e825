import Model
import Testing

@testable import Detection

/// The usual strategy brings its own rules for changes and a longer memory into the sweep.
@Suite struct UsualStrategyTests {
    private static func row(_ workload: FakeWorkload, _ attribute: String) async throws -> Finding? {
        try await [workload].sweep().findings.first { $0.target.attribute == attribute }
    }

    private static func wish(_ workload: FakeWorkload, _ attribute: String) async throws -> Double? {
        guard case .quantity(let wish)? = try await row(workload, attribute)?.wish else { return nil }
        return wish.value
    }

    /// 300Mi all the time, and 900Mi on one day three weeks ago.
    @Test(arguments: ["Deployment", "StatefulSet"])
    func theTwoWeeksBeforeTheWindowCount(_ kind: String) async throws {
        var workload = FakeWorkload(kind: kind, memory: { _ in 300 * mebi }, memoryRequest: 4096 * mebi)
        let without = try #require(try await UsualStrategyTests.wish(workload, Attribute.memoryRequest))
        #expect(without <= 352 * mebi)
        workload.memoryBefore = { $0 == -7 ? 900 * mebi : 300 * mebi }
        let finding = try #require(try await UsualStrategyTests.row(workload, Attribute.memoryRequest))
        guard case .quantity(let wish)? = finding.wish else {
            Issue.record("\(finding)")
            return
        }
        #expect(wish.value >= 990 * mebi && wish.value <= 1280 * mebi, "\(wish)")
        #expect(finding.narrative.contains("In the 14 days before, it was 900Mi."), "\(finding.narrative)")
        #expect(finding.signals.contains { $0.query.contains("[1d]") && $0.samples == 14 })
    }

    /// What no machine has, or is not a number, was not measured.
    @Test(arguments: [1e17, .nan, -5, .infinity] as [Double])
    func absurdDaysBeforeTheWindowCountForNothing(_ value: Double) async throws {
        var workload = FakeWorkload(memory: { _ in 300 * mebi }, memoryRequest: 4096 * mebi)
        workload.memoryBefore = { $0 == -7 ? value : nil }
        let wish = try #require(try await UsualStrategyTests.wish(workload, Attribute.memoryRequest))
        #expect(wish <= 352 * mebi)
    }

    /// What only saves waits until the request has stood for a week; what is missing does not wait.
    @Test func savingWaitsForAWeekAndNeedDoesNot() async throws {
        var idle = FakeWorkload(cpu: { _ in 0.1 }, memory: { _ in 300 * mebi })
        idle.cpuRequest = 2
        idle.memoryRequest = 4096 * mebi
        #expect(try await [idle].sweep().findings.count == 2)
        idle.requestsBefore = ["cpu": 2, "memory": 4096 * mebi]
        #expect(try await [idle].sweep().findings.count == 2)
        idle.requestsBefore = ["cpu": 1, "memory": 4096 * mebi]
        #expect(try await [idle].sweep().findings.map(\.target.attribute) == [Attribute.memoryRequest])

        var busy = FakeWorkload(cpu: { $0 > 11 ? 1 : 0.2 }, memory: { _ in 300 * mebi })
        busy.cpuRequest = 0.3
        busy.requestsBefore = ["cpu": 0.5]
        #expect(try await UsualStrategyTests.wish(busy, Attribute.cpuRequest) ?? 0 >= 1)
    }

    /// By hand: 1Gi at most, no rhythm, so the need is the peak and a tenth, on the grid 1152Mi.
    @Test(
        arguments: [
            (900, true), (960, true), (990, false), (1152, false), (1280, false), (1472, false), (1600, true),
            (2048, true),
        ] as [(Double, Bool)])
    func theBandIsCloseUpwardsAndDownwards(_ request: Double, _ isChanged: Bool) async throws {
        let workload = FakeWorkload(memory: { _ in 1024 * mebi }, memoryRequest: request * mebi)
        let wish = try await UsualStrategyTests.wish(workload, Attribute.memoryRequest)
        #expect((wish != nil) == isChanged, "\(request): \(wish ?? 0)")
        if let wish { #expect(wish == 1152 * mebi) }
    }

    /// Two Sundays at twice the other days are a rhythm, no sign that a third is four times as high.
    @Test func aWeeklyPeakIsNoReasonForAWideMargin() async throws {
        let workload = FakeWorkload(
            memory: { day in
                (Int(day) % 7 == 1 ? 2700 : 1400) * mebi * (1 + 0.01 * noise(day))
            }, memoryRequest: 3072 * mebi, memoryLimit: 4096 * mebi)
        let report = try await [workload].sweep()
        #expect(report.findings.isEmpty, "\(report.findings.map(\.wish))")
    }

    /// Many containers that need little more than they ask for are a busy node.
    @Test func tinyRequestsGrowWhenTheyAreCrowded() async throws {
        let workload = FakeWorkload(cpu: { _ in 0.04 }, cpuRequest: 0.01)
        #expect(try await UsualStrategyTests.wish(workload, Attribute.cpuRequest) == 0.045)
        let table = StrategyTable { _, _ in .daily }
        let other = try await Detector(source: [workload].metrics(), strategies: table)
            .sweep(at: FakeWorkload.end)
        #expect(other.findings.isEmpty)
    }
}
