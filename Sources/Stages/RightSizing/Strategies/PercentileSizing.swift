public import Model

/// Percentile 99.5 of CPU and the greatest memory over 14 days, each with a fifth added, as cloud optimisers do.
public struct PercentileSizing: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.percentile

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { WindowRule.percentile.makeRecommender() }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        WindowMeter(rule: .percentile, resource: resource)
    }

    static func need(_ resource: SizedResource, _ values: [Double]) -> UsageNeed {
        switch resource {
        case .cpu:
            UsageNeed(
                SizeSteps.cpu(max(0.01, WindowMeter.percentile(values, 0.995) * 1.2)),
                "the p99.5 of the window and a fifth")
        case .memory:
            UsageNeed(
                SizeSteps.memory(max(DailyRules.bytesFloor, (values.last ?? 0) * 1.2)),
                "the greatest sample of the window and a fifth")
        }
    }
}
