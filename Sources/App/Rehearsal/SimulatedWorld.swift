internal import Diagnostics
internal import LocalForge
internal import Model
internal import Ports
internal import Synchronization

/// The origin as one run reaches it: every move of a reference is an effect of that run.
struct WiredOrigin: Repository {
    let origin: SimulatedRepository
    let wire: Wire

    func update(_ reference: ReferenceUpdate, message: String) async throws {
        try await wire.effect { try await origin.update(reference, message: message) }
    }

    func resolve(_ revision: String) async throws -> ObjectID? { try await origin.resolve(revision) }
    func commit(_ id: ObjectID) async throws -> CommitRecord { try await origin.commit(id) }
    func entries(at commit: ObjectID) async throws -> [TreeEntry] { try await origin.entries(at: commit) }
    func read(_ path: String, at commit: ObjectID) async throws -> [UInt8]? {
        try await origin.read(path, at: commit)
    }
    func blob(_ id: ObjectID) async throws -> [UInt8] { try await origin.blob(id) }
    func blobID(_ path: String, at commit: ObjectID) async throws -> ObjectID? {
        try await origin.blobID(path, at: commit)
    }
    func makeCommit(_ draft: CommitDraft) async throws -> ObjectID { try await origin.makeCommit(draft) }
    func reference(_ name: String) async throws -> ObjectID? { try await origin.reference(name) }
    func references(prefix: String) async throws -> [String: ObjectID] {
        try await origin.references(prefix: prefix)
    }
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) async throws -> Bool {
        try await origin.isAncestor(ancestor, of: commit)
    }
    func mergeBase(_ a: ObjectID, _ b: ObjectID) async throws -> ObjectID? {
        try await origin.mergeBase(a, b)
    }
    func log(from tip: ObjectID, excluding excluded: [ObjectID], limit: Int) async throws -> [ObjectID] {
        try await origin.log(from: tip, excluding: excluded, limit: limit)
    }
    func changedPaths(from old: ObjectID, to new: ObjectID) async throws -> [String] {
        try await origin.changedPaths(from: old, to: new)
    }
    func diff(from old: ObjectID, to new: ObjectID) async throws -> String {
        try await origin.diff(from: old, to: new)
    }
    func makeMerge(
        of head: ObjectID, into base: ObjectID, method: MergeMethod, message: String,
        author: CommitIdentity, committer: CommitIdentity
    ) async throws -> ObjectID {
        try await origin.makeMerge(
            of: head, into: base, method: method, message: message, author: author, committer: committer)
    }
    func reversal(of commit: ObjectID, on tip: ObjectID) async throws -> [String: CommitDraft.Change] {
        try await origin.reversal(of: commit, on: tip)
    }
    func uncommittedPaths() async throws -> [String] { [] }
}

/// The remote as a run reaches it from its own clone.
struct SimulatedRemote: Remote {
    let clone: SimulatedRepository
    let origin: SimulatedRepository
    let wire: Wire

    func references() async throws -> [String: ObjectID] {
        try await wire.call { try await origin.references(prefix: "refs/") }
    }

    func fetch(_ refspecs: [String]) async throws {
        try await wire.call {
            let all = try await origin.references(prefix: "refs/")
            for refspec in refspecs {
                let parts = refspec.drop { $0 == "+" }.split(separator: ":").map(String.init)
                guard parts.count == 2 else { continue }
                let stem = parts[0].split(separator: "*").first.map(String.init) ?? parts[0]
                for (name, id) in all where parts[0].contains("*") ? name.hasPrefix(stem) : name == parts[0] {
                    clone.learn(id)
                    clone.mirror(parts[1].replacing("*", with: name.dropFirst(stem.count)), to: id)
                }
            }
        }
    }

    func push(_ updates: [ReferenceUpdate]) async throws -> [String: Failure] {
        try await wire.call {
            var refused: [String: Failure] = [:]
            for update in updates {
                do {
                    // What travels does so before the reference moves, as with the real push.
                    if let new = update.new { origin.learn(new) }
                    try await wire.effect { try await origin.update(update, message: "push") }
                } catch let failure as Failure {
                    refused[update.name] = failure
                }
            }
            return refused
        }
    }
}

/// The forge as a run reaches it: the real local forge over a wire, which also plays one that is hosted elsewhere.
struct SimulatedForge: Forge {
    let real: RefForge
    let wire: Wire
    let name: String

    var actor: String { get async throws { try await real.actor } }

    func pullRequests(headPrefix: String) async throws -> [PullRequest] {
        try await wire.call { try await real.pullRequests(headPrefix: headPrefix) }
    }
    func pullRequest(_ number: Int) async throws -> PullRequest {
        try await wire.call { try await real.pullRequest(number) }
    }
    func open(_ draft: PullRequestDraft) async throws -> PullRequest {
        try await wire.call { try await real.open(draft) }
    }
    func update(_ number: Int, title: String, body: String, labels: [String]) async throws {
        try await wire.call { try await real.update(number, title: title, body: body, labels: labels) }
    }
    func comment(_ number: Int, key: String, body: String) async throws {
        try await wire.call { try await real.comment(number, key: key, body: body) }
    }
    func close(_ number: Int, reason: String) async throws {
        try await wire.call { try await real.close(number, reason: reason) }
    }
    func checks(on commit: ObjectID) async throws -> [CheckResult] {
        try await wire.call { try await real.checks(on: commit) }
    }
    func approvals(of number: Int) async throws -> [Approval] {
        try await wire.call { try await real.approvals(of: number) }
    }
    func merge(_ permit: MergePermit, message: String, committer: CommitIdentity) async throws -> ObjectID {
        try await wire.call { try await real.merge(permit, message: message, committer: committer) }
    }
    func whoLabelled(_ number: Int, _ label: String) async throws -> String? {
        try await wire.call { try await real.whoLabelled(number, label) }
    }
    func openIssue(_ draft: IssueDraft) async throws -> Int {
        try await wire.call { try await real.openIssue(draft) }
    }
}

/// A clock that moves when it is told to.
final class SimulatedTime: TimeSource {
    private let moment: Mutex<Timestamp>

    init(_ moment: Timestamp) { self.moment = Mutex(moment) }

    func now() -> Timestamp { moment.withLock { $0 } }

    func move(seconds: Double) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Signs with a key that only the bot of a rehearsal has.
struct SimulatedKey: EventSigner, SignatureVerifier {
    private static let secret = "a key that nobody else has"

    func sign(_ bytes: [UInt8]) async throws -> String {
        "SIMULATED " + Digest(of: Array(SimulatedKey.secret.utf8) + bytes).rawValue
    }

    func principal(of signature: String, over bytes: [UInt8]) async throws -> String? {
        try await sign(bytes) == signature ? "trimtab" : nil
    }
}
