import Model
import Testing

@Suite struct IdentityTests {
    private func target(
        _ name: String, namespace: String = "prod", container: String? = "app",
        attribute: String = "resources.limits.memory"
    ) -> Target {
        Target(
            .kubernetes(
                KubernetesAddress(namespace: namespace, kind: "Deployment", name: name, container: container)),
            attribute)
    }

    @Test(arguments: [
        ("checkout", "deployment-checkout-app-"), ("a..b--c", "deployment-a-b-c-app-"),
        ("ÄÖÜ", "deployment-app-"),
        ("x/../../y", "deployment-x-y-app-"), ("a b\nc", "deployment-a-b-c-app-"),
        ("@{u}~^:?*[\\", "deployment-u-app-"),
    ])
    func slugsAreReadableAndFitForABranch(_ name: String, _ start: String) {
        let slug = target(name).branchSlug
        #expect(slug.hasPrefix(start))
        #expect(slug.count == start.count + 8)
        #expect(slug.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
    }

    @Test func piecesHaveTheDigestOfTheWhole() {
        let text = Array("a text of several pieces".utf8)
        #expect(Digest(ofPieces: [text[..<3], [], text[3...]]) == Digest(of: text))
        #expect(Digest(ofPieces: [text[3...], text[..<3]]) != Digest(of: text))
        #expect(Digest(of: []).rawValue == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func slugsOfDifferentTargetsDiffer() {
        let slugs = [
            target("a-b"), target("a.b"), target("a", container: "b"), target("a-b", namespace: "dev"),
            target("a-b", attribute: "replicas"), target("a-b", container: nil),
        ].map(\.branchSlug)
        #expect(Set(slugs).count == slugs.count)
        #expect(target(String(repeating: "x", count: 300)).branchSlug.count == 69)
    }

    @Test func namesAreThoseThatPeopleAndIdentitiesNeed() {
        let one = target("checkout")
        #expect(one.display == "prod Deployment/checkout/app resources.limits.memory")
        #expect(one.canonical == "kubernetes::prod:Deployment/checkout/app:resources.limits.memory")
        #expect(one.address.service == "prod/checkout")
        #expect(target("n", namespace: "", container: nil).address.display == "Deployment/n")
        let two = Target(
            .terraform(TerraformAddress(root: "live", environment: "prod", address: "aws_instance.a")),
            "instance_type")
        #expect(two.canonical == "terraform:live:prod:aws_instance.a:instance_type")
        #expect(two.address.display == "live aws_instance.a")
    }

    @Test func anActionIsTheHashOfItsParts() {
        #expect(ActionID(of: ["a", "b"]) == ActionID(of: ["a", "b"]))
        let different: [[String]] = [
            ["a", "b"], ["ab"], ["a", "", "b"], ["b", "a"], ["a", "b", ""], ["1:a", "b"], [],
        ]
        #expect(Set(different.map { ActionID(of: $0) }).count == different.count)
        // Pinned: another id for the same action would open every pull request again.
        #expect(ActionID(of: ["a", "b"]).rawValue == "741ec24e4655101b")
    }

    @Test func anEventIsTheHashOfWhatItIsAbout() {
        let time = Timestamp(seconds: 1_700_000_000)
        func event(_ change: (inout [String: String]) -> Void = { _ in }, type: LedgerEventType = .intent)
            -> LedgerEvent
        {
            var details = ["effect": "push", "ref": "refs/heads/x"]
            change(&details)
            return LedgerEvent(time: time, type: type, trigger: "sweep", details: details)
        }
        #expect(event().id == event().id)
        #expect(event().id != event({ $0["ref"] = "refs/heads/y" }).id)
        #expect(event().id != event({ $0["extra"] = "1" }).id)
        #expect(event().id != event(type: .done).id)
        #expect(event().id.count == 16)
        #expect(event().id == "f2eaed683c49e32c")
        // How long it took and how loudly it speaks do not make it another event.
        var loud = event()
        loud.duration = 3
        loud.tier = .critical
        #expect(loud.id == event().id)
    }

    @Test func eventTypesAreWordsOfTheirOwn() {
        #expect(Set(LedgerEventType.allCases.map(\.rawValue)).count == LedgerEventType.allCases.count)
        #expect(
            LedgerEventType.allCases.allSatisfy { $0.rawValue.allSatisfy { $0.isLowercase || $0 == "-" } })
    }
}
