import Model
import Settings
import Testing

@testable import Planning

@Suite struct TiedPlanTests {
    private static let request = Sample.finding(
        "resources.requests.cpu", observed: "2", wish: .quantity(.millicores(500)),
        tiedTo: ["resources.limits.cpu"])
    private static let limit = Sample.finding(
        "resources.limits.cpu", observed: "2", wish: .quantity(.millicores(500)),
        tiedTo: ["resources.requests.cpu"])

    private func item(_ finding: Finding, _ category: Category = Sample.category(), value: String = "2")
        -> PlanningRequest
    {
        PlanningRequest(finding: finding, trace: Sample.trace(finding.target, value), category: category)
    }

    @Test func bothHalvesGoTogether() throws {
        let outcome = PlanningStage().plan(
            [item(TiedPlanTests.request), item(TiedPlanTests.limit)], base: Sample.base)
        let plan = try #require(outcome.value)
        #expect(plan.changes.map(\.after) == ["500m", "500m"])
        #expect(plan.summary == "lower shop cpu request and limit 2 → 500m")
    }

    @Test func theMoreCarefulCategoryDecidesForBoth() throws {
        let careful = Sample.category(step: .share(0.4))
        let outcome = PlanningStage().plan(
            [item(TiedPlanTests.request), item(TiedPlanTests.limit, careful)], base: Sample.base)
        #expect(outcome.value?.changes.map(\.after) == ["1200m", "1200m"])
    }

    @Test func oneHalfAloneIsHeld() {
        let outcome = PlanningStage().plan([item(TiedPlanTests.request)], base: Sample.base)
        #expect(outcome.hold?.reason == .outsideBounds)
        #expect(outcome.hold?.detail.contains("resources.limits.cpu") == true)
    }

    @Test func oneHalfHeldHoldsBoth() {
        let outcome = PlanningStage().plan(
            [item(TiedPlanTests.request), item(TiedPlanTests.limit, value: "3")], base: Sample.base)
        #expect(
            outcome.hold == Hold(.driftedFromGit, "resources.limits.cpu: production runs 2, Git says 3"))
    }

    @Test func groupsFollowTies() {
        let lone = Sample.finding("resources.requests.memory", observed: "1Gi", wish: nil)
        let groups = PlanningRequest.groups([TiedPlanTests.limit, lone, TiedPlanTests.request])
        #expect(
            groups.map { $0.map(\.target.attribute) } == [
                ["resources.limits.cpu", "resources.requests.cpu"], ["resources.requests.memory"],
            ])
    }

    @Test func untiedFindingsAboutOneTargetStayApart() {
        let lone = Sample.finding("resources.requests.memory", observed: "1Gi", wish: nil)
        #expect(PlanningRequest.groups([lone, lone]).count == 2)
    }
}
