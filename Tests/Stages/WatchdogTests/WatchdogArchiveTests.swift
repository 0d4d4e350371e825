import Git
import Ledger
import Model
import Ports
import TestSupport
import Testing

@testable import Watchdog

/// The watchdog follows the ledger into its archives by a reading of its own.
@Suite struct WatchdogArchiveTests {
    private static let later = WatchdogWorld.now.adding(seconds: 86_400)
    private static let reference = "refs/trimtab/archive/ledger/2026-11-18"

    /// A merge, with a spend of the day before; the days before `day` are archived.
    private func archived(
        _ hours: Double? = nil, before day: String = "2026-11-18"
    ) async throws -> WatchdogWorld {
        let world = try WatchdogWorld()
        var course = Course()
        course.earlier = [
            WatchdogTests.spent(hours ?? 30, "ffff", service: hours == nil ? "prod/other" : "prod/checkout")
        ]
        if hours == nil {
            course.earlier[0].target = "kubernetes::prod:Deployment/other/app:resources.limits.memory"
        }
        try await world.merge(course)
        _ = try await world.store.archive(before: day, by: "ada", at: Self.later)
        return world
    }

    @Test(arguments: ["2026-11-18", "2026-11-19"]) func aSoundMergeIsSilent(_ day: String) async throws {
        let world = try await archived(before: day)
        #expect(try await world.examine().findings == [])
    }

    /// What was spent before the archive counts after it.
    @Test(arguments: ["2026-11-18", "2026-11-19"]) func budgetsAreCountedAcross(_ day: String) async throws {
        let world = try await archived(20, before: day)
        #expect(try await world.examine().violations.map(\.rule) == [.overBudget])
    }

    /// The tip that was seen before the archive is history, and what follows it is read.
    @Test func theTipSeenBeforeIsFollowed() async throws {
        let world = try WatchdogWorld()
        try await world.store.append([WatchdogTests.before(.finding, 30)])
        let seen = try await world.ledgerTip
        try await world.merge()
        _ = try await world.store.archive(before: "2026-11-18", by: "ada", at: Self.later)
        #expect(try await world.examine(known: seen).findings == [])
        let whole = try await world.ledgerTip
        #expect(try await world.examine(known: whole).findings == [])
        try await world.commit(
            LedgerStore.reference, on: whole, ["events/2026/11/2026-11-18.jsonl": ""], "ledger: x\n")
        #expect(try await world.examine(known: seen).violations.contains { $0.rule == .ledgerBroken })
    }

    /// A history that was changed before it was archived is still looked at by who has not seen it whole.
    @Test func aChangeInsideAnArchiveIsSeen() async throws {
        let world = try WatchdogWorld()
        try await world.store.append([WatchdogTests.before(.finding, 30)])
        let tip = try await world.ledgerTip
        try await world.commit(LedgerStore.reference, on: tip, ["events/2026/11/2026-11-17.jsonl": ""], "x\n")
        try await world.merge()
        _ = try await world.store.archive(before: "2026-11-18", by: "ada", at: Self.later)
        #expect(try await world.examine().violations.map(\.rule) == [.ledgerBroken])
    }

    @Test func anArchiveThatIsGone() async throws {
        let world = try await archived()
        try world.origin.git("update-ref", "-d", Self.reference)
        let found = try await world.examine().violations
        #expect(found.contains { $0.rule == .ledgerBroken && $0.place == Self.reference }, "\(found)")
    }

    @Test func anotherArchiveThanTheLedgerNames() async throws {
        let world = try await archived()
        try world.origin.git("update-ref", Self.reference, "\(Self.reference)~1")
        #expect(try await world.examine().violations.map(\.place) == [Self.reference])
    }

    /// A ledger that begins anew without a day that the archive does not count is broken.
    @Test func aDayBetweenTwoPartsIsMissed() async throws {
        let world = try await archived()
        let tip = try await world.ledgerTip
        let name = try #require(try await world.git.read("archive.json", at: tip))
        let forged = try await world.git.makeCommit(
            CommitDraft(
                base: nil, changes: ["archive.json": .write(name)], message: "x\n",
                author: CommitIdentity(name: "Eve", email: "eve@example.com", time: WatchdogWorld.now)))
        try world.origin.git("update-ref", LedgerStore.reference, forged.rawValue)
        let found = try await world.examine().violations
        #expect(found.contains { $0.rule == .ledgerBroken && $0.message.contains("2026-11-18.jsonl") })
    }

    /// One that goes on with a part of such a day is broken as well.
    @Test func aDayThatWasShortenedIsMissed() async throws {
        let world = try await archived()
        let tip = try await world.ledgerTip
        let day = "events/2026/11/2026-11-18.jsonl"
        let name = try #require(try await world.git.read("archive.json", at: tip))
        let lines = try #require(try await world.git.read(day, at: tip)).split(separator: 0x0A)
        // The first line stood in the archive's copy of the day too.
        let rest = Array(lines.dropFirst().joined(separator: [0x0A])) + [0x0A]
        let forged = try await world.git.makeCommit(
            CommitDraft(
                base: nil, changes: ["archive.json": .write(name), day: .write(rest)], message: "x\n",
                author: CommitIdentity(name: "Eve", email: "eve@example.com", time: WatchdogWorld.now)))
        try world.origin.git("update-ref", LedgerStore.reference, forged.rawValue)
        let found = try await world.examine().violations
        #expect(
            found.contains {
                $0.rule == .ledgerBroken && $0.message.contains("has not all that it has in \(day)")
            },
            "\(found)")
    }

    @Test func aNameThatIsNoArchive() async throws {
        let world = try await archived()
        let tip = try await world.ledgerTip
        try await world.commit(LedgerStore.reference, on: tip, ["archive.json": "{}"], "x\n")
        let found = try await world.examine().violations
        #expect(found.contains { $0.rule == .ledgerBroken && $0.message.contains("cannot be read") })
    }
}
