internal import Diagnostics
public import Model
public import Ports

/// A forge without a server: pull requests are references and JSON in the bare origin.
///
/// `refs/trimtab/pulls/<n>` is a commit whose tree holds `pull.json`, `comments.json`, `approvals.json`; checks are under
/// `refs/trimtab/checks/<commit>`, issues under `refs/trimtab/issues/<n>`. Every change is a compare-and-swap of one
/// reference, so two runs never overwrite each other.
public struct RefForge: Forge {
    /// `local`.
    public let name = "local"
    let origin: any Repository
    let login: String
    let time: any TimeSource
    let retries = 30

    /// Works on the bare repository `origin`, as `login`.
    public init(origin: any Repository, login: String, time: any TimeSource) {
        self.origin = origin
        self.login = login
        self.time = time
    }

    /// The login given.
    public var actor: String { get async throws { login } }

    /// Nobody: this forge keeps which labels there are, and not who put them on.
    public func whoLabelled(_ number: Int, _ label: String) async throws -> String? { nil }

    static let pulls = "refs/trimtab/pulls/"

    /// Pull requests whose head starts with `headPrefix`, by number.
    public func pullRequests(headPrefix: String) async throws -> [PullRequest] {
        var result: [PullRequest] = []
        for (reference, id) in try await origin.references(prefix: RefForge.pulls) {
            guard let number = Int(reference.dropFirst(RefForge.pulls.count)) else { continue }
            let stored = try await read(StoredPull.self, "pull.json", at: id)
            if stored.head.hasPrefix(headPrefix) { result.append(try await present(stored, number)) }
        }
        return result.sorted { $0.number < $1.number }
    }

    /// One pull request.
    public func pullRequest(_ number: Int) async throws -> PullRequest {
        try await present(stored(number).pull, number)
    }

    /// Opens a pull request with the next free number.
    public func open(_ draft: PullRequestDraft) async throws -> PullRequest {
        let activity = "opening a pull request for \(draft.head)"
        guard let head = try await origin.reference("refs/heads/\(draft.head)") else {
            throw Failure(.notFound, activity, "the origin has no branch of that name", .needsHuman)
        }
        guard try await origin.reference("refs/heads/\(draft.base)") != nil else {
            throw Failure(.notFound, activity, "the origin has no branch \(draft.base)", .needsHuman)
        }
        for _ in 0..<retries {
            let all = try await pullRequests(headPrefix: "")
            if let open = all.first(where: { $0.head == draft.head && $0.state == .open }) {
                throw Failure(.conflict, activity, "pull request \(open.number) is open for it", .giveUp)
            }
            let number = (all.map(\.number).max() ?? 0) + 1
            let pull = StoredPull(
                title: draft.title, body: draft.body, head: draft.head, headCommit: head, base: draft.base,
                labels: draft.labels.sorted(), author: login, closedBy: nil, isClosed: false, merge: nil)
            do {
                try await write(number, pull, expecting: nil, files: [:], subject: "open \(draft.title)")
                return try await present(pull, number)
            } catch let failure as Failure where failure.code == .conflict {
                continue
            }
        }
        throw Failure(.conflict, activity, "lost \(retries) races for a number", .retry(afterSeconds: 1))
    }

    /// Brings title and body to what is given, and adds the labels that are missing.
    public func update(_ number: Int, title: String, body: String, labels: [String]) async throws {
        try await change(number, "update") { pull, _ in
            pull.title = title
            pull.body = body
            pull.labels = Set(pull.labels + labels).sorted()
        }
    }

    /// Adds a comment once per key.
    public func comment(_ number: Int, key: String, body: String) async throws {
        try await change(number, "comment") { _, comments in
            guard !comments.contains(where: { $0.key == key }) else { return }
            comments.append(StoredComment(key: key, author: login, time: time.now(), body: body))
        }
    }

    /// Closes without merging, as the bot; nothing happens to what is closed already, and what is merged is `conflict`.
    public func close(_ number: Int, reason: String) async throws {
        try await close(number, by: login, reason: reason)
    }

    /// Closes without merging, as a person.
    public func close(_ number: Int, by person: String, reason: String) async throws {
        let activity = "closing pull request \(number)"
        for _ in 0..<retries {
            let state = try await stored(number)
            let now = try await present(state.pull, number)
            guard now.state != .merged else { throw Failure(.conflict, activity, "it is merged", .giveUp) }
            guard now.state == .open else { return }
            var pull = state.pull
            // From now on the branch belongs to whoever opens the next pull request for it.
            pull.headCommit = now.headCommit
            pull.isClosed = true
            pull.closedBy = person
            let comment = StoredComment(key: "closed", author: person, time: time.now(), body: reason)
            let files = [
                "pull.json": CommitDraft.Change.write(try CanonicalJSON.encode(pull)),
                "comments.json": .write(try CanonicalJSON.encode(state.comments + [comment])),
            ]
            if try await swap("\(RefForge.pulls)\(number)", state.id, files, "close \(pull.title)") { return }
        }
        throw Failure(.conflict, activity, "lost \(retries) races", .retry(afterSeconds: 1))
    }

    /// The comments of a pull request, oldest first.
    public func comments(of number: Int) async throws -> [(author: String, time: Timestamp, body: String)] {
        let state = try await stored(number)
        return state.comments.map { ($0.author, $0.time, $0.body) }
    }

    /// Checks that were recorded for a commit.
    public func checks(on commit: ObjectID) async throws -> [CheckResult] {
        guard let id = try await origin.reference("refs/trimtab/checks/\(commit)") else { return [] }
        return try await read([CheckResult].self, "checks.json", at: id)
    }

    /// Records a check on a commit: what a CI server would do.
    public func setCheck(_ check: CheckResult, on commit: ObjectID) async throws {
        let reference = "refs/trimtab/checks/\(commit)"
        for _ in 0..<retries {
            let old = try await origin.reference(reference)
            var all = try await checks(on: commit).filter { $0.name != check.name }
            all.append(check)
            let files = ["checks.json": CommitDraft.Change.write(try CanonicalJSON.encode(all))]
            if try await swap(reference, old, files, "check \(check.name) \(check.state.rawValue)") { return }
        }
        throw Failure(.conflict, "recording a check", "lost \(retries) races", .retry(afterSeconds: 1))
    }

    /// Approvals that people gave.
    public func approvals(of number: Int) async throws -> [Approval] { try await stored(number).approvals }

    /// Records an approval of the present head by a person.
    public func approve(_ number: Int, by person: String) async throws {
        let head = try await pullRequest(number).headCommit
        for _ in 0..<retries {
            let state = try await stored(number)
            let all = state.approvals.filter { $0.by != person } + [Approval(by: person, commit: head)]
            let files = ["approvals.json": CommitDraft.Change.write(try CanonicalJSON.encode(all))]
            if try await swap(RefForge.pulls + "\(number)", state.id, files, "approved by \(person)") {
                return
            }
        }
        throw Failure(.conflict, "approving", "lost \(retries) races", .retry(afterSeconds: 1))
    }

    /// Opens an issue, or gives the number of the open one with the same key.
    public func openIssue(_ draft: IssueDraft) async throws -> Int {
        let prefix = "refs/trimtab/issues/"
        for _ in 0..<retries {
            var last = 0
            for (reference, id) in try await origin.references(prefix: prefix) {
                guard let number = Int(reference.dropFirst(prefix.count)) else { continue }
                last = max(last, number)
                if try await read(IssueDraft.self, "issue.json", at: id).key == draft.key { return number }
            }
            let files = ["issue.json": CommitDraft.Change.write(try CanonicalJSON.encode(draft))]
            if try await swap("\(prefix)\(last + 1)", nil, files, "issue \(draft.title)") { return last + 1 }
        }
        throw Failure(.conflict, "opening an issue", "lost \(retries) races", .retry(afterSeconds: 1))
    }
}
