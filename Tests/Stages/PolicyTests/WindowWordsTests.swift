import Model
import Settings
import Testing

@testable import Policy

/// A window that never opens names a person, because no time brings it about.
@Suite struct WindowWordsTests {
    private func decision(_ change: (inout PolicyWorld) -> Void) -> Decision {
        PolicyWorld().with(change).decision
    }

    @Test func aWindowThatNeverOpensSaysWhoMayMerge() {
        let sweep = decision { $0.category.sweepTimes = .never }
        #expect(sweep.hold == Hold(.offSchedule, "only alerts may merge this"))
        #expect(sweep.waitsFor == PolicyWorld.category().owner)
        let none = decision { ($0.category.sweepTimes, $0.category.alertTimes) = (.never, .never) }
        #expect(none.hold?.detail == "no window of the category ever opens")
    }

    @Test func aWindowThatOpensSaysWhen() {
        let closed = decision { $0.moment.now = PolicyWorld.now.adding(seconds: -7261) }
        #expect(closed.hold?.detail.contains("; opens 2026-11-18 07:00 UTC") == true)
        #expect(closed.waitsFor == nil)
    }
}
