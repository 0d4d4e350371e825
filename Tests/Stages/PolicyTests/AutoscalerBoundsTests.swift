import Model
import Settings
import Testing

@testable import Policy

/// No file lets the bot merge another bound of an autoscaler by itself.
@Suite struct AutoscalerBoundsTests {
    @Test(
        arguments: [
            ("HorizontalPodAutoscaler", "maxReplicas", "10", "12"),
            ("HorizontalPodAutoscaler", "spec.minReplicas", "8", "10"),
            ("ScaledObject", "spec.maxReplicaCount", "10", "12"),
            ("ScaledObject", "minReplicaCount", "2", "3"),
        ])
    func peopleMergeIt(_ kind: String, _ attribute: String, _ before: String, _ after: String) {
        let decision = PolicyWorld().with {
            $0.kind = kind
            $0.attribute = attribute
            $0.before = before
            $0.after = after
            $0.category = PolicyWorld.category()
            $0.category.resources = [kind]
            $0.category.attributes = [attribute]
            $0.category.minimum = nil
            $0.category.maximum = nil
            $0.category.step = nil
        }.decision
        #expect(decision.posture == .propose)
        #expect(decision.hold?.reason == .waitsForPeople)
        #expect(decision.tree.rendered.contains("bounds of an autoscaler"))
    }

    @Test func replicasOfAWorkloadAreNoBounds() {
        let decision = PolicyWorld().with {
            $0.attribute = "replicas"
            $0.before = "3"
            $0.after = "4"
            $0.category.attributes = ["replicas"]
            $0.category.minimum = nil
            $0.category.maximum = nil
            $0.category.step = nil
        }.decision
        #expect(!decision.tree.rendered.contains("bounds of an autoscaler"))
    }
}

/// No file lets the bot merge another type of volume by itself.
@Suite struct VolumeTypeCeilingTests {
    @Test(arguments: [("aws_ebs_volume", "type"), ("aws_instance", "root_block_device[0].volume_type")])
    func peopleMergeIt(_ resource: String, _ attribute: String) {
        let decision = PolicyWorld().with {
            $0.address = .terraform(TerraformAddress(root: "live", address: "\(resource).data"))
            $0.attribute = attribute
            $0.before = "gp2"
            $0.after = "gp3"
            $0.category = PolicyWorld.category(action: .interrupt)
            $0.category.resources = [resource]
            $0.category.attributes = [attribute]
            ($0.category.minimum, $0.category.maximum, $0.category.step) = (nil, nil, nil)
            $0.category.choices = ["gp3"]
        }.decision
        #expect(decision.posture == .propose)
        #expect(decision.hold?.reason == .waitsForPeople)
        #expect(decision.tree.rendered.contains("type of a volume"))
    }
}
