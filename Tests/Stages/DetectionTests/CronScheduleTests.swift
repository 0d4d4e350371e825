import Model
import Testing

@testable import Detection

@Suite struct CronScheduleTests {
    /// How often each is due in the 28 days of February 2026, which begins on a Sunday.
    static let counts: [(text: String, count: Int)] = [
        ("0 2 * * *", 28), ("0 2 * * 1", 4), ("0 2 * * MON", 4), ("0 2 * * 7", 4), ("0 2 * * sun", 4),
        ("*/15 * * * *", 28 * 96), ("0 */6 * * *", 28 * 4), ("0 9-17/4 * * 1-5", 20 * 3), ("0 2 1 * *", 1),
        ("0 2 29 * *", 0), ("0 2 1,15 * *", 2), ("0 2 1 FEB *", 1), ("0 2 * 3 *", 0), ("30 2 13 * 5", 4),
        ("30 2 13 * 1", 5), ("0 2 ? * 2", 4), ("@weekly", 4), ("@monthly", 1), ("@hourly", 28 * 24),
        ("@daily", 28),
        ("@every 12h", 56), ("@every 1h30m", 448), ("CRON_TZ=Europe/Berlin 0 2 * * 1", 4),
        ("5/20 0 * * 0", 12),
    ]

    @Test(arguments: counts) func isDueSoOften(_ one: (text: String, count: Int)) throws {
        let schedule = try #require(CronSchedule(one.text))
        // 2026-02-01T00:00:00Z, less a second: what is due on the stroke of midnight counts.
        let start = Timestamp(seconds: 1_769_904_000 - 1)
        #expect(schedule.count(after: start, through: start.adding(seconds: 28 * 86_400)) == one.count)
    }

    @Test(arguments: [
        "", "0 2 * *", "60 2 * * *", "0 2 * * 8", "a b c d e", "0 2 0 * *", "*/0 * * * *", "5-1 * * * *",
        "@never",
        "@every", "@every soon", "0 2 * * * *", "-1 2 * * *", "1- 2 * * *", "0 2 * FOO *",
    ])
    func whatIsNoScheduleIsNone(_ text: String) { #expect(CronSchedule(text) == nil) }

    @Test func nothingIsDueInNoTime() throws {
        let schedule = try #require(CronSchedule("* * * * *"))
        let time = Timestamp(seconds: 1_769_904_000)
        #expect(schedule.count(after: time, through: time) == 0)
        #expect(schedule.count(after: time, through: time.adding(seconds: 60)) == 1)
        #expect(schedule.count(after: time.adding(seconds: 60), through: time) == 0)
    }
}
