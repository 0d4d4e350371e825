import Diagnostics
import HTTP
import Synchronization
import TestSupport
import Testing

@Suite struct RetryTests {
    /// One attempt's end.
    enum Step: Sendable {
        case answer(Int, HTTPHeaders = [:])
        case lost
        case broken
    }

    /// Plays steps one after the other.
    final class Script: HTTPTransport {
        private let steps: Mutex<[Step]>
        let attempts = Mutex(0)

        init(_ steps: [Step]) { self.steps = Mutex(steps) }

        func send(_ request: HTTPRequest, into sink: any HTTPBodySink) async throws -> HTTPResponseHead {
            attempts.withLock { $0 += 1 }
            let step = steps.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            switch step {
            case .answer(let status, let headers):
                let head = HTTPResponseHead(status: status, headers: headers)
                try sink.begin(head)
                try Array("\(status)".utf8).withUnsafeBytes { try sink.receive($0) }
                return head
            case .lost: throw Failure(.unavailable, "asking", "lost", .retry(afterSeconds: 0))
            case .broken: throw Failure(.badAnswer, "asking", "broken", .needsHuman)
            }
        }
    }

    private func request(_ method: HTTPMethod = .get) throws -> HTTPRequest {
        HTTPRequest(method, try HTTPURL("http://host"))
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var method = HTTPMethod.get
        var steps: [Step]
        var attempts: Int
        var status: Int?
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "fine at once", steps: [.answer(200)], attempts: 1, status: 200),
        Case(
            name: "busy, then fine", steps: [.answer(429), .answer(503), .answer(200)], attempts: 3,
            status: 200),
        Case(name: "lost, then fine", steps: [.lost, .answer(200)], attempts: 2, status: 200),
        Case(name: "busy all the time", steps: [.answer(503)], attempts: 3, status: 503),
        Case(name: "lost all the time", steps: [.lost], attempts: 3, status: nil),
        Case(name: "broken is not retried", steps: [.broken], attempts: 1, status: nil),
        Case(name: "refusals are not retried", steps: [.answer(401)], attempts: 1, status: 401),
        Case(name: "not implemented is not retried", steps: [.answer(501)], attempts: 1, status: 501),
        Case(
            name: "a POST that may have worked is not retried", method: .post, steps: [.lost], attempts: 1,
            status: nil),
        Case(
            name: "a POST that the server choked on is not retried", method: .post, steps: [.answer(500)],
            attempts: 1, status: 500),
        Case(
            name: "a POST that was turned away is retried", method: .post,
            steps: [.answer(429), .answer(201)],
            attempts: 2, status: 201),
        Case(
            name: "a longer wait than allowed is not waited for",
            steps: [.answer(429, ["Retry-After": "3600"]), .answer(200)], attempts: 1, status: 429),
    ])
    func tries(_ sample: Case) async throws {
        let script = Script(sample.steps)
        let transport = RetryingTransport(script, clock: RecordingClock())
        let response = try? await transport.send(request(sample.method))
        #expect(response?.status == sample.status)
        #expect(script.attempts.withLock { $0 } == sample.attempts)
        // The bodies of earlier attempts are not in the way.
        #expect(response?.text == sample.status.map(String.init))
    }

    @Test(
        arguments: [
            ("7", nil, 7), ("0", nil, 0),
            ("Fri, 20 Nov 2026 00:00:30 GMT", "Fri, 20 Nov 2026 00:00:00 GMT", 30),
            ("Fri, 20 Nov 2026 00:00:00 GMT", "Fri, 20 Nov 2026 00:00:30 GMT", 0),
        ] as [(String, String?, Int)])
    func honoursRetryAfter(_ value: String, _ date: String?, _ seconds: Int) async throws {
        var headers: HTTPHeaders = ["Retry-After": value]
        headers["Date"] = date
        let clock = RecordingClock()
        let transport = RetryingTransport(Script([.answer(503, headers), .answer(200)]), clock: clock)
        #expect(try await transport.send(request()).status == 200)
        #expect(clock.sleeps == [.seconds(seconds)])
    }

    @Test(arguments: ["soon", "-5", "", "1.5"])
    func anOddRetryAfterFallsBackToOurOwnPause(_ value: String) async throws {
        let clock = RecordingClock()
        let transport = RetryingTransport(
            Script([.answer(503, ["Retry-After": value]), .answer(200)]), clock: clock)
        _ = try await transport.send(request())
        #expect(clock.sleeps == [RetryPolicy().pause(after: 1)])
    }

    @Test func saysHowHardItWasTried() async throws {
        let clock = RecordingClock()
        let policy = RetryPolicy(attempts: 4, firstPause: .seconds(4), longestPause: .seconds(8), seed: 3)
        let transport = RetryingTransport(Script([.lost]), policy: policy, clock: clock)
        let failure = await #expect(throws: Failure.self) { try await transport.send(request()) }
        let total = clock.sleeps.reduce(Duration.zero, +)
        let tenths = Int((total / .milliseconds(100)).rounded())
        let words = tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        #expect(failure?.description == "asking: lost\n  tried 4 times in \(words)")
    }

    @Test func pausesGrowAreBoundedAndRepeat() {
        for seed in 0..<200 as Range<UInt64> {
            let policy = RetryPolicy(firstPause: .seconds(1), longestPause: .seconds(10), seed: seed)
            for attempt in 1...100 {
                let full = min(Duration.seconds(10), .seconds(1 << min(attempt - 1, 4)))
                let pause = policy.pause(after: attempt)
                #expect(pause <= full && pause >= full / 2, "seed \(seed), attempt \(attempt): \(pause)")
                #expect(pause == policy.pause(after: attempt))
            }
        }
        #expect(RetryPolicy(seed: 1).pause(after: 1) != RetryPolicy(seed: 2).pause(after: 1))
    }

    @Test func worksOverAWire() async throws {
        let server = try LoopbackServer { request, connection in
            switch request.number {
            case 1: connection.respond(429, "busy", headers: [("Retry-After", "2")])
            case 2:
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                connection.close()
            default: connection.respond(200, "whole")
            }
        }
        let clock = RecordingClock()
        let transport = RetryingTransport(HTTPClient(), clock: clock)
        let response = try await transport.send(HTTPRequest(.get, HTTPURL(server.url)))
        #expect(response.text == "whole")
        #expect(server.requests.count == 3)
        #expect(clock.sleeps == [.seconds(2), RetryPolicy().pause(after: 2)])
    }
}
