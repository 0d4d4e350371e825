import Diagnostics
@_spi(EditingGate) import Model
import Settings
import Testing

@testable import Policy

/// Several changes in one commit: all of them must be allowed, and all of them count.
@Suite struct GroupDecisionTests {
    /// The same allowed change of another workload.
    static func world(_ name: String, _ change: (inout PolicyWorld) -> Void = { _ in }) -> PolicyWorld {
        PolicyWorld().with {
            $0.address = .kubernetes(
                KubernetesAddress(namespace: "prod", kind: "Deployment", name: name, container: "app"))
            $0.file = "apps/\(name)/values-prod.yaml"
            change(&$0)
        }
    }

    struct Group {
        var inputs: PolicyInputs
        var edit: VerifiedEdit

        init(_ worlds: [PolicyWorld], adopting action: ActionID? = nil) throws {
            let address = worlds[0].target.address
            var plan = Plan(
                worlds.map(\.plan),
                as: try #require(ChangeGroup(.namespace, of: address, source: ".trimtab.yml:2")))
            plan.adopted = action
            edit = VerifiedEdit(plan: plan, files: [], changed: [], passedGates: ["parse", "blast-radius"])
            let loaded = worlds.map {
                LoadedCategory($0.category, blob: PolicyWorld.blob, commit: PolicyWorld.base)
            }
            inputs = PolicyInputs(
                plan: plan, category: loaded[0], repository: worlds[0].repository,
                passedGates: worlds[0].passedGates)
            // The members stand in the order of their targets.
            let places = worlds.indices.sorted {
                worlds[$0].target.canonical < worlds[$1].target.canonical
            }
            inputs.members = places.enumerated().map { place, world in
                inputs.member(place, under: loaded[world], beside: [])
            }
        }

        func decision(_ moment: PolicyMoment = PolicyWorld().moment) -> Decision {
            PolicyDecider().decide(inputs, at: moment)
        }
    }

    @Test func mergesWhereEachMemberWould() throws {
        let decision = try Group([GroupDecisionTests.world("cart"), GroupDecisionTests.world("web")])
            .decision()
        #expect(decision.hold == nil, "\(decision.tree.rendered)")
        #expect(decision.posture == .auto)
        #expect(
            decision.tree.children.map(\.label) == [
                "together", "prod Deployment/cart/app resources.limits.memory",
                "prod Deployment/web/app resources.limits.memory",
            ])
        #expect(decision.tree.children[0].source == ".trimtab.yml:2")
    }

    /// What one member may not, the group may not; the reason says whose it is.
    @Test(arguments: [
        (HoldReason.waitsForPeople, Posture.propose), (.lowCoverage, .observe), (.outsideBounds, .observe),
        (.checksNotGreen, .propose), (.waitsForApproval, .approve),
    ]) func theLowestPostureOfAnyMemberWins(_ reason: HoldReason, _ posture: Posture) throws {
        let poor = GroupDecisionTests.world("web") {
            switch reason {
            case .waitsForPeople: $0.category.posture = .propose
            case .lowCoverage: $0.coverage = 0.5
            case .outsideBounds: $0.after = "10Gi"
            case .checksNotGreen: $0.category.checks = ["ci/test"]
            default: $0.category.posture = .approve
            }
        }
        for worlds in [[poor, GroupDecisionTests.world("cart")], [GroupDecisionTests.world("zebra"), poor]] {
            let decision = try Group(worlds).decision()
            #expect(decision.hold?.reason == reason, "\(decision.tree.rendered)")
            #expect(decision.posture == posture)
            #expect(decision.hold?.detail.contains("Deployment/web/app") == true)
        }
    }

    /// Each member is judged as if those before it were merged.
    @Test(arguments: 0...5) func budgetsCountEveryMember(_ spent: Int) throws {
        var moment = PolicyWorld().moment
        moment.ledger.spends = (0..<spent).map {
            PolicyWorld().spend("a\($0)", ago: 60, target: "t\($0)", service: "other/\($0)")
        }
        let worlds = ["cart", "search", "web"].map { GroupDecisionTests.world($0) }
        // Five merges an hour: three more fit where two were spent.
        #expect(try Group(worlds).decision(moment).hold?.reason == (spent <= 2 ? nil : .budgetExhausted))
        #expect(
            try Group(Array(worlds.prefix(1))).decision(moment).hold?.reason
                == (spent <= 4 ? nil : .budgetExhausted))
    }

    /// One change a day for a service leaves no room for two in one commit.
    @Test func twoChangesOfOneServiceNeedTwoPlacesInItsBudget() throws {
        let limit = GroupDecisionTests.world("cart")
        let request = GroupDecisionTests.world("cart") { $0.attribute = "resources.requests.memory" }
        #expect(try Group([limit, request]).decision().hold?.reason == .budgetExhausted)
        let roomy = [limit, request].map { world in
            world.with { $0.category.budgets[0].actions = 2 }
        }
        #expect(try Group(roomy).decision().hold == nil)
    }

    /// A permit that was granted and not used is in the ledger already; it is not counted twice.
    @Test func theGroupsOwnPermitIsNotCountedAgainstIt() throws {
        let action = ActionID(rawValue: "0123456789abcdef")
        let group = try Group(
            [GroupDecisionTests.world("cart"), GroupDecisionTests.world("web")], adopting: action)
        var moment = PolicyWorld().moment
        moment.ledger.spends = group.inputs.members.map { member in
            LedgerFacts.Spend(
                action: member.plan.actionID, time: moment.now, target: member.plan.target.canonical,
                service: member.plan.target.address.service, category: "rightsize-memory")
        }
        #expect(group.inputs.members[0].plan.actionID == action)
        #expect(group.inputs.members[1].plan.actionID != action)
        #expect(group.decision(moment).hold == nil)
    }

    @Test func thePermitNamesEveryTargetAndEndsWithTheFirstReview() throws {
        let soon = PolicyWorld.now.adding(seconds: 120)
        let group = try Group([
            GroupDecisionTests.world("web") { $0.category.reviewBy = soon }, GroupDecisionTests.world("cart"),
        ])
        let request = PermitRequest(
            edit: group.edit, number: 7, head: PolicyWorld.head, baseBranch: "main", base: PolicyWorld.base,
            method: .squash)
        guard case .done(let granted) = PermitOffice().grant(request, group.inputs, at: PolicyWorld().moment)
        else {
            Issue.record("no permit")
            return
        }
        #expect(granted.permit.targets == group.edit.plan.changes.map(\.target.canonical))
        #expect(granted.permit.targets.count == 2)
        #expect(granted.permit.expires == soon)
        var fewer = group.inputs
        fewer.members.removeLast()
        guard case .held(let hold) = PermitOffice().grant(request, fewer, at: PolicyWorld().moment) else {
            Issue.record("a member that nobody judged was let through")
            return
        }
        #expect(hold.reason == .editNotVerified)
    }

    /// Same members, same commit: the order in which they were found does not matter.
    @Test func theOrderOfMembersDoesNotMatter() throws {
        let worlds = ["web", "cart", "search"].map { GroupDecisionTests.world($0) }
        let (one, other) = (try Group(worlds), try Group(worlds.reversed()))
        #expect(one.edit.plan.actionID == other.edit.plan.actionID)
        #expect(one.edit.plan.branch == other.edit.plan.branch)
        #expect(one.edit.plan.branch.hasPrefix("trimtab/by-namespace/prod-"))
        #expect(one.decision().tree.rendered == other.decision().tree.rendered)
        let grown = try Group(worlds + [GroupDecisionTests.world("mail")])
        #expect(grown.edit.plan.branch == one.edit.plan.branch, "a group that grows keeps its pull request")
        #expect(grown.edit.plan.actionID != one.edit.plan.actionID)
    }
}
