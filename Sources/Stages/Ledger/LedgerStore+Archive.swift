internal import Diagnostics
public import Model
internal import Ports

extension LedgerStore {
    /// Moves the days before `day` to an archive, a reference of its own: nothing is deleted, and everything is still read.
    ///
    /// First the archive is pushed, which changes nothing for anybody; then the ledger is moved to a commit without those
    /// days, if it still stands where it was read. Whoever appends meanwhile wins, and it is tried again. A kill between
    /// the two leaves a reference that the next attempt goes on with.
    ///
    /// - Returns: what was archived and how many events; nil when no day is that old.
    /// - Throws: `Failure`; `badInput` for a day that is no day, or not over yet.
    public func archive(
        before day: String, by person: String, at now: Timestamp
    ) async throws -> (archive: LedgerArchive, events: Int)? {
        let activity = "archiving the ledger"
        guard LedgerArchive.isDay(day), day <= now.dateText else {
            throw Failure(
                .badInput, activity, "`\(day)` is not a day as in 2026-10-01, or lies in the future",
                .needsHuman)
        }
        var lost: Failure?
        for _ in 0..<attempts {
            let current = try await load()
            guard let tip = current.tip else { return nil }
            let part = try await LedgerChain(repository).part(tip)
            let old = Set(part.files.map(\.path).filter { $0 < LedgerArchive.bound(day) })
            guard !old.isEmpty else { return nil }
            do {
                guard let archive = try await keep(tip, before: day) else { continue }
                let count = current.entries.count { old.contains($0.file) }
                let draft = try await self.draft(archive, without: old, events: count, by: person, at: now)
                let commit = try await repository.makeCommit(draft)
                let update = ReferenceUpdate(name, to: commit, expecting: tip, keptBy: archive.reference)
                guard let refusal = try await remote.push([update])[name] else {
                    observer?.didPerform("ledger archive")
                    return (archive, count)
                }
                throw refusal
            } catch let failure as Failure where failure.code == .conflict {
                lost = failure
            }
        }
        throw Failure(
            .conflict, activity,
            "lost \(attempts) races in a row (\(lost?.description ?? "no reason given"))",
            .retry(afterSeconds: 5))
    }

    /// Pushes the archive's reference; one that an earlier attempt left is moved on, and one that has something else stays.
    ///
    /// - Returns: nil where the ledger has moved on, and has to be read again.
    private func keep(_ tip: ObjectID, before day: String) async throws -> LedgerArchive? {
        let listed = try await remote.references()
        guard listed[name] == tip else { return nil }
        for number in 1...attempts {
            let archive = LedgerArchive(of: name, at: tip, before: day, number: number)
            let present = listed[archive.reference]
            if present == tip { return archive }
            if let present {
                guard try await repository.resolve(present.rawValue) != nil,
                    try await repository.isAncestor(present, of: tip)
                else { continue }
            }
            let update = ReferenceUpdate(archive.reference, to: tip, expecting: present)
            if let refusal = try await remote.push([update])[archive.reference] { throw refusal }
            observer?.didPerform("ledger archive reference")
            return archive
        }
        return nil
    }

    /// The ledger's first commit after an archive: its tree without the old days, and the word of whoever did it.
    private func draft(
        _ archive: LedgerArchive, without old: Set<String>, events: Int, by person: String, at now: Timestamp
    ) async throws -> CommitDraft {
        let told = LedgerEvent(
            time: now, type: .archive, trigger: "command",
            actual: "\(events) events before \(archive.before)",
            actor: person,
            details: [
                "reference": archive.reference, "tip": archive.tip.rawValue, "before": archive.before,
                "events": "\(events)",
            ])
        var draft = try await commitDraft(of: [told], on: archive.tip, archive: archive)
        draft.parents = []
        for path in old { draft.changes[path] = .delete }
        draft.changes[LedgerArchive.path] = .write(try CanonicalJSON.encode(archive))
        return draft
    }
}
