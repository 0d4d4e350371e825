import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

/// The real `sshd` on loopback, for whoever runs the tests.
private struct SSHServer {
    let directory: TemporaryDirectory
    let port: Int
    private let program: RunningTool
    var knownHosts: String { directory.path + "/known_hosts" }

    init(allowing key: SampleKey) throws {
        directory = try TemporaryDirectory()
        let shell = Shell(directory: directory.path)
        try shell.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "host"])
        try shell.run(["cp", key.privateFile + ".pub", "authorized"])
        // As root sshd insists on this directory, which the system's own start-up makes.
        if getuid() == 0 { try shell.run(["mkdir", "-p", "/run/sshd"]) }
        port = try Self.freePort()
        let lines = [
            "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(directory.path)/host", "PidFile none",
            "AuthorizedKeysFile \(directory.path)/authorized", "StrictModes no", "UsePAM no",
            "PasswordAuthentication no", "PermitRootLogin prohibit-password",
        ]
        try lines.joined(separator: "\n").write(
            toFile: directory.path + "/config", atomically: true, encoding: .utf8)
        let log = directory.path + "/log"
        // sshd closes what it inherits, also the socket by which Foundation sees the end of a process and waits from then
        // on; a shell between the two keeps it open, and sshd ends with the shell.
        let sshd = Shell.path(of: "sshd") ?? ""
        program = try RunningTool(
            "sh", ["-c", "setpriv --pdeathsig KILL \(sshd) -D -e -f \(directory.path)/config & wait"],
            log: log)
        try program.waitUntil(log: log) {
            ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").contains("Server listening")
        }
        let host = try String(contentsOfFile: directory.path + "/host.pub", encoding: .utf8)
        try "[127.0.0.1]:\(port) \(host)".write(toFile: knownHosts, atomically: true, encoding: .utf8)
    }

    func url(_ path: String) -> String { "ssh://\(NSUserName())@127.0.0.1:\(port)\(path)" }

    private static func freePort() throws -> Int {
        let answer = try Shell(directory: "/").run([
            "python3", "-c",
            "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])",
        ])
        return Int(answer.text) ?? 0
    }
}

@Suite(
    "A remote over SSH",
    .enabled(if: Shell.has("sshd") && Shell.has("python3"), "needs sshd (openssh-server) and python3"))
struct SSHRemoteTests {
    private static func remote(
        _ pair: Pair, _ server: SSHServer, key: String, passphrase: Secret? = nil, knownHosts: String? = nil
    ) throws -> GitRemote {
        try GitRemote(
            url: server.url(pair.origin.path), of: pair.repository,
            access: RemoteAccess(
                sshKey: .init(file: key, passphrase: passphrase), knownHosts: knownHosts ?? server.knownHosts)
        )
    }

    @Test(arguments: ["ed25519", "ecdsa"]) func `does what every remote does`(type: String) async throws {
        let key = try SampleKey(type: type)
        let server = try SSHServer(allowing: key)
        let pair = try Pair()
        try await checkContract(pair, Self.remote(pair, server, key: key.privateFile))
    }

    @Test func `a hook's refusal surfaces`() async throws {
        let key = try SampleKey()
        let server = try SSHServer(allowing: key)
        let pair = try Pair()
        try pair.hook("pre-receive", "echo 'not today' >&2; exit 1\n")
        let commit = try await pair.commit("x")
        let answer = try await Self.remote(pair, server, key: key.privateFile)
            .push([ReferenceUpdate("refs/heads/trimtab/x", to: commit, expecting: nil)])
        #expect(answer["refs/heads/trimtab/x"]?.code == .refusedByRemote)
        #expect(answer["refs/heads/trimtab/x"]?.description.contains("not today") == true, "\(answer)")
    }

    @Test func `a key with a passphrase`() async throws {
        let key = try SampleKey(passphrase: "open")
        let server = try SSHServer(allowing: key)
        let pair = try Pair()
        let remote = try Self.remote(pair, server, key: key.privateFile, passphrase: Secret("open"))
        #expect(try await remote.references() == ["refs/heads/main": pair.base])
    }

    @Test func `another key is refused, and tried once`() async throws {
        let server = try SSHServer(allowing: SampleKey())
        let pair = try Pair()
        let stranger = try SampleKey()
        await expectFailure(.unauthorized, saying: "127.0.0.1") {
            _ = try await Self.remote(pair, server, key: stranger.privateFile).references()
        }
        await expectFailure(.unauthorized, saying: "/nowhere/key") {
            _ = try await Self.remote(pair, server, key: "/nowhere/key").references()
        }
    }

    @Test func `an unknown, a changed and a revoked host are refused`() async throws {
        let key = try SampleKey()
        let server = try SSHServer(allowing: key)
        let pair = try Pair()
        let hosts = try TemporaryDirectory().path + "/hosts"
        func expectRefusal(_ content: String, saying word: String) async throws {
            try content.write(toFile: hosts, atomically: true, encoding: .utf8)
            await expectFailure(.configuration, saying: "SHA256:", word) {
                _ = try await Self.remote(pair, server, key: key.privateFile, knownHosts: hosts).references()
            }
        }
        try await expectRefusal("", saying: "is not in \(hosts)")
        let other = try String(contentsOfFile: SampleKey().privateFile + ".pub", encoding: .utf8)
        try await expectRefusal("[127.0.0.1]:\(server.port) \(other)", saying: "is another one")
        let right = try String(contentsOfFile: server.knownHosts, encoding: .utf8)
        try await expectRefusal("@revoked \(right)\(right)", saying: "revoked")
    }

    @Test func `names in the file of known hosts may be hashed`() async throws {
        let key = try SampleKey()
        let server = try SSHServer(allowing: key)
        let pair = try Pair()
        try Shell(directory: "/").run(["ssh-keygen", "-q", "-H", "-f", server.knownHosts])
        #expect(try !String(contentsOfFile: server.knownHosts, encoding: .utf8).contains("127.0.0.1"))
        let remote = try Self.remote(pair, server, key: key.privateFile)
        #expect(try await remote.references() == ["refs/heads/main": pair.base])
    }
}
