import Foundation
import Git
import Ledger
import Model
import Ports
import Synchronization
import TestSupport
import Testing

/// Who vouches for an event, with keys made and checked by `ssh-keygen`.
@Suite(.enabled(if: Shell.has("ssh-keygen"), "ssh-keygen is not installed"))
struct SignedLedgerTests {
    struct Key {
        let directory: TemporaryDirectory
        var file: String { directory.path + "/key" }
        var allowed: String { directory.path + "/allowed" }
        var signer: SSHEventSigner { SSHEventSigner(keyFile: file) }
        var verifier: SSHSignatureVerifier { SSHSignatureVerifier(allowedSigners: allowed) }

        init(_ principal: String) throws {
            directory = try TemporaryDirectory()
            try Shell(directory: directory.path).run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", file])
            let key = try String(contentsOfFile: file + ".pub", encoding: .utf8)
            try "\(principal) \(key)".write(toFile: allowed, atomically: true, encoding: .utf8)
        }
    }

    /// Counts how often a signature is looked at.
    final class CountingVerifier: SignatureVerifier {
        let base: any SignatureVerifier
        private let count = Mutex(0)
        var calls: Int { count.withLock { $0 } }
        init(_ base: any SignatureVerifier) { self.base = base }
        func principal(of signature: String, over bytes: [UInt8]) async throws -> String? {
            count.withLock { $0 += 1 }
            return try await base.principal(of: signature, over: bytes)
        }
    }

    @Test func knowsWhoSigned() async throws {
        let world = try LedgerWorld()
        let (bot, stranger) = (try Key("bot@example.com"), try Key("eve@example.com"))
        try await world.store(signer: bot.signer).append([event(.permit, target: "a")])
        try await world.store(signer: stranger.signer).append([event(.permit, target: "b")])
        try await world.store().append([event(.permit, target: "c")])
        let read = try await world.store(verifier: bot.verifier).load()
        #expect(read.entries.map(\.standing) == [.signed(by: "bot@example.com"), .unknownKey, .unsigned])
        // Who has no list of keys knows nobody.
        let blind = try await world.store().load()
        #expect(blind.entries.map(\.standing) == [.unknownKey, .unknownKey, .unsigned])
    }

    /// Any change to a signed event, or its signature put under another one, is nobody's word.
    @Test func aChangedEventIsNobodys() async throws {
        let world = try LedgerWorld()
        let bot = try Key("bot@example.com")
        let store = try world.store(signer: bot.signer)
        try await store.append([event(.hold, target: "web", actor: "ada")])
        try await store.append([event(.release, target: "web", actor: "ada")])
        let text = try await world.text(firstFile)
        let lines = text.split(separator: "\n").map(String.init)
        let changed = lines[0].replacing("\"web\"", with: "\"api\"")
        let swapped = lines[1].replacing("\"release\"", with: "\"resume\"")
        #expect(changed != lines[0] && swapped != lines[1])
        try await world.tamper([firstFile: [lines[0], changed, swapped].joined(separator: "\n") + "\n"])
        let read = try await world.store(verifier: bot.verifier).load()
        #expect(
            read.entries.map(\.standing) == [.signed(by: "bot@example.com"), .unknownKey, .unknownKey])
    }

    /// Each append makes the day's file anew, yet a signature is checked once.
    @Test func checksEachSignatureOnce() async throws {
        let world = try LedgerWorld()
        let bot = try Key("bot@example.com")
        let verifier = CountingVerifier(bot.verifier)
        let store = try world.store(signer: bot.signer, verifier: verifier)
        for index in 0..<6 {
            try await store.append([event(.finding, at: Double(index), target: "\(index)")])
        }
        #expect(try await store.load().entries.count == 6)
        #expect(verifier.calls == 6)
    }

    @Test func anAuditDemandsSignatures() async throws {
        let world = try LedgerWorld()
        let (bot, stranger) = (try Key("bot@example.com"), try Key("eve@example.com"))
        try await world.store(signer: bot.signer).append([event(.finding)])
        #expect(
            try await world.audit(demandsSignatures: true, verifier: bot.verifier).faults(branchTip: nil)
                .isEmpty)
        try await world.store().append([event(.hold, at: 1)])
        try await world.store(signer: stranger.signer).append([event(.hold, at: 2)])
        let faults = try await world.audit(demandsSignatures: true, verifier: bot.verifier)
            .faults(branchTip: nil)
        #expect(faults.map(\.place) == ["\(firstFile):2", "\(firstFile):3"])
        #expect(faults[0].message.contains("not signed"))
        #expect(faults[1].message.contains("key"))
        // Where none is demanded an unsigned event is in order, but a wrong signature never is.
        let lenient = try await world.audit(verifier: bot.verifier).faults(branchTip: nil)
        #expect(lenient.map(\.place) == ["\(firstFile):3"])
    }
}
