internal import Diagnostics
internal import Foundation
public import Model
public import Ports
internal import Synchronization

/// Passes queries on to another source and keeps each answer in a directory that ``ReplaySource`` reads.
///
/// Answers are kept in the form of the query API, series and labels sorted, numbers in their shortest exact form: the same
/// queries and answers give the same bytes, in whatever order they came. A directory that holds a recording already is added
/// to. After every answer the directory is whole.
public final class RecordingSource: MetricsSource {
    private let base: any MetricsSource
    private let directory: String
    private let activity: String
    private let manifest: Mutex<RecordingManifest>

    /// Records what `base` answers into `directory`, which is made if need be.
    ///
    /// - Throws: `Failure` when the directory holds something else.
    public init(_ base: any MetricsSource, into directory: String) throws {
        self.base = base
        self.directory = directory
        activity = "recording signals into \(directory)"
        manifest = Mutex(try RecordingManifest.read(directory, activity) ?? RecordingManifest())
    }

    /// The name of the source behind.
    public var label: String { base.label }

    /// Asks, keeps, passes on.
    ///
    /// - Throws: what the source behind throws; `Failure` when a file cannot be written.
    public func instant(_ expression: String, at time: Timestamp) async throws -> QueryAnswer {
        let answer = try await base.instant(expression, at: time)
        let isMatrix = answer.series.contains { $0.values.count != 1 }
        try keep(RecordedRequest(instant: expression, time), answer, isMatrix: isMatrix)
        return answer
    }

    /// Asks, keeps, passes on.
    ///
    /// - Throws: what the source behind throws; `Failure` when a file cannot be written.
    public func range(_ query: RangeQuery) async throws -> QueryAnswer {
        let answer = try await base.range(query)
        try keep(RecordedRequest(query), answer, isMatrix: true)
        return answer
    }

    private func keep(_ request: RecordedRequest, _ answer: QueryAnswer, isMatrix: Bool) throws {
        let bytes = AnswerWriter.write(answer, isMatrix: isMatrix)
        let file = request.fileName(endpoint: label)
        let entry = RecordingManifest.Entry(
            endpoint: label, request: request, file: file, sha256: Digest(of: bytes), bytes: bytes.count)
        try manifest.withLock { manifest in
            try RecordedFiles.write(bytes, directory + "/" + file, activity)
            manifest.add(entry)
            let text = try CanonicalJSON.encodePretty(manifest)
            try RecordedFiles.write(
                Array(text.utf8), directory + "/" + RecordingManifest.fileName, activity)
        }
    }
}
