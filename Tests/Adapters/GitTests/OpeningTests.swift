import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Opening a repository says what is wrong and how to mend it")
struct OpeningTests {
    @Test func `the library is new enough and says its version`() throws {
        let parts = try Libgit2.version().split(separator: ".").compactMap { Int($0) }
        #expect(!parts.lexicographicallyPrecedes([1, 5, 1]))
    }

    @Test func `a work tree, its folders and a bare repository open`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["deep/file": "x"])
        #expect(try open(path: sample.path + "/deep").gitDirectory == sample.path + "/.git/")
        #expect(try open(sample).workDirectory == sample.path + "/")
        let bare = try TemporaryRepository(cloning: sample.path, options: ["--bare"])
        #expect(try open(bare).workDirectory == nil)
        #expect(try open(bare).gitDirectory == bare.path + "/")
    }

    @Test func `a directory that is no repository`() async throws {
        let directory = try TemporaryDirectory()
        await expectFailure(.notFound, saying: directory.path, "git init") {
            _ = try open(path: directory.path)
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root, to give files to another user"))
    func `a repository of another user`() async throws {
        let sample = try TemporaryRepository()
        try sample.commit(["a": "1"])
        try sample.shell.run(["chown", "-R", "12345", sample.path])
        await expectFailure(
            .configuration, saying: "owned by another user", "safe.directory '\(sample.path)'"
        ) {
            _ = try open(sample)
        }
    }

    @Test func `object names of another length`() async throws {
        let sample = try TemporaryRepository(options: ["--object-format=sha256"])
        await expectFailure(.configuration, saying: "SHA-256") { _ = try open(sample) }
    }

    @Test func `no commits yet`() async throws {
        let repository = try open(TemporaryRepository())
        #expect(await repository.isEmpty)
        #expect(try await repository.head() == .unborn("refs/heads/main"))
        #expect(try await repository.resolve("HEAD") == nil)
        #expect(try await repository.resolve("main") == nil)
        await expectFailure(.notFound, saying: "\"main\"", "no commits yet") {
            _ = try await repository.requireCommit("main")
        }
    }

    @Test func `a detached HEAD and a missing branch`() async throws {
        let sample = try TemporaryRepository()
        let commit = ObjectID(rawValue: try sample.commit(["a": "1"]))
        let repository = try open(sample)
        #expect(try await repository.head() == .branch("refs/heads/main", commit))
        try sample.git("checkout", "-q", "--detach")
        #expect(try await repository.head() == .detached(commit))
        #expect(try await repository.resolve("nowhere") == nil)
        await expectFailure(.notFound, saying: "\"nowhere\"", "git branch -a") {
            _ = try await repository.requireCommit("nowhere")
        }
    }

    @Test func `a shallow clone commits, and says what history needs`() async throws {
        let origin = try TemporaryRepository()
        let first = ObjectID(rawValue: try origin.commit(["a": "1"]))
        try origin.commit(["a": "2"])
        let sample = try TemporaryRepository(cloning: "file://" + origin.path, options: ["--depth", "1"])
        let repository = try open(sample)
        #expect(repository.isShallow)
        let tip = try await repository.requireCommit("HEAD")
        let commit = try await repository.makeCommit(draft(on: tip, ["a": "3"]))
        #expect(try await repository.read("a", at: commit) == Array("3".utf8))
        await expectFailure(.notFound, saying: "git fetch --unshallow") {
            _ = try await repository.commit(first)
        }
    }

    @Test func `a clone without blobs says how to get them`() async throws {
        let origin = try TemporaryRepository()
        try origin.commit(["a": "1"])
        try origin.git("config", "uploadpack.allowFilter", "true")
        let sample = try TemporaryRepository(
            cloning: "file://" + origin.path, options: ["--filter=blob:none", "--no-checkout"])
        let repository = try open(sample)
        #expect(await repository.isPartialClone)
        let tip = try await repository.requireCommit("HEAD")
        #expect(try await repository.entries(at: tip).map(\.path) == ["a"])
        await expectFailure(.notFound, saying: "partial clone", "git fetch --refetch") {
            _ = try await repository.read("a", at: tip)
        }
    }
}
