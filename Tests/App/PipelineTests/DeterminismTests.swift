internal import Foundation
internal import TestSupport
internal import Testing

/// Equal repository, signals, configuration and time give equal commits; and a run that finds nothing new says nothing.
@Suite struct DeterminismTests {
    /// One sweep that all cases only read.
    private static let swept = Result { () -> (Storefront, RunSeen) in
        let storefront = try Storefront()
        return (storefront, try storefront.sweep())
    }

    @Test func twoFreshRepositoriesGetTheSameCommits() throws {
        let (_, first) = try Self.swept.get()
        let second = try Storefront().sweep()
        let ids = { (run: RunSeen) in run.rows.map { "\($0.target) \($0.what) \($0.commit ?? "–")" }.sorted()
        }
        #expect(ids(first) == ids(second))
        #expect(first.rows.compactMap(\.commit).count >= 13)
    }

    /// The same on every machine: another id means that the commits of everybody's open pull requests change.
    @Test func anIDIsPinned() throws {
        let (storefront, run) = try Self.swept.get()
        let row = try #require(run.row("prod Deployment/checkout/app", "memory limit"))
        let message = try storefront.git.run(["git", "cat-file", "commit", row.commit ?? "none"]).text
        #expect(row.commit == "53c7b6621bed22dd53bb46f0ed67f70314bd66c2", "\(message)")
    }

    @Test func evidenceIsStoredUnderItsDigestAndTrailersAreTheLastParagraph() throws {
        let (storefront, run) = try Self.swept.get()
        for row in run.rows {
            guard let commit = row.mergedAs ?? row.commit else { continue }
            let message = try storefront.git.run(["git", "log", "-1", "--format=%B", commit]).text
            let parsed = try storefront.git.run(
                ["git", "interpret-trailers", "--parse"], input: Data((message + "\n").utf8)
            ).text.split(separator: "\n").map(String.init)
            let names = parsed.map { String($0.prefix { $0 != ":" }) }
            let ledger = row.mergedAs == nil ? [] : ["Trimtab-Ledger"]
            #expect(
                names == [
                    "Trimtab-Action", "Trimtab-Category", "Trimtab-Policy", "Trimtab-Owner",
                    "Trimtab-Evidence",
                ]
                    + ledger)
            let last = message.trimmingCharacters(in: .newlines).components(separatedBy: "\n\n").last ?? ""
            #expect(last.split(separator: "\n").map(String.init) == parsed)

            let trailer = try #require(parsed.first { $0.hasPrefix("Trimtab-Evidence: sha256:") })
            let digest = String(trailer.dropFirst("Trimtab-Evidence: sha256:".count))
            let path = "\(digest.prefix(2))/\(digest.dropFirst(2)).json"
            let blob = try storefront.git.run(["git", "cat-file", "blob", "refs/trimtab/evidence:\(path)"])
                .output
            #expect(try storefront.git.run(["sha256sum"], input: blob).text.hasPrefix(digest))
            if let tip = parsed.first(where: { $0.hasPrefix("Trimtab-Ledger: ") })?.split(separator: " ").last
            {
                let ancestry = ["git", "merge-base", "--is-ancestor", String(tip), "refs/trimtab/ledger"]
                #expect(try storefront.git.attempt(ancestry).status == 0)
            }
        }
    }

    @Test func notesPointFromMergedCommitsToTheirEvidence() throws {
        let (storefront, run) = try Self.swept.get()
        let merged = run.rows.filter { $0.mergedAs != nil }
        #expect(merged.count == 5)
        for row in merged {
            let note = try storefront.git.run(["git", "notes", "--ref=trimtab", "show", row.mergedAs ?? ""])
                .text
            #expect(note.contains("Evidence: sha256:"), "\(note)")
            #expect(note.contains("#\(row.pullRequest ?? 0)"), "\(note)")
        }
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func theSecondAndThirdRunSayNothingNew() throws {
        let storefront = try Storefront(.small)
        _ = try storefront.sweep()
        let branches = ["git", "for-each-ref", "refs/heads", "refs/trimtab/evidence", "refs/notes"]
        let first = try storefront.git.run(branches).text
        let pulls = try PullSeen.all(storefront)
        _ = try storefront.sweep()
        #expect(try storefront.git.run(branches).text == first)
        #expect(
            try PullSeen.all(storefront).map { "\($0.head) \($0.state)" }
                == pulls.map { "\($0.head) \($0.state)" })
        let everything = try storefront.references()
        _ = try storefront.sweep()
        #expect(try storefront.references() == everything, "a run that finds nothing new writes nothing")
    }

    @Test func aLaterRunWithTheSameConclusionChangesNoCommit() throws {
        let storefront = try Storefront(.small)
        _ = try storefront.sweep()
        let heads = try storefront.git.run(["git", "for-each-ref", "refs/heads"]).text
        let before = try PullSeen.all(storefront)
        let later = try DelayedSignals(by: 600)
        let run = try storefront.sweep(at: "2026-11-20T00:10:00Z", signals: later.directory.path)
        #expect(run.rows.count { $0.pullRequest != nil } == 2)
        #expect(try storefront.git.run(["git", "for-each-ref", "refs/heads"]).text == heads)
        let after = try PullSeen.all(storefront)
        #expect(
            after.map { "\($0.number) \($0.headCommit) \($0.state)" }
                == before.map { "\($0.number) \($0.headCommit) \($0.state)" })
    }

    @Test func workTreeAndIndexStayAsTheyAre() throws {
        let storefront = try Storefront(.small)
        let shell = Shell(directory: storefront.clone)
        let file = storefront.clone + "/kubernetes/prod/search.yaml"
        let mine = Data("# mine\n".utf8)
        try mine.write(to: URL(fileURLWithPath: file))
        try Data("staged\n".utf8).write(to: URL(fileURLWithPath: storefront.clone + "/staged.txt"))
        try shell.run(["git", "add", "staged.txt"])
        let seen = { try shell.run(["git", "status", "--porcelain=v2", "--branch"]).text }
        let (before, index) = (try seen(), try shell.run(["git", "ls-files", "--stage"]).text)
        let run = try storefront.sweep()
        #expect(run.row("prod Deployment/search/app", "cpu request")?.result == "merged")
        #expect(run.remarks.contains { $0.hasPrefix("2 uncommitted changes") }, "\(run.remarks)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == mine)
        #expect(try shell.run(["git", "ls-files", "--stage"]).text == index)
        #expect(try seen() == before)
    }
}
