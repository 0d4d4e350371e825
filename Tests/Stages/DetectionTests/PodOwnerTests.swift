import Model
import Testing

@testable import Detection

@Suite struct PodOwnerTests {
    @Test(arguments: [
        ("checkout-b58c9b64f5-d7794", "Deployment", "checkout"),
        ("log-shipper-6d4cf56db6-xk2vw", "Deployment", "log-shipper"),
        ("ledger-0", "StatefulSet", "ledger"),
        ("node-exporter-x7k2v", "DaemonSet", "node-exporter"),
        ("backup-29384710-bcdfg", "CronJob", "backup"),
        ("standalone", "Pod", "standalone"),
        // The last parts count, whatever the workload's own name ends in.
        ("kafka-0-1", "StatefulSet", "kafka-0"),
        ("redis-cluster-10", "StatefulSet", "redis-cluster"),
        ("web-0-7d9f8c6b5-x2k4j", "Deployment", "web-0"),
        ("app-canary-58f7bcd9c5-2bz4k", "Deployment", "app-canary"),
        ("web-20240101-0", "StatefulSet", "web-20240101"),
        ("web.v2-6d4cf56db6-xk2vw", "Deployment", "web.v2"),
        ("nightly-report-28391234-x7k2v", "CronJob", "nightly-report"),
        // Words have vowels, which Kubernetes draws none of.
        ("node-exporter-abide", "Pod", "node-exporter-abide"),
        ("db-migrate-users", "Pod", "db-migrate-users"),
        // Too long for a hash, or too short.
        ("web-6d4cf56db6c4-xk2vw", "DaemonSet", "web-6d4cf56db6c4"),
        ("web-x2k", "Pod", "web-x2k"),
        ("two-words", "Pod", "two-words"),
        ("", "Pod", ""),
        ("-", "Pod", "-"),
    ])
    func namesTellOwners(_ pod: String, _ kind: String, _ name: String) {
        let owner = PodOwner.guessed(from: pod)
        #expect(owner.kind == kind)
        #expect(owner.name == name)
        #expect(owner.isGuess)
    }

    @Test func patternsEscapeNames() {
        let owner = PodOwner(kind: "StatefulSet", name: "a.b", generation: nil, isGuess: false)
        #expect(owner.podPattern == #"a\.b-[0-9]+"#)
        #expect(Matchers.like("pod", owner.podPattern) == #"pod=~"a\\.b-[0-9]+""#)
    }

    @Test func matchersEscapeValues() {
        #expect(Matchers.equal("namespace", "a\"b\\c\n") == #"namespace="a\"b\\c\n""#)
    }
}
