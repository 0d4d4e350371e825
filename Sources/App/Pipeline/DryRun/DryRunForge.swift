internal import Diagnostics
internal import Model
internal import Ports
internal import Synchronization

/// A forge that is read but never written: what would be opened, changed or merged lives in an overlay.
final class DryRunForge: Forge {
    private struct Overlay {
        var pulls: [Int: PullRequest] = [:]
        var issues: [String] = []
    }

    private let real: any Forge
    private let repository: any Repository
    private let remote: any Remote
    private let overlay = Mutex(Overlay())

    init(_ real: any Forge, repository: any Repository, remote: any Remote) {
        self.real = real
        self.repository = repository
        self.remote = remote
    }

    var name: String { real.name }
    var actor: String { get async throws { try await real.actor } }

    func pullRequests(headPrefix: String) async throws -> [PullRequest] {
        var all = Dictionary(
            try await real.pullRequests(headPrefix: headPrefix).map { ($0.number, $0) },
            uniquingKeysWith: { $1 })
        for (number, pull) in overlay.withLock({ $0.pulls }) where pull.head.hasPrefix(headPrefix) {
            all[number] = pull
        }
        return all.values.sorted { $0.number < $1.number }
    }

    func pullRequest(_ number: Int) async throws -> PullRequest {
        if let pull = overlay.withLock({ $0.pulls[number] }) { return pull }
        return try await real.pullRequest(number)
    }

    func open(_ draft: PullRequestDraft) async throws -> PullRequest {
        let number = (try await pullRequests(headPrefix: "").map(\.number).max() ?? 0) + 1
        guard let head = try await remote.references()["refs/heads/\(draft.head)"] else {
            throw Failure(.notFound, "opening a pull request", "there is no branch \(draft.head)", .giveUp)
        }
        let pull = PullRequest(
            number: number, state: .open, title: draft.title, body: draft.body, head: draft.head,
            headCommit: head,
            base: draft.base, labels: draft.labels, author: try await actor, url: "(dry run)")
        overlay.withLock { $0.pulls[number] = pull }
        return pull
    }

    func update(_ number: Int, title: String, body: String, labels: [String]) async throws {
        var pull = try await pullRequest(number)
        (pull.title, pull.body, pull.labels) = (title, body, labels)
        let changed = pull
        overlay.withLock { $0.pulls[number] = changed }
    }

    func comment(_ number: Int, key: String, body: String) async throws {}

    func close(_ number: Int, reason: String) async throws {
        var pull = try await pullRequest(number)
        pull.state = .closed
        pull.closedBy = try await actor
        let changed = pull
        overlay.withLock { $0.pulls[number] = changed }
    }

    func checks(on commit: ObjectID) async throws -> [CheckResult] { try await real.checks(on: commit) }

    func approvals(of number: Int) async throws -> [Approval] {
        if overlay.withLock({ $0.pulls[number] }) != nil { return [] }
        return try await real.approvals(of: number)
    }

    func merge(_ permit: MergePermit, message: String, committer: CommitIdentity) async throws -> ObjectID {
        let commit = try await repository.makeMerge(
            of: permit.head, into: permit.base, method: permit.method, message: message, author: committer,
            committer: committer)
        let update = ReferenceUpdate("refs/heads/\(permit.baseBranch)", to: commit, expecting: permit.base)
        if let refusal = try await remote.push([update])[update.name] { throw refusal }
        var pull = try await pullRequest(permit.number)
        pull.state = .merged
        pull.mergeCommit = commit
        let changed = pull
        overlay.withLock { $0.pulls[permit.number] = changed }
        return commit
    }

    func whoLabelled(_ number: Int, _ label: String) async throws -> String? {
        if overlay.withLock({ $0.pulls[number] }) != nil { return nil }
        return try await real.whoLabelled(number, label)
    }

    func openIssue(_ draft: IssueDraft) async throws -> Int {
        overlay.withLock { overlay in
            overlay.issues.append(draft.key)
            return overlay.issues.count
        }
    }
}
