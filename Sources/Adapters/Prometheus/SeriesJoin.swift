internal import Diagnostics
internal import Model

/// Joins the answers for consecutive windows into one.
struct SeriesJoin {
    private var series: [Series] = []
    private var places: [Labels: Int] = [:]
    private var sampleCount = 0
    private(set) var warnings: [String] = []

    /// Adds the answer for the next window.
    mutating func append(_ answer: ParsedAnswer) {
        for warning in answer.warnings where !warnings.contains(warning) { warnings.append(warning) }
        sampleCount += answer.sampleCount
        guard !series.isEmpty else {
            series = answer.series
            return
        }
        if places.isEmpty {
            for (index, one) in series.enumerated() { places[one.labels] = index }
        }
        for one in answer.series {
            if let place = places[one.labels] {
                series[place].timestamps += one.timestamps
                series[place].values += one.values
            } else {
                places[one.labels] = series.count
                series.append(one)
            }
        }
    }

    /// Stops a query whose pieces together are too much.
    func checkSize(_ maximum: Int, _ activity: String) throws(Failure) {
        guard sampleCount > maximum else { return }
        throw Failure(
            .badAnswer, activity,
            "more than the \(maximum) samples allowed; ask for less or a longer step", .needsHuman)
    }

    /// All that was added, sorted.
    var answer: QueryAnswer { QueryAnswer(series: series, warnings: warnings) }
}
