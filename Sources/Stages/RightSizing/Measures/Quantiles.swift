/// Nearest-rank quantiles: always a value that was measured, so scaling all samples scales the quantile exactly.
public struct Quantiles: Sendable {
    private let sorted: [Double]

    /// Of the values that are numbers.
    public init(_ values: some Sequence<Double>) { sorted = values.filter { !$0.isNaN }.sorted() }

    /// True without values.
    public var isEmpty: Bool { sorted.isEmpty }
    /// How many values there are.
    public var count: Int { sorted.count }
    /// The greatest value; NaN without values.
    public var maximum: Double { sorted.last ?? .nan }
    /// The least value; NaN without values.
    public var minimum: Double { sorted.first ?? .nan }
    /// The mean; NaN without values.
    public var mean: Double { sorted.isEmpty ? .nan : sorted.reduce(0, +) / Double(sorted.count) }

    /// The least value that at least the share `q` of the values do not exceed; NaN without values.
    public subscript(_ q: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        // The tolerance keeps 0.95 × 20 at 19 although the product is a little more in binary.
        let rank = Int((q * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
