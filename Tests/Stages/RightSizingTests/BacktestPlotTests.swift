internal import Foundation
internal import Model
internal import Testing

@testable import RightSizing

/// The picture of one workload: read by people in light and in dark, and the same bytes for the same samples.
@Suite struct BacktestPlotTests {
    private static let start = 1_762_387_200.0  // 2025-11-06T00:00:00Z

    private static func plot(
        days: Double = 14, cores: Double = 0.4, bytes: Double = 3e8, id: String = "checkout",
        strategies: [String] = ["trimtab", "vpa"]
    ) -> String {
        var plot = BacktestPlot(id: id, from: start, to: start + days * 86_400)
        for step in 0...1000 {
            let time = start + days * 86_400 * Double(step) / 1000
            plot.add(UsageSample(time: time, cpu: cores, memory: bytes))
        }
        for (place, name) in strategies.enumerated() {
            let sizes = Sizes(cpu: cores * (1.1 + Double(place) / 10), memory: bytes * 1.2)
            plot.add([RecommendationRow(id: id, timestamp: "", time: start + 3600, sizes: sizes)], of: name)
        }
        return plot.svg
    }

    @Test(
        arguments: [
            (0.4, 3e8, ["CPU, millicores", "memory, MiB", ">400<", ">300<"]),
            (3, 8e9, ["CPU, cores", "memory, GiB", ">3<", ">8<"]),
            (0.004, 2e6, ["CPU, millicores", "memory, MiB", ">4<"]),
            (0, 0, ["CPU, millicores", "memory, MiB"]),
            (9000, 1e15, ["CPU, cores", "memory, GiB", ">5000<"]),
        ] as [(Double, Double, [String])])
    func axesHaveUnitsThatPeopleSay(_ cores: Double, _ bytes: Double, _ words: [String]) {
        let svg = BacktestPlotTests.plot(cores: cores, bytes: bytes)
        for word in words { #expect(svg.contains(word), "\(word)") }
        let numbers = svg.replacingOccurrences(of: "dominant", with: "")
        #expect(!numbers.contains("nan") && !numbers.contains("inf"))
    }

    @Test(
        arguments: [
            (14.0, ["2025-11-06", "2025-11-08", "2025-11-20"]), (1, ["11-06 00:00", "11-06 12:00"]),
            (90, ["2025-11", "2026-01"]), (4000, ["2027", "2035"]), (0.01, ["11-06 00:05"]),
        ] as [(Double, [String])])
    func timeIsWrittenAsDatesOrHours(_ days: Double, _ words: [String]) {
        let svg = BacktestPlotTests.plot(days: days)
        for word in words { #expect(svg.contains(word), "\(word)") }
        // Two panels of at most nine moments each.
        let moments = TimeTicks(from: 0, to: days * 86_400).ticks.count
        #expect(moments >= 1 && moments <= 9, "\(moments)")
    }

    @Test func itFollowsTheReadersColourScheme() throws {
        let svg = BacktestPlotTests.plot()
        let dark = try #require(svg.range(of: "@media(prefers-color-scheme:dark)"))
        #expect(svg[..<dark.lowerBound].contains(".paper{fill:#ffffff}"))
        #expect(svg[dark.upperBound...].contains(".paper{fill:#0d1117}"))
        // No colour stands outside of the two sheets, so none is unreadable in one of them.
        let drawing = try #require(svg.range(of: "</style>"))
        #expect(!svg[drawing.upperBound...].contains("#"))
    }

    /// A colour alone does not tell two requests apart for everybody.
    @Test func everyRequestHasADashOfItsOwnAndALegend() {
        let names = ["daily", "trimtab", "vpa", "krr-simple", "krr-simple-limit", "percentile"]
        let svg = BacktestPlotTests.plot(strategies: names)
        for name in names { #expect(svg.contains(">\(name)</text>")) }
        for dash in ["none", "6 3", "2 2", "8 3 2 3", "1 3", "12 3"] {
            // In both panels and in the legend.
            #expect(svg.components(separatedBy: "stroke-dasharray=\"\(dash)\"").count == 4, "\(dash)")
        }
        #expect(svg.contains(">used</text>"))
    }

    @Test(arguments: ["a<b>&\"c", "bell\u{7}", "null\u{0}", "名前", "]]>", "\u{FFFE}"])
    func anyNameGivesWellFormedXML(_ id: String) {
        let svg = BacktestPlotTests.plot(id: id)
        #expect(svg.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0xFFFE })
        #expect(svg.components(separatedBy: "<text").count == svg.components(separatedBy: "</text>").count)
        #expect(!svg.contains("<b>"))
        if id == "名前" { #expect(svg.contains("名前")) }
    }

    /// The last date ends with the picture and does not run out of it.
    @Test func noDateIsCutOff() throws {
        let svg = BacktestPlotTests.plot()
        let last = try #require(svg.range(of: ">2025-11-20</text>"))
        #expect(svg[..<last.lowerBound].hasSuffix("text-anchor=\"end\""))
        let first = try #require(svg.range(of: ">2025-11-06</text>"))
        #expect(svg[..<first.lowerBound].hasSuffix("text-anchor=\"middle\""))
    }

    @Test func equalSamplesGiveEqualBytes() {
        #expect(BacktestPlotTests.plot() == BacktestPlotTests.plot())
        #expect(BacktestPlotTests.plot() != BacktestPlotTests.plot(cores: 0.5))
    }
}
