internal import Foundation
internal import Model
internal import TestSupport

/// The recorded answers, as if they had been recorded later: every request and every sample is moved by so many seconds.
///
/// What a later run must conclude from them is the same.
struct DelayedSignals {
    let directory: TemporaryDirectory

    init(by seconds: Int) throws {
        directory = try TemporaryDirectory()
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
        let text = try String(contentsOfFile: Storefront.signals + "/" + name, encoding: .utf8)
        let moved = text.replacing(/\[(\d{10})(?=[.,])/) { "[" + String((Int($0.1) ?? 0) + seconds) }
        let bytes = Array(moved.utf8)
        let parts = [
            entry["endpoint"] as? String ?? "", request["kind"] as? String ?? "",
            request["query"] as? String ?? "",
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
}
