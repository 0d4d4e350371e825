import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

/// A key pair and a file of allowed signers, made by `ssh-keygen`.
struct SampleKey {
    let directory: TemporaryDirectory
    var privateFile: String { directory.path + "/key" }
    var allowed: String { directory.path + "/allowed" }

    init(type: String = "ed25519", principal: String = "bot@example.com", passphrase: String = "") throws {
        directory = try TemporaryDirectory()
        let shell = Shell(directory: directory.path)
        try shell.run(["ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "sample", "-f", privateFile])
        let publicKey = try String(contentsOfFile: privateFile + ".pub", encoding: .utf8)
        try "\(principal) \(publicKey)".write(toFile: allowed, atomically: true, encoding: .utf8)
    }
}

@Suite(
    "Signatures are what OpenSSH and GnuPG accept", .enabled(if: Shell.has("ssh-keygen"), "needs ssh-keygen"))
struct SigningTests {
    private let bytes = Array("an event\n".utf8)

    @Test(arguments: ["ed25519", "ecdsa", "rsa"]) func `bytes are signed and checked`(type: String)
        async throws
    {
        let key = try SampleKey(type: type)
        let signature = try await SSHSignature.sign(
            bytes: bytes, keyFile: key.privateFile, namespace: "trimtab-ledger")
        let signer = try await SSHSignature.verify(
            bytes: bytes, signature: signature, allowedSigners: key.allowed, namespace: "trimtab-ledger")
        #expect(signer?.principal == "bot@example.com")
        #expect(signer?.fingerprint == (try await SSHSignature.fingerprint(keyFile: key.privateFile)))
        #expect(signer?.fingerprint.hasPrefix("SHA256:") == true)
    }

    @Test func `other bytes, another purpose, another key and nonsense are nobody`() async throws {
        let key = try SampleKey()
        let signature = try await SSHSignature.sign(
            bytes: bytes, keyFile: key.privateFile, namespace: "trimtab-ledger")
        func signer(_ bytes: [UInt8], _ signature: String, _ allowed: String, _ namespace: String)
            async throws -> String?
        {
            try await SSHSignature.verify(
                bytes: bytes, signature: signature, allowedSigners: allowed, namespace: namespace)?.principal
        }
        #expect(try await signer(bytes, signature, key.allowed, "trimtab-ledger") == "bot@example.com")
        #expect(try await signer(bytes + [1], signature, key.allowed, "trimtab-ledger") == nil)
        #expect(try await signer(bytes, signature, key.allowed, "git") == nil)
        #expect(try await signer(bytes, signature, SampleKey().allowed, "trimtab-ledger") == nil)
        #expect(try await signer(bytes, "", key.allowed, "trimtab-ledger") == nil)
        #expect(try await signer(bytes, "nonsense", key.allowed, "trimtab-ledger") == nil)
        await expectFailure(.configuration, saying: "/nowhere/allowed") {
            _ = try await signer(bytes, signature, "/nowhere/allowed", "trimtab-ledger")
        }
    }

    /// The same signatures, judged here and by `ssh-keygen`: options in the file make it decide.
    @Test(
        arguments: [
            ("PRINCIPAL KEY", "PRINCIPAL"), ("# PRINCIPAL KEY", nil),
            ("PRINCIPAL namespaces=\"git\" KEY", nil),
            ("PRINCIPAL namespaces=\"trimtab-*\" KEY", "PRINCIPAL"), ("*@example.com KEY", "*@example.com"),
            ("PRINCIPAL,other KEY", "PRINCIPAL"), ("PRINCIPAL valid-before=\"20200101\" KEY", nil),
            ("other OTHERKEY\nPRINCIPAL\tKEY", "PRINCIPAL"), ("other OTHERKEY", nil), ("", nil),
        ] as [(String, String?)])
    func `files of allowed signers mean what they mean to OpenSSH`(template: String, expected: String?)
        async throws
    {
        let key = try SampleKey()
        func publicKey(_ key: SampleKey) throws -> String {
            let text = try String(contentsOfFile: key.privateFile + ".pub", encoding: .utf8)
            return text.split(separator: " ").prefix(2).joined(separator: " ")
        }
        let file = key.directory.path + "/signers"
        let content = template.replacing("OTHERKEY", with: try publicKey(SampleKey()))
            .replacing("KEY", with: try publicKey(key)).replacing("PRINCIPAL", with: "bot@example.com")
        try (content + "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let signature = try await SSHSignature.sign(
            bytes: bytes, keyFile: key.privateFile, namespace: "trimtab-ledger")
        let signer = try await SSHSignature.verify(
            bytes: bytes, signature: signature, allowedSigners: file, namespace: "trimtab-ledger")
        let wanted = expected?.replacing("PRINCIPAL", with: "bot@example.com")
        #expect(signer?.principal == wanted)
        if let wanted {
            try signature.write(toFile: file + ".sig", atomically: true, encoding: .utf8)
            try Shell(directory: "/").run(
                [
                    "ssh-keygen", "-Y", "verify", "-f", file, "-I", wanted, "-n", "trimtab-ledger", "-s",
                    file + ".sig",
                ], input: Data(bytes))
            #expect(signer?.fingerprint == (try await SSHSignature.fingerprint(keyFile: key.privateFile)))
        }
    }

    /// Any flipped bit of the signature's content makes it nobody's.
    @Test(arguments: [UInt64(1), 2, 3]) func `damaged signatures are nobody's`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let key = try SampleKey()
        let signature = try await SSHSignature.sign(
            bytes: bytes, keyFile: key.privateFile, namespace: "trimtab-ledger")
        let lines = signature.split(separator: "\n")
        let blob = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
        for _ in 0..<20 {
            var damaged = [UInt8](blob)
            let place = Int.random(in: 0..<damaged.count, using: &random)
            damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let text = [
                "-----BEGIN SSH SIGNATURE-----", Data(damaged).base64EncodedString(),
                "-----END SSH SIGNATURE-----",
            ].joined(separator: "\n")
            let signer = try await SSHSignature.verify(
                bytes: bytes, signature: text, allowedSigners: key.allowed, namespace: "trimtab-ledger")
            #expect(signer == nil, "seed \(seed), byte \(place)")
        }
    }

    @Test func `the ports sign and name the principal`() async throws {
        let key = try SampleKey()
        let signature = try await SSHEventSigner(keyFile: key.privateFile).sign(bytes)
        let verifier = SSHSignatureVerifier(allowedSigners: key.allowed)
        #expect(try await verifier.principal(of: signature, over: bytes) == "bot@example.com")
        #expect(try await verifier.principal(of: signature, over: bytes + [1]) == nil)
    }

    @Test func `a key that is missing or locked says so and does not wait`() async throws {
        await expectFailure(.tool, saying: "/nowhere/key") {
            _ = try await SSHSignature.sign(bytes: bytes, keyFile: "/nowhere/key", namespace: "git")
        }
        // A program that does not read its input must not end us with it, however long the input is.
        await expectFailure(.tool, saying: "/nowhere/key") {
            _ = try await SSHSignature.sign(
                bytes: [UInt8](repeating: 0, count: 4 << 20), keyFile: "/nowhere/key", namespace: "git")
        }
        let locked = try SampleKey(passphrase: "secret")
        await expectFailure(.tool, saying: locked.privateFile, "passphrase") {
            _ = try await SSHSignature.sign(bytes: bytes, keyFile: locked.privateFile, namespace: "git")
        }
    }

    @Test func `git verifies a commit that an SSH key signed`() async throws {
        let key = try SampleKey()
        let sample = try TemporaryRepository()
        // A checkout must not choose what signs.
        try sample.git("config", "gpg.ssh.program", "/bin/false")
        let repository = try open(sample, signing: .ssh(keyFile: key.privateFile))
        let first = try await repository.makeCommit(draft(on: nil, ["a": "1"], message: "Signed\n\nBody\n"))
        try sample.git("config", "--unset", "gpg.ssh.program")
        let check = ["git", "-c", "gpg.ssh.allowedSignersFile=\(key.allowed)", "verify-commit", "-v"]
        let answer = try sample.shell.run(check + [first.rawValue])
        #expect(answer.complaint.contains("Good \"git\" signature for bot@example.com"))
        #expect(try await repository.commit(first).message == "Signed\n\nBody\n")
        let second = try await repository.makeCommit(draft(on: first, ["a": "2"]))
        let merge = try await repository.makeMerge(
            of: second, into: first, method: .merge, message: "m\n", author: bot, committer: bot)
        try sample.shell.run(check + [merge.rawValue])
        try sample.git("fsck", "--strict")
    }

    @Test(.enabled(if: Shell.has("gpg"), "needs gpg")) func `git verifies a commit that a GPG key signed`()
        async throws
    {
        let home = try TemporaryDirectory()
        let gpg = Shell(directory: home.path, environment: ["GNUPGHOME": home.path])
        try gpg.run(["chmod", "700", home.path])
        try gpg.run([
            "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "bot@example.com", "ed25519",
            "sign",
            "never",
        ])
        let sample = try TemporaryRepository()
        let repository = try open(sample, signing: .gpg(keyID: "bot@example.com", home: home.path))
        let commit = try await repository.makeCommit(draft(on: nil, ["a": "1"]))
        let git = Shell(directory: sample.path, environment: ["GNUPGHOME": home.path])
        let answer = try git.run(["git", "verify-commit", commit.rawValue])
        #expect(answer.complaint.contains("Good signature from \"bot@example.com\""))
        _ = try gpg.attempt(["gpgconf", "--kill", "all"])
        let nobody = try open(sample, signing: .gpg(keyID: "nobody@example.com", home: home.path))
        await expectFailure(.tool, saying: "nobody@example.com") {
            _ = try await nobody.makeCommit(draft(on: nil, ["a": "1"]))
        }
    }
}
