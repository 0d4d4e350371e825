internal import Diagnostics
internal import Foundation
internal import Git
internal import Ledger
internal import Model
internal import Ports
internal import Settings

/// The last ledger tip seen, kept outside the repository; a tip that does not descend from it halts.
struct TipMemory: Sendable {
    private let file: String?

    /// Keeps tips in `directory`, and nothing without one; `repository` tells repositories apart.
    init(directory: String?, repository: String) {
        let identity = Digest(of: repository.utf8).rawValue.prefix(16)
        file = directory.map { "\($0)/ledger-tip-\(identity)" }
    }

    /// The tip kept by an earlier run; nil when the operator configured no place, or at the first run.
    func lastSeen() throws -> ObjectID? {
        guard let file, let bytes = FileManager.default.contents(atPath: file) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard text.count == 40, text.allSatisfy(\.isHexDigit) else {
            throw Failure(.badInput, "reading \(file)", "it does not hold an object id", .needsHuman)
        }
        return ObjectID(rawValue: text)
    }

    /// Keeps a tip, by writing a new file and renaming it.
    func keep(_ tip: ObjectID) throws {
        guard let file else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data((tip.rawValue + "\n").utf8).write(to: URL(filePath: file), options: .atomic)
        } catch {
            throw Failure(.tool, "keeping the ledger's tip in \(file)", "\(error)", .needsHuman)
        }
    }

    /// Why a tip is not a later state of what an earlier run saw; nil when it is, or when no earlier tip is kept.
    func broken(_ tip: ObjectID?, in repository: any Repository) async throws -> String? {
        guard let seen = try lastSeen(), seen != tip else { return nil }
        guard let tip else { return "it is gone; an earlier run saw \(seen.short)" }
        guard try await LedgerChain(repository).descends(tip, from: seen) else {
            return "its tip \(tip.short) does not descend from \(seen.short), which an earlier run saw"
        }
        return nil
    }
}
