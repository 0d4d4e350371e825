public import Model

extension GitRepository {
    /// The note on a commit, as `git notes --ref=… show` prints it; nil when there is none.
    ///
    /// `reference` is full: `refs/notes/trimtab`.
    public func note(on commit: ObjectID, in reference: String) throws -> String? {
        try row(commit.rawValue, in: reference).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Every note: commit → blob of the text.
    public func notes(in reference: String) throws -> [ObjectID: ObjectID] {
        let rows = try rows(in: reference, keyLength: 40)
        return Dictionary(uniqueKeysWithValues: rows.map { (ObjectID(rawValue: $0), $1) })
    }

    /// Writes many notes with one commit; an empty text deletes a note, as in Git.
    ///
    /// - Returns: The new tip of the notes; nil when there is nothing to write and no notes.
    @discardableResult
    public func writeNotes(
        _ notes: [ObjectID: String], in reference: String, author: CommitIdentity,
        message: String = "Notes added by trimtab\n"
    ) async throws -> ObjectID? {
        let rows = notes.map { id, text in (id.rawValue, text.isEmpty ? nil : Array(Self.closed(text).utf8)) }
        return try await append(
            Dictionary(uniqueKeysWithValues: rows), to: reference, message: message, author: author)
    }

    /// Attaches the notes of some commits to the commits that took their place; the old notes stay.
    ///
    /// A commit that already has a note gets the other one below its own, once.
    ///
    /// - Returns: The new tip of the notes; nil when there was no note to attach and no notes.
    @discardableResult
    public func reattachNotes(
        _ successors: [ObjectID: ObjectID], in reference: String, author: CommitIdentity
    ) async throws -> ObjectID? {
        var notes: [ObjectID: String] = [:]
        for (old, new) in successors {
            guard let text = try note(on: old, in: reference) else { continue }
            let present = try notes[new] ?? note(on: new, in: reference)
            guard let present, !present.contains(text) else {
                notes[new] = present ?? text
                continue
            }
            notes[new] = present + "\n" + text
        }
        return try await writeNotes(
            notes, in: reference, author: author, message: "Notes reattached by trimtab\n")
    }

    /// Git's notes end with a line feed.
    private static func closed(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }
}
