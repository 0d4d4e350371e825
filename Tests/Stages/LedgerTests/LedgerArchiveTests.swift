import Diagnostics
import Git
import Ledger
import Model
import Ports
import Synchronization
import TestSupport
import Testing

/// Old days move to references of their own, nothing is lost on the way, and whatever is missing is found.
struct LedgerArchiveTests {
    private static let day = 86_400.0
    private static let merge = ["key": "merge #1", "effect": "merge"]
    private static let now = LedgerWorld.now.adding(seconds: 9 * day)
    private static let reference = "refs/trimtab/archive/ledger/2025-11-22"

    /// Three days: a merge with all that belongs to it, a hold, and a second merge.
    private func threeDays() async throws -> LedgerWorld {
        let world = try LedgerWorld()
        let store = try world.store()
        let second = ["key": "merge #2", "effect": "merge"]
        try await store.append([
            event(
                .permit, action: "0123456789abcdef", target: "web", service: "shop", category: "memory",
                Self.merge), event(.intent, target: "web", Self.merge),
        ])
        try await store.append([
            event(.done, at: 1, action: "0123456789abcdef", target: "web", category: "memory", Self.merge),
            event(.hold, at: Self.day, target: "api", actual: "mine", actor: "ada"),
        ])
        try await store.append([
            event(
                .permit, at: 2 * Self.day, action: "1123456789abcdef", target: "db", service: "shop",
                category: "memory", second), event(.intent, at: 2 * Self.day, target: "db", second),
            event(
                .done, at: 2 * Self.day + 1, action: "1123456789abcdef", target: "db", category: "memory",
                second),
        ])
        return world
    }

    @discardableResult
    private func archive(
        _ world: LedgerWorld, before day: String = "2025-11-22", remote: (any Remote) -> any Remote = { $0 }
    ) async throws -> (archive: LedgerArchive, events: Int)? {
        try await world.store(remote: remote).archive(before: day, by: "ada", at: Self.now)
    }

    private func faults(_ world: LedgerWorld, lastSeen: ObjectID? = nil) async throws -> [LedgerFault] {
        try await world.audit().faults(branchTip: nil, lastSeen: lastSeen)
    }

    @Test func whatIsArchivedIsStillRead() async throws {
        let world = try await threeDays()
        let (before, tip) = (try await world.store().load(), try world.tip())
        let done = try #require(try await archive(world))
        #expect(done.archive.reference == Self.reference && done.archive.tip == tip && done.events == 4)
        // The ledger is one commit with the day that stayed, and the word of whoever did it.
        #expect(try world.origin.git("rev-list", "--count", LedgerStore.reference) == "1")
        #expect(
            try world.origin.git("ls-tree", "-r", "--name-only", LedgerStore.reference).split(separator: "\n")
                == ["archive.json", "events/2025/11/2025-11-22.jsonl", "events/2025/11/2025-11-29.jsonl"])
        #expect(try world.origin.git("rev-parse", Self.reference) == tip.rawValue)
        let after = try await world.store().load()
        #expect(Array(after.entries.dropLast()) == before.entries)
        #expect(after.events.last?.type == .archive && after.events.last?.actor == "ada")
        #expect(try await faults(world, lastSeen: tip) == [])
        try world.origin.git("fsck", "--strict")
    }

    /// What budgets, holds and the ladder are computed from is the same before and after.
    @Test func factsSeeAcrossArchives() async throws {
        let world = try await threeDays()
        let builder = FactsBuilder(trustsUnsigned: true)
        var before = builder.facts(of: try await world.store().load())
        try await archive(world)
        try await archive(world, before: "2025-11-23")
        var after = builder.facts(of: try await world.store().load())
        (before.tip, after.tip) = (nil, nil)
        #expect(before == after)
        #expect(after.spends.count == 2 && after.holds.count == 1 && after.records["memory"]?.merged == 2)
    }

    @Test func archivesFollowArchives() async throws {
        let world = try await threeDays()
        let tips = [try world.tip()]
        try await archive(world, before: "2025-11-21")
        try await world.store().append([event(.hold, at: 3 * Self.day, target: "late", actor: "ada")])
        let middle = try world.tip()
        try await archive(world, before: "2025-11-23")
        let snapshot = try await world.store().load()
        #expect(snapshot.archives.map(\.before) == ["2025-11-23", "2025-11-21"])
        #expect(
            snapshot.events.map(\.type) == [
                .permit, .intent, .done, .hold, .permit, .intent, .done, .hold,
                .archive, .archive,
            ])
        #expect(snapshot.openIntents.isEmpty)
        for seen in tips + [middle] { #expect(try await faults(world, lastSeen: seen) == []) }
        #expect(try await archive(world, before: "2025-11-23") == nil)
        #expect(try await archive(world, before: "2025-11-20") == nil)
    }

    /// An event of an archived day stands in the first day that stayed: what is archived never changes.
    @Test func whatComesLateStandsInTheFirstDayThatStayed() async throws {
        let world = try await threeDays()
        try await archive(world)
        let late = event(.hold, at: 5, target: "late", actor: "ada")
        let snapshot = try await world.store().append([late])
        #expect(snapshot.entries.first { $0.event == late }?.file == "events/2025/11/2025-11-22.jsonl")
        #expect(try await world.store().load().events == snapshot.events)
        #expect(try await faults(world) == [])
    }

    @Test(arguments: ["2025-11-31", "2025-12-01", "22.11.2025", "2025-11-22T00:00:00Z", ""])
    func refuses(_ day: String) async throws {
        let world = try await threeDays()
        let tip = try world.tip()
        await expectFailure(.badInput, saying: "`\(day)`") { try await archive(world, before: day) }
        #expect(try world.tip() == tip)
    }

    // MARK: - What is wrong

    @Test func findsAMissingArchive() async throws {
        let world = try await threeDays()
        try await archive(world)
        try world.origin.git("update-ref", "-d", Self.reference)
        await expectFailure(.ledgerArchive, saying: Self.reference, "does not have it") {
            _ = try await world.store().load()
        }
        await expectFailure(.ledgerArchive) { try await world.store().append([event(.hold, target: "x")]) }
        #expect(try await faults(world).map(\.place) == ["reading \(Self.reference)"])
    }

    @Test func findsAnotherArchive() async throws {
        let world = try await threeDays()
        try await archive(world)
        try world.origin.git("update-ref", Self.reference, "\(Self.reference)~1")
        await expectFailure(.ledgerArchive, saying: "the ledger names") { _ = try await world.store().load() }
        #expect(try await faults(world).map(\.place) == ["reading \(Self.reference)"])
    }

    /// A store that has read the ledger looks at its archives each time, not only when the tip moved.
    @Test func anArchiveThatVanishesIsSeenByWhoHasReadIt() async throws {
        let world = try await threeDays()
        try await archive(world)
        let store = try world.store()
        _ = try await store.load()
        try world.origin.git("update-ref", "-d", Self.reference)
        await expectFailure(.ledgerArchive) { _ = try await store.load() }
    }

    /// Naming a later day, or leaving a day out, would let events go: neither is read.
    @Test(arguments: ["2025-11-23", "2025-11-22"]) func nothingGoesBetweenTwoParts(_ day: String) async throws
    {
        let world = try await threeDays()
        let tip = try world.tip()
        try world.origin.git("update-ref", Self.reference, tip.rawValue)
        var archive = LedgerArchive(of: LedgerStore.reference, at: tip, before: day)
        archive.reference = Self.reference
        try await world.tamper(
            [
                "archive.json": String(decoding: try CanonicalJSON.encode(archive), as: UTF8.self),
                firstFile: nil, "events/2025/11/2025-11-21.jsonl": nil,
                "events/2025/11/2025-11-22.jsonl": day == "2025-11-22" ? nil : "{}",
            ], onto: [])
        await expectFailure(
            .ledgerArchive, saying: day == "2025-11-22" ? "are missing from" : "is older than 2025-11-23"
        ) { _ = try await world.store().load() }
    }

    @Test func findsAnArchiveThatNobodyTold() async throws {
        let world = try await threeDays()
        let tip = try world.tip()
        try world.origin.git("update-ref", Self.reference, tip.rawValue)
        let archive = LedgerArchive(of: LedgerStore.reference, at: tip, before: "2025-11-22")
        try await world.tamper(
            [
                "archive.json": String(decoding: try CanonicalJSON.encode(archive), as: UTF8.self),
                firstFile: nil, "events/2025/11/2025-11-21.jsonl": nil,
            ], onto: [])
        #expect(
            try await faults(world) == [
                LedgerFault(Self.reference, "no event says who archived the days before 2025-11-22")
            ])
    }

    /// The name of an archive comes with the first commit of a history, and no later one changes it.
    @Test func findsANameThatWasChanged() async throws {
        let world = try await threeDays()
        try await archive(world)
        let text = try await world.text("archive.json")
        let commit = try await world.tamper(["archive.json": text + "\n"])
        #expect(
            try await faults(world).contains(
                LedgerFault(commit.rawValue, "names another archive than the commit before it")))
    }

    /// Lines that were changed before they were archived are still found.
    @Test func findsAChangeInsideAnArchive() async throws {
        let world = try await threeDays()
        let text = try await world.text(firstFile)
        let commit = try await world.tamper([firstFile: text.replacing("\"web\"", with: "\"api\"")])
        try await archive(world)
        #expect(
            try await faults(world).contains(
                LedgerFault(commit.rawValue, "changes or removes earlier lines of \(firstFile)")))
    }

    /// A ledger rolled back to before its archive is not the one that was seen.
    @Test func findsALedgerThatWasRolledBack() async throws {
        let world = try await threeDays()
        let old = try world.tip()
        try await archive(world)
        let seen = try world.tip()
        try world.origin.git("update-ref", LedgerStore.reference, old.rawValue)
        #expect(try await faults(world, lastSeen: seen).map(\.place) == [old.rawValue])
    }

    // MARK: - Races and kills

    @Test func writersAndArchivistsLoseNothing() async throws {
        let world = try await threeDays()
        let before = try await world.store().load().events
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                let store = try world.store()
                group.addTask {
                    for round in 0..<6 {
                        try await store.append([
                            event(.finding, at: Double(round) * Self.day, target: "\(writer)/\(round)")
                        ])
                    }
                }
            }
            for day in ["2025-11-21", "2025-11-22", "2025-11-23"] {
                for _ in 0..<2 {
                    let store = try world.store()
                    group.addTask { _ = try await store.archive(before: day, by: "ada", at: Self.now) }
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try await world.store().load()
        var wanted: [String] = []
        for writer in 0..<4 { for round in 0..<6 { wanted.append("\(writer)/\(round)") } }
        #expect(snapshot.events.filter { $0.type == .finding }.compactMap(\.target).sorted() == wanted)
        #expect(snapshot.events.filter { $0.type != .finding && $0.type != .archive }.count == before.count)
        #expect(snapshot.archives.first?.before == "2025-11-23")
        #expect(snapshot.events.count { $0.type == .archive } == snapshot.archives.count)
        #expect(try await faults(world) == [])
    }

    /// Between the two pushes stands a reference that nobody needs; the next attempt moves it on, also past new events.
    @Test(arguments: [0, 1]) func aKillLeavesEitherState(_ pushes: Int) async throws {
        let world = try await threeDays()
        let tip = try world.tip()
        await #expect(throws: DyingRemote.Killed.self) {
            try await archive(world, remote: { DyingRemote($0, after: pushes) })
        }
        #expect(try world.tip() == tip)
        #expect(try await faults(world, lastSeen: tip) == [])
        try await world.store().append([event(.hold, at: 3 * Self.day, target: "later", actor: "ada")])
        let moved = try world.tip()
        #expect(try await archive(world)?.archive.tip == moved)
        #expect(try world.origin.git("rev-parse", Self.reference) == moved.rawValue)
        #expect(try await world.store().load().events.count == 9)
        #expect(try await faults(world, lastSeen: tip) == [])
    }

    /// A reference of that name that has something else is left alone, and the archive gets a number.
    @Test func aForeignReferenceIsNotMoved() async throws {
        let world = try await threeDays()
        let foreign = try await world.tamper(["x": "y"], onto: [])
        let tip = try world.tip()
        try world.origin.git("update-ref", Self.reference, foreign.rawValue)
        try world.origin.git("update-ref", LedgerStore.reference, "\(tip.rawValue)")
        let other = try await world.tamper(["z": "y"], onto: [])
        let done = try #require(try await archive(world))
        #expect(done.archive.reference == Self.reference + "_0002" && done.archive.tip == other)
        #expect(try await faults(world, lastSeen: other) == [])
        #expect(try world.origin.git("rev-parse", Self.reference) == foreign.rawValue)
    }

    /// The ledger is replaced only where another reference of the remote keeps what it had.
    @Test func nothingIsReplacedThatIsNotKept() async throws {
        let world = try await threeDays()
        let tip = try world.tip()
        let repository = try world.repository()
        let commit = try await repository.makeCommit(
            CommitDraft(
                base: nil, changes: [:], message: "x\n",
                author: CommitIdentity(name: "Eve", email: "eve@example.com", time: LedgerWorld.now)))
        let remote = try GitRemote(url: world.origin.path, of: repository)
        try world.origin.git("update-ref", "refs/trimtab/archive/older", "\(tip.rawValue)~1")
        for keeper in [nil, "refs/trimtab/archive/none", "refs/trimtab/archive/older", LedgerStore.reference]
        {
            let refused = try await remote.push([
                ReferenceUpdate(LedgerStore.reference, to: commit, expecting: tip, keptBy: keeper)
            ])
            #expect(refused[LedgerStore.reference]?.code == .conflict)
            #expect(try world.tip() == tip)
        }
    }
}

/// A remote that dies before its n-th push.
final class DyingRemote: Remote {
    struct Killed: Error {}

    private let base: any Remote
    private let left: Mutex<Int>

    init(_ base: any Remote, after pushes: Int) {
        self.base = base
        left = Mutex(pushes)
    }

    func references() async throws -> [String: ObjectID] { try await base.references() }
    func fetch(_ refspecs: [String]) async throws { try await base.fetch(refspecs) }
    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        let isAlive = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard isAlive else { throw Killed() }
        return try await base.push(updates)
    }
}
