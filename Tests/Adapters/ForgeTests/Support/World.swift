import Diagnostics
import Foundation
import Git
import GitHub
import LocalForge
@_spi(PolicyGate) import Model
import Ports
import TestSupport
import Testing

/// The adapters that the contract is tried on.
enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case local, github

    /// GitHub is left out, visibly, where its test server cannot run: `GitHubTests.serverIsThere` says why.
    static var available: [Kind] { allCases.filter { $0 == .local || GitHubServer.isAvailable } }
    var testDescription: String { rawValue }
}

/// A bare origin with branch `main`, a forge on top of it, and the people around the bot.
struct World: Sendable {
    static let now = Timestamp(seconds: 1_763_600_000)
    static let bot = CommitIdentity(name: "Trimtab Bot", email: "bot@example.com", time: now)

    let kind: Kind
    let forge: any Forge
    let sample: TemporaryRepository
    let origin: any Repository
    let clock = RecordingClock()
    /// Name of the repository on the test server.
    let name = "acme/infra-\(UUID().uuidString.prefix(8))"

    init(
        _ kind: Kind, token: String = "user:trimtab-bot", prefix: String = "", time: Timestamp = now
    ) async throws {
        self.kind = kind
        try Self.isolation.get()
        sample = try TemporaryRepository(bare: true)
        origin = try GitRepository(path: sample.path)
        switch kind {
        case .local:
            forge = RefForge(origin: origin, login: "trimtab-bot", time: FixedTime(time))
        case .github:
            let server = try GitHubServer.shared.get()
            try await server.tell("create", ["repository": name, "path": sample.path])
            forge = try GitHubForge(
                api: server.url + prefix, repository: name, token: Secret(token), transport: server.client,
                clock: clock, time: FixedTime(time))
        }
        try await commit(["values.yaml": "cpu: 1\nmemory: 1Gi\n"], on: "main", message: "Begin\n")
    }

    private static let isolation = Result { try Libgit2.ignoreUserConfiguration() }

    /// Commits on a branch of the origin, which begins at `from` when it is new.
    @discardableResult
    func commit(
        _ files: [String: String], on branch: String, from start: String = "main",
        message: String = "Change\n"
    ) async throws -> ObjectID {
        let reference = "refs/heads/\(branch)"
        let old = try await origin.reference(reference)
        var base = old
        if base == nil, branch != start { base = try await origin.reference("refs/heads/\(start)") }
        let commit = try await origin.makeCommit(
            CommitDraft(
                base: base, changes: files.mapValues { .write(Array($0.utf8)) }, message: message,
                author: Self.bot))
        try await origin.update(ReferenceUpdate(reference, to: commit, expecting: old), message: "test")
        return commit
    }

    func tip(_ branch: String = "main") async throws -> ObjectID {
        try #require(try await origin.reference("refs/heads/\(branch)"))
    }

    /// A branch with a change of its own, and an open pull request for it.
    func proposal(
        _ branch: String = "trimtab/rightsize/web", title: String = "Raise memory", body: String = "Because.",
        labels: [String] = ["trimtab"]
    ) async throws -> PullRequest {
        try await commit(
            ["values.yaml": "cpu: 1\nmemory: 2Gi\n", branch.replacing("/", with: "-"): branch], on: branch)
        return try await forge.open(
            PullRequestDraft(title: title, body: body, head: branch, base: "main", labels: labels))
    }

    /// Leave to merge a pull request as it stands, unless told otherwise.
    func permit(
        _ pull: PullRequest, head: ObjectID? = nil, base: ObjectID? = nil, branch: String = "main",
        expires: Timestamp = now.adding(seconds: 600), method: MergeMethod = .squash
    ) async throws -> MergePermit {
        let tip: ObjectID
        if let base { tip = base } else { tip = try await self.tip() }
        return MergePermit(
            action: ActionID(of: ["test"]), number: pull.number, head: head ?? pull.headCommit,
            baseBranch: branch, base: tip, policyPath: ".trimtab/policies/x.yaml", policyBlob: tip,
            ledgerTip: nil, expires: expires, method: method)
    }

    // People and CI

    func approve(_ number: Int, by person: String, at commit: ObjectID? = nil) async throws {
        switch kind {
        case .local:
            try await (forge as? RefForge)?.approve(number, by: person)
        case .github:
            let head = try await forge.pullRequest(number).headCommit
            try await tell("permission", ["login": person, "permission": "write"])
            try await review(number, person, "APPROVED", at: commit ?? head)
        }
    }

    func report(_ check: CheckResult, on commit: ObjectID) async throws {
        switch kind {
        case .local: try await (forge as? RefForge)?.setCheck(check, on: commit)
        case .github:
            try await tell(
                "status",
                ["commit": commit.rawValue, "status": ["name": check.name, "state": check.state.rawValue]])
        }
    }

    /// Texts of the comments on a pull request, markers taken off.
    func comments(_ number: Int) async throws -> [String] {
        switch kind {
        case .local:
            return try await (forge as? RefForge)?.comments(of: number).map(\.body) ?? []
        case .github:
            let answer = try await tell("comments", ["number": number])
            let comments = answer["comments"] as? [[String: Any]] ?? []
            return comments.compactMap { $0["body"] as? String }.map { body in
                body.hasPrefix("<!-- trimtab:") ? String(body.drop { $0 != "\n" }.dropFirst()) : body
            }
        }
    }

    // Of the test server alone

    @discardableResult
    func tell(_ verb: String, _ body: [String: Any]) async throws -> [String: Any] {
        var body = body
        body["repository"] = name
        return try await GitHubServer.shared.get().tell(verb, body)
    }

    func review(
        _ number: Int, _ login: String, _ state: String, at commit: ObjectID?,
        association: String = "MEMBER", type: String = "User"
    ) async throws {
        try await tell(
            "review",
            [
                "number": number,
                "review": [
                    "login": login, "state": state, "commit": commit?.rawValue as Any? ?? NSNull(),
                    "association": association, "type": type,
                ] as [String: Any],
            ])
    }

    /// The next requests that match are answered otherwise.
    func fault(_ match: String, times: Int = 1, _ what: [String: Any]) async throws {
        var fault = what
        fault["match"] = match
        fault["times"] = times
        try await tell("fault", ["fault": fault])
    }

    /// Requests so far that match a prefix such as `POST`.
    func requests(_ prefix: String = "") async throws -> [String] {
        let log = try await tell("log", [:])["log"] as? [[String: Any]] ?? []
        return log.compactMap { $0["request"] as? String }.filter { $0.hasPrefix(prefix) }
    }

    /// Fails when a request did not fit GitHub's description.
    func expectNoComplaints(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        guard kind == .github else { return }
        let complaints = try await tell("log", [:])["complaints"] as? [String] ?? ["no answer"]
        #expect(complaints.isEmpty, sourceLocation: sourceLocation)
    }
}

/// Expects a `Failure` with a code whose text contains every one of the words; gives it for more.
@discardableResult
func expectFailure(
    _ code: Failure.Code, saying words: String..., sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> Failure? {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        guard let failure = error as? Failure else {
            Issue.record("not a Failure: \(error)", sourceLocation: sourceLocation)
            return nil
        }
        #expect(failure.code == code, "\(failure)", sourceLocation: sourceLocation)
        for word in words {
            #expect(failure.description.contains(word), "\(failure)", sourceLocation: sourceLocation)
        }
        return failure
    }
    return nil
}

extension Failure {
    /// True when the same may be tried again.
    var mayRetry: Bool {
        if case .retry = disposition { true } else { false }
    }
}
