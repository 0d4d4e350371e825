import Diagnostics
import Git
import LocalForge
import Model
import Ports
import TestSupport
import Testing

/// What only the forge without a server can get wrong: races and interruptions on its references.
struct LocalForgeTests {
    @Test func manyWritersLoseNothing() async throws {
        let world = try await World(.local)
        for index in 0..<6 { try await world.commit(["f": "\(index)"], on: "trimtab/\(index)") }
        // Each writer has its own handle, as two processes would.
        let opened = try await withThrowingTaskGroup(of: PullRequest.self) { group in
            for index in 0..<6 {
                let forge = try Self.forge(world)
                group.addTask {
                    let pull = try await forge.open(
                        PullRequestDraft(
                            title: "\(index)", body: "", head: "trimtab/\(index)", base: "main", labels: []))
                    try await forge.comment(pull.number, key: "hello", body: "from \(index)")
                    return pull
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(opened.map(\.number).sorted() == [1, 2, 3, 4, 5, 6])
        for pull in opened {
            #expect(try await world.comments(pull.number) == ["from \(pull.title)"])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<8 {
                let forge = try Self.forge(world)
                group.addTask { try await forge.comment(1, key: "key \(index / 2)", body: "\(index / 2)") }
            }
            try await group.waitForAll()
        }
        #expect(try await world.comments(1).dropFirst().sorted() == ["0", "1", "2", "3"])
    }

    /// Only one of two runs gets the pull request for a head.
    @Test func oneOfTwoRunsOpensIt() async throws {
        let world = try await World(.local)
        try await world.commit(["f": "x"], on: "trimtab/x")
        let outcomes = await withTaskGroup(of: Failure.Code?.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    do {
                        _ = try await Self.forge(world).open(
                            PullRequestDraft(
                                title: "x", body: "", head: "trimtab/x", base: "main", labels: []))
                        return nil
                    } catch { return (error as? Failure)?.code ?? "other" }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .conflict }.count == 3)
    }

    /// Two runs merge with the same permit at different times: one commit comes of it, and whoever succeeds names it.
    @Test func concurrentMergesMakeOneCommit() async throws {
        for round in 0..<8 {
            let world = try await World(.local)
            let pull = try await world.proposal()
            let permit = try await world.permit(pull)
            let base = try await world.tip()
            let commits = await withTaskGroup(of: ObjectID?.self) { group in
                for index in 0..<4 {
                    group.addTask {
                        var committer = World.bot
                        committer.time = World.now.adding(seconds: Double(index))
                        return try? await Self.forge(world).merge(
                            permit, message: "m\n", committer: committer)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let tip = try await world.tip()
            #expect(try await world.origin.commit(tip).parents == [base], "round \(round)")
            let merged = try await world.forge.pullRequest(pull.number)
            #expect(merged.state == .merged && merged.mergeCommit == tip, "round \(round)")
            #expect(commits.compactMap(\.self).allSatisfy { $0 == tip }, "round \(round)")
            #expect(try await world.forge.merge(permit, message: "m\n", committer: World.bot) == tip)
        }
    }

    /// A run ends between writing the merge into the pull request and moving the branch; another takes over.
    @Test func anInterruptedMergeIsBegunAgain() async throws {
        let world = try await World(.local)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        let broken = RefForge(
            origin: RefusingRepository(base: world.origin, refused: "refs/heads/main"), login: "trimtab-bot",
            time: FixedTime(World.now))
        await expectFailure(.tool) {
            _ = try await broken.merge(permit, message: "m\n", committer: World.bot)
        }
        #expect(try await world.forge.pullRequest(pull.number).state == .open)
        var later = World.bot
        later.time = World.now.adding(seconds: 5)
        let commit = try await world.forge.merge(permit, message: "m\n", committer: later)
        #expect(try await world.tip() == commit)
        #expect(try await world.forge.pullRequest(pull.number).mergeCommit == commit)
    }

    /// The first run was only slow: its merge happens after another run began one.
    @Test func aSlowMergeIsStillRecognised() async throws {
        let world = try await World(.local)
        let pull = try await world.proposal()
        let permit = try await world.permit(pull)
        let slow = RefusingRepository(base: world.origin, refused: "refs/heads/main")
        let login = "trimtab-bot"
        let first = RefForge(origin: slow, login: login, time: FixedTime(World.now))
        await expectFailure(.tool) { _ = try await first.merge(permit, message: "m\n", committer: World.bot) }
        let update = try #require(slow.held)
        var later = World.bot
        later.time = World.now.adding(seconds: 5)
        let second = RefForge(
            origin: RefusingRepository(base: world.origin, refused: "refs/heads/main"), login: login,
            time: FixedTime(World.now))
        await expectFailure(.tool) { _ = try await second.merge(permit, message: "m\n", committer: later) }
        try await world.origin.update(update, message: "late")
        let merged = try await world.forge.pullRequest(pull.number)
        #expect(merged.state == .merged && merged.mergeCommit == update.new)
        #expect(try await world.forge.merge(permit, message: "m\n", committer: later) == update.new)
    }

    @Test func saysWhichStoredFileIsBroken() async throws {
        let world = try await World(.local)
        let pull = try await world.proposal()
        let reference = "refs/trimtab/pulls/\(pull.number)"
        let old = try await world.origin.reference(reference)
        let commit = try await world.origin.makeCommit(
            CommitDraft(
                base: old, changes: ["pull.json": .write(Array("{".utf8))], message: "x", author: World.bot))
        try await world.origin.update(ReferenceUpdate(reference, to: commit, expecting: old), message: "x")
        await expectFailure(.badInput, saying: "pull.json", commit.short) {
            _ = try await world.forge.pullRequest(pull.number)
        }
    }

    private static func forge(_ world: World) throws -> RefForge {
        RefForge(
            origin: try GitRepository(path: world.sample.path), login: "trimtab-bot",
            time: FixedTime(World.now))
    }
}
