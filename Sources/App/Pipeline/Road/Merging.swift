internal import Diagnostics
internal import Ledger
internal import Model
internal import Policy
internal import Ports
internal import Proposal
internal import Settings

/// The station that merges what policy permits, one after the other, each on the tip that the one before left.
struct Merging {
    let run: RunContext
    let judge: Judge
    let evaluate: Evaluation

    /// Merges what may be merged; the rest keeps its pull request and the reason.
    func merge(_ journeys: [Journey]) async throws -> [Journey] {
        var journeys = journeys
        for index in journeys.indices where journeys[index].isOnTheWay && journeys[index].pullRequest != nil {
            do {
                try await merge(&journeys[index])
            } catch let failure as Failure {
                if failure.code == .halted {
                    journeys[index].decision?.hold = Hold(.halted, failure.reason)
                } else {
                    journeys[index].failure = failure
                }
            }
        }
        return journeys
    }

    private func merge(_ journey: inout Journey) async throws {
        guard let plan = journey.plan, let pull = journey.pullRequest, let commit = journey.commit,
            let category = journey.category, let edit = journey.edit
        else { preconditionFailure("merging takes a proposed change") }
        let tip = try await run.fetchTip()
        guard let (proven, edit, category) = try await proof(of: journey, on: tip, edit, category) else {
            journey.isOvertaken = true
            if journey.decision?.hold == nil {
                journey.decision?.hold = Hold(
                    .baseMoved,
                    "on \(tip.short) the change is no longer what was proven; the next run builds it again")
            }
            return
        }
        // Over the files that merging makes now: a rebuilt change is looked at again.
        let gates = try await judge.gates(edit, category, on: tip)
        let world = try await judge.world(for: plan, pull, head: commit.id)
        let granted = Shared<MergePermit?>(nil)
        let decided = Shared<Decision?>(nil)
        let taken = Shared(false)
        let key = "merge #\(pull.number) \(commit.id.short) onto \(tip.short)"
        let effect = Effect(
            name: "merge", key: key, time: run.time.now(), trigger: run.trigger.name, action: commit.action,
            target: plan.target.canonical, service: plan.target.address.service, category: plan.category,
            details: details(pull, commit, tip, plan))
        let judge = self.judge
        let run = self.run
        let outcome = try await run.journal.performReserved {
            snapshot in
            granted.set(nil)
            // Intents of dead runs were settled on arrival: an open one is a run that merges this right now.
            guard !snapshot.events.contains(where: { $0.type == .done && $0.details["key"] == key }),
                !snapshot.openIntents.contains(where: { $0.details["key"] == key })
            else {
                taken.set(true)
                return nil
            }
            let facts = try await run.facts(snapshot)
            let permit: MergePermit
            switch judge.permit(
                edit, category, number: pull.number, head: commit.id, base: tip, tree: proven,
                gates: gates, facts: facts, world: world)
            {
            case .done(let grant):
                permit = grant.permit
                decided.set(grant.decision)
            case .held, .failed:
                decided.set(judge.decide(edit, category, gates: gates, facts: facts, world: world))
                return nil
            }
            granted.set(permit)
            let events = run.events(
                .permit, plan, action: commit.action, decision: decided.value?.tree
            ) { index, member in
                var details = [
                    "key": key, "head": commit.id.rawValue, "base": tip.rawValue, "policy": permit.policyPath,
                    "policyBlob": permit.policyBlob.rawValue, "expires": permit.expires.description,
                    "pullRequest": "\(pull.number)", "tree": proven.rawValue,
                    "gates": (edit.passedGates + gates.runs.filter(\.isPassed).map(\.name)).sorted()
                        .joined(separator: " "),
                ]
                guard !plan.members.isEmpty else { return details }
                details["class"] = member.actionClass.rawValue
                if index > 0, let own = judge.policies.category(named: member.category) {
                    details["policy"] = own.category.path
                    details["policyBlob"] = own.blob.rawValue
                }
                return details
            }
            return (effect, events)
        } elsewhere: { snapshot in
            guard let organisation = run.organisation, let permit = granted.value else { return }
            try await organisation.reserve(key, for: effect.event, expires: permit.expires) { shared in
                let facts = run.facts(snapshot, organisation: shared)
                let decision = judge.decide(edit, category, gates: gates, facts: facts, world: world)
                decided.set(decision)
                return decision.hold?.detail
            }
        } body: { snapshot in
            guard let permit = granted.value, let ledgerTip = snapshot.tip else {
                preconditionFailure("a merge without a permit")
            }
            let message = CommitMessage.merged(commit.message, number: pull.number, ledgerTip: ledgerTip)
            return try await run.forge.merge(
                permit, message: message, committer: run.identity(at: run.time.now())
            )
            .rawValue
        }
        if let outcome { try await run.organisation?.settle(key, outcome) }
        if let decision = decided.value { journey.decision = decision }
        switch outcome {
        case nil:
            if taken.value {
                journey.decision?.hold = Hold(.baseMoved, "another run is merging it right now")
            }
        case .failure(let failure) where failure.code == .noRoom: break
        case .failure(let failure) where failure.code == .organisationUnreachable:
            journey.decision?.hold = Hold(.ledgerUnreadable, failure.reason)
        case .failure(let failure):
            guard failure.code == .conflict else {
                throw failure
            }
            journey.decision?.hold = Hold(.baseMoved, failure.reason)
        case .success(let id):
            let merged = ObjectID(rawValue: id)
            journey.mergedAs = merged
            journey.pullRequest?.state = .merged
            journey.pullRequest?.mergeCommit = merged
            try await check(merged, hasTree: proven, plan, commit.action)
        }
    }

    /// The edit proven again on `tip`, and the tree that merging must give; nil when the change no longer holds there.
    private func proof(
        of journey: Journey, on tip: ObjectID, _ edit: VerifiedEdit, _ category: LoadedCategory
    ) async throws -> (tree: ObjectID, edit: VerifiedEdit, category: LoadedCategory)? {
        guard let plan = journey.plan, let commit = journey.commit else { return nil }
        var (current, covering) = (edit, category)
        if tip != plan.base {
            guard let again = try await evaluate.again(journey, on: tip) else { return nil }
            current = again.edit.adopting(commit.action)
            covering = again.category
        }
        guard let tree = try await MergeTrial(run: run).gives(current, from: commit.id, on: tip) else {
            return nil
        }
        return (tree, current, covering)
    }

    /// What landed must be what was proven; anything else halts the repository and escalates.
    private func check(_ merged: ObjectID, hasTree tree: ObjectID, _ plan: Plan, _ action: ActionID)
        async throws
    {
        _ = try await run.fetchTip()
        guard try await run.repository.commit(merged).tree != tree else { return }
        let reason = "the commit \(merged) has another content than was permitted for \(plan.target.display)"
        try await run.ledger.append(
            [
                run.event(
                    .halt, plan, action: action, actual: reason, tier: .critical,
                    details: ["scope": "repository"])
            ], orKeepIn: run.offline)
        throw Failure(.halted, "checking what was merged", reason, .needsHuman)
    }

    private func details(
        _ pull: PullRequest, _ commit: ProposedCommit, _ tip: ObjectID, _ plan: Plan
    ) -> [String: String] {
        [
            "pullRequest": "\(pull.number)", "head": commit.id.rawValue, "base": tip.rawValue,
            "branch": commit.branch, "evidence": commit.evidence.rawValue, "before": plan.changes[0].before,
            "after": plan.changes[0].after, "verifies": plan.verification == nil ? "no" : "yes",
            "class": plan.actionClass.rawValue,
        ].merging(plan.targetsDetail) { $1 }
    }
}
