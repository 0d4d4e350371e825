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
        index.noteObject(address.kind, address.name)
        let files = Set([trace.origin?.file].compactMap { $0 } + trace.hops.map(\.file))
        let objects = try index.manifests().objects.filter {
            $0.kind == address.kind && ($0.name == address.name || files.contains($0.file.path))
        }
        if let object = objects.first(where: { ImageTriggers.isAnnotated($0, container: address.container) })
        {
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

    /// True where the annotation has a trigger that sets the image of the container, or may do so.
    private static func isAnnotated(_ object: ManifestObject, container: String?) -> Bool {
        guard let triggers = object.node["metadata"]?["annotations"]?.resolved[annotation] else {
            return false
        }
        guard let container, let text = triggers.resolved.scalar?.text, let names = containers(text) else {
            return true
        }
        return names.contains(container)
    }

    /// The containers that triggers name; nil where one may mean any.
    ///
    /// Each has a path such as `spec.template.spec.containers[?(@.name=="web")].image`, quoted as JSON.
    private static func containers(_ text: String) -> Set<String>? {
        let places = text.split(separator: "\"fieldPath\"", omittingEmptySubsequences: false).dropFirst()
        guard !places.isEmpty else { return nil }
        var names: Set<String> = []
        for place in places {
            let path = place.drop { $0 == ":" || $0 == " " || $0 == "\n" }
            let lists = ["containers", "initContainers"].map {
                "\"spec.template.spec.\($0)[?(@.name==\\\""
            }
            guard let list = lists.first(where: { path.hasPrefix($0) }) else { return nil }
            let rest = path.dropFirst(list.count)
            let name = rest.prefix { $0 != "\\" && $0 != "\"" }
            guard !name.isEmpty, rest.dropFirst(name.count).hasPrefix("\\\")].image\"") else { return nil }
            names.insert(String(name))
        }
        return names
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
