/// What one pull request of the bot is about.
public enum GroupingScope: String, Sendable, Codable, Hashable, CaseIterable {
    /// One target, with what is tied to it.
    case target
    /// All that is due for one workload, or for one resource of a Terraform root.
    case service
    /// All that is due in one namespace, or in one Terraform root.
    case namespace
}

/// Changes that are proposed together, in one commit: all of them land, or none.
public struct ChangeGroup: Hashable, Sendable, Codable {
    /// A change that would belong to the group and is held.
    public struct Absent: Hashable, Sendable {
        /// What it is about, as people read it.
        public var target: String
        /// Why it is held.
        public var reason: HoldReason

        /// Makes it.
        public init(target: String, reason: HoldReason) {
            self.target = target
            self.reason = reason
        }
    }

    /// What it is made of.
    public var scope: GroupingScope
    /// The cluster; nil where there is only one, and outside of clusters.
    public var cluster: String?
    /// The service, the namespace or the root.
    public var name: String
    /// Where the grouping was asked for: `.trimtab.yml:3`.
    public var source: String
    /// What was left out of it in this run, by name.
    public var absent: [Absent] = []

    /// The group that a resource belongs to; nil where each target stands for itself.
    public init?(_ scope: GroupingScope, of address: ResourceAddress, source: String) {
        switch (scope, address) {
        case (.target, _): return nil
        case (.service, _): name = address.service
        case (.namespace, .kubernetes(let kubernetes)): name = kubernetes.namespace
        case (.namespace, .terraform(let terraform)): name = terraform.root
        }
        self.scope = scope
        if case .kubernetes(let kubernetes) = address { cluster = kubernetes.cluster }
        self.source = source
    }

    private enum CodingKeys: String, CodingKey { case scope, cluster, name }

    /// Reads what identifies it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scope = try container.decode(GroupingScope.self, forKey: .scope)
        cluster = try container.decodeIfPresent(String.self, forKey: .cluster)
        name = try container.decode(String.self, forKey: .name)
        source = "evidence"
    }

    /// Writes what identifies it; what was left out is of one run.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scope, forKey: .scope)
        try container.encodeIfPresent(cluster, forKey: .cluster)
        try container.encode(name, forKey: .name)
    }

    /// The unambiguous text that identities are computed from.
    public var canonical: String { "group:\(scope.rawValue):\(cluster ?? ""):\(name)" }

    /// `service shop/checkout`.
    public var display: String { "\(scope.rawValue) \(name)" }

    /// `trimtab/by-service/<slug>-<8 hex>`.
    public var branch: String {
        "trimtab/by-\(scope.rawValue)/\(Target.branchSlug(readable: name, canonical: canonical))"
    }
}
