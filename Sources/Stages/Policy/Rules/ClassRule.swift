internal import Model
internal import Settings

/// The ceiling of what the change does.
///
/// Compiled in; no file raises it.
struct ClassRule: StaticRule {
    func assess(_ inputs: PolicyInputs) -> [Assessment] {
        let claimed = inputs.plan.actionClass
        let actual = ClassRule.actionClass(of: inputs)
        var found = [
            Assessment.caps(
                at: actual.ceiling, "class \(actual.rawValue)", "ceiling \(ClassRule.word(actual.ceiling))",
                source: "compiled in")
        ]
        if inputs.purpose == .fix, claimed != actual {
            found.append(
                .caps(
                    at: claimed.ceiling, "planned as \(claimed.rawValue)",
                    "ceiling \(ClassRule.word(claimed.ceiling))", source: "compiled in"))
        }
        if let condition = ClassRule.condition(actual, inputs) { found.append(condition) }
        if inputs.plan.changes.contains(where: { ClassRule.isBound($0.target) }) {
            found.append(
                .caps(
                    at: .propose, "bounds of an autoscaler", "ceiling people only", source: "compiled in"))
        }
        if inputs.plan.changes.contains(where: { ClassRule.isVolumeType($0.target) }) {
            found.append(
                .caps(at: .propose, "type of a volume", "ceiling people only", source: "compiled in"))
        }
        if inputs.plan.changes.contains(where: { $0.target.address.isTerraform }) {
            found.append(ClassRule.terraform(inputs.category.category))
        }
        return found
    }

    /// A revert is as harmless as what it does: taking back a raise shrinks, which people decide.
    static func actionClass(of inputs: PolicyInputs) -> ActionClass {
        let actual = Classifier().actionClass(of: inputs.plan)
        guard inputs.purpose == .revert else { return actual }
        return actual == .raiseOrTune || actual == .restart ? .rollBack : actual
    }

    /// How far an autoscaler may go is a promise between people: to those who pay, and to those who are called.
    private static func isBound(_ target: Target) -> Bool {
        guard case .kubernetes(let address) = target.address else { return false }
        let attribute = Classifier.normal(target.attribute)
        return ["HorizontalPodAutoscaler", "ScaledObject"].contains(address.kind)
            && ["minReplicas", "maxReplicas", "minReplicaCount", "maxReplicaCount"].contains(attribute)
    }

    /// A volume that changes its type is slow for hours, and takes no other change meanwhile.
    private static func isVolumeType(_ target: Target) -> Bool {
        let kind = ResourceKind.of(target.address)
        let attribute = Classifier.normal(target.attribute)
        return kind == "aws_ebs_volume" && attribute == "type"
            || kind == "aws_instance" && attribute == "root_block_device.volume_type"
    }

    static func word(_ posture: Posture) -> String { posture == .propose ? "people only" : posture.name }

    /// What a class demands before it may act by itself.
    private static func condition(_ actual: ActionClass, _ inputs: PolicyInputs) -> Assessment? {
        let category = inputs.category.category
        var missing: [String] = []
        switch actual {
        case .shrink:
            if inputs.purpose == .revert {
                return .caps(
                    at: .propose, "revert of a raise", "shrinks again; people decide", source: "compiled in")
            }
            if category.minimum == nil { missing.append("a lower bound") }
            if category.step == nil { missing.append("a step cap") }
            if category.verify == nil { missing.append("verification") }
        case .rollBack: if category.verify == nil { missing.append("verification") }
        case .shiftTraffic: if category.step == nil { missing.append("a step cap") }
        case .guardedCode: if !category.gates.contains("tests") { missing.append("the gate `tests`") }
        default: return nil
        }
        guard missing.isEmpty else {
            return .caps(
                at: .propose, "class condition",
                "\(actual.rawValue) by itself needs \(missing.joined(separator: ", "))",
                source: "compiled in")
        }
        return .allows("class condition", "met", source: "compiled in")
    }

    private static func terraform(_ category: Category) -> Assessment {
        guard category.appliedWhen != nil else {
            return .caps(
                at: .approve, "Terraform", "ceiling approve: the category does not say how an apply is seen",
                source: "compiled in")
        }
        return .allows("Terraform", "the apply is observed", source: category.source("appliedWhen"))
    }
}

extension ResourceAddress {
    /// True for a resource of a Terraform root.
    var isTerraform: Bool {
        if case .terraform = self { return true }
        return false
    }
}
