/// What the krr tool calls `simple`: the 95th percentile of CPU, the greatest memory and 15%, of 14 days.
public struct KrrSimple: SizingStrategy {
    /// The name in configuration.
    public let name = "krr-simple"

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { Krr.recommender(cpuShare: 0.95) }
}

/// What the krr tool calls `simple_limit`: CPU request at the 66th percentile (its limit would be the 96th).
public struct KrrSimpleLimit: SizingStrategy {
    /// The name in configuration.
    public let name = "krr-simple-limit"

    /// Makes the strategy.
    public init() {}

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { Krr.recommender(cpuShare: 0.66) }
}

private enum Krr {
    static func recommender(cpuShare: Double) -> WindowRecommender {
        WindowRecommender(window: 14 * 86_400, leastSamples: 100, step: 75) { cpu, memory in
            Sizes(
                cpu: max(0.01, SizeSteps.cpu(WindowRecommender.percentile(cpu, cpuShare))),
                memory: max(100 * SizeSteps.mebibyte, SizeSteps.memory((memory.last ?? 0) * 1.15)))
        }
    }
}
