public import Model

/// Something deployable in the repository: one line of `trimtab roots`.
public struct Root: Hashable, Sendable, Encodable {
    /// What kind of thing is deployed.
    public enum Kind: String, Hashable, Sendable, Encodable {
        case manifests
        case helmRelease = "helmrelease"
        case terraform
        case terragrunt
        case kustomize
        case flux
        case argocd
        case helm
        case helmfile
    }

    /// What `--root` takes.
    public var id: String
    /// What kind.
    public var kind: Kind
    /// Directory or file, relative to the repository.
    public var path: String
    /// Cluster it is deployed to, where it is known.
    public var cluster: String?
    /// Environment it is deployed for, where it has several.
    public var environment: String?
    /// Namespaces of its objects.
    public var namespaces: [String]
    /// Release name.
    public var release: String?
    /// Files that decide its values, the strongest last.
    public var layers: [String]
    /// Ids of roots that read a file of this one.
    public var shares: [String]
    /// Why it does not count as deployed; nil for one that does.
    public var excluded: String?

    init(
        id: String, kind: Kind, path: String, cluster: String? = nil, environment: String? = nil,
        namespaces: [String] = [], release: String? = nil, layers: [String] = [], shares: [String] = [],
        excluded: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.path = path
        self.cluster = cluster
        self.environment = environment
        self.namespaces = namespaces
        self.release = release
        self.layers = layers
        self.shares = shares
        self.excluded = excluded
    }
}

/// One attribute of an inventory: where it is and what decides it.
public struct InventoryEntry: Hashable, Sendable, Encodable {
    /// Id of the root.
    public var root: String
    /// Environment of the root.
    public var environment: String?
    /// Release of the root.
    public var release: String?
    /// Namespace, for Kubernetes.
    public var namespace: String?
    /// Resource in the form of the ADDRESS argument.
    public var resource: String
    /// Attribute path.
    public var attribute: String
    /// What decides it.
    public var trace: Trace

    private enum CodingKeys: String, CodingKey {
        case root, environment, release, namespace, resource, attribute
    }

    /// Writes the object of the trace with the names of root, resource and attribute added.
    public func encode(to encoder: any Encoder) throws {
        try trace.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(root, forKey: .root)
        try container.encodeIfPresent(environment, forKey: .environment)
        try container.encodeIfPresent(release, forKey: .release)
        try container.encodeIfPresent(namespace, forKey: .namespace)
        try container.encode(resource, forKey: .resource)
        try container.encode(attribute, forKey: .attribute)
    }
}

extension Root: PrettyJSON {
    /// Writes what encoding it gives.
    public func write(to json: inout PrettyWriter) {
        json.object {
            $0.member("cluster", ifPresent: cluster)
            $0.member("environment", ifPresent: environment)
            $0.member("excluded", ifPresent: excluded)
            $0.member("id", id)
            $0.member("kind", kind.rawValue)
            $0.member("layers", layers) { $0.string($1) }
            $0.member("namespaces", namespaces) { $0.string($1) }
            $0.member("path", path)
            $0.member("release", ifPresent: release)
            $0.member("shares", shares) { $0.string($1) }
        }
    }
}

extension InventoryEntry: PrettyJSON {
    /// Writes what encoding it gives, of a trace without changes: nobody asks for another value of every row.
    public func write(to json: inout PrettyWriter) {
        let members = Trace.Members(trace)
        json.object {
            members.first(to: &$0)
            $0.member("attribute", attribute)
            members.second(to: &$0)
            $0.member("environment", ifPresent: environment)
            members.third(to: &$0)
            $0.member("namespace", ifPresent: namespace)
            members.fourth(to: &$0)
            $0.member("release", ifPresent: release)
            $0.member("resource", resource)
            $0.member("root", root)
            members.last(to: &$0)
        }
    }
}
