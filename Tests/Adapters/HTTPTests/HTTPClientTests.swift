import Diagnostics
import Foundation
import HTTP
import Model
import Synchronization
import TestSupport
import Testing

@Suite struct HTTPClientTests {
    private let client = HTTPClient()

    private func request(
        _ server: LoopbackServer, _ method: HTTPMethod = .get, _ path: String = "/", body: String? = nil
    ) throws -> HTTPRequest {
        var request = HTTPRequest(
            method, try HTTPURL(server.url + path), body: body.map { Array($0.utf8) })
        // Other tests may keep the machine busy for longer than anybody waits in production.
        request.options.totalTimeout = .seconds(600)
        return request
    }

    @Test func readsStatusHeadersAndBody() async throws {
        let server = try LoopbackServer { _, connection in
            connection.respond(404, "gone", headers: [("X-Thing", " padded "), ("x-thing", "two")])
        }
        let response = try await client.send(request(server, .get, "/a?b=c"))
        #expect(response.status == 404)
        #expect(response.headers.values("X-THING") == ["padded", "two"])
        #expect(response.text == "gone")
        #expect(server.requests.map(\.target) == ["/a?b=c"])
        #expect(server.requests.first?.header("user-agent") == "trimtab")
        #expect(server.requests.first?.header("accept-encoding") == nil)
    }

    @Test(
        arguments: [
            (HTTPMethod.post, "x=1", "3"), (.post, "", "0"), (.put, "body", "4"), (.patch, "{}", "2"),
            (.delete, nil, nil), (.get, nil, nil),
        ] as [(HTTPMethod, String?, String?)])
    func sends(_ method: HTTPMethod, _ body: String?, _ length: String?) async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200, "ok") }
        _ = try await client.send(request(server, method, body: body))
        let got = try #require(server.requests.first)
        #expect(got.method == method.rawValue)
        #expect(got.text == body ?? "")
        #expect(got.header("content-length") == length)
        #expect(got.header("expect") == nil)
    }

    @Test func asksForHeadersAlone() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        }
        let response = try await client.send(request(server, .head))
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test(arguments: [
        (HTTPAuthentication.basic(user: "me", password: Secret("p:w")), "authorization", "Basic bWU6cDp3"),
        (.bearer(Secret("tok")), "authorization", "Bearer tok"),
        (.header(name: "PRIVATE-TOKEN", value: Secret("glpat")), "private-token", "glpat"),
    ])
    func provesWhoSends(_ authentication: HTTPAuthentication, _ header: String, _ value: String) async throws
    {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        var request = try request(server)
        request.authentication = authentication
        request.headers["X-Scope-OrgID"] = "tenant"
        _ = try await client.send(request)
        #expect(server.requests.first?.header(header) == value)
        #expect(server.requests.first?.header("x-scope-orgid") == "tenant")
        #expect(!"\(request)".contains(value.split(separator: " ").last ?? ""))
    }

    @Test func takesCredentialsFromTheURL() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let url = try HTTPURL("http://me:pw@127.0.0.1:\(server.port)/")
        _ = try await client.send(HTTPRequest(.get, url))
        #expect(server.requests.first?.header("authorization") == "Basic bWU6cHc=")
    }

    @Test func refusesHeadersThatSmuggle() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        var request = try request(server)
        request.headers.append("X-A", "1\r\nX-B: 2")
        let failure = await #expect(throws: Failure.self) { try await client.send(request) }
        #expect(failure?.code == .configuration)
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        HTTPAuthentication.bearer(Secret("token\n")), .header(name: "X-Token", value: Secret("a\r\nX-B: 2")),
        .header(name: "X Token", value: Secret("a")),
    ])
    func refusesTokensThatSmuggle(_ authentication: HTTPAuthentication) async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        var request = try request(server)
        request.authentication = authentication
        let failure = await #expect(throws: Failure.self) { try await client.send(request) }
        #expect(failure?.code == .configuration)
        #expect(failure?.description.contains("token\n") == false)
        #expect(server.requests.isEmpty)
    }

    @Test func unpacksOnlyWhenAsked() async throws {
        let packed = Data(base64Encoded: "H4sIAAAAAAACAytITM5OTVFIzEtRKM0rAHMA+Aqp+hMAAAA=")
        let bytes = Array(try #require(packed))
        let server = try LoopbackServer { request, connection in
            if request.header("accept-encoding")?.contains("gzip") == true {
                connection.respond(200, headers: [("Content-Encoding", "gzip")], body: bytes)
            } else {
                connection.respond(200, "plain")
            }
        }
        var request = try request(server)
        #expect(try await client.send(request).text == "plain")
        request.options.acceptsCompression = true
        #expect(try await client.send(request).text == "packed and unpacked")
        request.options.maximumResponseBytes = 10
        let failure = await #expect(throws: Failure.self) { try await client.send(request) }
        #expect(failure?.code == .badAnswer)
    }

    @Test func interimAnswersAreNotTheAnswer() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        let response = try await client.send(request(server))
        #expect(response.status == 200)
        #expect(response.headers["link"] == nil)
    }

    @Test func manyAtOnceAreAllAnsweredRight() async throws {
        let server = try LoopbackServer { request, connection in
            connection.respond(200, request.target)
        }
        let client = client
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<200 {
                let request = try request(server, .get, "/\(number)")
                group.addTask { (number, try await client.send(request).text) }
            }
            for try await (number, text) in group { #expect(text == "/\(number)") }
        }
        #expect(server.requests.count == 200)
    }

    @Test func cancellingHangsUp() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let server = try LoopbackServer { _, connection in
            arrival.yield()
            connection.waitForHangUp()
            end.yield()
        }
        let request = try request(server)
        let client = client
        let task = Task { try await client.send(request) }
        for await _ in arrived { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        for await _ in ended { break }
    }

    @Test func aTaskCancelledBeforehandSendsNothing() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200) }
        let request = try request(server)
        let client = client
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(request)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test func aSinkSeesPiecesAndItsErrorEndsTheTransfer() async throws {
        struct Enough: Error {}
        final class Sink: HTTPBodySink {
            let seen = Mutex<(statuses: [Int], bytes: Int)>(([], 0))
            func begin(_ head: HTTPResponseHead) { seen.withLock { $0.statuses.append(head.status) } }
            func receive(_ bytes: UnsafeRawBufferPointer) throws {
                let total = seen.withLock { seen in
                    seen.bytes += bytes.count
                    return seen.bytes
                }
                if total > 500_000 { throw Enough() }
            }
        }
        let server = try LoopbackServer { _, connection in
            connection.respond(200, body: [UInt8](repeating: 0x61, count: 50_000_000))
        }
        let sink = Sink()
        let request = try request(server)
        await #expect(throws: Enough.self) { try await client.send(request, into: sink) }
        let seen = sink.seen.withLock { $0 }
        #expect(seen.statuses == [200])
        #expect(seen.bytes < 5_000_000)
    }

    /// In a process of its own, for changing the environment disturbs the tests beside it.
    @Test func ignoresTheProxyOfTheEnvironmentAndUsesTheNamedOne() async throws {
        let server = try LoopbackServer { _, connection in connection.respond(200, "direct") }
        let proxy = try LoopbackServer { request, connection in connection.respond(200, request.target) }
        #expect(try fetch(server.url) == "direct")
        #expect(try fetch(server.url, proxy.url) == server.url + "/")
    }

    /// What the `fetch` beside the tests prints where the environment names a proxy that is not there.
    private func fetch(_ arguments: String...) throws -> String {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = tests.deletingLastPathComponent().appendingPathComponent("fetch").path
        let shell = Shell(directory: "/", environment: ["http_proxy": "http://127.0.0.1:9"])
        return try shell.run([program] + arguments).text
    }
}
