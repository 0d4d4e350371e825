/// What became of the changes of one category, counted from the ledger.
///
/// Unsigned events count against a category and never for it, unless the forge is local.
public struct TrackRecord: Hashable, Sendable, Codable {
    /// The category's name.
    public var category: String
    /// Changes that landed on the target branch.
    public var merged = 0
    /// Those of them that a person merged or approved.
    public var supervised = 0
    /// Changes that rolled out and did what was expected.
    public var worked = 0
    /// Those of them that a person had merged or approved.
    public var supervisedAndWorked = 0
    /// Changes that rolled out and did not do what was expected.
    public var didNot = 0
    /// Changes that production never showed, or of which nothing could be said.
    public var unknown = 0
    /// Changes that were taken back, by the bot or by people.
    public var undone = 0
    /// When a change last failed or was taken back.
    public var lastTrouble: Timestamp?
    /// Seconds that taking back took to roll out, the shortest first.
    public var reversals: [Double] = []

    /// A category of which nothing is known.
    public init(category: String) { self.category = category }

    /// Share of the landed changes that did not work or were taken back, 0…1; nil before the first.
    public var troubleShare: Double? {
        merged == 0 ? nil : min(1, Double(max(didNot, undone)) / Double(merged))
    }

    /// The median of the measured reversals, in seconds.
    public var usualReversal: Double? { reversals.isEmpty ? nil : reversals[reversals.count / 2] }
}
