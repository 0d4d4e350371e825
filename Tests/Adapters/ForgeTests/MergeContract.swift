import Diagnostics
import Model
import Ports
import TestSupport
import Testing

/// What every forge does with a permit: exactly what it says, once.
struct MergeContract {
    private static let message = """
        fix(resources): raise memory of web 1Gi → 2Gi

        Measured for 14 days: p99 is 1.6Gi.

        - limit: 1Gi
        - window: 14d

        Trimtab-Action: 0123456789abcdef
        Trimtab-Category: rightsize-memory
        Trimtab-Ledger: 0123456789012345678901234567890123456789

        """

    @Test(arguments: Kind.available, [MergeMethod.squash, .merge])
    func mergesAsThePermitSays(_ kind: Kind, _ method: MergeMethod) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let base = try await world.tip()
        let commit = try await world.forge.merge(
            try await world.permit(pull, method: method), message: Self.message, committer: World.bot)
        #expect(try await world.tip() == commit)
        let record = try await world.origin.commit(commit)
        #expect(record.parents == (method == .squash ? [base] : [base, pull.headCommit]))
        #expect(try await world.origin.changedPaths(from: pull.headCommit, to: commit).isEmpty)
        let merged = try await world.forge.pullRequest(pull.number)
        #expect(merged.state == .merged && merged.mergeCommit == commit)
        #expect(merged.headCommit == pull.headCommit && merged.closedBy == "trimtab-bot")
        try await world.expectNoComplaints()
    }

    /// The bytes of the message arrive, and git itself finds the trailers.
    @Test(arguments: Kind.available, [MergeMethod.squash, .merge])
    func keepsTheMessageAndItsTrailers(_ kind: Kind, _ method: MergeMethod) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let commit = try await world.forge.merge(
            try await world.permit(pull, method: method), message: Self.message, committer: World.bot)
        let raw = try world.sample.git("cat-file", "commit", commit.rawValue)
        let end = try #require(raw.firstRange(of: "\n\n"))
        let stored = raw[end.upperBound...]
        // GitHub drops the last line feed.
        #expect(String(stored).trimmingLastLineFeed == Self.message.trimmingLastLineFeed)
        let trailers = try world.sample.git("interpret-trailers", "--parse", input: String(stored) + "\n")
        #expect(
            trailers.split(separator: "\n") == [
                "Trimtab-Action: 0123456789abcdef", "Trimtab-Category: rightsize-memory",
                "Trimtab-Ledger: 0123456789012345678901234567890123456789",
            ])
        try await world.expectNoComplaints()
    }

    /// What happened on the base meanwhile stays: the merge has both changes.
    @Test(arguments: Kind.available)
    func mergesOntoABaseThatWentOn(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.commit(["README.md": "Hello\n"], on: "main")
        let commit = try await world.forge.merge(
            try await world.permit(pull), message: Self.message, committer: World.bot)
        #expect(
            try await world.origin.read("README.md", at: commit).map { String(decoding: $0, as: UTF8.self) }
                == "Hello\n")
        #expect(
            try await world.origin.blobID("values.yaml", at: commit)
                == world.origin.blobID("values.yaml", at: pull.headCommit))
        try await world.expectNoComplaints()
    }

    @Test(arguments: Kind.available)
    func refusesAMovedHead(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        try await world.commit(["values.yaml": "evil"], on: pull.head)
        try await expectRefusal(world, permit, mayRetry: true, saying: pull.headCommit.short)
    }

    @Test(arguments: Kind.available)
    func refusesAMovedBase(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        try await world.commit(["README.md": "x"], on: "main")
        try await expectRefusal(world, permit, mayRetry: true, saying: "pull request \(pull.number)")
    }

    @Test(arguments: Kind.available)
    func refusesAnExpiredPermit(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull, expires: World.now)
        try await expectRefusal(world, permit, mayRetry: true, saying: "expired")
    }

    @Test(arguments: Kind.available)
    func refusesAnotherBaseBranch(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.commit(["x": "y"], on: "release")
        let permit = try await world.permit(pull, base: world.tip("release"), branch: "release")
        try await expectRefusal(world, permit, mayRetry: false, saying: "release")
    }

    @Test(arguments: Kind.available)
    func refusesAClosedPullRequest(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.forge.close(pull.number, reason: "Gone.")
        try await expectRefusal(world, try await world.permit(pull), mayRetry: false, saying: "closed")
    }

    @Test(arguments: Kind.available)
    func refusesAConflict(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        try await world.commit(["values.yaml": "cpu: 1\nmemory: 9Gi\n"], on: "main")
        try await expectRefusal(world, try await world.permit(pull), mayRetry: false, saying: "merging")
    }

    @Test(arguments: Kind.available)
    func saysThatANumberIsUnknown(_ kind: Kind) async throws {
        let world = try await World(kind)
        var pull = try await world.proposal()
        pull.number = 4711
        await expectFailure(.notFound, saying: "4711") {
            _ = try await world.forge.merge(try await world.permit(pull), message: "x", committer: World.bot)
        }
        try await world.expectNoComplaints()
    }

    /// Calling it again after it worked gives the same commit, also when the permit has expired and the base has gone on.
    @Test(arguments: Kind.available)
    func givesTheSameCommitAgain(_ kind: Kind) async throws {
        let world = try await World(kind)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        let commit = try await world.forge.merge(permit, message: Self.message, committer: World.bot)
        #expect(try await world.forge.merge(permit, message: Self.message, committer: World.bot) == commit)
        let later = try await world.commit(["README.md": "x"], on: "main")
        let old = try await world.permit(pull, base: permit.base, expires: World.now.adding(seconds: -9))
        #expect(try await world.forge.merge(old, message: "other", committer: World.bot) == commit)
        #expect(try await world.tip() == later)
        let other = try await world.permit(pull, head: permit.base)
        let failure = await expectFailure(.conflict, saying: "another head") {
            _ = try await world.forge.merge(other, message: "x", committer: World.bot)
        }
        #expect(failure?.mayRetry == false)
        try await world.expectNoComplaints()
    }

    private func expectRefusal(
        _ world: World, _ permit: MergePermit, mayRetry: Bool, saying words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await world.tip()
        let failure = await expectFailure(.conflict, saying: words, sourceLocation: sourceLocation) {
            _ = try await world.forge.merge(permit, message: "x\n", committer: World.bot)
        }
        #expect(failure?.mayRetry == mayRetry, "\(failure as Any)", sourceLocation: sourceLocation)
        #expect(try await world.tip() == before, sourceLocation: sourceLocation)
        #expect(
            try await world.forge.pullRequest(permit.number).state != .merged, sourceLocation: sourceLocation)
        try await world.expectNoComplaints(sourceLocation: sourceLocation)
    }
}

extension String {
    var trimmingLastLineFeed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
