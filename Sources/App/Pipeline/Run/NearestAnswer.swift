internal import Foundation
internal import Model
internal import Ports
internal import Tracing

/// The answer to the same question about the tree that was asked about last, where that has other paths.
extension AnswerCache {
    /// The file that names the entry which was written last for a question.
    private func pointer(_ question: [String]) -> String { "\(directory)/\(key(nil, question)).last" }

    /// Notes which entry was written last.
    func point(_ question: [String], to key: String) {
        guard isOurs() else { return }
        let file = pointer(question)
        let temporary = "\(directory)/.\(UUID().uuidString)"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data(key.utf8), attributes: [.posixPermissions: 0o600])
        else { return }
        if rename(temporary, file) != 0 { try? FileManager.default.removeItem(atPath: temporary) }
    }

    /// What is kept for the tree that was asked about last, with what came and went since; nil where that cannot be told.
    func nearest(
        _ question: [String], _ tree: any SourceTree, _ blobs: TreeBlobs,
        _ before: (ObjectID) async throws -> (any SourceTree)?
    ) async throws -> Kept? {
        guard isOurs(), let bytes = FileManager.default.contents(atPath: pointer(question)),
            bytes.count == 64,
            bytes.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        let name = String(decoding: bytes, as: UTF8.self)
        guard var kept = read(name, blobs, isNear: true), kept.outline.form != nil, !kept.parts.isEmpty,
            let old = try? await before(ObjectID(rawValue: kept.commit)),
            key(TreeBlobs(old), question) == name
        else { return nil }
        kept.before = old
        var known = Dictionary(old.entries.map { ($0.path, $0) }) { first, _ in first }
        for entry in tree.entries {
            guard let was = known.removeValue(forKey: entry.path) else {
                kept.added.append(entry)
                continue
            }
            let isLink = was.kind == .symlink || was.kind == .submodule
            guard was.kind == entry.kind, !isLink || was.id == entry.id else { return nil }
        }
        kept.removed = known.values.sorted { $0.path < $1.path }
        let isFew = kept.added.count + kept.removed.count <= AnswerCache.mostChanged
        let areFiles = (kept.added + kept.removed).allSatisfy { $0.kind == .file || $0.kind == .executable }
        return isFew && areFiles ? kept : nil
    }
}
