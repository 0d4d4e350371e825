import Model
import Settings
import Testing

@testable import Policy

/// Which budgets are told of when they have no room, and until when.
@Suite struct ExhaustedBudgetTests {
    private func exhausted(_ change: (inout PolicyWorld) -> Void) -> [ExhaustedBudget] {
        let world = PolicyWorld().with(change)
        return PolicyDecider().exhausted(world.inputs, at: world.moment)
    }

    @Test func namesScopeLimitAndWhenThereIsRoomAgain() throws {
        let found = exhausted { world in
            world.category.budgets = [
                PolicyWorld.budget(.service, 2, hours: 24), PolicyWorld.budget(.repository, 9, hours: 1),
            ]
            world.moment.ledger.spends = [
                world.spend("a", ago: 3600), world.spend("b", ago: 60), world.spend("c", ago: 7200),
            ]
        }
        let one = try #require(found.first)
        #expect(found.count == 1 && one.scope == "service:prod/checkout" && one.text == "3/2 per 1d")
        // Two of three must leave the span: the older ones.
        #expect(one.until == PolicyWorld.now.adding(seconds: 86_400 - 3600))
        #expect(one.owner == "team-platform" && one.category == "rightsize-memory")
    }

    /// The cause stays the same until something else was merged.
    @Test func theCauseIsTheLastMerge() {
        let budget = [PolicyWorld.budget(.repository, 1, hours: 24)]
        func cause(_ names: [String], at seconds: Double = 0) -> String? {
            exhausted { world in
                world.category.budgets = budget
                world.moment.ledger.spends = names.enumerated().map {
                    world.spend($0.element, ago: 600 - Double($0.offset))
                }
                world.moment.now = world.moment.now.adding(seconds: seconds)
            }.first?.cause
        }
        #expect(cause(["a"]) != nil && cause(["a"]) == cause(["a"], at: 3600))
        #expect(cause(["b", "a"]) == cause(["a"]))
        #expect(cause(["a", "b"]) != cause(["a"]))
    }

    @Test func aPaceTellsNobody() {
        let found = exhausted { world in
            var budget = PolicyWorld.budget(.service, 1, hours: 24)
            budget.then = .wait
            world.category.budgets = [budget]
            world.moment.ledger.spends = [world.spend("a", ago: 60)]
        }
        #expect(found.isEmpty)
    }

    /// It would not merge now in any case.
    @Test func whoWaitsForThePaceUsesUpNothingElse() {
        let found = exhausted { world in
            var pace = PolicyWorld.budget(.service, 1, hours: 24)
            pace.then = .wait
            world.category.budgets = [PolicyWorld.budget(.repository, 1, hours: 24), pace]
            world.moment.ledger.spends = [world.spend("a", ago: 60)]
        }
        #expect(found.isEmpty)
    }

    @Test func theActionItselfDoesNotCount() {
        let found = exhausted { world in
            world.category.budgets = [PolicyWorld.budget(.service, 1, hours: 24)]
            world.moment.ledger.spends = [world.spend(world.plan.actionID.rawValue, ago: 60)]
        }
        #expect(found.isEmpty)
    }

    @Test func theOrganisationIsCountedOverRepositories() {
        let found = exhausted { world in
            world.category.budgets = [PolicyWorld.budget(.organisation, 2, hours: 1)]
            world.moment.ledger.organisation = PolicyWorld.organisation(2)
        }
        #expect(found.map(\.scope) == ["organisation"])
        #expect(found.first?.until == PolicyWorld.now.adding(seconds: 3600 - 120))
        #expect(exhausted { $0.category.budgets = [PolicyWorld.budget(.organisation, 2, hours: 1)] }.isEmpty)
    }
}
