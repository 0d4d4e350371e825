public import Model

/// Need by what came back, margin by what a kill costs, changes only where they pay.
///
/// docs/recommend.md explains its statistics in plain words.
public struct TrimtabSizing: SizingStrategy {
    /// The name in configuration.
    public let name = SizingStrategyName.trimtab
    private let weights: SizingWeights

    /// With the weights of waste, kills and changes.
    public init(weights: SizingWeights = .usual) { self.weights = weights }

    /// A recommender of one workload.
    public func makeRecommender() -> any Recommender { TrimtabRecommender(weights: weights) }

    /// A meter of one resource of one container.
    public func makeMeter(of resource: SizedResource, origin: Double) -> any UsageMeter {
        TrimtabMeter(resource: resource, weights: weights)
    }
}

/// Need without a word about what is in force.
private struct TrimtabMeter: UsageMeter {
    let resource: SizedResource
    let weights: SizingWeights
    private var usage = DailyUsage(capacity: MemoryNeed.days)
    private var killed = 0.0

    init(resource: SizedResource, weights: SizingWeights) {
        self.resource = resource
        self.weights = weights
    }

    mutating func observe(_ value: Double, at time: Double) { usage.add(value, at: time) }

    mutating func observeKill(limit: Double, at time: Double) { killed = max(killed, limit) }

    func need() -> UsageNeed? {
        switch resource {
        case .cpu:
            CPUNeed(usage, above: weights.cpuAbove).map {
                UsageNeed(
                    $0.cores,
                    "what all but \(thousandths(weights.cpuAbove))% of the samples stay below, and what a trend adds"
                )
            }
        case .memory:
            MemoryNeed(peaks: usage.days.map(\.peak), weights: weights).map {
                UsageNeed(
                    max($0.bytes, killed * TrimtabRecommender.killMargin),
                    "the peaks of the days and so much that a kill is rarer than it is worth")
            }
        }
    }

    private func thousandths(_ share: Double) -> String { "\((share * 1000).rounded() / 10)" }
}
