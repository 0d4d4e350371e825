import Diagnostics
import Foundation
import HTTP
import TestSupport
import Testing

/// Certificates on both sides, against OpenSSL's own server.
@Suite(.enabled(if: Tool.path("openssl") != nil, "openssl is not installed"))
struct TLSTests {
    /// A server that wants a certificate which its own authority signed.
    private final class Server: Sendable {
        let directory: ScratchDirectory
        let url: String
        private let process: RunningTool

        init() throws {
            directory = try ScratchDirectory()
            let file = directory.file
            let key = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
            try Tool.run(
                "openssl",
                ["req", "-x509", "-subj", "/CN=authority", "-keyout", file("ca.key"), "-out", file("ca.pem")]
                    + key)
            try "subjectAltName=IP:127.0.0.1\n".write(toFile: file("san"), atomically: true, encoding: .utf8)
            for name in ["server", "client"] {
                try Tool.run(
                    "openssl",
                    [
                        "req", "-subj", "/CN=\(name)", "-keyout", file("\(name).key"), "-out",
                        file("\(name).csr"),
                    ]
                        + key.dropLast(2))
                try Tool.run(
                    "openssl",
                    [
                        "x509", "-req", "-in", file("\(name).csr"), "-CA", file("ca.pem"), "-CAkey",
                        file("ca.key"),
                        "-set_serial", name == "server" ? "1" : "2", "-days", "2", "-extfile", file("san"),
                        "-out",
                        file("\(name).pem"),
                    ])
            }
            let (socket, port) = try LoopbackServer.listen(backlog: 1)
            close(socket)
            url = "https://127.0.0.1:\(port)"
            process = try RunningTool(
                "openssl",
                [
                    "s_server", "-accept", "127.0.0.1:\(port)", "-cert", file("server.pem"), "-key",
                    file("server.key"), "-CAfile", file("ca.pem"), "-Verify", "1", "-verify_return_error",
                    "-www",
                ], log: file("log"))
            let plain = url.replacing("https", with: "http")
            try process.waitUntil(log: file("log")) { LoopbackServer.get(plain) != nil }
        }
    }

    @Test func bothSidesShowCertificates() async throws {
        let server = try Server()
        let file = server.directory.file
        var request = HTTPRequest(.get, try HTTPURL(server.url), activity: "asking")

        let stranger = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(
            stranger?.reason.hasPrefix("checking the server's certificate: ") == true, "\(stranger as Any)")
        #expect(stranger?.disposition == .needsHuman)

        request.options.tls.authorityFile = file("ca.pem")
        await #expect(throws: Failure.self, "without a certificate of ours") {
            try await HTTPClient().send(request)
        }

        request.options.tls.certificateFile = file("client.pem")
        request.options.tls.keyFile = file("missing.key")
        let missing = await #expect(throws: Failure.self) { try await HTTPClient().send(request) }
        #expect(missing?.code == .configuration)
        #expect(missing?.reason.hasPrefix("preparing TLS: ") == true, "\(missing as Any)")

        request.options.tls.keyFile = file("client.key")
        let response = try await HTTPClient().send(request)
        #expect(response.status == 200)
        #expect(response.text.contains("client"))
    }
}
