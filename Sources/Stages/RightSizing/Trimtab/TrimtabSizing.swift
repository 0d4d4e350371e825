/// The default strategy: need by what came back, margin by what a kill costs, changes only where they pay.
///
/// docs/strategy.md explains its statistics in plain words.
public struct TrimtabSizing: SizingStrategy {
    /// The name in configuration.
    public let name = "trimtab"
    private let weights: SizingWeights

    /// With the weights of waste, kills and changes.
    public init(weights: SizingWeights = .usual) { self.weights = weights }

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { TrimtabRecommender(weights: weights) }
}
