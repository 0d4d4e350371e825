internal import Detection
internal import Diagnostics
internal import Model
internal import Policy
internal import Ports
internal import Prometheus

/// `trimtab record`: asks what a sweep would ask, and what given alerts would ask, and keeps every answer.
public struct Recorder: Sendable {
    private let workspace: Workspace

    /// Records with the settings of `workspace`.
    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Fills `directory` and gives the number of queries kept; `payloads` are alert payloads with their names.
    ///
    /// - Throws: `Failure` of the metrics store or the file system, ``InvalidFiles`` of a payload.
    public func record(into directory: String, payloads: [([UInt8], String)]) async throws -> Int {
        let detecting = Detecting(workspace)
        let source = try RecordingSource(try workspace.metrics(), into: directory)
        let detector = try detecting.detector(over: source)
        let moment = try detecting.moment()
        var queries = try await detector.sweep(at: moment).queries
        for (payload, name) in payloads {
            queries += try await detector.respond(
                to: Detecting(workspace).alerts(in: payload, name), at: moment
            ).queries
        }
        _ = try await source.instant(IncidentRule.query, at: DetectionLimits().end(at: moment))
        return queries + 1
    }
}
