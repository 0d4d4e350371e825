import Diagnostics
import Foundation
import Git
import Ledger
import Model
import Ports
import Synchronization
import TestSupport
import Testing

/// A bare origin, and any number of clones with a ledger store each, as separate processes would have.
struct LedgerWorld: Sendable {
    static let now = Timestamp(seconds: 1_763_600_000)
    static let author = (name: "Trimtab Bot", email: "bot@example.com")

    let origin: TemporaryRepository

    init() throws {
        try Self.isolation.get()
        origin = try TemporaryRepository(bare: true)
    }

    private static let isolation = Result { try Libgit2.ignoreUserConfiguration() }

    /// The origin itself, opened.
    func repository() throws -> GitRepository { try GitRepository(path: origin.path) }

    /// A store in a clone of its own.
    func store(
        signer: (any EventSigner)? = nil, verifier: (any SignatureVerifier)? = nil,
        observer: (any EffectObserver)? = nil, attempts: Int = 40, name: String = LedgerStore.reference,
        url: String? = nil, remote wrap: (any Remote) -> any Remote = { $0 }
    ) throws -> LedgerStore {
        let clone = try GitRepository(path: TemporaryRepository(bare: true).path)
        let remote = try GitRemote(url: url ?? origin.path, of: clone)
        return LedgerStore(
            repository: clone, remote: wrap(remote), author: Self.author, signer: signer, verifier: verifier,
            observer: observer, attempts: attempts, name: name)
    }

    func journal(
        _ store: LedgerStore, observer: (any EffectObserver)? = nil,
        guardEffect: @escaping @Sendable () async throws -> Void = {}
    ) -> EffectJournal {
        EffectJournal(
            store: store, time: FixedTime(Self.now.adding(seconds: 1)), observer: observer,
            guardEffect: guardEffect)
    }

    /// An audit with a clone of its own, which has the whole ledger.
    func audit(demandsSignatures: Bool = false, verifier: (any SignatureVerifier)? = nil) async throws
        -> LedgerAudit
    {
        let repository = try repository()
        let store = LedgerStore(
            repository: repository, remote: try GitRemote(url: origin.path, of: repository),
            author: Self.author,
            verifier: verifier)
        return LedgerAudit(repository: repository, store: store, demandsSignatures: demandsSignatures)
    }

    /// The ledger's tip at the origin.
    func tip() throws -> ObjectID {
        ObjectID(rawValue: try origin.git("rev-parse", "--verify", LedgerStore.reference))
    }

    /// Puts a commit on top of the ledger by hand; nil deletes a file.
    @discardableResult
    func tamper(_ files: [String: String?], onto parents: [ObjectID]? = nil) async throws -> ObjectID {
        let repository = try repository()
        let tip = try await repository.reference(LedgerStore.reference)
        let commit = try await repository.makeCommit(
            CommitDraft(
                base: tip, parents: parents,
                changes: files.mapValues { $0.map { .write(Array($0.utf8)) } ?? .delete },
                message: "by hand\n",
                author: CommitIdentity(name: "Eve", email: "eve@example.com", time: Self.now)))
        try await repository.update(
            ReferenceUpdate(LedgerStore.reference, to: commit, expecting: tip), message: "by hand")
        return commit
    }

    /// Text of a file of the ledger.
    func text(_ path: String) async throws -> String {
        let bytes = try #require(try await repository().read(path, at: tip()))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// An event at a number of seconds after the beginning.
func event(
    _ type: LedgerEventType, at seconds: Double = 0, action: String? = nil, target: String? = nil,
    service: String? = nil, category: String? = nil, actual: String? = nil, duration: Double? = nil,
    actor: String = "trimtab", _ details: [String: String] = [:]
) -> LedgerEvent {
    LedgerEvent(
        time: LedgerWorld.now.adding(seconds: seconds), type: type, trigger: "sweep",
        action: action.map { ActionID(rawValue: $0) }, target: target, service: service, category: category,
        actual: actual, duration: duration, actor: actor, details: details)
}

/// The dated file that events at the beginning stand in.
let firstFile = "events/2025/11/2025-11-20.jsonl"

/// Writes down, from any task.
final class Notes: EffectObserver {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }
    func add(_ text: String) { kept.withLock { $0.append(text) } }
    func didPerform(_ effect: String) { add(effect) }
}

/// A remote whose pushes are refused in a way of the test's choosing.
struct RefusingRemote: Remote {
    let base: any Remote
    let refusal: Failure
    var isThrown = false

    func references() async throws -> [String: ObjectID] { try await base.references() }
    func fetch(_ refspecs: [String]) async throws { try await base.fetch(refspecs) }
    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        if isThrown { throw refusal }
        return Dictionary(uniqueKeysWithValues: updates.map { ($0.name, refusal) })
    }
}

/// Expects a `Failure` with a code whose text contains every one of the words.
func expectFailure(
    _ code: Failure.Code, saying words: String..., sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        guard let failure = error as? Failure else {
            Issue.record("not a Failure: \(error)", sourceLocation: sourceLocation)
            return
        }
        #expect(failure.code == code, "\(failure)", sourceLocation: sourceLocation)
        for word in words {
            #expect(failure.description.contains(word), "\(failure)", sourceLocation: sourceLocation)
        }
    }
}
