/// What was wrong with the samples of a finding beyond how many there are; categories may demand better.
public struct DataQuality: Hashable, Sendable, Codable {
    /// The longest time between two samples of the workload, or after its last one.
    public var longestGap: TimeSpan
    /// Share of the samples that came twice, 0…1; of two the greater counts.
    public var duplicates: Double
    /// How often its pods restarted, per day of the window: counters and working sets begin anew each time.
    ///
    /// Of CPU, a counter that began anew without a restart counts too.
    public var restartsPerDay: Double
    /// How far samples reach outside the window, which only a clock that is wrong makes; nil where none does.
    public var skew: TimeSpan?
    /// True where the store said that an answer may lack series; nil where it did not.
    public var isPartial: Bool?

    /// Makes a quality.
    public init(
        longestGap: TimeSpan, duplicates: Double, restartsPerDay: Double, skew: TimeSpan? = nil,
        isPartial: Bool? = nil
    ) {
        self.longestGap = longestGap
        self.duplicates = duplicates
        self.restartsPerDay = restartsPerDay
        self.skew = skew
        self.isPartial = isPartial
    }
}
