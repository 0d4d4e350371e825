internal import Diagnostics
internal import Foundation
internal import Model

/// The table of contents of a directory of recorded answers: `manifest.json`.
struct RecordingManifest: Sendable, Codable {
    /// One query and where its answer is.
    struct Entry: Sendable, Codable {
        /// The name of the store that was asked.
        var endpoint: String
        /// What was asked.
        var request: RecordedRequest
        /// The answer, relative to the directory.
        var file: String
        /// Of the answer's bytes.
        var sha256: Digest
        /// Length of the answer.
        var bytes: Int
    }

    /// Rises when an older reader could not read it.
    static let currentVersion = 1
    static let fileName = "manifest.json"
    static let maximumBytes = 64 << 20

    var version = currentVersion
    private(set) var entries: [Entry] = []

    /// Adds an entry, in the place of one with the same file, and keeps all sorted by file.
    mutating func add(_ entry: Entry) {
        entries.removeAll { $0.file == entry.file }
        let place = entries.firstIndex { $0.file > entry.file } ?? entries.endIndex
        entries.insert(entry, at: place)
    }

    /// Reads the manifest of `directory`; nil when there is none.
    ///
    /// - Throws: `Failure` (`bad-input`) when it cannot be used.
    static func read(_ directory: String, _ activity: String) throws(Failure) -> RecordingManifest? {
        let path = directory + "/" + fileName
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try RecordedFiles.read(path, atMost: maximumBytes, activity)
        let manifest: RecordingManifest
        do {
            manifest = try CanonicalJSON.decode(RecordingManifest.self, from: bytes)
        } catch {
            throw Failure(.badInput, activity, "\(path) is no manifest of recorded signals", .needsHuman)
        }
        guard manifest.version == currentVersion else {
            throw Failure(
                .badInput, activity,
                "\(path) has version \(manifest.version); version \(currentVersion) is understood",
                .needsHuman)
        }
        for entry in manifest.entries
        where entry.file != entry.request.fileName(endpoint: entry.endpoint) {
            // Also what keeps a manifest from naming files outside its directory.
            throw Failure(
                .badInput, activity, "\(path) names a file that is not its own: \(entry.file)", .needsHuman)
        }
        return manifest
    }
}
