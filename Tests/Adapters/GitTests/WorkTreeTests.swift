import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

/// The files of the machine as a tree.
@Suite struct WorkTreeTests {
    private static func repository() throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.commit([
            ".gitignore": ".terraform/\n*.secret\n", "live/main.tf": "a", "tracked.secret": "t",
        ])
        try repository.git("add", "-f", "tracked.secret")
        try repository.git("commit", "-q", "-m", "Force")
        try repository.write("live/main.tf", "b")
        try repository.write("live/new.tf", "c")
        try repository.write("live/own.secret", "d")
        for name in [
            "modules/modules.json", "modules/m/main.tf", "modules/m/.git/HEAD", "providers/p/x",
            "environment",
        ] {
            try repository.write("live/.terraform/\(name)", "e")
        }
        try repository.write("live/.terragrunt-cache/x/y/main.tf", "f")
        try repository.write("inner/.git/HEAD", "g")
        try repository.write("inner/main.tf", "g")
        return repository
    }

    @Test func showsWhatIsThereNow() async throws {
        let repository = try Self.repository()
        let manager = FileManager.default
        for (link, target) in [
            ("near", "live/main.tf"), ("far", "/etc/hosts"), ("up", "../x"), ("folder", "live"),
        ] {
            try manager.createSymbolicLink(
                atPath: "\(repository.path)/\(link)", withDestinationPath: target)
        }
        let git = try GitRepository(path: repository.path)
        let tree = try await git.workTree()
        #expect(tree.commit.rawValue == (try repository.git("rev-parse", "HEAD")))
        let paths = tree.entries.map(\.path)
        #expect(
            paths == [
                ".gitignore", "far", "folder", "inner", "live/.terraform/modules/m/main.tf",
                "live/.terraform/modules/modules.json", "live/main.tf", "live/new.tf", "live/own.secret",
                "near", "tracked.secret", "up",
            ])
        #expect(tree.entries.first { $0.path == "inner" }?.kind == .submodule)
        #expect(try tree.read("live/main.tf") == Array("b".utf8))
        #expect(try tree.read("near") == Array("b".utf8))
        #expect(try tree.read("folder/new.tf") == Array("c".utf8))
        #expect(tree.realPath("folder") == "live")
        #expect(tree.realPath("live/../live/./main.tf") == "live/main.tf")
        for path in [
            "far", "up", "inner", "inner/main.tf", "../repository/live/main.tf", "none", ".git/HEAD",
        ] {
            #expect(tree.realPath(path) == nil, "\(path)")
            #expect(try tree.read(path) == nil, "\(path)")
        }
    }

    @Test func knowsWhatGitWouldNeverCommit() async throws {
        let git = try GitRepository(path: try Self.repository().path)
        for (path, isIgnored) in [
            ("live/main.tf", false), ("live/new.tf", false), ("live/own.secret", true),
            ("tracked.secret", false),
            ("live/.terraform/modules/m/main.tf", true),
        ] {
            #expect(try await git.isIgnored(path) == isIgnored, "\(path)")
        }
    }

    @Test func aBareRepositoryHasNone() async throws {
        let git = try GitRepository(path: try TemporaryRepository(bare: true).path)
        await #expect(throws: Failure.self) { try await git.workTree() }
    }
}
