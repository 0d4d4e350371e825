import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("A remote at a path")
struct LocalRemoteTests {
    @Test(arguments: ["", "file://"]) func `does what every remote does`(scheme: String) async throws {
        let pair = try Pair()
        try await checkContract(pair, GitRemote(url: scheme + pair.origin.path, of: pair.repository))
    }

    @Test func `is named by the checkout, may be relative, and has a URL to push to`() async throws {
        let pair = try Pair()
        try pair.clone.git("remote", "set-url", "origin", "../" + "nothing")
        try pair.clone.git("remote", "set-url", "--push", "origin", pair.origin.path)
        let remote = try await GitRemote(named: "origin", of: pair.repository)
        await expectFailure(.notFound, saying: pair.clone.path + "/../nothing") {
            _ = try await remote.references()
        }
        let commit = try await pair.commit("x")
        #expect(
            try await remote.push([ReferenceUpdate("refs/heads/trimtab/x", to: commit, expecting: nil)])
                .isEmpty)
        #expect(try id("refs/heads/trimtab/x", in: pair.origin) == commit)
        await expectFailure(.configuration, saying: "upstream", "git remote add") {
            _ = try await GitRemote(named: "upstream", of: pair.repository)
        }
    }

    /// A checkout could send our push elsewhere by rewriting URLs; only the user may.
    @Test func `is not rewritten by the checkout`() async throws {
        let pair = try Pair()
        let trap = try TemporaryRepository(bare: true)
        try pair.clone.git("config", "url.\(trap.path).insteadOf", pair.origin.path)
        try pair.clone.git("config", "url.\(trap.path).pushInsteadOf", pair.origin.path)
        let remote = try GitRemote(url: pair.origin.path, of: pair.repository)
        let commit = try await pair.commit("x")
        #expect(
            try await remote.push([ReferenceUpdate("refs/heads/trimtab/x", to: commit, expecting: nil)])
                .isEmpty)
        #expect(try trap.git("for-each-ref") == "")
        try await remote.fetch(["+refs/heads/*:refs/remotes/o/*"])
        #expect(try await pair.repository.reference("refs/remotes/o/main") == pair.base)
    }

    @Test func `a shallow clone is told what to do before it pushes`() async throws {
        let pair = try Pair()
        try pair.clone.commit(["b": "1"])
        let shallow = try TemporaryRepository(
            cloning: "file://" + pair.clone.path, options: ["--depth", "1"])
        let repository = try open(shallow)
        let tip = try await repository.requireCommit("HEAD")
        let remote = try GitRemote(url: pair.origin.path, of: repository)
        await expectFailure(.configuration, saying: "git fetch --unshallow", pair.origin.path) {
            _ = try await remote.push([ReferenceUpdate("refs/heads/trimtab/x", to: tip, expecting: nil)])
        }
    }

    @Test func `a branch that somebody works on is refused`() async throws {
        let pair = try Pair()
        let other = try TemporaryRepository(cloning: pair.origin.path)
        let commit = try await pair.commit("x")
        let remote = try GitRemote(url: other.path, of: pair.repository)
        let answer = try await remote.push([
            ReferenceUpdate("refs/heads/main", to: commit, expecting: pair.base)
        ])
        #expect(answer["refs/heads/main"]?.description.contains("checked out") == true, "\(answer)")
        #expect(try id("main", in: other) == pair.base)
    }

    @Test func `a new repository gets everything as a pack`() async throws {
        let sample = try TemporaryRepository()
        for number in 0..<80 { try sample.commit(["f\(number)": "\(number)"]) }
        try sample.git("tag", "-a", "-m", "t", "v1")
        let empty = try TemporaryRepository(bare: true)
        let repository = try open(sample)
        let remote = try GitRemote(url: empty.path, of: repository)
        let tag = try #require(try await repository.reference("refs/tags/v1"))
        let tip = try await repository.requireCommit("main")
        let answer = try await remote.push([
            ReferenceUpdate("refs/heads/main", to: tip, expecting: nil),
            ReferenceUpdate("refs/tags/v1", to: tag, expecting: nil),
        ])
        #expect(answer.isEmpty, "\(answer)")
        try empty.git("fsck", "--strict", "--full")
        #expect(try empty.git("rev-list", "--count", "main") == "80")
        #expect(try empty.git("cat-file", "-t", "v1") == "tag")
    }

    /// Writers in repositories of their own share one origin: every append survives, in one line of history.
    @Test func `of many writers none overwrites another`() async throws {
        let pair = try Pair()
        let name = "refs/trimtab/ledger"
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<5 {
                group.addTask {
                    let own = try open(TemporaryRepository(cloning: pair.origin.path))
                    let remote = try GitRemote(url: pair.origin.path, of: own)
                    var written = 0
                    while written < 6 {
                        try await remote.fetch(["+\(name):\(name)"])
                        let tip = try await own.reference(name)
                        let event = try await own.makeCommit(draft(on: tip, ["\(writer)-\(written)": "e"]))
                        if try await remote.push([ReferenceUpdate(name, to: event, expecting: tip)]).isEmpty {
                            written += 1
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try pair.origin.git("rev-list", "--count", name) == "30")
        #expect(try pair.origin.git("ls-tree", "--name-only", name).split(separator: "\n").count == 30)
        try pair.origin.git("fsck", "--strict")
    }
}
