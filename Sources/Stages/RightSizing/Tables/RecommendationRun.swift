/// One line of a recommendation table: from this sample on, these sizes.
public struct RecommendationRow: Hashable, Sendable {
    /// Which workload.
    public var id: String
    /// The timestamp of the last sample that was used, as it was written.
    public var timestamp: String
    /// Seconds since 1970-01-01T00:00:00Z.
    public var time: Double
    /// What to ask for.
    public var sizes: Sizes

    /// The line of the table, without a line feed.
    public var text: String {
        let quoted =
            id.contains { $0 == "," || $0 == "\"" || $0.isNewline }
            ? "\"\(id.replacing("\"", with: "\"\""))\"" : id
        return "\(quoted),\(timestamp),\(sizes.cpu),\(Int64(sizes.memory))"
    }

    /// The first line of the table.
    public static let header = "id,timestamp,cpu_request_cores,mem_request_bytes"
}

/// Runs a strategy over the samples of many workloads, in one pass.
///
/// A row uses only samples up to its own. A row is written when the sizes change, at most once a period for one
/// workload.
public struct RecommendationRun: Sendable {
    private struct Track {
        var recommender: any Recommender
        var current: Sizes?
        var nextReview = -Double.infinity
    }

    private let strategy: any SizingStrategy
    private let period: Double
    private var places: [String: Int] = [:]
    private var tracks: [Track] = []

    /// - Parameters:
    ///   - strategy: how use becomes a request.
    ///   - period: seconds between two rows of one workload, at least.
    public init(_ strategy: any SizingStrategy, every period: Double = 86_400) {
        self.strategy = strategy
        self.period = period
    }

    /// How many workloads were seen.
    public var workloads: Int { tracks.count }

    /// Takes a sample; the row that follows from it, if any.
    public mutating func observe(_ row: UsageRow) -> RecommendationRow? {
        let place = track(row.id)
        tracks[place].recommender.observe(row.sample)
        guard row.sample.time >= tracks[place].nextReview else { return nil }
        let current = tracks[place].current
        let sizes = tracks[place].recommender.review(current: current, at: row.sample.time)
        let isWatchful = tracks[place].recommender.isWatchful
        guard let sizes, sizes != current else {
            if sizes != nil, !isWatchful { tracks[place].nextReview = row.sample.time + period }
            return nil
        }
        tracks[place].current = sizes
        tracks[place].nextReview = row.sample.time + period
        return RecommendationRow(id: row.id, timestamp: row.timestamp, time: row.sample.time, sizes: sizes)
    }

    private mutating func track(_ id: String) -> Int {
        if let place = places[id] { return place }
        places[id] = tracks.count
        tracks.append(Track(recommender: strategy.makeRecommender()))
        return tracks.count - 1
    }
}
