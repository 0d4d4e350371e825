import Diagnostics
import Model
import Testing

@testable import Planning

@Suite struct HoldTests {
    private let finding = Sample.finding(
        "resources.requests.cpu", observed: "2", wish: .quantity(.millicores(800)))

    private func plan(_ finding: Finding, _ trace: Trace) -> Outcome<Plan> {
        PlanningStage().plan(finding, trace: trace, category: Sample.category(), base: Sample.base)
    }

    @Test func heldFindingStaysHeld() {
        var held = finding
        held.hold = Hold(.tooYoung, "5.0 of 14 days")
        #expect(plan(held, Sample.trace(held.target, "2")).hold == Hold(.tooYoung, "5.0 of 14 days"))
    }

    @Test func findingWithoutAWishIsHeld() {
        var empty = finding
        empty.wish = nil
        #expect(plan(empty, Sample.trace(empty.target, "2")).hold?.reason == .outsideBounds)
    }

    @Test func heldTraceStaysHeld() {
        let trace = Trace(target: finding.target, status: .held(Hold(.unsupported, "under an overlay")))
        #expect(plan(finding, trace).hold == Hold(.unsupported, "under an overlay"))
    }

    @Test(arguments: [("2", nil), ("2000m", nil), ("2.0", nil), ("1", "production runs 2, Git says 1")])
    func driftIsHeld(_ inGit: String, _ detail: String?) {
        let hold = plan(finding, Sample.trace(finding.target, inGit)).hold
        #expect(hold == detail.map { Hold(.driftedFromGit, $0) })
    }

    @Test func absentWhileProductionHasAValueIsDrift() {
        let trace = Trace(
            target: finding.target,
            status: .absent(Insertion(file: "values.yaml", keyPath: "resources", line: 3)))
        #expect(plan(finding, trace).hold?.reason == .driftedFromGit)
    }

    /// `${MEMORY:=512Mi}` that nobody sets: what counts is known, and a key can be written over it.
    @Test func aDefaultThatProductionRunsIsWrittenOver() {
        let insertion = Insertion(file: "apps.yaml", keyPath: "spec.postBuild.substitute.MEMORY", line: 3)
        var trace = Trace(
            target: finding.target, status: .absent(insertion), value: finding.observed ?? "")
        #expect(trace.editedFile == "apps.yaml")
        #expect(plan(finding, trace).hold == nil)
        // Another value than production's is drift all the same.
        trace.value = "1Mi"
        #expect(plan(finding, trace).hold?.reason == .driftedFromGit)
        trace.value = finding.observed
        trace.alsoDecides = [
            DecidedAttribute(
                resource: "Deployment/other/app", attribute: "resources.limits.memory", value: "1")
        ]
        #expect(plan(finding, trace).hold?.reason == .shared)
    }

    @Test func unknownValueIsHeld() {
        #expect(plan(finding, Sample.trace(finding.target, nil)).hold?.reason == .derived)
    }

    @Test func aValueThatIsNoQuantityIsHeld() {
        var odd = finding
        odd.observed = nil
        #expect(plan(odd, Sample.trace(odd.target, "lots")).hold?.reason == .unsupported)
    }

    @Test func sharedIsHeldWithTheOthers() {
        let other = DecidedAttribute(
            namespace: "prod", resource: "Deployment/till/app", attribute: "resources.requests.cpu",
            value: "2")
        let hold = plan(finding, Sample.trace(finding.target, "2", also: [other])).hold
        #expect(hold == Hold(.shared, "also decides prod Deployment/till/app resources.requests.cpu"))
    }

    @Test func decidingElsewhereIsShared() {
        var trace = Sample.trace(finding.target, "2")
        trace.elsewhere = [
            DecidedAttribute(
                root: "staging", resource: "Deployment/shop/app", attribute: "resources.requests.cpu",
                value: "2")
        ]
        #expect(plan(finding, trace).hold?.reason == .shared)
    }

    @Test func longListsAreShortened() {
        let others = (1...9).map {
            DecidedAttribute(namespace: "n\($0)", resource: "Deployment/a/b", attribute: "x", value: "2")
        }
        let detail = plan(finding, Sample.trace(finding.target, "2", also: others)).hold?.detail
        #expect(detail?.hasSuffix("and 5 more") == true, "\(detail ?? "")")
    }

    @Test func sharingWithWhatThePlanWantsIsFine() throws {
        let request = Sample.finding(
            "resources.requests.memory", observed: "512Mi", wish: .quantity(.bytes(768 << 20)),
            tiedTo: ["resources.limits.memory"])
        let limit = Sample.finding(
            "resources.limits.memory", observed: "512Mi", wish: .quantity(.bytes(768 << 20)),
            tiedTo: ["resources.requests.memory"])
        func row(_ target: Target) -> DecidedAttribute {
            DecidedAttribute(
                namespace: "prod", resource: target.address.argument, attribute: target.attribute,
                value: "512Mi")
        }
        let requests = [(request, limit), (limit, request)].map { one, other in
            PlanningRequest(
                finding: one, trace: Sample.trace(one.target, "512Mi", also: [row(other.target)]),
                category: Sample.category())
        }
        let plan = try #require(PlanningStage().plan(requests, base: Sample.base).value)
        #expect(plan.changes.map(\.after) == ["768Mi", "768Mi"])
    }
}
