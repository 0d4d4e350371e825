internal import Diagnostics
internal import Model
internal import Ports

struct StoredPull: Codable {
    struct Merge: Codable, Equatable {
        var commit: ObjectID
        var base: ObjectID
        var head: ObjectID
        var by: String
    }

    var title: String
    var body: String
    var head: String
    var headCommit: ObjectID
    var base: String
    var labels: [String]
    var author: String
    var closedBy: String?
    var isClosed: Bool
    /// The merge that was begun last; it happened when its commit is on the base branch.
    var merge: Merge?
    /// Merges that were begun before: two runs may begin one each, and either may be the one that happens.
    var begunBefore: [Merge]?

    /// Every merge that was begun.
    var merges: [Merge] { [merge].compactMap(\.self) + (begunBefore ?? []) }

    /// Notes a merge that is about to happen.
    mutating func begin(_ next: Merge) {
        let others = merges.filter { $0 != next }
        begunBefore = others.isEmpty ? nil : others
        merge = next
    }
}

struct StoredComment: Codable {
    var key: String
    var author: String
    var time: Timestamp
    var body: String
}

extension RefForge {
    struct State {
        var id: ObjectID
        var pull: StoredPull
        var comments: [StoredComment]
        var approvals: [Approval]
    }

    func stored(_ number: Int) async throws -> State {
        guard let id = try await origin.reference("\(RefForge.pulls)\(number)") else {
            throw Failure(
                .notFound, "reading pull request \(number)", "the origin has none with that number",
                .needsHuman)
        }
        let pull = try await read(StoredPull.self, "pull.json", at: id)
        let comments = try await readIfPresent([StoredComment].self, "comments.json", at: id) ?? []
        let approvals = try await readIfPresent([Approval].self, "approvals.json", at: id) ?? []
        return State(id: id, pull: pull, comments: comments, approvals: approvals)
    }

    /// What is stored, seen against the branches as they are now.
    func present(_ pull: StoredPull, _ number: Int) async throws -> PullRequest {
        var state = pull.isClosed ? PullRequest.State.closed : .open
        let merge = try await happened(pull)
        if merge != nil { state = .merged }
        var head = merge?.head ?? pull.headCommit
        if state == .open, let now = try await origin.reference("refs/heads/\(pull.head)") { head = now }
        return PullRequest(
            number: number, state: state, title: pull.title, body: pull.body, head: pull.head,
            headCommit: head,
            base: pull.base, labels: pull.labels, author: pull.author, mergeCommit: merge?.commit,
            closedBy: merge?.by ?? pull.closedBy, url: "trimtab pr show \(number)")
    }

    /// The begun merge whose commit is on the base branch.
    private func happened(_ pull: StoredPull) async throws -> StoredPull.Merge? {
        guard let tip = try await origin.reference("refs/heads/\(pull.base)") else { return nil }
        for merge in pull.merges where try await origin.resolve(merge.commit.rawValue) != nil {
            if try await origin.isAncestor(merge.commit, of: tip) { return merge }
        }
        return nil
    }

    func change(
        _ number: Int, _ verb: String, _ body: (inout StoredPull, inout [StoredComment]) -> Void
    ) async throws {
        for _ in 0..<retries {
            let state = try await stored(number)
            var (pull, comments) = (state.pull, state.comments)
            body(&pull, &comments)
            var files: [String: CommitDraft.Change] = [:]
            let pullBytes = try CanonicalJSON.encode(pull)
            if pullBytes != (try CanonicalJSON.encode(state.pull)) { files["pull.json"] = .write(pullBytes) }
            if comments.count != state.comments.count {
                files["comments.json"] = .write(try CanonicalJSON.encode(comments))
            }
            if files.isEmpty { return }
            if try await swap("\(RefForge.pulls)\(number)", state.id, files, "\(verb) \(pull.title)") {
                return
            }
        }
        throw Failure(
            .conflict, "changing pull request \(number)", "lost \(retries) races", .retry(afterSeconds: 1))
    }

    func write(
        _ number: Int, _ pull: StoredPull, expecting old: ObjectID?, files: [String: CommitDraft.Change],
        subject: String
    ) async throws {
        var files = files
        files["pull.json"] = .write(try CanonicalJSON.encode(pull))
        guard try await swap("\(RefForge.pulls)\(number)", old, files, subject) else {
            throw Failure(
                .conflict, "writing pull request \(number)", "somebody else was first",
                .retry(afterSeconds: 0))
        }
    }

    /// One compare-and-swap; false when somebody else was first.
    func swap(
        _ reference: String, _ old: ObjectID?, _ files: [String: CommitDraft.Change], _ subject: String
    ) async throws -> Bool {
        let identity = CommitIdentity(name: login, email: "\(login)@localhost", time: time.now())
        let commit = try await origin.makeCommit(
            CommitDraft(base: old, changes: files, message: subject + "\n", author: identity).asData)
        do {
            try await origin.update(
                ReferenceUpdate(reference, to: commit, expecting: old), message: "trimtab: \(subject)")
            return true
        } catch let failure as Failure where failure.code == .conflict {
            return false
        }
    }

    func read<Value: Decodable>(_ type: Value.Type, _ path: String, at id: ObjectID) async throws -> Value {
        guard let value = try await readIfPresent(type, path, at: id) else {
            throw Failure(.badInput, "reading \(path) of \(id.short)", "the file is missing", .needsHuman)
        }
        return value
    }

    func readIfPresent<Value: Decodable>(
        _ type: Value.Type, _ path: String, at id: ObjectID
    ) async throws -> Value? {
        guard let bytes = try await origin.read(path, at: id) else { return nil }
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw Failure(.badInput, "reading \(path) of \(id.short)", "\(error)", .needsHuman)
        }
    }
}
