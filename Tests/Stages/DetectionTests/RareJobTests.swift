import Model
import Testing

@testable import Detection

/// A job of each week has two runs in a fortnight: it is followed further back, and judged by what was due.
@Suite struct RareJobTests {
    typealias Nightly = CronJobTests.Nightly

    private static func weekly(
        before: [Int: Double] = [4: 300 * mebi, 11: 700 * mebi, 18: 300 * mebi],
        schedule: String? = "0 2 * * 1"
    ) -> Nightly {
        // The window begins on a Friday; the third day of it is a Monday.
        Nightly(first: 3, every: 7, before: before, schedule: schedule)
    }

    @Test func aWeeklyJobIsSizedAfterFourRuns() async throws {
        let report = try await RareJobTests.weekly().sweep()
        #expect(report.findings.map(\.hold) == [nil, nil], "\(report.findings.map(\.hold))")
        let memory = try #require(report.findings.first { $0.kind == .memoryRequestTooHigh })
        // The worst run of five was before the window: 700 Mi × 1.15 is 805 Mi.
        #expect(memory.wish == .quantity(.bytes(832 << 20)))
        #expect(memory.statistics.contains(Statistic("runs", 5, .count)))
        #expect(memory.historyDays == 14)
        // Of CPU only the greatest of a day is known of the runs before: 0.5 × 1.15.
        let cpu = try #require(report.findings.first { $0.kind == .cpuRequestTooHigh })
        #expect(cpu.wish == .quantity(.millicores(600)))
    }

    @Test func threeOfFourRunsAreHeldWithTheirSchedule() async throws {
        let report = try await RareJobTests.weekly(before: [4: 300 * mebi]).sweep()
        #expect(report.findings.count == 2)
        for finding in report.findings {
            #expect(
                finding.hold
                    == Hold(
                        .tooYoung,
                        "seen 3 of at least 4 runs in 56 days; its schedule `0 2 * * 1` has 8 in that time"))
        }
    }

    @Test func aRunThatWasDueAndIsNotSeenIsMissing() async throws {
        // Nothing of the third and fourth week back.
        let report = try await RareJobTests.weekly(
            before: [4: 300 * mebi, 25: 300 * mebi, 32: 300 * mebi]
        ).sweep()
        #expect(report.findings.count == 2)
        for finding in report.findings {
            #expect(finding.hold?.reason == .lowCoverage)
            #expect(finding.hold?.detail.contains("samples of 5 of 7 runs, coverage 71%") == true)
        }
    }

    @Test func aMonthlyJobStaysHeldAndSaysWhy() async throws {
        let report = try await Nightly(first: 11, every: 30, before: [19: 300 * mebi], schedule: "0 2 1 * *")
            .sweep()
        #expect(!report.findings.isEmpty)
        for finding in report.findings {
            #expect(
                finding.hold?.detail
                    == "seen 2 of at least 4 runs in 56 days; its schedule `0 2 1 * *` has 2 in that time")
        }
    }

    @Test func withoutAScheduleFiveRunsAreAskedFor() async throws {
        let report = try await RareJobTests.weekly(before: [4: 300 * mebi, 11: 300 * mebi], schedule: nil)
            .sweep()
        #expect(
            report.findings.allSatisfy {
                $0.hold == Hold(.tooYoung, "seen 4 of at least 5 runs in 56 days")
            } && report.findings.count == 2)
    }

    @Test func aJobOfEveryNightIsNotFollowedFurther() async throws {
        let often = FakeMetrics(Nightly().series())
        _ = try await Detector(source: often).sweep(at: FakeWorkload.end)
        let rare = FakeMetrics(RareJobTests.weekly().series())
        _ = try await Detector(source: rare).sweep(at: FakeWorkload.end)
        #expect(rare.expressions.count == often.expressions.count + 3)
    }
}
