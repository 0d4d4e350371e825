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
        let all = try index.autoscalers.get { try Found(index) }
        for scaler in all.byTarget[address.name] ?? []
        where scaler.ownsReplicas == isReplicas && scaler.targetKind == address.kind
            && !evaluated.contains(scaler.object.file.path) && !rendered.contains(scaler.object.file.path)
            && agrees(scaler.object.namespace, address.namespace)
        {
            let object = scaler.object
            return Hold(
                .autoscaled,
                "\(object.kind)/\(object.name) (\(object.location)) owns `\(attribute)`"
                    + Autoscalers.bounds(object.kind))
        }
        // Autoscalers that something else writes: a template, a set of resources with inputs.
        for (file, kind) in isReplicas ? all.indirectNumbers : all.indirectSizes
        where !evaluated.contains(file.path) && FileMarks.containsWord(file.bytes, address.name) {
            return Hold(.autoscaled, "\(file.path) makes a \(kind) and mentions `\(address.name)`")
        }
        return nil
    }

    /// Everything in a repository that may be an autoscaler or make one.
    struct Found: Sendable {
        struct Scaler: Sendable {
            var object: ManifestObject
            var targetKind: String
            var ownsReplicas: Bool
        }

        /// By the name of what they scale.
        var byTarget: [String: [Scaler]] = [:]
        /// Files that may make one of replicas, with its kind.
        var indirectNumbers: [(file: SourceFile, kind: String)] = []
        /// Files that may make one of sizes.
        var indirectSizes: [(file: SourceFile, kind: String)] = []

        init(_ index: RepositoryIndex) throws {
            let manifests = try index.manifests()
            for object in manifests.objects {
                for ownsReplicas in [true, false] {
                    guard let target = Autoscalers.target(of: object, replicas: ownsReplicas),
                        PathConventions.notDeployed(object.file.path) == nil
                    else { continue }
                    byTarget[target.name, default: []].append(
                        Scaler(object: object, targetKind: target.kind, ownsReplicas: ownsReplicas))
                }
            }
            for file in manifests.files where Autoscalers.isIndirect(file) {
                for kind in ["HorizontalPodAutoscaler", "ScaledObject"]
                where FileMarks.contains(file.source.bytes, kind) {
                    indirectNumbers.append((file.source, kind))
                }
                if FileMarks.contains(file.source.bytes, "VerticalPodAutoscaler") {
                    indirectSizes.append((file.source, "VerticalPodAutoscaler"))
                }
            }
        }
    }

    /// What people may ask for instead.
    static func bounds(_ kind: String) -> String {
        switch kind {
        case "HorizontalPodAutoscaler": "; its `minReplicas` and `maxReplicas` bound that"
        case "ScaledObject": "; its `minReplicaCount` and `maxReplicaCount` bound that"
        default: ""
        }
    }

    private static func isIndirect(_ file: ManifestFile) -> Bool {
        guard PathConventions.notDeployed(file.source.path) == nil else { return false }
        switch file.standing {
        case .templated, .unparsable: return true
        default:
            return file.objects.contains {
                $0.kind == "ResourceSet" || $0.kind == "Template" || $0.kind == "ConfigMap"
            }
        }
    }

    private static func target(of object: ManifestObject, replicas: Bool) -> (kind: String, name: String)? {
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
