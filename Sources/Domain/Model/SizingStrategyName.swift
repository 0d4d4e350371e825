/// The ways in which use becomes a request, by the names of configuration, evidence and command line.
public enum SizingStrategyName: String, Sendable, Codable, Hashable, CaseIterable {
    /// The busiest day's need, or the greatest peak, and a margin.
    case daily
    /// What comes back, weighed against the cost of a kill; the usual one.
    case trimtab
    /// What the Kubernetes vertical pod autoscaler targets.
    case vpa
    /// What the krr tool calls `simple`.
    case krrSimple = "krr-simple"
    /// What the krr tool calls `simple_limit`.
    case krrSimpleLimit = "krr-simple-limit"
    /// A high percentile and a fifth, as cloud optimisers do.
    case percentile

    /// What sizes where nothing else is chosen.
    public static let usual = SizingStrategyName.trimtab

    /// Names and values, for reading configuration.
    public static let words = allCases.map { ($0.rawValue, $0) }
}
