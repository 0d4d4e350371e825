internal import Foundation
internal import Model
internal import TestSupport

/// The recorded answers, as if they had been recorded later, or as if production had measured something else.
///
/// Every request and every sample is moved by so many seconds; what a later run must conclude from that is the same.
struct DelayedSignals {
    /// One sample as it stands in an answer: seconds, and the text of its value.
    typealias Sample = (time: Int, value: String)
    /// Other samples for some series; the times are those of the recording.
    struct Change {
        /// Must be in the query.
        var query: String
        /// How the names of the pods begin.
        var pods: String
        var samples: ([Sample]) -> [Sample]

        func concerns(_ query: String, _ labels: Substring) -> Bool {
            query.contains(self.query) && labels.contains("\"pod\":\"\(pods)")
        }
    }

    /// Other names in what was asked and answered about one namespace.
    struct Renaming {
        /// The namespace whose queries and answers are taken.
        var namespace: String
        /// Each text and what stands in its place.
        var texts: [(old: String, new: String)]

        func apply(to text: String) -> String { texts.reduce(text) { $0.replacing($1.old, with: $1.new) } }
    }

    let directory: TemporaryDirectory
    private let changes: [Change]
    private let renaming: Renaming?

    init(by seconds: Int, changing changes: [Change] = [], renaming: Renaming? = nil) throws {
        directory = try TemporaryDirectory(inMemory: true)
        self.changes = changes
        self.renaming = renaming
        let data = try Data(contentsOf: URL(fileURLWithPath: Storefront.signals + "/manifest.json"))
        guard var manifest = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let entries = manifest["entries"] as? [[String: Any]]
        else { throw Unexpected("manifest.json has no entries") }
        try FileManager.default.createDirectory(
            atPath: directory.path + "/answers", withIntermediateDirectories: true)
        manifest["entries"] = try entries.map { try move($0, seconds) }
        try JSONSerialization.data(withJSONObject: manifest)
            .write(to: URL(fileURLWithPath: directory.path + "/manifest.json"))
    }

    private func move(_ entry: [String: Any], _ seconds: Int) throws -> [String: Any] {
        var entry = entry
        guard let name = entry["file"] as? String, var request = entry["request"] as? [String: Any],
            let start = Timestamp(request["start"] as? String ?? ""),
            let end = Timestamp(request["end"] as? String ?? ""),
            let step = request["stepMilliseconds"] as? Int
        else { throw Unexpected("an entry of manifest.json is not understood: \(entry)") }
        let (later, last) = (start.adding(seconds: Double(seconds)), end.adding(seconds: Double(seconds)))
        var query = request["query"] as? String ?? ""
        var text = try String(contentsOfFile: Storefront.signals + "/" + name, encoding: .utf8)
        if let renaming, query.contains("namespace=\"\(renaming.namespace)\"") {
            (query, text) = (renaming.apply(to: query), renaming.apply(to: text))
            request["query"] = query
        }
        // One series a line.
        let moved = try text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { try line($0, query, seconds) }.joined(separator: "\n")
        let bytes = Array(moved.utf8)
        let parts = [
            entry["endpoint"] as? String ?? "", request["kind"] as? String ?? "", query,
            String(later.milliseconds), String(last.milliseconds), String(step),
        ]
        request["start"] = later.description
        request["end"] = last.description
        entry["request"] = request
        entry["file"] = "answers/\(ActionID(of: parts).rawValue).json"
        entry["sha256"] = Digest(of: bytes).rawValue
        entry["bytes"] = bytes.count
        try Data(bytes).write(
            to: URL(fileURLWithPath: directory.path + "/" + (entry["file"] as? String ?? "")))
        return entry
    }

    private func line(_ line: Substring, _ query: String, _ seconds: Int) throws -> String {
        guard line.hasPrefix("{\"metric\":"), let values = line.firstRange(of: "\"values\":["),
            let change = changes.first(where: { $0.concerns(query, line[..<values.lowerBound]) })
        else {
            return String(line.replacing(/\[(\d{10})(?=[.,])/) { "[" + String((Int($0.1) ?? 0) + seconds) })
        }
        let list = change.samples(try samples(line[values.upperBound...]))
            .map { "[\($0.time + seconds),\"\($0.value)\"]" }.joined(separator: ",")
        return String(line[..<values.upperBound]) + list + (line.hasSuffix(",") ? "]}," : "]}")
    }

    private func samples(_ text: Substring) throws -> [Sample] {
        try text.matches(of: /\[(\d{10}),"([^"]+)"\]/).map { match in
            guard let time = Int(match.1) else { throw Unexpected("a sample without a time: \(match.0)") }
            return (time, String(match.2))
        }
    }
}
