import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Commits are made in memory and are what git would make")
struct CommitTests {
    @Test func `identical input gives this commit id on every machine`() async throws {
        let repository = try open(TemporaryRepository(bare: true))
        let first = try await repository.makeCommit(draft(on: nil, ["values.yaml": "memory: 512Mi\n"]))
        let second = try await repository.makeCommit(
            draft(
                on: first, ["values.yaml": "memory: 768Mi\n", "docs/read me.md": "x"],
                message: "fix(resources): raise memory limit 512Mi → 768Mi\n\nTrimtab-Action: 1\n",
                author: CommitIdentity(
                    name: "Zoë", email: "zoe@example.com", time: Timestamp(seconds: 1_763_600_000),
                    offsetMinutes: -90)))
        #expect(first.rawValue == "71fcb21eefd6224edb5136a7b5535dc3f1af70e2")
        #expect(second.rawValue == "2e5db6ffe84ecc361831d875ce10779761f35b29")
    }

    @Test func `the same id as git commit-tree gives`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a/b/c.yaml": "x: 1\n", "d": "1"])
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        let mine = try await repository.makeCommit(
            draft(on: tip, ["a/b/c.yaml": "x: 2\n"], message: "Set x\n"))
        let blob = try sample.git("hash-object", "-w", "--stdin", input: "x: 2\n")
        try sample.git("update-index", "--cacheinfo", "100644,\(blob),a/b/c.yaml")
        let tree = try sample.git("write-tree")
        let theirs = try Shell(
            directory: sample.path,
            environment: [
                "GIT_AUTHOR_NAME": bot.name, "GIT_AUTHOR_EMAIL": bot.email,
                "GIT_AUTHOR_DATE": "1763600000 +0000",
                "GIT_COMMITTER_NAME": bot.name, "GIT_COMMITTER_EMAIL": bot.email,
                "GIT_COMMITTER_DATE": "1763600000 +0000",
            ]
        ).run(["git", "commit-tree", tree, "-p", tip.rawValue], input: Data("Set x\n".utf8)).text
        #expect(mine.rawValue == theirs)
    }

    @Test func `work tree, index and references stay untouched`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1", "b": "1"])
        try sample.write("a", "mine")
        try sample.git("add", "a")
        try sample.write("b", "also mine")
        let before = try Self.everything(sample)
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        _ = try await repository.makeCommit(draft(on: tip, ["a": "2", "b": nil]))
        #expect(try Self.everything(sample) == before)
    }

    private static func everything(_ sample: TemporaryRepository) throws -> [String] {
        let index = try Data(contentsOf: URL(fileURLWithPath: sample.path + "/.git/index"))
        return [
            try sample.git("status", "--porcelain"), try sample.git("for-each-ref"), try sample.git("diff"),
            index.base64EncodedString(),
        ]
    }

    @Test func `modes, links and submodules survive`() async throws {
        let sample = try TemporaryRepository()
        try sample.write("bin/run", "#!/bin/sh\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: sample.path + "/bin/run")
        try FileManager.default.createSymbolicLink(
            atPath: sample.path + "/bin/link", withDestinationPath: "run")
        try sample.git("add", "-A")
        let other = String(repeating: "cd", count: 20)
        try sample.git("update-index", "--add", "--cacheinfo", "160000,\(other),bin/vendor")
        try sample.git("commit", "-q", "-m", "Start")
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        let commit = try await repository.makeCommit(
            draft(on: tip, ["bin/run": "#!/bin/bash\n", "bin/new": "n"]))
        try sample.git("fsck", "--strict")
        #expect(
            try sample.git("ls-tree", "-r", "--format=%(objectmode) %(path)", commit.rawValue)
                == "120000 bin/link\n100644 bin/new\n100755 bin/run\n160000 bin/vendor")
        #expect(try sample.git("show", "\(commit):bin/run") == "#!/bin/bash")
    }

    @Test(
        arguments: [
            (["link": "x"], "symbolic link"), (["vendor": "x"], "submodule"), (["dir": "x"], "directory"),
            (["dir": nil], "directory"), (["file/below": "x"], "file is not a directory"),
            (["link/below": "x"], "link is not a directory"),
            (["new": "x", "new/below": "x"], "same commit"),
            (["../x": "x"], "not a path"), (["a//b": "x"], "not a path"),
            (["a/.git/config": "x"], "not a path"),
            ([".GIT/hooks/x": "x"], "not a path"), (["": "x"], "not a path"), (["/etc/x": "x"], "not a path"),
        ] as [([String: String?], String)])
    func `what cannot be edited is refused`(changes: [String: String?], word: String) async throws {
        let sample = try TemporaryRepository()
        try sample.write("dir/file", "1")
        try sample.write("file", "1")
        try FileManager.default.createSymbolicLink(atPath: sample.path + "/link", withDestinationPath: "dir")
        try sample.git("add", "-A")
        try sample.git(
            "update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "ab", count: 20)),vendor")
        try sample.git("commit", "-q", "-m", "Start")
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        await expectFailure(.badInput, saying: word) {
            _ = try await repository.makeCommit(draft(on: tip, changes))
        }
    }

    @Test func `deleting, down to the last file of a folder`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a/b/only": "1", "keep": "1"])
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        let commit = try await repository.makeCommit(draft(on: tip, ["a/b/only": nil]))
        #expect(try sample.git("ls-tree", commit.rawValue, "--name-only") == "keep")
        try sample.git("fsck", "--strict")
        await expectFailure(.notFound, saying: "deleting none") {
            _ = try await repository.makeCommit(draft(on: tip, ["none": nil]))
        }
    }

    @Test(arguments: ["", "A <b>", "A\nB"]) func `names that would break a commit`(name: String) async throws
    {
        let repository = try open(TemporaryRepository())
        let author = CommitIdentity(name: name, email: "a@b", time: Timestamp(seconds: 1))
        await expectFailure(.badInput, saying: "identity") {
            _ = try await repository.makeCommit(draft(on: nil, ["a": "1"], author: author))
        }
        await expectFailure(.badInput, saying: "NUL") {
            _ = try await repository.makeCommit(draft(on: nil, ["a": "1"], message: "a\0b"))
        }
    }

    /// The work tree has CRLF where Git stores LF: we see and write what Git stores, so one line changes.
    @Test func `files that are stored normalised stay so`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit([".gitattributes": "* text=auto eol=crlf\n", "v.yaml": "a: 1\r\nb: 2\r\n"])
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        let stored = try #require(try await repository.read("v.yaml", at: tip))
        #expect(stored == Array("a: 1\nb: 2\n".utf8))
        let commit = try await repository.makeCommit(draft(on: tip, ["v.yaml": "a: 1\nb: 3\n"]))
        #expect(try sample.git("diff", "--numstat", tip.rawValue, commit.rawValue) == "1\t1\tv.yaml")
        try sample.git("checkout", "-q", commit.rawValue)
        let shown = try Data(contentsOf: URL(fileURLWithPath: sample.path + "/v.yaml"))
        #expect(shown == Data("a: 1\r\nb: 3\r\n".utf8))
        #expect(try sample.git("status", "--porcelain") == "")
        #expect(try await repository.uncommittedPaths() == [])
    }

    @Test func `files that are stored with CRLF stay so`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit([".gitattributes": "* -text\n", "v.yaml": "a: 1\r\nb: 2\r\n"])
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        #expect(try await repository.read("v.yaml", at: tip) == Array("a: 1\r\nb: 2\r\n".utf8))
        let commit = try await repository.makeCommit(draft(on: tip, ["v.yaml": "a: 1\r\nb: 3\r\n"]))
        #expect(try sample.git("diff", "--numstat", tip.rawValue, commit.rawValue) == "1\t1\tv.yaml")
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func `random edits give the tree that git gives`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let sample = try TemporaryRepository()
        let names = (0..<40).map { _ in
            (0..<Int.random(in: 1...4, using: &random)).map { _ in
                ["a", "b", "a-b", "a.b", "ab", "B", "ä", "0"].randomElement(using: &random) ?? "a"
            }.joined(separator: "/") + ".f"
        }
        try sample.commit(Dictionary(names.map { ($0, "1") }, uniquingKeysWith: { a, _ in a }))
        let repository = try open(sample)
        let tip = try await repository.requireCommit("HEAD")
        var changes: [String: String?] = [:]
        for name in Set(names).shuffled(using: &random).prefix(10) {
            changes.updateValue(Bool.random(using: &random) ? nil : "\(random.next())", forKey: name)
        }
        changes["fresh/\(seed)/x"] = "new"
        let commit = try await repository.makeCommit(draft(on: tip, changes))
        for (path, text) in changes {
            if let text { try sample.write(path, text) } else { try sample.git("rm", "-q", "--cached", path) }
            if text != nil { try sample.git("add", path) }
        }
        let record = try await repository.commit(commit)
        #expect(record.tree.rawValue == (try sample.git("write-tree")), "seed \(seed)")
        #expect(
            try await repository.changedPaths(from: tip, to: commit)
                == changes.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) },
            "seed \(seed)")
    }
}
