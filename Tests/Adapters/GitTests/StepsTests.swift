import Foundation
import Git
import Model
import Ports
import TestSupport
import Testing

/// A history step by step, against what `git` says of it.
struct StepsTests {
    private func history() throws -> TemporaryRepository {
        let repository = try TemporaryRepository()
        try repository.commit(["a": "1\n", "deep/er/b": "1\n", "deep/c": "1\n", "x/y": "1\n"])
        try repository.commit(["a": "1\n2\n", "new/folder/d": "1\n"])
        try repository.git("rm", "-q", "-r", "x")
        // A file where a folder was, and a name that sorts between a file and a folder of the same beginning.
        try repository.commit(["x": "file\n", "deep.txt": "1\n", "deep/er/b": "2\n"])
        try repository.git("update-index", "--chmod=+x", "a")
        try repository.git("commit", "-q", "-m", "mode")
        try repository.git("reset", "-q", "--hard")
        try repository.git("rm", "-q", "-r", "deep", "new")
        try repository.commit([:])
        return repository
    }

    /// `path before after` as `git diff-tree` has them, zeros for what is not there.
    private func told(_ repository: TemporaryRepository, _ id: String) throws -> [String] {
        try repository.git("diff-tree", "-r", "--no-renames", "--no-commit-id", id)
            .split(separator: "\n").map { line in
                let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                return "\(words[5]) \(words[2]) \(words[3])"
            }.sorted()
    }

    @Test func saysWhatGitSays() async throws {
        let repository = try history()
        let git = try GitRepository(path: repository.path)
        let ids = try repository.git("rev-list", "--first-parent", "HEAD").split(separator: "\n").map(
            String.init)
        let steps = try await git.steps(from: ObjectID(rawValue: ids[0]), back: nil, limit: 100)
        #expect(steps.map(\.id.rawValue) == ids)
        #expect(steps.last?.changes == [] && steps.last?.parents == [])
        let zeros = String(repeating: "0", count: 40)
        for step in steps.dropLast() {
            let seen = step.changes.map {
                "\($0.path) \($0.before?.rawValue ?? zeros) \($0.after?.rawValue ?? zeros)"
            }.sorted()
            #expect(try seen == told(repository, step.id.rawValue))
        }
    }

    @Test func endsWhereItIsTold() async throws {
        let repository = try history()
        let git = try GitRepository(path: repository.path)
        let ids = try repository.git("rev-list", "HEAD").split(separator: "\n").map {
            ObjectID(rawValue: String($0))
        }
        #expect(try await git.steps(from: ids[0], back: nil, limit: 2).map(\.id) == Array(ids.prefix(2)))
        #expect(try await git.steps(from: ids[0], back: ids[3], limit: 100).map(\.id) == Array(ids.prefix(3)))
        #expect(try await git.steps(from: ids[0], back: ids[0], limit: 100) == [])
    }

    @Test(arguments: ["", "a", "two\nlines\n", String(repeating: "x", count: 70_000)])
    func namesABlobAsGitDoes(_ text: String) throws {
        let repository = try TemporaryRepository()
        let name = try repository.git("hash-object", "--stdin", input: text)
        #expect(ObjectID(ofBlob: Array(text.utf8)[...]).rawValue == name)
    }
}
