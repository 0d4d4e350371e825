import Foundation
import Model
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"), ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20t10:20:30z", "2026-11-20T10:20:30Z"), ("2026-11-20 10:20", nil),
            ("2026-11-20T10:20:30.5Z", "2026-11-20T10:20:30.500Z"),
            ("2026-11-20T10:20:30.123456Z", "2026-11-20T10:20:30.123Z"),
            ("2026-11-20T01:00:00+02:00", "2026-11-19T23:00:00Z"),
            ("2026-11-20T01:00:00-02:30", "2026-11-20T03:30:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"), ("2023-02-29", nil), ("1900-02-29", nil),
            ("2000-02-29", "2000-02-29T00:00:00Z"), ("2026-13-01", nil), ("2026-00-01", nil),
            ("2026-11-31", nil),
            ("2026-11-20T24:00:00Z", nil), ("2026-11-20T23:60:00Z", nil), ("2026-11-20T00:00:00", nil),
            ("2026-11-20T00:00:00Zx", nil), ("x", nil), ("", nil), ("1700000000", "2023-11-14T22:13:20Z"),
            ("1700000000.25", "2023-11-14T22:13:20.250Z"), ("nan", nil), ("inf", nil), ("1e300", nil),
            ("0001-01-01", "0001-01-01T00:00:00Z"), ("9999-12-31", "9999-12-31T00:00:00Z"),
        ] as [(String, String?)])
    func textsAreReadOrRefused(_ text: String, _ moment: String?) {
        #expect(Timestamp(text)?.description == moment)
    }

    @Test func whatIsPrintedReadsBackAndAgreesWithTheCalendar() throws {
        let seed: UInt64 = 7
        var generator = SeededGenerator(seed: seed)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for _ in 0..<500 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -2_000_000_000_000...4_000_000_000_000, using: &generator))
            #expect(Timestamp(moment.description) == moment, "seed \(seed)")
            let date = Date(timeIntervalSince1970: Double(moment.seconds))
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
            let civil = moment.civil
            #expect(
                [civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second]
                    == [parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second],
                "seed \(seed)")
            #expect(civil.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1, "seed \(seed), \(moment)")
        }
    }

    @Test func proseHasMinutesAndDates() throws {
        let moment = try #require(Timestamp("2026-01-02T03:04:59Z"))
        #expect(moment.minuteText == "2026-01-02 03:04 UTC")
        #expect(moment.dateText == "2026-01-02")
        #expect(moment.adding(seconds: 1.5).description == "2026-01-02T03:05:00.500Z")
        #expect(moment.adding(seconds: -60).seconds(since: moment) == -60)
        #expect(Timestamp(milliseconds: -1).seconds == -1)
    }
}
