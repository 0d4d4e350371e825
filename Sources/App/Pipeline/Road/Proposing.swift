internal import Diagnostics
internal import Ledger
internal import Model
internal import Ports
internal import Proposal
internal import Settings

/// The station that keeps one living pull request per target or group: opened once, its body brought up to date, never twice.
struct Proposing {
    let run: RunContext
    /// The tip that the changes were proven on.
    let tip: ObjectID
    let arrival: Arrival
    private var pulls: [PullRequest] { arrival.pulls }
    private var ledger: LedgerSnapshot { arrival.ledger }

    /// Opens or updates the pull request of every journey that has a commit.
    func propose(_ journeys: [Journey]) async throws -> [Journey] {
        var journeys = journeys
        var effects: [Effect] = []
        var drafts: [String: (index: Int, draft: PullRequestDraft, existing: PullRequest?, files: [String])] =
            [:]
        for index in journeys.indices where journeys[index].isOnTheWay {
            guard let draft = draft(for: journeys[index]), let commit = journeys[index].commit else {
                continue
            }
            let existing = pulls.first { $0.state == .open && $0.head == commit.branch }
            if let existing, isUpToDate(existing, draft) || ledger.isBeingMerged(commit.action) {
                journeys[index].pullRequest = existing
                journeys[index].pullRequest?.headCommit = commit.id
                continue
            }
            let effect = self.effect(for: journeys[index], draft, existing)
            effects.append(effect)
            drafts[effect.key] = (index, draft, existing, journeys[index].edit?.files.map(\.path) ?? [])
        }
        guard !effects.isEmpty else { return journeys }
        run.progress.say("opening or updating \(effects.count) pull requests")
        let byKey = drafts
        let opened = Shared<[String: PullRequest]>([:])
        let results = try await run.journal.perform(effects) { effect in
            guard let work = byKey[effect.key] else { preconditionFailure("an effect that nobody asked for") }
            let pull = try await perform(
                work.draft, effect.event.action, existing: work.existing, work.files)
            opened.set(opened.value.merging([effect.key: pull]) { $1 })
            return "#\(pull.number)"
        }
        for (key, work) in drafts {
            journeys[work.index].pullRequest = opened.value[key]
            if let head = journeys[work.index].commit?.id {
                journeys[work.index].pullRequest?.headCommit = head
            }
            guard case .failure(let failure)? = results[key] else { continue }
            if failure.code == .conflict {
                journeys[work.index].hold = Hold(.baseMoved, failure.reason)
            } else {
                journeys[work.index].failure = failure
            }
        }
        return journeys
    }

    private func effect(for journey: Journey, _ draft: PullRequestDraft, _ existing: PullRequest?) -> Effect {
        let name = existing == nil ? "open-pull-request" : "update-pull-request"
        let identity = existing.map { "#\($0.number) \(Digest(of: draft.body.utf8).rawValue.prefix(12))" }
        let plan = journey.plan
        var details = ["head": draft.head, "commit": journey.commit?.id.rawValue ?? ""]
        details.merge(plan?.targetsDetail ?? [:]) { $1 }
        if let existing {
            details["pullRequest"] = "\(existing.number)"
            details["body"] = Digest(of: draft.body.utf8).rawValue
        }
        let key = "\(name) \(draft.head) \(identity ?? journey.commit?.id.short ?? "")"
        return Effect(
            name: name, key: key, time: run.time.now(), trigger: run.trigger.name,
            action: journey.commit?.action, target: plan?.target.canonical,
            service: plan?.target.address.service, category: plan?.category, details: details,
            isOnce: !wasDone(key, isOpening: existing == nil))
    }

    /// True for what was done before this run looked at the world: doing it again is another time.
    ///
    /// What a run beside this one has done meanwhile is what this one wanted, and stands in the ledger already. Forge and ledger
    /// are read one after the other: a pull request that only the ledger knows was opened between the two.
    private func wasDone(_ key: String, isOpening: Bool) -> Bool {
        ledger.events.contains { event in
            event.type == .done && event.details["key"] == key
                && (!isOpening || pulls.contains { "#\($0.number)" == event.actual })
        }
    }

    private func perform(
        _ draft: PullRequestDraft, _ action: ActionID?, existing: PullRequest?, _ files: [String]
    ) async throws -> PullRequest {
        if let existing {
            let now = try await run.forge.pullRequest(existing.number)
            guard now.state == .open else { return now }
            if let action, try await run.ledger.load().isBeingMerged(action) { return now }
            try await run.forge.update(
                existing.number, title: draft.title, body: draft.body, labels: draft.labels)
            return try await run.forge.pullRequest(existing.number)
        }
        guard try await TipWatch(run: run).changed(since: tip).isDisjoint(with: files) else {
            throw Failure(
                .conflict, "opening a pull request of \(draft.head)",
                "\(run.settings.targetBranch) changed the file meanwhile; the next run looks again",
                .retry(afterSeconds: 0))
        }
        do {
            return try await run.forge.open(draft)
        } catch let failure as Failure where failure.code == .conflict {
            // A concurrent run of ours was first; its pull request is the one.
            let now = try await run.forge.pullRequests(headPrefix: draft.head)
            guard let open = now.first(where: { $0.head == draft.head && $0.state == .open }) else {
                throw failure
            }
            return open
        }
    }

    private func draft(for journey: Journey) -> PullRequestDraft? {
        guard let edit = journey.edit, let commit = journey.commit, let decision = journey.decision else {
            return nil
        }
        func render(_ decision: Decision) -> String {
            PullRequestBody(templates: run.templates).text(
                for: edit, decision: decision, evidence: commit.evidence, diff: commit.diff)
        }
        let body = GateWords.marked(render(decision), of: decision, render: render)
        return PullRequestDraft(
            title: CommitMessage.subject(of: edit.plan), body: body, head: commit.branch,
            base: run.settings.targetBranch, labels: ["trimtab"] + edit.plan.categories)
    }

    private func isUpToDate(_ pull: PullRequest, _ draft: PullRequestDraft) -> Bool {
        pull.title == draft.title
            && (pull.body == draft.body || GateWords.areEqual(pull.body, draft.body))
            && Set(draft.labels).isSubset(of: Set(pull.labels))
    }
}
