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

    /// Makes a row.
    public init(id: String, timestamp: String, time: Double, sizes: Sizes) {
        self.id = id
        self.timestamp = timestamp
        self.time = time
        self.sizes = sizes
    }

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
    struct Track {
        var recommender: any Recommender
        var current: Sizes?
        var nextReview = -Double.infinity
        /// As it was written.
        var timestamp = ""
        /// What is not newer was seen by the run that this one goes on from.
        var known: Double?
        /// The limit that the last sample was above.
        var exceeded: Double?
        var first: Double?
        var last = 0.0
        var cpuSamples = 0
        var memorySamples = 0
    }

    let strategy: any SizingStrategy
    let period: Double
    let tellsKills: Bool
    private var places: [String: Int] = [:]
    private var tracks: [Track] = []
    /// Samples that were not newer than the state that was gone on from, and so left out.
    public private(set) var passedOver = 0

    /// - Parameters:
    ///   - strategy: how use becomes a request.
    ///   - period: seconds between two rows of one workload, at least.
    ///   - tellsKills: whether the rows are taken to be in force, so that a sample above the memory of the last row is a
    ///     kill that the strategy hears of.
    public init(_ strategy: any SizingStrategy, every period: Double = 86_400, tellsKills: Bool = false) {
        self.strategy = strategy
        self.period = period
        self.tellsKills = tellsKills
    }

    /// The workloads without a row so far, in alphabetical order.
    public var unsized: [UnsizedWorkload] {
        places.compactMap { id, place in
            tracks[place].reason.map { UnsizedWorkload(id: id, reason: $0) }
        }.sorted { $0.id < $1.id }
    }

    /// How many workloads were seen.
    public var workloads: Int { tracks.count }

    /// Takes a sample; the row that follows from it, if any.
    @discardableResult
    public mutating func observe(_ row: UsageRow) -> RecommendationRow? {
        let place = track(row.id)
        if let known = tracks[place].known, row.sample.time <= known {
            passedOver += 1
            return nil
        }
        tracks[place].count(row.sample)
        tracks[place].timestamp = row.timestamp
        tracks[place].recommender.observe(row.sample)
        if tellsKills { tracks[place].noticeKill(row.sample) }
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

    /// The workloads in the order of their ids.
    var all: [(id: String, track: Track)] {
        places.sorted { $0.key < $1.key }.map { ($0.key, tracks[$0.value]) }
    }

    /// Takes a workload of another run.
    ///
    /// - Returns: the row that follows where both runs know the workload.
    mutating func add(_ other: Track, as id: String) throws -> RecommendationRow? {
        guard let place = places[id] else {
            places[id] = tracks.count
            tracks.append(other)
            return nil
        }
        var track = tracks[place]
        try track.merge(other)
        let before = track.current
        let sizes = track.recommender.review(current: before, at: track.last)
        guard let sizes, sizes != before else {
            tracks[place] = track
            return nil
        }
        track.current = sizes
        track.nextReview = track.last + period
        tracks[place] = track
        return RecommendationRow(id: id, timestamp: track.timestamp, time: track.last, sizes: sizes)
    }

    private mutating func track(_ id: String) -> Int {
        if let place = places[id] { return place }
        places[id] = tracks.count
        tracks.append(Track(recommender: strategy.makeRecommender()))
        return tracks.count - 1
    }
}

/// A workload for which nothing is recommended, and why.
public struct UnsizedWorkload: Hashable, Sendable {
    /// Which workload.
    public var id: String
    /// What was missing.
    public var reason: String

    /// Makes a note.
    public init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}

extension RecommendationRun.Track {
    fileprivate mutating func count(_ sample: UsageSample) {
        first = first ?? sample.time
        last = sample.time
        if sample.cpu != nil { cpuSamples += 1 }
        if sample.memory != nil { memorySamples += 1 }
    }

    /// Why there is no row; nil when there is one.
    fileprivate var reason: String? {
        guard current == nil else { return nil }
        switch (cpuSamples, memorySamples) {
        case (0, 0): return "neither CPU nor memory was measured"
        case (0, _): return "no CPU was measured"
        case (_, 0): return "no memory was measured"
        default:
            let hours = ((last - (first ?? last)) / 360).rounded() / 10
            let samples = min(cpuSamples, memorySamples)
            return "\(samples) sample\(samples == 1 ? "" : "s") in \(hours) hours are too few"
        }
    }

    /// What two runs saw of one workload; in force is what the later one says.
    mutating func merge(_ other: RecommendationRun.Track) throws {
        try recommender.merge(any: other.recommender)
        let key = { (track: RecommendationRun.Track) in
            (track.last, track.current?.memory ?? 0, track.current?.cpu ?? 0, track.nextReview)
        }
        let later = key(self) < key(other) ? other : self
        current = later.current
        nextReview = later.nextReview
        timestamp = later.timestamp
        exceeded = later.exceeded
        first = [first, other.first].compactMap { $0 }.min()
        last = later.last
        known = last
        cpuSamples += other.cpuSamples
        memorySamples += other.memorySamples
    }

    /// A kill is the first sample above the limit after one that was not, or after the limit changed.
    fileprivate mutating func noticeKill(_ sample: UsageSample) {
        guard let limit = current?.memory, let used = sample.memory else { return }
        guard used > limit else {
            exceeded = nil
            return
        }
        if exceeded != limit { recommender.observeKill(limit: limit, at: sample.time) }
        exceeded = limit
    }
}
