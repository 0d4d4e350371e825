internal import Diagnostics
internal import Foundation
internal import Ledger
internal import Model
internal import Ports
internal import Settings

/// Reads what people did to the bot's work, and writes it into the ledger as holds.
///
/// Closing a pull request unmerged, the label `trimtab/hold`, or reverting a bot commit holds that target until `release`.
/// The bot's own closures do not count.
struct People: Sendable {
    let run: RunContext

    /// Appends the holds that the ledger does not know yet.
    func readActs(tip: ObjectID, pulls: [PullRequest]) async throws {
        let bot = try await run.forge.actor
        let told = Set(
            try await run.ledger.load().events.filter { $0.type == .hold }.compactMap { $0.details["act"] })
        var acts: [(key: String, target: String, by: String, reason: String)] = []
        for pull in pulls {
            if pull.state == .closed, pull.closedBy != bot {
                let by = pull.closedBy ?? "somebody"
                for (target, place) in try await targets(of: pull.headCommit) {
                    acts.append(
                        ("closed #\(pull.number)\(place)", target, by, "closed #\(pull.number) unmerged"))
                }
            }
            if pull.state == .open, pull.labels.contains("trimtab/hold") {
                let key = "label #\(pull.number)"
                guard !told.contains(key) else { continue }
                let by = try await run.forge.whoLabelled(pull.number, "trimtab/hold") ?? "unknown"
                for (target, place) in try await targets(of: pull.headCommit) {
                    acts.append((key + place, target, by, "label trimtab/hold on #\(pull.number)"))
                }
            }
        }
        try await recordMerges(pulls.filter { $0.state == .merged })
        acts += try await reverts(tip)
        guard !acts.isEmpty else { return }
        let found = acts
        let time = run.time.now()
        try await run.ledger.append { snapshot in
            let known = Set(snapshot.events.filter { $0.type == .hold }.compactMap { $0.details["act"] })
            return found.filter { !known.contains($0.key) }.map { act in
                LedgerEvent(
                    time: time, type: .hold, trigger: run.trigger.name, target: act.target,
                    actual: act.reason,
                    actor: act.by, tier: .actionable,
                    details: ["act": act.key, "scope": "target:\(act.target)"])
            }
        }
    }

    /// Merges that people made: they are verified like the bot's own, and they spend no budget.
    private func recordMerges(_ pulls: [PullRequest]) async throws {
        let known = Set(
            try await run.ledger.load().events.filter {
                $0.type == .merge || $0.type == .done && $0.details["effect"] == "merge"
            }.compactMap { $0.details["pullRequest"] })
        var events: [LedgerEvent] = []
        for pull in pulls where !known.contains("\(pull.number)") {
            guard let commit = pull.mergeCommit, try await run.repository.resolve(commit.rawValue) != nil
            else {
                continue
            }
            let record = try await run.repository.commit(commit)
            guard let action = record.trailers["Trimtab-Action"],
                let evidence = CommitTrailers.evidence(record),
                let conclusion = try await EvidenceArchive(run: run).conclusion(of: record)
            else { continue }
            let actor = try await run.forge.pullRequest(pull.number).closedBy ?? record.committer.name
            for (index, member) in conclusion.parts.enumerated() {
                guard let change = member.changes.first else { continue }
                var details = [
                    "by": "people", "pullRequest": "\(pull.number)", "evidence": evidence.rawValue,
                    "before": change.before, "after": change.after,
                    "verifies": conclusion.verification == nil ? "no" : "yes",
                ]
                if index > 0 { details["group"] = action }
                events.append(
                    LedgerEvent(
                        time: record.committer.time, type: .merge, trigger: conclusion.trigger.name,
                        action: Plan.action(
                            of: ActionID(rawValue: action), member: index, target: change.target),
                        target: change.target, service: change.subject.address.service,
                        category: member.category, before: change.before, after: change.after,
                        actual: commit.rawValue, actor: actor, details: details))
            }
        }
        let found = events
        guard !found.isEmpty else { return }
        try await run.ledger.append { snapshot in
            let now = Set(
                snapshot.events.filter { $0.type == .merge }.compactMap { $0.details["pullRequest"] })
            return found.filter { !now.contains($0.details["pullRequest"] ?? "") }
        }
    }

    /// Commits of people on the target branch that revert a commit of the bot.
    private func reverts(_ tip: ObjectID) async throws -> [(
        key: String, target: String, by: String, reason: String
    )] {
        var acts: [(key: String, target: String, by: String, reason: String)] = []
        for id in try await run.repository.log(from: tip, excluding: [], limit: 500) {
            let record = try await run.repository.commit(id)
            guard record.author.email != run.settings.authorEmail,
                let reverted = People.reverted(in: record.message),
                try await run.repository.resolve(reverted) != nil
            else { continue }
            let id = ObjectID(rawValue: reverted)
            for (target, place) in try await targets(of: id) {
                acts.append(
                    (
                        "reverted \(reverted)\(place)", target, record.author.name,
                        "reverted \(id.short) in \(record.id.short)"
                    ))
            }
        }
        return acts
    }

    /// The full id after `This reverts commit`, as Git writes it.
    static func reverted(in message: String) -> String? {
        guard let range = message.range(of: "This reverts commit ") else { return nil }
        let id = message[range.upperBound...].prefix { $0.isHexDigit }
        return id.count == 40 ? String(id) : nil
    }

    /// The canonical targets of a bot commit, from its evidence: several for a group, with what tells their acts apart.
    private func targets(of commit: ObjectID) async throws -> [(target: String, place: String)] {
        if try await run.repository.resolve(commit.rawValue) == nil {
            try await run.remote.fetch(["+refs/heads/trimtab/*:refs/trimtab/seen/heads/*"])
            guard try await run.repository.resolve(commit.rawValue) != nil else { return [] }
        }
        let record = try await run.repository.commit(commit)
        let targets = try await EvidenceArchive(run: run).conclusion(of: record)?.leading ?? []
        return targets.enumerated().map { ($0.element, $0.offset == 0 ? "" : ", member \($0.offset + 1)") }
    }
}
