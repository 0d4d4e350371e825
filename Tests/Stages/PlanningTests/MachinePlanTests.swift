import Model
import Testing

@testable import Planning

@Suite struct MachinePlanTests {
    private static func statistics(
        busy: Double = 20, mean: Double = 10, used: Double? = 24, freeGiB: Double? = nil
    ) -> [Statistic] {
        var list = [
            Statistic(Statistic.cpuBusy, busy, .percent), Statistic(Statistic.cpuMean, mean, .percent),
        ]
        if let used { list.append(Statistic(Statistic.memoryUsedMaximum, used, .percent)) }
        if let freeGiB {
            list.append(Statistic(Statistic.memoryFreeMinimum, freeGiB * 1_073_741_824, .bytes))
        }
        return list
    }

    private func plan(_ type: String, _ statistics: [Statistic], choices: [String] = []) -> Outcome<Plan> {
        let finding = Sample.machineFinding(statistics)
        return PlanningStage().plan(
            finding, trace: Sample.trace(finding.target, type),
            category: Sample.category(choices: choices, action: .interrupt), base: Sample.base)
    }

    @Test(arguments: [
        ("m5.2xlarge", "m5.xlarge"), ("c5.4xlarge", "c5.2xlarge"), ("c5.9xlarge", "c5.4xlarge"),
        ("db.m6i.large", ""), ("t3.xlarge", "t3.large"),
    ])
    func oneSizeDownInTheFamily(_ before: String, _ after: String) {
        let outcome = plan(before, MachinePlanTests.statistics())
        #expect(outcome.value?.changes.first?.after ?? "" == after)
        if after.isEmpty { #expect(outcome.hold?.reason == .outsideBounds) }
    }

    @Test func theDatabaseFitsByFreeBytes() throws {
        let statistics = MachinePlanTests.statistics(busy: 17, used: nil, freeGiB: 47)
        let plan = try #require(plan("db.r6g.2xlarge", statistics).value)
        #expect(plan.changes[0].after == "db.r6g.xlarge")
        #expect(plan.summary == "resize aws_instance.web db.r6g.2xlarge → db.r6g.xlarge")
        #expect(plan.reasoning.first?.contains("53% of its memory") == true, "\(plan.reasoning)")
        #expect(plan.verification == nil)
    }

    @Test func aFullMemoryOrProcessorHolds() {
        let full = plan("db.r6g.2xlarge", MachinePlanTests.statistics(used: nil, freeGiB: 20))
        #expect(full.hold?.detail.contains("of its memory") == true)
        let busy = plan("m5.2xlarge", MachinePlanTests.statistics(busy: 44))
        #expect(busy.hold?.detail == "m5.xlarge would use 88% of its CPU")
    }

    @Test func moreFreeThanThereIsMeansAnotherType() {
        let outcome = plan("db.r6g.large", MachinePlanTests.statistics(used: nil, freeGiB: 47))
        #expect(outcome.hold?.reason == .outsideBounds)  // the smallest of its family
        let larger = plan("db.r6g.xlarge", MachinePlanTests.statistics(used: nil, freeGiB: 47))
        #expect(larger.hold?.reason == .driftedFromGit)
    }

    @Test func unknownMemoryHolds() {
        #expect(plan("m5.2xlarge", MachinePlanTests.statistics(used: nil)).hold?.reason == .lowCoverage)
    }

    @Test func burstableMachinesKeepTheirCredits() {
        let outcome = plan("t3.2xlarge", MachinePlanTests.statistics(busy: 39, mean: 30))
        #expect(
            outcome.hold?.detail.contains("may use for ever") == true, "\(String(describing: outcome.hold))")
    }

    @Test(arguments: ["x1e.32xlarge", "m5.metal", "", "m5", "db.t3.micro"])
    func unknownAndSmallestTypesAreHeld(_ type: String) {
        #expect(plan(type, MachinePlanTests.statistics()).hold != nil)
    }

    @Test func choicesOfTheCategoryBind() {
        let outcome = plan("m5.2xlarge", MachinePlanTests.statistics(), choices: ["m6i.xlarge"])
        #expect(outcome.hold == Hold(.outsideBounds, "m5.xlarge is not among the choices m6i.xlarge"))
    }
}
