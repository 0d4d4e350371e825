import Diagnostics
import Model
import Testing

@testable import Verification

@Suite struct VerifierTests {
    static let merged = Timestamp(seconds: 1_000_000)
    static let mebi = 1_048_576.0

    static func plan(
        _ expectations: [Model.Expectation] = [
            Model.Expectation(query: "kills", comparison: .equal, threshold: 0)
        ]
    )
        -> VerificationPlan
    {
        VerificationPlan(
            applyBy: TimeSpan(seconds: 7200), watch: TimeSpan(seconds: 86_400), rolloutQuery: "limits",
            rolloutValue: 768 * mebi, expectations: expectations, otherwise: .escalate)
    }

    /// Two pods: the first is replaced after ten minutes, the second after twenty.
    static func rollout(_ time: Timestamp) -> [String: Double] {
        let minutes = time.seconds(since: merged) / 60
        return ["a": minutes < 10 ? 512 * mebi : 768 * mebi, "b": minutes < 20 ? 512 * mebi : 768 * mebi]
    }

    static func verify(
        _ script: [String: @Sendable (Timestamp) -> [String: Double]], plan: VerificationPlan = plan(),
        after hours: Double, warnings: [String] = []
    ) async throws -> VerificationReport {
        try await Verifier(metrics: ScriptedMetrics(script: script, warnings: warnings))
            .verify(plan, mergedAt: merged, now: merged.adding(seconds: hours * 3600))
    }

    static let rolledOut = merged.adding(seconds: 1200)
    static let end = rolledOut.adding(seconds: 86_400)
    static let quiet: [String: @Sendable (Timestamp) -> [String: Double]] = [
        "limits": { rollout($0) }, "kills": { _ in ["": 0] },
    ]

    @Test func waitsForEveryInstance() async throws {
        let report = try await VerifierTests.verify(VerifierTests.quiet, after: 15 / 60)
        #expect(report.state == .pending(until: VerifierTests.merged.adding(seconds: 7200)))
        #expect(report.reasons == ["1 of 2 instances showed the new value"])
    }

    @Test func startsTheWatchWhenTheLastInstanceArrived() async throws {
        let report = try await VerifierTests.verify(VerifierTests.quiet, after: 1)
        #expect(report.state == .pending(until: VerifierTests.end))
        #expect(report.rolledOutAt == VerifierTests.rolledOut)
        #expect(report.rollout == TimeSpan(seconds: 1200))
    }

    @Test func worksWhenEveryExpectationHolds() async throws {
        let report = try await VerifierTests.verify(VerifierTests.quiet, after: 24.34)
        #expect(report.outcome == .worked)
        #expect(report.measurements.map(\.value) == [0])
        #expect(report.reasons == ["kills: 0.0 = 0.0"])
    }

    /// Two changes in one commit: the second rolls out an hour later, and the whole waits for it.
    private func together(
        _ second: @escaping @Sendable (Timestamp) -> [String: Double], kills: Double = 0, after hours: Double
    ) async throws -> VerificationReport {
        var other = VerifierTests.plan([
            Model.Expectation(query: "waits", comparison: .equal, threshold: 0)
        ])
        other.rolloutQuery = "requests"
        other.rolloutValue = 2
        let plan = try #require(VerificationPlan([VerifierTests.plan(), other]))
        let script = VerifierTests.quiet.merging([
            "kills": { _ in ["": kills] }, "requests": second, "waits": { _ in ["": 0] },
        ]) { $1 }
        return try await VerifierTests.verify(script, plan: plan, after: hours)
    }

    @Test func aGroupWaitsForTheRollOutOfEveryMember() async throws {
        let late: @Sendable (Timestamp) -> [String: Double] = { time in
            ["c": time.seconds(since: VerifierTests.merged) < 3600 ? 1 : 2]
        }
        let early = try await together(late, after: 0.9)
        #expect(early.outcome == nil)
        #expect(early.rolledOutAt == nil)
        let watched = try await together(late, after: 24.5)
        #expect(watched.outcome == nil, "the first is over, the second is still watched")
        #expect(watched.rolledOutAt == VerifierTests.merged.adding(seconds: 3600))
        let end = try await together(late, after: 25.1)
        #expect(end.outcome == .worked)
        #expect(end.measurements.count == 2)
        #expect(end.rollout == TimeSpan(seconds: 3600))
    }

    @Test func oneMemberThatDidNotWorkIsEnoughOnceAllAreRolledOut() async throws {
        let late: @Sendable (Timestamp) -> [String: Double] = { time in
            ["c": time.seconds(since: VerifierTests.merged) < 3600 ? 1 : 2]
        }
        let report = try await together(late, kills: 3, after: 24.5)
        #expect(report.outcome == .didNot, "nothing is gained by watching the other to its end")
        let never: @Sendable (Timestamp) -> [String: Double] = { _ in ["c": 1] }
        #expect(try await together(never, kills: 3, after: 1.9).outcome == nil)
        #expect(try await together(never, after: 25).outcome == .notApplied)
        let unseen: @Sendable (Timestamp) -> [String: Double] = { _ in [:] }
        #expect(try await together(unseen, after: 25).outcome == .unknown)
        #expect(try await together(unseen, kills: 3, after: 25).outcome == .didNot)
    }

    /// The measure is taken at the end of the watch, not whenever somebody happens to ask.
    @Test func givesTheSameAnswerLater() async throws {
        let script = VerifierTests.quiet.merging(["kills": { ["": $0 > VerifierTests.end ? 7 : 0] }]) { $1 }
        let first = try await VerifierTests.verify(script, after: 24.34)
        #expect(first.outcome == .worked)
        #expect(try await VerifierTests.verify(script, after: 500) == first)
    }

    @Test func isPendingUntilTheVeryEndOfTheWatch() async throws {
        let seconds = VerifierTests.end.seconds(since: VerifierTests.merged)
        #expect(
            try await VerifierTests.verify(VerifierTests.quiet, after: (seconds - 1) / 3600).outcome == nil)
        #expect(try await VerifierTests.verify(VerifierTests.quiet, after: seconds / 3600).outcome == .worked)
    }

    @Test func didNotWorkWhenOneExpectationFails() async throws {
        let plan = VerifierTests.plan([
            Model.Expectation(query: "kills", comparison: .equal, threshold: 0),
            Model.Expectation(query: "p99", comparison: .less, threshold: 100),
        ])
        let script = VerifierTests.quiet.merging(["p99": { _ in ["x": 99, "y": 100] }]) { $1 }
        let report = try await VerifierTests.verify(script, plan: plan, after: 25)
        #expect(report.outcome == .didNot)
        #expect(report.reasons == ["p99: 100.0 is not < 100.0"])
    }

    @Test func isNotAppliedAfterTheDeadline() async throws {
        let script: [String: @Sendable (Timestamp) -> [String: Double]] = [
            "limits": { _ in ["a": 768 * VerifierTests.mebi, "b": 512 * VerifierTests.mebi] }
        ]
        #expect(try await VerifierTests.verify(script, after: 1.99).outcome == nil)
        let report = try await VerifierTests.verify(script, after: 2)
        #expect(report.outcome == .notApplied)
        #expect(report.reasons == ["1 of 2 instances showed the new value within 2h of the merge"])
    }

    /// What arrives after the deadline was not applied in time, however late one asks.
    @Test func aLateRolloutIsNotAppliedEither() async throws {
        let script: [String: @Sendable (Timestamp) -> [String: Double]] = [
            "limits": { ["a": $0.seconds(since: VerifierTests.merged) > 7200 ? 768 * VerifierTests.mebi : 1] }
        ]
        #expect(try await VerifierTests.verify(script, after: 100).outcome == .notApplied)
    }

    struct Unknown: CustomTestStringConvertible {
        let name: String
        let script: [String: @Sendable (Timestamp) -> [String: Double]]
        var warnings: [String] = []
        var testDescription: String { name }
    }

    @Test(arguments: [
        Unknown(name: "no instance was ever seen", script: ["limits": { _ in [:] }]),
        Unknown(name: "no data for the expectation", script: quiet.merging(["kills": { _ in [:] }]) { $1 }),
        Unknown(name: "NaN", script: quiet.merging(["kills": { _ in ["": .nan] }]) { $1 }),
        Unknown(
            name: "one of two is NaN", script: quiet.merging(["kills": { _ in ["a": 0, "b": .nan] }]) { $1 }),
        Unknown(name: "a partial answer", script: quiet, warnings: ["one store did not answer"]),
        Unknown(
            name: "somebody changed the value again",
            script: quiet.merging([
                "limits": { $0 >= end ? ["a": 1, "b": 1] : rollout($0) }
            ]) { $1 }),
    ]) func noDataIsNeverAPass(_ one: Unknown) async throws {
        let report = try await VerifierTests.verify(one.script, after: 30, warnings: one.warnings)
        #expect(report.outcome == .unknown, "\(report.reasons)")
        #expect(!report.reasons.isEmpty)
    }

    @Test func nothingExpectedIsUnknown() async throws {
        let report = try await VerifierTests.verify(
            VerifierTests.quiet, plan: VerifierTests.plan([]), after: 30)
        #expect(report.outcome == .unknown)
    }

    /// A number that speaks against it counts even when others are missing.
    @Test func aFailureBesideMissingDataIsAFailure() async throws {
        let script = VerifierTests.quiet.merging(["kills": { _ in ["a": 3, "b": .nan] }]) { $1 }
        #expect(try await VerifierTests.verify(script, after: 30).outcome == .didNot)
    }

    @Test func aStoreThatFailsSaysNothing() async {
        await #expect(throws: Failure.self) { _ = try await VerifierTests.verify([:], after: 30) }
    }

    @Test(arguments: [
        (Model.Expectation.Comparison.equal, 5.0, true), (.equal, 5.1, false), (.less, 4.9, true),
        (.less, 5, false),
        (.lessOrEqual, 5, true), (.lessOrEqual, 5.1, false), (.greater, 5.1, true), (.greater, 5, false),
        (.greaterOrEqual, 5, true), (.greaterOrEqual, 4.9, false), (.less, .infinity, false),
        (.greater, .infinity, true),
    ]) func comparesAtTheThreshold(comparison: Model.Expectation.Comparison, value: Double, holds: Bool) {
        let expectation = Model.Expectation(query: "q", comparison: comparison, threshold: 5)
        let answer = QueryAnswer(series: [Series(labels: [:], timestamps: [1], values: [value])])
        #expect(expectation.measure(answer).holds == holds)
    }
}
