import Model
import Testing

@testable import Detection

/// Beside each proposal stands where the need lies, and beside the worst pod what all of them use.
@Suite struct RangeTests {
    /// Days differ by chance: each has a height of its own.
    private static func height(_ day: Double) -> Double { 1 + 0.3 * noise(day.rounded(.down) + 0.5) }

    private static func busy(_ scale: Double = 1) -> FakeWorkload {
        FakeWorkload(
            cpu: { 0.2 * scale * height($0) }, memory: { 300 * mebi * scale * height($0) },
            cpuRequest: 2 * scale,
            memoryRequest: 2048 * mebi * scale)
    }

    private static func wish(_ finding: Finding) throws -> Double {
        guard case .quantity(let wish)? = finding.wish else { throw Missing() }
        return wish.value
    }

    private struct Missing: Error {}

    @Test func theProposalLiesWithin() async throws {
        let report = try await [RangeTests.busy()].sweep()
        #expect(report.findings.count == 2)
        for finding in report.findings {
            let range = try #require(finding.range)
            let high = try #require(range.high)
            let wish = try RangeTests.wish(finding)
            #expect(range.low <= wish && wish <= high, "\(range)")
            #expect(range.low < high && high < 2 * wish && range.level == 0.9)
            #expect(range.unit == finding.plotUnit)
        }
        let memory = try #require(report.findings.first { $0.plotUnit == .bytes })
        let peak = try #require(memory.statistics.first { $0.name == "working set max" }).value
        #expect(try #require(memory.range).low >= peak * 1.0999, "never below what was seen and a tenth")
    }

    @Test func itScalesWithUse() async throws {
        let one = try await [RangeTests.busy()].sweep().findings
        let four = try await [RangeTests.busy(4)].sweep().findings
        for (small, large) in zip(one, four) {
            let (a, b) = (try #require(small.range), try #require(large.range))
            // The weight of a kill, and the grid of the proposal, move it a little.
            let tolerance = small.plotUnit == .bytes ? 0.15 : 0.05
            #expect(abs(b.low / a.low / 4 - 1) < tolerance, "\(a) \(b)")
            #expect(abs(try #require(b.high) / (try #require(a.high)) / 4 - 1) < tolerance, "\(a) \(b)")
        }
    }

    @Test func daysThatDifferMoreLeaveMoreOpen() async throws {
        func width(_ part: Double) async throws -> Double {
            let workload = FakeWorkload(
                cpu: { 0.2 * (1 + part * noise($0.rounded(.down) + 0.5)) }, cpuRequest: 2)
            let range = try #require(try await [workload].sweep().findings.first?.range)
            return (range.high ?? .nan) / range.low
        }
        let (calm, wild) = (try await width(0.05), try await width(0.5))
        #expect(wild > calm * 1.1, "\(calm) \(wild)")
    }

    @Test func behindALimitThatKilledThereIsNoEnd() async throws {
        let killed = FakeWorkload(
            memory: { _ in 500 * mebi }, kills: [.init(day: 12, limit: 512 * mebi)],
            memoryRequest: 512 * mebi,
            memoryLimit: 512 * mebi)
        let finding = try #require(
            try await [killed].sweep().findings.first { $0.kind == .memoryLimitTooLow })
        #expect(finding.range == NeedRange(above: 512 * mebi, unit: .bytes))
        #expect(finding.range?.text == "above 512Mi")
    }

    @Test func whatIsHeldHasNone() async throws {
        var young = RangeTests.busy()
        young.generations = [(9, 14)]
        let report = try await [young].sweep()
        #expect(!report.findings.isEmpty && report.findings.allSatisfy { $0.hold != nil && $0.range == nil })
    }

    @Test func aRangeReadsAsPeopleWriteIt() {
        #expect(
            NeedRange(low: 180 * mebi, high: 230 * mebi, level: 0.9, unit: .bytes).text
                == "180Mi – 230Mi (90%)")
        #expect(NeedRange(low: 0.2101, high: 0.2099, level: 0.9, unit: .cores).text == "210m (90%)")
    }

    @Test func aSinglePodIsNoFleet() async throws {
        let findings = try await [RangeTests.busy()].sweep().findings
        #expect(findings.count == 2 && findings.allSatisfy { $0.fleet == nil })
    }

    @Test func equalPodsAreSaidTogether() async throws {
        var workload = FakeWorkload(cpu: { _ in 0.1 }, memory: { _ in 200 * mebi }, cpuRequest: 2)
        workload.pods = 4
        let finding = try #require(try await [workload].sweep().findings.first)
        let fleet = try #require(finding.fleet)
        #expect(fleet.pods == 4 && !fleet.isUneven)
        #expect(abs(fleet.mean - 0.1) < 1e-9 && abs(fleet.total - 0.4) < 1e-9 && fleet.worst == 0.1)
        #expect(fleet.text == "4 pods · mean 100m · all 400m · worst 100m (×1.0)")
        #expect(!finding.narrative.contains { $0.contains("uneven") })
    }

    /// Three pods of a StatefulSet idle beside a leader: the leader decides, and the finding says so.
    @Test func aHotPodDecidesAndIsNamed() async throws {
        var calm = FakeWorkload(cpu: { _ in 0.02 }, memory: { _ in 200 * mebi }, cpuRequest: 2)
        calm.kind = "StatefulSet"
        calm.pods = 4
        var series = calm.series()
        series[.cpuUsage] = series[.cpuUsage]?.map { one in
            var one = one
            if one.labels["pod"] == "shop-0" { one.values = one.values.map { _ in 0.5 } }
            return one
        }
        let report = try await Detector(source: FakeMetrics(series)).sweep(at: FakeWorkload.end)
        let finding = try #require(report.findings.first { $0.target.attribute == Attribute.cpuRequest })
        let fleet = try #require(finding.fleet)
        #expect(fleet.isUneven && fleet.worst == 0.5 && abs(fleet.mean - 0.14) < 1e-9)
        #expect(try RangeTests.wish(finding) >= 0.5, "the worst pod decides")
        #expect(
            finding.narrative.contains {
                $0.hasPrefix("Its pods are uneven: the worst reaches 500m, the mean of 4 140m.")
            }, "\(finding.narrative)")
    }
}
