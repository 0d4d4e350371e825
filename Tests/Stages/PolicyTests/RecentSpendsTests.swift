import Model
import Settings
import TestSupport
import Testing

@testable import Policy

/// Leaving out what is too old changes no decision, whatever the order in which it stands there.
@Suite struct RecentSpendsTests {
    @Test(arguments: [0.5, 1, 23.9, 24, 24.1, 167, 168.5, 719, 721, 9000, -3])
    func decidesTheSame(_ hours: Double) {
        var world = PolicyWorld()
        world.moment.ledger.spends = [
            world.spend("old", ago: 40_000_000), world.spend("a", ago: hours * 3600),
            world.spend("b", ago: 9),
            world.spend("older", ago: 50_000_000),
        ]
        let whole = world.decision
        let policies = PolicySet(categories: [world.inputs.category])
        world.moment.ledger = policies.relevant(world.moment.ledger, at: world.moment.now)
        #expect(world.decision.tree == whole.tree)
        #expect(world.decision.hold == whole.hold)
        #expect(!world.moment.ledger.spends.contains { $0.action == ActionID(rawValue: "older") })
    }

    /// Sorted out or not, and in whatever order they stand: the same spends decide the same.
    @Test(arguments: 1...60) func sortedOutTheyDecideTheSame(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var world = PolicyWorld()
        let own = world.plan.target
        world.category.budgets = [
            PolicyWorld.budget(.target, Int.random(in: 1...4, using: &generator), hours: 30),
            PolicyWorld.budget(.service, Int.random(in: 1...9, using: &generator), hours: 100),
            PolicyWorld.budget(.category, Int.random(in: 1...20, using: &generator), hours: 200),
            PolicyWorld.budget(.repository, Int.random(in: 1...40, using: &generator), hours: 50),
        ]
        world.moment.ledger.spends = (0..<40).map { _ in
            world.spend(
                "a\(Int.random(in: 0...30, using: &generator))",
                ago: Double.random(in: -3600...800_000, using: &generator),
                target: [own.canonical, "other"].randomElement(using: &generator) ?? "",
                service: [own.address.service, "other"].randomElement(using: &generator) ?? "",
                category: [world.category.name, "other"].randomElement(using: &generator) ?? "")
        }
        let whole = world.decision
        world.moment.ledger.indexSpends()
        #expect(world.decision.tree == whole.tree, "seed \(seed)")
        #expect(world.decision.hold == whole.hold, "seed \(seed)")
    }

    /// What is spent after they were sorted out counts: the index goes with every change.
    @Test func whatComesLaterCounts() {
        var world = PolicyWorld()
        world.moment.ledger.indexSpends()
        #expect(world.moment.ledger.spendIndex != nil && world.decision.hold == nil)
        world.moment.ledger.spends.append(world.spend("a", ago: 1))
        #expect(world.moment.ledger.spendIndex == nil && world.decision.hold?.reason == .budgetExhausted)
    }

    @Test(arguments: [false, true]) func countsActionsAndNotEvents(_ isSorted: Bool) {
        let world = PolicyWorld()
        var facts = LedgerFacts()
        facts.spends = [world.spend("a", ago: 5), world.spend("a", ago: 3), world.spend("b", ago: 100)]
        if isSorted { facts.indexSpends() }
        func count(_ seconds: Double, except own: String = "none", where counts: Bool = true) -> Int {
            facts.actions(
                since: world.moment.now.adding(seconds: -seconds), except: ActionID(rawValue: own),
                at: facts.places(of: .repository, "")
            ) { _ in counts }.count
        }
        #expect(count(50) == 1 && count(500) == 2 && count(100) == 1)
        #expect(count(500, except: "a") == 1 && count(500, where: false) == 0)
    }
}
