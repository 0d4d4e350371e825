import Foundation
import TestSupport
import Testing

/// `--top` and the digest, on the example repository.
@Suite struct DigestTests {
    @Test func topLeavesTheRestForLaterAndKeepsItsPullRequests() throws {
        let storefront = try Storefront(.small)
        let all = try Storefront(storefront).sweep()
        let reached = all.rows.filter { $0.pullRequest != nil }
        try #require(reached.count > 2)
        let few = try storefront.sweep("--top", "1")
        #expect(few.rows.count { $0.pullRequest != nil } == 1, "\(few.lines)")
        #expect(few.rows.count { $0.reason == "below-top" } == reached.count - 1, "\(few.lines)")
        // The same targets are there, in whatever order, and the others travel in the next run.
        #expect(Set(few.rows.map(\.target)) == Set(all.rows.map(\.target)))
        let rest = try storefront.sweep()
        #expect(rest.rows.count { $0.reason == "below-top" } == 0)
        let again = try storefront.sweep("--top", "0")
        #expect(again.rows.count { $0.pullRequest != nil } == 0)
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func theDigestSaysWhatLandedAndIsPostedOnce() throws {
        let storefront = try Storefront(.small)
        let run = try storefront.sweep()
        let landed = run.rows.filter { $0.result == "merged" }.count
        try #require(landed > 0)
        let answer = try storefront.trimtab("digest", "--at", Product.now)
        #expect(answer.status == 0, "\(answer.everything)")
        #expect(answer.text.contains("\(landed) change"), "\(answer.text)")
        #expect(answer.text.contains("### Landed") && answer.text.contains("### Waiting for people"))
        let before = try storefront.trimtab("digest", "--at", Product.now, "--post")
        let after = try storefront.trimtab("digest", "--at", Product.now, "--post")
        #expect(before.status == 0 && after.status == 0, "\(before.everything) \(after.everything)")
        let number = { (text: String) in text.firstMatch(of: /posted as issue #([0-9]+)/)?.output.1 }
        #expect(number(before.text) != nil && number(before.text) == number(after.text))
    }

    @Test func aChangeIsDrawnFromItsEvidence() throws {
        let storefront = try Storefront(.small)
        let row = try #require(
            try storefront.sweep().rows.first { $0.pullRequest != nil && $0.what == "cpu request" })
        let path = storefront.directory.path + "/change.svg"
        let answer = try storefront.trimtab("explain", "\(row.pullRequest ?? 0)", "--plot", path)
        #expect(answer.status == 0, "\(answer.everything)")
        let svg = try String(contentsOfFile: path, encoding: .utf8)
        #expect(svg.hasPrefix("<svg") && svg.contains("\(row.after ?? "?") new"))
    }
}
