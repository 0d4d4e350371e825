import Diagnostics
import GitHub
import Model
import Ports
import TestSupport
import Testing

/// Who said what on GitHub, and whether it counts.
@Suite(.enabled(if: GitHubServer.isAvailable, "the test server cannot run"))
struct GitHubPeopleTests {
    @Test func countsApprovalsOfPeopleWhoMayWrite() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let head = pull.headCommit
        for (login, level) in [
            ("admin", "admin"), ("writer", "write"), ("reader", "read"), ("dismissed", "write"),
            ("torn", "write"), ("talker", "write"), ("undecided", "write"), ("robot", "write"),
            ("lost", "write"), ("passer-by", "write"),
        ] {
            try await world.tell("permission", ["login": login, "permission": level])
        }
        let number = pull.number
        try await world.review(number, "admin", "APPROVED", at: head, association: "OWNER")
        try await world.review(number, "writer", "APPROVED", at: head, association: "COLLABORATOR")
        try await world.review(number, "reader", "APPROVED", at: head)
        try await world.review(number, "nobody", "APPROVED", at: head)
        try await world.review(number, "passer-by", "APPROVED", at: head, association: "CONTRIBUTOR")
        try await world.review(number, "dismissed", "DISMISSED", at: head)
        try await world.review(number, "torn", "APPROVED", at: head)
        try await world.review(number, "torn", "CHANGES_REQUESTED", at: head)
        try await world.review(number, "talker", "APPROVED", at: head)
        try await world.review(number, "talker", "COMMENTED", at: head)
        try await world.review(number, "undecided", "CHANGES_REQUESTED", at: head)
        try await world.review(number, "undecided", "APPROVED", at: head)
        try await world.review(number, "robot", "APPROVED", at: head, type: "Bot")
        try await world.review(number, "lost", "APPROVED", at: nil)
        let found = try await world.forge.approvals(of: number)
        #expect(found.map(\.by) == ["admin", "talker", "undecided", "writer"])
        #expect(found.allSatisfy { $0.commit == head })
        try await world.expectNoComplaints()
    }

    /// A token that may not ask about permissions goes by who belongs to the repository.
    @Test func goesByBelongingWhereItMayNotAsk() async throws {
        let world = try await World(.github, token: "uncurious:trimtab-bot")
        let pull = try await world.proposal()
        try await world.review(pull.number, "member", "APPROVED", at: pull.headCommit)
        try await world.review(
            pull.number, "stranger", "APPROVED", at: pull.headCommit, association: "FIRST_TIMER")
        #expect(try await world.forge.approvals(of: pull.number).map(\.by) == ["member"])
        try await world.expectNoComplaints()
    }

    @Test func readsEveryPageOfReviews() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        for index in 0..<130 {
            let state = index == 128 ? "APPROVED" : "COMMENTED"
            try await world.review(pull.number, "ada", state, at: pull.headCommit)
        }
        try await world.tell("permission", ["login": "ada", "permission": "write"])
        #expect(try await world.forge.approvals(of: pull.number).map(\.by) == ["ada"])
        try await world.expectNoComplaints()
    }

    struct Check: CustomTestStringConvertible {
        var testDescription: String
        var statuses: [String] = []
        /// Status and conclusion.
        var runs: [(String, String?)] = []
        var result: CheckResult.State?
    }

    static let checks = [
        Check(testDescription: "a status may say error", statuses: ["error"], result: .failure),
        Check(testDescription: "a run that is queued", runs: [("queued", nil)], result: .pending),
        Check(testDescription: "a run in progress", runs: [("in_progress", nil)], result: .pending),
        Check(testDescription: "a run that went well", runs: [("completed", "success")], result: .success),
        Check(testDescription: "a run that failed", runs: [("completed", "failure")], result: .failure),
        Check(testDescription: "a run out of time", runs: [("completed", "timed_out")], result: .failure),
        Check(testDescription: "a cancelled run", runs: [("completed", "cancelled")], result: .failure),
        Check(
            testDescription: "a run that waits for a person", runs: [("completed", "action_required")],
            result: .failure),
        Check(testDescription: "a skipped run tested nothing", runs: [("completed", "skipped")], result: nil),
        Check(testDescription: "a neutral run says nothing", runs: [("completed", "neutral")], result: nil),
        Check(
            testDescription: "the worst of two runs of one name",
            runs: [("completed", "success"), ("completed", "failure")], result: .failure),
        Check(
            testDescription: "a pending run beside a good one",
            runs: [("completed", "success"), ("queued", nil)], result: .pending),
        Check(
            testDescription: "a failed status beside a good run", statuses: ["failure"],
            runs: [("completed", "success")], result: .failure),
    ]

    @Test(arguments: checks)
    func judgesChecks(_ check: Check) async throws {
        let world = try await World(.github)
        let commit = try await world.tip()
        for state in check.statuses {
            try await world.tell(
                "status", ["commit": commit.rawValue, "status": ["name": "ci", "state": state]])
        }
        for (status, conclusion) in check.runs {
            let run = ["name": "ci", "status": status, "conclusion": conclusion as Any] as [String: Any]
            try await world.tell("run", ["commit": commit.rawValue, "run": run])
        }
        let wanted = check.result.map { [CheckResult(name: "ci", state: $0)] } ?? []
        #expect(try await world.forge.checks(on: commit) == wanted)
        try await world.expectNoComplaints()
    }

    @Test func readsEveryPageOfChecks() async throws {
        let world = try await World(.github)
        let commit = try await world.tip()
        for index in 0..<120 {
            try await world.report(CheckResult(name: "status \(index)", state: .success), on: commit)
            let run = ["name": "run \(index)", "status": "completed", "conclusion": "success"]
            try await world.tell("run", ["commit": commit.rawValue, "run": run])
        }
        #expect(try await world.forge.checks(on: commit).count == 240)
        try await world.expectNoComplaints()
    }

    // Who the bot is

    @Test(arguments: ["", "/api/v3"])
    func asksOtherwiseForAnInstallation(_ prefix: String) async throws {
        let world = try await World(.github, token: "installation:trimtab", prefix: prefix)
        #expect(try await world.forge.actor == "trimtab[bot]")
        // An enterprise server's paths work for everything else too.
        #expect(try await world.forge.pullRequests(headPrefix: "").isEmpty)
        try await world.expectNoComplaints()
    }

    @Test func believesTheConfiguredLogin() async throws {
        let world = try await World(.github)
        let forge = try GitHubForge(
            api: GitHubServer.shared.get().url, repository: world.name, token: Secret("nonsense"),
            login: "trimtab[bot]", clock: world.clock)
        #expect(try await forge.actor == "trimtab[bot]")
    }

    /// Pull requests from forks may be called anything.
    @Test func passesOverForks() async throws {
        let world = try await World(.github)
        for (index, fork) in ["evil/infra", "gone"].enumerated() {
            try await world.commit(["x": "\(index)"], on: "trimtab/\(index)")
            let answer = try await world.tell(
                "pull",
                [
                    "login": "eve", "title": "t", "head": "trimtab/\(index)", "base": "main", "fork": fork,
                ])
            let number = try #require(answer["number"] as? Int)
            await expectFailure(.notFound, saying: "fork") {
                _ = try await world.forge.pullRequest(number)
            }
        }
        #expect(try await world.forge.pullRequests(headPrefix: "trimtab/").isEmpty)
        try await world.expectNoComplaints()
    }

    @Test func listsEveryPage() async throws {
        let world = try await World(.github)
        let commit = try await world.commit(["x": "y"], on: "trimtab/0")
        for index in 1..<230 {
            try await world.origin.update(
                ReferenceUpdate("refs/heads/trimtab/\(index)", to: commit, expecting: nil), message: "x")
        }
        for index in 0..<230 {
            try await world.tell(
                "pull", ["login": "trimtab-bot", "title": "t", "head": "trimtab/\(index)", "base": "main"])
        }
        let found = try await world.forge.pullRequests(headPrefix: "trimtab/")
        #expect(found.map(\.number) == Array(1...230))
        #expect(try await world.requests("GET").count == 3)
        try await world.expectNoComplaints()
    }

    @Test func tellsThatAPersonClosedIt() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.tell("close", ["number": pull.number, "login": "ada"])
        #expect(try await world.forge.pullRequest(pull.number).closedBy == "ada")
        #expect(try await world.forge.pullRequests(headPrefix: "").map(\.closedBy) == ["ada"])
        try await world.expectNoComplaints()
    }

    /// The last who put it on counts, in whatever case GitHub tells the name, and nobody else's labels do.
    @Test func tellsWhoPutALabelOn() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        #expect(try await world.forge.whoLabelled(pull.number, "trimtab/hold") == nil)
        for _ in 0..<120 {
            try await world.tell("label", ["number": pull.number, "login": "robin", "labels": ["chatter"]])
        }
        for (login, event) in [("ada", "labeled"), ("ada", "unlabeled"), ("grace", "labeled")] {
            try await world.tell(
                "label",
                ["number": pull.number, "login": login, "labels": ["Trimtab/Hold"], "event": event])
        }
        #expect(try await world.forge.whoLabelled(pull.number, "trimtab/hold") == "grace")
        try await world.expectNoComplaints()
    }

    /// Somebody else's comment with the marker does not silence the bot, nor does a quotation further down.
    @Test func onlyItsOwnMarkersCount() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        for (login, body) in [
            ("eve", "<!-- trimtab:k -->\nIt worked."), ("trimtab-bot", "> <!-- trimtab:k -->\n> It worked."),
        ] {
            try await world.tell("comment", ["number": pull.number, "login": login, "body": body])
        }
        try await world.forge.comment(pull.number, key: "k", body: "It did not.")
        #expect(try await world.comments(pull.number).last == "It did not.")
        for _ in 0..<120 {
            try await world.tell("comment", ["number": pull.number, "login": "ada", "body": "Chat."])
        }
        try await world.forge.comment(pull.number, key: "late", body: "Late.")
        try await world.forge.comment(pull.number, key: "late", body: "Late.")
        #expect(try await world.comments(pull.number).filter { $0 == "Late." }.count == 1)
        try await world.expectNoComplaints()
    }

    /// Neither somebody else's issue with the marker nor a pull request that begins with it is the bot's issue.
    @Test func findsItsIssueAmongOthers() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal(body: "<!-- trimtab:k -->\n")
        let foreign = try await world.tell(
            "issue", ["login": "eve", "title": "x", "body": "<!-- trimtab:k -->\n", "labels": ["trimtab"]])
        let draft = IssueDraft(key: "k", title: "t", body: "b", labels: [])
        let number = try await world.forge.openIssue(draft)
        #expect(number != pull.number && number != foreign["number"] as? Int)
        for index in 0..<120 {
            try await world.tell(
                "issue", ["login": "ada", "title": "\(index)", "body": "", "labels": ["trimtab"]])
        }
        #expect(try await world.forge.openIssue(draft) == number)
        // Once it is closed, the same trouble is a new issue.
        try await world.tell("close", ["number": number, "login": "ada"])
        #expect(try await world.forge.openIssue(draft) > number)
        try await world.expectNoComplaints()
    }

    /// GitHub drops labels of those who may not label; then they are asked for by themselves, which is answered honestly.
    @Test func noticesDroppedLabels() async throws {
        let world = try await World(.github)
        try await world.tell("permission", ["login": "trimtab-bot", "permission": "triage-none"])
        let draft = IssueDraft(key: "k", title: "t", body: "b", labels: [])
        let number = try await world.forge.openIssue(draft)
        #expect(try await world.forge.openIssue(draft) == number)
        try await world.expectNoComplaints()
    }
}
