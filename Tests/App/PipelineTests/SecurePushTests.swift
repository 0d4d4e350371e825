internal import Foundation
internal import TestSupport
internal import Testing

/// A whole run whose remote is a real `git http-backend` behind TLS, with a certificate authority of its own.
@Suite(.enabled(if: Shell.has("python3") && Shell.has("openssl"), "needs python3 and openssl"))
struct SecurePushTests {
    /// An authority and a certificate for `localhost`, made by `openssl`.
    private struct Authority: Sendable {
        let directory: TemporaryDirectory
        var authority: String { directory.path + "/authority.pem" }
        var server: String { directory.path + "/server.pem" }

        init(name: String = "localhost") throws {
            directory = try TemporaryDirectory()
            let shell = Shell(directory: directory.path)
            let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
            try shell.run(
                ["openssl", "req", "-x509", "-subj", "/CN=Test Authority"] + key
                    + ["-keyout", "authority.key", "-out", "authority.pem"])
            try shell.run(
                ["openssl", "req", "-subj", "/CN=\(name)"] + key.filter { $0 != "-days" && $0 != "2" }
                    + ["-keyout", "server.key", "-out", "server.csr"])
            try "subjectAltName=DNS:\(name)\n".write(
                toFile: directory.path + "/names", atomically: true, encoding: .utf8)
            try shell.run([
                "openssl", "x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey",
                "authority.key",
                "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.crt",
            ])
            try shell.run(["sh", "-c", "cat server.key server.crt > server.pem"])
        }
    }

    /// A storefront whose clone knows its origin by an `https` URL only, and a forge that takes every pull request.
    private struct World: Sendable {
        let storefront: Storefront
        let server: GitHTTPServer
        let forge: LoopbackServer
        let url: String

        init(_ authority: Authority) throws {
            let storefront = try Storefront(.small)
            self.storefront = storefront
            server = try GitHTTPServer(
                root: storefront.directory.path, user: "x-access-token", password: "g1t-s3cret",
                certificate: authority.server)
            url = "https://localhost:\(server.port)/origin.git"
            forge = try LoopbackServer { request, connection in
                let (status, text) = Self.answer(request, storefront)
                connection.respond(status, text, headers: [("Content-Type", "application/json")])
            }
            try Shell(directory: storefront.clone).run(["git", "remote", "set-url", "origin", url])
            try """
            version: 1
            forge: { github: { repository: acme/storefront, tokenVariable: FORGE_TOKEN, api: "http://localhost:\(forge.port)" } }
            git: { tokenVariable: GIT_TOKEN }

            """.write(toFile: storefront.directory.path + "/operator.yml", atomically: true, encoding: .utf8)
        }

        func sweep(_ environment: [String: String]) throws -> Shell.Answer {
            let plain = [
                "TRIMTAB_CONFIG": "operator.yml", "FORGE_TOKEN": "f0rge", "GIT_TOKEN": "g1t-s3cret",
                "SSL_CERT_FILE": "",
            ]
            return try storefront.product(plain.merging(environment) { $1 }).run(Storefront.run("sweep"))
        }

        /// Just enough of GitHub: no pull requests but those that are opened here.
        private static func answer(_ request: LoopbackServer.Request, _ storefront: Storefront) -> (
            Int, String
        ) {
            let path = request.target.prefix { $0 != "?" }
            if path == "/user" { return (200, #"{"login":"trimtab[bot]","type":"Bot"}"#) }
            if path.hasSuffix("/check-runs") { return (200, #"{"total_count":0,"check_runs":[]}"#) }
            if path.hasSuffix("/status") { return (200, #"{"state":"pending","statuses":[]}"#) }
            guard request.method == "POST" else { return (200, "[]") }
            let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
            guard path.hasSuffix("/pulls"), let head = body["head"] as? String else {
                return (201, path.hasSuffix("/labels") ? "[]" : #"{"number":90,"body":""}"#)
            }
            let commit = (try? storefront.git.run(["git", "rev-parse", "refs/heads/\(head)"]).text) ?? ""
            let repository = ["full_name": "acme/storefront"]
            let pull: [String: Any] = [
                "number": request.number, "state": "open", "title": body["title"] ?? "",
                "body": body["body"] ?? "",
                "user": ["login": "trimtab[bot]", "type": "Bot"], "labels": [],
                "head": ["ref": head, "sha": commit, "repo": repository],
                "base": ["ref": "main", "sha": commit, "repo": repository], "merged": false,
                "html_url": "https://forge.example/pull/\(request.number)",
            ]
            let data = (try? JSONSerialization.data(withJSONObject: pull)) ?? Data()
            return (201, String(decoding: data, as: UTF8.self))
        }
    }

    @Test func aSweepPushesOverHTTPSWithTheOperatorsToken() throws {
        let authority = try Authority()
        let world = try World(authority)
        let run = try RunSeen(try world.sweep(["SSL_CERT_FILE": authority.authority]))
        let pushed = run.rows.filter { $0.pullRequest != nil }
        #expect(
            pushed.count == 4,
            "\(run.rows.map { "\($0.target) \($0.result): \($0.detail ?? "")" }.joined(separator: "\n"))")
        for row in pushed {
            let head = try world.storefront.git.run(["git", "rev-parse", "refs/heads/\(row.branch ?? "")"])
                .text
            #expect(head == row.commit)
        }
        let references = try world.storefront.references()
        for name in ["refs/trimtab/evidence", "refs/trimtab/ledger"] { #expect(references.contains(name)) }
        #expect(world.server.requests.contains { $0.hasPrefix("POST /origin.git/git-receive-pack") })
        #expect(
            !world.server.requests.contains { $0.contains("f0rge") }, "the forge's token stays with the forge"
        )
        #expect(
            world.server.requests.filter { $0.hasPrefix("POST") }.allSatisfy {
                $0.hasSuffix(" x-access-token:g1t-s3cret")
            })
        #expect(!run.answer.everything.contains("s3cret"))
    }

    /// A certificate that must not be believed.
    struct Doubt: Sendable, CustomTestStringConvertible {
        var name: String
        var host = "localhost"
        /// What stands in `SSL_CERT_FILE`, given the server's own authority and a strange one.
        var trusts: @Sendable (_ own: String, _ other: String) -> String
        var says: [String]
        var testDescription: String { name }
    }

    private static let doubts = [
        Doubt(
            name: "an authority that nobody named", trusts: { _, _ in "" },
            says: ["its TLS certificate is not valid", "SSL_CERT_FILE"]),
        Doubt(
            name: "another authority", trusts: { $1 },
            says: ["its TLS certificate is not valid", "SSL_CERT_FILE"]),
        Doubt(
            name: "another host's certificate", host: "git.example.com", trusts: { own, _ in own },
            says: ["its TLS certificate is not valid"]),
        Doubt(
            name: "an authority's file that is not there", trusts: { _, _ in "/nowhere/authority.pem" },
            says: ["SSL_CERT_FILE names /nowhere/authority.pem, which cannot be read"]),
    ]

    @Test(arguments: doubts) func whatNobodyVouchesForGetsNothing(_ doubt: Doubt) throws {
        let (own, other) = (try Authority(name: doubt.host), try Authority())
        let world = try World(own)
        let before = try world.storefront.references()
        let answer = try world.sweep(["SSL_CERT_FILE": doubt.trusts(own.authority, other.authority)])
        #expect(answer.status == 78, "\(answer.everything)")
        for text in doubt.says + [world.url] {
            #expect(answer.complaint.contains(text), "\(answer.complaint)")
        }
        let lines = answer.complaint.split(separator: "\n")
        #expect(lines.count == 1, "one message: \(answer.complaint)")
        #expect(answer.output.isEmpty && !answer.complaint.contains("s3cret"))
        #expect(world.server.requests.isEmpty, "nothing is said to a stranger: \(world.server.requests)")
        #expect(try world.storefront.references() == before)
    }

    @Test func aWrongTokenIsSaidOnce() throws {
        let authority = try Authority()
        let world = try World(authority)
        let before = try world.storefront.references()
        let answer = try world.sweep(["SSL_CERT_FILE": authority.authority, "GIT_TOKEN": "wr0ng"])
        #expect(answer.status == 69, "\(answer.everything)")
        #expect(answer.complaint.contains("refused the credentials of x-access-token"), "\(answer.complaint)")
        #expect(answer.complaint.contains("localhost") && !answer.complaint.contains("wr0ng"))
        #expect(try world.storefront.references() == before)
    }
}
