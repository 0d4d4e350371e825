import Foundation
import Model
import TestSupport
import Testing

/// Trailers are what `git interpret-trailers` says, on messages that people and forges write.
@Suite(.enabled(if: Shell.has("git"), "git is not installed")) struct TrailerReadingTests {
    @Test(arguments: [
        "subject\n\nbody\n\nA: 1\nB-c: two words\n", "subject\n\nA: 1", "subject\n\nA: 1\n\n\n", "A: 1\n",
        "A: 1",
        "subject\nA: 1\n", "subject\n\ntext\nA: 1\n", "subject\n\nA: 1\n\nlast words\n",
        "subject\n\nA: 1\n  goes on\nB: 2\n",
        "subject\n\nA b: 1\n", "subject\n\nhttp://x.example\n", "subject\n\nA:\n", "subject\n\n\n\nA: 1\n",
        "",
        "\n\nsubject\n\nA: 1\n", "subject\n\nÄ: 1\n", "subject\n\n: 1\n", "subject\n \nA: 1\n",
        "subject\n\nA:1\n",
    ])
    func weReadWhatGitReads(_ message: String) throws {
        let directory = try TemporaryDirectory()
        let gits = try Shell(directory: directory.path).run(
            ["git", "interpret-trailers", "--parse", "--no-divider"], input: Data(message.utf8)
        ).text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.sorted()
        let who = CommitIdentity(name: "A", email: "a@b", time: Timestamp(seconds: 0))
        let record = CommitRecord(
            id: ObjectID(rawValue: ""), tree: ObjectID(rawValue: ""), parents: [], author: who,
            committer: who,
            message: message)
        let ours = record.trailers.map { "\($0.key): \($0.value)".trimmingCharacters(in: .whitespaces) }
            .sorted()
        #expect(ours == gits)
    }

    @Test func windowsLineEndsAreLineEnds() {
        let who = CommitIdentity(name: "A", email: "a@b", time: Timestamp(seconds: 0))
        let record = CommitRecord(
            id: ObjectID(rawValue: ""), tree: ObjectID(rawValue: ""), parents: [], author: who,
            committer: who,
            message: "subject\r\n\r\nA: 1\r\nB: 2\r\n")
        #expect(record.trailers == ["A": "1", "B": "2"])
        #expect(record.subject == "subject")
    }
}
