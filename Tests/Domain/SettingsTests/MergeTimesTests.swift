import Model
import Settings
import Testing

/// Windows follow the clock on the wall, through both changes of the clock.
@Suite struct MergeTimesTests {
    static func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(seconds: 0) }

    static let berlin = MergeTimes.weekly(
        days: [1, 2, 3, 4], fromMinute: 480, toMinute: 960, zone: "Europe/Berlin")
    static let night = MergeTimes.weekly(
        days: [6], fromMinute: 22 * 60, toMinute: 4 * 60, zone: "Europe/Berlin")
    static let early = MergeTimes.weekly(
        days: Set(1...7), fromMinute: 120, toMinute: 180, zone: "Europe/Berlin")

    @Test(
        arguments: [
            // Winter: Berlin is one hour ahead. 2026-11-18 is a Wednesday.
            (berlin, "2026-11-18T06:59:59Z", false), (berlin, "2026-11-18T07:00:00Z", true),
            (berlin, "2026-11-18T14:59:59Z", true), (berlin, "2026-11-18T15:00:00Z", false),
            // Summer: two hours. 2026-07-15 is a Wednesday.
            (berlin, "2026-07-15T05:59:59Z", false), (berlin, "2026-07-15T06:00:00Z", true),
            (berlin, "2026-07-15T13:59:59Z", true), (berlin, "2026-07-15T14:00:00Z", false),
            // Friday, and Thursday in Berlin that is still Wednesday elsewhere.
            (berlin, "2026-11-20T09:00:00Z", false), (berlin, "2026-11-19T07:00:00Z", true),
            // Past midnight: Saturday's window runs into Sunday.
            (night, "2026-11-21T20:59:59Z", false), (night, "2026-11-21T21:00:00Z", true),
            (night, "2026-11-22T02:59:59Z", true), (night, "2026-11-22T03:00:00Z", false),
            (night, "2026-11-21T02:00:00Z", false), (night, "2026-11-22T21:30:00Z", false),
            // 2026-03-29: the clock jumps from 02:00 to 03:00, so 02:00–03:00 does not occur.
            (early, "2026-03-29T00:59:59Z", false), (early, "2026-03-29T01:00:00Z", false),
            (early, "2026-03-28T01:30:00Z", true),
            // 2026-10-25: 02:00–03:00 is shown twice, in summer time and in winter time.
            (early, "2026-10-25T00:00:00Z", true), (early, "2026-10-25T00:59:59Z", true),
            (early, "2026-10-25T01:30:00Z", true), (early, "2026-10-25T02:00:00Z", false),
            (early, "2026-10-24T23:59:59Z", false),
            (.always, "2026-11-18T00:00:00Z", true), (.never, "2026-11-18T12:00:00Z", false),
            (
                .weekly(days: [3], fromMinute: 0, toMinute: 1440, zone: "Nowhere/Land"),
                "2026-11-18T12:00:00Z", false
            ),
            (.weekly(days: [3], fromMinute: 0, toMinute: 1440, zone: "UTC"), "2026-11-18T23:59:59Z", true),
        ] as [(MergeTimes, String, Bool)]) func isOpen(times: MergeTimes, at text: String, expected: Bool)
    {
        #expect(times.isOpen(at: MergeTimesTests.time(text)) == expected)
    }

    @Test(
        arguments: [
            (berlin, "2026-11-18T14:55:30Z", "2026-11-18T15:00:00Z"),
            (berlin, "2026-11-18T10:00:00Z", "2026-11-18T10:10:00Z"),
            (.always, "2026-11-18T10:00:00Z", "2026-11-18T10:10:00Z"),
            // The window closes because the clock jumps ahead, not because an hour passed.
            (
                .weekly(days: [7], fromMinute: 60, toMinute: 150, zone: "Europe/Berlin"),
                "2026-03-29T00:55:00Z", "2026-03-29T01:00:00Z"
            ),
        ] as [(MergeTimes, String, String)]) func closes(times: MergeTimes, after: String, expected: String)
    {
        let now = MergeTimesTests.time(after)
        #expect(times.closing(after: now, limit: now.adding(seconds: 600)) == MergeTimesTests.time(expected))
    }

    @Test func aClosedWindowHasNoClosing() {
        let now = MergeTimesTests.time("2026-11-20T10:00:00Z")
        #expect(MergeTimesTests.berlin.closing(after: now, limit: now.adding(seconds: 600)) == nil)
    }

    @Test func opensNext() {
        let friday = MergeTimesTests.time("2026-11-20T10:00:00Z")
        #expect(MergeTimesTests.berlin.opening(after: friday) == MergeTimesTests.time("2026-11-23T07:00:00Z"))
        #expect(MergeTimes.never.opening(after: friday) == nil)
    }

    @Test(arguments: [
        (MergeTimes.always, "always"), (.never, "never"), (berlin, "Mon–Thu 08:00–16:00 Europe/Berlin"),
        (night, "Sat 22:00–04:00 Europe/Berlin"),
        (
            .weekly(days: [1, 2, 5, 6, 7], fromMinute: 0, toMinute: 1440, zone: "UTC"),
            "Mon, Tue, Fri–Sun 00:00–24:00 UTC"
        ),
    ]) func reads(times: MergeTimes, expected: String) {
        #expect(times.description == expected)
    }

    @Test(arguments: [
        ("Europe/Berlin", true), ("America/Argentina/Buenos_Aires", true), ("UTC", true), ("CET", false),
        ("Europe/Atlantis", false), ("", false), ("../../etc/passwd", false),
    ]) func knowsZones(name: String, isKnown: Bool) {
        #expect((ZoneClock(name) != nil) == isKnown)
    }

    @Test(arguments: [
        // A day begins at midnight on the wall; where the clock skips midnight, at the change.
        ("Europe/Berlin", "2026-12-20", "2026-12-19T23:00:00Z"),
        ("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00Z"),
        ("America/New_York", "2026-07-04", "2026-07-04T04:00:00Z"),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00Z"),
        // Twice midnight in autumn: the first one counts.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
    ]) func daysBegin(zone: String, day: String, expected: String) throws {
        let clock = try #require(ZoneClock(zone))
        #expect(clock.start(ofDay: MergeTimesTests.time(day)) == MergeTimesTests.time(expected))
    }
}
