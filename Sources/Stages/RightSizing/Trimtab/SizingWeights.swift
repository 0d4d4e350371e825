/// What waste, kills and changes weigh against each other, in the currency of the prices.
public struct SizingWeights: Hashable, Sendable, Codable {
    /// Prices of what is reserved.
    public var prices: ResourcePrices
    /// What one kill for memory costs whoever is on call.
    public var kill: Double
    /// Kills a month that are never accepted, however cheap they are.
    public var mostKills: Double
    /// Share of CPU samples that may lie above the request.
    public var cpuAbove: Double
    /// Share of the monthly cost that a smaller request must save before it is worth a change.
    public var leastSaving: Double
    /// Days between two changes that only save.
    public var quietDays: Double

    /// The weights that the default strategy ships with.
    public static let usual = SizingWeights(
        prices: .usual, kill: 25, mostKills: 0.3, cpuAbove: 0.035, leastSaving: 0.15, quietDays: 7)

    /// Makes weights.
    public init(
        prices: ResourcePrices, kill: Double, mostKills: Double, cpuAbove: Double, leastSaving: Double,
        quietDays: Double
    ) {
        self.prices = prices
        self.kill = kill
        self.mostKills = mostKills
        self.cpuAbove = cpuAbove
        self.leastSaving = leastSaving
        self.quietDays = quietDays
    }
}
