import Foundation
import TestSupport
import Testing

/// The watchdog beside the whole road: silent when the bot is honest, loud when one merge is forged.
@Suite struct WatchedRoadTests {
    /// What `trimtab watchdog -o json` says.
    private struct Seen: Decodable {
        struct Report: Decodable {
            struct Finding: Decodable {
                var place: String
                var rule: String
            }
            var merges: Int
            var findings: [Finding]
        }
        var report: Report
        var done: [String]
    }

    private func watch(_ storefront: Storefront, at time: String = Product.now) throws -> (Int32, Seen) {
        let answer = try storefront.product().run(["watchdog", "--repo", "clone", "--at", time, "-o", "json"])
        guard let seen = try? JSONDecoder().decode(Seen.self, from: answer.output) else {
            throw Unexpected(answer.everything)
        }
        return (answer.status, seen)
    }

    @Test func isSilentAboutAnHonestRoadAndFindsOneForgedMerge() throws {
        let storefront = try Storefront(.small)
        let merged = try storefront.respond().rows + storefront.sweep().rows
        let count = merged.count { $0.result == "merged" }
        #expect(count >= 2)
        var (status, seen) = try watch(storefront)
        #expect(status == 0)
        #expect(seen.report.merges == count)
        #expect(seen.report.findings.map(\.rule) == [])
        #expect(seen.done == [])
        #expect(try !storefront.references().contains("refs/trimtab/halt"))

        // The trailers of a merge, and no permit behind them.
        let ledger = try storefront.git.run(["git", "rev-parse", "refs/trimtab/ledger"]).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let file = "kubernetes/prod/checkout.yaml"
        let text = try storefront.git.run(["git", "show", "main:\(file)"]).text
        try storefront.push(
            [file: text.replacing("768Mi", with: "2Gi")],
            "fix(resources): more\n\nTrimtab-Action: 0123456789abcdef\nTrimtab-Ledger: \(ledger)")
        let forged = try storefront.git.run(["git", "rev-parse", "main"]).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
        (status, seen) = try watch(storefront)
        #expect(status == 1)
        #expect(seen.report.findings.map(\.place) == [forged])
        #expect(seen.report.findings.map(\.rule) == ["no-permit"])
        #expect(seen.done.count == 2)
        #expect(try storefront.references().contains("refs/trimtab/halt"))

        let halted = try storefront.sweep()
        #expect(halted.answer.status == 75, "\(halted.answer.everything)")
        #expect(halted.rows.allSatisfy { $0.result != "merged" })
    }
}
