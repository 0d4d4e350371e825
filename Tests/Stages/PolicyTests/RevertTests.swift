import Model
import Settings
import Testing

@testable import Policy

/// A revert is a plan of its own: some rules that bind fixes do not bind it, the others do.
@Suite struct RevertTests {
    /// Taking back a shrink: 512Mi becomes 1Gi again, more than the step cap allows a fix.
    static var world: PolicyWorld {
        PolicyWorld.shrink.with {
            $0.purpose = .revert
            $0.before = "512Mi"
            $0.after = "1Gi"
        }
    }

    @Test func mergesOutsideBoundsWindowsEvidenceAndRecurrence() {
        let world = RevertTests.world.with { world in
            world.category.sweepTimes = .never
            world.historyDays = 0
            world.newestSample = nil
            world.moment.incident = .open(["KubePodCrashLooping"])
            world.moment.ledger.incidents = [
                LedgerFacts.Incident(service: "prod/checkout", since: PolicyWorld.now, reason: "did not work")
            ]
            world.category.budgets = [PolicyWorld.budget(.repository, 5, hours: 1)]
            world.moment.ledger.spends = [world.spend("a", ago: 7200), world.spend("b", ago: 9200)]
        }
        #expect(world.decision.mayMerge, "\(world.decision.tree.rendered)")
        #expect(world.decision.tree.rendered.contains("class roll-back"))
    }

    @Test func theSameInputsAsAFixAreHeld() {
        #expect(!RevertTests.world.with { $0.purpose = .fix }.decision.mayMerge)
    }

    @Test func takingBackARaiseIsForPeople() {
        let world = PolicyWorld().with {
            $0.purpose = .revert
            $0.before = "768Mi"
            $0.after = "512Mi"
        }
        #expect(world.decision.hold?.reason == .waitsForPeople)
    }

    @Test func withoutHealthGatesItIsForPeople() {
        #expect(RevertTests.world.with { $0.category.verify = nil }.decision.hold?.reason == .waitsForPeople)
    }

    enum Binding: String, CaseIterable { case budget, freeze, hold, halt, operatorCap, review }

    @Test(arguments: Binding.allCases) func staysBoundBy(_ binding: Binding) {
        let world = RevertTests.world.with { world in
            switch binding {
            case .budget: world.moment.ledger.spends = [world.spend("a", ago: 1)]
            case .freeze:
                let now = PolicyWorld.now
                world.repository.freezes = [
                    Freeze(window: TimeWindow(start: now, end: now.adding(seconds: 9)), source: "s")
                ]
            case .hold: world.moment.ledger.holds = [HoldReasonTests.hold(.repository)]
            case .halt: world.moment.halt = .halted(source: "x", reason: "y")
            case .operatorCap: world.moment.operatorSettings.posture = .propose
            case .review: world.category.reviewBy = PolicyWorld.now
            }
        }
        #expect(!world.decision.mayMerge)
    }
}
