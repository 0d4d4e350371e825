import Diagnostics
import Model
import Ports
import TestSupport
import Testing

/// Calls that are cut off, before or after GitHub acted: nothing is lost and nothing is done twice.
@Suite(.enabled(if: GitHubServer.isAvailable, "the test server cannot run"))
struct GitHubRecoveryTests {
    /// Ways in which the answer to a write does not come, and whether it was done all the same.
    enum Break: String, CaseIterable, CustomTestStringConvertible {
        case lostBefore = "connection lost before it acted"
        case lostAfter = "connection lost after it acted"
        case badGatewayBefore = "502 before it acted"
        case badGatewayAfter = "502 after it acted"

        var testDescription: String { rawValue }
        var hasActed: Bool { self == .lostAfter || self == .badGatewayAfter }
        var fault: [String: Any] {
            switch self {
            case .lostBefore: ["drop": "before"]
            case .lostAfter: ["drop": "after"]
            case .badGatewayBefore: ["status": 502, "body": "<html>Unicorn</html>"]
            case .badGatewayAfter: ["status": 502, "act": true, "body": "<html>Unicorn</html>"]
            }
        }
    }

    @Test(arguments: Break.allCases)
    func opensOnce(_ how: Break) async throws {
        let world = try await World(.github)
        try await world.fault("POST .*/pulls$", how.fault)
        let pull = try await world.proposal(labels: ["trimtab", "a"])
        #expect(pull.labels == ["a", "trimtab"])
        let all = try await world.forge.pullRequests(headPrefix: "")
        #expect(all == [pull])
        #expect(
            try await world.requests("POST").filter { $0.hasSuffix("/pulls") }.count == (how.hasActed ? 1 : 2)
        )
        try await world.expectNoComplaints()
    }

    @Test(arguments: Break.allCases)
    func commentsOnce(_ how: Break) async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.fault("POST .*/comments$", how.fault)
        try await world.forge.comment(pull.number, key: "k", body: "Once.")
        #expect(try await world.comments(pull.number) == ["Once."])
        try await world.expectNoComplaints()
    }

    @Test(arguments: Break.allCases)
    func opensAnIssueOnce(_ how: Break) async throws {
        let world = try await World(.github)
        try await world.fault("POST .*/issues$", how.fault)
        let number = try await world.forge.openIssue(
            IssueDraft(key: "k", title: "t", body: "b", labels: ["sev1"]))
        let issues = try await world.tell("issues", [:])["issues"] as? [[String: Any]] ?? []
        #expect(issues.compactMap { $0["number"] as? Int } == [number])
        #expect(issues.first?["labels"] as? [String] == ["trimtab", "sev1"])
        try await world.expectNoComplaints()
    }

    /// Changing and labelling twice does no more than once, so both are simply sent again.
    @Test(arguments: Break.allCases)
    func updatesAndCloses(_ how: Break) async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.fault("PATCH", how.fault)
        try await world.fault("POST .*/labels$", how.fault)
        try await world.forge.update(pull.number, title: "New", body: "b", labels: ["x"])
        let updated = try await world.forge.pullRequest(pull.number)
        #expect(updated.title == "New" && updated.labels == ["trimtab", "x"])
        try await world.fault("PATCH", how.fault)
        try await world.forge.close(pull.number, reason: "Gone.")
        #expect(try await world.forge.pullRequest(pull.number).state == .closed)
        #expect(try await world.comments(pull.number) == ["Gone."])
        try await world.expectNoComplaints()
    }

    /// A merge is never sent twice: it is looked up, and when it did not happen the caller decides.
    @Test(arguments: Break.allCases)
    func findsOutWhetherItMerged(_ how: Break) async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let base = try await world.tip()
        let permit = try await world.permit(pull)
        try await world.fault("PUT .*/merge$", how.fault)
        if how.hasActed {
            let commit = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
            #expect(try await world.tip() == commit)
        } else {
            let failure = await expectFailure(.unavailable, saying: "/merge") {
                _ = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
            }
            #expect(failure?.mayRetry == true)
            #expect(try await world.tip() == base)
            let commit = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
            #expect(try await world.tip() == commit)
        }
        #expect(try await world.origin.log(from: world.tip(), excluding: [base], limit: 9).count == 1)
        #expect(try await world.requests("PUT").count == (how.hasActed ? 1 : 2))
        try await world.expectNoComplaints()
    }

    @Test(arguments: [500, 502, 503])
    func readsAgain(_ status: Int) async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let slept = world.clock.sleeps.count
        try await world.fault("GET .*/pulls/1$", times: 3, ["status": status])
        #expect(try await world.forge.pullRequest(pull.number) == pull)
        #expect(world.clock.sleeps.count == slept + 3)
        try await world.fault("GET .*/pulls/1$", times: 9, ["status": status, "body": ["message": "Sorry"]])
        let failure = await expectFailure(.unavailable, saying: "\(status)", "/pulls/1") {
            _ = try await world.forge.pullRequest(pull.number)
        }
        #expect(failure?.mayRetry == true)
        try await world.expectNoComplaints()
    }

    // The merge itself, with the world moving at the worst moment.

    @Test func seesTheHeadMoveInTheLastMoment() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        let newer = try await world.commit(["values.yaml": "other"], on: "elsewhere", from: pull.head)
        try await world.fault(
            "PUT",
            [
                "run": [
                    "git", "-C", world.sample.path, "update-ref", "refs/heads/\(pull.head)", newer.rawValue,
                ]
            ]
        )
        let failure = await expectFailure(.conflict, saying: newer.short) {
            _ = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
        }
        #expect(failure?.mayRetry == true)
        #expect(try await world.forge.pullRequest(pull.number).state == .open)
        try await world.expectNoComplaints()
    }

    @Test func seesTheBaseMoveInTheLastMoment() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        try await world.fault(
            "PUT",
            [
                "status": 405,
                "body": ["message": "Base branch was modified. Review and try the merge again."],
            ])
        let failure = await expectFailure(.conflict, saying: "modified") {
            _ = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
        }
        #expect(failure?.mayRetry == true)
        #expect(try await world.forge.pullRequest(pull.number).state == .open)
    }

    /// 405 says "not mergeable" also while GitHub has not noticed that the base moved.
    @Test func takesAnUnclear405ForWhatTheBaseSays() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        let newer = try await world.commit(["README.md": "other"], on: "elsewhere")
        try await world.fault(
            "PUT",
            [
                "run": ["git", "-C", world.sample.path, "update-ref", "refs/heads/main", newer.rawValue],
                "status": 405, "body": ["message": "Pull Request is not mergeable"],
            ])
        let failure = await expectFailure(.conflict, saying: "not mergeable") {
            _ = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
        }
        #expect(failure?.mayRetry == true)
    }

    /// A person merged the very head meanwhile: that is the merge.
    @Test func takesAPersonsMergeOfTheSameHead() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        try await world.tell("merge", ["number": pull.number, "login": "ada"])
        let commit = try await world.forge.merge(permit, message: "m\n", committer: World.bot)
        #expect(try await world.tip() == commit)
        #expect(try await world.requests("PUT").isEmpty)
        #expect(try await world.forge.pullRequest(pull.number).closedBy == "ada")
    }

    @Test func namesTheSettingThatForbidsTheMethod() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.tell("methods", ["methods": ["merge"]])
        await expectFailure(.configuration, saying: "Squash merges are not allowed", "settings") {
            _ = try await world.forge.merge(
                try await world.permit(pull), message: "m\n", committer: World.bot)
        }
        try await world.expectNoComplaints()
    }

    @Test func waitsForTheBranchsRules() async throws {
        let world = try await World(.github)
        let pull = try await world.proposal()
        try await world.fault(
            "PUT", ["status": 405, "body": ["message": "Required status check \"ci\" is expected."]])
        let failure = await expectFailure("refused-by-remote", saying: "\"ci\" is expected") {
            _ = try await world.forge.merge(
                try await world.permit(pull), message: "m\n", committer: World.bot)
        }
        guard case .wait = failure?.disposition else {
            Issue.record("\(failure as Any)")
            return
        }
    }
}
