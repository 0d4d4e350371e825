import Diagnostics
import Model
import Settings
import Testing

@testable import Policy

@Suite struct CategoryMatchTests {
    static func loaded(_ name: String, _ change: (inout Settings.Category) -> Void = { _ in })
        -> LoadedCategory
    {
        var category = PolicyWorld.category()
        category.name = name
        change(&category)
        return LoadedCategory(category, blob: PolicyWorld.blob, commit: PolicyWorld.base)
    }

    static func question(_ after: String = "768Mi", file: String? = "apps/checkout/values-prod.yaml")
        -> CategoryMatch.Question
    {
        CategoryMatch.Question(
            target: PolicyWorld().target, before: "512Mi", wish: .quantity(Quantity(after) ?? .bytes(0)),
            file: file)
    }

    static func answer(_ categories: [LoadedCategory], _ question: CategoryMatch.Question) -> String {
        switch CategoryMatch(PolicySet(categories: categories)).category(for: question) {
        case .done(let category): category.category.name
        case .held(let hold): hold.reason.rawValue
        case .failed(let failure): "\(failure)"
        }
    }

    @Test func findsTheOneThatCovers() {
        let others = [
            CategoryMatchTests.loaded("a") { $0.action = .shrink },
            CategoryMatchTests.loaded("b") { $0.resources = ["DaemonSet"] },
            CategoryMatchTests.loaded("c") { $0.attributes = ["replicas"] },
            CategoryMatchTests.loaded("d") { $0.paths = ["base/**"] },
        ]
        let wanted = CategoryMatchTests.loaded("wanted")
        #expect(CategoryMatchTests.answer(others + [wanted], CategoryMatchTests.question()) == "wanted")
        #expect(
            CategoryMatchTests.answer([wanted] + others.reversed(), CategoryMatchTests.question()) == "wanted"
        )
    }

    @Test func holdsWithTheReason() {
        let category = CategoryMatchTests.loaded("x")
        #expect(CategoryMatchTests.answer([], CategoryMatchTests.question()) == "no-category")
        #expect(CategoryMatchTests.answer([category], CategoryMatchTests.question("256Mi")) == "no-category")
        #expect(
            CategoryMatchTests.answer([category], CategoryMatchTests.question(file: "base/x.yaml"))
                == "outside-paths")
        #expect(CategoryMatchTests.answer([category], CategoryMatchTests.question(file: nil)) == "x")
    }

    @Test func ofSeveralTheLowestPostureCounts() {
        let auto = CategoryMatchTests.loaded("a")
        let approve = CategoryMatchTests.loaded("b") { $0.posture = .approve }
        let alsoApprove = CategoryMatchTests.loaded("c") { $0.posture = .approve }
        for order in [[auto, approve, alsoApprove], [alsoApprove, auto, approve]] {
            #expect(CategoryMatchTests.answer(order, CategoryMatchTests.question()) == "b")
        }
    }

    @Test func wildcardsAndIndicesInAttributes() {
        let category = CategoryMatchTests.loaded("x") { $0.attributes = ["resources.*.memory"] }
        #expect(CategoryMatchTests.answer([category], CategoryMatchTests.question()) == "x")
    }
}

/// A plan whose tied changes fall under two categories needs both to agree.
@Suite struct CompanionTests {
    static var inputs: PolicyInputs {
        let world = PolicyWorld()
        var plan = world.plan
        var second = world
        second.attribute = "resources.limits.cpu"
        second.before = "1"
        second.after = "1200m"
        plan.changes += second.plan.changes
        return PolicyInputs(
            plan: plan,
            category: CategoryMatchTests.loaded("memory") {
                $0.maximum = nil; $0.minimum = nil
            },
            repository: RepositorySettings(), passedGates: ["parse", "blast-radius"])
    }

    static func companion(_ posture: Posture) -> LoadedCategory {
        CategoryMatchTests.loaded("cpu") {
            $0.attributes = ["resources.limits.cpu"]
            $0.posture = posture
            $0.minimum = nil
            $0.maximum = nil
        }
    }

    func decide(_ inputs: PolicyInputs) -> Decision {
        PolicyDecider().decide(inputs, at: PolicyWorld().moment)
    }

    @Test func aloneItIsNotCovered() {
        #expect(decide(CompanionTests.inputs).hold?.reason == .noCategory)
    }

    @Test func companionsAreFoundByWhatTheyCover() {
        let inputs = CompanionTests.inputs
        let cpu = CompanionTests.companion(.auto)
        let match = CategoryMatch(
            PolicySet(categories: [inputs.category, cpu, CategoryMatchTests.loaded("other")]))
        #expect(match.companions(of: inputs.plan, beside: inputs.category) == [cpu])
        #expect(match.companions(of: PolicyWorld().plan, beside: inputs.category) == [])
        let without = CategoryMatch(PolicySet(categories: [inputs.category]))
        #expect(without.companions(of: inputs.plan, beside: inputs.category) == [])
    }

    @Test func togetherTheyAllow() {
        var inputs = CompanionTests.inputs
        inputs.companions = [CompanionTests.companion(.auto)]
        let decision = decide(inputs)
        #expect(decision.mayMerge, "\(decision.tree.rendered)")
        #expect(decision.tree.rendered.contains("also under cpu"))
    }

    @Test(arguments: [
        (Posture.propose, HoldReason.waitsForPeople), (.approve, .waitsForApproval), (.observe, .observeOnly),
    ])
    func theStricterOneCounts(posture: Posture, reason: HoldReason) {
        var inputs = CompanionTests.inputs
        inputs.companions = [CompanionTests.companion(posture)]
        #expect(decide(inputs).hold?.reason == reason)
        #expect(decide(inputs).posture == posture)
    }
}
