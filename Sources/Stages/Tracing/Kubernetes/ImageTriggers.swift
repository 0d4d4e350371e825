internal import Diagnostics
internal import Model
internal import YAML

/// Images that OpenShift puts in when an image stream moves: Git has no more than what was there first.
struct ImageTriggers {
    private static let annotation = "image.openshift.io/triggers"
    private static let kind = "DeploymentConfig"

    let index: RepositoryIndex

    /// Why the image that a trace ends at need not be what runs; nil where nothing puts another one in.
    ///
    /// A DeploymentConfig whose triggers cannot be seen, as a chart renders it, may have any.
    func hold(_ trace: Trace, of address: KubernetesAddress) throws -> Hold? {
        let files = Set([trace.origin?.file].compactMap { $0 } + trace.hops.map(\.file))
        let objects = try index.manifests().objects.filter {
            $0.kind == address.kind && ($0.name == address.name || files.contains($0.file.path))
        }
        if let object = objects.first(where: { ImageTriggers.isAnnotated($0) }) {
            return Hold(
                .derived, "`\(ImageTriggers.annotation)` has OpenShift put the image in (\(object.location))")
        }
        guard address.kind == ImageTriggers.kind else { return nil }
        guard !objects.isEmpty else {
            return Hold(.derived, "a trigger of \(address.kind)/\(address.name) may put the image in")
        }
        return objects.first { ImageTriggers.isTriggered($0, container: address.container) }.map {
            Hold(.derived, "an ImageChange trigger has OpenShift put the image in (\($0.location))")
        }
    }

    private static func isAnnotated(_ object: ManifestObject) -> Bool {
        object.node["metadata"]?["annotations"]?.resolved[annotation] != nil
    }

    /// True where a trigger sets the image of the container, or, without a name, of any.
    private static func isTriggered(_ object: ManifestObject, container: String?) -> Bool {
        let triggers = object.node["spec"]?["triggers"]?.resolved.items ?? []
        return triggers.contains { trigger in
            let trigger = trigger.resolved
            guard trigger["type"]?.scalar?.text == "ImageChange" else { return false }
            let names = trigger["imageChangeParams"]?["containerNames"]?.resolved.items ?? []
            guard let container, !names.isEmpty else { return true }
            return names.contains { $0.resolved.scalar?.text == container }
        }
    }
}
