import Model
import Testing

@testable import Detection

@Suite struct AlertTests {
    private static var killed: FakeWorkload {
        FakeWorkload(
            pods: 2, memory: { min(512, 300 + 215 * hill($0)) * mebi },
            kills: [.init(day: 12.6, limit: 512 * mebi)], memoryRequest: 448 * mebi, memoryLimit: 512 * mebi)
    }

    private static func alert(
        _ name: String = "KubeContainerOOMKilled", pod: String? = killed.pod(0), container: String? = "app",
        status: Alert.Status = .firing, fingerprint: String = "a"
    ) -> Alert {
        var labels = ["alertname": name, "namespace": "prod"]
        labels["pod"] = pod
        labels["container"] = container
        return Alert(status: status, labels: labels, startsAt: FakeWorkload.end, fingerprint: fingerprint)
    }

    private func respond(_ alerts: [Alert], _ workloads: [FakeWorkload] = [killed]) async throws
        -> DetectionReport
    {
        try await Detector(source: workloads.metrics()).respond(to: alerts, at: FakeWorkload.end)
    }

    @Test(arguments: ["KubeContainerOOMKilled", "OOMKilled"])
    func corroboratedAlertRaisesTheLimit(_ name: String) async throws {
        let alert = AlertTests.alert(name)
        let report = try await respond([alert])
        let finding = try #require(report.findings.only)
        #expect(finding.kind == .memoryLimitTooLow)
        #expect(finding.hold == nil)
        #expect(finding.wish == .quantity(.bytes(768 << 20)))
        #expect(finding.remark == "kills 1→0")
        #expect(finding.trigger == .alert(alert))
    }

    @Test func alertAndSweepNameTheSameTarget() async throws {
        let report = try await respond([AlertTests.alert()])
        let sweep = try await [AlertTests.killed].sweep()
        #expect(report.findings.map(\.target) == sweep.findings.map(\.target))
    }

    @Test func alertThatTheSignalsDoNotShowIsHeldWithNumbers() async throws {
        var calm = AlertTests.killed
        calm.kills = []
        calm.memory = { _ in 300 * mebi }
        let report = try await respond([AlertTests.alert()], [calm])
        let hold = try #require(report.findings.only?.hold)
        #expect(hold == Hold(.uncorroborated, "0 kills in 14 days, peak 300Mi of 512Mi"))
    }

    @Test func alertAboutNothingThatIsMeasuredIsHeld() async throws {
        let report = try await respond([AlertTests.alert()], [])
        #expect(report.findings.only?.hold?.reason == .uncorroborated)
    }

    @Test(arguments: [
        (AlertTests.alert(pod: nil), "the alert has no label pod"),
        (AlertTests.alert(container: nil), "the alert has no label container"),
        (
            Alert(
                status: .firing, labels: ["alertname": "OOMKilled"], startsAt: FakeWorkload.end,
                fingerprint: "x"),
            "the alert has no label namespace, pod, container"
        ),
    ])
    func missingLabelsAreHeld(_ alert: Alert, _ detail: String) async throws {
        let report = try await respond([alert])
        #expect(report.findings.only?.hold == Hold(.noTarget, detail))
        #expect(report.queries == 0)
    }

    @Test func resolvedAndUnknownAlertsAreRemarks() async throws {
        let report = try await respond([
            AlertTests.alert(status: .resolved), AlertTests.alert("Watchdog", fingerprint: "b"),
        ])
        #expect(report.findings.isEmpty)
        #expect(report.warnings.count == 2)
        #expect(report.queries == 0)
    }

    @Test func twoAlertsForOneTargetGiveOneFinding() async throws {
        let alerts = [
            AlertTests.alert(), AlertTests.alert(fingerprint: "b"),
            AlertTests.alert("OOMKilled", pod: AlertTests.killed.pod(1), fingerprint: "c"),
        ]
        let report = try await respond(alerts)
        #expect(report.findings.count == 1)
        #expect(report.warnings.contains { $0.contains("already answered") })
    }

    @Test func leakIsNotAnsweredWithALimit() async throws {
        var leak = AlertTests.killed
        leak.memory = { (240 + 80 * $0.truncatingRemainder(dividingBy: 3.4)) * mebi }
        leak.restarts = [3.4, 6.8, 10.2, 13.6]
        let report = try await respond([AlertTests.alert()], [leak])
        #expect(report.findings.only?.hold?.reason == .leaking)
    }

    @Test func otherWorkloadsOfTheNamespaceAreNotAskedAbout() async throws {
        var other = AlertTests.killed
        other.name = "other"
        let metrics = [AlertTests.killed, other].metrics()
        let report = try await Detector(source: metrics).respond(
            to: [AlertTests.alert()], at: FakeWorkload.end)
        #expect(report.findings.map(\.target.address.argument) == ["Deployment/shop/app"])
        #expect(metrics.expressions.first?.contains(#"pod=~"shop-[a-z0-9]{5,10}-[a-z0-9]{5}""#) == true)
    }
}
