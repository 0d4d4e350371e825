internal import Model
internal import Settings

/// A change whose value is decided.
struct SizedChange: Sendable {
    var request: PlanningRequest
    var before: String
    var after: String
    /// The amounts behind the texts; nil for a choice.
    var amounts: Amounts?
    /// Sentences on why this value.
    var reasoning: [String]

    struct Amounts: Sendable {
        var before: Quantity
        var after: Quantity
        var range: AllowedRange
    }

    var planned: PlannedChange {
        PlannedChange(target: request.finding.target, trace: request.trace, before: before, after: after)
    }
}
