internal import Diagnostics
public import Model
public import Ports

/// Follows a ledger through its archives, in whatever repository has them.
public struct LedgerChain: Sendable {
    private let repository: any Repository

    /// Reads from `repository`.
    public init(_ repository: any Repository) { self.repository = repository }

    /// One stretch of a ledger: the files of a tip that count, and what it goes on from.
    struct Part: Sendable {
        var tip: ObjectID
        /// All dated files of its tree.
        var files: [TreeEntry]
        var archive: LedgerArchive?
    }

    /// The dated files of one tip, and the archive that it names.
    ///
    /// - Throws: `Failure.Code.ledgerArchive` when that cannot be read, or when a day stands on both sides of it.
    func part(_ tip: ObjectID) async throws -> Part {
        let entries = try await repository.entries(at: tip)
        var part = Part(tip: tip, files: entries.filter { $0.path.hasSuffix(".jsonl") })
        guard let named = entries.first(where: { $0.path == LedgerArchive.path }) else { return part }
        let bytes = try await repository.blob(named.id)
        guard let archive = try? CanonicalJSON.decode(LedgerArchive.self, from: bytes),
            archive.schema == LedgerArchive.schema, archive.reference.hasPrefix(LedgerArchive.prefix),
            LedgerArchive.isDay(archive.before)
        else {
            throw Failure(
                .ledgerArchive, "reading \(LedgerArchive.path) of the ledger at \(tip.short)",
                "it does not name an archive of schema \(LedgerArchive.schema)", .needsHuman)
        }
        if let early = part.files.first(where: { $0.path < archive.bound }) {
            throw Failure(
                .ledgerArchive, "reading the ledger at \(tip.short)",
                "\(early.path) is older than \(archive.before), and belongs to \(archive.reference)",
                .needsHuman)
        }
        part.archive = archive
        return part
    }

    /// The files of an archive that count before `newer`, which names it.
    ///
    /// Every day that stayed has in `newer` what it had in the archive, and perhaps more: nobody can let events go by
    /// naming another day.
    ///
    /// - Throws: `Failure.Code.ledgerArchive` when it has not.
    func counted(_ older: Part, before newer: Part) async throws -> [TreeEntry] {
        guard let archive = newer.archive else { return [] }
        let activity = "reading \(archive.reference)"
        if let earlier = older.archive, earlier.before >= archive.before {
            throw Failure(
                .ledgerArchive, activity, "it goes on from \(earlier.reference), which is not older",
                .needsHuman)
        }
        let present = Dictionary(uniqueKeysWithValues: newer.files.map { ($0.path, $0.id) })
        for file in older.files where file.path >= archive.bound && present[file.path] != file.id {
            guard let id = present[file.path],
                try await repository.blob(id).starts(with: try await repository.blob(file.id))
            else {
                throw Failure(
                    .ledgerArchive, activity, "events of \(file.path) are missing from what follows it",
                    .needsHuman)
            }
        }
        return older.files.filter { $0.path < archive.bound }
    }

    /// True when `tip` stands on `seen`, be it in an archive that it goes on from; what is not here does not count as seen.
    public func descends(_ tip: ObjectID, from seen: ObjectID) async throws -> Bool {
        guard try await repository.resolve(seen.rawValue) != nil else { return false }
        var next: ObjectID? = tip
        while let id = next, try await repository.resolve(id.rawValue) != nil {
            if try await repository.isAncestor(seen, of: id) { return true }
            next = try await part(id).archive?.tip
        }
        return false
    }
}
