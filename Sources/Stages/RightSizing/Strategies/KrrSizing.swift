public import Model

/// What the krr tool calls `simple`: the 95th percentile of CPU, the greatest memory and 15%, of 14 days.
public struct KrrSimple: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.krrSimple

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { WindowRule.krrSimple.makeRecommender() }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        WindowMeter(rule: .krrSimple, resource: resource)
    }
}

/// What the krr tool calls `simple_limit`: CPU request at the 66th percentile (its limit would be the 96th).
public struct KrrSimpleLimit: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.krrSimpleLimit

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { WindowRule.krrSimpleLimit.makeRecommender() }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        WindowMeter(rule: .krrSimpleLimit, resource: resource)
    }
}

enum Krr {
    static func need(_ resource: SizedResource, _ values: [Double], cpuShare: Double) -> UsageNeed {
        switch resource {
        case .cpu:
            UsageNeed(
                max(0.01, SizeSteps.cpu(WindowMeter.percentile(values, cpuShare))),
                "the p\(Int(cpuShare * 100)) of the window")
        case .memory:
            UsageNeed(
                max(100 * SizeSteps.mebibyte, SizeSteps.memory((values.last ?? 0) * 1.15)),
                "the greatest sample of the window and 15%")
        }
    }
}
