import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("A remote over HTTP", .enabled(if: Shell.has("python3"), "needs python3"))
struct HTTPRemoteTests {
    private static let branch = "refs/heads/trimtab/x"

    private static func access(_ token: String, host: String = "127.0.0.1") -> RemoteAccess {
        RemoteAccess(
            environment: ["TRIMTAB_TOKEN": token], host: host, tokenVariable: "TRIMTAB_TOKEN")
    }

    @Test func `does what every remote does, with a token`() async throws {
        let pair = try Pair()
        let server = try GitHTTPServer(
            root: pair.origin.directory.path, user: "x-access-token", password: "s3cret")
        try await checkContract(
            pair, GitRemote(url: server.url("repository"), of: pair.repository, access: Self.access("s3cret"))
        )
        #expect(server.requests.contains { $0.hasSuffix(" x-access-token:s3cret") })
    }

    @Test func `a wrong token is refused once, and never shown`() async throws {
        let pair = try Pair()
        let server = try GitHTTPServer(
            root: pair.origin.directory.path, user: "x-access-token", password: "s3cret")
        let remote = try GitRemote(
            url: server.url("repository"), of: pair.repository, access: Self.access("wr0ng"))
        await expectFailure(.unauthorized, saying: "127.0.0.1", "refused the credentials of x-access-token") {
            _ = try await remote.references()
        }
        #expect(server.requests.count <= 3)
        do {
            _ = try await remote.references()
        } catch {
            #expect(!"\(error)".contains("wr0ng"))
        }
    }

    @Test func `without a token it says what is missing, and a token stays with its host`() async throws {
        let pair = try Pair()
        let server = try GitHTTPServer(
            root: pair.origin.directory.path, user: "x-access-token", password: "s3cret")
        var access = Self.access("s3cret", host: "git.example.com")
        access.usesCredentialHelper = false
        let remote = try GitRemote(url: server.url("repository"), of: pair.repository, access: access)
        await expectFailure(.unauthorized, saying: "credential helper", "token") {
            _ = try await remote.references()
        }
        #expect(server.requests.allSatisfy { $0.hasSuffix(" -") })
    }

    /// A redirect must not carry a token to a host that nobody named.
    @Test func `credentials do not follow a redirect`() async throws {
        let pair = try Pair()
        let thief = try GitHTTPServer(
            root: pair.origin.directory.path, user: "x-access-token", password: "s3cret")
        let server = try GitHTTPServer(
            root: pair.origin.directory.path, redirect: "http://localhost:\(thief.port)")
        let remote = try GitRemote(
            url: server.url("repository"), of: pair.repository, access: Self.access("s3cret"))
        await expectFailure(.configuration, saying: "redirect") { _ = try await remote.references() }
        #expect(thief.requests.isEmpty)
    }

    @Test(.enabled(if: Shell.has("openssl"), "needs openssl"))
    func `a certificate that nobody vouches for`() async throws {
        let pair = try Pair()
        let folder = try TemporaryDirectory().path
        try Shell(directory: folder).run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days",
            "1",
            "-keyout", "key.pem", "-out", "certificate.pem",
        ])
        try Shell(directory: folder).run(["sh", "-c", "cat key.pem certificate.pem > both.pem"])
        let server = try GitHTTPServer(
            root: pair.origin.directory.path, user: "x-access-token", password: "s3cret",
            certificate: folder + "/both.pem")
        let remote = try GitRemote(
            url: server.url("repository"), of: pair.repository, access: Self.access("s3cret"))
        await expectFailure(.configuration, saying: "certificate is not valid", "SSL_CERT_FILE") {
            _ = try await remote.references()
        }
        #expect(server.requests.isEmpty)
    }

    @Test func `nobody there, and no such repository`() async throws {
        let pair = try Pair()
        let server = try GitHTTPServer(root: pair.origin.directory.path)
        let missing = try GitRemote(url: server.url("nothing.git"), of: pair.repository)
        await expectFailure(.notFound, saying: "nothing.git") { _ = try await missing.references() }
        let nobody = try GitRemote(url: "http://user:pw@127.0.0.1:1/repository", of: pair.repository)
        await expectFailure(.unavailable, saying: "http://127.0.0.1:1/repository") {
            _ = try await nobody.references()
        }
        let strange = try GitRemote(url: "gopher://127.0.0.1/x", of: pair.repository)
        await expectFailure(.configuration, saying: "gopher") { _ = try await strange.references() }
    }

    @Test func `a hook's refusal surfaces with its words`() async throws {
        let pair = try Pair()
        try pair.hook("pre-receive", "echo 'commits need a ticket' >&2; exit 1\n")
        let server = try GitHTTPServer(root: pair.origin.directory.path)
        let remote = try GitRemote(url: server.url("repository"), of: pair.repository)
        let commit = try await pair.commit("x")
        let answer = try await remote.push([ReferenceUpdate(Self.branch, to: commit, expecting: nil)])
        #expect(answer[Self.branch]?.code == .refusedByRemote, "\(answer)")
        #expect(answer[Self.branch]?.disposition == .needsHuman)
        #expect(answer[Self.branch]?.description.contains("pre-receive hook declined") == true, "\(answer)")
        #expect(answer[Self.branch]?.description.contains("commits need a ticket") == true, "\(answer)")
        #expect(try pair.origin.git("for-each-ref", Self.branch) == "")
    }

    @Test func `one reference may be refused and another not`() async throws {
        let pair = try Pair()
        try pair.hook("update", "test \"$1\" != refs/heads/main\n")
        let server = try GitHTTPServer(root: pair.origin.directory.path)
        let remote = try GitRemote(url: server.url("repository"), of: pair.repository)
        let commit = try await pair.commit("x")
        let answer = try await remote.push([
            ReferenceUpdate("refs/heads/main", to: commit, expecting: pair.base),
            ReferenceUpdate(Self.branch, to: commit, expecting: nil),
        ])
        #expect(answer.mapValues(\.code) == ["refs/heads/main": .refusedByRemote])
        #expect(try id("main", in: pair.origin) == pair.base)
        #expect(try id(Self.branch, in: pair.origin) == commit)
    }

    /// Between our look and the server's write somebody else pushes: the hook plays that somebody.
    @Test func `a race that the server decides is a conflict, not a rule`() async throws {
        let pair = try Pair()
        let theirs = try await pair.commit("theirs")
        let mine = try await pair.commit("mine")
        #expect(
            try await GitRemote(url: pair.origin.path, of: pair.repository)
                .push([ReferenceUpdate("refs/heads/trimtab/theirs", to: theirs, expecting: nil)]).isEmpty)
        try pair.hook(
            "pre-receive",
            "unset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/main \(theirs) \(pair.base)\n")
        let server = try GitHTTPServer(root: pair.origin.directory.path)
        let remote = try GitRemote(url: server.url("repository"), of: pair.repository)
        let answer = try await remote.push([
            ReferenceUpdate("refs/heads/main", to: mine, expecting: pair.base)
        ])
        #expect(answer["refs/heads/main"]?.code == .conflict, "\(answer)")
        #expect(try id("main", in: pair.origin) == theirs)
    }

    /// The helper of the user's own configuration is asked; the one that the checkout names never runs.
    @Test func `the user's credential helper and not the checkout's`() async throws {
        let pair = try Pair()
        let server = try GitHTTPServer(root: pair.origin.directory.path, user: "ada", password: "pw")
        let home = try TemporaryDirectory()
        try "[credential]\n\thelper = \"!f() { echo username=ada; echo password=pw; }; f\"\n"
            .write(toFile: home.path + "/config", atomically: true, encoding: .utf8)
        let trap = home.path + "/trap"
        try pair.clone.git("config", "credential.helper", "!touch \(trap); true")
        var access = RemoteAccess()
        access.toolEnvironment = ["GIT_CONFIG_GLOBAL": home.path + "/config"]
        let remote = try GitRemote(url: server.url("repository"), of: pair.repository, access: access)
        #expect(try await remote.references() == ["refs/heads/main": pair.base])
        access.toolEnvironment = ["GIT_CONFIG_GLOBAL": "/dev/null"]
        let helpless = try GitRemote(url: server.url("repository"), of: pair.repository, access: access)
        await expectFailure(.unauthorized, saying: "credential helper") {
            _ = try await helpless.references()
        }
        #expect(!FileManager.default.fileExists(atPath: trap))
    }
}
