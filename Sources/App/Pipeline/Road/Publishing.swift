internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports
internal import Settings

/// The station that pushes branches and evidence: one reservation, one push, each branch only where it was expected.
struct Publishing {
    let run: RunContext
    /// The tip that the changes were proven on.
    let tip: ObjectID

    /// Pushes what is new; a branch that somebody else moved meanwhile is held.
    func publish(_ journeys: [Journey]) async throws -> [Journey] {
        var journeys = journeys
        var updates: [ReferenceUpdate] = []
        var bundles: [Digest: [UInt8]] = [:]
        var files: [String: [String]] = [:]
        for journey in journeys where journey.isOnTheWay {
            guard let commit = journey.commit, commit.id != commit.remoteHead else { continue }
            updates.append(
                ReferenceUpdate("refs/heads/\(commit.branch)", to: commit.id, expecting: commit.remoteHead))
            files["refs/heads/\(commit.branch)"] = journey.edit?.files.map(\.path)
            if !commit.bundle.isEmpty { bundles[commit.evidence] = commit.bundle }
        }
        try await tellOfLiving(journeys)
        guard !updates.isEmpty else { return journeys }
        run.progress.say("pushing \(updates.count) branches")
        let list = updates.map { "\($0.name)=\($0.new?.rawValue ?? "")" }.joined(separator: " ")
        let effect = Effect(
            name: "push", key: "push \(ActionID(of: [list]))", time: run.time.now(),
            trigger: run.trigger.name,
            details: ["refs": list])
        let events = journeys.compactMap { event(of: $0, isLiving: false) }
        let refusals = Shared<[String: Failure]>([:])
        let wanted = updates
        let stored = bundles
        let touched = files
        let results = try await run.journal.perform([effect], alongside: events) { _ in
            let refused = try await push(wanted, stored, touched)
            refusals.set(refused)
            return refused.isEmpty ? "pushed" : "refused: " + refused.keys.sorted().joined(separator: " ")
        }
        if case .failure(let failure)? = results[effect.key] { throw failure }
        for index in journeys.indices {
            guard let commit = journeys[index].commit,
                let refusal = refusals.value["refs/heads/\(commit.branch)"]
            else { continue }
            if refusal.code == .conflict {
                journeys[index].hold = Hold(.branchModified, refusal.reason)
                journeys[index].hasLostRace = true
            } else {
                journeys[index].failure = refusal
            }
        }
        return journeys
    }

    /// Commits that a run pushed and was killed before it told of them, while this one was already under way.
    private func tellOfLiving(_ journeys: [Journey]) async throws {
        let events = journeys.compactMap { event(of: $0, isLiving: true) }
        guard !events.isEmpty else { return }
        try await run.ledger.append { snapshot in
            let known = Set(snapshot.events.filter { $0.type == .commit }.compactMap(\.actual))
            return events.filter { !known.contains($0.actual ?? "") }
        }
    }

    private func event(of journey: Journey, isLiving: Bool) -> LedgerEvent? {
        guard journey.isOnTheWay, let plan = journey.plan, let commit = journey.commit,
            (commit.id == commit.remoteHead) == isLiving
        else { return nil }
        return run.event(
            .commit, plan, action: commit.action, actual: commit.id.rawValue,
            details: ["ref": "refs/heads/\(commit.branch)", "evidence": commit.evidence.rawValue]
                .merging(plan.targetsDetail) { $1 })
    }

    /// Evidence first, because a commit must never name a bundle that is not there; a lost race is tried again.
    private func push(
        _ updates: [ReferenceUpdate], _ bundles: [Digest: [UInt8]], _ files: [String: [String]]
    ) async throws -> [String: Failure] {
        let archive = EvidenceArchive(run: run)
        for _ in 0..<20 {
            guard let addition = try await archive.addition(bundles, at: run.time.now()) else { break }
            guard let lost = try await run.remote.push([addition])[addition.name] else { break }
            guard lost.code == .conflict else { throw lost }
        }
        // A branch that another run pushed, merged and removed meanwhile must not come back.
        let moved = try await TipWatch(run: run).changed(since: tip)
        let stale = updates.filter { update in
            update.expected == nil && !moved.isDisjoint(with: files[update.name] ?? [])
        }.map(\.name)
        var refused = try await run.remote.push(updates.filter { !stale.contains($0.name) })
        for name in stale {
            refused[name] = Failure(
                .conflict, "pushing \(name)", "\(run.settings.targetBranch) changed the file meanwhile",
                .retry(afterSeconds: 0))
        }
        return refused
    }
}
