import Model
import Settings
import Testing

@testable import Policy

/// No configuration raises what a class may do; one test per class.
@Suite struct ClassCeilingTests {
    struct Case: CustomTestStringConvertible {
        let name: ActionClass
        let attribute: String
        let address: ResourceAddress
        let before: String
        let after: String
        let ceiling: Posture
        var testDescription: String { name.rawValue }
    }

    static func kubernetes(_ kind: String) -> ResourceAddress {
        .kubernetes(KubernetesAddress(namespace: "prod", kind: kind, name: "checkout", container: "app"))
    }

    static func terraform(_ type: String) -> ResourceAddress {
        .terraform(TerraformAddress(root: "terraform/live", address: "module.web[0].\(type).app[\"a.b\"]"))
    }

    static let cases: [Case] = [
        Case(
            name: .restart, attribute: "topologySpreadConstraints", address: kubernetes("Deployment"),
            before: "a", after: "b", ceiling: .auto),
        Case(
            name: .raiseOrTune, attribute: "resources.limits.memory", address: kubernetes("Deployment"),
            before: "512Mi", after: "600Mi", ceiling: .auto),
        Case(
            name: .shrink, attribute: "resources.requests.memory", address: kubernetes("Deployment"),
            before: "1Gi", after: "600Mi", ceiling: .auto),
        Case(
            name: .interrupt, attribute: "instance_type", address: terraform("aws_instance"),
            before: "m5.2xlarge", after: "m5.xlarge", ceiling: .approve),
        Case(
            name: .growOnly, attribute: "allocated_storage", address: terraform("aws_db_instance"),
            before: "100", after: "120", ceiling: .propose),
        Case(
            name: .replaceOrDestroy, attribute: "availability_zone", address: terraform("aws_instance"),
            before: "a", after: "b", ceiling: .propose),
        Case(
            name: .dataOrIdentity, attribute: "policy", address: terraform("aws_iam_policy"), before: "a",
            after: "b", ceiling: .propose),
    ]

    /// A world in which every file grants as much as it can.
    static func world(_ one: Case) -> PolicyWorld {
        PolicyWorld().with {
            $0.category = PolicyWorld.category(action: one.name)
            $0.category.attributes = ["*"]
            $0.category.resources = []
            $0.category.paths = ["**"]
            $0.category.appliedWhen = "up{ {{target}} }"
            $0.category.sweepTimes = .always
            if Quantity(one.after) == nil {
                ($0.category.minimum, $0.category.maximum, $0.category.step) = (nil, nil, nil)
            } else if one.address.isTerraform {
                ($0.category.minimum, $0.category.maximum) = (Quantity("1"), Quantity("1000"))
            }
            $0.attribute = one.attribute
            $0.address = one.address
            $0.before = one.before
            $0.after = one.after
        }
    }

    @Test(arguments: cases) func isNeverRaisedByFiles(_ one: Case) {
        let world = ClassCeilingTests.world(one)
        #expect(Classifier().actionClass(of: world.plan) == one.name)
        let decision = world.decision
        #expect(decision.posture == one.ceiling, "\(decision.tree.rendered)")
        #expect(decision.mayMerge == (one.ceiling == .auto), "\(decision.tree.rendered)")
    }

    @Test(arguments: cases.filter { $0.ceiling < .auto }) func isNotRaisedByApprovalsEither(_ one: Case) {
        var world = ClassCeilingTests.world(one)
        world.moment.approvals = [
            Approval(by: "anna", commit: PolicyWorld.head), Approval(by: "ben", commit: PolicyWorld.head),
        ]
        let decision = world.decision
        #expect(decision.mayMerge == (one.ceiling == .approve), "\(decision.tree.rendered)")
        if one.ceiling == .propose { #expect(decision.hold?.reason == .waitsForPeople) }
    }

    /// A plan that claims a harmless class for a harmful change is judged by what it does, and the other way round.
    @Test func aClaimOnlyTightens() {
        let storage = ClassCeilingTests.world(ClassCeilingTests.cases[4])
        #expect(storage.with { $0.plannedClass = .raiseOrTune }.decision.mayMerge == false)
        #expect(
            PolicyWorld().with { $0.plannedClass = .dataOrIdentity }.decision.hold?.reason == .waitsForPeople)
    }

    @Test(arguments: ActionClass.allCases) func everyClassHasItsCompiledCeiling(_ actionClass: ActionClass) {
        let expected: [ActionClass: Posture] = [
            .restart: .auto, .raiseOrTune: .auto, .interrupt: .approve, .growOnly: .propose, .rollBack: .auto,
            .shiftTraffic: .auto, .shrink: .auto, .guardedCode: .auto, .replaceOrDestroy: .propose,
            .dataOrIdentity: .propose, .failover: .propose,
        ]
        #expect(actionClass.ceiling == expected[actionClass])
    }

    enum Condition: String, CaseIterable { case lowerBound, stepCap, verification }

    @Test(arguments: Condition.allCases) func aShrinkActsByItselfOnlyWhole(_ missing: Condition) {
        #expect(PolicyWorld.shrink.decision.mayMerge, "\(PolicyWorld.shrink.decision.tree.rendered)")
        let world = PolicyWorld.shrink.with {
            switch missing {
            case .lowerBound: $0.category.minimum = nil
            case .stepCap: $0.category.step = nil
            case .verification: $0.category.verify = nil
            }
        }
        #expect(world.decision.hold?.reason == .waitsForPeople)
        #expect(world.decision.posture == .propose)
    }

    @Test func terraformNeedsItsApplyObserved() {
        var world = ClassCeilingTests.world(
            Case(
                name: .raiseOrTune, attribute: "memory_size",
                address: ClassCeilingTests.terraform("aws_lambda_function"),
                before: "512", after: "600", ceiling: .auto))
        #expect(world.decision.mayMerge, "\(world.decision.tree.rendered)")
        world.category.appliedWhen = nil
        #expect(world.decision.posture == .approve)
        #expect(world.decision.hold?.reason == .waitsForApproval)
    }
}
