internal import Diagnostics
public import Model
public import Ports
internal import YAML

/// Looks at the bot from outside: at what stands on the target branch, what the ledger says, and what the policy of that
/// moment allowed.
///
/// It shares no code with what decides, plans, merges or writes the ledger, so that a mistake there is not made here again.
public struct Watchdog: Sendable {
    /// The kill switch that it turns on.
    public static let haltReference = "refs/trimtab/halt"
    /// Findings that people looked into, on the target branch.
    public static let acknowledgements = ".trimtab/watchdog.yaml"
    /// The most commits of the target branch that are looked at.
    public static let depth = 10_000

    private let repository: any Repository
    private let remote: any Remote
    private let forge: any Forge
    private let verifier: (any SignatureVerifier)?
    private let demandsSignatures: Bool
    private let branch: String
    private let author: (name: String, email: String)
    private let grace: TimeSpan
    private let organisation: (remote: any Remote, name: String)?

    /// `demandsSignatures` is false only for the local forge; `author` is who the bot commits as, `grace` what a
    /// verification may be late by, `organisation` the repository with the reservations of all repositories and what this
    /// one is called there.
    public init(
        repository: any Repository, remote: any Remote, forge: any Forge,
        verifier: (any SignatureVerifier)?, demandsSignatures: Bool, branch: String,
        author: (name: String, email: String), grace: TimeSpan = TimeSpan(seconds: 86_400),
        organisation: (remote: any Remote, name: String)? = nil
    ) {
        self.organisation = organisation
        self.repository = repository
        self.remote = remote
        self.forge = forge
        self.verifier = verifier
        self.demandsSignatures = demandsSignatures
        self.branch = branch
        self.author = author
        self.grace = grace
    }

    // MARK: - Looking

    /// What is wrong at this moment.
    ///
    /// `known` is the tip of the ledger that an earlier look found whole; the history before it is not read again.
    ///
    /// - Throws: `Failure` when remote, repository or forge cannot be read.
    public func examine(at now: Timestamp, known: ObjectID? = nil) async throws -> WatchdogReport {
        let references = try await remote.references()
        guard let tip = references["refs/heads/\(branch)"] else {
            throw Failure(
                .notFound, "reading \(branch) of the remote", "there is no such branch", .needsHuman)
        }
        let ledger = references[LedgerReading.reference]
        try await bring(tip, "refs/heads/\(branch)", as: "refs/trimtab/watched/target")
        var lines: [WatchedLine] = []
        var findings: [WatchdogFinding] = []
        if let ledger {
            try await bring(ledger, LedgerReading.reference, as: "refs/trimtab/watched/ledger")
            let reading = self.reading(remote, references)
            let stretches = try await reading.stretches(from: ledger)
            findings += try await stretches.findings + reading.history(of: stretches.list, back: known)
            let read = try await reading.lines(of: stretches.list)
            lines = read.lines
            findings += read.findings
        } else if let known {
            findings.append(
                WatchdogFinding(known.rawValue, .ledgerBroken, "the ledger is gone; this tip was seen before")
            )
        }
        let merges = try await self.merges(to: tip)
        let (shared, unread) = await organisationAccount()
        findings += unread
        findings += try await examine(merges.list, LedgerAccount(lines), shared, now)
        let told = try await acknowledged(at: tip)
        return WatchdogReport(
            branchTip: tip.rawValue, ledgerTip: ledger?.rawValue, commits: merges.commits,
            merges: merges.list.count,
            findings: findings.filter { !told.contains($0.place) },
            acknowledged: findings.filter { told.contains($0.place) })
    }

    /// What all repositories reserved; a shared ledger that cannot be read is told, and nothing is held against it.
    private func organisationAccount() async -> (OrganisationAccount?, [WatchdogFinding]) {
        guard let organisation else { return (nil, []) }
        do {
            let name = OrganisationAccount.reference
            let references = try await organisation.remote.references()
            guard let tip = references[name] else {
                return (OrganisationAccount([], name: organisation.name), [])
            }
            if try await repository.resolve(tip.rawValue) == nil {
                try await organisation.remote.fetch(["+\(name):refs/trimtab/watched/organisation"])
            }
            let reading = self.reading(organisation.remote, references)
            let stretches = try await reading.stretches(from: tip)
            let read = try await reading.lines(of: stretches.list)
            return (
                OrganisationAccount(read.lines, name: organisation.name), stretches.findings + read.findings
            )
        } catch {
            return (
                nil,
                [
                    WatchdogFinding(
                        "organisation", .notExamined,
                        "the organisation's ledger cannot be read: \(SecretText.redacted("\(error)"))")
                ]
            )
        }
    }

    private func reading(_ remote: any Remote, _ references: [String: ObjectID]) -> LedgerReading {
        let repository = repository
        return LedgerReading(
            repository: repository, verifier: verifier, demandsSignatures: demandsSignatures,
            references: references
        ) { id, name in
            guard try await repository.resolve(id.rawValue) == nil else { return }
            let mirror = name.dropFirst("refs/trimtab/".count)
            try await remote.fetch(["+\(name):refs/trimtab/watched/\(mirror)"])
        }
    }

    private func bring(_ id: ObjectID, _ name: String, as local: String) async throws {
        if try await repository.resolve(id.rawValue) == nil { try await remote.fetch(["+\(name):\(local)"]) }
    }

    /// A commit that the bot merged: it carries both trailers, or the forge says that the bot pressed the button.
    private struct Merge {
        var commit: CommitRecord
        var action: String
    }

    private func merges(to tip: ObjectID) async throws -> (list: [Merge], commits: Int) {
        let bot = try await forge.actor
        let pressed = Set(
            try await forge.pullRequests(headPrefix: "trimtab/").filter {
                $0.state == .merged && $0.closedBy == bot
            }.compactMap(\.mergeCommit))
        var list: [Merge] = []
        var next: ObjectID? = tip
        var commits = 0
        while let id = next, commits < Watchdog.depth {
            // A shallow or partial clone ends here; what lies beyond it is not told apart from the beginning.
            guard try await repository.resolve(id.rawValue) != nil else { break }
            let commit = try await repository.commit(id)
            commits += 1
            next = commit.parents.first
            let trailers = commit.trailers
            if trailers["Trimtab-Ledger"] != nil || pressed.contains(id) {
                list.append(Merge(commit: commit, action: trailers["Trimtab-Action"] ?? ""))
            }
        }
        return (list.reversed(), commits)
    }

    private func examine(
        _ merges: [Merge], _ account: LedgerAccount, _ shared: OrganisationAccount?, _ now: Timestamp
    ) async throws -> [WatchdogFinding] {
        var findings: [WatchdogFinding] = []
        var used: Set<Int> = []
        var records = WatchedRecords(account)
        for merge in merges {
            let id = merge.commit.id
            let fitting = account.grants.filter {
                $0.event.action == merge.action && ($0.takenBackAt == nil || $0.restoredAt != nil)
            }
            guard !fitting.isEmpty else {
                let name = merge.action.isEmpty ? "of no action" : "of action \(merge.action)"
                findings.append(
                    WatchdogFinding(id.rawValue, .noPermit, "a merge by the bot \(name) without a permit"))
                continue
            }
            let base = merge.commit.parents.first?.rawValue
            let best =
                fitting.last { $0.event.details["base"] == base && !used.contains($0.line) }
                ?? fitting.last { !used.contains($0.line) }
            guard let best else {
                findings.append(
                    WatchdogFinding(
                        id.rawValue, .permitUsedTwice,
                        "every permit of action \(merge.action) stands for another commit"))
                continue
            }
            used.insert(best.line)
            let members = [best] + account.others(of: best)
            for member in members {
                findings += try await MergeExamination(
                    commit: merge.commit, action: merge.action, grant: member, members: members,
                    account: account, repository: repository,
                    forge: forge, now: now, grace: grace, shared: shared, sharesLedger: organisation != nil,
                    record: records.tally(of: member.event.category ?? "", before: best.line),
                    mustBeEarned: demandsSignatures
                ).findings()
            }
        }
        return findings
    }

    /// Places that people looked into: `acknowledged: [{ place: …, by: …, reason: … }]`.
    ///
    /// A file that cannot be read says nothing.
    private func acknowledged(at tip: ObjectID) async throws -> Set<String> {
        guard let bytes = try await repository.read(Watchdog.acknowledgements, at: tip),
            let node = YAMLConfiguration.decode(SourceFile(path: Watchdog.acknowledgements, bytes: bytes))
                .node
        else { return [] }
        return Set(
            (node["acknowledged"]?.items ?? []).filter {
                $0["by"]?.scalarText?.isEmpty == false && $0["reason"]?.scalarText?.isEmpty == false
            }.compactMap { $0["place"]?.scalarText })
    }

    // MARK: - Acting

    /// Halts the bot and opens one critical issue; nothing when there is no violation.
    ///
    /// The switch is the reference, not the ledger: what is broken must not have to be written to. The halt comes first.
    ///
    /// - Returns: what was done, for people.
    /// - Throws: `Failure` when the switch cannot be turned on, or the issue not be opened.
    public func react(to report: WatchdogReport, at now: Timestamp) async throws -> [String] {
        guard !report.isSound else { return [] }
        var done: [String] = []
        if try await remote.references()[Watchdog.haltReference] == nil {
            done.append(try await halt(report, at: now))
        } else {
            done.append("halted already")
        }
        let number = try await forge.openIssue(issue(report))
        done.append("issue \(number)")
        return done
    }

    private func halt(_ report: WatchdogReport, at now: Timestamp) async throws -> String {
        let identity = CommitIdentity(name: author.name, email: author.email, time: now)
        let commit = try await repository.makeCommit(
            CommitDraft(
                base: nil, changes: ["reason": .write(Array(Watchdog.list(report.violations).utf8))],
                message: "watchdog: halt\n\n\(Watchdog.list(report.violations))", author: identity
            ).asData)
        let refused = try await remote.push([
            ReferenceUpdate(Watchdog.haltReference, to: commit, expecting: nil)
        ])
        if let failure = refused[Watchdog.haltReference] {
            // Somebody else may have been quicker; any halt will do.
            guard try await remote.references()[Watchdog.haltReference] != nil else { throw failure }
            return "halted already"
        }
        return "halted by \(Watchdog.haltReference)"
    }

    private func issue(_ report: WatchdogReport) -> IssueDraft {
        let list = Watchdog.list(report.violations).split(separator: "\n").map { "    \($0)\n" }.joined()
        return IssueDraft(
            key: "watchdog:\(branch)", title: "Critical: the bot did what it was not permitted to do",
            body: """
                The watchdog found, from outside:

                \(list)
                The bot is halted by `\(Watchdog.haltReference)`. When the cause is understood, name each place with your \
                name and the reason in `\(Watchdog.acknowledgements)` on \(branch), and then delete the reference:

                    git push origin :\(Watchdog.haltReference)

                """,
            labels: ["trimtab", "critical"])
    }

    /// One line each, the first hundred of them.
    static func list(_ findings: [WatchdogFinding]) -> String {
        let lines = findings.prefix(100).map {
            PlainText.line("\($0.place) \($0.rule.rawValue): \($0.message)") + "\n"
        }
        let rest = findings.count - lines.count
        return lines.joined() + (rest > 0 ? "and \(rest) more\n" : "")
    }
}
