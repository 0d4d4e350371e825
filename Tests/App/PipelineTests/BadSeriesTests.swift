internal import Foundation
internal import TestSupport
internal import Testing

/// Series that no production should have, through the whole road: the right value, or held with a reason, never a silly one.
@Suite struct BadSeriesTests {
    /// What is wrong with the series of one workload.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var query = "container_cpu_usage"
        var pods = "search-"
        var target = "prod Deployment/search/app"
        var what = "cpu request"
        /// The text of a sample, given its position, how many there are, and what it was; nil leaves it out.
        var sample: @Sendable (_ index: Int, _ count: Int, _ value: String) -> String?
        /// The value that must come out of it, or nil when it must be held.
        var after: String?
        /// Reasons that are right.
        var reasons: [String] = []

        var testDescription: String { name }
    }

    private static let held = ["low-coverage", "bad-data", "stale-data", "too-young"]
    private static let cases = [
        Case(name: "a NaN here and there", sample: { $0 % 200 == 7 ? "NaN" : $2 }, after: "800m"),
        Case(name: "nothing but NaN", sample: { _, _, _ in "NaN" }, reasons: held),
        Case(name: "an infinity here and there", sample: { $0 % 200 == 7 ? "+Inf" : $2 }, after: "800m"),
        Case(name: "every third is infinite", sample: { $0 % 3 == 0 ? "+Inf" : $2 }, reasons: held),
        Case(name: "minus infinity", sample: { $0 % 3 == 0 ? "-Inf" : $2 }, reasons: held),
        Case(name: "one sample beyond any machine", sample: { $0 == 9 ? "1e300" : $2 }, reasons: held),
        Case(name: "a counter that went back", sample: { $0 % 500 == 3 ? "-4.25" : $2 }, reasons: held),
        Case(
            name: "staleness markers to the end", sample: { $0 > $1 * 6 / 7 ? "NaN" : $2 }, reasons: held),
        Case(name: "nothing for the last days", sample: { $0 > $1 * 6 / 7 ? nil : $2 }, reasons: held),
        Case(name: "every second sample is missing", sample: { $0 % 2 == 0 ? nil : $2 }, reasons: held),
        Case(
            name: "memory that is not a number", query: "container_memory_working_set", pods: "checkout-",
            target: "prod Deployment/checkout/app", what: "memory limit", sample: { _, _, _ in "NaN" },
            reasons: held),
        Case(
            name: "memory that is infinite", query: "container_memory_working_set", pods: "checkout-",
            target: "prod Deployment/checkout/app", what: "memory limit",
            sample: { $0 % 2 == 0 ? "+Inf" : $2 }, reasons: held),
    ]

    private static let undisturbed = Result { try Storefront(.small).sweep() }

    @Test(arguments: cases) func givesNoSillyNumber(_ bad: Case) throws {
        let signals = try DelayedSignals(
            by: 0,
            changing: [
                DelayedSignals.Change(query: bad.query, pods: bad.pods) { samples in
                    samples.enumerated().compactMap { index, sample in
                        bad.sample(index, samples.count, sample.value).map { (sample.time, $0) }
                    }
                }
            ])
        let storefront = try Storefront(.small)
        let run = try storefront.sweep(signals: signals.directory.path)
        #expect(run.answer.status == 0, "\(run.answer.everything)")
        let rows = run.rows.filter { $0.target == bad.target }
        #expect(!rows.isEmpty, "\(run.lines)")
        if let after = bad.after {
            let row = try #require(rows.first { $0.what == bad.what })
            #expect(row.after == after && row.result == "merged", "\(row)")
        } else {
            for row in rows {
                #expect(row.result == "held" && row.commit == nil && row.pullRequest == nil, "\(row)")
                #expect(bad.reasons.contains(row.reason ?? ""), "\(row)")
                #expect(row.detail?.isEmpty == false)
                // What is shown of a held finding is no nonsense either.
                #expect([nil, "800m", "768Mi"].contains(row.after), "\(row)")
            }
        }
        // What others need is decided as ever.
        let workload = bad.target.prefix(through: bad.target.lastIndex(of: "/") ?? bad.target.startIndex)
        let others = { (run: RunSeen) in run.lines.filter { !$0.hasPrefix(workload) } }
        let expected = try others(Self.undisturbed.get())
        #expect(Set(others(run)).symmetricDifference(expected) == [])
        #expect(try Invariants.broken(storefront) == [])
    }
}
