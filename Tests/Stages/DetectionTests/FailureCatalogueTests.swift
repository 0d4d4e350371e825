import Model
import Testing

@testable import Detection

/// How automation made it worse elsewhere, and bad data of every kind: held or handled, never a silly number.
@Suite struct FailureCatalogueTests {
    private static func oversized(_ cpu: @escaping (Double) -> Double?) -> FakeWorkload {
        FakeWorkload(cpu: cpu, cpuRequest: 2)
    }

    @Test func gapsAreHeldWithNumbers() async throws {
        let report = try await [
            FailureCatalogueTests.oversized { $0 > 2 && $0 < 6 ? nil : 0.1 }
        ].sweep()
        #expect(report.findings.only?.hold == Hold(.lowCoverage, "10.0 of 14 days, coverage 71% (needs 95%)"))
        let coverage = try #require(report.findings.first?.coverage)
        #expect(abs(coverage - 0.714) < 0.01)
    }

    @Test func missingIsNeverZero() async throws {
        let report = try await [FakeWorkload(cpu: { _ in nil }, cpuRequest: 2)].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.hold == Hold(.lowCoverage, "no CPU samples in 14 days"))
        #expect(finding.wish == nil)
        #expect(report.wellSized == 0)
    }

    @Test func staleIsHeld() async throws {
        let report = try await [FailureCatalogueTests.oversized { $0 > 13.9 ? nil : 0.1 }].sweep()
        #expect(
            report.findings.only?.hold == Hold(.staleData, "the newest CPU sample is 2.4 h old (at most 30m)")
        )
    }

    @Test func aPodThatEndedIsNotStale() async throws {
        let report = try await [
            FakeWorkload(generations: [(0, 6), (6, 14)], cpu: { _ in 0.1 }, cpuRequest: 2)
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.hold == nil)
        #expect(finding.historyDays == 14)
        #expect(finding.signals.first?.series == 2)
    }

    @Test func aPodThatIsNoLongerScrapedIsMissed() async throws {
        var series = FakeWorkload(pods: 2, cpu: { _ in 0.1 }, cpuRequest: 2).series()
        let lost = try #require(series[.cpuUsage]?.last)
        let kept = Series(
            labels: lost.labels, timestamps: Array(lost.timestamps.prefix(2880)),
            values: Array(lost.values.prefix(2880)))
        series[.cpuUsage]?[1] = kept
        let report = try await Detector(source: FakeMetrics(series)).sweep(at: FakeWorkload.end)
        // The other pod is seen to the end, so the workload as a whole has no gap.
        #expect(report.findings.only?.hold?.reason == .lowCoverage)
        #expect(report.findings.only?.hold?.detail.contains("coverage 85%") == true)
    }

    @Test func aGapBetweenGenerationsCounts() async throws {
        let report = try await [
            FakeWorkload(generations: [(0, 4), (7, 14)], cpu: { _ in 0.1 }, cpuRequest: 2)
        ].sweep()
        #expect(report.findings.only?.hold?.reason == .lowCoverage)
    }

    @Test func aWorkloadThatIsGoneIsLeftAlone() async throws {
        let report = try await [FakeWorkload(cpu: { _ in 0.1 }, cpuRequest: 2, isLive: false)].sweep()
        #expect(report.findings.isEmpty)
        #expect(report.targetsSeen == 0)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func notNumbersAreDroppedAndCounted(_ value: Double) async throws {
        let report = try await [
            FailureCatalogueTests.oversized { $0 > 5 && $0 < 5.1 ? value : 0.1 }
        ].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.hold == nil)
        #expect(finding.wish == .quantity(.millicores(110)))
        #expect(report.warnings.contains { $0.contains("28 samples are not numbers") }, "\(report.warnings)")
    }

    @Test func allNaNIsNoData() async throws {
        let report = try await [FailureCatalogueTests.oversized { _ in .nan }].sweep()
        #expect(report.findings.only?.hold?.reason == .lowCoverage)
        #expect(report.findings.only?.hold?.detail.contains("4032 were not numbers") == true)
    }

    @Test(arguments: [1e300, -0.5, 1e6])
    func absurdValuesAreHeld(_ value: Double) async throws {
        let report = try await [
            FailureCatalogueTests.oversized { $0 > 5 && $0 < 5.004 ? value : 0.1 }
        ].sweep()
        #expect(report.findings.only?.hold?.reason == .badData)
    }

    @Test func memoryOfZeroBytesIsAbsurd() async throws {
        let report = try await [FakeWorkload(memory: { _ in 0 }, memoryRequest: 2048 * mebi)].sweep()
        #expect(report.findings.only?.hold?.reason == .badData)
    }

    @Test func cpuOfZeroIsIdleAndGoesToTheFloor() async throws {
        let report = try await [FailureCatalogueTests.oversized { _ in 0 }].sweep()
        #expect(report.findings.only?.wish == .quantity(.millicores(10)))
    }

    @Test func oneSampleIsHeld() async throws {
        let report = try await [FailureCatalogueTests.oversized { $0 > 13.999 ? 0.1 : nil }].sweep()
        #expect(report.findings.only?.hold?.reason == .tooYoung)
    }

    @Test func doubledSeriesOfAHighlyAvailablePairAreOne() async throws {
        var one = FailureCatalogueTests.oversized { _ in 0.1 }
        one.extra = ["prometheus_replica": "a"]
        var two = one
        two.extra = ["prometheus_replica": "b"]
        let report = try await [one, two].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.wish == .quantity(.millicores(110)))
        #expect(finding.instances == 1)
        #expect(finding.coverage == 1)
        #expect(report.warnings.contains { $0.contains("came twice") })
    }

    @Test func twoClustersWithTheSameNamesStayApart() async throws {
        var one = FailureCatalogueTests.oversized { _ in 0.1 }
        one.cluster = "east"
        var two = FailureCatalogueTests.oversized { _ in 1.8 }
        two.cluster = "west"
        let report = try await [one, two].sweep()
        let finding = try #require(report.findings.only)
        guard case .kubernetes(let address) = finding.target.address else {
            Issue.record("not a container")
            return
        }
        #expect(address.cluster == "east")
        #expect(finding.selector.hasPrefix(#"cluster="east","#))
        #expect(report.targetsSeen == 2)
    }

    @Test func configuredClusterNamesAreUsed() async throws {
        var workload = FailureCatalogueTests.oversized { _ in 0.1 }
        workload.cluster = "prod-eu"
        let report = try await [workload].sweep(scope: DetectionScope(clusters: ["prod-eu": "eu"]))
        #expect(report.findings.only?.target.address.canonical.hasPrefix("kubernetes:eu:prod:") == true)
    }

    @Test func recentRollOutIsHeld() async throws {
        let report = try await [
            FakeWorkload(generations: [(0, 13.5), (13.5, 14)], cpu: { _ in 0.1 }, cpuRequest: 2)
        ].sweep()
        let hold = try #require(report.findings.only?.hold)
        #expect(hold.reason == .tooYoung)
        #expect(hold.detail.hasPrefix("rolled out 11.9 h before the end"), "\(hold.detail)")
    }

    @Test func changedImageIsHeld() async throws {
        let report = try await [
            FakeWorkload(kind: "StatefulSet", cpu: { _ in 0.1 }, cpuRequest: 2, images: 2)
        ].sweep()
        #expect(report.findings.only?.hold?.detail == "its image changed within 1d")
    }

    @Test func podsWithDifferentRequestsAreHeld() async throws {
        let now = FakeWorkload.end.milliseconds
        let workload = FakeWorkload(pods: 2, cpu: { _ in 0.1 }, cpuRequest: 2)
        let labels = [
            "namespace": "prod", "pod": workload.pod(1), "container": "app", "resource": "cpu",
        ]
        let other = Series(labels: labels, timestamps: [now], values: [1])
        let report = try await [workload].sweep(adding: [.requests: [other]])
        #expect(report.findings.only?.hold?.detail == "pods run with 1 and 2: a roll-out is under way")
    }

    @Test func incompleteAnswersHoldSizesButNotKills() async throws {
        let workloads = [
            FailureCatalogueTests.oversized { _ in 0.1 },
            FakeWorkload(
                name: "killed", memory: { _ in 500 * mebi }, kills: [.init(day: 12, limit: 512 * mebi)],
                memoryRequest: 512 * mebi, memoryLimit: 512 * mebi),
        ]
        let metrics = workloads.metrics(warnings: ["store eu-1 did not answer"])
        let report = try await Detector(source: metrics).sweep(at: FakeWorkload.end)
        #expect(report.findings.first { $0.kind == .cpuRequestTooHigh }?.hold?.reason == .badData)
        #expect(report.findings.first { $0.kind == .memoryLimitTooLow }?.hold == nil)
        #expect(report.warnings.contains { $0.contains("eu-1") })
    }

    @Test func samplesOutsideTheWindowAreDropped() async throws {
        let late = FakeWorkload.end.adding(seconds: 3600).milliseconds
        let workload = FailureCatalogueTests.oversized { _ in 0.1 }
        let labels = ["namespace": "prod", "pod": workload.pod(0), "container": "app"]
        let report = try await [workload].sweep(
            adding: [.cpuUsage: [Series(labels: labels, timestamps: [late], values: [1.9])]])
        #expect(report.findings.only?.wish == .quantity(.millicores(110)))
        #expect(report.warnings.contains { $0.contains("outside the window") })
    }

    @Test func withoutKubeStateMetricsTheNamesDecide() async throws {
        var workload = FailureCatalogueTests.oversized { _ in 0.1 }
        workload.hasOwners = false
        let report = try await [workload].sweep()
        let finding = try #require(report.findings.only)
        #expect(finding.target.address.argument == "Deployment/shop/app")
        #expect(finding.narrative.contains { $0.hasPrefix("No metric tells which workload") })
        #expect(report.warnings.contains { $0.contains("kube-state-metrics") })
    }

    @Test func silenceIsAConclusionOnlyOnGoodData() async throws {
        let good = FakeWorkload(name: "good", cpu: { _ in 0.4 }, cpuRequest: 0.5)
        let gaps = FakeWorkload(name: "gaps", cpu: { $0 > 2 && $0 < 6 ? nil : 0.4 }, cpuRequest: 0.5)
        let far = FakeWorkload(name: "far", cpu: { _ in 0.1 }, cpuRequest: 2)
        let report = try await [good, gaps, far].sweep()
        #expect(report.findings.count == 1)
        #expect(report.concluded.sorted() == ["far", "good"].map { "kubernetes::prod:Deployment/\($0)/app" })
    }

    @Test func jobsAreNamedAndLeftAlone() async throws {
        let report = try await [
            FakeWorkload(
                kind: "CronJob", name: "backup-29384710-bcdfg", cpu: { _ in 0.1 }, cpuRequest: 2,
                hasOwners: false)
        ].sweep()
        #expect(report.findings.isEmpty && report.targetsSeen == 0)
        #expect(
            report.warnings.contains("jobs run to an end and are not sized: prod CronJob/backup"),
            "\(report.warnings)")
    }

    @Test func nothingAtAllIsAnEmptyReport() async throws {
        let report = try await [FakeWorkload]().sweep()
        #expect(report.findings.isEmpty && report.targetsSeen == 0)
        #expect(report.queries > 0)
    }
}
