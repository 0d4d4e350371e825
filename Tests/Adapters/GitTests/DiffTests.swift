import Foundation
import Git
import Model
import TestSupport
import Testing

@Suite("Changes print as git prints them")
struct DiffTests {
    @Test func `between two commits`() async throws {
        let sample = try TemporaryRepository()
        let old = try sample.commit([
            "a/v.yaml": "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\n", "crlf": "x\r\ny\r\n", "gone": "g\n",
            "no-newline": "1",
        ])
        try FileManager.default.removeItem(atPath: sample.path + "/gone")
        let new = try sample.commit([
            "a/v.yaml": "a: 1\nb: 2\nc: 3\nd: 40\ne: 5\nf: 6\ng: 7\n", "crlf": "x\r\nz\r\n", "added": "n\n",
            "no-newline": "2",
        ])
        // The checkout's own idea of prefixes must not show.
        try sample.git("config", "diff.mnemonicPrefix", "true")
        try sample.git("config", "diff.noprefix", "true")
        try sample.git("config", "diff.context", "9")
        let repository = try open(sample)
        let mine = try await repository.diff(from: ObjectID(rawValue: old), to: ObjectID(rawValue: new))
        let theirs = try sample.git(
            "-c", "diff.mnemonicPrefix=false", "-c", "diff.noprefix=false", "-c", "diff.context=3", "-c",
            "core.abbrev=10", "diff", "--no-renames", old, new)
        #expect(mine == theirs + "\n")
        #expect(
            try await repository.changedPaths(from: ObjectID(rawValue: old), to: ObjectID(rawValue: new))
                == ["a/v.yaml", "added", "crlf", "gone", "no-newline"])
        #expect(try await repository.diff(from: ObjectID(rawValue: old), to: ObjectID(rawValue: old)) == "")
    }

    @Test func `between bytes, and git can apply it`() throws {
        let sample = try TemporaryRepository()
        let before = "a: 1\nb: 2\n"
        let after = "a: 1\nb: 3"
        try sample.commit(["d/v.yaml": before])
        let patch = try TextDiff.unified(
            path: "d/v.yaml", before: Array(before.utf8), after: Array(after.utf8))
        try sample.git("apply", input: patch)
        #expect(try String(contentsOfFile: sample.path + "/d/v.yaml", encoding: .utf8) == after)
        #expect(try TextDiff.unified(path: "x", before: [1], after: [1]) == "")
    }
}
