import Model
import Proposal
import Testing

@Suite struct WorkDigestTests {
    private static let window = TimeWindow(
        start: Samples.end.adding(seconds: -7 * 86_400), end: Samples.end)

    private static func change(
        _ number: Int, _ place: String, _ saving: Saving, outcome: String? = nil, target: String? = nil
    ) -> WorkDigest.Change {
        WorkDigest.Change(
            pullRequest: number,
            target: target ?? "\(place) Deployment/w\(number)/app resources.requests.cpu",
            place: place, service: "\(place)/w\(number)", before: "2", after: "800m", saving: saving,
            risk: "above 0.7%", outcome: outcome)
    }

    private static func dollars(_ amount: Double) -> Saving {
        .monthly(amount: amount, currency: "USD", source: "prices.yml")
    }

    private static let digest = WorkDigest(
        window: window,
        landed: [
            change(1, "shop", dollars(10), outcome: "worked"), change(2, "prod", dollars(61.2)),
            change(3, "prod", .unpriced, outcome: "reverted"),
        ], waiting: [change(4, "shop", dollars(5)), change(5, "shop", dollars(140.16))],
        declined: [
            WorkDigest.Declined(reason: "leaking", targets: ["a"], example: "grows"),
            WorkDigest.Declined(reason: "too-young", targets: ["b", "c"], example: "5.0 of 14 days"),
        ])

    @Test func theGreatestSavingComesFirst() {
        #expect(WorkDigestTests.digest.landed.compactMap(\.pullRequest) == [2, 1, 3])
        #expect(WorkDigestTests.digest.waiting.compactMap(\.pullRequest) == [5, 4])
        #expect(WorkDigestTests.digest.declined.map(\.reason) == ["too-young", "leaking"])
    }

    @Test func theFirstLineAddsUp() {
        let text = WorkDigestTests.digest.markdown()
        #expect(
            text.contains(
                "3 changes landed (saving $71.20, 1 unpriced a month), 2 wait (would save $145.16 a month), "
                    + "1 did not work, 3 targets declined."), "\(text)")
        #expect(text.hasPrefix("## Trimtab, 7d to 2026-11-20\n"))
        #expect(
            text.contains(
                "| $140.16 | shop Deployment/w5/app resources.requests.cpu: 2 → 800m | above 0.7% | #5 |"))
        #expect(!text.contains("cut at"))
    }

    @Test func namespacesAreAddedUp() {
        let text = WorkDigestTests.digest.markdown(by: .namespace)
        #expect(text.contains("| $145.16 | shop | #4, #5 |"), "\(text)")
        #expect(text.contains("| $61.20, 1 unpriced | prod | #2, #3 |"))
        let services = WorkDigestTests.digest.markdown(by: .service)
        #expect(services.contains("| $140.16 | shop/w5 | #5 |"))
    }

    @Test func rowsAreLimited() {
        let text = WorkDigestTests.digest.markdown(top: 1)
        #expect(text.contains("and 1 more") && text.contains("and 2 more"))
        #expect(!text.contains("#4"))
    }

    @Test func nothingIsSaidInOneLine() {
        let text = WorkDigest(window: WorkDigestTests.window, landed: [], waiting: [], declined: [])
            .markdown()
        #expect(text.contains("Nothing landed, nothing waits, none was undone, 0 targets declined."))
    }

    @Test(arguments: Hostile.texts) func namesAreDataOnly(_ text: String) {
        let digest = WorkDigest(
            window: WorkDigestTests.window,
            landed: [WorkDigestTests.change(1, "shop", .unpriced, target: text)], waiting: [],
            declined: [WorkDigest.Declined(reason: "leaking", targets: [text], example: text)])
        let lines = digest.markdown().split(separator: "\n", omittingEmptySubsequences: false)
        let plain = WorkDigest(
            window: WorkDigestTests.window,
            landed: [WorkDigestTests.change(1, "shop", .unpriced, target: "x")], waiting: [],
            declined: [WorkDigest.Declined(reason: "leaking", targets: ["x"], example: "x")]
        ).markdown().split(separator: "\n", omittingEmptySubsequences: false)
        // No name makes a line, a heading or a cell of its own.
        #expect(lines.count == plain.count)
        #expect(!lines.joined(separator: "\n").contains("<script"))
    }
}
