import Model
import Settings
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

    @Test func countsActionsAndNotEvents() {
        let world = PolicyWorld()
        var facts = LedgerFacts()
        facts.spends = [world.spend("a", ago: 5), world.spend("a", ago: 3), world.spend("b", ago: 100)]
        let now = world.moment.now
        let all = { (_: LedgerFacts.Spend) in true }
        let none = ActionID(rawValue: "none")
        #expect(facts.actions(since: now.adding(seconds: -50), except: none, where: all) == 1)
        #expect(facts.actions(since: now.adding(seconds: -500), except: none, where: all) == 2)
        #expect(facts.actions(since: now.adding(seconds: -100), except: none, where: all) == 1)
        #expect(
            facts.actions(since: now.adding(seconds: -500), except: ActionID(rawValue: "a"), where: all) == 1)
        #expect(facts.actions(since: now.adding(seconds: -500), except: none, where: { _ in false }) == 0)
    }
}
