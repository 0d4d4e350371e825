import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Merging, squashing and reverting happen in memory")
struct MergeTests {
    private static let lines = (1...20).map { "line \($0)\n" }

    /// `main` and `side` change different ends of one file.
    private static func forked() async throws -> (
        TemporaryRepository, GitRepository, main: ObjectID, side: ObjectID
    ) {
        let sample = try TemporaryRepository()
        try sample.commit(["f": lines.joined(), "other": "1"])
        try sample.git("checkout", "-q", "-b", "side")
        let side = try sample.commit(["f": (["first\n"] + lines.dropFirst()).joined(), "new": "n"], "Side")
        try sample.git("checkout", "-q", "main")
        let main = try sample.commit(["f": (lines.dropLast() + ["last\n"]).joined()], "Main")
        return (sample, try open(sample), ObjectID(rawValue: main), ObjectID(rawValue: side))
    }

    @Test(arguments: [MergeMethod.merge, .squash])
    func `the tree is the one git merges`(method: MergeMethod) async throws {
        let (sample, repository, main, side) = try await Self.forked()
        let merged = try await repository.makeMerge(
            of: side, into: main, method: method, message: "Together\n", author: bot, committer: bot)
        let record = try await repository.commit(merged)
        #expect(record.parents == (method == .merge ? [main, side] : [main]))
        #expect(record.message == "Together\n")
        #expect(try id("HEAD", in: sample) == main)
        try sample.git("fsck", "--strict")
        try sample.git("merge", "-q", "--no-ff", "-m", "x", "side")
        #expect(record.tree == (try id("HEAD^{tree}", in: sample)))
    }

    @Test func `what could be fast-forwarded still gets our commit`() async throws {
        let sample = try TemporaryRepository()
        let base = ObjectID(rawValue: try sample.commit(["a": "1"]))
        let head = ObjectID(rawValue: try sample.commit(["a": "2"]))
        let repository = try open(sample)
        #expect(try await repository.isFastForward(from: base, to: head))
        let merged = try await repository.makeMerge(
            of: head, into: base, method: .squash, message: "m\n", author: bot, committer: bot)
        #expect(try await repository.commit(merged).tree == repository.commit(head).tree)
        await expectFailure(.conflict, saying: "merged already") {
            _ = try await repository.makeMerge(
                of: base, into: head, method: .merge, message: "m\n", author: bot, committer: bot)
        }
    }

    @Test func `a conflict names the paths`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1\n", "b": "1\n", "c": "1\n"])
        try sample.git("checkout", "-q", "-b", "side")
        let side = ObjectID(rawValue: try sample.commit(["a": "2\n", "b": "2\n", "c": "2\n"]))
        try sample.git("checkout", "-q", "main")
        let main = ObjectID(rawValue: try sample.commit(["a": "3\n", "b": "3\n"]))
        await expectFailure(.conflict, saying: "both sides changed a, b") {
            _ = try await open(sample).makeMerge(
                of: side, into: main, method: .merge, message: "m\n", author: bot, committer: bot)
        }
    }

    /// Git follows a rename by guessing; an edit must not land in a file that nobody permitted.
    @Test func `a rename on one side is a conflict, not a guess`() async throws {
        let sample = try TemporaryRepository()
        let base = ObjectID(rawValue: try sample.commit(["old": Self.lines.joined()]))
        try sample.git("mv", "old", "moved")
        let main = ObjectID(rawValue: try sample.commit([:], "Rename"))
        let repository = try open(sample)
        let side = try await repository.makeCommit(
            draft(on: base, ["old": (["first\n"] + Self.lines.dropFirst()).joined()]))
        await expectFailure(.conflict, saying: "old") {
            _ = try await repository.makeMerge(
                of: side, into: main, method: .merge, message: "m\n", author: bot, committer: bot)
        }
    }

    @Test func `reverting restores the exact tree`() async throws {
        let sample = try TemporaryRepository()
        let base = ObjectID(rawValue: try sample.commit(["f": Self.lines.joined(), "gone": "g"]))
        let repository = try open(sample)
        let changed = try await repository.makeCommit(
            draft(on: base, ["f": Self.lines.dropLast().joined(), "gone": nil, "new/x": "n"]))
        let changes = try await repository.reversal(of: changed, on: changed)
        #expect(
            changes == [
                "f": .write(Array(Self.lines.joined().utf8)), "gone": .write(Array("g".utf8)),
                "new/x": .delete,
            ])
        let reverted = try await repository.makeCommit(
            CommitDraft(base: changed, changes: changes, message: "Revert\n", author: bot))
        #expect(try await repository.commit(reverted).tree == repository.commit(base).tree)
    }

    @Test func `reverting keeps what came later, as git does`() async throws {
        let (sample, repository, main, side) = try await Self.forked()
        try sample.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
        let tip = try id("HEAD", in: sample)
        let changes = try await repository.reversal(of: main, on: tip)
        let reverted = try await repository.makeCommit(
            CommitDraft(base: tip, changes: changes, message: "Revert\n", author: bot))
        #expect(Set(changes.keys) == ["f"])
        #expect(try await repository.commit(reverted).tree == repository.commit(side).tree)
        // Of a merge, what its first parent did not have.
        let unmerge = try await repository.reversal(of: tip, on: tip)
        try sample.git("revert", "--no-edit", "-m", "1", "HEAD")
        let unmerged = try await repository.makeCommit(
            CommitDraft(base: tip, changes: unmerge, message: "Revert\n", author: bot))
        #expect(try await repository.commit(unmerged).tree == (try id("HEAD^{tree}", in: sample)))
    }

    @Test func `reverting what changed again is a conflict`() async throws {
        let sample = try TemporaryRepository()
        let root = ObjectID(rawValue: try sample.commit(["a": "1\n"]))
        let second = ObjectID(rawValue: try sample.commit(["a": "2\n"]))
        let third = ObjectID(rawValue: try sample.commit(["a": "3\n"]))
        let repository = try open(sample)
        await expectFailure(.conflict, saying: "both sides changed a") {
            _ = try await repository.reversal(of: second, on: third)
        }
        await expectFailure(.conflict, saying: "starts the history") {
            _ = try await repository.reversal(of: root, on: third)
        }
    }

    @Test func `reverting a mode or a link is refused`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1\n", "b": "1\n"])
        try sample.git("update-index", "--chmod=+x", "a")
        try sample.git("commit", "-q", "-m", "Mode")
        let tip = try id("HEAD", in: sample)
        await expectFailure(.badInput, saying: "undoing the change of a", "mode") {
            _ = try await open(sample).reversal(of: tip, on: tip)
        }
    }
}
