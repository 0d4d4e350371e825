import Diagnostics
@_spi(EditingGate) import Model
import Settings
import Testing

@testable import Policy

@Suite struct PermitOfficeTests {
    func request(_ world: PolicyWorld, base: ObjectID = PolicyWorld.base, branch: String = "main")
        -> PermitRequest
    {
        PermitRequest(
            edit: VerifiedEdit(
                plan: world.plan, files: [], changed: [], passedGates: ["parse", "blast-radius"]),
            number: 12, head: PolicyWorld.head, baseBranch: branch, base: base, method: .squash)
    }

    func permit(_ world: PolicyWorld) -> MergePermit? {
        guard case .done(let granted) = PermitOffice().grant(request(world), world.inputs, at: world.moment)
        else {
            return nil
        }
        return granted.permit
    }

    func hold(_ outcome: Outcome<GrantedPermit>) -> HoldReason? {
        guard case .held(let hold) = outcome else { return nil }
        return hold.reason
    }

    @Test func bindsEverythingThatWasJudged() throws {
        var world = PolicyWorld()
        let tip = ObjectID(rawValue: String(repeating: "e", count: 40))
        world.moment.ledger.tip = tip
        let permit = try #require(self.permit(world))
        #expect(permit.action == world.plan.actionID)
        #expect(permit.number == 12)
        #expect(permit.head == PolicyWorld.head)
        #expect(permit.baseBranch == "main")
        #expect(permit.base == PolicyWorld.base)
        #expect(permit.policyPath == ".trimtab/policies/rightsize-memory.yaml")
        #expect(permit.policyBlob == PolicyWorld.blob)
        #expect(permit.ledgerTip == tip)
        #expect(permit.method == .squash)
        #expect(permit.expires == PolicyWorld.now.adding(seconds: 600))
    }

    /// Gates speak of one tree: leave to merge is given for that one only.
    @Test func gatesThatLookedAtOtherFilesGrantNothing() throws {
        let tree = ObjectID(rawValue: String(repeating: "1", count: 40))
        let other = ObjectID(rawValue: String(repeating: "2", count: 40))
        var world = PolicyWorld()
        world.category.gates.append("terraform-validate")
        var inputs = world.inputs
        inputs.gates = GateReport(
            tree: tree, runs: [GateRun(name: "terraform-validate", isPassed: true, status: "exit status 0")])
        var request = request(world)
        for (merged, reason) in [(nil, HoldReason.gateFailed), (other, .gateFailed), (tree, nil)] {
            request.tree = merged
            #expect(hold(PermitOffice().grant(request, inputs, at: world.moment)) == reason)
        }
        #expect(hold(PermitOffice().grant(request, world.inputs, at: world.moment)) == .gateFailed)
        inputs.gates.runs[0].isPassed = false
        inputs.gates.runs[0].output = "Error: no such argument"
        let failed = PermitOffice().grant(request, inputs, at: world.moment)
        #expect(hold(failed) == .gateFailed)
        if case .held(let hold) = failed {
            #expect(hold.detail == "terraform-validate: exit status 0: Error: no such argument")
        }
    }

    /// The tree shows each program that was run, with status, duration and what it said.
    @Test func theDecisionShowsWhatEachGateSaid() throws {
        var inputs = PolicyWorld().inputs
        inputs.gates = GateReport(
            tree: PolicyWorld.base,
            runs: [
                GateRun(name: "helm-lint", isPassed: true, status: "exit status 0", duration: 0.42),
                GateRun(
                    name: "tests", isPassed: false, status: "exit status 2", output: "1 failed", duration: 3),
            ])
        let text = PolicyDecider().decide(inputs, at: PolicyWorld().moment).tree.rendered
        #expect(text.contains("gate helm-lint  exit status 0 after 0.4 s"), "\(text)")
        #expect(text.contains("gate tests  exit status 2 after 3.0 s: 1 failed  ✗"), "\(text)")
    }

    struct Expiry: CustomTestStringConvertible {
        let name: String
        let seconds: Double
        let change: @Sendable (inout PolicyWorld) -> Void
        var testDescription: String { name }
    }

    @Test(arguments: [
        Expiry(name: "the window closes at 16:00 in Berlin", seconds: 300) {
            $0.moment.now = PolicyWorld.time("2026-11-18T14:55:00Z")
        },
        Expiry(name: "a freeze begins", seconds: 60) {
            let start = $0.moment.now.adding(seconds: 60)
            $0.repository.freezes = [
                Freeze(window: TimeWindow(start: start, end: start.adding(seconds: 9)), source: "s")
            ]
        },
        Expiry(name: "the review date comes", seconds: 30) {
            $0.category.reviewBy = $0.moment.now.adding(seconds: 30)
        },
    ]) func expiresInsideTheWindow(_ one: Expiry) throws {
        let world = PolicyWorld().with {
            one.change(&$0)
            $0.newestSample = $0.moment.now
            $0.window.end = $0.moment.now
        }
        #expect(try #require(permit(world)).expires == world.moment.now.adding(seconds: one.seconds))
    }

    @Test func isNotGrantedOnAHeldDecision() {
        let world = PolicyWorld().with { $0.category.posture = .propose }
        #expect(hold(PermitOffice().grant(request(world), world.inputs, at: world.moment)) == .waitsForPeople)
    }

    @Test func isNotGrantedForAnotherPlan() {
        let world = PolicyWorld()
        let other = world.with { $0.after = "700Mi" }
        #expect(
            hold(PermitOffice().grant(request(other), world.inputs, at: world.moment)) == .editNotVerified)
    }

    @Test func isNotGrantedOnAnotherBaseOrBranch() {
        let world = PolicyWorld()
        let moved = request(world, base: PolicyWorld.head)
        #expect(hold(PermitOffice().grant(moved, world.inputs, at: world.moment)) == .baseMoved)
        let elsewhere = request(world, branch: "release")
        #expect(hold(PermitOffice().grant(elsewhere, world.inputs, at: world.moment)) == .baseMoved)
    }

    /// Policies of another commit than the base may have granted what this one does not.
    @Test func isNotGrantedUnderPoliciesOfAnotherCommit() {
        let world = PolicyWorld()
        var inputs = world.inputs
        inputs.category.commit = PolicyWorld.head
        #expect(hold(PermitOffice().grant(request(world), inputs, at: world.moment)) == .baseMoved)
    }

    /// Approvals of another head do not slip through by being asked about in the moment.
    @Test func judgesTheHeadOfTheRequest() {
        let world = PolicyWorld().with {
            $0.category.posture = .approve
            $0.moment.head = PolicyWorld.base
            $0.moment.approvals = [Approval(by: "anna", commit: PolicyWorld.base)]
        }
        #expect(
            hold(PermitOffice().grant(request(world), world.inputs, at: world.moment)) == .waitsForApproval)
    }
}
