import Model
import Settings
import TestSupport
import Testing

@testable import Planning

@Suite struct PlanningPropertyTests {
    /// Whatever the wish and the bounds: a plan lies within them, moves the right way, and is on the grid.
    @Test(arguments: 1...400 as ClosedRange<UInt64>)
    func plansStayWithinTheirBounds(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let isCPU = Bool.random(using: &random)
        func amount() -> Quantity {
            isCPU
                ? .millicores(.random(in: 1...16_000, using: &random))
                : .bytes(.random(in: 1...16_384, using: &random) << 20)
        }
        let before = amount()
        let wish = amount()
        let minimum = Bool.random(using: &random) ? amount() : nil
        let maximum = Bool.random(using: &random) ? amount() : nil
        let share = Double.random(in: 0...1.2, using: &random)
        let step: Step? = Bool.random(using: &random) ? .share(share) : nil
        let peak = Double.random(in: 0...4e9, using: &random)
        let statistics = isCPU ? [] : [Statistic("working set max", peak, .bytes)]
        let category = Sample.category(
            minimum: minimum?.text(), maximum: maximum?.text(), step: step)
        let attribute = isCPU ? "resources.requests.cpu" : "resources.requests.memory"
        let outcome = Sample.plan(attribute, before.text(), to: wish.text(), category, statistics: statistics)
        guard let plan = outcome.value else {
            #expect(outcome.hold?.reason == .outsideBounds, "seed \(seed)")
            return
        }
        let after = try #require(Quantity(plan.changes[0].after))
        #expect((after > before) == (wish > before), "seed \(seed)")
        #expect(after.thousandths != before.thousandths, "seed \(seed)")
        if let minimum { #expect(after >= minimum, "seed \(seed)") }
        if let maximum { #expect(after <= maximum, "seed \(seed)") }
        if step != nil {
            let moved = Double(abs(after.thousandths - before.thousandths))
            #expect(moved <= Double(before.thousandths) * share + 1, "seed \(seed)")
        }
        if !isCPU { #expect(after.value >= peak * 1.1 - 1, "seed \(seed)") }
        let grid: SizeGrid = isCPU ? .cpu : .memory
        #expect(grid.roundedUp(after).thousandths == after.thousandths, "seed \(seed)")
    }

    @Test func equalInputsGiveEqualActions() throws {
        let one = try #require(Sample.plan("resources.requests.cpu", "2", to: "800m").value)
        let two = try #require(Sample.plan("resources.requests.cpu", "2", to: "800m").value)
        #expect(one == two)
        #expect(one.actionID == two.actionID)
    }
}
