import Model
import RightSizing
import Testing

@testable import Detection

/// A category may choose who sizes its requests; what was seen still counts.
@Suite struct StrategyTests {
    /// Mostly 100m, for two hours of each day 400m; 300Mi, for two hours of one day 500Mi.
    private static func workload() -> FakeWorkload {
        FakeWorkload(
            cpu: { $0.truncatingRemainder(dividingBy: 1) < 1.0 / 12 ? 0.4 : 0.1 },
            memory: { ($0 > 5 && $0 < 5 + 1.0 / 12 ? 500 : 300) * mebi }, cpuRequest: 4,
            memoryRequest: 8192 * mebi)
    }

    private static func findings(
        _ table: StrategyTable, _ workload: FakeWorkload = workload()
    ) async throws -> (cpu: Finding, memory: Finding) {
        let detector = Detector(source: [workload].metrics(), strategies: table)
        let report = try await detector.sweep(at: FakeWorkload.end)
        return (
            try #require(report.findings.first { $0.kind == .cpuRequestTooHigh }),
            try #require(report.findings.first { $0.kind == .memoryRequestTooHigh })
        )
    }

    /// By hand, on the grid of sizes.
    ///
    /// daily 0.4 × 1.15 = 460m; krr-simple p95 = 400m; krr-simple-limit p66 = 100m; percentile 0.4 × 1.2 = 480m;
    /// trimtab 0.4 × 1.03 = 412m. The autoscaler's buckets at 90% are those of 100m.
    @Test(
        arguments: [
            (.daily, 500), (.krrSimple, 400), (.krrSimpleLimit, 100), (.percentile, 500),
            (.trimtab, 450), (.vpa, 130),
        ] as [(SizingStrategyName, Int64)])
    func theChosenStrategySizesTheCPU(_ name: SizingStrategyName, _ millicores: Int64) async throws {
        let finding = try await StrategyTests.findings(StrategyTable { _, _ in name }).cpu
        #expect(finding.wish == .quantity(.millicores(millicores)), "\(name)")
        let names = finding.narrative.contains { $0.contains("The strategy \(name.rawValue) asks for") }
        #expect(names == (name != .usual), "\(finding.narrative)")
    }

    /// The autoscaler's 90th percentile of daily peaks is below the one day's peak: the peak and a tenth is asked for.
    @Test(arguments: SizingStrategyName.allCases)
    func noStrategyGoesBelowWhatWasSeen(_ name: SizingStrategyName) async throws {
        let finding = try await StrategyTests.findings(StrategyTable { _, _ in name }).memory
        guard case .quantity(let wish)? = finding.wish else {
            Issue.record("no wish")
            return
        }
        #expect(wish.value >= 550 * mebi, "\(name): \(wish)")
        #expect(wish.value <= 768 * mebi, "\(name): \(wish)")
    }

    @Test func aKillCountsForEveryStrategy() async throws {
        var workload = StrategyTests.workload()
        workload.kills = [.init(day: 3, limit: 2048 * mebi)]
        for name in SizingStrategyName.allCases {
            let finding = try await StrategyTests.findings(StrategyTable { _, _ in name }, workload).memory
            guard case .quantity(let wish)? = finding.wish else { continue }
            #expect(wish.value >= 2048 * mebi * 1.1, "\(name): \(wish)")
        }
    }

    @Test func onlyWhatIsChosenIsSizedByIt() async throws {
        let table = StrategyTable { kind, attribute in
            kind == "Deployment" && attribute == Attribute.cpuRequest ? .krrSimple : nil
        }
        let (cpu, memory) = try await StrategyTests.findings(table)
        #expect(cpu.narrative.contains { $0.contains("krr-simple") })
        #expect(!memory.narrative.contains { $0.contains("krr-simple") })
        var other = StrategyTests.workload()
        other.kind = "StatefulSet"
        let elsewhere = try await StrategyTests.findings(table, other).cpu
        #expect(elsewhere.wish == .quantity(.millicores(450)))
    }
}
