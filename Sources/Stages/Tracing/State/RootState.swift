public import Model

/// A state or a plan together with the root that it is of.
public struct RootState: Sendable {
    /// The root's directory, or its id; empty where only the addresses tell.
    public var root: String
    /// The environment; nil for any.
    public var environment: String?
    /// What Terraform knows of production.
    public var state: ProductionState

    /// Takes a state for a root.
    public init(root: String = "", environment: String? = nil, state: ProductionState) {
        self.root = root.isEmpty ? "" : RepositoryPath.normalized(root)
        self.environment = environment
        self.state = state
    }

    /// True where the state may tell about the resource.
    func concerns(_ address: TerraformAddress) -> Bool {
        (root.isEmpty || address.root.isEmpty || RepositoryPath.normalized(address.root) == root)
            && (environment == nil || address.environment == nil || environment == address.environment)
    }
}

extension [RootState] {
    /// What production calls its machines and databases → the resource that it is, for resources that have one of the attributes.
    ///
    /// Only unmistakable names count, such as an id or a database's identifier; one that two resources have is left out.
    public func machines(attributes: Set<String>) -> [String: TerraformAddress] {
        var found: [String: TerraformAddress] = [:]
        var several: Set<String> = []
        for entry in self {
            for (identifier, address) in entry.state.identifiers(attributes: attributes) {
                let resource = TerraformAddress(
                    root: entry.root, environment: entry.environment, address: address)
                if let other = found[identifier], other != resource { several.insert(identifier) }
                found[identifier] = resource
            }
        }
        return found.filter { !several.contains($0.key) }
    }
}
