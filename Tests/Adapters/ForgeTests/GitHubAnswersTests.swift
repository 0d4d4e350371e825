import Diagnostics
import GitHub
import HTTP
import Model
import Ports
import TestSupport
import Testing

/// Answers that cannot be used, and calls that cannot be made: one clear message each, and never the token.
@Suite(.enabled(if: GitHubServer.isAvailable, "the test server cannot run"))
struct GitHubAnswersTests {
    @Test func saysThatTheTokenIsRefused() async throws {
        let world = try await World(.github, token: "hunter2")
        let failure = await expectFailure(.unauthorized, saying: "/pulls", "Bad credentials", "token") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(failure?.description.contains("hunter2") == false)
        #expect(failure?.disposition == .needsHuman)
        await expectFailure(.unauthorized) { _ = try await world.forge.actor }
    }

    @Test func saysWhichPermissionIsMissing() async throws {
        let world = try await World(.github, token: "reader:trimtab-bot")
        await expectFailure(.unauthorized, saying: "pull_requests=write", "/pulls") {
            _ = try await world.proposal()
        }
        try await world.expectNoComplaints()
    }

    @Test func saysThatTheRepositoryIsHidden() async throws {
        let server = try GitHubServer.shared.get()
        let forge = try GitHubForge(
            api: server.url, repository: "acme/secret", token: Secret("user:trimtab-bot"))
        await expectFailure(.notFound, saying: "acme/secret", "hidden") {
            _ = try await forge.pullRequests(headPrefix: "")
        }
    }

    @Test func saysThatIssuesAreSwitchedOff() async throws {
        let world = try await World(.github)
        try await world.fault("POST .*/issues$", ["status": 410, "body": ["message": "Issues are disabled"]])
        await expectFailure(.configuration, saying: "Issues are disabled", "settings") {
            _ = try await world.forge.openIssue(IssueDraft(key: "k", title: "t", body: "b", labels: []))
        }
    }

    struct Bad: CustomTestStringConvertible {
        var testDescription: String
        var body: String
        var words: String
    }

    static let bad = [
        Bad(testDescription: "a proxy's page", body: "<html>Welcome</html>", words: "JSON"),
        Bad(testDescription: "half an answer", body: "[{\"number\": 1, \"sta", words: "JSON"),
        Bad(testDescription: "an error in disguise", body: "{\"message\": \"x\"}", words: "JSON"),
        Bad(testDescription: "a pull request without a head", body: "[{\"number\": 1}]", words: "[0]."),
        Bad(
            testDescription: "a head that is no commit",
            body: """
                [{"number": 1, "state": "open", "title": "t", "html_url": "u", "labels": [],
                  "head": {"ref": "b", "sha": "../../etc", "repo": {"full_name": "NAME"}},
                  "base": {"ref": "main", "sha": "x"}}]
                """, words: "object id"),
    ]

    @Test(arguments: bad)
    func refusesWhatItCannotRead(_ bad: Bad) async throws {
        let world = try await World(.github)
        let body = bad.body.replacing("NAME", with: world.name)
        try await world.fault("GET .*/pulls$", ["status": 200, "body": body])
        let failure = await expectFailure(.badAnswer, saying: bad.words) {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(failure?.disposition == .needsHuman)
    }

    /// What others write into an error is one line without control characters, and not endless.
    @Test func tidiesWhatTheServerSays() async throws {
        let world = try await World(.github)
        let message = "\u{1B}[31mred\nnext " + String(repeating: "x", count: 5000)
        try await world.fault("GET .*/pulls$", ["status": 422, "body": ["message": message]])
        let failure = await expectFailure(.badInput, saying: "[31mred next") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(failure?.description.contains { $0 == "\u{1B}" || $0.isNewline } == false)
        #expect((failure?.description.count ?? 9999) < 700)
    }

    /// Neither a link to the next page nor a redirect takes the token to another host.
    @Test func doesNotFollowToAnotherHost() async throws {
        let other = try LoopbackServer { _, connection in connection.respond(200, "[]") }
        let world = try await World(.github)
        try await world.fault(
            "GET .*/pulls$",
            ["status": 200, "body": "[]", "headers": ["Link": "<\(other.url)/2>; rel=\"next\""]])
        await expectFailure(.badAnswer, saying: "another host") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        try await world.fault("GET .*/pulls$", ["status": 301, "headers": ["Location": "\(other.url)/x"]])
        await expectFailure(.badAnswer, saying: "another host") {
            _ = try await world.forge.pullRequests(headPrefix: "")
        }
        #expect(other.requests.isEmpty)
    }

    @Test func refusesTextsThatAreTooLong() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let longest = String(repeating: "é", count: 65_536)
        try await world.forge.update(pull.number, title: "t", body: longest, labels: [])
        #expect(try await world.forge.pullRequest(pull.number).body == longest)
        let writes = try await world.requests("P").count
        await expectFailure(.badInput, saying: "65537", "65536") {
            try await world.forge.update(pull.number, title: "t", body: longest + "x", labels: [])
        }
        await expectFailure(.badInput, saying: "65536") {
            try await world.forge.comment(pull.number, key: "k", body: longest)
        }
        await expectFailure(.badInput, saying: "65536") {
            _ = try await world.forge.openIssue(IssueDraft(key: "k", title: "t", body: longest, labels: []))
        }
        #expect(try await world.requests("P").count == writes)
        try await world.expectNoComplaints()
    }

    /// GitHub's editor writes CRLF, and blanks at the ends come and go: neither is a change.
    @Test func doesNotRewriteForBlanks() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal(body: "one\r\ntwo\r\n\r\n", labels: ["Trimtab"])
        let writes = try await world.requests("P").count
        try await world.forge.update(
            pull.number, title: " Raise memory ", body: "one\ntwo", labels: ["trimtab"])
        #expect(try await world.requests("P").count == writes)
        try await world.forge.update(pull.number, title: pull.title, body: "one\n\ntwo", labels: ["trimtab"])
        #expect(try await world.requests("PATCH").count == 1)
        try await world.expectNoComplaints()
    }

    @Test func saysThatThereIsNothingToMerge() async throws {
        let world = try await World(.github)
        try await world.origin.update(
            ReferenceUpdate("refs/heads/same", to: world.tip(), expecting: nil), message: "x")
        await expectFailure(.badInput, saying: "No commits between main and same") {
            _ = try await world.forge.open(
                PullRequestDraft(title: "t", body: "", head: "same", base: "main", labels: []))
        }
        try await world.expectNoComplaints()
    }

    @Test(arguments: [
        ("http://api.github.com", "a/b", "t", "https"), ("ftp://api.github.com", "a/b", "t", "ftp"),
        ("https://user:pass@api.github.com", "a/b", "t", "credentials"),
        ("https://api.github.com", "a", "t", "owner/name"),
        ("https://api.github.com", "a/b/c", "t", "owner/name"),
        ("https://api.github.com", "../x", "t", "owner/name"),
        ("https://api.github.com", "a/b?c", "t", "owner/name"),
        ("https://api.github.com", "a/b", "", "token"),
    ])
    func refusesBadConfiguration(_ api: String, _ repository: String, _ token: String, _ word: String) async {
        let failure = await expectFailure(.configuration, saying: word) {
            _ = try GitHubForge(api: api, repository: repository, token: Secret(token))
        }
        #expect(failure?.description.contains("pass@") == false)
    }

    @Test func saysThatNobodyListens() async throws {
        let forge = try GitHubForge(
            api: "http://127.0.0.1:1", repository: "a/b", token: Secret("t"), clock: RecordingClock())
        let failure = await expectFailure(.unavailable, saying: "http://127.0.0.1:1/repos/a/b/pulls") {
            _ = try await forge.pullRequests(headPrefix: "")
        }
        #expect(failure?.mayRetry == true)
    }
}
