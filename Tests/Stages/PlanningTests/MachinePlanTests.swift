import MachineCatalogue
import Model
import Settings
import Testing

@testable import Planning

@Suite struct MachinePlanTests {
    private static func statistics(
        busy: Double = 20, mean: Double = 10, used: Double? = 24, freeGiB: Double? = nil,
        more: [Statistic] = []
    ) -> [Statistic] {
        var list = [
            Statistic(Statistic.cpuBusy, busy, .percent), Statistic(Statistic.cpuMean, mean, .percent),
        ]
        if let used { list.append(Statistic(Statistic.memoryUsedMaximum, used, .percent)) }
        if let freeGiB {
            list.append(Statistic(Statistic.memoryFreeMinimum, freeGiB * 1_073_741_824, .bytes))
        }
        return list + more
    }

    private func plan(
        _ type: String, _ statistics: [Statistic], choices: [String] = [], posture: Posture = .auto,
        catalogue: MachineCatalogue = .builtIn
    ) -> Outcome<Plan> {
        let finding = Sample.machineFinding(statistics)
        var category = Sample.category(choices: choices, action: .interrupt)
        category.posture = posture
        return PlanningStage(catalogue: catalogue).plan(
            finding, trace: Sample.trace(finding.target, type), category: category, base: Sample.base)
    }

    @Test(arguments: [
        ("m5.2xlarge", "m5.xlarge"), ("c5.4xlarge", "c5.2xlarge"), ("c5.9xlarge", "c5.4xlarge"),
        ("db.m6i.large", ""), ("t3.xlarge", "t3.large"), ("cache.r6g.4xlarge", "cache.r6g.2xlarge"),
        ("r6g.2xlarge.search", "r6g.xlarge.search"), ("n2-standard-16", "n2-standard-8"),
        ("Standard_D8s_v5", "Standard_D4s_v5"),
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

    @Test func creditsThatRanOutHideTheNeed() {
        let none = [Statistic(Statistic.creditsLeast, 0, .count)]
        let outcome = plan("t3.2xlarge", MachinePlanTests.statistics(more: none))
        #expect(outcome.hold?.detail.hasPrefix("its CPU credits ran out") == true)
        let some = [Statistic(Statistic.creditsLeast, 900, .count)]
        #expect(plan("t3.2xlarge", MachinePlanTests.statistics(more: some)).value != nil)
        // Credits of a machine that has none say nothing.
        #expect(plan("m5.2xlarge", MachinePlanTests.statistics(more: none)).value != nil)
    }

    @Test(arguments: [
        // m5.xlarge: 1.25 Gbit/s, 1150 Mbit/s and 6000 operations for ever.
        (Statistic.networkPeak, 150_000_000.0, "m5.xlarge would use 96% of the network that it has for ever"),
        (
            Statistic.diskPeak, 130_000_000,
            "m5.xlarge would use 90% of the bandwidth to disks that it has for ever"
        ),
        (
            Statistic.operationsPeak, 5500,
            "m5.xlarge would use 92% of the operations on disks that it has for ever"
        ),
        (Statistic.networkPeak, 100_000_000, ""), (Statistic.operationsPeak, 0, ""),
    ])
    func whatFlowsMustFit(_ name: String, _ peak: Double, _ hold: String) {
        let outcome = plan("m5.2xlarge", MachinePlanTests.statistics(more: [Statistic(name, peak, .count)]))
        #expect(outcome.hold?.detail ?? "" == hold)
        #expect((outcome.value == nil) == !hold.isEmpty)
    }

    @Test func whatWasNotMeasuredIsSaid() throws {
        let plan = try #require(plan("m5.2xlarge", MachinePlanTests.statistics()).value)
        #expect(plan.reasoning.contains("Not measured: network, bandwidth to disks, operations on disks."))
    }

    @Test func choicesOfTheCategoryBind() {
        let outcome = plan("m5.2xlarge", MachinePlanTests.statistics(), choices: ["m5.large"])
        #expect(outcome.hold == Hold(.outsideBounds, "m5.xlarge is not among the choices m5.large"))
        #expect(plan("m5.2xlarge", MachinePlanTests.statistics(), choices: ["m5.xlarge"]).value != nil)
    }

    @Test(arguments: [
        (["m7g.xlarge", "m6i.xlarge"], "m6i.xlarge", "another family of the same architecture"),
        (["m7g.xlarge"], "m7g.xlarge", "another architecture (arm64)"),
        (["m7i.4xlarge", "db.m6i.xlarge", "unheard.of"], "", ""),
    ])
    func anotherFamilyIsProposedAtMost(_ choices: [String], _ after: String, _ why: String) {
        let proposed = plan("m5.2xlarge", MachinePlanTests.statistics(), choices: choices, posture: .propose)
        #expect(proposed.value?.changes.first?.after ?? "" == after)
        #expect(after.isEmpty || proposed.value?.reasoning.contains { $0.contains(why) } == true)
        for posture in [Posture.approve, .auto] {
            let outcome = plan(
                "m5.2xlarge", MachinePlanTests.statistics(), choices: choices, posture: posture)
            #expect(outcome.hold?.reason == .outsideBounds)
        }
    }

    @Test func theSmallestOfItsFamilyMayGoToAnotherThatIsNamed() {
        let proposed = plan(
            "m5.large", MachinePlanTests.statistics(), choices: ["t3.medium", "t3.large"], posture: .propose)
        #expect(proposed.value?.changes.first?.after == "t3.medium")
    }

    @Test func disksOfItsOwnAreNotEmptied() {
        var spec = MachineSpec(
            name: "q1d.xlarge", family: "q1d", service: "ec2", architecture: "x86_64", processors: 4,
            memoryGiB: 16, hasLocalDisks: true)
        let large = spec
        spec.name = "q1d.large"
        spec.processors = 2
        let outcome = plan(
            "q1d.xlarge", MachinePlanTests.statistics(), catalogue: MachineCatalogue([spec, large]))
        #expect(outcome.hold?.detail.contains("has disks of its own") == true)
    }
}
