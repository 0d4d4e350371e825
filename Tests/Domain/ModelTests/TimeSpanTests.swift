import Model
import Testing

@Suite struct TimeSpanTests {
    @Test(
        arguments: [
            ("30m", 1800.0, "30m"), ("24h", 86_400, "1d"), ("14d", 14 * 86_400, "14d"),
            ("90m", 5400, "1h30m"),
            ("1h30m", 5400, "1h30m"), ("1w2d3h4m5s", 788_645, "9d3h4m5s"), ("500ms", 0.5, "500ms"),
            ("0s", 0, "0s"),
            ("1.5h", 5400, "1h30m"), ("2m", 120, "2m"), ("90s", 90, "1m30s"),
        ] as [(String, Double, String)])
    func spansAreReadAndWritten(_ text: String, _ seconds: Double, _ written: String) throws {
        let span = try #require(TimeSpan(text))
        #expect(span.seconds == seconds)
        #expect(span.description == written)
    }

    @Test(arguments: [
        "", "5", "m", "5 m", "-5m", "5mm", "1h 30m", "5x", "1.2.3h", "h5", "５m", "infs", "nans",
    ])
    func otherTextsAreNone(_ text: String) { #expect(TimeSpan(text) == nil) }

    /// Configuration may hold any number, and whatever is read must print.
    @Test(
        arguments: [1e300, -1e300, .infinity, -.infinity, .nan, 1e15, 1e14, 0.0004, 0.9999, 59.6, -90]
            as [Double])
    func anyNumberPrints(_ seconds: Double) {
        let text = TimeSpan(seconds: seconds).description
        #expect(!text.isEmpty)
        #expect(MeasureUnit.seconds.text(seconds).isEmpty == false)
    }

    @Test(
        arguments: [
            (0.0004, "0s"), (0.9999, "1s"), (59.6, "1m"), (-90, "-1m30s"), (10_800, "3h"),
            (446_700, "5d4h5m"),
        ] as [(Double, String)])
    func oddNumbersPrintWell(_ seconds: Double, _ text: String) {
        #expect(TimeSpan(seconds: seconds).description == text)
    }

    @Test func whatIsPrintedReadsBack() throws {
        for seconds in [1, 59, 60, 61, 3599, 3600, 3661, 86_399, 86_400, 90_061, 1_209_600] as [Double] {
            #expect(TimeSpan(TimeSpan(seconds: seconds).description)?.seconds == seconds)
        }
    }
}
