import Diagnostics
import Git
import Ledger
import Model
import Ports
import TestSupport
import Testing

/// The ledger on a real origin: ordered, append-only, and nobody's events are lost.
struct LedgerStoreTests {
    @Test func aLedgerBeginsEmpty() async throws {
        let world = try LedgerWorld()
        let snapshot = try await world.store().load()
        #expect(snapshot.tip == nil && snapshot.entries.isEmpty)
    }

    @Test func whatIsAppendedIsReadElsewhere() async throws {
        let world = try LedgerWorld()
        let events = [
            event(.finding, target: "Deployment/web", ["value": "1Gi"]),
            event(.plan, at: 1, target: "Deployment/web — ümlaut \"quoted\"\nline"),
        ]
        let returned = try await world.store().append(events)
        let read = try await world.store().load()
        #expect(read.events == events && returned.events == events)
        #expect(try read.tip == world.tip() && returned.tip == read.tip)
        #expect(read.entries.map(\.file) == [firstFile, firstFile])
        #expect(read.entries.map(\.line) == [1, 2])
        #expect(read.entries.allSatisfy { $0.standing == .unsigned })
        let text = try await world.text(firstFile)
        #expect(text.split(separator: "\n").count == 2 && text.hasSuffix("}\n"))
        try world.origin.git("fsck", "--strict")
    }

    /// The same events on the same ledger make the same commit, whoever appends them.
    @Test func appendingIsDeterministic() async throws {
        let tips = try await [LedgerWorld(), LedgerWorld()].asyncMap { world in
            _ = try await world.store().append([event(.finding, target: "a")])
            return try await world.store().append([event(.held, at: 5, target: "a", actual: "too-young")]).tip
        }
        #expect(tips[0] == tips[1])
    }

    @Test func eventsStandInTheFileOfTheirDay() async throws {
        let world = try LedgerWorld()
        let day = 86_400.0
        let store = try world.store()
        try await store.append([event(.finding, at: 40 * day, target: "c"), event(.finding, target: "a")])
        try await store.append([event(.finding, at: day, target: "b")])
        let snapshot = try await world.store().load()
        // In order of time, though written otherwise.
        #expect(snapshot.events.map(\.target) == ["a", "b", "c"])
        #expect(
            snapshot.entries.map(\.file) == [
                firstFile, "events/2025/11/2025-11-21.jsonl", "events/2025/12/2025-12-30.jsonl",
            ])
    }

    /// A long day goes on in further files, in the order of writing, for writers and readers that know nothing of each other.
    @Test func aFullFileGoesOnInTheNext() async throws {
        let world = try LedgerWorld()
        let text = String(repeating: "x", count: 4000)
        for number in 0..<25 {
            try await world.store().append([event(.finding, at: 0, target: "\(number)", actual: text)])
        }
        let snapshot = try await world.store().load()
        #expect(snapshot.events.map(\.target) == (0..<25).map { "\($0)" })
        let stem = "events/2025/11/2025-11-20"
        #expect(
            Set(snapshot.entries.map(\.file)).sorted() == [
                "\(stem).jsonl", "\(stem)_0002.jsonl", "\(stem)_0003.jsonl", "\(stem)_0004.jsonl",
            ])
        #expect(snapshot.entries.filter { $0.file == "\(stem)_0002.jsonl" }.map(\.line).first == 1)
        #expect(try await world.audit(demandsSignatures: false).faults(branchTip: nil) == [])
    }

    @Test func concurrentWritersLoseAndDoubleNothing() async throws {
        let world = try LedgerWorld()
        let (writers, rounds) = (5, 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                let store = try world.store()
                group.addTask {
                    for round in 0..<rounds {
                        try await store.append([
                            event(.finding, at: Double(round), target: "\(writer)/\(round)"),
                            event(.plan, at: Double(round), target: "\(writer)/\(round)"),
                        ])
                    }
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try await world.store().load()
        var wanted: [String] = []
        for writer in 0..<writers { for round in 0..<rounds { wanted.append("\(writer)/\(round)") } }
        #expect(snapshot.events.filter { $0.type == .finding }.compactMap(\.target).sorted() == wanted)
        #expect(snapshot.events.filter { $0.type == .plan }.compactMap(\.target).sorted() == wanted)
        // One commit per append, in one line, each of which only adds.
        #expect(try world.origin.git("rev-list", "--count", LedgerStore.reference) == "\(writers * rounds)")
        #expect(try world.origin.git("rev-list", "--merges", LedgerStore.reference).isEmpty)
        #expect(try await world.audit().faults(branchTip: nil).isEmpty)
    }

    /// What was decided on an older ledger is decided again.
    @Test func aLostRaceIsReviewedAnew() async throws {
        let world = try LedgerWorld()
        let other = try world.store()
        let seen = Notes()
        let result = try await world.store().append { snapshot in
            seen.add("\(snapshot.events.count)")
            if snapshot.events.isEmpty {
                try await other.append([event(.hold, target: "web", actor: "ada")])
                return [event(.permit, target: "web")]
            }
            return []
        }
        #expect(seen.all == ["0", "1"])
        #expect(result.events.map(\.type) == [.hold])
        #expect(try await world.store().load().events.map(\.type) == [.hold])
    }

    @Test func anEmptyReviewWritesNothing() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        _ = try await world.store(observer: notes).append([])
        #expect(try await world.repository().reference(LedgerStore.reference) == nil)
        #expect(notes.all.isEmpty)
    }

    @Test func givesUpAfterManyLostRaces() async throws {
        let world = try LedgerWorld()
        let lost = Failure(.conflict, "pushing", "not as expected", .retry(afterSeconds: 0))
        for isThrown in [false, true] {
            let store = try world.store(
                attempts: 3,
                remote: { RefusingRemote(base: $0, refusal: lost, isThrown: isThrown) })
            await expectFailure(.conflict, saying: "3 races", "not as expected") {
                try await store.append([event(.finding)])
            }
        }
    }

    /// A refusal that is no lost race is not tried again.
    @Test func namesWhatRefusesThePush() async throws {
        let world = try LedgerWorld()
        let refused = Failure("refused-by-remote", "pushing", "protected by a hook", .needsHuman)
        let store = try world.store(remote: { RefusingRemote(base: $0, refusal: refused) })
        await expectFailure("refused-by-remote", saying: "protected by a hook") {
            try await store.append([event(.finding)])
        }
    }

    @Test(arguments: ["not json", "{}", "{\"event\":{}}", "[1]"])
    func namesALineThatIsNoEvent(_ line: String) async throws {
        let world = try LedgerWorld()
        try await world.store().append([event(.finding)])
        let text = try await world.text(firstFile)
        try await world.tamper([firstFile: text + line + "\n"])
        await expectFailure(.badInput, saying: "\(firstFile):2", "trimtab/ledger/v1") {
            _ = try await world.store().load()
        }
    }

    /// Files that are no event files belong to somebody else.
    @Test func passesOverOtherFiles() async throws {
        let world = try LedgerWorld()
        try await world.store().append([event(.finding)])
        try await world.tamper(["README.md": "What this is"])
        #expect(try await world.store().load().events.count == 1)
    }

    /// The next append builds on whatever is there, also when this store has seen an older ledger.
    @Test func readsTheLedgerAnewEachTime() async throws {
        let world = try LedgerWorld()
        let (a, b) = (try world.store(), try world.store())
        try await a.append([event(.finding, target: "1")])
        try await b.append([event(.finding, target: "2")])
        try await a.append([event(.finding, target: "3")])
        #expect(try await b.load().events.map(\.target) == ["1", "2", "3"])
    }

    @Test func tellsTheObserverWhatWasPushed() async throws {
        let world = try LedgerWorld()
        let notes = Notes()
        try await world.store(observer: notes).append([event(.finding), event(.intent, ["key": "k"])])
        #expect(notes.all == ["ledger finding+intent"])
    }
}

extension Array {
    /// Maps one after the other.
    func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
