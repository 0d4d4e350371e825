internal import Model

/// Prices that were imported: what a processor hour, a GiB hour and a machine hour cost, and who says so.
public struct PriceList: Hashable, Sendable {
    /// Who says so; shown beside every amount.
    public var source: String
    /// `USD`.
    public var currency: String
    /// Per processor and hour.
    public var processorHour: Double?
    /// Per GiB of memory and hour.
    public var gibHour: Double?
    /// Per hour and machine type.
    public var instanceHour: [String: Double]

    /// Makes a list.
    public init(
        source: String, currency: String, processorHour: Double? = nil, gibHour: Double? = nil,
        instanceHour: [String: Double] = [:]
    ) {
        self.source = source
        self.currency = currency
        self.processorHour = processorHour
        self.gibHour = gibHour
        self.instanceHour = instanceHour
    }

    /// Hours of the 30-day month that savings are told for.
    static let hoursPerMonth = 720.0

    /// What a change saves each month over so many instances; limits cost nothing, and what has no price is unpriced.
    func saving(_ change: PlannedChange, unit: MeasureUnit, instances: Int) -> Saving {
        let each: Double?
        switch change.target.address {
        case .kubernetes:
            guard change.target.attribute.contains("requests") else { return .none }
            guard let before = Quantity(change.before), let after = Quantity(change.after) else {
                return .unpriced
            }
            let less = before.value - after.value
            each =
                unit == .cores ? processorHour.map { $0 * less } : gibHour.map { $0 * less / 1_073_741_824 }
        case .terraform:
            each = instanceHour[change.before].flatMap { now in instanceHour[change.after].map { now - $0 } }
        }
        guard let each else { return .unpriced }
        let amount = each * Double(instances) * PriceList.hoursPerMonth
        return .monthly(amount: (amount * 100).rounded() / 100, currency: currency, source: source)
    }
}
