import Diagnostics
import Ledger
import Model
import Ports
import TestSupport
import Testing

/// Outward effects: reserved before, settled after, and never lost in between.
struct EffectJournalTests {
    /// What SIGKILL looks like from inside: not a `Failure`, so nothing is recorded.
    struct Killed: Error {}

    private func effect(_ key: String, name: String = "push", at time: Timestamp = LedgerWorld.now) -> Effect
    {
        Effect(
            name: name, key: key, time: time, trigger: "sweep", action: ActionID(rawValue: "a1"),
            target: "web", service: "shop", category: "memory", details: ["pullRequest": "1"])
    }

    private func course(_ world: LedgerWorld) async throws -> [String] {
        try await world.store().load().events.map { "\($0.type.rawValue) \($0.details["key"] ?? "-")" }
    }

    @Test func performsBetweenIntentAndDone() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        let results = try await world.journal(world.store(observer: notes), observer: notes).perform(
            [effect("a"), effect("b")], alongside: [event(.plan, target: "web")]
        ) { effect in
            notes.add("doing \(effect.key)")
            return "did \(effect.key)"
        }
        #expect(try results["a"]?.get() == "did a" && results["b"]?.get() == "did b")
        #expect(
            notes.all == [
                "ledger intent+intent", "doing a", "push", "doing b", "push", "ledger plan+done+done",
            ])
        #expect(try await course(world) == ["intent a", "intent b", "plan -", "done a", "done b"])
        let snapshot = try await world.store().load()
        #expect(snapshot.openIntents.isEmpty)
        let done = try #require(snapshot.events.last)
        #expect(done.actual == "did b" && done.action?.rawValue == "a1" && done.target == "web")
        #expect(done.details == ["key": "b", "effect": "push", "pullRequest": "1"])
    }

    /// A permit makes the pull request another run's business, until the merge is known to have come to nothing.
    @Test(arguments: [
        ([], false),
        ([LedgerEventType.permit], true),
        ([.permit, .intent, .done], true),
        ([.permit, .intent, .abandoned], false),
        ([.permit, .abandoned, .permit], true),
        ([.intent, .done], false),
    ])
    func aPermitSaysWhoMerges(course: [LedgerEventType], isBeingMerged: Bool) async throws {
        let world = try LedgerWorld()
        let action = ActionID(rawValue: "a1")
        for (second, type) in course.enumerated() {
            try await world.store().append([
                LedgerEvent(
                    time: LedgerWorld.now.adding(seconds: Double(second)), type: type, trigger: "sweep",
                    action: action,
                    details: ["key": "merge #1"])
            ])
        }
        let snapshot = try await world.store().load()
        #expect(snapshot.isBeingMerged(action) == isBeingMerged)
        #expect(!snapshot.isBeingMerged(ActionID(rawValue: "a2")))
    }

    @Test func aFailureIsAbandonedAndTheOthersGoOn() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        let results = try await world.journal(world.store(), observer: notes).perform(
            [effect("a"), effect("b")]
        ) { effect in
            if effect.key == "a" { throw Failure(.unauthorized, "pushing", "no access") }
            return "did"
        }
        #expect(try await course(world) == ["intent a", "intent b", "abandoned a", "done b"])
        #expect(notes.all == ["push"])
        guard case .failure(let failure)? = results["a"] else {
            Issue.record("\(results)")
            return
        }
        #expect(failure.code == .unauthorized)
        #expect(try await world.store().load().events[2].actual == "pushing: no access")
    }

    /// Whoever times out may have acted: only a look at the world can tell, and until then nothing is given back.
    @Test(arguments: [Failure.Code.unavailable, .badAnswer, .tool, "git"])
    func aLostAnswerStaysOpenUntilSomebodyLooks(_ code: Failure.Code) async throws {
        let world = try LedgerWorld()
        let failure = Failure(code, "merging", "timed out", .retry(afterSeconds: 1))
        let journal = world.journal(try world.store())
        _ = try await journal.perform([effect("a"), effect("b")]) { effect in
            if effect.key == "a" { throw failure }
            return "did"
        }
        #expect(try await course(world) == ["intent a", "intent b", "done b"])
        _ = try await journal.performReserved({ _ in
            (
                effect("c", name: "merge"),
                [event(.permit, action: "x", target: "t", category: "m", ["key": "c"])]
            )
        }) { _ in throw failure }
        #expect(try await world.store().load().openIntents.map { $0.details["key"] } == ["a", "c"])
        let facts = FactsBuilder(trustsUnsigned: true).facts(of: try await world.store().load())
        #expect(facts.spends.count == 1)
        try await journal.settle { $0.details["key"] == "c" ? "merged" : nil }
        #expect(try await course(world).suffix(2) == ["abandoned a", "done c"])
    }

    @Test func nothingHappensWhileHalted() async throws {
        let world = try LedgerWorld()
        let journal = world.journal(try world.store()) { throw Failure(.halted, "acting", "kill switch") }
        await expectFailure(.halted) {
            _ = try await journal.perform([effect("a")]) { _ in
                Issue.record("it acted")
                return ""
            }
        }
        await expectFailure(.halted) {
            _ = try await journal.performReserved({ _ in
                Issue.record("it reserved")
                return nil
            }) { _ in "" }
        }
        #expect(try await world.store().load().tip == nil)
    }

    /// The switch is read again before every effect: it stops a run in the middle.
    @Test func haltsInTheMiddle() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        let journal = world.journal(try world.store()) {
            if notes.all.count == 1 { throw Failure(.halted, "acting", "kill switch") }
        }
        let results = try await journal.perform([effect("a"), effect("b")]) { effect in
            notes.add(effect.key)
            return ""
        }
        #expect(notes.all == ["a"])
        #expect(try await course(world) == ["intent a", "intent b", "done a", "abandoned b"])
        #expect(results.count == 2)
    }

    @Test func withoutEffectsOnlyTheEventsAreWritten() async throws {
        let world = try LedgerWorld()
        let journal = world.journal(try world.store()) { Issue.record("nothing to guard") }
        _ = try await journal.perform([], alongside: [event(.held, target: "web")]) { _ in "" }
        #expect(try await course(world) == ["held -"])
    }

    // Runs that end in the middle

    @Test func whatIsOpenIsSettledByLookingAtTheWorld() async throws {
        let world = try LedgerWorld()
        await #expect(throws: Killed.self) {
            try await world.journal(world.store()).perform([effect("a"), effect("b")]) { effect in
                if effect.key == "b" { throw Killed() }
                return "did"
            }
        }
        #expect(try await world.store().load().openIntents.map { $0.details["key"] } == ["a", "b"])
        let next = world.journal(try world.store())
        for _ in 0..<2 {
            try await next.settle { intent in intent.details["key"] == "a" ? "found" : nil }
        }
        #expect(try await course(world) == ["intent a", "intent b", "done a", "abandoned b"])
        #expect(try await world.store().load().events[2].actual == "found")
    }

    /// Days are files: what settles it must not end up in one before that of the intent.
    @Test func anIntentOfAClockThatWasAheadIsSettledOnce() async throws {
        let world = try LedgerWorld()
        let ahead = effect("a", at: LedgerWorld.now.adding(seconds: 90_000))
        await #expect(throws: Killed.self) {
            try await world.journal(world.store()).perform([ahead]) { _ in throw Killed() }
        }
        let next = world.journal(try world.store())
        for _ in 0..<2 { try await next.settle { _ in "found" } }
        #expect(try await course(world) == ["intent a", "done a"])
        #expect(try await world.store().load().openIntents.isEmpty)
    }

    /// What an interrupted run reserved is done by the next one without a second reservation.
    @Test func anOpenIntentIsNotReservedTwice() async throws {
        let world = try LedgerWorld()
        await #expect(throws: Killed.self) {
            try await world.journal(world.store()).perform([effect("a")]) { _ in throw Killed() }
        }
        _ = try await world.journal(world.store()).perform([effect("a")]) { _ in "did" }
        #expect(try await course(world) == ["intent a", "done a"])
    }

    /// After a settlement the same effect may be wanted again.
    @Test func aSettledEffectIsReservedAnew() async throws {
        let world = try LedgerWorld()
        for _ in 0..<2 { _ = try await world.journal(world.store()).perform([effect("a")]) { _ in "did" } }
        #expect(try await course(world) == ["intent a", "done a", "intent a", "done a"])
    }

    /// Another run looked too early and took the effect for abandoned; whoever did it has the last word.
    @Test func doneAfterAbandonedIsKept() async throws {
        let world = try LedgerWorld()
        let other = world.journal(try world.store())
        _ = try await world.journal(world.store()).perform([effect("a")]) { _ in
            try await other.settle { _ in nil }
            return "did"
        }
        #expect(try await course(world) == ["intent a", "abandoned a", "done a"])
        #expect(try await world.store().load().openIntents.isEmpty)
        try await other.settle { _ in
            Issue.record("nothing is open")
            return nil
        }
        #expect(try await world.audit().faults(branchTip: nil).isEmpty)
    }

    /// The same for a merge with its permit: the budget counts it.
    @Test func aMergeThatWasTakenForAbandonedIsSpent() async throws {
        let world = try LedgerWorld()
        let other = world.journal(try world.store())
        let wanted = effect("merge #1", name: "merge")
        let permit = event(
            .permit, action: "a1", target: "web", service: "shop", category: "memory", ["key": "merge #1"])
        let result = try await world.journal(world.store()).performReserved({ _ in (wanted, [permit]) }) {
            _ in
            try await other.settle { _ in nil }
            return "commit"
        }
        #expect(try result?.get() == "commit")
        #expect(
            try await course(world) == [
                "permit merge #1", "intent merge #1", "abandoned merge #1", "done merge #1",
            ])
        let facts = FactsBuilder(trustsUnsigned: true).facts(of: try await world.store().load())
        #expect(facts.spends.map(\.action.rawValue) == ["a1"])
    }

    // Reservations

    @Test func aReservationCarriesWhatItWasGrantedOn() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        let result = try await world.journal(world.store(), observer: notes).performReserved({ snapshot in
            #expect(snapshot.tip == nil)
            return (effect("a"), [event(.permit, ["key": "a"])])
        }) { snapshot in
            #expect(snapshot.events.map(\.type) == [.permit, .intent])
            #expect(snapshot.tip != nil)
            return "did"
        }
        #expect(try result?.get() == "did")
        #expect(try await course(world) == ["permit a", "intent a", "done a"])
        #expect(notes.all == ["push"])
    }

    @Test func nothingReservedIsNothingDone() async throws {
        let world = try LedgerWorld()
        let result = try await world.journal(world.store()).performReserved({ _ in nil }) { _ in
            Issue.record("it acted")
            return ""
        }
        #expect(result == nil)
        #expect(try await world.store().load().tip == nil)
    }

    @Test func aFailedReservationIsAbandoned() async throws {
        let world = try LedgerWorld()
        let result = try await world.journal(world.store()).performReserved({ _ in
            (effect("a"), [event(.permit, ["key": "a"])])
        }) { _ in throw Failure(.conflict, "merging", "the base moved", .retry(afterSeconds: 0)) }
        guard case .failure(let failure)? = result else {
            Issue.record("\(result as Any)")
            return
        }
        #expect(failure.code == .conflict)
        #expect(try await course(world) == ["permit a", "intent a", "abandoned a"])
    }

    /// The budget for one merge, two runs: whoever loses the race for the ledger decides again, and declines.
    @Test func twoRunsSpendABudgetOnce() async throws {
        let world = try LedgerWorld()
        let done = Notes()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<4 {
                let journal = world.journal(try world.store())
                let wanted = effect("merge #\(index)", name: "merge")
                group.addTask {
                    _ = try await journal.performReserved({ snapshot in
                        let facts = FactsBuilder(trustsUnsigned: true).facts(of: snapshot)
                        guard facts.spends.isEmpty else { return nil }
                        let permit = event(
                            .permit, action: "a\(index)", target: "t\(index)", category: "memory",
                            ["key": wanted.key])
                        return (wanted, [permit])
                    }) { _ in
                        done.add(wanted.key)
                        return "merged"
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(done.all.count == 1)
        #expect(try await world.store().load().events.map(\.type) == [.permit, .intent, .done])
    }
}
