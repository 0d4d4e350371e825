import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Files are read as commits store them")
struct ReadingTests {
    /// One of everything that a tree can hold.
    private static func zoo() throws -> TemporaryRepository {
        let sample = try TemporaryRepository()
        try sample.write("plain.txt", "one\n")
        try sample.write("tool.sh", "#!/bin/sh\n")
        try sample.write("a/b/deep.yaml", "k: v\r\n")
        try sample.write("a-b/x", "")
        let files = FileManager.default
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sample.path + "/tool.sh")
        try files.createSymbolicLink(atPath: sample.path + "/link", withDestinationPath: "a/b/deep.yaml")
        try files.createSymbolicLink(atPath: sample.path + "/a/up", withDestinationPath: "../plain.txt")
        try files.createSymbolicLink(atPath: sample.path + "/dir", withDestinationPath: "a/b")
        try files.createSymbolicLink(atPath: sample.path + "/out", withDestinationPath: "../../etc/passwd")
        try files.createSymbolicLink(atPath: sample.path + "/abs", withDestinationPath: "/etc/passwd")
        try files.createSymbolicLink(atPath: sample.path + "/loop", withDestinationPath: "pool")
        try files.createSymbolicLink(atPath: sample.path + "/pool", withDestinationPath: "loop")
        try files.createSymbolicLink(atPath: sample.path + "/gone", withDestinationPath: "nothing")
        try sample.git("add", "-A")
        let other = String(repeating: "ab", count: 20)
        try sample.git("update-index", "--add", "--cacheinfo", "160000,\(other),vendor/lib")
        try sample.git("commit", "-q", "-m", "Zoo")
        return sample
    }

    @Test func `every entry as git ls-tree lists it, in its order`() async throws {
        let sample = try Self.zoo()
        let repository = try open(sample)
        let tip = try await repository.requireCommit("main")
        let mine = try await repository.entries(at: tip).map { "\(mode($0.kind)) \($0.id)\t\($0.path)" }
        let theirs = try sample.git(
            "ls-tree", "-r", "--format=%(objectmode) %(objectname)%x09%(path)", "HEAD")
        #expect(mine == theirs.split(separator: "\n").map(String.init))
        #expect(mine.count == 13)
    }

    private func mode(_ kind: TreeEntry.Kind) -> String {
        switch kind {
        case .file: "100644"
        case .executable: "100755"
        case .symlink: "120000"
        case .submodule: "160000"
        }
    }

    @Test func `bytes of files and links, nil for all else`() async throws {
        let repository = try open(Self.zoo())
        let tip = try await repository.requireCommit("main")
        #expect(try await repository.read("a/b/deep.yaml", at: tip) == Array("k: v\r\n".utf8))
        #expect(try await repository.read("a-b/x", at: tip) == [])
        #expect(try await repository.read("link", at: tip) == Array("a/b/deep.yaml".utf8))
        for path in ["a", "vendor/lib", "nothing", "a/nothing", "plain.txt/x", "", "../plain.txt"] {
            #expect(try await repository.read(path, at: tip) == nil, "\(path)")
            #expect(try await repository.blobID(path, at: tip) == nil, "\(path)")
        }
        let blob = try #require(try await repository.blobID("plain.txt", at: tip))
        #expect(try await repository.blob(blob) == Array("one\n".utf8))
        #expect(try await repository.size(of: blob) == 4)
        #expect(try await repository.entry("tool.sh", at: tip)?.kind == .executable)
    }

    @Test(arguments: [
        ("plain.txt", "plain.txt"), ("link", "a/b/deep.yaml"), ("a/up", "plain.txt"),
        ("dir/deep.yaml", "a/b/deep.yaml"), ("dir/../up", "plain.txt"),
        ("./a/./b/deep.yaml", "a/b/deep.yaml"),
    ])
    func `links lead to the real file`(path: String, real: String) async throws {
        let repository = try open(Self.zoo())
        let tip = try await repository.requireCommit("main")
        #expect(try await repository.realFile(path, at: tip).path == real)
        let tree = try await repository.sourceTree(at: tip)
        #expect(tree.realPath(path) == real)
        #expect(try tree.read(path) == (try await repository.read(real, at: tip)))
    }

    @Test(arguments: [
        ("out", Failure.Code.badInput, "leads out"), ("abs", .badInput, "/etc/passwd"),
        ("loop", .badInput, "circle"), ("vendor/lib/x", .badInput, "submodule"),
        ("../x", .badInput, "leads out"), ("gone", .notFound, "nothing"), ("a", .notFound, "directory"),
    ])
    func `links that lead nowhere are refused`(path: String, code: Failure.Code, word: String) async throws {
        let repository = try open(Self.zoo())
        let tip = try await repository.requireCommit("main")
        await expectFailure(code, saying: path, word) { _ = try await repository.realFile(path, at: tip) }
        let tree = try await repository.sourceTree(at: tip)
        // A directory is there, but it is no file.
        #expect(tree.realPath(path) == (word == "directory" ? path : nil))
        #expect(try tree.read(path) == nil)
    }

    @Test func `a commit without files`() async throws {
        let sample = try TemporaryRepository()
        let tip = ObjectID(rawValue: try sample.commit([:], "Empty"))
        let repository = try open(sample)
        #expect(try await repository.entries(at: tip) == [])
        #expect(try await repository.sourceTree(at: tip).entries == [])
        #expect(try await repository.read("a", at: tip) == nil)
    }

    @Test func `what a commit says`() async throws {
        let sample = try TemporaryRepository()
        let first = try sample.commit(["a": "1"], "Start")
        let second = try sample.commit(["a": "2"], "Grüße\n\nBody\n\nTrimtab-Action: x")
        let repository = try open(sample)
        let record = try await repository.commit(ObjectID(rawValue: second))
        #expect(record.parents == [ObjectID(rawValue: first)])
        #expect(record.tree == (try id("HEAD^{tree}", in: sample)))
        #expect(record.message == "Grüße\n\nBody\n\nTrimtab-Action: x\n")
        #expect(record.author.name == "Ada")
        #expect(record.author.time == Timestamp(seconds: 1_700_000_000))
        #expect(record.trailers == ["Trimtab-Action": "x"])
        await expectFailure(.badInput, saying: "not-an-id") {
            _ = try await repository.commit(ObjectID(rawValue: "not-an-id"))
        }
    }

    @Test func `history, ancestors and merge bases agree with git`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1"], "A")
        try sample.git("checkout", "-q", "-b", "side")
        try sample.commit(["b": "1"], "B")
        try sample.git("checkout", "-q", "main")
        try sample.commit(["c": "1"], "C")
        try sample.git("merge", "-q", "--no-ff", "-m", "M", "side")
        try sample.git("checkout", "-q", "--orphan", "island")
        try sample.commit(["z": "1"], "Z")
        let repository = try open(sample)
        func commit(_ name: String) async throws -> ObjectID { try await repository.requireCommit(name) }
        let log = try await repository.log(from: commit("main"), excluding: [commit("main^1")])
        #expect(
            log.map(\.rawValue) == [try sample.git("rev-parse", "main"), try sample.git("rev-parse", "side")])
        #expect(try await repository.log(from: commit("main"), limit: 2).count == 2)
        #expect(try await repository.isAncestor(commit("side"), of: commit("main")))
        #expect(try await repository.isAncestor(commit("main"), of: commit("main")))
        #expect(try await !repository.isAncestor(commit("main"), of: commit("side")))
        #expect(try await repository.mergeBase(commit("main^1"), commit("side")) == commit("main^1^1"))
        #expect(try await repository.mergeBase(commit("main"), commit("island")) == nil)
        #expect(try await repository.lastCommit(touching: "b", from: commit("main")) == commit("main"))
        #expect(try await repository.lastCommit(touching: "a", from: commit("main")) == commit("main~2"))
        #expect(try await repository.lastCommit(touching: "none", from: commit("main")) == nil)
        #expect(try await repository.isFastForward(from: commit("side"), to: commit("main")))
    }

    @Test func `references by prefix, packed and symbolic ones too`() async throws {
        let sample = try TemporaryRepository()
        let tip = ObjectID(rawValue: try sample.commit(["a": "1"]))
        try sample.git("branch", "trimtab/one")
        try sample.git("pack-refs", "--all")
        try sample.git("branch", "trimtab/two")
        try sample.git("symbolic-ref", "refs/heads/trimtab/alias", "refs/heads/main")
        try sample.git("symbolic-ref", "refs/heads/trimtab/unborn", "refs/heads/nothing")
        let repository = try open(sample)
        #expect(
            try await repository.references(prefix: "refs/heads/trimtab/")
                == [
                    "refs/heads/trimtab/alias": tip, "refs/heads/trimtab/one": tip,
                    "refs/heads/trimtab/two": tip,
                ])
        #expect(try await repository.reference("refs/heads/trimtab/one") == tip)
        #expect(try await repository.reference("refs/heads/none") == nil)
    }

    @Test func `uncommitted changes are reported and nothing is refreshed`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1", "b": "1", "c": "1", ".gitignore": "ignored\n"])
        try sample.write("a", "2")
        try sample.git("add", "a")
        try sample.write("b", "2")
        try sample.write("new", "x")
        try sample.write("ignored", "x")
        try FileManager.default.removeItem(atPath: sample.path + "/c")
        let index = try Data(contentsOf: URL(fileURLWithPath: sample.path + "/.git/index"))
        let repository = try open(sample)
        let changes = try await repository.uncommittedChanges()
        #expect(changes.staged == ["a"])
        #expect(changes.unstaged == ["b", "c"])
        #expect(changes.untracked == ["new"])
        #expect(try await repository.uncommittedPaths() == ["a", "b", "c", "new"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: sample.path + "/.git/index")) == index)
        let bare = try TemporaryRepository(cloning: sample.path, options: ["--bare"])
        #expect(try await open(bare).uncommittedPaths() == [])
    }
}
