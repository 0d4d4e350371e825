/// A container, a workload or another object of a Kubernetes cluster, by the names that production and Git share.
public struct KubernetesAddress: Hashable, Sendable, Codable {
    /// Cluster label as configured, or nil where there is only one.
    public var cluster: String?
    /// Namespace; empty for cluster-wide objects.
    public var namespace: String
    /// Kind, such as `Deployment`.
    public var kind: String
    /// Name after rendering.
    public var name: String
    /// Container name where a container is meant; init containers alike.
    public var container: String?

    /// Makes an address.
    public init(
        cluster: String? = nil, namespace: String, kind: String, name: String, container: String? = nil
    ) {
        self.cluster = cluster
        self.namespace = namespace
        self.kind = kind
        self.name = name
        self.container = container
    }
}

/// A resource of a Terraform root.
public struct TerraformAddress: Hashable, Sendable, Codable {
    /// The root directory, relative to the repository.
    public var root: String
    /// Environment or workspace the root is evaluated for, where it has several.
    public var environment: String?
    /// The address as Terraform prints it: `module.web[0].aws_instance.app["a"]`.
    public var address: String

    /// Makes an address.
    public init(root: String, environment: String? = nil, address: String) {
        self.root = root
        self.environment = environment
        self.address = address
    }
}

/// What a resource is called.
public enum ResourceAddress: Hashable, Sendable, Codable {
    /// An object of a Kubernetes cluster.
    case kubernetes(KubernetesAddress)
    /// A resource of a Terraform root.
    case terraform(TerraformAddress)

    /// `Deployment/checkout/app`, or the Terraform address: the contract's ADDRESS argument.
    public var argument: String {
        switch self {
        case .kubernetes(let k): ([k.kind, k.name] + (k.container.map { [$0] } ?? [])).joined(separator: "/")
        case .terraform(let t): t.address
        }
    }

    /// The name people read in tables: `prod Deployment/checkout/app`.
    public var display: String {
        switch self {
        case .kubernetes(let k): k.namespace.isEmpty ? argument : "\(k.namespace) \(argument)"
        case .terraform(let t): "\(t.root) \(t.address)"
        }
    }

    /// The unambiguous text that identities are computed from.
    public var canonical: String {
        switch self {
        case .kubernetes(let k): "kubernetes:\(k.cluster ?? ""):\(k.namespace):\(argument)"
        case .terraform(let t): "terraform:\(t.root):\(t.environment ?? ""):\(t.address)"
        }
    }

    /// The service that budgets and incidents are counted for: namespace and workload, or root and module or resource.
    public var service: String {
        switch self {
        case .kubernetes(let k): "\(k.namespace)/\(k.name)"
        case .terraform(let t): "\(t.root)/\(t.address)"
        }
    }
}

/// A resource and one of its attributes: the thing that a trace is asked for.
public struct Target: Hashable, Sendable, Codable {
    /// The resource.
    public var address: ResourceAddress
    /// The attribute path inside the resource or container: `resources.limits.memory`, `instance_type`.
    public var attribute: String

    /// Makes a target.
    public init(_ address: ResourceAddress, _ attribute: String) {
        self.address = address
        self.attribute = attribute
    }

    /// The unambiguous text that identities are computed from.
    public var canonical: String { "\(address.canonical):\(attribute)" }
    /// `prod Deployment/checkout/app resources.limits.memory`.
    public var display: String { "\(address.display) \(attribute)" }

    /// The `<slug>-<8 hex>` part of a branch name: readable, unique by the hash of ``canonical``.
    public var branchSlug: String { Target.branchSlug(readable: address.argument, canonical: canonical) }

    /// The branch part for anything with a readable name and a canonical text (a group of targets, say).
    public static func branchSlug(readable: String, canonical: String) -> String {
        var slug = ""
        for character in readable.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.hasSuffix("-"), !slug.isEmpty {
                slug.append("-")
            }
        }
        while slug.hasSuffix("-") { slug.removeLast() }
        return "\(slug.prefix(60))-\(Digest(of: canonical.utf8).rawValue.prefix(8))"
    }
}
