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
