import Model
import Settings
import Testing

@testable import Planning

/// Storage whose size stands in Git grows by what is known of its use.
@Suite struct StorageRoomTests {
    private static let gibi = 1_073_741_824.0
    private static let target = Target(
        .terraform(TerraformAddress(root: "live", address: "aws_db_instance.orders")), "allocated_storage")

    private func plan(
        _ before: String, growth: Double, free: Double, _ category: Settings.Category = Sample.category()
    ) -> Outcome<Plan> {
        let finding = Finding(
            kind: "storage-filling", target: StorageRoomTests.target, trigger: .sweep, window: Sample.window,
            wish: .room(growth: growth * StorageRoomTests.gibi, free: free * StorageRoomTests.gibi),
            plotUnit: .bytes, selector: "dimension_DBInstanceIdentifier=\"orders\"")
        return PlanningStage().plan(
            finding, trace: Sample.trace(finding.target, before), category: category, base: Sample.base)
    }

    private func after(_ outcome: Outcome<Plan>) -> String? {
        if case .done(let plan) = outcome { plan.changes.first?.after } else { nil }
    }

    private func hold(_ outcome: Outcome<Plan>) -> Hold? {
        if case .held(let hold) = outcome { hold } else { nil }
    }

    @Test(
        arguments: [
            // (100 − 10 + 60) ÷ 0.85 is 176.5.
            ("100", 60, 10, "177"),
            // (100 − 20 + 6) ÷ 0.85 is 101.2; no step is smaller than a tenth.
            ("100", 6, 20, "110"), ("20", 3, 1, "26"),
        ] as [(String, Double, Double, String)])
    func itIsLargeEnoughForTheGrowthAndSomeRoom(
        _ before: String, _ growth: Double, _ free: Double, _ expected: String
    ) {
        #expect(after(plan(before, growth: growth, free: free)) == expected)
    }

    @Test(
        arguments: [
            (Sample.category(step: .share(0.25)), "125"), (Sample.category(maximum: "150"), "150"),
            (Sample.category(maximum: "160Gi"), "160"),
            (Sample.category(step: .amount(.bytes(40 << 30))), "140"),
            (Sample.category(maximum: "16Ti", step: .share(1)), "177"),
        ])
    func theCategoryBoundsIt(_ category: Settings.Category, _ expected: String) throws {
        let outcome = plan("100", growth: 60, free: 10, category)
        #expect(after(outcome) == expected)
    }

    @Test func aStepThatIsTooSmallIsHeld() {
        let hold = hold(plan("100", growth: 60, free: 10, Sample.category(step: .share(0.05))))
        #expect(hold?.reason == .outsideBounds)
        #expect(
            hold?.detail == "the category's step of 5% leaves 105 GiB, and no step is smaller than to 110 GiB"
        )
    }

    @Test func whatHasRoomIsLeftAlone() {
        #expect(hold(plan("100", growth: 3, free: 30))?.reason == .outsideBounds)
    }

    @Test func moreFreeThanThereIsInGitIsDrift() {
        #expect(hold(plan("100", growth: 60, free: 140))?.reason == .driftedFromGit)
    }

    @Test(arguments: ["100.5", "100Gi", "var.size", "0", "-5", ""]) func otherTextsAreHeld(_ before: String) {
        #expect(hold(plan(before, growth: 60, free: 10))?.reason == .unsupported)
    }

    /// Only gp2 becomes gp3 without another word; any other type was chosen for something.
    @Test(
        arguments: [
            ("gp2", nil), ("st1", "only gp2 becomes gp3 without another word; this is st1"),
            ("gp3", "it is gp3 already"),
        ]
            as [(String, String?)])
    func theTypeThatStandsInGitDecides(_ before: String, _ why: String?) {
        let target = Target(
            .terraform(TerraformAddress(root: "live", address: "aws_ebs_volume.data")), "type")
        let finding = Finding(
            kind: "volume-type-outdated", target: target, trigger: .sweep, window: Sample.window,
            wish: .choice("gp3"))
        let outcome = PlanningStage().plan(
            finding, trace: Sample.trace(target, before),
            category: Sample.category(choices: ["gp3"], action: .interrupt), base: Sample.base)
        #expect(after(outcome) == (why == nil ? "gp3" : nil))
        #expect(hold(outcome) == why.map { Hold(.outsideBounds, $0) })
    }
}
