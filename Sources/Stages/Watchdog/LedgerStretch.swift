internal import Diagnostics
internal import Model
internal import Ports

/// A ledger between two archives, as the watchdog reads it: a commit, and the files of its tree that count.
struct LedgerStretch {
    /// `archive.json`, as documented: the days before `before` stand in the commit `tip`, which `reference` keeps.
    struct Archive: Decodable {
        var reference: String
        var tip: ObjectID
        var before: String

        /// Paths of days that stayed are not less than this.
        var firstPath: String { "events/\(before.prefix(4))/\(before.dropFirst(5).prefix(2))/\(before)" }
    }

    /// Where it stands in a tree, as documented.
    static let path = "archive.json"

    var tip: ObjectID
    var files: [TreeEntry]
}

extension LedgerReading {
    /// The stretches of a ledger from `tip` back, newest first, and what is wrong where they meet.
    ///
    /// Reading ends where an archive is missing, or does not fit what follows it.
    func stretches(from tip: ObjectID) async throws -> (list: [LedgerStretch], findings: [WatchdogFinding]) {
        var list: [LedgerStretch] = []
        var findings: [WatchdogFinding] = []
        var next: ObjectID? = tip
        // The first path that stayed, and what stands from there on, in the stretch after this one.
        var later: (first: String, files: [String: ObjectID])?
        while let id = next {
            next = nil
            let entries = try await repository.entries(at: id)
            let dated = entries.filter { $0.path.hasSuffix(".jsonl") }
            if let later {
                for file in dated where file.path >= later.first {
                    let isKept = try await isKept(file.id, in: later.files[file.path])
                    guard !isKept else { continue }
                    findings.append(
                        broken(id, "what follows this archive has not all that it has in \(file.path)"))
                }
            }
            list.append(
                LedgerStretch(
                    tip: id, files: dated.filter { file in later.map { file.path < $0.first } ?? true }))
            guard let named = entries.first(where: { $0.path == LedgerStretch.path }) else { break }
            guard
                let archive = try? CanonicalJSON.decode(
                    LedgerStretch.Archive.self, from: try await repository.blob(named.id)),
                archive.reference.hasPrefix("refs/trimtab/archive/"), archive.before.utf8.count == 10
            else {
                findings.append(broken(id, "\(LedgerStretch.path) cannot be read"))
                break
            }
            if dated.contains(where: { $0.path < archive.firstPath })
                || later.map({ archive.firstPath >= $0.first }) == true
            {
                findings.append(
                    broken(id, "days before \(archive.before) stand on both sides of \(archive.reference)"))
                break
            }
            guard references[archive.reference] == archive.tip else {
                findings.append(
                    WatchdogFinding(
                        archive.reference, .ledgerBroken,
                        "the remote does not have it at \(archive.tip), where the ledger goes on from it"))
                break
            }
            try await bring(archive.tip, archive.reference)
            later = (
                archive.firstPath,
                Dictionary(dated.map { ($0.path, $0.id) }, uniquingKeysWith: { first, _ in first })
            )
            next = archive.tip
        }
        return (list, findings)
    }

    private func isKept(_ earlier: ObjectID, in now: ObjectID?) async throws -> Bool {
        guard let now else { return false }
        if now == earlier { return true }
        return try await repository.blob(now).starts(with: try await repository.blob(earlier))
    }

    private func broken(_ id: ObjectID, _ message: String) -> WatchdogFinding {
        WatchdogFinding(id.rawValue, .ledgerBroken, message)
    }
}
