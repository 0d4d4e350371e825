internal import Diagnostics
internal import YAML

/// One Kubernetes object as it is written in a file.
struct ManifestObject: Sendable {
    let file: SourceFile
    /// The index of its document in the file.
    let document: Int
    /// The object's mapping.
    let node: YAMLNodeView
    let apiVersion: String
    let kind: String
    let name: String
    /// What `metadata.namespace` says; nil where it says nothing.
    let namespace: String?

    /// `path:line` of the object.
    var location: String { "\(file.path):\(file.lines.position(of: Int(node.range.lower)).line)" }

    /// The API group: `apps` of `apps/v1`, empty for the core.
    var group: String {
        apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")).map { String(apiVersion[..<$0]) } ?? ""
    }

    /// The objects of a document: itself, or the items of a `List`.
    static func read(_ root: YAMLNodeView, document: Int, file: SourceFile) -> [ManifestObject] {
        guard root.kind == .mapping, let kind = root["kind"]?.scalar?.text,
            let apiVersion = root["apiVersion"]?.scalar?.text
        else { return [] }
        if kind == "List", let items = root["items"] {
            return items.items.flatMap { read($0.resolved, document: document, file: file) }
        }
        guard let metadata = root["metadata"], let name = metadata["name"]?.scalar?.text else { return [] }
        let namespace = metadata["namespace"]?.scalar?.text
        return [
            ManifestObject(
                file: file, document: document, node: root, apiVersion: apiVersion, kind: kind, name: name,
                namespace: namespace?.isEmpty == true ? nil : namespace)
        ]
    }
}

/// How the kinds that run containers are built.
enum Workload {
    /// Kind → path from the object to the pod's spec.
    private static let podSpecs: [String: [String]] = [
        "Pod": ["spec"],
        "Deployment": ["spec", "template", "spec"],
        "StatefulSet": ["spec", "template", "spec"],
        "DaemonSet": ["spec", "template", "spec"],
        "ReplicaSet": ["spec", "template", "spec"],
        "ReplicationController": ["spec", "template", "spec"],
        "Job": ["spec", "template", "spec"],
        "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
        "DeploymentConfig": ["spec", "template", "spec"],
        "Rollout": ["spec", "template", "spec"],
    ]

    /// The lists of containers in a pod's spec.
    static let containerLists = ["containers", "initContainers", "ephemeralContainers"]

    /// First components of attributes that only containers have, so that a missing container name is noticed.
    static let containerFields: Set<String> = [
        "resources", "image", "livenessProbe", "readinessProbe", "startupProbe", "env", "envFrom", "args",
        "command",
        "ports", "volumeMounts", "imagePullPolicy", "lifecycle",
    ]

    /// `Deployment` for `deployment`; other kinds are called as their files write them.
    static func kind(_ text: String) -> String {
        let small = text.lowercased()
        return podSpecs.keys.first { $0.lowercased() == small } ?? text
    }

    static func podSpecPath(_ kind: String) -> [String]? { podSpecs[kind] }

    static func podSpec(of object: ManifestObject) -> YAMLNodeView? {
        guard let path = podSpecPath(object.kind) else { return nil }
        var node = object.node
        for key in path {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// Container names in the order of the file, init containers after the others.
    static func containerNames(of object: ManifestObject) -> [String] {
        guard let spec = podSpec(of: object) else { return [] }
        return containerLists.flatMap { list in
            (spec[list]?.items ?? []).compactMap { $0.resolved["name"]?.scalar?.text }
        }
    }
}
