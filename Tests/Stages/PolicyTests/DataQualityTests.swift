import Model
import Settings
import Testing

@testable import Policy

/// What a category may demand of the samples beyond how many there are.
@Suite struct DataQualityTests {
    private static let sound = DataQuality(
        longestGap: TimeSpan(seconds: 6 * 3600), duplicates: 0.01, restartsPerDay: 4,
        skew: TimeSpan(seconds: 300), isPartial: true)

    /// One demand, the most that it takes, and a little more with the words of the hold.
    struct Demand: CustomTestStringConvertible, Sendable {
        var name: String
        var demand: @Sendable (inout Category.EvidenceDemand) -> Void
        var worse: @Sendable (inout DataQuality) -> Void
        var reason: HoldReason
        var words: String

        var testDescription: String { name }
    }

    static let demands = [
        Demand(
            name: "gap", demand: { $0.gap = TimeSpan(seconds: 6 * 3600) },
            worse: { $0.longestGap = TimeSpan(seconds: 6 * 3600 + 360) }, reason: .lowCoverage,
            words: "no samples for 6.1 h on end, allowed 6h"),
        Demand(
            name: "duplicates", demand: { $0.duplicates = 0.01 }, worse: { $0.duplicates = 0.02 },
            reason: .badData, words: "2% of the samples came twice, allowed 1%"),
        Demand(
            name: "restarts", demand: { $0.restarts = 4 }, worse: { $0.restartsPerDay = 4.5 },
            reason: .badData, words: "4.5 restarts a day, allowed 4"),
        Demand(
            name: "skew", demand: { $0.skew = TimeSpan(seconds: 300) },
            worse: { $0.skew = TimeSpan(seconds: 1800) }, reason: .badData,
            words: "outside the window, allowed 5m"),
    ]

    private static func decision(_ demand: Demand, _ quality: DataQuality?) -> Decision {
        PolicyWorld().with {
            demand.demand(&$0.category.evidence)
            $0.quality = quality
        }.decision
    }

    @Test(arguments: demands) func justEnoughIsEnough(_ demand: Demand) {
        #expect(DataQualityTests.decision(demand, DataQualityTests.sound).hold == nil)
        #expect(DataQualityTests.decision(demand, nil).hold == nil)
    }

    @Test(arguments: demands) func aLittleMoreIsHeldWithWhatWasThere(_ demand: Demand) {
        var worse = DataQualityTests.sound
        demand.worse(&worse)
        let hold = DataQualityTests.decision(demand, worse).hold
        #expect(hold?.reason == demand.reason)
        #expect(hold?.detail.contains(demand.words) == true, "\(hold?.detail ?? "nothing")")
        let free = PolicyWorld().with { $0.quality = worse }
        #expect(free.decision.hold == nil, "a category that demands nothing takes what the sweep takes")
    }

    @Test func neverTakesNoPartialAnswer() {
        let world = PolicyWorld().with {
            $0.category.evidence.takesPartial = false
            $0.quality = DataQualityTests.sound
        }
        #expect(world.decision.hold?.reason == .badData)
        #expect(world.decision.hold?.detail.contains("may lack series") == true)
        let whole = world.with { $0.quality?.isPartial = nil }
        #expect(whole.decision.hold == nil)
    }
}
