/// Percentile 99.5 of CPU and the greatest memory over 14 days, each with a fifth added, as cloud optimisers do.
public struct PercentileSizing: SizingStrategy {
    /// The name in configuration.
    public let name = "percentile"

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender {
        WindowRecommender(window: 14 * 86_400, leastSamples: 30, step: 75) { cpu, memory in
            Sizes(
                cpu: SizeSteps.cpu(max(0.01, WindowRecommender.percentile(cpu, 0.995) * 1.2)),
                memory: SizeSteps.memory(max(1, memory.last ?? 0) * 1.2))
        }
    }
}
