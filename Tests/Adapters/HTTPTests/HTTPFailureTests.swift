import Diagnostics
import HTTP
import TestSupport
import Testing

/// What a server can do wrong, and the words it gets.
@Suite struct HTTPFailureTests {
    struct Misbehaviour: Sendable, CustomTestStringConvertible {
        var name: String
        var reason: String
        var isWorthRetrying: Bool
        var timeout = Duration.seconds(600)
        var handler: @Sendable (LoopbackServer.Request, LoopbackServer.Connection) -> Void
        var testDescription: String { name }
    }

    static let misbehaviours: [Misbehaviour] = [
        Misbehaviour(
            name: "closes without a word", reason: "waiting for the answer: the connection was closed",
            isWorthRetrying: true
        ) { $1.close() },
        Misbehaviour(
            name: "resets", reason: "waiting for the answer: the connection was closed", isWorthRetrying: true
        ) { $1.reset() },
        Misbehaviour(
            name: "drops in the middle of the body",
            reason: "reading the answer: the connection was closed after 4 bytes", isWorthRetrying: true
        ) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.close()
        },
        Misbehaviour(
            name: "drops in the middle of a chunk",
            reason: "reading the answer: the connection was closed after 4 bytes", isWorthRetrying: true
        ) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf")
            connection.close()
        },
        Misbehaviour(
            name: "never answers", reason: "waiting for the answer: timed out after 0.3 s",
            isWorthRetrying: true,
            timeout: .milliseconds(300)
        ) { $1.waitForHangUp() },
        Misbehaviour(
            name: "dribbles", reason: "reading the answer: timed out after 5 s, 4 bytes in",
            isWorthRetrying: true, timeout: .seconds(5)
        ) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow")
            connection.waitForHangUp()
        },
        Misbehaviour(
            name: "announces too much", reason: "the answer is longer than the 1000 bytes allowed",
            isWorthRetrying: false
        ) { $1.respond(200, body: [UInt8](repeating: 0x61, count: 1001)) },
        Misbehaviour(
            name: "sends too much unannounced", reason: "the answer is longer than the 1000 bytes allowed",
            isWorthRetrying: false
        ) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            connection.send([UInt8](repeating: 0x61, count: 5000))
            connection.waitForHangUp()
        },
        Misbehaviour(
            name: "sends headers without end", reason: "the answer's headers are longer than 256 KiB",
            isWorthRetrying: false
        ) { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n")
            let line = "X-Long: " + String(repeating: "a", count: 4000) + "\r\n"
            while connection.send(line) {}
        },
    ]

    @Test(arguments: misbehaviours)
    func names(_ misbehaviour: Misbehaviour) async throws {
        let server = try LoopbackServer(misbehaviour.handler)
        var request = HTTPRequest(.get, try HTTPURL("http://me:hunter2@127.0.0.1:\(server.port)/api?token=x"))
        request.options.maximumResponseBytes = 1000
        request.options.totalTimeout = misbehaviour.timeout
        let failure = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(failure?.description == "GET \(server.url)/api: \(misbehaviour.reason)")
        if case .retry? = failure?.disposition {
            #expect(misbehaviour.isWorthRetrying)
        } else {
            #expect(!misbehaviour.isWorthRetrying)
        }
    }

    @Test func namesARefusedConnection() async throws {
        var port: UInt16 = 0
        do {
            let server = try LoopbackServer { _, _ in }
            port = server.port
        }
        let request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:\(port)"), activity: "querying it")
        let failure = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(failure?.description == "querying it: connecting: connection refused")
        #expect(failure?.code == .unavailable)
    }

    @Test func namesAConnectionThatNeverStands() async throws {
        let port = try NeverAcceptingPort()
        var request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:\(port.port)"), activity: "querying it")
        request.options.connectTimeout = .milliseconds(200)
        let failure = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(failure?.description == "querying it: connecting: timed out after 0.2 s")
    }

    @Test func namesAHostThatIsNotThere() async throws {
        let request = HTTPRequest(
            .get, try HTTPURL("http://no-such-host.invalid:9090"), activity: "querying it")
        let failure = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(
            failure?.description
                == "querying it: resolving no-such-host.invalid: no such host, or no name service")
    }

    @Test func redirectsStayWithTheHost() async throws {
        let other = try LoopbackServer { _, connection in connection.respond(200, "elsewhere") }
        let server = try LoopbackServer { request, connection in
            switch request.target {
            case "/moved": connection.respond(302, "ignored body", headers: [("Location", "/there?x=1")])
            case "/see": connection.respond(303, headers: [("Location", "/there?x=1")])
            case "/away": connection.respond(307, headers: [("Location", other.url + "/")])
            case "/name":
                let name = (request.header("host") ?? "").replacing("127.0.0.1", with: "localhost")
                connection.respond(307, headers: [("Location", "http://\(name)/")])
            case "/loop": connection.respond(301, headers: [("Location", "/loop")])
            case "/file": connection.respond(301, headers: [("Location", "file:///etc/passwd")])
            default: connection.respond(200, "\(request.method) \(request.target) \(request.text)")
            }
        }
        func send(_ path: String) async throws -> String {
            let url = try HTTPURL(server.url + path)
            return try await HTTPClient().send(HTTPRequest(.post, url, body: Array("b".utf8))).text
        }
        #expect(try await send("/moved") == "POST /there?x=1 b")
        #expect(try await send("/see") == "GET /there?x=1 ")
        for (path, words) in [
            ("/away", "redirected to \(other.url), which is another host or unencrypted"),
            ("/name", "redirected to http://localhost:\(server.port), which is another host or unencrypted"),
            ("/loop", "redirected more than 5 times"),
            ("/file", "redirected to something that is no http URL"),
        ] {
            let failure = await #expect(throws: Failure.self) { try await send(path) }
            #expect(failure?.reason.contains(words) == true, "\(path): \(failure?.reason ?? "")")
        }
        #expect(other.requests.isEmpty)
    }

    /// libcurl repeats a request on its own when a kept connection breaks; that must not happen to one that acts.
    @Test func sendsARequestThatActsOnlyOnce() async throws {
        let server = try LoopbackServer { request, connection in
            if request.method == "GET" { connection.respond(200, "kept") } else { connection.close() }
        }
        let client = HTTPClient()
        _ = try await client.send(HTTPRequest(.get, HTTPURL(server.url)))
        let failure = await #expect(throws: Failure.self) {
            _ = try await client.send(HTTPRequest(.post, HTTPURL(server.url), body: [0x61]))
        }
        #expect(failure?.reason.contains("the connection was closed") == true)
        #expect(server.requests.map(\.method) == ["GET", "POST"])
    }
}
