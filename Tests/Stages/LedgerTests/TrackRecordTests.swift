import Ledger
import Model
import TestSupport
import Testing

/// What is counted for and against a category, and from whose events.
struct TrackRecordTests {
    /// The events of one change, and what its category's record must be.
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var events: [LedgerEvent]
        var record: TrackRecord
        /// The same from events that nobody signed; nil when it is no other.
        var unsigned: TrackRecord?
    }

    private static func record(_ change: (inout TrackRecord) -> Void) -> TrackRecord {
        var record = TrackRecord(category: "memory")
        change(&record)
        return record
    }

    private static func step(
        _ type: LedgerEventType, at seconds: Double = 0, _ actual: String? = nil, duration: Double? = nil,
        _ details: [String: String] = [:]
    ) -> LedgerEvent {
        event(
            type, at: seconds, action: "a1", target: "web", category: "memory", actual: actual,
            duration: duration, details)
    }

    private static let landed = step(.done, "c0ffee", ["effect": "merge"])
    private static let byPeople = step(.merge, "c0ffee", ["by": "people"])
    private static let worked = step(.verification, at: 9, "worked")
    private static let failed = step(.verification, at: 9, "did-not")
    private static let trouble = LedgerWorld.now.adding(seconds: 9)

    static let cases: [Case] = [
        Case(
            testDescription: "a change on the way counts nothing", events: [step(.permit)],
            record: record { _ in }),
        Case(
            testDescription: "a merge of the bot's own",
            events: [landed, step(.verification, at: 9, "worked")],
            record: record {
                $0.merged = 1; $0.worked = 1
            }, unsigned: record { $0.merged = 1 }),
        Case(
            testDescription: "a merge by people that worked", events: [byPeople, worked],
            record: record {
                $0.merged = 1; $0.supervised = 1; $0.worked = 1; $0.supervisedAndWorked = 1
            },
            unsigned: record { $0.merged = 1 }),
        Case(
            testDescription: "an approved merge that worked", events: [step(.approve), landed, worked],
            record: record {
                $0.merged = 1; $0.supervised = 1; $0.worked = 1; $0.supervisedAndWorked = 1
            },
            unsigned: record { $0.merged = 1 }),
        Case(
            testDescription: "what did not work stays so",
            events: [landed, failed, step(.verification, at: 20, "worked")],
            record: record {
                $0.merged = 1; $0.didNot = 1; $0.lastTrouble = trouble
            }),
        Case(
            testDescription: "what production never showed",
            events: [landed, step(.verification, "not-applied")],
            record: record {
                $0.merged = 1; $0.unknown = 1
            }),
        Case(
            testDescription: "a revert, measured",
            events: [landed, step(.revert, at: 9, "reverted", duration: 38)],
            record: record {
                $0.merged = 1; $0.undone = 1; $0.lastTrouble = trouble; $0.reversals = [38]
            },
            unsigned: record {
                $0.merged = 1; $0.undone = 1; $0.lastTrouble = trouble
            }),
        Case(
            testDescription: "a revert by people",
            events: [landed, event(.hold, at: 9, target: "web", ["act": "reverted c0ffee"])],
            record: record {
                $0.merged = 1; $0.undone = 1; $0.lastTrouble = trouble
            }),
        Case(
            testDescription: "a hold that reverts nothing of ours",
            events: [landed, event(.hold, at: 9, target: "web", ["act": "reverted beef"])],
            record: record { $0.merged = 1 }),
    ]

    @Test(arguments: cases) func counts(_ row: Case) {
        for (standing, wanted) in [
            (LedgerEntry.Standing.signed(by: "bot"), row.record), (.unsigned, row.unsigned ?? row.record),
        ] {
            let snapshot = LedgerSnapshot(
                tip: nil,
                entries: row.events.map { LedgerEntry(event: $0, standing: standing, file: "f", line: 1) })
            let found = TrackRecordBuilder(trustsUnsigned: false).records(of: snapshot)
            #expect(found == ["memory": wanted], "\(standing)")
            let local = TrackRecordBuilder(trustsUnsigned: true).records(of: snapshot)
            #expect(local == ["memory": row.record], "local, \(standing)")
        }
    }

    @Test func manyChangesAddUp() {
        var entries: [LedgerEntry] = []
        for number in 0..<20 {
            let (action, category) = ("a\(number)", number % 2 == 0 ? "memory" : "cpu")
            let events = [
                event(
                    .done, at: Double(number), action: action, category: category, actual: "c\(number)",
                    ["effect": "merge"]),
                event(
                    .verification, at: Double(number) + 1, action: action, category: category,
                    actual: "worked"),
                event(.revert, at: 100, action: action, category: category, duration: Double(number)),
            ]
            entries += events.prefix(number % 5 == 0 ? 3 : 2).map {
                LedgerEntry(event: $0, standing: .signed(by: "bot"), file: "f", line: 1)
            }
        }
        let found = TrackRecordBuilder(trustsUnsigned: false).records(
            of: LedgerSnapshot(tip: nil, entries: entries))
        #expect(found["memory"]?.merged == 10 && found["cpu"]?.merged == 10)
        #expect(found["memory"]?.reversals == [0, 10] && found["cpu"]?.reversals == [5, 15])
        #expect(found["memory"]?.usualReversal == 10 && found["memory"]?.troubleShare == 0.2)
    }
}
