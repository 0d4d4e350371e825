internal import Diagnostics
public import Provenance

/// One object on its way through the layers of kustomizations.
public struct Resource: Sendable {
    /// How a generated object meets one of the same name.
    enum Behavior: String, Sendable { case create, merge, replace, unspecified }

    /// The object.
    public internal(set) var node: Node
    /// The file that declares it; of a generated one the kustomization.
    public let file: String
    /// The kustomization directory that declares it.
    public let layer: String
    /// Identities it had before, the oldest first.
    var previous: [ResourceID] = []
    var prefixes: [String] = []
    var suffixes: [String] = []
    var needsHash = false
    var behavior = Behavior.unspecified
    /// Variables that read a field of it.
    var variables: Set<String> = []
    /// Kustomization files through which it goes, with the reason, from the object outwards.
    public internal(set) var passages: [Provenance.Hop] = []

    init(_ node: Node, file: String, layer: String) {
        self.node = node
        self.file = file
        self.layer = layer
    }

    /// Group, version and kind.
    public var kind: GroupVersionKind {
        GroupVersionKind(apiVersion: node["apiVersion"]?.text ?? "", kind: node["kind"]?.text ?? "")
    }
    /// The name as it is now.
    public var name: String { node.at("metadata", "name")?.text ?? "" }
    /// The name that its file says.
    public var originalName: String { previous.first?.name ?? name }
    /// The namespace as it is now; nil for none.
    public var namespace: String? {
        guard let text = node.at("metadata", "namespace")?.text, !text.isEmpty else { return nil }
        return text
    }

    /// What it is now.
    var id: ResourceID { ResourceID(kind: kind, name: name, namespace: namespace ?? "") }
    /// Equal for two objects that cannot stand beside each other.
    var identity: ResourceID {
        let id = id
        return ResourceID(kind: id.kind, name: id.name, namespace: id.effectiveNamespace)
    }
    /// What it was at first.
    var originalID: ResourceID { previous.first.map(withCurrentVersion) ?? id }
    /// Everything it was, without what it is.
    var previousIDs: [ResourceID] { previous.map(withCurrentVersion) }
    /// Everything it was and is.
    var allIDs: [ResourceID] { previousIDs + [id] }

    private func withCurrentVersion(_ id: ResourceID) -> ResourceID {
        var id = id
        let now = kind
        id.kind = GroupVersionKind(group: now.group, version: now.version, kind: id.kind.kind)
        return id
    }

    mutating func rememberID() {
        let id = id
        previous.append(
            ResourceID(kind: id.kind, name: id.name, namespace: id.effectiveNamespace))
    }

    func matches(_ id: ResourceID) -> Bool { allIDs.contains { $0.equals(id) } }

    /// `Deployment/web`, for messages.
    var label: String { "\(kind.kind)/\(name)" }
}
