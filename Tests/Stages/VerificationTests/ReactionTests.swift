import Diagnostics
import Model
import Testing

@testable import Verification

@Suite struct ReactionTests {
    static func change(_ attribute: String) -> PlannedChange {
        let target = Target(
            .kubernetes(KubernetesAddress(namespace: "n", kind: "Deployment", name: "d")), attribute)
        return PlannedChange(
            target: target, trace: Trace(target: target, status: .held(Hold(.limit))), before: "1", after: "2"
        )
    }

    enum Kind: Equatable { case none, tellOwner, escalate, revert }

    static func kind(_ reaction: Reaction) -> Kind {
        switch reaction {
        case .none: .none
        case .tellOwner: .tellOwner
        case .escalate: .escalate
        case .revert: .revert
        }
    }

    struct Case: CustomTestStringConvertible {
        let outcome: VerificationOutcome
        let actionClass: ActionClass
        let attribute: String
        let otherwise: VerificationPlan.Otherwise
        let expected: Kind
        var testDescription: String { "\(outcome) \(actionClass) \(attribute) \(otherwise)" }
    }

    @Test(arguments: [
        Case(
            outcome: .worked, actionClass: .shrink, attribute: "resources.requests.cpu", otherwise: .revert,
            expected: .none),
        Case(
            outcome: .notApplied, actionClass: .shrink, attribute: "resources.requests.cpu",
            otherwise: .revert, expected: .tellOwner),
        Case(
            outcome: .unknown, actionClass: .shrink, attribute: "resources.requests.cpu", otherwise: .revert,
            expected: .tellOwner),
        Case(
            outcome: .didNot, actionClass: .shrink, attribute: "resources.requests.cpu", otherwise: .revert,
            expected: .revert),
        Case(
            outcome: .didNot, actionClass: .shrink, attribute: "resources.requests.cpu", otherwise: .escalate,
            expected: .escalate),
        Case(
            outcome: .didNot, actionClass: .raiseOrTune, attribute: "resources.limits.memory",
            otherwise: .revert, expected: .escalate),
        Case(
            outcome: .didNot, actionClass: .raiseOrTune, attribute: "livenessProbe.periodSeconds",
            otherwise: .revert, expected: .revert),
        Case(
            outcome: .didNot, actionClass: .raiseOrTune, attribute: "replicas", otherwise: .revert,
            expected: .escalate),
        Case(
            outcome: .didNot, actionClass: .interrupt, attribute: "instance_type", otherwise: .revert,
            expected: .escalate),
    ]) func onlyShrinksAndTuningsRevert(_ one: Case) {
        let reaction = Reaction(
            to: one.outcome, of: [ReactionTests.change(one.attribute)], actionClass: one.actionClass,
            otherwise: one.otherwise)
        #expect(ReactionTests.kind(reaction) == one.expected)
    }

    @Test func aPlanWithOneRaiseIsNotUndone() {
        let changes = ["livenessProbe.periodSeconds", "resources.limits.memory"].map {
            ReactionTests.change($0)
        }
        let reaction = Reaction(to: .didNot, of: changes, actionClass: .raiseOrTune, otherwise: .revert)
        #expect(ReactionTests.kind(reaction) == .escalate)
    }

    /// A group goes back as a whole, or not at all.
    @Test func aGroupIsTakenBackOnlyWhereEachMemberMayBe() {
        #expect(Reaction(together: [.revert("a"), .revert("b")]) == .revert("a"))
        #expect(Reaction(together: [.revert("a"), .escalate("b")]) == .escalate("b"))
        #expect(Reaction(together: [.none, .none]) == .none)
        #expect(Reaction(together: [.tellOwner("a"), .tellOwner("a")]) == .tellOwner("a"))
    }
}
