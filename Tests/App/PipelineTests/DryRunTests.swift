internal import TestSupport
internal import Testing

/// A dry run does everything but outward effects, and shows what it would commit.
@Suite struct DryRunTests {
    @Test func nothingMovesAndTheDiffIsShown() throws {
        let storefront = try Storefront(.small)
        let before = try storefront.references()
        let answer = try storefront.trimtab(
            "sweep", "--signals", Storefront.signals, "--at", Product.now, "--dry-run")
        #expect(answer.status == 0, "\(answer.everything)")
        #expect(try storefront.references() == before)
        #expect(answer.text.contains("dry run"))
        #expect(answer.text.contains("--- a/kubernetes/prod/search.yaml"))
        #expect(answer.text.contains("+++ b/kubernetes/prod/search.yaml"))
        #expect(answer.text.split(separator: "\n").contains { $0.hasPrefix("+") && $0.contains("800m") })
        #expect(try Shell(directory: storefront.clone).run(["git", "status", "--porcelain"]).text == "")
    }

    @Test func whatIsShownIsWhatIsCommitted() throws {
        let storefront = try Storefront(.small)
        let dry = try storefront.sweep("--dry-run")
        let real = try storefront.sweep()
        let shown = dry.rows.compactMap { row in row.commit.map { "\(row.target) \(row.what) \($0)" } }
        let done = real.rows.filter { row in shown.contains { $0.hasPrefix("\(row.target) \(row.what) ") } }
        #expect(!shown.isEmpty)
        for row in done where row.result == "merged" {
            #expect(shown.contains("\(row.target) \(row.what) \(row.commit ?? "?")"))
        }
    }

    @Test func anAlertAnsweredDryMovesNothing() throws {
        let storefront = try Storefront(.small)
        let before = try storefront.references()
        let answer = try storefront.trimtab(
            "respond", "--signals", Storefront.signals, "--at", Product.now, "--dry-run",
            "--detailed-exit-code",
            "--alert", "\(Storefront.signals)/alerts/kube-container-oomkilled.json")
        #expect(try storefront.references() == before)
        #expect(answer.text.contains("768Mi"))
    }
}
