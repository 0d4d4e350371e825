internal import Diagnostics
internal import Model
internal import Policy
internal import Ports
internal import Proposal
internal import Settings

/// The station that turns proven bytes into a commit with its evidence, or finds the one that is already there.
struct Committing {
    let run: RunContext
    let tip: ObjectID
    let arrival: Arrival

    /// Gives every proven change its commit.
    func commit(_ journeys: [Journey], _ judge: Judge) async throws -> [Journey] {
        var committed: [Journey] = []
        for var journey in journeys {
            if journey.isOnTheWay, let edit = journey.edit, let category = journey.category {
                let evidence = judge.lastingDecision(edit, category, gates: journey.gates)
                do {
                    journey.commit = journey.take(
                        try await commit(journey, staticDecision: evidence, judge.policies))
                    if let commit = journey.commit { journey.adopt(commit.action) }
                } catch let failure as Failure {
                    journey.failure = failure
                }
            }
            committed.append(journey)
        }
        return committed
    }

    /// Builds the commit of one journey in memory; nothing is pushed.
    private func commit(
        _ journey: Journey, staticDecision: DecisionNode, _ policies: PolicySet
    ) async throws -> Outcome<ProposedCommit> {
        guard let edit = journey.edit, let category = journey.category else {
            preconditionFailure("committing takes a verified edit and its category")
        }
        let branch = edit.plan.branch
        let remoteHead = arrival.references["refs/heads/\(branch)"]
        if let remoteHead {
            guard let record = try await ours(remoteHead) else {
                return .held(
                    Hold(.branchModified, "somebody else's commit is on \(branch); it is left alone"))
            }
            if try await sameConclusion(record, edit), try await stillGives(edit, record),
                let living = try await living(record, branch, remoteHead)
            {
                return .done(living)
            }
        }
        if let other = try await claimed(by: edit, except: branch) {
            return .held(Hold(.joinsOpenPullRequest, "#\(other.number) already changes the deciding token"))
        }
        let bundle = try EvidenceBundle(Evidence(for: edit, decision: staticDecision))
        let message = CommitMessage(templates: run.templates).text(
            for: edit,
            policies: edit.plan.categories.compactMap { policies.category(named: $0) ?? category }.map {
                (path: $0.category.path, blob: $0.blob)
            }, evidence: bundle.digest)
        var changes: [String: CommitDraft.Change] = [:]
        for file in edit.files { changes[file.path] = .write(file.after) }
        let identity = run.identity(at: edit.plan.finding.window.end)
        let id = try await run.repository.makeCommit(
            CommitDraft(base: tip, changes: changes, message: message, author: identity))
        return .done(
            ProposedCommit(
                id: id, message: message, evidence: bundle.digest, bundle: bundle.bytes,
                action: edit.plan.actionID, branch: branch, remoteHead: remoteHead,
                diff: try await run.repository.diff(from: tip, to: id)))
    }

    /// The commit at `id` when it is the bot's own and the only one on its branch; nil when a person touched it.
    private func ours(_ id: ObjectID) async throws -> CommitRecord? {
        if try await run.repository.resolve(id.rawValue) == nil {
            try await run.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
        }
        let record = try await run.repository.commit(id)
        guard record.author.email == run.settings.authorEmail,
            record.committer.email == run.settings.authorEmail,
            record.trailers["Trimtab-Action"] != nil, record.parents.count == 1,
            try await run.repository.isAncestor(record.parents[0], of: tip)
        else { return nil }
        return record
    }

    /// True when the commit that is there changes the same tokens to the same values.
    private func sameConclusion(_ record: CommitRecord, _ edit: VerifiedEdit) async throws -> Bool {
        guard let evidence = try await EvidenceArchive(run: run).conclusion(of: record) else { return false }
        return evidence.changes
            == edit.plan.changes.map { change in
                StoredConclusion.Change(
                    subject: change.target, before: change.before, after: change.after,
                    file: change.trace.origin?.file, token: change.trace.origin?.token)
            }
    }

    /// True when merging the commit that is there into the tip gives exactly the proven files.
    private func stillGives(_ edit: VerifiedEdit, _ record: CommitRecord) async throws -> Bool {
        try await MergeTrial(run: run).gives(edit, from: record.id, on: tip) != nil
    }

    private func living(
        _ record: CommitRecord, _ branch: String, _ head: ObjectID
    ) async throws -> ProposedCommit? {
        guard let action = record.trailers["Trimtab-Action"], let evidence = CommitTrailers.evidence(record),
            try await run.repository.isAncestor(record.id, of: tip) == false
        else { return nil }
        return ProposedCommit(
            id: head, message: record.message, evidence: evidence, bundle: [],
            action: ActionID(rawValue: action),
            branch: branch, remoteHead: head,
            diff: try await run.repository.diff(from: record.parents[0], to: head))
    }

    /// An open pull request of the bot on another branch that changes one of the same tokens.
    private func claimed(by edit: VerifiedEdit, except branch: String) async throws -> PullRequest? {
        let mine = Set(edit.files.flatMap { file in file.edits.map { "\(file.path):\($0.range.lower)" } })
        for pull in arrival.pulls where pull.state == .open && pull.head != branch {
            guard let record = try await ours(pull.headCommit),
                let evidence = try await EvidenceArchive(run: run).conclusion(of: record)
            else { continue }
            let theirs = Set(
                evidence.changes.compactMap { change in change.file.map { "\($0)|\(change.target)" } })
            let wanted = Set(
                edit.plan.changes.compactMap { change in
                    change.trace.origin.map { "\($0.file)|\(change.target.canonical)" }
                })
            if !theirs.isDisjoint(with: wanted), !mine.isEmpty { return pull }
        }
        return nil
    }
}

/// Reads what our trailers say.
enum CommitTrailers {
    /// The evidence digest, without its `sha256:`.
    static func evidence(_ record: CommitRecord) -> Digest? {
        guard let text = record.trailers["Trimtab-Evidence"], text.hasPrefix("sha256:") else { return nil }
        return Digest(rawValue: String(text.dropFirst("sha256:".count)))
    }
}
