import Model
import Testing

@testable import Detection

/// Every kind of workload that a sweep meets, and what must come of it.
@Suite struct WorkloadTypeTests {
    @Test func wellSizedGivesNothing() async throws {
        let report = try await [
            FakeWorkload(
                cpu: { 0.2 + 0.12 * hill($0) }, memory: { (300 + 45 * hill($0)) * mebi }, cpuRequest: 0.4,
                memoryRequest: 384 * mebi, memoryLimit: 448 * mebi)
        ].sweep()
        #expect(report.findings.isEmpty, "\(report.findings.map(\.target.display))")
        #expect(report.wellSized == 1)
        #expect(report.targetsSeen == 1)
    }

    @Test func overProvisionedCPUIsLoweredToTheBusiestDay() async throws {
        let report = try await [
            FakeWorkload(
                pods: 2, cpu: { 0.08 + 0.56 * hill($0) }, memory: { _ in 800 * mebi }, cpuRequest: 2,
                memoryRequest: 1024 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .cpuRequestTooHigh)
        #expect(finding.target.display == "prod Deployment/shop/app resources.requests.cpu")
        #expect(finding.observed == "2")
        #expect(finding.wish == .quantity(.millicores(700)))
        #expect(finding.hold == nil)
        #expect(finding.instances == 2)
        #expect(finding.confidence > 0.9)
        #expect(finding.coverage == 1)
        #expect(finding.plot.count == 56)
        #expect(
            finding.selector == #"namespace="prod",pod=~"shop-[a-z0-9]{5,10}-[a-z0-9]{5}",container="app""#)
        #expect(finding.newestSample == FakeWorkload.end)
        #expect(finding.hypotheses.filter(\.accepted).count == 1)
        #expect(finding.narrative.first?.hasPrefix("Container app of Deployment prod/shop") == true)
    }

    @Test func overProvisionedMemoryIsLoweredToThePeakAndAMargin() async throws {
        let report = try await [
            FakeWorkload(
                memory: { (370 + 54 * hill($0)) * mebi }, cpuRequest: 0.12, memoryRequest: 2048 * mebi,
                memoryLimit: 2560 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryRequestTooHigh)
        // The days are alike: 424 Mi × 1.10 is 466.4 Mi; the grid has 480 Mi next.
        #expect(finding.wish == .quantity(.bytes(480 << 20)))
    }

    @Test func weeklyPeakOfMemoryCounts() async throws {
        let report = try await [
            FakeWorkload(
                memory: { day in
                    (day.rounded(.down).truncatingRemainder(dividingBy: 7) == 2 ? 2700 : 600) * mebi
                },
                memoryRequest: 3072 * mebi, memoryLimit: 3584 * mebi)
        ].sweep()
        #expect(report.findings.isEmpty, "the peak comes once a week and fits")
    }

    @Test func killsRaiseTheLimitByHalf() async throws {
        let report = try await [
            FakeWorkload(
                pods: 3, memory: { min(512, 300 + 215 * hill($0)) * mebi },
                kills: [.init(day: 4.6, limit: 512 * mebi), .init(day: 7.6, limit: 512 * mebi)],
                memoryRequest: 448 * mebi, memoryLimit: 512 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryLimitTooLow)
        #expect(finding.wish == .quantity(.bytes(768 << 20)))
        #expect(finding.remark == "kills 2→0")
        #expect(finding.statistics.contains(Statistic("kills", 2, .count)))
    }

    @Test func killsUnderAnEarlierLimitAreAnswered() async throws {
        let report = try await [
            FakeWorkload(
                memory: { min(512, 300 + 215 * hill($0)) * mebi },
                kills: [.init(day: 4.6, limit: 512 * mebi)], memoryRequest: 512 * mebi,
                memoryLimit: 768 * mebi)
        ].sweep()
        #expect(report.findings.isEmpty, "\(report.findings.map(\.remark))")
    }

    @Test func memoryIsNeverLoweredBelowALimitThatKilled() async throws {
        let report = try await [
            FakeWorkload(
                memory: { _ in 200 * mebi }, kills: [.init(day: 4.6, limit: 1024 * mebi)],
                memoryRequest: 2048 * mebi, memoryLimit: 2048 * mebi)
        ].sweep()
        for finding in report.findings {
            guard case .quantity(let wish)? = finding.wish else { continue }
            #expect(wish.value >= 1024 * mebi * 1.15, "\(finding.target.display) → \(wish)")
        }
        #expect(!report.findings.isEmpty)
    }

    @Test func useNearTheLimitRaisesItWithoutAKill() async throws {
        let report = try await [
            FakeWorkload(
                memory: { (400 + 90 * hill($0)) * mebi }, memoryRequest: 480 * mebi, memoryLimit: 512 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryLimitTooLow)
        #expect(finding.wish == .quantity(.bytes(640 << 20)))
    }

    @Test func throttlingRaisesTheLimitAndNotTheRequest() async throws {
        let report = try await [
            FakeWorkload(
                cpu: { min(0.295, 0.06 + 0.46 * hill($0)) }, throttled: { hill($0) > 0.5 ? 0.8 : 0 },
                cpuRequest: 0.25,
                cpuLimit: 0.3)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .cpuLimitTooLow)
        #expect(finding.wish == .quantity(.millicores(600)))
        #expect(finding.signals.count == 3)
    }

    @Test func oneBadDayOfThrottlingIsNoReason() async throws {
        let report = try await [
            FakeWorkload(
                cpu: { 0.1 + 0.1 * hill($0) }, throttled: { $0 > 5 && $0 < 6 ? 0.9 : 0.01 }, cpuRequest: 0.25,
                cpuLimit: 0.3)
        ].sweep()
        #expect(report.findings.isEmpty)
    }

    @Test func leakIsHeldAndNeverSized() async throws {
        let report = try await [
            FakeWorkload(
                memory: { (240 + 190 * $0.truncatingRemainder(dividingBy: 3.4)) * mebi },
                restarts: [3.4, 6.8, 10.2, 13.6],
                memoryRequest: 2048 * mebi, memoryLimit: 4096 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryLeak)
        #expect(finding.hold?.reason == .leaking)
        #expect(finding.wish == nil)
        #expect(finding.hold?.detail.contains("190Mi a day") == true, "\(finding.hold?.detail ?? "")")
    }

    @Test func autoscaledRequestIsHeldAndMemoryIsNot() async throws {
        let workload = FakeWorkload(
            cpu: { 0.06 + 0.2 * hill($0) }, memory: { _ in 300 * mebi }, cpuRequest: 1,
            memoryRequest: 2048 * mebi)
        let report = try await [workload].sweep(adding: FakeAutoscaler.series(workload, metric: "cpu"))
        let cpu = try #require(report.findings.first { $0.kind == .cpuRequestTooHigh })
        #expect(cpu.hold?.reason == .autoscaled)
        #expect(cpu.hold?.detail.contains("HorizontalPodAutoscaler/shop") == true)
        let memory = try #require(report.findings.first { $0.kind == .memoryRequestTooHigh })
        #expect(memory.hold == nil)
    }

    @Test(arguments: ["http_requests", "cpu"])
    func autoscalerOnAmountsLeavesTheRequestFree(_ metric: String) async throws {
        let workload = FakeWorkload(cpu: { _ in 0.06 }, cpuRequest: 1)
        let series = FakeAutoscaler.series(workload, metric: metric, type: "average")
        let report = try await [workload].sweep(adding: series)
        #expect(report.findings.only?.hold == nil)
    }

    @Test func autoscalerOfUnknownTargetHoldsBoth() async throws {
        let workload = FakeWorkload(cpu: { _ in 0.06 }, cpuRequest: 1, memoryRequest: 2048 * mebi)
        var series = FakeAutoscaler.series(workload, metric: "cpu")
        series[.autoscalerTargets] = nil
        let report = try await [workload].sweep(adding: series)
        #expect(report.findings.map { $0.hold?.reason } == [.autoscaled, .autoscaled])
    }

    @Test func tooYoungIsHeldWithItsAge() async throws {
        let report = try await [
            FakeWorkload(generations: [(9, 14)], cpu: { _ in 0.02 }, cpuRequest: 0.5)
        ].sweep()
        #expect(report.findings.only?.hold == Hold(.tooYoung, "5.0 of 14 days"))
    }

    @Test func youngAndWellSizedGivesNothing() async throws {
        let report = try await [
            FakeWorkload(generations: [(9, 14)], cpu: { _ in 0.4 }, cpuRequest: 0.5)
        ].sweep()
        #expect(report.findings.isEmpty)
    }

    @Test func killsDoNotWaitForTwoWeeks() async throws {
        let report = try await [
            FakeWorkload(
                generations: [(10, 14)], memory: { _ in 510 * mebi },
                kills: [.init(day: 12, limit: 512 * mebi)],
                memoryRequest: 512 * mebi, memoryLimit: 512 * mebi)
        ].sweep()
        let finding = try #require(report.findings.first { $0.kind == .memoryLimitTooLow })
        #expect(finding.hold == nil)
        #expect(finding.historyDays < 5)
    }

    @Test func idleGoesToTheFloor() async throws {
        let report = try await [FakeWorkload(cpu: { _ in 0.002 }, cpuRequest: 0.5)].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.wish == .quantity(.millicores(10)))
        #expect(finding.remark == "idle")
    }

    @Test func recurringBurstsCountAndASpikeDoesNot() async throws {
        // Five waves a day of a quarter of an hour each.
        func waves(_ day: Double) -> Double {
            (day * 5).truncatingRemainder(dividingBy: 1) < 0.05 ? 1.3 : 0.05
        }
        let bursty = try await [FakeWorkload(cpu: waves, cpuRequest: 1.5)].sweep()
        #expect(bursty.findings.isEmpty)
        let spiky = try await [
            FakeWorkload(cpu: { $0 > 5.2 && $0 < 5.22 ? 1.3 : 0.05 }, cpuRequest: 1.5)
        ].sweep()
        #expect(spiky.findings.only?.wish == .quantity(.millicores(55)))
    }

    @Test(arguments: [([4.0, 11.0], Int64(1150)), ([4.0], Int64(60))])
    func aWaveCountsWhenItComesOnTwoDays(_ days: [Double], _ expected: Int64) async throws {
        let wave = 30.0 / 1440
        let workload = FakeWorkload(
            cpu: { day in days.contains { day > $0 + 0.4 && day <= $0 + 0.4 + wave } ? 1 : 0.05 },
            cpuRequest: 4)
        let table = StrategyTable { _, _ in .daily }
        let report = try await Detector(source: [workload].metrics(), strategies: table)
            .sweep(at: FakeWorkload.end)
        #expect(report.findings.only?.wish == .quantity(.millicores(expected)))
    }

    @Test func guaranteedStaysGuaranteed() async throws {
        let report = try await [
            FakeWorkload(
                cpu: { _ in 0.1 }, memory: { _ in 200 * mebi }, cpuRequest: 2, cpuLimit: 2,
                memoryRequest: 2048 * mebi,
                memoryLimit: 2048 * mebi)
        ].sweep()
        #expect(report.findings.count == 4)
        for resource in ["cpu", "memory"] {
            let pair = report.findings.filter { $0.target.attribute.hasSuffix(resource) }
            #expect(Set(pair.map(\.wish)).count == 1, "request and limit go to one value")
            #expect(pair.allSatisfy { $0.tiedTo.count == 1 })
            #expect(Set(pair.map(\.target)) == Set(pair.flatMap(\.tiedTo)))
        }
    }

    @Test func notGuaranteedWhenASidecarIsNot() async throws {
        let main = FakeWorkload(
            cpu: { _ in 0.1 }, cpuRequest: 2, cpuLimit: 2, memoryRequest: 230 * mebi, memoryLimit: 230 * mebi)
        let sidecar = FakeWorkload(
            container: "log", cpu: { _ in 0.01 }, memory: { _ in 30 * mebi }, cpuRequest: 0.02)
        let report = try await [main, sidecar].sweep()
        #expect(report.findings.allSatisfy { $0.tiedTo.isEmpty })
        #expect(report.targetsSeen == 2)
    }

    /// It has samples, and neither a request nor an image among those of the pod's containers.
    @Test func anInitContainerIsApart() async throws {
        let main = FakeWorkload(
            cpu: { _ in 0.1 }, memory: { _ in 200 * mebi }, cpuRequest: 2, cpuLimit: 2,
            memoryRequest: 2048 * mebi, memoryLimit: 2048 * mebi)
        let before = FakeWorkload(
            container: "migrate", cpu: { $0 < 0.01 ? 1 : nil }, memory: { $0 < 0.01 ? 900 * mebi : nil },
            images: 0)
        let report = try await [main, before].sweep()
        #expect(report.targetsSeen == 1)
        #expect(report.findings.count == 4, "the pod stays Guaranteed")
        #expect(
            report.findings.allSatisfy { !$0.tiedTo.isEmpty && $0.target.address.argument.hasSuffix("/app") })
    }

    @Test(arguments: ["StatefulSet", "DaemonSet"])
    func otherKindsAreFound(_ kind: String) async throws {
        let report = try await [FakeWorkload(kind: kind, pods: 2, cpu: { _ in 0.1 }, cpuRequest: 1)].sweep()
        #expect(report.findings.only?.target.address.argument == "\(kind)/shop/app")
    }

    @Test func limitsWithoutUseForThemAreLoweredOnlyWhenFar() async throws {
        let report = try await [
            FakeWorkload(memory: { _ in 200 * mebi }, memoryRequest: 256 * mebi, memoryLimit: 4096 * mebi)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryLimitTooHigh)
        #expect(finding.wish == .quantity(.bytes(416 << 20)))
    }
}

/// A HorizontalPodAutoscaler for a workload, as kube-state-metrics tells of it.
enum FakeAutoscaler {
    static func series(_ workload: FakeWorkload, metric: String, type: String = "utilization") -> [Signal:
        [Series]]
    {
        let now = FakeWorkload.end.milliseconds
        let labels = ["namespace": workload.namespace, "horizontalpodautoscaler": workload.name]
        let target = ["scaletargetref_kind": workload.kind, "scaletargetref_name": workload.name]
        let rule = ["metric_name": metric, "metric_target_type": type]
        return [
            .autoscalers: [Series(labels: labels.merging(target) { $1 }, timestamps: [now], values: [1])],
            .autoscalerTargets: [
                Series(labels: labels.merging(rule) { $1 }, timestamps: [now], values: [70])
            ],
        ]
    }
}

extension Collection {
    /// The element when there is exactly one.
    var only: Element? { count == 1 ? first : nil }
}
