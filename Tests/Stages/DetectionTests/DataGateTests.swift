import Model
import Testing

@testable import Detection

/// What a category may demand of the data is told with each finding.
@Suite struct DataGateTests {
    private static var idle: FakeWorkload { FakeWorkload(cpu: { _ in 0.1 }, cpuRequest: 2) }

    @Test func aClockThatIsAheadIsMeasured() async throws {
        var series = DataGateTests.idle.series()
        let late = FakeWorkload.end.adding(seconds: 1800).milliseconds
        series[.cpuUsage]?[0].timestamps.append(late)
        series[.cpuUsage]?[0].values.append(5)
        let report = try await Detector(source: FakeMetrics(series)).sweep(at: FakeWorkload.end)
        let finding = try #require(report.findings.only)
        #expect(finding.quality?.skew == TimeSpan(seconds: 1800))
        let clean = try #require(try await [DataGateTests.idle].sweep().findings.only)
        #expect(finding.wish == clean.wish && clean.wish != nil, "the sample itself counts for nothing")
    }

    @Test func withoutFaultsNothingIsSaid() async throws {
        let finding = try #require(try await [DataGateTests.idle].sweep().findings.only)
        #expect(finding.quality?.skew == nil && finding.quality?.isPartial == nil)
    }

    @Test func anAnswerThatMayLackSeriesIsMarked() async throws {
        let killed = FakeWorkload(
            memory: { _ in 500 * mebi }, kills: [.init(day: 12, limit: 512 * mebi)],
            memoryRequest: 512 * mebi, memoryLimit: 512 * mebi)
        let source = [killed].metrics(warnings: ["2 of 6 stores did not answer"])
        let report = try await Detector(source: source).sweep(at: FakeWorkload.end)
        let finding = try #require(report.findings.first { $0.kind == .memoryLimitTooLow })
        #expect(finding.hold == nil, "a kill happened, whatever is missing")
        #expect(finding.quality?.isPartial == true)
    }

    @Test(arguments: ["PromQL info: metric might not be a counter", "PromQL warning: bad bucket label"])
    func remarksAboutTheQueryAreNoMissingData(_ text: String) async throws {
        let report = try await Detector(source: [DataGateTests.idle].metrics(warnings: [text]))
            .sweep(at: FakeWorkload.end)
        #expect(report.findings.only?.hold == nil)
        #expect(report.findings.only?.quality?.isPartial == nil)
    }
}
