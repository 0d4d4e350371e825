import Diagnostics
import Git
import Ledger
import Model
import Ports
import Synchronization
import TestSupport
import Testing

/// Reservations of several repositories in one ledger that they share.
struct OrganisationLedgerTests {
    /// A shared ledger as one run of `repository` reaches it.
    private func ledger(
        _ world: LedgerWorld, _ repository: String, at seconds: Double = 0, trustsUnsigned: Bool = true,
        url: String? = nil
    ) throws -> OrganisationLedger {
        OrganisationLedger(
            try world.store(name: OrganisationLedger.reference, url: url), name: repository,
            trustsUnsigned: trustsUnsigned, time: FixedTime(LedgerWorld.now.adding(seconds: seconds)))
    }

    private func merge(_ action: String) -> LedgerEvent {
        event(.intent, action: action, target: "web", service: "shop", category: "memory", ["key": "merge"])
    }

    private static let expires = LedgerWorld.now.adding(seconds: 600)

    private func reserve(
        _ ledger: OrganisationLedger, _ action: String, key: String = "merge #1", most: Int = .max
    ) async throws {
        try await ledger.reserve(key, for: merge(action), expires: Self.expires) { shared in
            let used = shared.actions(
                since: LedgerWorld.now.adding(seconds: -3600), except: ActionID(rawValue: action))
            return used < most ? nil : "\(used)/\(most)"
        }
    }

    private func spent(_ world: LedgerWorld) async throws -> Int {
        try await ledger(world, "reader").facts().spends.count
    }

    /// Two repositories that have the same action count as two, and one action that is reserved again as one.
    @Test func countsOverRepositories() async throws {
        let world = try LedgerWorld()
        for (repository, action) in [("a", "1"), ("b", "1"), ("a", "1"), ("a", "2")] {
            try await reserve(ledger(world, repository), action, key: "merge \(action)")
        }
        let facts = try await ledger(world, "a").facts()
        #expect(facts.standing == .verified && facts.spends.count == 3)
        let since = LedgerWorld.now.adding(seconds: -1)
        #expect(facts.actions(since: since, except: nil) == 3)
        #expect(facts.actions(since: since, except: ActionID(rawValue: "1")) == 2)
        #expect(facts.actions(since: LedgerWorld.now, except: nil) == 0)
        #expect(try await world.store().load().tip == nil, "it has a reference of its own")
    }

    /// Many runs of many repositories at once: never more than there is room for, and always as many.
    @Test(arguments: [1, 3]) func neverMoreThanThereIsRoomFor(_ most: Int) async throws {
        let world = try LedgerWorld()
        let done = Notes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                let mine = try ledger(world, "repository \(index % 4)")
                group.addTask {
                    do {
                        try await reserve(mine, "action \(index)", key: "merge #\(index)", most: most)
                        done.add("\(index)")
                    } catch let failure as Failure {
                        #expect(failure.code == .noRoom)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.all.count == most)
        #expect(try await spent(world) == most)
    }

    /// The same through a real server, where the push that lost the race is refused by the other side.
    @Test(.enabled(if: Shell.has("python3"), "python3 is not installed"))
    func holdsOverHTTP() async throws {
        let world = try LedgerWorld()
        let server = try GitHTTPServer(root: world.origin.directory.path)
        let url = server.url("repository")
        try world.origin.git("config", "http.receivepack", "true")
        let done = Notes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<4 {
                let mine = try ledger(world, "repository \(index)", url: url)
                group.addTask {
                    do {
                        try await reserve(mine, "same action", most: 2)
                        done.add("\(index)")
                    } catch let failure as Failure {
                        #expect(failure.code == .noRoom)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.all.count == 2)
        #expect(try await spent(world) == 2)
        #expect(server.requests.contains { $0.contains("git-receive-pack") })
    }

    @Test func aKnownEndIsTold() async throws {
        let world = try LedgerWorld()
        let mine = try ledger(world, "a")
        for (key, result) in [
            ("merge #1", Result<String, Failure>.success("commit")),
            ("merge #2", .failure(Failure(.conflict, "merging", "moved"))),
            ("merge #3", .failure(Failure(.unavailable, "merging", "timed out"))),
        ] {
            try await reserve(mine, key, key: key)
            try await mine.settle(key, result)
        }
        let events = try await world.store(name: OrganisationLedger.reference).load().events
        #expect(events.map(\.type) == [.intent, .done, .intent, .abandoned, .intent])
        #expect(try await spent(world) == 2, "an unknown end stays spent")
        #expect(events.allSatisfy { $0.details["repository"] == "a" })
    }

    /// A run was killed after its reservation: the repository's own ledger says what became of it.
    @Test(arguments: [
        (LedgerEventType.done, 0.0, 1, 0), (.done, 5000, 1, 0), (.abandoned, 0, 1, 1),
        (.abandoned, 1199, 1, 1),
        (.abandoned, 1201, 0, 0), (.intent, 5000, 1, 1),
    ])
    func aKilledRunIsSettledByItsOwnLedger(
        _ end: LedgerEventType, after seconds: Double, spent: Int, open: Int
    ) async throws {
        let world = try LedgerWorld()
        try await reserve(ledger(world, "a"), "1", key: "merge #1")
        let store = try world.store()
        try await store.append([event(.intent, action: "1", ["key": "merge #1", "effect": "merge"])])
        if end != .intent {
            try await store.append([event(end, action: "1", ["key": "merge #1", "effect": "merge"])])
        }
        // Another repository settles nothing that is not its own.
        try await ledger(world, "b", at: seconds).settle(by: store.load())
        let shared = try world.store(name: OrganisationLedger.reference)
        #expect(try await shared.load().events.count == 1)
        for _ in 0..<2 { try await ledger(world, "a", at: seconds).settle(by: store.load()) }
        #expect(try await self.spent(world) == spent)
        #expect(try await shared.load().openIntents.count == open)
    }

    /// It was given back, and its merge was seen later: whoever merged has the last word.
    @Test func doneAfterItWasGivenBackCounts() async throws {
        let world = try LedgerWorld()
        let mine = try ledger(world, "a")
        try await reserve(mine, "1")
        try await mine.settle("merge #1", .failure(Failure(.conflict, "merging", "moved")))
        #expect(try await spent(world) == 0)
        try await mine.settle("merge #1", .success("commit"))
        #expect(try await spent(world) == 1)
    }

    /// Without a known key an event spends, and gives nothing back.
    @Test func nobodyUnknownGivesBack() async throws {
        let world = try LedgerWorld()
        let mine = try ledger(world, "a", trustsUnsigned: false)
        try await reserve(mine, "1")
        try await mine.settle("merge #1", .failure(Failure(.conflict, "merging", "moved")))
        #expect(try await mine.facts().spends.count == 1)
    }

    @Test func whatCannotBeReachedGrantsNothing() async throws {
        let world = try LedgerWorld()
        let mine = try ledger(world, "a", url: world.origin.path + "-gone")
        guard case .unreadable(let why) = try await mine.facts().standing else {
            Issue.record("it was read")
            return
        }
        #expect(why.contains("is gone"))
        await expectFailure(.organisationUnreachable, saying: "is gone") { try await reserve(mine, "1") }
        try await mine.settle("merge #1", .success("commit"))
        try await mine.settle(by: LedgerSnapshot(tip: nil, entries: []))
    }

    /// A shared ledger that was wound back would give budgets back.
    @Test func aLedgerThatWasWoundBackGrantsNothing() async throws {
        let world = try LedgerWorld()
        let seen = Mutex<ObjectID?>(nil)
        let mine = OrganisationLedger(
            try world.store(name: OrganisationLedger.reference), name: "a", trustsUnsigned: true,
            time: FixedTime(LedgerWorld.now),
            broken: { tip in
                let last = seen.withLock { $0 }
                return last == nil || last == tip ? nil : "its tip was wound back"
            }, keep: { tip in seen.withLock { $0 = tip } })
        try await reserve(mine, "1")
        #expect(try await mine.facts().standing == .verified)
        try world.origin.git("update-ref", "-d", OrganisationLedger.reference)
        #expect(try await mine.facts().standing == .unreadable("its tip was wound back"))
        await expectFailure(.organisationUnreachable, saying: "wound back") { try await reserve(mine, "2") }
    }

    @Test func aLineThatCannotBeReadGrantsNothing() async throws {
        let world = try LedgerWorld()
        try await reserve(ledger(world, "a"), "1")
        let repository = try world.repository()
        let tip = try await repository.reference(OrganisationLedger.reference)
        let commit = try await repository.makeCommit(
            CommitDraft(
                base: tip, changes: ["events/2030/01/2030-01-01.jsonl": .write(Array("{\n".utf8))],
                message: "x\n",
                author: CommitIdentity(name: "Eve", email: "eve@example.com", time: LedgerWorld.now)))
        try await repository.update(
            ReferenceUpdate(OrganisationLedger.reference, to: commit, expecting: tip), message: "x")
        guard case .unreadable(let why) = try await ledger(world, "a").facts().standing else {
            Issue.record("it was read")
            return
        }
        #expect(why.contains("events/2030/01/2030-01-01.jsonl:1"))
    }

    /// What is reserved elsewhere fails: the merge was never begun, and its own reservation is given up.
    @Test func whatHasNoRoomElsewhereIsNotBegun() async throws {
        let world = try LedgerWorld()
        let wanted = Effect(
            name: "merge", key: "merge #1", time: LedgerWorld.now, trigger: "sweep",
            action: ActionID(rawValue: "1"))
        let result = try await world.journal(world.store()).performReserved({ _ in (wanted, []) }) { _ in
            throw Failure(.unavailable, "reserving", "timed out")
        } body: { _ in
            Issue.record("it merged")
            return ""
        }
        guard case .failure(let failure)? = result else {
            Issue.record("\(result as Any)")
            return
        }
        #expect(failure.code == .unavailable)
        #expect(try await world.store().load().events.map(\.type) == [.intent, .abandoned])
    }
}
