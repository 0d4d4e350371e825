import Diagnostics
import Model
import Ports
import Testing

/// What every forge does with pull requests; each test is a sentence of the port.
struct PullRequestContract {
    @Test(arguments: Kind.available)
    func saysWhoItIs(_ kind: Kind) async throws {
        let world = try await World(kind)
        #expect(world.forge.name == kind.rawValue)
        #expect(try await world.forge.actor == "trimtab-bot")
        #expect(try await world.forge.actor == "trimtab-bot")
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func opensWhatIsGiven(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal(
            title: "fix: raise memory — 1Gi → 2Gi", body: "A table:\n\n| a | b |\n|---|---|\n",
            labels: ["trimtab", "rightsize-memory"])
        let head = try await world.tip("trimtab/rightsize/web")
        #expect(pull.state == .open && pull.title == "fix: raise memory — 1Gi → 2Gi")
        #expect(pull.body == "A table:\n\n| a | b |\n|---|---|\n")
        #expect(pull.head == "trimtab/rightsize/web" && pull.base == "main" && pull.headCommit == head)
        #expect(pull.labels == ["rightsize-memory", "trimtab"])
        #expect(pull.author == "trimtab-bot" && pull.mergeCommit == nil && pull.closedBy == nil)
        #expect(try await world.forge.pullRequest(pull.number) == pull)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func refusesASecondOpenPullRequestForAHead(_ kind: Kind) async throws {
        let world = try await World(kind)
        let first = try await world.proposal()
        let draft = PullRequestDraft(title: "Again", body: "", head: first.head, base: "main", labels: [])
        await expectFailure(.conflict) { _ = try await world.forge.open(draft) }
        try await world.forge.close(first.number, reason: "Gone.")
        let second = try await world.forge.open(draft)
        #expect(second.number > first.number)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func namesTheBranchThatIsMissing(_ kind: Kind) async throws {
        let world = try await World(kind)
        await expectFailure(.notFound, saying: "trimtab/none") {
            _ = try await world.forge.open(
                PullRequestDraft(title: "x", body: "", head: "trimtab/none", base: "main", labels: []))
        }
        try await world.commit(["a": "b"], on: "trimtab/some")
        await expectFailure(.notFound, saying: "production") {
            _ = try await world.forge.open(
                PullRequestDraft(title: "x", body: "", head: "trimtab/some", base: "production", labels: []))
        }
        #expect(try await world.forge.pullRequests(headPrefix: "").isEmpty)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func saysThatANumberIsUnknown(_ kind: Kind) async throws {
        let world = try await World(kind)
        let forge = world.forge
        await expectFailure(.notFound, saying: "77") { _ = try await forge.pullRequest(77) }
        await expectFailure(.notFound, saying: "77") {
            try await forge.update(77, title: "x", body: "", labels: [])
        }
        await expectFailure(.notFound, saying: "77") { try await forge.comment(77, key: "k", body: "b") }
        await expectFailure(.notFound, saying: "77") { try await forge.close(77, reason: "r") }
        await expectFailure(.notFound, saying: "77") { _ = try await forge.approvals(of: 77) }
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func showsTheHeadAsItIsNow(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let newer = try await world.commit(["values.yaml": "cpu: 1\nmemory: 3Gi\n"], on: pull.head)
        #expect(try await world.forge.pullRequest(pull.number).headCommit == newer)
        try await world.forge.close(pull.number, reason: "Gone.")
        try await world.commit(["values.yaml": "later"], on: pull.head)
        #expect(try await world.forge.pullRequest(pull.number).headCommit == newer)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func listsByPrefixInEveryState(_ kind: Kind) async throws {
        let world = try await World(kind)
        let open = try await world.proposal("trimtab/a/open")
        let closed = try await world.proposal("trimtab/a/closed")
        let merged = try await world.proposal("trimtab/a/merged")
        let other = try await world.proposal("feature/a")
        let similar = try await world.proposal("trimtab/ab")
        try await world.forge.close(closed.number, reason: "Gone.")
        let commit = try await world.forge.merge(
            try await world.permit(merged), message: "Merge\n", committer: World.bot)
        let found = try await world.forge.pullRequests(headPrefix: "trimtab/a/")
        #expect(found.map(\.number) == [open.number, closed.number, merged.number])
        #expect(found.map(\.state) == [.open, .closed, .merged])
        #expect(found.map(\.mergeCommit) == [nil, nil, commit])
        #expect(found[1].closedBy == "trimtab-bot")
        #expect(found[0] == open)
        let all = try await world.forge.pullRequests(headPrefix: "")
        #expect(
            all.map(\.number) == [open, closed, merged, other, similar].map(\.number))
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func updatesTitleBodyAndLabels(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.forge.update(
            pull.number, title: "New title", body: "New body", labels: ["trimtab", "urgent"])
        let updated = try await world.forge.pullRequest(pull.number)
        #expect(updated.title == "New title" && updated.body == "New body")
        #expect(updated.labels == ["trimtab", "urgent"])
        #expect(updated.headCommit == pull.headCommit && updated.state == .open)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func keepsLabelsThatOthersPutOn(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal(labels: ["trimtab", "trimtab/hold"])
        try await world.forge.update(pull.number, title: "New", body: "", labels: ["trimtab", "memory"])
        #expect(
            try await world.forge.pullRequest(pull.number).labels == ["memory", "trimtab", "trimtab/hold"])
        try await world.expectNoComplaints()
    }

    /// What is equal is not written again: neither references nor requests.
    @Test(arguments: Kind.available)
    func writesNothingWhenNothingChanged(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal(labels: ["trimtab", "a"])
        let before = try await world.origin.references(prefix: "refs/trimtab/")
        let requests = kind == .github ? try await world.requests().count : 0
        try await world.forge.update(
            pull.number, title: pull.title, body: pull.body, labels: ["a", "trimtab"])
        #expect(try await world.origin.references(prefix: "refs/trimtab/") == before)
        if kind == .github {
            #expect(
                try await world.requests().dropFirst(requests).allSatisfy { $0.hasPrefix("GET ") })
        }
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func writesACommentOncePerKey(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.forge.comment(pull.number, key: "verified:1", body: "It worked.")
        try await world.forge.comment(pull.number, key: "verified:1", body: "It worked, again.")
        try await world.forge.comment(pull.number, key: "verified:2", body: "It worked elsewhere.")
        // A key that is the beginning of another, and one that would end an HTML comment.
        try await world.forge.comment(pull.number, key: "verified", body: "Short key.")
        for _ in 0..<2 {
            try await world.forge.comment(pull.number, key: "a --> <b>\n", body: "Odd key.")
        }
        #expect(
            try await world.comments(pull.number) == [
                "It worked.", "It worked elsewhere.", "Short key.", "Odd key.",
            ])
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func closesWithASentence(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        for _ in 0..<2 {
            try await world.forge.close(pull.number, reason: "The finding is gone.")
        }
        let closed = try await world.forge.pullRequest(pull.number)
        #expect(closed.state == .closed && closed.closedBy == "trimtab-bot" && closed.mergeCommit == nil)
        #expect(try await world.comments(pull.number) == ["The finding is gone."])
        #expect(try await world.origin.reference("refs/heads/main") == world.tip())
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func doesNotCloseWhatIsMerged(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        _ = try await world.forge.merge(
            try await world.permit(pull), message: "Merge\n", committer: World.bot)
        await expectFailure(.conflict, saying: "merged") {
            try await world.forge.close(pull.number, reason: "Gone.")
        }
        #expect(try await world.forge.pullRequest(pull.number).state == .merged)
        #expect(try await world.comments(pull.number).isEmpty)
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func tellsTheChecksOfACommit(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        #expect(try await world.forge.checks(on: pull.headCommit).isEmpty)
        let checks = [
            CheckResult(name: "ci/plan", state: .success), CheckResult(name: "ci/test", state: .failure),
            CheckResult(name: "lint", state: .pending),
        ]
        for check in checks { try await world.report(check, on: pull.headCommit) }
        let found = try await world.forge.checks(on: pull.headCommit)
        #expect(found.sorted { $0.name < $1.name } == checks)
        #expect(try await world.forge.checks(on: world.tip()).isEmpty)
        try await world.expectNoComplaints()
    }

    /// An approval says which commit was approved, and goes on saying so when the head moves.
    @Test(arguments: Kind.available)
    func tellsWhatWasApproved(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        #expect(try await world.forge.approvals(of: pull.number).isEmpty)
        try await world.approve(pull.number, by: "ada")
        let newer = try await world.commit(["values.yaml": "cpu: 1\nmemory: 3Gi\n"], on: pull.head)
        try await world.approve(pull.number, by: "grace")
        let found = try await world.forge.approvals(of: pull.number).sorted { $0.by < $1.by }
        #expect(
            found == [Approval(by: "ada", commit: pull.headCommit), Approval(by: "grace", commit: newer)])
        try await world.approve(pull.number, by: "ada")
        #expect(
            try await world.forge.approvals(of: pull.number).filter { $0.by == "ada" } == [
                Approval(by: "ada", commit: newer)
            ])
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func opensAnIssueOncePerKey(_ kind: Kind) async throws {
        let world = try await World(kind)
        let draft = IssueDraft(
            key: "escalation:web", title: "web", body: "Look.", labels: ["trimtab", "sev2"])
        let first = try await world.forge.openIssue(draft)
        var again = draft
        again.title = "web, still"
        #expect(try await world.forge.openIssue(again) == first)
        var other = draft
        other.key = "escalation:webx"
        #expect(try await world.forge.openIssue(other) != first)
        try await world.expectNoComplaints()
    }
}
