internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports

/// What follows from the state of the world, whoever brought it about: notes on merged commits, merged branches removed,
/// pull requests closed whose finding is gone.
///
/// Computed from forge, references and ledger alone, so an interrupted run is completed by the next one.
struct Housekeeping: Sendable {
    static let notes = "refs/notes/trimtab"
    let run: RunContext

    /// Attaches missing notes, removes branches of merged pull requests and closes the pull requests named in `gone`.
    func tidy(gone: [(number: Int, sentence: String)]) async throws {
        let pulls = try await run.forge.pullRequests(headPrefix: RunContext.branchPrefix)
        var updates: [ReferenceUpdate] = []
        let remote = try await run.remote.references()
        let open = Set(pulls.filter { $0.state == .open }.map(\.head))
        for pull in pulls where pull.state == .merged && !open.contains(pull.head) {
            let name = "refs/heads/\(pull.head)"
            if remote[name] == pull.headCommit {
                updates.append(ReferenceUpdate(name, to: nil, expecting: pull.headCommit))
            }
        }
        if let note = try await missingNotes(pulls, remote) { updates.append(note) }
        var effects: [Effect] = []
        let wanted = updates
        if !updates.isEmpty {
            let list = updates.map { "\($0.name)=\($0.new?.rawValue ?? "")" }.joined(separator: " ")
            effects.append(
                Effect(
                    name: "push", key: "push \(ActionID(of: [list]))", time: run.time.now(),
                    trigger: run.trigger.name, details: ["refs": list]))
        }
        let sentences = Dictionary(gone.map { ("close #\($0.number)", $0) }, uniquingKeysWith: { $1 })
        for (key, item) in sentences.sorted(by: { $0.value.number < $1.value.number }) {
            effects.append(
                Effect(
                    name: "close", key: key, time: run.time.now(), trigger: run.trigger.name,
                    details: ["pullRequest": "\(item.number)"]))
        }
        guard !effects.isEmpty else { return }
        _ = try await run.journal.perform(effects) { effect in
            if let item = sentences[effect.key] {
                try await run.forge.close(item.number, reason: item.sentence)
                return "closed"
            }
            // A branch or note that somebody else moved meanwhile is left for the next run.
            let refused = try await run.remote.push(wanted)
            return refused.isEmpty ? "pushed" : "refused: " + refused.keys.sorted().joined(separator: " ")
        }
    }

    /// A commit of the notes tree in which every merged bot commit points at its evidence and its pull request, and
    /// says how it came out once that is known.
    private func missingNotes(
        _ pulls: [PullRequest], _ remote: [String: ObjectID]
    ) async throws -> ReferenceUpdate? {
        let tip = remote[Housekeeping.notes]
        if let tip, try await run.repository.resolve(tip.rawValue) == nil {
            try await run.remote.fetch(["+\(Housekeeping.notes):refs/trimtab/seen/notes"])
        }
        let outcomes = Dictionary(
            try await run.ledger.load().events.filter { $0.type == .verification }.compactMap { event in
                event.action.map { ($0.rawValue, event.actual ?? "unknown") }
            }, uniquingKeysWith: { $1 })
        var changes: [String: CommitDraft.Change] = [:]
        for pull in pulls {
            guard pull.state == .merged, let commit = pull.mergeCommit,
                try await run.repository.resolve(commit.rawValue) != nil
            else { continue }
            let record = try await run.repository.commit(commit)
            guard let evidence = CommitTrailers.evidence(record) else { continue }
            var text =
                "Evidence: sha256:\(evidence) in refs/trimtab/evidence\nPull request: #\(pull.number)\n"
            if let outcome = record.trailers["Trimtab-Action"].flatMap({ outcomes[$0] }) {
                text += "Verification: \(outcome)\n"
            }
            if let tip, try await run.repository.read(commit.rawValue, at: tip) == Array(text.utf8) {
                continue
            }
            changes[commit.rawValue] = .write(Array(text.utf8))
        }
        guard !changes.isEmpty else { return nil }
        let note = try await run.repository.makeCommit(
            CommitDraft(
                base: tip, changes: changes, message: "notes: \(changes.count) commits\n",
                author: run.identity(at: run.time.now())
            ).asData)
        return ReferenceUpdate(Housekeeping.notes, to: note, expecting: tip)
    }
}
