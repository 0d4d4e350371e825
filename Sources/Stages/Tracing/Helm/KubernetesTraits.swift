/// What a repository says of the cluster that its charts are installed in.
struct KubernetesTraits: Sendable, Hashable {
    /// `1.29`; nil for the newest that is known.
    var version: String?
    /// What it serves beside Kubernetes' own: `monitoring.coreos.com/v1`.
    var apiVersions: [String]
}
