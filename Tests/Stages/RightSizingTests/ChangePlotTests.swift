import Foundation
import Model
import Testing

@testable import RightSizing

@Suite struct ChangePlotTests {
    private static let points: [PlotPoint] = (0..<56).map { (place: Int) -> PlotPoint in
        let mebibytes = 300 + place % 4 * 60 + place
        let seconds: Int64 = 1_793_923_200 + Int64(place) * 21_600
        return PlotPoint(time: Timestamp(seconds: seconds), value: Double(mebibytes) * 1_048_576)
    }

    private static func plot(_ before: String, _ after: String, title: String = "checkout memory limit")
        -> ChangePlot?
    {
        ChangePlot(title: title, points: points, unit: .bytes, before: before, after: after)
    }

    @Test func thePictureShowsBothValues() throws {
        let svg = try #require(ChangePlotTests.plot("512Mi", "768Mi")).svg
        #expect(svg.contains(">512Mi now<") && svg.contains(">768Mi new<"))
        #expect(svg.contains("peaks, MiB"))
        #expect(svg.count(where: { $0 == "z" }) >= 56)
        #expect(svg == ChangePlotTests.plot("512Mi", "768Mi")?.svg)
        if let path = ProcessInfo.processInfo.environment["PLOT"] {
            try svg.write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    @Test func namesOfCloseLinesDoNotLieOnEachOther() throws {
        let svg = try #require(ChangePlotTests.plot("520Mi", "512Mi")).svg
        let places = svg.matches(of: /class="(?:old|new)t" x="[0-9.]+" y="([0-9.]+)"/).compactMap {
            Double($0.output.1)
        }
        #expect(places.count == 2)
        #expect(abs(places[0] - places[1]) >= 12.9)
    }

    @Test(arguments: [("m5.large", "m5.xlarge"), ("512Mi", "")])
    func whatIsNoAmountHasNoPicture(_ before: String, _ after: String) {
        #expect(ChangePlotTests.plot(before, after) == nil)
    }

    @Test func dataIsNeverMarkup() throws {
        let svg = try #require(ChangePlotTests.plot("1Gi", "2Gi", title: "</title><script>&\u{1}")).svg
        #expect(!svg.contains("<script"))
    }

    @Test func onePointIsNoPicture() {
        let one = ChangePlot(
            title: "", points: [ChangePlotTests.points[0]], unit: .bytes, before: "1Gi", after: "2Gi")
        #expect(one == nil)
    }
}
