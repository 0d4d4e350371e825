import Diagnostics
import HTTP
import Model
import Prometheus
import TestSupport
import Testing

/// The client against a server that says exactly what a test wants.
@Suite struct PrometheusClientTests {
    private static let window = TimeWindow(
        start: Timestamp(seconds: 0), end: Timestamp(milliseconds: 120_500))

    private func client(_ server: LoopbackServer, retries: Int = 1) throws -> PrometheusClient {
        var endpoint = PrometheusEndpoint(label: "main", url: try HTTPURL(server.url + "/prefix/"))
        endpoint.headers["X-Scope-OrgID"] = "tenant"
        endpoint.authentication = .bearer(Secret("hunter2"))
        endpoint.advice = "ADVICE"
        return PrometheusClient(
            endpoint,
            transport: RetryingTransport(
                HTTPClient(), policy: RetryPolicy(attempts: retries), clock: RecordingClock()))
    }

    @Test func asksByPostWithFormHeadersAndCredentials() async throws {
        let server = try LoopbackServer { _, connection in
            connection.respond(
                200, #"{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["w"]}"#)
        }
        let client = try client(server)
        #expect(client.label == "main")
        let answer = try await client.instant("up{a=\"b&c\"}", at: Timestamp(milliseconds: 1500))
        #expect(answer.series.isEmpty)
        #expect(answer.warnings == ["w"])
        _ = try? await client.range(RangeQuery("up", Self.window, step: TimeSpan(seconds: 0.5)))
        let (instant, range) = (server.requests[0], server.requests[1])
        #expect(instant.method == "POST")
        #expect(instant.target == "/prefix/api/v1/query")
        #expect(instant.form == ["query": "up{a=\"b&c\"}", "time": "1.500", "timeout": "60s"])
        #expect(instant.header("content-type") == "application/x-www-form-urlencoded")
        #expect(instant.header("authorization") == "Bearer hunter2")
        #expect(instant.header("x-scope-orgid") == "tenant")
        #expect(range.target == "/prefix/api/v1/query_range")
        #expect(
            range.form == ["query": "up", "start": "0", "end": "120.500", "step": "0.500", "timeout": "60s"])
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var status: Int
        var body: String
        var code: Failure.Code
        var reason: String
        var testDescription: String { name }
    }

    private static let page =
        "<!DOCTYPE html><HTML><head><TITLE>Sign\n in</TITLE></head><body>welcome</body></html>"

    @Test(arguments: [
        Refusal(
            name: "200 with an error", status: 200,
            body: #"{"status":"error","errorType":"execution","error":"too many series"}"#, code: .badAnswer,
            reason: "the server answered with an error: execution: too many series"),
        Refusal(
            name: "200 empty", status: 200, body: "", code: .badAnswer,
            reason: "the answer is empty\n  ADVICE"),
        Refusal(
            name: "200 blank", status: 200, body: " \n", code: .badAnswer,
            reason: "the answer is empty\n  ADVICE"),
        Refusal(
            name: "200 half", status: 200, body: #"{"status":"success","data":{"resultType":"mat"#,
            code: .badAnswer, reason: "half an answer: it ends after 45 bytes"),
        Refusal(
            name: "200 web page", status: 200, body: page, code: .badAnswer,
            reason:
                "a web page (\"Sign in\") came instead of an answer: a proxy or a login stands between, or the URL "
                + "is not that of the query API\n  ADVICE"),
        Refusal(
            name: "200 other JSON", status: 200, body: #"{"hello":"world"}"#, code: .badAnswer,
            reason: "the answer does not say that it is a success; is this a query API?\n  ADVICE"),
        Refusal(
            name: "200 without result", status: 200, body: #"{"status":"success","data":null}"#,
            code: .badAnswer,
            reason: "the answer holds no result"),
        Refusal(
            name: "200 text result", status: 200,
            body: #"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#, code: .badInput,
            reason: "the query gives a text, not numbers"),
        Refusal(
            name: "200 nonsense", status: 200, body: #"{"status":"success",}"#, code: .badAnswer,
            reason: "the answer cannot be read: byte 20: expected a name in quotes, found }"),
        Refusal(
            name: "400", status: 400,
            body: #"{"status":"error","errorType":"bad_data","error":"parse error:\n unexpected <by>"}"#,
            code: .badInput, reason: "the query was refused: bad_data: parse error: unexpected <by>"),
        Refusal(
            name: "401", status: 401, body: "Unauthorized\n", code: .unauthorized,
            reason:
                "the credentials were refused (status 401): Unauthorized; check the configured user, token or "
                + "certificate"),
        Refusal(
            name: "403 page", status: 403, body: page, code: .unauthorized,
            reason: "the credentials were refused (status 403): Sign in; check the configured user, token or "
                + "certificate"),
        Refusal(
            name: "404", status: 404, body: "404 page not found", code: .notFound,
            reason: "there is no query API at this URL (status 404); check the path in it\n  ADVICE"),
        Refusal(
            name: "422", status: 422,
            body: #"{"status":"error","errorType":"execution","error":"many-to-many"}"#,
            code: .badAnswer, reason: "the query could not be evaluated: execution: many-to-many"),
        Refusal(
            name: "429", status: 429, body: "", code: .unavailable,
            reason: "the server asks for fewer queries (status 429)"),
        Refusal(
            name: "503 control characters", status: 503, body: "starting\u{1B}[31m up", code: .unavailable,
            reason: "the server cannot answer now (status 503): starting [31m up\n  ADVICE"),
        Refusal(
            name: "204", status: 304, body: "", code: .badAnswer, reason: "unexpected status 304\n  ADVICE"),
    ])
    func names(_ refusal: Refusal) async throws {
        let server = try LoopbackServer { _, connection in connection.respond(refusal.status, refusal.body) }
        let client = try client(server)
        let failure = await #expect(throws: Failure.self) {
            try await client.instant("up", at: Timestamp(seconds: 0))
        }
        #expect(failure?.code == refusal.code)
        #expect(failure?.description == "querying \(server.url)/prefix/: \(refusal.reason)")
    }

    @Test func addsAdviceToALostConnection() async throws {
        let server = try LoopbackServer { _, connection in connection.close() }
        let failure = await #expect(throws: Failure.self) {
            try await client(server, retries: 2).instant("up", at: Timestamp(seconds: 0))
        }
        let lines = failure?.description.split(separator: "\n") ?? []
        #expect(
            lines.first
                == "querying \(server.url)/prefix/: waiting for the answer: the connection was closed")
        #expect(lines.last?.hasPrefix("  tried 2 times in ") == true)
        #expect(lines.last?.hasSuffix("; ADVICE") == true)
    }

    @Test func retriesStartTheAnswerAfresh() async throws {
        let whole =
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"2"]}]}}"#
        let server = try LoopbackServer { request, connection in
            switch request.number {
            case 1:
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + whole.dropLast(3))
                connection.close()
            case 2: connection.respond(503, "later")
            default: connection.respond(200, whole)
            }
        }
        let answer = try await client(server, retries: 3).instant("up", at: Timestamp(seconds: 1))
        #expect(answer.series == [Series(labels: [:], timestamps: [1000], values: [2])])
        #expect(server.requests.count == 3)
    }

    /// Answers a range query with the series `t` (the time itself) and, in the second piece only, `late`.
    @Sendable private static func clock(
        _ request: LoopbackServer.Request, _ connection: LoopbackServer.Connection
    ) {
        let form = request.form
        guard let start = form["start"].flatMap({ Int($0) }), let end = form["end"].flatMap({ Int($0) }),
            let step = form["step"].flatMap({ Int($0) })
        else { return connection.respond(400) }
        let times = stride(from: start, through: end, by: step)
        guard (end - start) / step < 11_000 else {
            return connection.respond(
                400,
                #"{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution of 11,000 points"}"#
            )
        }
        let samples = times.map { "[\($0),\"\($0)\"]" }.joined(separator: ",")
        var result = #"{"metric":{"a":"t"},"values":["# + samples + "]}"
        if start > 0 { result = #"{"metric":{"a":"late"},"values":[[\#(end),"1"]]},"# + result }
        connection.respond(
            200,
            #"{"status":"success","data":{"resultType":"matrix","result":[\#(result)]},"warnings":["slow","\#(start)"]}"#
        )
    }

    @Test func splitsALongRangeAndJoinsItSeamlessly() async throws {
        let server = try LoopbackServer(Self.clock)
        let query = RangeQuery(
            "t", TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 60 * 20_159)),
            step: TimeSpan(seconds: 60))
        let answer = try await client(server).range(query)
        #expect(server.requests.count == 2)
        #expect(answer.series.map(\.labels) == [["a": "late"], ["a": "t"]])
        let whole = answer.series[1]
        #expect(whole.timestamps == (0..<20_160).map { Int64($0) * 60_000 })
        #expect(whole.values == (0..<20_160).map { Double($0) * 60 })
        #expect(answer.warnings == ["slow", "0", "660000"])
    }

    @Test func foldsWithoutKeeping() async throws {
        let server = try LoopbackServer(Self.clock)
        let query = RangeQuery(
            "t", TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 12_000)),
            step: TimeSpan(seconds: 1))
        let kept = Recorder()
        let warnings = try await client(server).fold(query) { labels, time, value in
            if labels["a"] == "t" { kept.add("\(time) \(value)") }
        }
        #expect(kept.lines == (0...12_000).map { "\($0 * 1000) \(Double($0))" })
        #expect(warnings == ["slow", "0", "11000"])
    }

    @Test func aBrokenFoldIsNotStartedAgain() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
                    + #"{"data":{"result":[{"metric":{"a":"b"},"values":[[1,"1"]]},"#)
            connection.close()
        }
        let query = RangeQuery("t", Self.window, step: TimeSpan(seconds: 1))
        let kept = Recorder()
        let failure = await #expect(throws: Failure.self) {
            try await client(server, retries: 3).fold(query) { _, time, _ in kept.add("\(time)") }
        }
        #expect(failure?.reason.contains("half an answer") == true)
        #expect(kept.lines == ["1000"])
    }

    @Test func tooManySamplesOverAllPiecesStop() async throws {
        let server = try LoopbackServer(Self.clock)
        let endpoint = PrometheusEndpoint(label: "x", url: try HTTPURL(server.url), maximumSamples: 15_000)
        let query = RangeQuery(
            "t", TimeWindow(start: Timestamp(seconds: 0), end: Timestamp(seconds: 20_000)),
            step: TimeSpan(seconds: 1))
        let failure = await #expect(throws: Failure.self) {
            try await PrometheusClient(endpoint, transport: HTTPClient()).range(query)
        }
        #expect(failure?.reason == "more than the 15000 samples allowed; ask for less or a longer step")
    }

    @Test func probesWhatTheServerSaysAboutItself() async throws {
        let server = try LoopbackServer { request, connection in
            switch request.target {
            case "/prefix/api/v1/status/buildinfo":
                connection.respond(200, #"{"status":"success","data":{"version":"2.42.0"}}"#)
            case "/prefix/-/ready": connection.respond(503, "starting")
            default: connection.respond(404)
            }
        }
        #expect(try await client(server).probe().version == "2.42.0")
        #expect(try await client(server).isReady() == false)
        let other = try LoopbackServer { request, connection in
            guard request.method == "POST" else { return connection.respond(404) }
            connection.respond(
                200,
                #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[0,"1"]}]}}"#
            )
        }
        #expect(try await client(other).probe().version == nil)
        #expect(try await client(other).isReady())
        let none = try LoopbackServer { _, connection in connection.respond(401) }
        let failure = await #expect(throws: Failure.self) { try await client(none).probe() }
        #expect(failure?.code == .unauthorized)
    }
}
