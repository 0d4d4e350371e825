/// Nearest-rank quantiles: always a value that was measured, so scaling all samples scales the quantile exactly.
struct Quantiles: Sendable {
    private let sorted: [Double]

    init(_ values: some Sequence<Double>) { sorted = values.filter { !$0.isNaN }.sorted() }

    var isEmpty: Bool { sorted.isEmpty }
    var count: Int { sorted.count }
    var maximum: Double { sorted.last ?? .nan }
    var minimum: Double { sorted.first ?? .nan }
    var mean: Double { sorted.isEmpty ? .nan : sorted.reduce(0, +) / Double(sorted.count) }

    /// The least value that at least the share `q` of the samples do not exceed; NaN without samples.
    subscript(_ q: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        // The tolerance keeps 0.95 × 20 at 19 although the product is a little more in binary.
        let rank = Int((q * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
