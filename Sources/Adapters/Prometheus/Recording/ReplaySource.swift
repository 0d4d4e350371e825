internal import Diagnostics
public import Model
public import Ports

/// Answers from a directory that ``RecordingSource`` filled, and nothing else: `--signals DIR`.
///
/// Every answer is checked against the SHA-256 in the manifest before it is used.
public struct ReplaySource: MetricsSource {
    /// The name of the store that was recorded, so that evidence reads the same as from the store itself.
    public let label: String

    private let directory: String
    private let activity: String
    private let entries: [RecordedRequest: RecordingManifest.Entry]

    /// Opens `directory`; `endpoint` chooses when answers of several stores are in it.
    ///
    /// - Throws: `Failure` when there is no recording, or it cannot be used.
    public init(_ directory: String, endpoint: String? = nil) throws {
        self.directory = directory
        activity = "replaying signals from \(directory)"
        guard let manifest = try RecordingManifest.read(directory, activity) else {
            throw Failure(
                .notFound, activity,
                "there is no \(RecordingManifest.fileName) in it; `trimtab record` makes such a directory",
                .needsHuman)
        }
        let labels = Set(manifest.entries.map(\.endpoint)).sorted()
        if let endpoint {
            label = endpoint
        } else if labels.count <= 1 {
            label = labels.first ?? "recorded"
        } else {
            throw Failure(
                .configuration, activity,
                "it holds answers of several stores (\(labels.joined(separator: ", "))); name one",
                .needsHuman)
        }
        let chosen = label
        entries = Dictionary(
            manifest.entries.filter { $0.endpoint == chosen }.map { ($0.request, $0) },
            uniquingKeysWith: { $1 })
    }

    /// The latest moment that was asked for: what a replay takes as the present.
    public var latest: Timestamp? { entries.keys.map(\.end).max() }

    /// The recorded answer.
    ///
    /// - Throws: `Failure` when the query was not recorded, or the answer's file was changed.
    public func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        try answer(RecordedRequest(instant: expression, time))
    }

    /// The recorded answer.
    ///
    /// - Throws: `Failure` when the query was not recorded, or the answer's file was changed.
    public func range(_ query: RangeQuery) async throws -> QueryAnswer {
        try answer(RecordedRequest(query))
    }

    private func answer(_ request: RecordedRequest) throws -> QueryAnswer {
        guard let entry = entries[request] else { throw missing(request) }
        let path = directory + "/" + entry.file
        let bytes = try RecordedFiles.read(path, atMost: entry.bytes, activity)
        guard bytes.count == entry.bytes, Digest(of: bytes) == entry.sha256 else {
            throw Failure(
                .badInput, activity,
                "\(path) is not what was recorded: its SHA-256 differs from the manifest's; record it again",
                .needsHuman)
        }
        do {
            var parser = AnswerParser()
            try parser.feed(bytes)
            return try parser.finish().queryAnswer
        } catch {
            throw Failure(.badInput, activity, "\(path): \(error)", .needsHuman)
        }
    }

    private func missing(_ request: RecordedRequest) -> Failure {
        var reason = "the query `\(request.query)` \(request.times) was not recorded"
        let similar = entries.keys.filter { $0.query == request.query && $0.kind == request.kind }
        if let nearest = similar.min(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            reason += "; it was recorded \(nearest.times), so `--at` may be what differs"
        }
        reason +=
            "\n  run `trimtab record` against a live server with the same configuration and time to add it"
        return Failure(.notFound, activity, reason, .needsHuman)
    }
}
