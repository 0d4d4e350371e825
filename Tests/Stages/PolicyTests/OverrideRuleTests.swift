import Model
import Settings
import Testing

@testable import Policy

/// What `.trimtab.yml` asks for in one part of the repository: a world that may merge, with one override.
struct OverrideRuleTests {
    private static func override(_ change: (inout PolicyOverride) -> Void) -> PolicyOverride {
        var override = PolicyOverride(name: "prod", source: ".trimtab.yml:7")
        change(&override)
        return override
    }

    private static func world(
        _ override: PolicyOverride, _ change: (inout PolicyWorld) -> Void = { _ in }
    ) -> PolicyWorld {
        PolicyWorld().with {
            $0.repository.overrides = [override]
            change(&$0)
        }
    }

    /// Whom overrides speak of, and whether the change of the world is meant.
    static let matches: [(@Sendable (inout PolicyOverride) -> Void, Bool)] = [
        ({ _ in }, true),
        ({ $0.paths = ["apps/checkout/**"] }, true),
        ({ $0.paths = ["apps/other/**"] }, false),
        ({ $0.services = ["prod/*"] }, true),
        ({ $0.services = ["stage/*"] }, false),
        ({ $0.owners = ["team-*"] }, true),
        ({ $0.owners = ["team-data"] }, false),
        // One cluster has no name: that it is another one cannot be known.
        ({ $0.environments = ["prod"] }, true),
        ({ ($0.paths, $0.services) = (["apps/**"], ["stage/*"]) }, false),
    ]

    @Test(arguments: 0..<matches.count) func speaksOfWhatItNames(_ index: Int) {
        let (match, isMeant) = Self.matches[index]
        let override = Self.override {
            match(&$0)
            $0.posture = .propose
        }
        #expect(Self.world(override).decision.posture == (isMeant ? .propose : .auto), "\(override)")
    }

    @Test func aNamedClusterIsKnown() {
        for (cluster, posture) in [("prod-1", Posture.propose), ("stage", .auto)] {
            let override = Self.override {
                $0.environments = ["prod-*"]
                $0.posture = .propose
            }
            let world = Self.world(override) {
                $0.address = .kubernetes(
                    KubernetesAddress(
                        cluster: cluster, namespace: "prod", kind: "Deployment", name: "checkout",
                        container: "app"))
            }
            #expect(world.decision.posture == posture, "\(cluster)")
        }
    }

    @Test func neverLoosens() {
        let world = Self.world(Self.override { $0.posture = .auto }) { $0.category.posture = .propose }
        #expect(world.decision.posture == .propose)
    }

    @Test func approvalsAddUpToTheHigher() {
        let override = Self.override { $0.approvals = 2 }
        var world = Self.world(override) { $0.category.approvals = 1 }
        world.moment.approvals = [Approval(by: "ada", commit: PolicyWorld.head)]
        #expect(world.decision.hold?.reason == .waitsForApproval)
        world.moment.approvals.append(Approval(by: "eve", commit: PolicyWorld.head))
        #expect(world.decision.hold == nil)
    }

    @Test func itsChecksMustBeGreenToo() {
        let override = Self.override { $0.checks = ["ci/prod"] }
        var world = Self.world(override)
        world.moment.checks = [CheckResult(name: "ci/lint", state: .success)]
        #expect(world.decision.hold?.reason == .checksNotGreen)
        world.moment.checks = [CheckResult(name: "ci/prod", state: .success)]
        #expect(world.decision.hold == nil)
    }

    @Test func itsBudgetCountsToo() {
        let override = Self.override { $0.budgets = [PolicyWorld.budget(.repository, 1, hours: 48)] }
        var world = Self.world(override)
        world.moment.ledger.spends = [
            world.spend("other", ago: 47 * 3600, target: "x", service: "x", category: "x")
        ]
        #expect(world.decision.hold?.reason == .budgetExhausted)
        world.moment.ledger.spends = [
            world.spend("other", ago: 49 * 3600, target: "x", service: "x", category: "x")
        ]
        #expect(world.decision.hold == nil)
    }

    @Test func itsWindowsMustBeOpenToo() {
        let night = MergeTimes.weekly(
            days: [1, 2, 3, 4, 5], fromMinute: 22 * 60, toMinute: 4 * 60, zone: "UTC")
        let closed = Self.world(Self.override { $0.sweepTimes = night })
        #expect(closed.decision.hold?.reason == .offSchedule)
        let other = Self.world(Self.override { $0.alertTimes = night })
        #expect(other.decision.hold == nil, "a sweep is no alert")
        #expect(closed.with { $0.purpose = .revert }.decision.hold == nil, "a revert does not wait")
    }

    @Test func itsPlaceStandsInTheDecision() {
        let decision = Self.world(Self.override { $0.posture = .propose }).decision
        #expect(
            decision.tree.children.contains {
                $0.label == "override prod" && $0.source == ".trimtab.yml:7"
            })
    }
}
