/// What was wrong with the samples of a finding beyond how many there are; categories may demand better.
public struct DataQuality: Hashable, Sendable, Codable {
    /// The longest time between two samples of the workload, or after its last one.
    public var longestGap: TimeSpan
    /// Share of the samples that came twice, 0…1; of two the greater counts.
    public var duplicates: Double
    /// How often its pods restarted, per day of the window: counters and working sets begin anew each time.
    public var restartsPerDay: Double

    /// Makes a quality.
    public init(longestGap: TimeSpan, duplicates: Double, restartsPerDay: Double) {
        self.longestGap = longestGap
        self.duplicates = duplicates
        self.restartsPerDay = restartsPerDay
    }
}
