import Diagnostics
import Foundation
import HTTP
import Model
import Prometheus
import TestSupport
import Testing

/// The client against Prometheus itself.
@Suite(.enabled(if: PrometheusServer.isInstalled, "prometheus and promtool are not installed"), .serialized)
struct RealPrometheusTests {
    private static let start: Int64 = 1_790_000_000
    private static let step: Int64 = 15
    /// More than 11,000, so that a range over all of them must be split.
    private static let points: Int64 = 25_000

    /// A gauge that is a seeded walk, a counter with a reset, a series with a gap, odd values and odd labels.
    private static let openMetrics: String = {
        var random = SeededGenerator(seed: 5)
        var text = "# TYPE walk gauge\n"
        for name in ["a", "b"] {
            var value = 0.0
            for point in 0..<points {
                value += Double.random(in: -1...1, using: &random)
                if name == "b", (5_000..<6_000).contains(point) { continue }
                text += "walk{name=\"\(name)\"} \(value) \(start + point * step)\n"
            }
        }
        text += "# TYPE requests counter\n"
        var total = 0.0
        for point in 0..<points {
            total = point == 12_345 ? 0 : total + Double(Int.random(in: 0...5, using: &random))
            text += "requests_total{path=\"/caf\\\"é\\n\"} \(total) \(start + point * step)\n"
        }
        text += "# TYPE odd gauge\n"
        for (index, value) in ["NaN", "+Inf", "-Inf", "1e-7", "1e21", "0.1", "-0"].enumerated() {
            text += "odd{which=\"\(index)\"} \(value) \(start)\n"
        }
        return text + "# EOF\n"
    }()

    private static let server = Result { try PrometheusServer(openMetrics: openMetrics) }

    private func client() throws -> PrometheusClient {
        PrometheusClient(PrometheusEndpoint(label: "real", url: try HTTPURL(Self.server.get().url)))
    }

    private static func time(_ point: Int64) -> Timestamp { Timestamp(seconds: start + point * step) }

    private static func whole(_ expression: String, from first: Int64 = 0) -> RangeQuery {
        RangeQuery(
            expression, TimeWindow(start: time(first), end: time(points - 1)),
            step: TimeSpan(seconds: Double(step)))
    }

    @Test func answersOneMoment() async throws {
        let answer = try await client().instant("odd", at: Self.time(0))
        let values = answer.series.map { $0.values[0] }
        #expect(answer.series.map { $0.labels["which"] } == ["0", "1", "2", "3", "4", "5", "6"])
        #expect(values[0].isNaN)
        #expect(values[1...].elementsEqual([.infinity, -.infinity, 1e-7, 1e21, 0.1, -0.0]))
        #expect(answer.series.allSatisfy { $0.timestamps == [Self.start * 1000] })
        let scalar = try await client().instant("scalar(vector(2.5))", at: Self.time(0))
        #expect(scalar.series.map(\.values) == [[2.5]])
        let label = try await client().instant("requests_total", at: Self.time(0)).series.first?.labels[
            "path"]
        #expect(label == "/caf\"é\n")
        #expect(try await client().instant("nothing", at: Self.time(0)).series.isEmpty)
    }

    /// The same samples a second way: an instant query on a range selector, which knows no limit of points.
    @Test func aSplitRangeIsWhatOneSelectorGives() async throws {
        let client = try client()
        let split = try await client.range(Self.whole("walk"))
        let selector = try await client.instant(
            "walk[\(Self.points * Self.step)s]", at: Self.time(Self.points - 1))
        #expect(split.series.map(\.labels["name"]) == ["a", "b"])
        #expect(split.series[0].values.count == Int(Self.points))
        #expect(split.series[0] == selector.series[0])
        // Over the gap a range query repeats the last value for five minutes; elsewhere the samples are the same.
        let stored = Dictionary(
            uniqueKeysWithValues: zip(selector.series[1].timestamps, selector.series[1].values))
        let repeated = zip(split.series[1].timestamps, split.series[1].values).filter { stored[$0.0] != $0.1 }
        #expect(stored.count == Int(Self.points) - 1000)
        #expect(split.series[1].values.count == stored.count + repeated.count)
        #expect(repeated.count <= 20 && !repeated.isEmpty)
    }

    /// A rate at the seam of two pieces needs samples from before the seam.
    @Test func ratesAreWholeAcrossTheSeam() async throws {
        let client = try client()
        let expression = "rate(requests_total[5m])"
        let split = try await client.range(Self.whole(expression, from: 100))
        let seam = try await client.range(
            RangeQuery(
                expression, TimeWindow(start: Self.time(11_000), end: Self.time(11_200)),
                step: TimeSpan(seconds: Double(Self.step))))
        let around = zip(split.series[0].timestamps, split.series[0].values)
            .filter { $0.0 >= Self.time(11_000).milliseconds && $0.0 <= Self.time(11_200).milliseconds }
        #expect(split.series[0].values.count == Int(Self.points) - 100)
        #expect(around.map(\.1) == seam.series[0].values)
        #expect(split.series[0].values.allSatisfy { $0 >= 0 })
    }

    @Test func foldsAsItKeeps() async throws {
        let kept = try await client().range(Self.whole("walk"))
        let folded = Recorder()
        try await client().fold(Self.whole("walk")) { labels, time, value in
            folded.add("\(labels["name"] ?? "") \(time) \(value)")
        }
        let expected = kept.series.flatMap { one in
            zip(one.timestamps, one.values).map { "\(one.labels["name"] ?? "") \($0) \($1)" }
        }
        #expect(folded.lines.sorted() == expected.sorted())
    }

    @Test func namesABadQuery() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await client().instant("sum by (", at: Self.time(0))
        }
        #expect(failure?.code == .badInput)
        #expect(failure?.reason.hasPrefix("the query was refused: bad_data: ") == true, "\(failure as Any)")
        let many = await #expect(throws: Failure.self) {
            try await client().instant("walk + on() walk", at: Self.time(0))
        }
        #expect(
            many?.reason.hasPrefix("the query could not be evaluated: execution: ") == true, "\(many as Any)")
    }

    @Test func saysWhoItIs() async throws {
        #expect(try await client().isReady())
        #expect(try await client().probe().version?.isEmpty == false)
    }

    /// What a recording keeps is, byte for byte, what Prometheus prints, but for the line breaks between series.
    @Test func recordsWhatTheServerPrints() async throws {
        let url = try Self.server.get().url
        let directory = try ScratchDirectory()
        let recorder = try RecordingSource(client(), into: directory.path)
        let window = TimeWindow(start: Self.time(100), end: Self.time(600))
        for expression in ["walk", "rate(requests_total[2m])", "requests_total"] {
            let query = RangeQuery(expression, window, step: TimeSpan(seconds: 15))
            let live = try await recorder.range(query)
            #expect(try await ReplaySource(directory.path).range(query).digest == live.digest)
        }
        _ = try await recorder.instant("odd", at: Self.time(0))
        var kept: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.file("answers")) {
            let text = try String(contentsOfFile: directory.file("answers/" + name), encoding: .utf8)
            kept.insert(text.replacing("\n", with: ""))
        }
        var printed: Set<String> = []
        let client = HTTPClient()
        for expression in ["walk", "rate(requests_total[2m])", "requests_total"] {
            let form = FormBody([
                ("query", expression), ("start", "\(window.start.seconds)"), ("end", "\(window.end.seconds)"),
                ("step", "15"),
            ])
            printed.insert(try await Self.post(client, url + "/api/v1/query_range", form))
        }
        printed.insert(
            try await Self.post(
                client, url + "/api/v1/query", FormBody([("query", "odd"), ("time", "\(Self.start)")])))
        #expect(kept == printed)
    }

    private static func post(_ client: HTTPClient, _ url: String, _ form: FormBody) async throws -> String {
        let headers: HTTPHeaders = ["Content-Type": FormBody.contentType]
        return try await client.send(HTTPRequest(.post, HTTPURL(url), headers: headers, body: form.bytes))
            .text
    }
}
