import Model
import Settings
import Testing

@testable import Policy

/// What each rung asks for: a record that has all of it, with one thing taken away.
struct LadderTests {
    private static let earned: TrackRecord = {
        var record = TrackRecord(category: "rightsize-memory")
        (record.merged, record.supervised, record.worked, record.supervisedAndWorked) = (20, 12, 19, 11)
        (record.undone, record.reversals) = (1, [38])
        record.lastTrouble = PolicyWorld.now.adding(seconds: -15 * 86_400)
        return record
    }()

    private func rung(
        _ posture: Posture, _ record: TrackRecord, _ change: (inout Category) -> Void = { _ in }
    ) throws -> Ladder.Rung {
        var category = PolicyWorld.category()
        category.posture = posture
        change(&category)
        let policies = PolicySet(categories: [
            LoadedCategory(category, blob: PolicyWorld.blob, commit: PolicyWorld.base)
        ])
        return try #require(
            Ladder(at: PolicyWorld.now).rungs(policies, records: [category.name: record]).first)
    }

    @Test func aRecordThatIsGoodEnoughClimbsToTheTop() throws {
        for (posture, next) in [(Posture.observe, "propose"), (.propose, "approve"), (.approve, "auto")] {
            let found = try rung(posture, Self.earned)
            #expect(found.next == next && found.missing.isEmpty && !found.isAboveRecord, "\(posture)")
        }
        let top = try rung(.auto, Self.earned)
        #expect(top.next == nil && top.missing.isEmpty && !top.isAboveRecord)
    }

    /// What is taken away, and the word for it.
    static let losses: [(@Sendable (inout TrackRecord) -> Void, @Sendable (inout Category) -> Void, String)] =
        [
            ({ $0.supervisedAndWorked = 9 }, { _ in }, "9 of 10 changes"),
            ({ $0.undone = 2 }, { _ in }, "10% were undone"),
            ({ $0.didNot = 2 }, { _ in }, "10% were undone or did not work"),
            ({ $0.reversals = [] }, { _ in }, "never measured"),
            ({ $0.lastTrouble = PolicyWorld.now.adding(seconds: -13 * 86_400) }, { _ in }, "quiet days"),
            ({ _ in }, { $0.reviewBy = PolicyWorld.now }, "review was due"),
            ({ _ in }, { $0.budgets = [] }, "safety case misses budget"),
            ({ _ in }, { $0.safetyCase = nil }, "safety case misses all of it"),
        ]

    @Test(arguments: 0..<losses.count) func oneThingLessIsNotEnoughForAuto(_ index: Int) throws {
        let (record, category, word) = Self.losses[index]
        var poorer = Self.earned
        record(&poorer)
        let below = try rung(.approve, poorer, category)
        if below.next == nil {
            #expect(below.isAboveRecord, "what approve asks for is missing as well")
        } else {
            #expect(below.next == "auto" && below.missing.count == 1)
        }
        #expect(below.missing.contains { $0.contains(word) }, "\(below.missing)")
        let above = try rung(.auto, poorer, category)
        #expect(above.isAboveRecord && above.missing.contains { $0.contains(word) }, "\(above.missing)")
    }

    @Test func approvalAsksForAFewSuccesses() throws {
        var record = TrackRecord(category: "rightsize-memory")
        record.worked = 2
        #expect(try rung(.propose, record).missing == ["2 of 3 changes that worked"])
        record.worked = 3
        #expect(try rung(.propose, record).missing.isEmpty)
    }

    @Test func aClassEndsTheLadder() throws {
        let found = try rung(.approve, Self.earned) { $0.action = .interrupt }
        #expect(found.next == nil && found.ceiling == "approve" && !found.isAboveRecord)
    }
}
