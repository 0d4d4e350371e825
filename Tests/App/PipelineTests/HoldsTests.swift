internal import Foundation
internal import TestSupport
internal import Testing

/// What keeps the bot away from one target: a label, a person's own work on the line, a fix that comes back too often.
@Suite struct HoldsTests {
    private let search = PeopleTests.search

    /// Commits on `main` as Ada, at a time.
    private func commit(
        _ storefront: Storefront, _ path: String, at time: String, _ change: (String) -> String
    ) throws {
        let shell = Shell(
            directory: storefront.clone,
            environment: ["GIT_COMMITTER_DATE": time, "GIT_AUTHOR_DATE": time])
        try shell.run(["git", "fetch", "-q", "origin"])
        try shell.run(["git", "reset", "-q", "--hard", "origin/main"])
        let file = storefront.clone + "/" + path
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = change(text)
        #expect(changed != text)
        try changed.write(toFile: file, atomically: true, encoding: .utf8)
        try shell.run(["git", "commit", "-q", "-a", "-m", "By hand"])
        try shell.run(["git", "push", "-q", "origin", "HEAD:main"])
    }

    /// The line that decides the request of search: `cpu: "2"` or the like.
    private func touch(_ text: String) -> String {
        text.replacing(/(requests:\s*\n\s*cpu: \S+)/) { "\($0.1) # measured by Ada" }
    }

    @Test func aPersonsCommitOnTheLineStartsAQuietPeriod() throws {
        let storefront = try Storefront(.small)
        try commit(
            storefront, "kubernetes/prod/search.yaml", at: "2026-11-19T12:00:00Z", touch)
        let run = try storefront.sweep()
        let row = try #require(run.row(search.target, search.what))
        #expect(row.result == "held" && row.reason == "held-by-person", "\(row)")
        #expect(row.detail?.contains("Ada set kubernetes/prod/search.yaml:") == true, "\(row)")
        #expect(row.detail?.contains("until 2026-11-20 12:00") == true, "\(row)")
        #expect(run.rows.contains { $0.result == "merged" }, "others go on: \(run.lines)")
    }

    /// A day later, or beside the line, nothing is quiet.
    @Test(arguments: [("2026-11-18T23:59:59Z", true), ("2026-11-19T12:00:00Z", false)])
    func aQuietPeriodIsOverAndIsOfTheLine(_ time: String, _ isTheLine: Bool) throws {
        let storefront = try Storefront(.small)
        try commit(storefront, "kubernetes/prod/search.yaml", at: time) { text in
            isTheLine ? touch(text) : "# search, as we know it\n" + text
        }
        let run = try storefront.sweep()
        #expect(run.row(search.target, search.what)?.result == "merged", "\(run.lines)")
    }

    /// A repository may ask for more than a day, and the decision says where.
    @Test(arguments: [("2026-11-16T12:00:00Z", false), ("2026-11-17T12:00:00Z", true)])
    func aRepositoryMayAskForALongerQuietPeriod(_ time: String, _ isQuiet: Bool) throws {
        let storefront = try Storefront(.small)
        try commit(storefront, ".trimtab.yml", at: time) { $0 + "\nquietPeriod: 3d\n" }
        try commit(storefront, "kubernetes/prod/search.yaml", at: time, touch)
        let row = try #require(try storefront.sweep().row(search.target, search.what))
        #expect(row.result == (isQuiet ? "held" : "merged"), "\(row)")
        if isQuiet { #expect(row.detail?.contains("until 2026-11-20 12:00") == true, "\(row)") }
    }

    @Test func aLabelHoldsUntilRelease() throws {
        let storefront = try Storefront(.small)
        let target = ("prod Deployment/checkout/app", "memory limit")
        let number = try #require(try storefront.sweep().row(target.0, target.1)?.pullRequest)
        try label(storefront, number, add: true)
        let held = try #require(try storefront.sweep().row(target.0, target.1))
        #expect(held.result == "held" && held.reason == "held-by-person", "\(held)")
        #expect(held.detail?.contains("trimtab/hold on #\(number)") == true, "\(held)")
        // The local forge does not keep who put it on, and nobody is made up.
        #expect(try EventSeen.all(storefront).contains { $0.type == "hold" && $0.actor == "unknown" })
        // Taking the label off is not enough: somebody must say so.
        try label(storefront, number, add: false)
        #expect(try storefront.sweep().row(target.0, target.1)?.reason == "held-by-person")
        let canonical = "kubernetes:prod-eu:prod:Deployment/checkout/app:resources.limits.memory"
        try storefront.demand(
            "release", "--scope", "target:\(canonical)", "--reason", "now it may", "--at", Product.now)
        #expect(try storefront.sweep().row(target.0, target.1)?.result == "waits")
        #expect(try EventSeen.all(storefront).contains { $0.type == "release" && $0.actor == "grace" })
    }

    /// Sets or takes a label off a pull request of the local forge, as its reference keeps it.
    private func label(_ storefront: Storefront, _ number: Int, add: Bool) throws {
        let name = "refs/trimtab/pulls/\(number)"
        let git = storefront.git
        let text = try git.run(["git", "show", "\(name):pull.json"]).text
        let changed =
            add
            ? text.replacing("\"labels\":[", with: "\"labels\":[\"trimtab/hold\",")
            : text.replacing("\"trimtab/hold\",", with: "")
        #expect(changed != text, "\(text)")
        let blob = try git.run(["git", "hash-object", "-w", "--stdin"], input: Data(changed.utf8)).text
        let entries = try git.run(["git", "ls-tree", name]).text.split(separator: "\n").map { line in
            line.hasSuffix("\tpull.json") ? "100644 blob \(blob)\tpull.json" : String(line)
        }
        let tree = try git.run(["git", "mktree"], input: Data((entries.joined(separator: "\n") + "\n").utf8))
            .text
        let commit = try git.run(["git", "commit-tree", tree, "-p", name, "-m", "label"]).text
        try git.run(["git", "update-ref", name, commit])
    }

    /// Two fixes in a week, and a third is wanted: people get it as what it may be, and nothing is merged.
    @Test func theSameFixAgainAndAgainIsEscalatedAsMaskingACause() throws {
        let storefront = try Storefront(.small)
        let lines = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"].enumerated().map { index, action in
            """
            {"event":{"action":"\(action)","actor":"trimtab","category":"rightsize-cpu","details":{"key":"merge #9\(index)"},"id":"000000000000000\(index)","service":"prod/search","target":"\(PeopleTests.canonical)","tier":"info","time":"2026-11-1\(6 + index)T00:00:00Z","trigger":"sweep","type":"permit"}}
            """
        }
        let git = storefront.git
        let blob = try git.run(
            ["git", "hash-object", "-w", "--stdin"], input: Data((lines.joined(separator: "\n") + "\n").utf8)
        ).text
        var entry = "100644 blob \(blob)\t2026-11-17.jsonl"
        for folder in ["11", "2026", "events"] {
            let tree = try git.run(["git", "mktree"], input: Data((entry + "\n").utf8)).text
            entry = "040000 tree \(tree)\t\(folder)"
        }
        let tree = try git.run(["git", "mktree"], input: Data((entry + "\n").utf8)).text
        let commit = try git.run(["git", "commit-tree", tree, "-m", "ledger"]).text
        try git.run(["git", "update-ref", "refs/trimtab/ledger", commit])

        for _ in 0..<2 {
            let run = try storefront.sweep()
            let row = try #require(run.row(search.target, search.what))
            #expect(row.result == "held" && row.reason == "recurring", "\(row)")
            #expect(row.detail?.contains("masking a cause") == true, "\(row)")
        }
        let issues = try EndState(storefront).issues
        #expect(issues.count { $0.contains("masking a cause") } == 1, "\(issues)")
        let main = try git.run([
            "git", "log", "--format=%(trailers:key=Trimtab-Action)", "main", "--",
            "kubernetes/prod/search.yaml",
        ])
        #expect(!main.text.contains("Trimtab-Action"))
    }
}
