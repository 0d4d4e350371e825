import Model
import Settings
import Testing

@testable import Policy

/// Days that come again, on which nothing is merged.
struct NoAutomationTests {
    private static func days(
        _ spans: [(NoAutomationDays.Day, NoAutomationDays.Day)], weekdays: Set<Int> = [],
        zone: String = "Europe/Berlin"
    ) -> NoAutomationDays {
        var days = RepositorySettings.holidays
        days.spans = spans.map { NoAutomationDays.Span(first: $0.0, last: $0.1) }
        (days.weekdays, days.zone) = (weekdays, zone)
        return days
    }

    /// A zone's days, a moment, and until when nothing is merged at that moment; nil where merging is free.
    static let moments: [(String, String?)] = [
        ("2026-12-23T22:59:59Z", nil),
        ("2026-12-23T23:00:00Z", "2027-01-02T23:00:00Z"),
        ("2027-01-01T12:00:00Z", "2027-01-02T23:00:00Z"),
        ("2027-01-02T22:59:59Z", "2027-01-02T23:00:00Z"),
        ("2027-01-02T23:00:00Z", nil),
        ("2031-12-24T12:00:00Z", "2032-01-02T23:00:00Z"),
    ]

    @Test(arguments: moments) func aSpanRunsOverTheNewYear(_ moment: String, _ end: String?) {
        let freezes = Self.days([
            (
                NoAutomationDays.Day(year: nil, month: 12, day: 24),
                NoAutomationDays.Day(year: nil, month: 1, day: 2)
            )
        ]).freezes(near: PolicyWorld.time(moment))
        let now = PolicyWorld.time(moment)
        let inForce = freezes.first { $0.window.start <= now && now < $0.window.end }
        #expect(inForce?.window.end == end.map(PolicyWorld.time))
    }

    @Test func aYearMeansThatYearAlone() {
        let day = NoAutomationDays.Day(year: 2026, month: 11, day: 18)
        let days = Self.days([(day, day)])
        #expect(days.freezes(near: PolicyWorld.now).count == 1)
        #expect(days.freezes(near: PolicyWorld.time("2027-11-18T09:00:00Z")).isEmpty)
    }

    @Test func holdsMergesAndReverts() {
        // A Wednesday.
        for (weekdays, isFrozen) in [(Set([3]), true), (Set([4]), false)] {
            for purpose in [PolicyInputs.Purpose.fix, .revert] {
                let world = PolicyWorld().with {
                    $0.repository.noAutomation = [Self.days([], weekdays: weekdays)]
                    $0.purpose = purpose
                }
                #expect((world.decision.hold?.reason == .frozen) == isFrozen, "\(weekdays) \(purpose)")
            }
        }
    }

    /// The day of the change of the clock has 25 hours.
    @Test func aDayEndsAtItsZonesMidnight() {
        let day = NoAutomationDays.Day(year: nil, month: 10, day: 25)
        let freeze = Self.days([(day, day)]).freezes(near: PolicyWorld.time("2026-10-25T12:00:00Z")).first
        #expect(freeze?.window.start == PolicyWorld.time("2026-10-24T22:00:00Z"))
        #expect(freeze?.window.end == PolicyWorld.time("2026-10-25T23:00:00Z"))
    }
}

extension RepositorySettings {
    /// Days to change in tests.
    static var holidays: NoAutomationDays {
        NoAutomationDays(
            spans: [], weekdays: [], zone: "UTC", reason: "holidays", source: ".trimtab.yml:3")
    }
}
