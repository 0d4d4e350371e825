import Foundation
import Model
import Policy
import Settings
import TestSupport
import Testing

@testable import Pipeline
@testable import Rehearsal

@Suite struct RehearsalTests {
    @Test(arguments: Scenario.allCases) func isSurvived(_ scenario: Scenario) async throws {
        for seed in UInt64(1)...2 {
            let end = try await Rehearsal(scenario).play(seed)
            #expect(end.violations == [], "\(end.text)")
            #expect(end.runs > 3)
        }
    }

    /// Seeds that once broke a promise: a pull request whose opening nobody told of, merged by a person meanwhile.
    @Test(arguments: [(UInt64(185), Scenario.clientSurge)])
    func isSurvivedEver(_ seed: UInt64, _ scenario: Scenario) async throws {
        let end = try await Rehearsal(scenario).play(seed)
        #expect(end.violations == [], "\(end.text)")
    }

    /// Every scenario in turn, so that a hundred seeds meet all of them.
    @Test func seedsGoThroughAllScenarios() {
        let count = UInt64(Scenario.allCases.count)
        #expect(Set((1...count).map { Rehearsal.scenario(of: $0) }) == Set(Scenario.allCases))
    }

    /// Merges happen at all: a bot that does nothing breaks no promise.
    @Test func somethingIsRehearsed() async throws {
        let summary = try await RehearsalSeries(.resizeStorm).play(1...3, width: 1)
        #expect(summary.merges > 6)
        #expect(summary.isSound, "\(summary.text)")
        #expect(summary.scenarios.keys.sorted() == ["resize-storm"])
    }

    // Replaying

    /// Dictionaries have another order in each process, so the same seed is played by two.
    @Test(arguments: [UInt64(7), 20, 21]) func theSameSeedGivesTheSameBytes(_ seed: UInt64) throws {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let tool = bundle.deletingLastPathComponent().appendingPathComponent("trimtab").path
        let directory = try TemporaryDirectory()
        let shell = Shell(directory: directory.path)
        let arguments = [tool, "rehearse", "--seed", "\(seed)", "-o", "json"]
        let first = try shell.run(arguments).text
        #expect(first.contains("\"end\""))
        #expect(try shell.run(arguments).text == first)
    }

    @Test func anotherSeedIsAnotherStory() async throws {
        let ends = try await [UInt64(1), 26, 51].asyncMap { try await Rehearsal(.ordinary).play($0).end }
        #expect(Set(ends).count == 3)
    }

    /// Side by side or one after the other: the same.
    @Test func doesNotDependOnTheWidth() async throws {
        let one = try await RehearsalSeries(.concurrentRuns).play(1...3, width: 1)
        let three = try await RehearsalSeries(.concurrentRuns).play(1...3, width: 3)
        #expect(one.digest == three.digest)
        #expect(one.runs == three.runs)
    }

    // What is broken on purpose is noticed

    private func broken(
        _ scenario: Scenario, seeds: ClosedRange<UInt64> = 1...6, _ set: (inout BrokenParts) -> Void
    ) async throws -> RehearsalSeries.Summary {
        var parts = BrokenParts()
        set(&parts)
        return try await RehearsalSeries(scenario, broken: parts).play(seeds, width: 2)
    }

    private func invariants(_ summary: RehearsalSeries.Summary) -> Set<Violation.Invariant> {
        Set(summary.failures.flatMap(\.violations).map(\.invariant))
    }

    @Test func aBrokenPermitCheckIsNoticed() async throws {
        let summary = try await broken(.endOfTerm) { parts in
            parts.judgement = { inputs, _ in
                inputs.category.category.reviewBy = Timestamp(seconds: 4_000_000_000)
                inputs.repository.freezes = []
            }
        }
        #expect(invariants(summary).contains(.outsidePolicy), "\(summary.text)")
    }

    @Test func aPermitInSpiteOfAHoldIsNoticed() async throws {
        let summary = try await broken(.livingThingsDeleted, seeds: 1...12) { parts in
            parts.facts = { facts in
                var facts = facts
                facts.holds = []
                return facts
            }
        }
        #expect(!summary.isSound)
    }

    @Test func aBrokenBudgetCounterIsNoticed() async throws {
        let summary = try await broken(.resizeStorm) { parts in
            parts.facts = { facts in
                var facts = facts
                facts.spends = []
                return facts
            }
        }
        #expect(invariants(summary).contains(.overBudget), "\(summary.text)")
    }

    @Test func aBrokenCounterOfTheOrganisationIsNoticed() async throws {
        let summary = try await broken(.organisation) { parts in
            parts.facts = { facts in
                var facts = facts
                facts.organisation?.spends = []
                return facts
            }
        }
        #expect(invariants(summary).contains(.overBudget), "\(summary.text)")
    }

    @Test func aBrokenRedactionIsNoticed() async throws {
        // What a lost answer says is written down as the reason why a change failed.
        let many = try await broken(.forgeTimeouts, seeds: 1...12) { parts in parts.redaction = { $0 } }
        let one = try await broken(.resizeStorm, seeds: 107...107) { parts in parts.redaction = { $0 } }
        #expect(invariants(many).union(invariants(one)).contains(.secret))
    }

    /// Whoever reads the failure can go on from it alone.
    @Test func aViolationTellsEverything() async throws {
        let summary = try await broken(.resizeStorm, seeds: 1...1) { parts in
            parts.facts = { facts in
                var facts = facts
                facts.spends = []
                return facts
            }
        }
        let text = summary.text
        for part in [
            "seed 1, resize-storm", "budget-overrun: ", "run 1: sweep",
            "again: trimtab rehearse --seed 1 --scenario resize-storm", "1 seeds broke an invariant",
        ] {
            #expect(text.contains(part), "\(part) is not in \(text)")
        }
    }

    // The world that is played

    @Test(arguments: [
        ("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n", "A\nb\nc\nD\n"),
        ("a\nb\nc\n", "A\nb\nc\n", "a\nb\nc\n", "A\nb\nc\n"),
        ("a\nb\nc\n", "A\nb\nc\n", "A\nb\nc\n", "A\nb\nc\n"),
        ("a\nb\nc\n", "A\nb\nc\n", "X\nb\nc\n", nil), ("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n", nil),
        ("a\nb\n", "a\nb\nc\n", "A\nb\n", nil),
    ]) func mergesByLines(_ base: String, _ ours: String, _ theirs: String, _ wanted: String?) {
        let merged = TextMerge.merged(
            base: Array(base.utf8), ours: Array(ours.utf8), theirs: Array(theirs.utf8))
        #expect(merged.map { String(decoding: $0, as: UTF8.self) } == wanted)
    }

    @Test func readsSizesAsTheyStand() throws {
        let workload = Workload(name: "cart", request: 256, limit: 1024)
        let sizes = try #require(Sizes(Array(workload.manifest().utf8)))
        #expect(sizes == Sizes(request: 256 * 1_048_576, limit: 1024 * 1_048_576))
        #expect(Sizes(Array("kind: Deployment\n".utf8)) == nil)
    }

    /// What nobody fetched is not there, as with a real clone.
    @Test func aCommitMustBeFetched() async throws {
        let objects = SimulatedObjects()
        let (origin, clone) = (SimulatedRepository(objects), SimulatedRepository(objects))
        let identity = CommitIdentity(name: "Ada", email: "ada@shop.example", time: Rehearsal.start)
        let id = try await origin.makeCommit(
            CommitDraft(base: nil, changes: ["a": .write([65])], message: "a\n", author: identity))
        try await origin.update(ReferenceUpdate("refs/heads/main", to: id, expecting: nil), message: "")
        #expect(try await clone.resolve(id.rawValue) == nil)
        let remote = SimulatedRemote(clone: clone, origin: origin, wire: Wire(Faults()))
        try await remote.fetch(["+refs/heads/*:refs/seen/*"])
        #expect(try await clone.resolve(id.rawValue) == id)
        #expect(try await clone.reference("refs/seen/main") == id)
    }

    /// A run that is killed at an effect does nothing more; where it is killed before, not even that.
    @Test(arguments: [(true, 1), (false, 2)]) func aKilledRunReachesNobody(_ isBefore: Bool, _ done: Int)
        async
    {
        var faults = Faults()
        faults.killAt = 2
        faults.killsBefore = isBefore
        let wire = Wire(faults)
        var effects = 0
        for _ in 0..<4 {
            _ = try? await wire.call { try await wire.effect { effects += 1 } }
        }
        #expect(effects == done)
        #expect(wire.isDead)
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ change: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await change(element)) }
        return values
    }
}
