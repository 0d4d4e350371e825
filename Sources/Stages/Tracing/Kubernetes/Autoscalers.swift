internal import Diagnostics
internal import Model
internal import YAML

/// Finds autoscalers that own a field, so that what Git says about it is not what runs.
struct Autoscalers {
    let index: RepositoryIndex
    /// Templates of charts that are rendered, where autoscalers are seen as they come out.
    var evaluated: Set<String> = []
    /// Files whose objects are seen as something renders them; what they make of others is still to be read off them.
    var rendered: Set<String> = []

    /// The hold when an autoscaler of the repository owns the attribute of the workload.
    func hold(_ address: KubernetesAddress, attribute: String) throws -> Hold? {
        let attribute = attribute.hasPrefix("spec.") ? String(attribute.dropFirst(5)) : attribute
        let isReplicas = attribute == "replicas"
        guard isReplicas || attribute.hasPrefix("resources.") else { return nil }
        let manifests = try index.manifests()
        for object in manifests.objects
        where PathConventions.notDeployed(object.file.path) == nil && !evaluated.contains(object.file.path)
            && !rendered.contains(object.file.path)
        {
            guard let reference = target(of: object, replicas: isReplicas), reference.name == address.name,
                reference.kind == address.kind, agrees(object.namespace, address.namespace)
            else { continue }
            return Hold(
                .autoscaled,
                "\(object.kind)/\(object.name) (\(object.location)) owns `\(attribute)`"
                    + Autoscalers.bounds(object.kind))
        }
        let kinds = isReplicas ? ["HorizontalPodAutoscaler", "ScaledObject"] : ["VerticalPodAutoscaler"]
        // Autoscalers that something else writes: a template, a set of resources with inputs.
        for file in manifests.files where !evaluated.contains(file.source.path) && isIndirect(file) {
            for kind in kinds
            where FileMarks.contains(file.source.bytes, kind)
                && FileMarks.containsWord(file.source.bytes, address.name)
            {
                return Hold(
                    .autoscaled, "\(file.source.path) makes a \(kind) and mentions `\(address.name)`")
            }
        }
        return nil
    }

    /// What people may ask for instead.
    static func bounds(_ kind: String) -> String {
        switch kind {
        case "HorizontalPodAutoscaler": "; its `minReplicas` and `maxReplicas` bound that"
        case "ScaledObject": "; its `minReplicaCount` and `maxReplicaCount` bound that"
        default: ""
        }
    }

    private func isIndirect(_ file: ManifestFile) -> Bool {
        guard PathConventions.notDeployed(file.source.path) == nil else { return false }
        switch file.standing {
        case .templated, .unparsable: return true
        default:
            return file.objects.contains {
                $0.kind == "ResourceSet" || $0.kind == "Template" || $0.kind == "ConfigMap"
            }
        }
    }

    private func target(of object: ManifestObject, replicas: Bool) -> (kind: String, name: String)? {
        let spec = object.node["spec"]
        let reference: YAMLNodeView?
        switch (object.kind, replicas) {
        case ("HorizontalPodAutoscaler", true), ("ScaledObject", true): reference = spec?["scaleTargetRef"]
        case ("VerticalPodAutoscaler", false):
            if spec?["updatePolicy"]?["updateMode"]?.scalar?.text == "Off" { return nil }
            reference = spec?["targetRef"]
        default: return nil
        }
        guard let name = reference?["name"]?.scalar?.text else { return nil }
        return (reference?["kind"]?.scalar?.text ?? "Deployment", name)
    }

    private func agrees(_ a: String?, _ b: String) -> Bool { a == nil || b.isEmpty || a == b }
}
