import Model
import TestSupport
import Testing

@testable import Watchdog

/// What a category must have shown before it merges without a person's hand, counted by the watchdog itself.
@Suite struct WatchdogRecordTests {
    private static let day = 86_400.0

    private static func line(
        _ type: String, _ action: String?, days: Double = -20, category: String? = "raise-memory",
        actual: String? = nil, duration: Double? = nil, trusted: Bool = true,
        _ details: [String: String] = [:]
    ) -> WatchedLine {
        WatchedLine(
            event: WatchedEvent(
                id: "x", time: WatchdogWorld.now.adding(seconds: days * day), type: type, action: action,
                category: category, actual: actual, duration: duration, actor: "ada", trigger: "sweep",
                details: details), file: "f", bytes: [], isTrusted: trusted)
    }

    /// Ten merges by people that worked, and a drill.
    private static func earned(_ count: Int = 10, drill: Bool = true) -> [WatchedLine] {
        (0..<count).flatMap { number in
            [
                line("merge", "a\(number)", actual: "commit\(number)", ["by": "people"]),
                line("verification", "a\(number)", actual: "worked"),
            ]
        } + (drill ? [line("drill", nil, duration: 600)] : [])
    }

    private static func tally(_ lines: [WatchedLine]) -> WatchedRecords.Tally {
        var records = WatchedRecords(LedgerAccount(lines))
        return records.tally(of: "raise-memory", before: lines.count)
    }

    @Test func whatIsEarnedLacksNothing() {
        let tally = Self.tally(Self.earned())
        #expect(tally.lack == nil && tally.trouble(at: WatchdogWorld.now) == nil)
    }

    @Test(arguments: [
        ("nine are not ten", earned(9), "9 of 10"),
        ("nobody undid anything", earned(drill: false), "never measured"),
        (
            "a drill of another category",
            earned(drill: false) + [line("drill", nil, category: "x", duration: 1)],
            "never measured"
        ),
        (
            "a drill that nobody signed",
            earned(drill: false) + [line("drill", nil, duration: 1, trusted: false)],
            "never measured"
        ),
        (
            "a success that nobody signed",
            earned(9) + [
                line("merge", "b", ["by": "people"]),
                line("verification", "b", actual: "worked", trusted: false),
            ],
            "9 of 10"
        ),
        (
            "a merge by people that nobody signed",
            earned(9) + [
                line("merge", "b", trusted: false, ["by": "people"]),
                line("verification", "b", actual: "worked"),
            ],
            "9 of 10"
        ),
        (
            "a merge of the bot's own",
            earned(9) + [
                line("done", "b", ["effect": "merge"]), line("verification", "b", actual: "worked"),
            ], "9 of 10"
        ),
        (
            "one of another category",
            earned(9) + [
                line("merge", "b", category: "x", ["by": "people"]),
                line("verification", "b", category: "x", actual: "worked"),
            ], "9 of 10"
        ),
    ]) func lacks(_ name: String, _ lines: [WatchedLine], _ said: String) {
        #expect(Self.tally(lines).lack?.contains(said) == true, "\(name)")
    }

    /// An approval by command names no category and counts for the action's.
    @Test func anApprovalMakesItSupervised() {
        let lines =
            Self.earned(9) + [
                Self.line("done", "b", ["effect": "merge"]), Self.line("approve", "b", category: nil),
                Self.line("verification", "b", actual: "worked"),
            ]
        #expect(Self.tally(lines).lack == nil)
    }

    @Test func aRevertMeasuresUndoing() {
        // Thirty changes bear one that was undone long ago.
        let lines = Self.earned(30, drill: false) + [Self.line("revert", "a0", days: -15, duration: 60)]
        #expect(Self.tally(lines).lack == nil && Self.tally(lines).trouble(at: WatchdogWorld.now) == nil)
    }

    @Test(arguments: [(-13.99, true), (-14, false)]) func troubleLastsFourteenDays(
        _ days: Double, _ lasts: Bool
    ) {
        let kinds: [[WatchedLine]] = [
            [Self.line("verification", "a0", days: days, actual: "did-not", trusted: false)],
            [Self.line("revert", "a0", days: days, trusted: false)],
            [Self.line("hold", nil, days: days, category: nil, trusted: false, ["act": "reverted commit0"])],
        ]
        for trouble in kinds {
            let tally = Self.tally(Self.earned(30) + trouble)
            #expect((tally.trouble(at: WatchdogWorld.now) != nil) == lasts, "\(trouble[0].event.type)")
        }
    }

    /// One of twenty is borne, one of nineteen is not, however long ago.
    @Test(arguments: [(20, false), (19, true)]) func oneInTwentyIsBorne(_ merges: Int, _ isTooMuch: Bool) {
        let lines = Self.earned(merges) + [Self.line("verification", "a0", days: -19, actual: "did-not")]
        #expect((Self.tally(lines).trouble(at: WatchdogWorld.now) != nil) == isTooMuch)
    }

    /// People may undo a commit before the ledger tells whose it is.
    @Test func whatWasUndoneIsKnownLater() {
        let lines =
            [Self.line("hold", nil, days: -1, category: nil, ["act": "reverted commit0"])] + Self.earned(30)
        #expect(Self.tally(lines).trouble(at: WatchdogWorld.now) != nil)
    }

    /// Only what stood there before counts, whatever order is asked in.
    @Test func whatStandsLaterDoesNotCount() {
        let lines = Self.earned()
        var records = WatchedRecords(LedgerAccount(lines))
        #expect(records.tally(of: "raise-memory", before: lines.count).lack == nil)
        #expect(records.tally(of: "raise-memory", before: 4).lack?.contains("2 of 10") == true)
        #expect(records.tally(of: "raise-memory", before: 0).lack?.contains("0 of 10") == true)
        #expect(records.tally(of: "other", before: lines.count).lack?.contains("0 of 10") == true)
    }

    // MARK: - In a merge

    /// Trouble takes a rung away everywhere: a merge without a person's hand is seen, one with it is fine.
    @Test(arguments: [(["ada"], true), ([], false)]) func troubleAsksForAPerson(
        _ people: [String], _ isFine: Bool
    ) async throws {
        let world = try WatchdogWorld()
        var course = Course()
        course.approvals = people
        course.earlier = [
            WatchdogTests.before(
                .verification, 40, action: "ffff", service: "prod/other", category: "raise-memory",
                actual: "did-not")
        ]
        try await world.merge(course)
        let found = try await world.examine().violations
        #expect(found.map(\.rule) == (isFine ? [] : [.notAllowed]))
        #expect(isFine || found.first?.message.contains("in trouble on 2026-11-16") == true)
    }

    /// Elsewhere than on the local forge, a file that says `auto` is not enough.
    @Test func autoThatWasNotEarned() async throws {
        let world = try WatchdogWorld()
        try await world.merge()
        let found = try await world.examine(signatures: true).violations
        #expect(found.contains { $0.rule == .notAllowed && $0.message.contains("0 of 10 changes worked") })
    }
}
