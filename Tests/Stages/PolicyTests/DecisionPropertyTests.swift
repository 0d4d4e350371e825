import Model
import Settings
import Testing
import TestSupport

@testable import Policy

/// What must be true of every decision, whatever the inputs.
@Suite struct DecisionPropertyTests {
    /// Tightenings that each touch a field of their own, so that any set of them can be combined.
    static let tightenings: [@Sendable (inout PolicyWorld) -> Void] = [
        { $0.category.posture = .approve },
        { $0.repository.posture = .propose },
        { $0.moment.operatorSettings.posture = .observe },
        { $0.moment.operatorSettings.forge = .github(api: "x", repository: "a/b", tokenVariable: "T") },
        { $0.category.reviewBy = PolicyWorld.now },
        { $0.category.safetyCase = nil },
        { $0.category.approvals = 2 },
        { $0.category.checks = ["ci/test"] },
        { $0.category.gates.append("helm-template") },
        { $0.failedGates = ["parse": "no"] },
        { $0.category.maximum = Quantity("700Mi") },
        { $0.category.step = .share(0.1) },
        { $0.category.evidence.samples = 1_000_000 },
        { $0.historyDays = 3 },
        { $0.confidence = 0.1 },
        { $0.newestSample = nil },
        { $0.repository.excludedPaths = ["**"] },
        { $0.category.sweepTimes = .never },
        {
            let now = $0.moment.now
            $0.repository.freezes = [
                Freeze(window: TimeWindow(start: now, end: now.adding(seconds: 9)), source: "s")
            ]
        },
        { $0.moment.ledger.spends.append($0.spend("a", ago: 1)) },
        { $0.moment.ledger.spends.append($0.spend("b", ago: 90_000)) },
        { $0.category.budgets.append(PolicyWorld.budget(.organisation, 1, hours: 1)) },
        { $0.category.recurrence?.more = 1 },
        { $0.moment.ledger.holds = [HoldReasonTests.hold(.repository)] },
        { $0.moment.incident = .unknown("x") },
        { $0.moment.labels = ["trimtab/hold"] },
        { $0.moment.halt = .halted(source: "x", reason: "y") },
        { $0.moment.ledger.standing = .unreadable("x") },
        { $0.moment.baseTip = PolicyWorld.head },
        { $0.plannedClass = .interrupt },
        { $0.moment.openPullRequests = 50 },
    ]

    /// Adding an input never raises the posture and never turns no into yes.
    @Test(arguments: UInt64(1)...200) func anotherInputNeverLoosens(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = PolicyWorld()
        var before = world.decision
        for (index, tighten) in DecisionPropertyTests.tightenings.enumerated().shuffled(using: &generator)
            .prefix(8)
        {
            tighten(&world)
            let after = world.decision
            #expect(after.posture <= before.posture, "seed \(seed), tightening \(index)")
            #expect(before.mayMerge || !after.mayMerge, "seed \(seed), tightening \(index)")
            before = after
        }
    }

    /// Each of them alone is felt, or the property above would say nothing about it.
    @Test(arguments: tightenings.indices) func eachTighteningIsFelt(index: Int) {
        var world = PolicyWorld()
        let isFeltOnlyWithAnother: Set<Int> = [20, 22]
        DecisionPropertyTests.tightenings[index](&world)
        #expect(
            world.decision.mayMerge == isFeltOnlyWithAnother.contains(index),
            "\(world.decision.tree.rendered)")
    }

    /// The order in which lists arrive decides nothing, not even a byte of the tree.
    @Test(arguments: UInt64(1)...20) func orderDecidesNothing(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = PolicyWorld()
        world.category.posture = .approve
        world.category.approvals = 3
        world.category.checks = ["ci/a", "ci/b", "ci/c"]
        world.category.budgets += [
            PolicyWorld.budget(.target, 4, hours: 3), PolicyWorld.budget(.service, 9, hours: 48),
        ]
        world.moment.checks = ["ci/a", "ci/b", "ci/c"].map { CheckResult(name: $0, state: .success) }
        world.moment.approvals = ["anna", "ben", "cleo"].map { Approval(by: $0, commit: PolicyWorld.head) }
        world.moment.ledger.spends = (1...3).map { world.spend("a\($0)", ago: Double($0) * 90_000) }
        world.moment.ledger.holds = ["x", "y", "z"].map {
            LedgerFacts.PersonHold(scope: .service("prod/\($0)"), by: $0, since: PolicyWorld.now, reason: $0)
        }
        world.moment.ledger.reversals = [30, 38, 41].map {
            LedgerFacts.Reversal(category: "rightsize-memory", duration: TimeSpan(seconds: $0))
        }
        let expected = world.decision
        #expect(expected.tree.rendered.contains("38s, from 3 reverts"), "\(expected.tree.rendered)")
        world.category.checks.shuffle(using: &generator)
        world.category.budgets.shuffle(using: &generator)
        world.category.gates.shuffle(using: &generator)
        world.moment.checks?.shuffle(using: &generator)
        world.moment.approvals.shuffle(using: &generator)
        world.moment.ledger.spends.shuffle(using: &generator)
        world.moment.ledger.holds.shuffle(using: &generator)
        world.moment.ledger.reversals.shuffle(using: &generator)
        #expect(world.decision == expected, "seed \(seed)")
    }

    /// What evidence bundles keep must not know what time it is, nor who runs the bot.
    @Test func theStaticPartIgnoresTheMoment() {
        let world = PolicyWorld()
        var later = world
        later.moment.now = PolicyWorld.now.adding(seconds: 1e7)
        later.moment.operatorSettings = OperatorSettings(posture: .observe)
        later.moment.halt = .halted(source: "x", reason: "y")
        later.moment.ledger = LedgerFacts(standing: .unreadable("x"))
        #expect(world.staticDecision == later.staticDecision)
        #expect(world.staticDecision.mayMerge)
        #expect(!later.decision.mayMerge)
    }

    @Test func theTreeShowsEveryInputWithItsLine() {
        let text = PolicyWorld().decision.tree.rendered
        let expected = """
            merge? yes
            ├─ class raise-or-tune  ceiling auto   (compiled in)
            ├─ category rightsize-memory  auto   (.trimtab/policies/rightsize-memory.yaml:4)
            │  ├─ applies  to resources.limits.memory   (.trimtab/policies/rightsize-memory.yaml)
            │  └─ safety case complete  yes   (.trimtab/policies/rightsize-memory.yaml)
            ├─ step  50% of at most 50%   (.trimtab/policies/rightsize-memory.yaml:15)
            ├─ evidence  14.0 of 14 days, coverage 99.8% of 95%   (.trimtab/policies/rightsize-memory.yaml)
            ├─ paths  apps/checkout/values-prod.yaml   (.trimtab/policies/rightsize-memory.yaml)
            ├─ repository  auto   (default)
            ├─ gates  blast-radius, parse passed   (.trimtab/policies/rightsize-memory.yaml)
            ├─ operator  auto   (default)
            ├─ review by 2027-03-01  in date   (.trimtab/policies/rightsize-memory.yaml:9)
            ├─ reversal  never measured
            ├─ freshness  newest sample 1m old of 30m   (.trimtab/policies/rightsize-memory.yaml)
            ├─ window  for sweeps: Mon–Thu 08:00–16:00 Europe/Berlin, open   (.trimtab/policies/rightsize-memory.yaml)
            ├─ budget repository  0/5 per 1h   (.trimtab/policies/rightsize-memory.yaml)
            ├─ budget service  0/1 per 1d   (.trimtab/policies/rightsize-memory.yaml)
            ├─ recurrence  0 such fixes in 7d, fewer than 2   (.trimtab/policies/rightsize-memory.yaml)
            ├─ incident on prod/checkout  none
            ├─ base  bbbbbbbbbb
            ├─ ledger  whole
            └─ halt  none

            """
        #expect(text == expected, "\(text)")
    }
}
