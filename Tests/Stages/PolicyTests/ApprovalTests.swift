import Model
import Settings
import Testing

@testable import Policy

@Suite struct ApprovalTests {
    static var world: PolicyWorld { PolicyWorld().with { $0.category.posture = .approve } }

    @Test func aPersonOnThisHeadReleases() {
        let world = ApprovalTests.world.with {
            $0.moment.approvals = [Approval(by: "anna", commit: PolicyWorld.head)]
        }
        #expect(world.decision.mayMerge)
        #expect(world.decision.posture == .approve)
    }

    @Test func theLedgersApprovalCountsToo() {
        let world = ApprovalTests.world.with { world in
            world.moment.ledger.approvals = [
                LedgerFacts.Approval(
                    action: world.plan.actionID, head: PolicyWorld.head, by: "anna", time: PolicyWorld.now)
            ]
        }
        #expect(world.decision.mayMerge)
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let approvals: [Approval]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "the bot", approvals: [Approval(by: "Trimtab", commit: PolicyWorld.head)]),
        Case(name: "the bot's login", approvals: [Approval(by: "acme-bot", commit: PolicyWorld.head)]),
        Case(name: "another head", approvals: [Approval(by: "anna", commit: PolicyWorld.base)]),
        Case(name: "nobody", approvals: [Approval(by: "", commit: PolicyWorld.head)]),
    ]) func otherwiseNot(_ one: Case) {
        let world = ApprovalTests.world.with {
            $0.moment.approvals = one.approvals
            $0.moment.bot = "acme-bot"
        }
        #expect(world.decision.hold?.reason == .waitsForApproval)
    }

    @Test func anApprovalOfAnotherActionIsNone() {
        let world = ApprovalTests.world.with {
            $0.moment.ledger.approvals = [
                LedgerFacts.Approval(
                    action: ActionID(rawValue: "other"), head: PolicyWorld.head, by: "anna",
                    time: PolicyWorld.now)
            ]
        }
        #expect(!world.decision.mayMerge)
    }

    @Test func eachPersonCountsOnce() {
        let world = ApprovalTests.world.with {
            $0.category.approvals = 2
            $0.moment.approvals = [
                Approval(by: "anna", commit: PolicyWorld.head),
                Approval(by: "anna", commit: PolicyWorld.head),
            ]
        }
        #expect(!world.decision.mayMerge)
        #expect(
            world.with { $0.moment.approvals.append(Approval(by: "ben", commit: PolicyWorld.head)) }.decision
                .mayMerge)
    }

    @Test func withoutAHeadNothingIsApproved() {
        let world = ApprovalTests.world.with {
            $0.moment.approvals = [Approval(by: "anna", commit: PolicyWorld.head)]
            $0.moment.head = nil
        }
        #expect(!world.decision.mayMerge)
    }
}
