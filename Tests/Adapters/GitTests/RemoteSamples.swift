import Diagnostics
import Foundation
import Git
import Model
import TestSupport
import Testing

/// A bare origin with one commit on `main`, and a clone that we work in.
struct Pair {
    let origin: TemporaryRepository
    let clone: TemporaryRepository
    let repository: GitRepository
    let base: ObjectID

    init() throws {
        let seed = try TemporaryRepository()
        try seed.commit(["values.yaml": "memory: 512Mi\n"])
        origin = try TemporaryRepository(cloning: seed.path, options: ["--bare"])
        clone = try TemporaryRepository(cloning: origin.path)
        repository = try open(clone)
        base = try id("HEAD", in: origin)
    }

    /// A hook of the origin; over HTTP and SSH it runs.
    func hook(_ name: String, _ script: String) throws {
        try origin.write("hooks/" + name, "#!/bin/sh\n" + script)
        try origin.shell.run(["chmod", "+x", origin.path + "/hooks/" + name])
    }

    func commit(_ text: String, on base: ObjectID? = nil) async throws -> ObjectID {
        try await repository.makeCommit(draft(on: base ?? self.base, ["values.yaml": text]))
    }
}

/// What every way of reaching a remote must do alike.
func checkContract(_ pair: Pair, _ remote: GitRemote) async throws {
    let branch = "refs/heads/trimtab/memory/checkout-1234abcd"
    #expect(try await remote.references() == ["refs/heads/main": pair.base])
    #expect(try await remote.defaultBranch() == "refs/heads/main")

    // Many references at once, of any kind.
    let first = try await pair.commit("memory: 768Mi\n")
    let note = try #require(
        try await pair.repository.writeNotes([first: "Evidence: x"], in: "refs/notes/trimtab", author: bot))
    let ledger = try #require(
        try await pair.repository.append(
            ["abcd": [1]], to: "refs/trimtab/ledger", message: "e\n", author: bot))
    let answer = try await remote.push([
        ReferenceUpdate(branch, to: first, expecting: nil),
        ReferenceUpdate("refs/notes/trimtab", to: note, expecting: nil),
        ReferenceUpdate("refs/trimtab/ledger", to: ledger, expecting: nil),
    ])
    #expect(answer.isEmpty, "\(answer)")
    #expect(
        try await remote.references() == [
            "refs/heads/main": pair.base, branch: first, "refs/notes/trimtab": note,
            "refs/trimtab/ledger": ledger,
        ])
    #expect(try pair.origin.git("notes", "--ref=trimtab", "show", first.rawValue) == "Evidence: x")
    try pair.origin.git("fsck", "--strict")

    // The bot's own branch may be rewritten, from where it was seen.
    let second = try await pair.commit("memory: 1Gi\n")
    #expect(try await remote.push([ReferenceUpdate(branch, to: second, expecting: first)]).isEmpty)
    // Lost leases: moved, not there, there already. What is right beside them goes through.
    let third = try await pair.commit("memory: 2Gi\n")
    let lost = try await remote.push([
        ReferenceUpdate(branch, to: third, expecting: first),
        ReferenceUpdate("refs/heads/trimtab/none", to: third, expecting: first),
        ReferenceUpdate("refs/notes/trimtab", to: third, expecting: nil),
        ReferenceUpdate("refs/heads/trimtab/fine", to: third, expecting: nil),
    ])
    #expect(Set(lost.keys) == [branch, "refs/heads/trimtab/none", "refs/notes/trimtab"])
    for (name, failure) in lost { #expect(failure.code == .conflict, "\(name): \(failure)") }
    #expect(lost[branch]?.description.contains(second.short) == true, "\(lost)")
    #expect(try id(branch, in: pair.origin) == second)
    #expect(try id("refs/notes/trimtab", in: pair.origin) == note)
    #expect(try id("refs/heads/trimtab/fine", in: pair.origin) == third)

    // Every other reference only moves forward.
    let sideways = try await pair.commit("memory: 3Gi\n")
    let forward = try await pair.commit("memory: 4Gi\n")
    #expect(
        try await remote.push([ReferenceUpdate("refs/heads/main", to: forward, expecting: pair.base)]).isEmpty
    )
    let rewritten = try await remote.push([
        ReferenceUpdate("refs/heads/main", to: sideways, expecting: forward)
    ])
    #expect(rewritten["refs/heads/main"]?.code == .conflict)
    #expect(rewritten["refs/heads/main"]?.description.contains("does not follow") == true)
    #expect(try id("main", in: pair.origin) == forward)

    // Deleting, from where it was seen.
    let kept = try await remote.push([ReferenceUpdate(branch, to: nil, expecting: first)])
    #expect(kept[branch]?.code == .conflict)
    #expect(try await remote.push([ReferenceUpdate(branch, to: nil, expecting: second)]).isEmpty)
    #expect(try await remote.references()[branch] == nil)

    // Fetching mirrors, without touching what the user sees.
    let before = try pair.clone.git("status", "--porcelain", "--branch")
    try pair.origin.git("branch", "gone", "main")
    try await remote.fetch(["+refs/heads/*:refs/remotes/origin/*", "+refs/trimtab/*:refs/trimtab/*"])
    #expect(try await pair.repository.reference("refs/remotes/origin/main") == forward)
    #expect(try await pair.repository.reference("refs/remotes/origin/gone") == forward)
    try pair.origin.git("branch", "-D", "gone")
    try await remote.fetch(["+refs/heads/*:refs/remotes/origin/*"])
    #expect(try await pair.repository.reference("refs/remotes/origin/gone") == nil)
    #expect(try await pair.repository.reference("refs/trimtab/ledger") == ledger)
    #expect(try id("HEAD", in: pair.clone) == pair.base)
    #expect(!FileManager.default.fileExists(atPath: pair.clone.path + "/.git/FETCH_HEAD"))
    #expect(before == "## main...origin/main")
}
