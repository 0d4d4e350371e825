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
        #expect(row.commit == "033c482439e36bacc110bfd64b42105b94ec487d", "\(message)")
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
        #expect(merged.count == 6)
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
        let told = { (pulls: [PullSeen]) in pulls.map { "\($0.head) \($0.state) \($0.body)" } }
        #expect(try told(PullSeen.all(storefront)) == told(pulls))
        let everything = try storefront.references()
        _ = try storefront.sweep()
        #expect(try storefront.references() == everything, "a run that finds nothing new writes nothing")
    }

    /// Two runs of the same repository, some time apart.
    private struct Pair {
        let storefront: Storefront
        let first: RunSeen
        let later: RunSeen
        /// Branches, what they point at, and the archive of evidence, after each run.
        let commits: (before: String, after: String)
        let pulls: (before: [PullSeen], after: [PullSeen])

        init(_ kind: Storefront.Kind, at time: String, _ signals: DelayedSignals) throws {
            let names = ["git", "for-each-ref", "refs/heads", "refs/trimtab/evidence", "refs/notes"]
            storefront = try Storefront(kind)
            first = try storefront.sweep()
            let before = try (storefront.git.run(names).text, PullSeen.all(storefront))
            later = try storefront.sweep(at: time, signals: signals.directory.path)
            let after = try (storefront.git.run(names).text, PullSeen.all(storefront))
            commits = (before.0, after.0)
            pulls = (before.1, after.1)
        }

        /// Number, head and state of every pull request.
        static func heads(_ pulls: [PullSeen]) -> [String] {
            pulls.map { "\($0.number) \($0.headCommit) \($0.state) \($0.title)" }
        }
    }

    /// A later moment, and how many seconds that is after the recording.
    private static let moments = [("2026-11-20T00:10:00Z", 600), ("2026-11-21T00:00:00Z", 86_400)]

    @Test(arguments: moments)
    func aLaterRunWithTheSameConclusionChangesNoCommit(_ time: String, _ seconds: Int) throws {
        let signals = try DelayedSignals(by: seconds)
        let pair = try Pair(.whole, at: time, signals)
        let open = pair.later.rows.filter { $0.pullRequest != nil }
        #expect(open.count == 8 && open.allSatisfy { $0.result == "waits" }, "\(pair.later.lines)")
        #expect(pair.commits.after == pair.commits.before)
        #expect(Pair.heads(pair.pulls.after) == Pair.heads(pair.pulls.before))
        // The conclusion is the same, the evidence is newer: people read it in the body.
        let isDayLater = seconds >= 86_400
        for pull in pair.pulls.after where pull.state == "open" {
            #expect(
                pull.body.contains(isDayLater ? "2026-11-21 00:00 UTC" : "2026-11-20 00:10 UTC"),
                "\(pull.body)")
        }
        let everything = try pair.storefront.references()
        _ = try pair.storefront.sweep(at: time, signals: signals.directory.path)
        #expect(try pair.storefront.references() == everything, "a run that finds nothing new writes nothing")
    }

    /// Multiplies what the containers of pods with a name that begins so used.
    private static func scaled(_ factor: Double, pods: String, after seconds: Int) throws -> DelayedSignals {
        let changes = ["container_cpu_usage", "container_memory_working_set"].map { query in
            DelayedSignals.Change(query: query, pods: pods) { samples in
                samples.map { ($0.time, String(format: "%.6g", (Double($0.value) ?? 0) * factor)) }
            }
        }
        return try DelayedSignals(by: seconds, changing: changes)
    }

    @Test func otherNumbersThatGiveTheSameValueChangeNoCommit() throws {
        let pair = try Pair(
            .whole, at: "2026-11-21T00:00:00Z", try Self.scaled(1.01, pods: "", after: 86_400))
        #expect(pair.later.rows.count { $0.pullRequest != nil } == 8, "\(pair.later.lines)")
        #expect(pair.commits.after == pair.commits.before)
        #expect(Pair.heads(pair.pulls.after) == Pair.heads(pair.pulls.before))
        let recommender = { (pulls: [PullSeen]) in pulls.first { $0.head.contains("recommender") }?.body ?? ""
        }
        #expect(recommender(pair.pulls.before).contains("1030Mi"))
        #expect(recommender(pair.pulls.after).contains("1040Mi"), "\(recommender(pair.pulls.after))")
    }

    @Test func anotherValueRebuildsThatCommitAndNoOther() throws {
        let signals = try Self.scaled(2.5, pods: "recommender-", after: 86_400)
        let pair = try Pair(.whole, at: "2026-11-21T00:00:00Z", signals)
        let (old, new) = (
            try #require(pair.first.row("shop Deployment/recommender/model", "memory request")),
            try #require(pair.later.row("shop Deployment/recommender/model", "memory request"))
        )
        #expect(old.after != new.after && new.after != nil, "\(new)")
        #expect(new.pullRequest == old.pullRequest && new.branch == old.branch && new.commit != old.commit)
        let others = { (pulls: [PullSeen]) in Pair.heads(pulls.filter { $0.head != old.branch }) }
        #expect(others(pair.pulls.after) == others(pair.pulls.before))
        let branch = "refs/heads/\(old.branch ?? "")"
        let show = { try pair.storefront.git.run(["git", "log", "--format=%H %s", "main..\(branch)"]).text }
        #expect(
            try show()
                == "\(new.commit ?? "") \(pair.pulls.after.first { $0.head == old.branch }?.title ?? "")")
        let everything = try pair.storefront.references()
        _ = try pair.storefront.sweep(at: "2026-11-21T00:00:00Z", signals: signals.directory.path)
        #expect(try pair.storefront.references() == everything, "it is rebuilt once")
        #expect(try Invariants.broken(pair.storefront) == [])
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
