import Model
import Testing

@testable import Detection

@Suite struct LeakTestTests {
    private static func track(_ value: (Double) -> Double?) -> Track {
        let window = TimeWindow(start: FakeWorkload.start.adding(seconds: 600), end: FakeWorkload.end)
        let grid = Grid(window, step: TimeSpan(seconds: 600))
        let points = (0..<grid.count).compactMap { index -> (Int64, Double)? in
            let time = grid.time(index).milliseconds
            let day = Double(time - FakeWorkload.start.milliseconds) / 86_400_000
            return value(day).map { (time, $0) }
        }
        let series = Series(labels: [:], timestamps: points.map(\.0), values: points.map(\.1))
        return Track([("p", series)], on: grid, .bytes, isLive: { _ in true })
    }

    struct Shape: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var isLeak: Bool
        var restarts: [Double] = []
        var value: @Sendable (Double) -> Double
    }

    static let shapes = [
        Shape(testDescription: "straight up", isLeak: true) { 200 + 40 * $0 },
        Shape(testDescription: "straight up under a daily rhythm", isLeak: true) {
            200 + 40 * $0 + 150 * hill($0)
        },
        Shape(testDescription: "saw-tooth", isLeak: true, restarts: [3.5, 7, 10.5]) {
            200 + 150 * $0.truncatingRemainder(dividingBy: 3.5)
        },
        Shape(testDescription: "steady", isLeak: false) { 400 + 3 * noise($0) },
        Shape(testDescription: "daily", isLeak: false) { 400 + 300 * hill($0) + 3 * noise($0) },
        Shape(testDescription: "weekly", isLeak: false) {
            ($0.rounded(.down).truncatingRemainder(dividingBy: 7) > 4 ? 300 : 500) + 3 * noise($0)
        },
        Shape(testDescription: "cache that fills and stops", isLeak: false) {
            200 + 500 * min(1, $0 / 3) + noise($0)
        },
        Shape(testDescription: "grows by a hundredth a day", isLeak: false) { 400 * (1 + 0.01 * $0) },
        Shape(testDescription: "one step up", isLeak: false) { ($0 < 7 ? 300 : 500) + 3 * noise($0) },
        Shape(testDescription: "warm-up after each restart", isLeak: false, restarts: [2, 5, 9]) { day in
            let since = [0.0, 2, 5, 9].filter { $0 <= day }.map { day - $0 }.min() ?? 0
            return 400 * min(1, 0.5 + since * 12)
        },
    ]

    @Test(arguments: shapes)
    func leaksAreToldFromBreathing(_ shape: Shape) {
        let track = LeakTestTests.track { shape.value($0) * mebi }
        let restarts = shape.restarts.map { Timestamp(milliseconds: FakeWorkload.time($0)) }
        let leak = LeakTest.leak(in: track, restarts: restarts)
        #expect((leak != nil) == shape.isLeak, "\(String(describing: leak))")
    }

    @Test func theSlopeIsMeasured() throws {
        let leak = try #require(
            LeakTest.leak(in: LeakTestTests.track { (200 + 40 * $0) * mebi }, restarts: []))
        #expect(abs(leak.bytesPerDay / mebi - 40) < 0.5)
        #expect(leak.confidence > 0.9)
    }
}
