public import Model

/// How use becomes need.
///
/// Strategies differ in nothing else: data quality, holds and hysteresis are the same for all.
///
/// An estimator sees the worst pod of one container, one sample a step, in time order, in one pass, and keeps a
/// bounded amount of it.
public protocol Strategy: Sendable {
    /// The name in configuration and evidence.
    var name: String { get }
    /// An estimator of cores; days are counted from `origin`.
    func makeCPUEstimator(origin: Timestamp) -> any UsageEstimator
    /// An estimator of bytes; days are counted from `origin`.
    func makeMemoryEstimator(origin: Timestamp) -> any UsageEstimator
}

/// Takes samples in time order and says what is needed.
public protocol UsageEstimator: Sendable {
    /// Takes one sample; times never go back.
    mutating func observe(_ value: Double, at time: Timestamp)
    /// What the samples so far say; nil before the first.
    func estimate() -> UsageEstimate?
}

/// What a container needs, before margins.
public struct UsageEstimate: Hashable, Sendable {
    /// What it needs again and again, in the unit of the samples.
    public var need: Double
    /// The greatest sample.
    public var peak: Double
    /// How much the days differ, 0…1: the distance of the median day from the top day, as a share of the top day.
    public var spread: Double

    /// Makes an estimate.
    public init(need: Double, peak: Double, spread: Double) {
        self.need = need
        self.peak = peak
        self.spread = spread
    }
}
