internal import Foundation
internal import TestSupport
internal import Testing

/// One sweep over the example, compared with what is known to be true of its production.
@Suite struct TruthTableTests {
    /// The sweep that all cases look at.
    private static let swept = Result { () -> (Storefront, RunSeen) in
        let storefront = try Storefront()
        return (storefront, try storefront.sweep())
    }

    @Test(arguments: Expected.storefront.findings)
    func everyFindingEndsAsItShould(_ expected: Expected.Finding) throws {
        let (_, run) = try Self.swept.get()
        guard let row = run.row(expected.target, expected.what) else {
            #expect(expected.optional == true, "not found: \(expected.why ?? "")")
            return
        }
        #expect(row.result == expected.outcome, "\(expected.why ?? ""): \(row)")
        if let holds = expected.hold { #expect(holds.contains(row.reason ?? "none"), "\(row)") }
        if expected.outcome != "held" { #expect(row.before == expected.now) }
        if let file = expected.file { #expect(row.origin?.hasPrefix(file + ":") == true, "\(row)") }
        if let category = expected.category { #expect(row.category == category) }
        guard let range = expected.proposed, let after = row.after else {
            #expect(expected.proposed == nil && row.after == nil, "\(row)")
            return
        }
        if let value = Quantity.value(after), let least = Quantity.value(range.least),
            let most = Quantity.value(range.most)
        {
            #expect(least <= value && value <= most, "\(after) is not within \(range)")
        } else {
            #expect([range.least, range.most].contains(after))
        }
    }

    @Test func nothingElseIsFound() throws {
        let (_, run) = try Self.swept.get()
        let known = Set(Expected.storefront.findings.map { "\($0.target) \($0.what)" })
        #expect(run.rows.map { "\($0.target) \($0.what)" }.filter { !known.contains($0) } == [])
        for quiet in Expected.storefront.nothing {
            #expect(!run.rows.contains { $0.target == quiet.target }, "\(quiet.target): \(quiet.why)")
        }
        #expect(run.answer.status == 0)
    }

    @Test func everyPullRequestChangesOneTokenOnOneLine() throws {
        let (storefront, run) = try Self.swept.get()
        let proposed = run.rows.filter { $0.pullRequest != nil }
        #expect(proposed.count >= 13)
        for row in proposed {
            let commit = try #require(row.mergedAs ?? row.commit)
            let stat = try storefront.git.run(["git", "diff", "--numstat", commit + "^", commit]).text
            let file = try #require(row.origin?.split(separator: ":").first)
            #expect(stat == "1\t1\t\(file)", "\(row.target) \(row.what)")
            let diff = try storefront.git.run(["git", "diff", "-U0", commit + "^", commit]).text
            let lines = diff.split(whereSeparator: \.isNewline).map(String.init)
            let (old, new) = (
                try #require(lines.first { $0.hasPrefix("-") && !$0.hasPrefix("---") }),
                try #require(lines.first { $0.hasPrefix("+") && !$0.hasPrefix("+++") })
            )
            let (before, after) = (try #require(row.before), try #require(row.after))
            // Layout may move what follows on an aligned line; everything else is the same text.
            let squeezed = { (text: String) in text.dropFirst().split(separator: " ") }
            #expect(squeezed(new) == squeezed(old.replacingFirst(before, with: after)), "\(old)\n\(new)")
        }
    }
}

extension String {
    /// The text with its first occurrence replaced.
    fileprivate func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = range(of: old, options: .literal) else { return self }
        return replacingCharacters(in: range, with: new)
    }
}
