import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Evidence and notes are tables that git can read")
struct TableTests {
    private static let evidence = "refs/trimtab/evidence"
    private static let notes = "refs/notes/trimtab"
    private static func key(_ number: Int) -> String {
        Digest(of: "\(number)".utf8).rawValue
    }

    @Test func `rows come back by key, and writing them again writes nothing`() async throws {
        let repository = try open(TemporaryRepository(bare: true))
        let rows = Dictionary(
            uniqueKeysWithValues: (0..<300).map { (Self.key($0), Array("bundle \($0)".utf8)) })
        #expect(try await repository.row(Self.key(0), in: Self.evidence) == nil)
        #expect(try await repository.append([:], to: Self.evidence, message: "m\n", author: bot) == nil)
        let tip = try await repository.append(rows, to: Self.evidence, message: "m\n", author: bot)
        #expect(try await repository.append(rows, to: Self.evidence, message: "m\n", author: bot) == tip)
        for (key, bytes) in rows { #expect(try await repository.row(key, in: Self.evidence) == bytes) }
        #expect(try await repository.row(Self.key(300), in: Self.evidence) == nil)
        #expect(try await repository.rows(in: Self.evidence, keyLength: 64).count == 300)
        let next = try await repository.append(
            [Self.key(0): nil, Self.key(300): [1]], to: Self.evidence, message: "m\n", author: bot)
        #expect(try await repository.commit(#require(next)).parents == [#require(tip)])
        #expect(try await repository.row(Self.key(0), in: Self.evidence) == nil)
        #expect(try await repository.row(Self.key(300), in: Self.evidence) == [1])
    }

    @Test func `of many writers none loses a row`() async throws {
        let sample = try TemporaryRepository(bare: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<6 {
                group.addTask {
                    let own = try open(sample)
                    for round in 0..<5 {
                        let number = writer * 100 + round
                        _ = try await own.append(
                            [Self.key(number): Array("\(number)".utf8)], to: Self.evidence, message: "m\n",
                            author: bot)
                    }
                }
            }
            try await group.waitForAll()
        }
        let repository = try open(sample)
        #expect(try await repository.rows(in: Self.evidence, keyLength: 64).count == 30)
        #expect(try sample.git("rev-list", "--count", Self.evidence) == "30")
        try sample.git("fsck", "--strict")
    }

    @Test func `git shows the notes that we write`() async throws {
        let sample = try TemporaryRepository()
        var commits: [ObjectID] = []
        for number in 0..<5 { commits.append(ObjectID(rawValue: try sample.commit(["a": "\(number)"]))) }
        let repository = try open(sample)
        let texts = Dictionary(uniqueKeysWithValues: commits.map { ($0, "Evidence: \($0)\n") })
        try await repository.writeNotes(texts, in: Self.notes, author: bot)
        #expect(try sample.git("rev-list", "--count", Self.notes) == "1")
        for commit in commits {
            #expect(
                try sample.git("notes", "--ref=trimtab", "show", commit.rawValue) == "Evidence: \(commit)")
        }
        #expect(Set(try await repository.notes(in: Self.notes).keys) == Set(commits))
        try await repository.writeNotes(
            [commits[0]: "Outcome: worked", commits[1]: ""], in: Self.notes, author: bot)
        #expect(try sample.git("notes", "--ref=trimtab", "show", commits[0].rawValue) == "Outcome: worked")
        #expect(try await repository.note(on: commits[1], in: Self.notes) == nil)
        #expect(try sample.git("notes", "--ref=trimtab", "list").split(separator: "\n").count == 4)
        try sample.git("fsck", "--strict")
    }

    /// Git spreads notes over folders by itself once there are many; ours go where it put them.
    @Test func `notes that git wrote are read and replaced in place`() async throws {
        let sample = try TemporaryRepository()
        var commits: [ObjectID] = []
        var tip: ObjectID?
        let repository = try open(sample)
        for number in 0..<300 {
            let commit = try await repository.makeCommit(draft(on: tip, ["a": "\(number)"]))
            commits.append(commit)
            tip = commit
        }
        try sample.git("branch", "keep", try #require(tip).rawValue)
        let blob = try sample.git("hash-object", "-w", "--stdin", input: "theirs\n")
        for commit in commits.prefix(3) {
            try sample.git("notes", "--ref=trimtab", "add", "-C", blob, commit.rawValue)
        }
        #expect(try await repository.note(on: commits[2], in: Self.notes) == "theirs\n")
        try await repository.writeNotes(
            Dictionary(uniqueKeysWithValues: commits.dropFirst(2).map { ($0, "ours") }), in: Self.notes,
            author: bot)
        try sample.git("notes", "--ref=trimtab", "append", "-m", "appended", commits[0].rawValue)
        #expect(try sample.git("ls-tree", "-r", "--name-only", Self.notes).contains("/"))
        #expect(try sample.git("notes", "--ref=trimtab", "list").split(separator: "\n").count == 300)
        #expect(try await repository.note(on: commits[0], in: Self.notes) == "theirs\n\nappended\n")
        #expect(try await repository.note(on: commits[1], in: Self.notes) == "theirs\n")
        #expect(try await repository.note(on: commits[299], in: Self.notes) == "ours\n")
        try await repository.writeNotes([commits[1]: "replaced"], in: Self.notes, author: bot)
        #expect(try sample.git("notes", "--ref=trimtab", "show", commits[1].rawValue) == "replaced")
        #expect(try sample.git("notes", "--ref=trimtab", "list").split(separator: "\n").count == 300)
    }

    @Test func `notes follow to the commit that lands`() async throws {
        let sample = try TemporaryRepository()
        let branch = ObjectID(rawValue: try sample.commit(["a": "1"]))
        let landed = ObjectID(rawValue: try sample.commit(["a": "2"]))
        let repository = try open(sample)
        try await repository.writeNotes([branch: "Evidence: x"], in: Self.notes, author: bot)
        let tip = try await repository.reattachNotes([branch: landed], in: Self.notes, author: bot)
        #expect(try await repository.note(on: landed, in: Self.notes) == "Evidence: x\n")
        #expect(try await repository.reattachNotes([branch: landed], in: Self.notes, author: bot) == tip)
        try await repository.writeNotes([landed: "Mine"], in: Self.notes, author: bot)
        try await repository.reattachNotes([branch: landed], in: Self.notes, author: bot)
        #expect(try await repository.note(on: landed, in: Self.notes) == "Mine\n\nEvidence: x\n")
    }
}
