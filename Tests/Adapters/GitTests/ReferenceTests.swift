import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("References move only from where they were seen")
struct ReferenceTests {
    private static let name = "refs/heads/trimtab/x"

    private static func pair() async throws -> (TemporaryRepository, GitRepository, ObjectID, ObjectID) {
        let sample = try TemporaryRepository()
        let first = ObjectID(rawValue: try sample.commit(["a": "1"]))
        let second = ObjectID(rawValue: try sample.commit(["a": "2"]))
        return (sample, try open(sample), first, second)
    }

    @Test func `made, moved and deleted`() async throws {
        let (sample, repository, first, second) = try await Self.pair()
        try await repository.update(ReferenceUpdate(Self.name, to: first, expecting: nil), message: "make")
        try await repository.update(ReferenceUpdate(Self.name, to: second, expecting: first), message: "move")
        #expect(try id(Self.name, in: sample) == second)
        #expect(
            try sample.git("reflog", "show", "--format=%gn %gs", Self.name) == "trimtab move\ntrimtab make")
        try await repository.update(ReferenceUpdate(Self.name, to: nil, expecting: second), message: "delete")
        #expect(try await repository.reference(Self.name) == nil)
        #expect(try sample.git("for-each-ref", Self.name) == "")
        try await repository.update(ReferenceUpdate(Self.name, to: nil, expecting: nil), message: "nothing")
    }

    @Test(arguments: [false, true]) func `another value than expected is a conflict`(isPacked: Bool)
        async throws
    {
        let (sample, repository, first, second) = try await Self.pair()
        try sample.git("branch", "trimtab/x", first.rawValue)
        if isPacked { try sample.git("pack-refs", "--all") }
        for (new, expected) in [(second, nil), (second, second), (nil, second), (nil, nil)]
            as [(ObjectID?, ObjectID?)]
        {
            await expectFailure(.conflict, saying: Self.name, first.short) {
                try await repository.update(
                    ReferenceUpdate(Self.name, to: new, expecting: expected), message: "no")
            }
        }
        #expect(try id(Self.name, in: sample) == first)
        try await repository.update(ReferenceUpdate(Self.name, to: nil, expecting: first), message: "delete")
        #expect(try sample.git("for-each-ref", Self.name) == "")
        await expectFailure(.conflict, saying: "absent") {
            try await repository.update(
                ReferenceUpdate(Self.name, to: second, expecting: first), message: "no")
        }
    }

    @Test(arguments: [false, true]) func `a name below another name is a conflict`(isPacked: Bool)
        async throws
    {
        let (sample, repository, first, _) = try await Self.pair()
        try sample.git("branch", "trimtab/x", first.rawValue)
        if isPacked { try sample.git("pack-refs", "--all") }
        for name in ["refs/heads/trimtab", "refs/heads/trimtab/x/y"] {
            await expectFailure(.conflict, saying: name) {
                try await repository.update(ReferenceUpdate(name, to: first, expecting: nil), message: "no")
            }
        }
    }

    @Test(arguments: ["main", "refs/heads/a b", "refs/heads/..", "HEAD", ""])
    func `names that are none are refused`(name: String) async throws {
        let (_, repository, first, _) = try await Self.pair()
        await expectFailure(.badInput) {
            try await repository.update(ReferenceUpdate(name, to: first, expecting: nil), message: "no")
        }
    }

    @Test func `an object that is not there is refused`() async throws {
        let (_, repository, _, _) = try await Self.pair()
        let nowhere = ObjectID(rawValue: String(repeating: "12", count: 20))
        await expectFailure(.notFound, saying: nowhere.short) {
            try await repository.update(
                ReferenceUpdate(Self.name, to: nowhere, expecting: nil), message: "no")
        }
    }

    @Test func `a branch that a work tree shows stays`() async throws {
        let (sample, repository, first, second) = try await Self.pair()
        try sample.git("branch", "other", first.rawValue)
        try sample.git("worktree", "add", "-q", sample.path + "-other", "other")
        for (name, tip, new) in [("refs/heads/main", second, first), ("refs/heads/other", first, second)] {
            await expectFailure(.conflict, saying: name, "checked out") {
                try await repository.update(ReferenceUpdate(name, to: new, expecting: tip), message: "no")
            }
        }
        try FileManager.default.removeItem(atPath: sample.path + "-other")
    }

    @Test func `a lock that stays is a conflict, one that goes is waited for`() async throws {
        let (sample, repository, first, _) = try await Self.pair()
        let lock = sample.path + "/.git/" + Self.name + ".lock"
        try sample.write(".git/" + Self.name + ".lock", "")
        await expectFailure(.conflict, saying: "lock") {
            try await repository.update(ReferenceUpdate(Self.name, to: first, expecting: nil), message: "no")
        }
        async let update: Void = repository.update(
            ReferenceUpdate(Self.name, to: first, expecting: nil), message: "yes")
        try FileManager.default.removeItem(atPath: lock)
        try await update
        #expect(try id(Self.name, in: sample) == first)
    }

    /// Ten writers with a handle each, all wanting to make or to move one reference: one wins each time.
    @Test func `of many writers one wins`() async throws {
        let (sample, repository, first, _) = try await Self.pair()
        var tip: ObjectID?
        for round in 0..<10 {
            let expected = tip
            let base = expected ?? first
            let winners = try await withThrowingTaskGroup(of: ObjectID?.self) { group in
                for writer in 0..<10 {
                    group.addTask {
                        let own = try open(sample)
                        let commit = try await own.makeCommit(draft(on: base, ["w": "\(round) \(writer)"]))
                        do {
                            try await own.update(
                                ReferenceUpdate(Self.name, to: commit, expecting: expected),
                                message: "\(writer)")
                            return commit
                        } catch let failure as Failure where failure.code == .conflict {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [ObjectID]()) { if let id = $1 { $0.append(id) } }
            }
            #expect(winners.count == 1, "round \(round)")
            tip = try await repository.reference(Self.name)
            #expect(winners == tip.map { [$0] })
        }
    }
}
