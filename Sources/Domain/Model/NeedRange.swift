/// Where the amount that is needed lies, from the data alone.
public struct NeedRange: Hashable, Sendable, Codable {
    /// The least of it, in ``unit``.
    public var low: Double
    /// The most of it; nil where something cut off what would tell, such as a limit that killed.
    public var high: Double?
    /// Share of other days of the same kind that would ask for an amount within, 0…1; nil where ``high`` is unknown.
    public var level: Double?
    /// Cores or bytes.
    public var unit: MeasureUnit

    /// From `low` to `high`, in so many of 100 cases.
    public init(low: Double, high: Double, level: Double, unit: MeasureUnit) {
        self.low = min(low, high)
        self.high = max(low, high)
        self.level = level
        self.unit = unit
    }

    /// Above `low`, nobody knows how far.
    public init(above low: Double, unit: MeasureUnit) {
        self.low = low
        self.unit = unit
    }

    /// `180Mi – 230Mi (90%)`, `above 512Mi`.
    public var text: String {
        guard let high, let level else { return "above \(unit.text(low))" }
        let (from, to) = (unit.text(low), unit.text(high))
        return (from == to ? from : "\(from) – \(to)") + " (\((level * 100).fixed(0))%)"
    }
}
