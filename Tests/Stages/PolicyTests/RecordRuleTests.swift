import Model
import Settings
import Testing

@testable import Policy

/// The ladder as an input of decisions: what is earned, and what trouble takes away.
struct RecordRuleTests {
    static let earned: TrackRecord = {
        var record = TrackRecord(category: "rightsize-memory")
        (record.merged, record.supervised, record.worked, record.supervisedAndWorked) = (20, 12, 20, 12)
        record.reversals = [38]
        return record
    }()

    /// A change on a forge that people share, under a record.
    private func decision(
        _ record: TrackRecord?, isLocal: Bool = false, _ change: (inout PolicyWorld) -> Void = { _ in }
    ) -> Decision {
        PolicyWorld().with { world in
            if !isLocal {
                world.moment.operatorSettings.forge = .github(
                    api: "https://api.example", repository: "acme/infra", tokenVariable: "TOKEN")
                world.moment.operatorSettings.signingKey = "key"
            }
            if let record { world.moment.ledger.records[record.category] = record }
            change(&world)
        }.decision
    }

    @Test func whatWasEarnedActsByItself() {
        let decision = decision(Self.earned)
        #expect(decision.hold == nil && decision.posture == .auto)
    }

    /// Each demand of the ladder alone keeps `auto` from acting.
    static let losses: [@Sendable (inout TrackRecord) -> Void] = [
        { $0 = TrackRecord(category: $0.category) }, { $0.supervisedAndWorked = 9 }, { $0.reversals = [] },
    ]

    @Test(arguments: 0..<losses.count) func whatWasNotEarnedWaitsForApproval(_ index: Int) {
        var record = Self.earned
        Self.losses[index](&record)
        let decision = decision(record)
        #expect(decision.posture == .approve && decision.hold?.reason == .waitsForApproval)
        #expect("\(decision.tree)".contains("auto is not earned"), "\(decision.tree)")
    }

    @Test func noRecordAtAllEarnsNothing() {
        #expect(decision(nil).posture == .approve)
        #expect(decision(nil, isLocal: true).posture == .auto, "the local forge asks for none")
    }

    @Test(arguments: [true, false]) func troubleTakesARungAwayAtOnce(isLocal: Bool) {
        for (declared, left) in [(Posture.auto, Posture.approve), (.approve, .propose), (.propose, .propose)]
        {
            let decision = decision(Self.troubled(daysAgo: 0), isLocal: isLocal) {
                $0.category.posture = declared
            }
            #expect(decision.posture == left, "\(declared)")
        }
    }

    @Test func troubleIsForgottenAfterQuietDays() {
        #expect(decision(Self.troubled(daysAgo: 13.9)).posture == .approve)
        #expect(decision(Self.troubled(daysAgo: 14)).posture == .auto)
    }

    @Test func muchTroubleIsNotForgotten() {
        var record = Self.troubled(daysAgo: 100)
        record.undone = 2
        #expect(decision(record, isLocal: true).posture == .approve)
    }

    @Test func aRevertAsksForNoRecord() {
        let decision = decision(Self.troubled(daysAgo: 0), isLocal: true) { $0.purpose = .revert }
        #expect(decision.posture == .auto)
    }

    private static func troubled(daysAgo days: Double) -> TrackRecord {
        var record = earned
        record.undone = 1
        record.lastTrouble = PolicyWorld.now.adding(seconds: -days * 86_400)
        return record
    }
}
