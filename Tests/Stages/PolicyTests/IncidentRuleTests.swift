import Model
import Testing

@testable import Policy

@Suite struct IncidentRuleTests {
    static let target = Target(
        .kubernetes(
            KubernetesAddress(namespace: "prod", kind: "Deployment", name: "checkout", container: "app")),
        "resources.limits.memory")

    struct Case: CustomTestStringConvertible {
        let name: String
        let labels: Labels
        let isOpen: Bool
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "same workload", labels: ["namespace": "prod", "deployment": "checkout"], isOpen: true),
        Case(name: "other workload", labels: ["namespace": "prod", "deployment": "api"], isOpen: false),
        Case(name: "other namespace", labels: ["namespace": "dev", "deployment": "checkout"], isOpen: false),
        Case(name: "namespace alone", labels: ["namespace": "prod"], isOpen: true),
        Case(name: "no namespace", labels: ["instance": "node-1"], isOpen: false),
        Case(
            name: "its pod", labels: ["namespace": "prod", "pod": "checkout-6d4f9c7b8d-x2x4z"], isOpen: true),
        Case(
            name: "a longer name's pod",
            labels: ["namespace": "prod", "pod": "checkout-api-6d4f9c7b8d-x2x4z"], isOpen: false),
        Case(name: "other pod", labels: ["namespace": "prod", "pod": "api-6d4f9c7b8d-x2x4z"], isOpen: false),
        Case(name: "by service", labels: ["namespace": "prod", "service": "checkout"], isOpen: true),
        Case(name: "watchdog", labels: ["namespace": "prod", "alertname": "Watchdog"], isOpen: false),
    ]) func tellsWhatConcernsTheService(_ one: Case) {
        let labels = ["alertname": "KubePodCrashLooping", "alertstate": "firing"].merging(one.labels) { $1 }
        let reading = IncidentRule.reading(of: [labels], for: IncidentRuleTests.target, trigger: .sweep)
        #expect(reading == (one.isOpen ? .open(["KubePodCrashLooping"]) : .clear))
    }

    @Test func unreadableIsUnknown() {
        #expect(
            IncidentRule.reading(
                of: nil, for: IncidentRuleTests.target, trigger: .sweep, whyUnknown: "timed out")
                == .unknown("timed out"))
    }

    @Test func theAnsweredAlertDoesNotCountButOthersDo() {
        let labels = [
            "alertname": "KubeContainerOOMKilled", "namespace": "prod", "pod": "checkout-6d4f9c7b8d-x2x4z",
        ]
        let trigger = Trigger.alert(
            Alert(
                status: .firing, labels: labels.merging(["severity": "page"]) { $1 },
                startsAt: PolicyWorld.now,
                fingerprint: "f"))
        let firing = labels.merging(["__name__": "ALERTS", "alertstate": "firing", "severity": "page"]) { $1 }
        #expect(IncidentRule.reading(of: [firing], for: IncidentRuleTests.target, trigger: trigger) == .clear)
        let other = firing.merging(["alertname": "HighErrorRate"]) { $1 }
        #expect(
            IncidentRule.reading(of: [firing, other], for: IncidentRuleTests.target, trigger: trigger)
                == .open(["HighErrorRate"]))
        let otherPod = firing.merging(["pod": "checkout-6d4f9c7b8d-zzzzz"]) { $1 }
        #expect(
            IncidentRule.reading(of: [otherPod], for: IncidentRuleTests.target, trigger: trigger)
                == .open(["KubeContainerOOMKilled"]))
    }
}
