import Git
import Ledger
import Model
import Ports
import TestSupport
import Testing

/// What `ledger verify` must find; every fault is made on purpose.
struct LedgerAuditTests {
    private static let merge = ["key": "merge #1", "effect": "merge"]

    /// A ledger in order: a permit, its intent and its outcome.
    private func whole() async throws -> LedgerWorld {
        let world = try LedgerWorld()
        let store = try world.store()
        try await store.append([
            event(.permit, action: "0123456789abcdef", target: "web", category: "memory", Self.merge),
            event(.intent, target: "web", Self.merge),
        ])
        try await store.append([event(.done, at: 1, target: "web", Self.merge)])
        return world
    }

    private func faults(
        _ world: LedgerWorld, branch: ObjectID? = nil, lastSeen: ObjectID? = nil, signatures: Bool = false
    ) async throws -> [LedgerFault] {
        try await world.audit(demandsSignatures: signatures).faults(branchTip: branch, lastSeen: lastSeen)
    }

    @Test func aLedgerInOrderHasNoFault() async throws {
        let world = try await whole()
        let early = try world.origin.git("rev-parse", "\(LedgerStore.reference)~1")
        #expect(try await faults(world, lastSeen: ObjectID(rawValue: early)).isEmpty)
        #expect(try await faults(world, lastSeen: world.tip()).isEmpty)
        #expect(try await faults(LedgerWorld()).isEmpty)
    }

    @Test func findsAChangedLine() async throws {
        let world = try await whole()
        let text = try await world.text(firstFile)
        let commit = try await world.tamper([firstFile: text.replacing("\"web\"", with: "\"api\"")])
        let found = try await faults(world)
        #expect(found == [LedgerFault(commit.rawValue, "changes or removes earlier lines of \(firstFile)")])
    }

    @Test func findsARemovedLine() async throws {
        let world = try await whole()
        let lines = try await world.text(firstFile).split(separator: "\n")
        let commit = try await world.tamper([firstFile: lines.dropLast().joined(separator: "\n") + "\n"])
        #expect(
            try await faults(world).contains(
                LedgerFault(commit.rawValue, "changes or removes earlier lines of \(firstFile)")))
    }

    @Test func findsARemovedFile() async throws {
        let world = try await whole()
        let commit = try await world.tamper([firstFile: nil, "x": "y"])
        #expect(
            try await faults(world).contains(
                LedgerFault(commit.rawValue, "changes or removes earlier lines of \(firstFile)")))
    }

    /// Tampering is found however much was appended since, also when it was undone.
    @Test func findsAnUndoneChange() async throws {
        let world = try await whole()
        let text = try await world.text(firstFile)
        let first = try await world.tamper([firstFile: ""])
        let second = try await world.tamper([firstFile: text])
        try await world.store().append([event(.finding, at: 9)])
        let places = try await faults(world).map(\.place)
        #expect(places.contains(first.rawValue) && !places.contains(second.rawValue))
    }

    @Test func findsSeveralParents() async throws {
        let world = try await whole()
        let tip = try world.tip()
        let side = ObjectID(rawValue: try world.origin.git("rev-parse", "\(LedgerStore.reference)~1"))
        let commit = try await world.tamper(["x": "y"], onto: [tip, side])
        #expect(try await faults(world) == [LedgerFault(commit.rawValue, "has several parents")])
    }

    /// A rewritten ledger may be whole in itself; only who remembers the old tip sees it.
    @Test func findsARewrittenHistory() async throws {
        let world = try await whole()
        let seen = try world.tip()
        try world.origin.git("update-ref", LedgerStore.reference, "\(LedgerStore.reference)~1")
        try await world.store().append([event(.done, at: 2, target: "web", Self.merge)])
        #expect(try await faults(world).isEmpty)
        let found = try await faults(world, lastSeen: seen)
        #expect(found.count == 1 && found[0].message.contains(seen.rawValue))
        // A tip that nobody here has cannot have been seen by an honest ledger either.
        let unknown = ObjectID(rawValue: String(repeating: "a", count: 40))
        #expect(try await faults(world, lastSeen: unknown).count == 1)
    }

    @Test func findsALedgerThatIsGone() async throws {
        let world = try await whole()
        let seen = try world.tip()
        try world.origin.git("update-ref", "-d", LedgerStore.reference)
        let found = try await faults(world, lastSeen: seen)
        #expect(found.map(\.place) == [seen.rawValue] && found[0].message.contains("gone"))
    }

    @Test func findsUnsignedEventsWhereSignaturesAreDemanded() async throws {
        let world = try await whole()
        #expect(
            try await faults(world, signatures: true).map(\.place) == [
                "\(firstFile):1", "\(firstFile):2", "\(firstFile):3",
            ])
    }

    @Test func findsAnOpenIntent() async throws {
        let world = try await whole()
        try await world.store().append([event(.intent, at: 2, ["key": "push x", "effect": "push"])])
        let found = try await faults(world)
        #expect(found.count == 1 && found[0].place.hasPrefix("intent "))
        #expect(found[0].message.contains("push x"))
    }

    @Test func findsAPermitWithoutOutcome() async throws {
        let world = try await whole()
        try await world.store().append([event(.permit, at: 2, action: "b2", ["key": "merge #2"])])
        let found = try await faults(world)
        #expect(
            found.count == 1 && found[0].place.hasPrefix("permit ") && found[0].message.contains("merge #2"))
    }

    /// The outcome of an earlier permit does not count for one that was given again.
    @Test func findsASecondPermitWithoutOutcome() async throws {
        let world = try await whole()
        try await world.store().append([event(.permit, at: 2, action: "b2", Self.merge)])
        #expect(try await faults(world).map(\.message) == ["merge #1 has no outcome"])
    }

    // Commits on the target branch

    private func branch(_ world: LedgerWorld, _ messages: [String]) async throws -> ObjectID? {
        let repository = try world.repository()
        var tip: ObjectID?
        for (index, message) in messages.enumerated() {
            tip = try await repository.makeCommit(
                CommitDraft(
                    base: tip, changes: ["f": .write([UInt8(index)])], message: message,
                    author: CommitIdentity(name: "x", email: "x@example.com", time: LedgerWorld.now)))
        }
        return tip
    }

    private func merged(_ action: String) -> String {
        "fix: raise memory\n\nBecause.\n\nTrimtab-Action: \(action)\nTrimtab-Ledger: \(String(repeating: "1", count: 40))\n"
    }

    @Test func findsABotsMergeWithoutPermit() async throws {
        let world = try await whole()
        let good = try await branch(world, ["Begin\n", merged("0123456789abcdef"), "By hand\n"])
        #expect(try await faults(world, branch: good).isEmpty)
        let bad = try await branch(
            world, ["Begin\n", merged("0123456789abcdef"), merged("fedcba9876543210")])
        let found = try await faults(world, branch: bad)
        #expect(found.map(\.place) == [bad?.rawValue])
        #expect(found.first?.message.contains("fedcba9876543210") == true)
    }

    /// What people merged themselves has no permit, and needs none once it is recorded.
    @Test func acceptsWhatPeopleMerged() async throws {
        let world = try await whole()
        let tip = try await branch(world, [merged("fedcba9876543210")])
        try await world.store().append([
            event(.merge, at: 2, action: "fedcba9876543210", actor: "ada", ["by": "people"])
        ])
        #expect(try await faults(world, branch: tip).isEmpty)
        // A proposal's own commit says nothing about a merge by the bot.
        let proposal = try await branch(world, ["fix: x\n\nTrimtab-Action: aaaaaaaaaaaaaaaa\n"])
        #expect(try await faults(world, branch: proposal).isEmpty)
    }

    /// Deleting the whole ledger does not hide what the bot merged.
    @Test func findsMergesWithoutAnyLedger() async throws {
        let world = try LedgerWorld()
        let tip = try await branch(world, ["Begin\n", merged("0123456789abcdef")])
        #expect(try await faults(world, branch: tip).map(\.place) == [tip?.rawValue])
    }
}
