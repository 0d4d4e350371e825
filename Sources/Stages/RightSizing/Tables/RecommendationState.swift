internal import Diagnostics
internal import Foundation
internal import Model

/// What a run knows, as a file: one line of what it is, one for each workload in the order of their ids, and one with a
/// digest of all lines before it.
///
/// Equal states are equal bytes. A file that was cut, changed or made by another strategy is refused, and so is one whose
/// numbers contradict each other.
extension RecommendationRun {
    /// The version of the file; one with another is not read.
    static let schema = "trimtab/sizing-state/v1"

    /// The bytes of the file.
    ///
    /// - Throws: where a number cannot be written.
    public func saved() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let all = all
        bytes += try CanonicalJSON.encode(
            StateHeader(
                schema: RecommendationRun.schema, strategy: strategy.name.rawValue, every: period,
                tellsKills: tellsKills, workloads: all.count))
        bytes.append(UInt8(ascii: "\n"))
        for (id, track) in all {
            bytes += try RecommendationRun.line(id, track, track.recommender)
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes += try CanonicalJSON.encode(StateSeal(sha256: Digest(of: bytes).rawValue))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func line<State: Recommender>(
        _ id: String, _ track: Track, _ state: State
    ) throws -> [UInt8] {
        try CanonicalJSON.encode(SavedTrack(id, track, state))
    }

    /// Goes on from the bytes of a file, which errors call `name`; strategy and period must be those of the file.
    ///
    /// - Throws: `Failure` with the line at fault.
    public init(
        resuming bytes: [UInt8], named name: String, _ strategy: any SizingStrategy,
        every period: Double = 86_400, tellsKills: Bool = false
    ) throws {
        self.init(strategy, every: period, tellsKills: tellsKills)
        var reading = StateReading(name: name, lines: bytes.split(separator: UInt8(ascii: "\n")))
        try reading.checkSeal(bytes)
        let header = try reading.next(StateHeader.self)
        try reading.demand(
            header.schema == RecommendationRun.schema,
            "it is `\(header.schema)`, and this version reads `\(RecommendationRun.schema)`")
        try reading.demand(
            header.strategy == strategy.name.rawValue,
            "it is of the strategy `\(header.strategy)`, not `\(strategy.name.rawValue)`")
        try reading.demand(
            header.every == period && header.tellsKills == tellsKills,
            "it was made with rows every \(TimeSpan(seconds: header.every)), not every \(TimeSpan(seconds: period))"
        )
        try reading.demand(
            header.workloads == reading.left - 1,
            "it has \(reading.left - 1) workloads of \(header.workloads)")
        var before: String?
        let fresh = strategy.makeRecommender()
        for _ in 0..<header.workloads {
            let (id, track) = try reading.track(like: fresh)
            try reading.demand(before.map { $0 < id } ?? true, "the ids are not in order")
            before = id
            _ = try add(track, as: id)
        }
    }

    /// Takes what another run saw: other workloads, or other samples of the same.
    ///
    /// Of workloads that both saw, the sizes in force are those of the run that saw the later sample.
    ///
    /// - Returns: the rows that follow for workloads that both saw, in the order of their ids.
    /// - Throws: `Failure` where both cannot be one; then nothing was taken.
    public mutating func merge(_ other: RecommendationRun, named name: String) throws -> [RecommendationRow] {
        func failure(_ what: String) -> Failure { Failure(.badInput, "adding \(name)", what, .needsHuman) }
        guard strategy.name == other.strategy.name, period == other.period, tellsKills == other.tellsKills
        else { throw failure("it was made by another strategy, or with another distance of rows") }
        var merged = self
        var rows: [RecommendationRow] = []
        for (id, track) in other.all {
            do {
                if let row = try merged.add(track, as: id) { rows.append(row) }
            } catch let flaw as StateFlaw {
                throw failure("`\(id)`: \(flaw)")
            }
        }
        self = merged
        return rows
    }
}

private struct StateHeader: Codable {
    var schema: String
    var strategy: String
    var every: Double
    var tellsKills: Bool
    var workloads: Int
}

private struct StateSeal: Codable {
    var sha256: String
}

/// A workload with the state of its recommender.
private struct SavedTrack<State: Recommender>: Codable {
    var id: String
    var current: Sizes?
    var nextReview: Double?
    var timestamp: String
    var exceeded: Double?
    var first: Double?
    var last: Double
    var cpuSamples: Int
    var memorySamples: Int
    var state: State

    init(_ id: String, _ track: RecommendationRun.Track, _ state: State) {
        self.id = id
        current = track.current
        nextReview = track.nextReview.isFinite ? track.nextReview : nil
        timestamp = track.timestamp
        exceeded = track.exceeded
        first = track.first
        last = track.last
        cpuSamples = track.cpuSamples
        memorySamples = track.memorySamples
        self.state = state
    }

    var track: RecommendationRun.Track {
        RecommendationRun.Track(
            recommender: state, current: current, nextReview: nextReview ?? -.infinity, timestamp: timestamp,
            known: last, exceeded: exceeded, first: first, last: last, cpuSamples: cpuSamples,
            memorySamples: memorySamples)
    }

    /// What cannot be true of it.
    func flaw(_ fresh: State) -> String? {
        let sizes = [current?.cpu, current?.memory, exceeded].compactMap { $0 }
        return StateCheck.first(
            StateCheck.demand(state.isAlike(fresh), "it was made with other settings"),
            state.flaw,
            StateCheck.demand(sizes.allSatisfy(StateCheck.isAmount), "its sizes are no amounts"),
            StateCheck.demand(
                StateCheck.isTime(last) && StateCheck.isTime(first ?? 0) && (first ?? last) <= last,
                "it ends before it begins"),
            StateCheck.demand(nextReview.map(StateCheck.isTime) ?? true, "it is reviewed at no time"),
            StateCheck.demand(cpuSamples >= 0 && memorySamples >= 0, "it has fewer than no samples"))
    }
}

/// Reads the lines of a state in turn.
private struct StateReading {
    let name: String
    let lines: [ArraySlice<UInt8>]
    private var line = 0

    init(name: String, lines: [ArraySlice<UInt8>]) {
        self.name = name
        self.lines = lines
    }

    /// Lines that were not read.
    var left: Int { lines.count - line }

    func demand(_ isSound: Bool, _ what: String) throws {
        guard isSound else { throw failure(what) }
    }

    func failure(_ what: String) -> Failure {
        Failure(.badInput, "going on from \(name)", "line \(max(1, line)): \(what)", .needsHuman)
    }

    /// The last line is the digest of what is before it.
    mutating func checkSeal(_ bytes: [UInt8]) throws {
        guard let last = lines.last, lines.count > 1, bytes.last == UInt8(ascii: "\n"),
            let seal = try? CanonicalJSON.decode(StateSeal.self, from: Array(last))
        else {
            line = lines.count
            throw failure("it is no whole state: the digest at its end is missing")
        }
        guard seal.sha256 == Digest(of: bytes[..<last.startIndex]).rawValue else {
            line = lines.count
            throw failure("its digest is another: the file was changed or damaged")
        }
    }

    mutating func next<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard line < lines.count else { throw failure("it ends too early") }
        line += 1
        do {
            return try CanonicalJSON.decode(type, from: Array(lines[line - 1]))
        } catch {
            throw failure("it cannot be read: \(StateReading.words(error))")
        }
    }

    mutating func track<State: Recommender>(
        like fresh: State
    ) throws -> (String, RecommendationRun.Track) {
        let saved = try next(SavedTrack<State>.self)
        if let flaw = saved.flaw(fresh) { throw failure("`\(saved.id)`: \(flaw)") }
        return (saved.id, saved.track)
    }

    private static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it is no JSON" }
        switch error {
        case .keyNotFound(let key, _): return "`\(key.stringValue)` is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? "it is no JSON" : "`\(path)` is not what belongs there"
        @unknown default: return "it is no JSON"
        }
    }
}
