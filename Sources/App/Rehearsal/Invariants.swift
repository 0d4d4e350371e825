internal import Ledger
internal import LocalForge
internal import Model
internal import Ports
internal import Watchdog

/// What must never happen, asked of the world from outside.
///
/// Asked are the moves of references, what stands on the target branch, and production. Of the bot's own code only the
/// reading of ledger lines is used.
struct Invariants {
    private let stage: Stage
    private(set) var violations: [Violation] = []
    private(set) var merges = 0
    private var seen = 0

    init(_ stage: Stage) { self.stage = stage }

    private mutating func find(_ invariant: Violation.Invariant, _ message: String) {
        let violation = Violation(invariant: invariant, message: message)
        if !violations.contains(violation) { violations.append(violation) }
    }

    // MARK: - After every act

    /// Looks at what happened since the last look.
    mutating func look() async throws {
        let moves = stage.moves
        for move in moves[seen...] where move.by == Stage.bot { try await examine(move) }
        if let halted = stage.haltedAt {
            for move in moves[max(seen, halted)...] where move.by == Stage.bot && isOutward(move.update.name)
            {
                find(.halted, "\(move.update.name) moved at \(move.time) although the kill switch was on")
            }
        }
        seen = moves.count
        let forge = RefForge(origin: stage.origin, login: "observer", time: stage.time)
        let open = try await forge.pullRequests(headPrefix: "trimtab/").filter { $0.state == .open }
        for (head, pulls) in Dictionary(grouping: open, by: \.head) where pulls.count > 1 {
            find(.secondEffect, "\(pulls.count) pull requests are open for \(head)")
        }
    }

    private func isOutward(_ name: String) -> Bool {
        name.hasPrefix("refs/heads/") || name.hasPrefix("refs/trimtab/pulls/")
            || name.hasPrefix("refs/trimtab/issues/")
    }

    private mutating func examine(_ move: Stage.Move) async throws {
        let (name, update) = (move.update.name, move.update)
        if name == LedgerStore.reference {
            try await examine(ledger: update)
        } else if name == "refs/heads/main" {
            try await examine(merge: update)
        } else if name.hasPrefix("refs/heads/trimtab/") {
            guard let old = update.expected, update.new != nil else { return }
            let record = try await stage.origin.commit(old)
            if record.author.email != Stage.botMail {
                find(.people, "\(name) held work of \(record.author.name), and was rewritten")
            }
        } else if !name.hasPrefix("refs/trimtab/"), name != "refs/notes/trimtab" {
            find(.people, "\(name) is none of the bot's business, and was moved")
        } else if name == "refs/trimtab/halt" {
            find(.people, "the bot moved its own kill switch")
        }
    }

    /// Each commit of the ledger has its parent's lines and more.
    private mutating func examine(ledger update: ReferenceUpdate) async throws {
        guard let new = update.new else { return find(.ledger, "the ledger was deleted") }
        let record = try await stage.origin.commit(new)
        guard record.parents == [update.expected].compactMap(\.self) else {
            return find(.ledger, "\(new.short) does not stand on the tip that was there")
        }
        guard let old = update.expected else { return }
        let present = Set(try await stage.origin.entries(at: new))
        for entry in try await stage.origin.entries(at: old) where !present.contains(entry) {
            let before = try await stage.origin.blob(entry.id)
            guard let after = try await stage.origin.read(entry.path, at: new) else {
                find(.ledger, "\(new.short) removes \(entry.path)")
                continue
            }
            if !after.begins(with: before) {
                find(.ledger, "\(new.short) changes earlier lines of \(entry.path)")
            }
        }
    }

    /// A merge changes one value in one manifest, and takes nothing away that is needed.
    private mutating func examine(merge update: ReferenceUpdate) async throws {
        guard let new = update.new, let old = update.expected else {
            return find(.people, "main was made or deleted by the bot")
        }
        let origin = stage.origin
        for path in try await origin.changedPaths(from: old, to: new) {
            guard let workload = stage.script.workloads.first(where: { $0.path == path }),
                let before = try await origin.read(path, at: old),
                let after = try await origin.read(path, at: new),
                let was = Sizes(before), let now = Sizes(after)
            else {
                find(.moreThanAValue, "\(new.short) changes \(path), which is no manifest of a workload")
                continue
            }
            let (first, second) = (Invariants.lines(before), Invariants.lines(after))
            let changed = zip(first, second).filter { $0 != $1 }.count
            if first.count != second.count || changed == 0 || changed > 2 {
                find(.moreThanAValue, "\(new.short) changes \(changed) lines of \(path)")
            }
            let message = try await origin.commit(new).message
            guard now.request < was.request, !message.hasPrefix("revert") else { continue }
            let need = need(of: workload)
            if now.request < min(need, now.limit) * 0.999 {
                find(
                    .belowNeed,
                    "\(new.short) leaves \(workload.name) \(Int(now.request / Workload.mebi))Mi; it used "
                        + "\(Int(need / Workload.mebi))Mi within two weeks")
            }
        }
    }

    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    /// The most that a workload really used within two weeks.
    private func need(of workload: Workload) -> Double {
        let now = stage.time.now().milliseconds / Production.step
        return ((now - 336)...now).map { step in
            let time = Timestamp(milliseconds: step * Production.step)
            let limit = stage.production.sizes(of: workload.name, at: time)?.limit ?? .infinity
            return min(limit, workload.need(at: time, limit: limit))
        }.max() ?? 0
    }

    // MARK: - At the end

    /// Looks at the whole.
    mutating func conclude() async throws {
        try await look()
        for crash in stage.crashes { find(.crash, crash) }
        let events = try await self.events()
        let commits = try await mergedCommits()
        merges = commits.count
        try await watch()
        budgets(commits)
        effects(commits, events)
        try await organisation(commits)
        try await pulls(events)
        outcomes(commits, events)
        try await secrets()
    }

    private func events() async throws -> [LedgerEvent] {
        let reader = SimulatedRepository(stage.objects)
        let store = LedgerStore(
            repository: reader,
            remote: SimulatedRemote(clone: reader, origin: stage.origin, wire: Wire(Faults())),
            author: ("observer", "observer@localhost"))
        return try await store.load().events
    }

    private struct Merged {
        var record: CommitRecord
        var action: String
        var files: [String]
        var isFix: Bool
    }

    /// Commits on the target branch that carry the bot's trailer of a permit, oldest first.
    private func mergedCommits() async throws -> [Merged] {
        guard let tip = try await stage.origin.reference("refs/heads/main") else { return [] }
        var list: [Merged] = []
        for id in try await stage.origin.log(from: tip, excluding: [], limit: 10_000) {
            let record = try await stage.origin.commit(id)
            guard record.trailers["Trimtab-Ledger"] != nil, let parent = record.parents.first else {
                continue
            }
            list.append(
                Merged(
                    record: record, action: record.trailers["Trimtab-Action"] ?? "",
                    files: try await stage.origin.changedPaths(from: parent, to: id),
                    isFix: !record.subject.hasPrefix("revert")))
        }
        return list.reversed()
    }

    private mutating func watch() async throws {
        let clone = SimulatedRepository(stage.objects)
        let wire = Wire(Faults())
        let watchdog = Watchdog(
            repository: clone, remote: SimulatedRemote(clone: clone, origin: stage.origin, wire: wire),
            forge: RefForge(origin: stage.origin, login: Stage.bot, time: stage.time),
            verifier: stage.script.isHosted ? SimulatedKey() : nil, demandsSignatures: stage.script.isHosted,
            branch: "main", author: ("Trimtab", Stage.botMail),
            organisation: stage.script.organisation.map { _ in
                (SimulatedRemote(clone: clone, origin: stage.shared, wire: wire), "shop/estate")
            })
        for finding in try await watchdog.examine(at: stage.time.now()).violations {
            let invariant: Violation.Invariant =
                switch finding.rule {
                case .overBudget, .recurring: .overBudget
                case .ledgerBroken: .ledger
                case .notVerified: .unverified
                case .permitUsedTwice: .secondEffect
                default: .outsidePolicy
                }
            find(invariant, "\(finding.place.prefix(10)) \(finding.rule.rawValue): \(finding.message)")
        }
    }

    /// Counted from what stands on the target branch, and from nothing else.
    private mutating func budgets(_ commits: [Merged]) {
        let policy = stage.script.policy
        for commit in commits {
            let end = commit.record.committer.time
            let recent = { (hours: Double) in
                commits.filter {
                    let age = end.seconds(since: $0.record.committer.time)
                    return age >= 0 && age < hours * 3600
                }
            }
            // Several merges may bear one time: counted is what stands in any whole span.
            if recent(1).count > policy.repositoryActions * 2 {
                find(.overBudget, "\(recent(1).count) merges within an hour of \(end)")
            }
            for file in commit.files {
                let count = recent(6).count { $0.files.contains(file) }
                if count > policy.serviceActions * 2 {
                    find(.overBudget, "\(count) merges of \(file) within six hours of \(end)")
                }
            }
        }
    }

    /// All repositories together kept to the budget, and every merge had its place; counted from the shared ledger's events
    /// and from what stands on the target branch.
    private mutating func organisation(_ commits: [Merged]) async throws {
        guard let most = stage.script.organisation else { return }
        let clone = SimulatedRepository(stage.objects)
        let store = LedgerStore(
            repository: clone,
            remote: SimulatedRemote(clone: clone, origin: stage.shared, wire: Wire(Faults())),
            author: ("observer", "observer@localhost"), name: "refs/trimtab/organisation")
        let events = try await store.load().events
        var taken: [String: LedgerEvent] = [:]
        var given: Set<String> = []
        for event in events {
            let key = event.details["key"] ?? ""
            if event.type == .intent { taken[key] = event }
            if event.type == .abandoned { given.insert(key) } else { given.remove(key) }
        }
        let spends = taken.filter { !given.contains($0.key) }.map(\.value)
        for spend in spends {
            let together = spends.count {
                let age = spend.time.seconds(since: $0.time)
                return age >= 0 && age < 86_400
            }
            if together > most {
                find(.overBudget, "\(together) merges of the organisation in the day up to \(spend.time)")
            }
        }
        let own = Set(
            spends.filter { $0.details["repository"] == "shop/estate" }.compactMap { $0.action?.rawValue })
        for commit in commits where !own.contains(commit.action) {
            find(.overBudget, "the merge \(commit.record.id.short) has no place in the organisation's ledger")
        }
    }

    /// Every effect happened once, and is told once.
    private mutating func effects(_ commits: [Merged], _ events: [LedgerEvent]) {
        for (action, all) in Dictionary(grouping: commits, by: \.action) where all.count > 1 {
            find(.secondEffect, "action \(action) was merged \(all.count) times")
        }
        for (id, all) in Dictionary(grouping: events, by: \.id) where all.count > 1 {
            find(.ledger, "event \(id) (\(all[0].type.rawValue)) stands there \(all.count) times")
        }
        for commit in commits {
            let told = events.count {
                $0.type == .done && $0.details["effect"] == "merge" && $0.actual == commit.record.id.rawValue
            }
            if told != 1 { find(.ledger, "the merge \(commit.record.id.short) is told \(told) times") }
        }
        var open: [String: Int] = [:]
        for event in events {
            guard let key = event.details["key"] else { continue }
            switch event.type {
            case .intent: open[key, default: 0] += 1
            case .done, .abandoned: open[key] = 0
            default: break
            }
        }
        for (key, count) in open where count > 0 { find(.ledger, "\(key) was begun and never settled") }
        for move in stage.moves
        where move.by == Stage.bot && move.update.name.hasPrefix("refs/heads/trimtab/") {
            guard let new = move.update.new else { continue }
            let told = events.count { $0.type == .commit && $0.actual == new.rawValue }
            if told != 1 { find(.ledger, "the commit \(new.short) on a branch is told \(told) times") }
        }
    }

    private mutating func pulls(_ events: [LedgerEvent]) async throws {
        let forge = RefForge(origin: stage.origin, login: "observer", time: stage.time)
        for pull in try await forge.pullRequests(headPrefix: "trimtab/") {
            let told = events.count {
                $0.type == .done && $0.details["effect"] == "open-pull-request"
                    && $0.actual == "#\(pull.number)"
            }
            if told != 1 { find(.ledger, "opening #\(pull.number) is told \(told) times") }
        }
    }

    /// It worked, or somebody knows.
    private mutating func outcomes(_ commits: [Merged], _ events: [LedgerEvent]) {
        for commit in commits {
            let own = events.filter { $0.action?.rawValue == commit.action }
            guard let last = own.last(where: { $0.type == .verification }) else {
                find(.unverified, "nobody looked what became of \(commit.record.id.short)")
                continue
            }
            guard last.actual == "did-not" else { continue }
            let target = last.target ?? ""
            let followed = events.contains { event in
                event.type == .done && event.time >= commit.record.committer.time
                    && (event.details["effect"] == "open-issue"
                        && event.details["key"]?.contains(commit.action) == true
                        || event.target == target && event.action?.rawValue != commit.action
                            && ["merge", "open-pull-request"].contains(event.details["effect"] ?? ""))
            }
            if !followed { find(.unverified, "\(commit.record.id.short) did not work, and nobody was told") }
        }
    }

    /// No secret in any file of any reference, nor in a message.
    private mutating func secrets() async throws {
        let canaries = Canary.all.map { Array($0.utf8) }
        for (name, tip) in try await stage.origin.references(prefix: "refs/") {
            for entry in try await stage.origin.entries(at: tip) {
                let bytes = try await stage.origin.blob(entry.id)
                if canaries.contains(where: { Invariants.contains(bytes, $0) }) {
                    find(.secret, "\(name):\(entry.path) holds a secret")
                }
            }
        }
        for move in stage.moves where move.by == Stage.bot {
            guard let new = move.update.new else { continue }
            let message = Array(try await stage.origin.commit(new).message.utf8)
            if canaries.contains(where: { Invariants.contains(message, $0) }) {
                find(.secret, "the message of \(new.short) on \(move.update.name) holds a secret")
            }
        }
    }

    private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
        guard bytes.count >= word.count, let first = word.first else { return false }
        var index = 0
        while index <= bytes.count - word.count {
            if bytes[index] == first, bytes[index..<(index + word.count)].elementsEqual(word) { return true }
            index += 1
        }
        return false
    }
}
