import Model
import RightSizing
import TestSupport
import Testing

@testable import Detection

/// What each finding says of the past and of the future with its value.
@Suite struct OutlookTests {
    private static func track(_ values: [Double]) -> Track {
        let window = TimeWindow(
            start: FakeWorkload.start, end: FakeWorkload.start.adding(seconds: Double(values.count - 1) * 600)
        )
        let grid = Grid(window, step: TimeSpan(seconds: 600))
        let series = Series(
            labels: [:], timestamps: values.indices.map { grid.time($0).milliseconds }, values: values)
        return Track([("pod", series)], on: grid, PlausibleRange(lower: 0, upper: 1e18)) { _ in true }
    }

    struct Case: Sendable {
        var samples: [Double]
        var amount: Double
        var above: Int
        var crossings: Int
        var slack: Double
    }

    @Test(arguments: [
        Case(samples: [1, 2, 3, 2, 3, 3], amount: 2, above: 3, crossings: 2, slack: 1 - 11.0 / 12),
        Case(samples: [3, 3, 3], amount: 2, above: 3, crossings: 1, slack: 0),
        Case(samples: [1, 1, 1, 1], amount: 2, above: 0, crossings: 0, slack: 0.5),
        Case(samples: [2, 2], amount: 2, above: 0, crossings: 0, slack: 0),
        Case(samples: [1, 5, 1, 5, 1, .nan, 5], amount: 4, above: 3, crossings: 3, slack: 1 - 15.0 / 24),
    ])
    func aWindowIsPlayed(_ one: Case) throws {
        let played = try #require(
            WindowPlayer.play(OutlookTests.track(one.samples), [0.5, one.amount, 9], odds: nil, kills: 0))
        let play = try #require(played.play(at: one.amount))
        #expect(play.above == one.above)
        #expect(play.crossings == one.crossings)
        #expect(abs(play.slack - one.slack) < 1e-12)
        #expect(played.play(at: 9)?.above == 0)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everyAmountIsPlayedAsIfAlone(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<500).map { _ in Double(Int.random(in: 1...40, using: &random)) }
        let amounts = (1...41).map(Double.init)
        let played = try #require(
            WindowPlayer.play(OutlookTests.track(values), amounts, odds: nil, kills: 0))
        for one in played.amounts {
            var crossings = 0
            var isAbove = false
            for value in values {
                if value > one.amount, !isAbove { crossings += 1 }
                isAbove = value > one.amount
            }
            #expect(one.above == values.count { $0 > one.amount }, "seed \(seed), \(one.amount)")
            #expect(one.crossings == crossings, "seed \(seed), \(one.amount)")
        }
    }

    @Test func amountsAreBothEndsAndTheStepsBetween() {
        #expect(
            WindowPlayer.amounts(from: 0.13, to: 0.08, also: [], on: .cpu)
                == [0.08, 0.085, 0.09, 0.095, 0.1, 0.11, 0.12, 0.13])
        let many = WindowPlayer.amounts(from: 4096 * mebi, to: 64 * mebi, also: [8192 * mebi], on: .memory)
        #expect(many.first == 64 * mebi && many.last == 8192 * mebi && many.contains(4096 * mebi))
        #expect(many.count <= 52)
    }

    @Test func anAmountBetweenTwoIsNeverBetterThanItWas() throws {
        let played = PlayedWindow(
            samples: 10,
            amounts: [
                PlayedAmount(amount: 2, above: 1, crossings: 1, slack: 0.5),
                PlayedAmount(amount: 1, above: 4, crossings: 2, slack: 0.2),
            ])
        #expect(played.play(at: 1.9)?.above == 4)
        #expect(played.play(at: 2)?.above == 1)
        #expect(played.play(at: 0.5) == nil)
    }

    @Test func aFindingSaysWhatWouldHaveHappened() async throws {
        let workload = FakeWorkload(
            cpu: { $0 > 5.5 && $0 < 5.53 ? 1.6 : 0.1 + 0.3 * hill($0) + 0.01 * noise($0) },
            memory: { _ in 200 * mebi }, cpuRequest: 2,
            memoryRequest: 256 * mebi)
        let finding = try #require(try await [workload].sweep().findings.first)
        guard case .quantity(let wish)? = finding.wish else {
            Issue.record("no amount is wished for")
            return
        }
        let outlook = try #require(Outlook(finding, before: "2", after: wish.text()))
        #expect(outlook.before.above == 0)
        #expect(outlook.after.above > 0 && outlook.after.above < outlook.samples / 20)
        #expect(outlook.after.slack < outlook.before.slack)
        // Of cores nobody is killed.
        #expect(outlook.after.kill == nil && outlook.after.kills == nil)
        #expect(outlook.risk.hasPrefix("above "))
    }

    @Test func killsAreCountedAndWeighed() async throws {
        // Killed on three days of fourteen, at 512Mi; other days differ between 300 and 420.
        let workload = FakeWorkload(
            memory: { (320 + 80 * hill($0) + 20 * noise($0.rounded(.down))) * mebi },
            kills: [3.6, 7.6, 11.6].map { FakeWorkload.FakeKill(day: $0, limit: 512 * mebi) },
            memoryRequest: 256 * mebi, memoryLimit: 512 * mebi)
        let report = try await [workload].sweep()
        let finding = try #require(report.findings.first { $0.kind == .memoryLimitTooLow })
        let outlook = try #require(Outlook(finding, before: "512Mi", after: "768Mi"))
        #expect(outlook.before.kills == 3)
        #expect(outlook.after.kills == 0)
        let (old, new) = (try #require(outlook.before.kill), try #require(outlook.after.kill))
        #expect(old > 0.5 && new < old && new > 0)
    }

    @Test func aHeldFindingPromisesNothing() async throws {
        let young = FakeWorkload(generations: [(9, 14)], cpuRequest: 4, memoryRequest: 4096 * mebi)
        let findings = try await [young].sweep().findings
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0.hold != nil && $0.played == nil })
    }

    /// Amount, as the table says it.
    @Test(arguments: [
        (0.0, "<0.1%"), (0.0009, "<0.1%"), (0.0071, "0.7%"), (0.0996, "10%"), (0.5, "50%"), (0.995, ">99%"),
        (1.0, ">99%"),
    ])
    func chancesAreNeverCertain(_ chance: Double, _ text: String) {
        #expect(Outlook.text(chance: chance) == text)
    }
}
