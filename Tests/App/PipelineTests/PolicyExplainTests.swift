internal import Foundation
internal import TestSupport
internal import Testing

/// `policy explain` says what the next run would decide, and every line that it names says what it is named for.
@Suite struct PolicyExplainTests {
    private struct Node: Decodable {
        var label: String
        var value: String
        var verdict: String
        var source: String?
        var children: [Node]

        var all: [Node] { [self] + children.flatMap(\.all) }
    }

    private struct Explanation: Decodable {
        struct Part: Decodable {
            var heading: String
            var hold: String?
            var decision: Node?
        }
        var parts: [Part]
        var isGeneral: Bool
    }

    private static let signals = ["--signals", Storefront.signals, "--at", Product.now]

    private func explain(_ storefront: Storefront, _ arguments: [String]) throws -> Explanation {
        let answer = try storefront.product().run(
            ["policy", "explain", "--repo", "clone", "-o", "json"] + arguments)
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
        return try JSONDecoder().decode(Explanation.self, from: answer.output)
    }

    /// Words of which the named line must hold one; a label that is not listed must be known to hold none.
    private static let words: [String: [String]] = [
        "posture": ["posture"], "owner": ["owner"], "safety case": ["safetyCase"], "applies": ["applies"],
        "applies to": ["applies"], "paths": ["applies"], "bounds": ["bounds"], "step": ["bounds"],
        "evidence": ["evidence"], "freshness": ["evidence"], "gates": ["gates"],
        "approvals": ["approvals", "posture"], "recurrence": ["recurrence"], "verified for": ["verify"],
        "repository": ["posture"], "window": ["windows"], "budget": ["budget"], "review": ["reviewBy"],
        "category": ["posture", "name"], "safety case complete": ["safetyCase"],
    ]

    @Test func everyChangeIsExplainedWithTheLinesThatDecide() throws {
        let storefront = try Storefront()
        let before = try storefront.references()
        let due = try storefront.sweep("--dry-run").rows
        let explanation = try explain(storefront, Self.signals)
        #expect(!explanation.isGeneral && explanation.parts.count == due.count)
        #expect(explanation.parts.count { $0.decision?.value == "yes" } >= 2)
        #expect(explanation.parts.allSatisfy { $0.decision != nil || $0.hold != nil })
        var named = 0
        for node in explanation.parts.compactMap(\.decision).flatMap(\.all) {
            named += try check(node, in: storefront)
        }
        #expect(named > 100)
        #expect(try storefront.references() == before, "explaining changed the origin")
    }

    @Test func whatIsNotDueIsExplainedByItsCategories() throws {
        let storefront = try Storefront()
        for arguments in [
            ["Deployment/nothing"] + Self.signals, ["Deployment/nothing", "--at", Product.now],
        ] {
            let explanation = try explain(storefront, arguments)
            #expect(explanation.isGeneral)
            let names = explanation.parts.map(\.heading)
            #expect(names.contains("category raise-memory-on-oom"))
            #expect(!names.contains("category rightsize-instance"), "it speaks of machines only")
            var named = 0
            for node in explanation.parts.compactMap(\.decision).flatMap(\.all) {
                named += try check(node, in: storefront)
            }
            #expect(named > 30)
        }
        let machines = try explain(storefront, ["aws_instance.nothing", "--at", Product.now])
        #expect(machines.parts.map(\.heading).contains("category rightsize-instance"))
    }

    @Test func aPullRequestIsExplainedByWhatItWaitsForAndAMergedOneByWhatItWasAllowedFor() throws {
        let storefront = try Storefront()
        let rows = try storefront.sweep().rows
        let waiting = try #require(rows.first { $0.result == "waits" && $0.pullRequest != nil })
        let merged = try #require(rows.first { $0.result == "merged" })
        let open = try explain(storefront, ["\(try #require(waiting.pullRequest))"] + Self.signals)
        #expect(open.parts.count == 1 && open.parts[0].heading.hasPrefix(waiting.target))
        #expect(open.parts[0].decision?.verdict == "blocks")
        let done = try explain(storefront, ["#\(try #require(merged.pullRequest))"] + Self.signals)
        #expect(done.parts.first?.decision?.value == "yes")
        let none = try storefront.trimtab(["policy", "explain", "99"] + Self.signals)
        #expect(none.status == 65 && none.complaint.contains("99"), "\(none.everything)")
    }

    @Test func whoeverHoldsOrHaltsIsNamed() throws {
        let storefront = try Storefront(.small)
        try storefront.demand(
            "hold", "--scope", "category:rightsize-cpu", "--reason", "audit week", "--at", Product.now)
        let general = try explain(storefront, ["Deployment/nothing", "--at", Product.now])
        let category = try #require(general.parts.first { $0.heading == "category rightsize-cpu" }?.decision)
        #expect(category.verdict == "blocks" && category.value.contains("not now"))
        #expect(category.all.contains { $0.label == "hold" && $0.value.contains("audit week") })
        let other = try #require(general.parts.first { $0.heading == "category raise-cpu-limit" }?.decision)
        #expect(!other.all.contains { $0.verdict == "blocks" && $0.label == "hold" })
    }

    /// The line of a source exists and speaks of what its node is about; gives 1 for a line that was looked at.
    private func check(_ node: Node, in storefront: Storefront) throws -> Int {
        guard let source = node.source, let colon = source.lastIndex(of: ":"),
            let number = Int(source[source.index(after: colon)...])
        else { return 0 }
        let path = storefront.clone + "/" + source[..<colon]
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        try #require(number >= 1 && number <= lines.count, "\(source)")
        let line = lines[number - 1]
        let keys = Self.words.keys.filter { node.label.hasPrefix($0) }
        let key = try #require(keys.max { $0.count < $1.count }, "no words for \(node.label)")
        #expect(
            Self.words[key, default: []].contains { line.contains($0) }, "\(node.label) (\(source)): \(line)")
        return 1
    }
}

/// `ladder` counts what stands in the ledger.
@Suite struct LadderCommandTests {
    private struct Rung: Decodable {
        struct Record: Decodable { var merged: Int, supervised: Int }
        var category: String
        var record: Record
    }

    @Test func mergesOfASweepAreCounted() throws {
        let storefront = try Storefront(.small)
        func rungs() throws -> [String: Rung] {
            let answer = try storefront.trimtab(["ladder", "--at", Product.now, "-o", "json"])
            let found = try JSONDecoder().decode([Rung].self, from: answer.output)
            return Dictionary(uniqueKeysWithValues: found.map { ($0.category, $0) })
        }
        #expect(try rungs().values.allSatisfy { $0.record.merged == 0 })
        let merged = try storefront.sweep().rows.filter { $0.result == "merged" }
        let after = try rungs()
        for (category, rows) in Dictionary(grouping: merged, by: { $0.category ?? "" }) {
            #expect(after[category]?.record.merged == Set(rows.map(\.pullRequest)).count, "\(category)")
            #expect(after[category]?.record.supervised == 0)
        }
        #expect(!merged.isEmpty)
        let table = try storefront.trimtab(["ladder", "--at", Product.now])
        #expect(table.status == 0 && table.text.contains("never measured"), "\(table.everything)")
    }

    /// The rung below every demand: from observing to proposing.
    @Test func aPromotionIsAPullRequestOfOneLine() throws {
        let storefront = try Storefront(.small)
        let path = ".trimtab/policies/rightsize-cpu.yaml"
        let before = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
        let observed = before.replacingOccurrences(of: "posture: auto", with: "posture: observe")
        try #require(observed != before)
        try storefront.push([path: observed])
        try storefront.demand("ladder", "--promote", "rightsize-cpu", "--at", Product.now)
        let again = try storefront.trimtab(["ladder", "--promote", "rightsize-cpu", "--at", Product.now])
        #expect(again.status == 0 && again.text.contains("already"), "\(again.everything)")
        let branch = "trimtab-ladder/rightsize-cpu-to-propose"
        let changed = try storefront.git.run([
            "git", "--git-dir", storefront.origin, "diff", "-U0", "main", branch,
        ]).text.split(separator: "\n").filter {
            ($0.hasPrefix("+") || $0.hasPrefix("-")) && !$0.hasPrefix("+++") && !$0.hasPrefix("---")
        }
        #expect(changed.count == 2 && changed[1].contains("posture: propose"), "\(changed)")
        // The road goes on beside it, and leaves it to people.
        #expect(
            try storefront.sweep().rows.allSatisfy { $0.category != "rightsize-cpu" || $0.result != "merged" }
        )
        let heads = try storefront.references()
        #expect(heads.contains(branch))
    }

    @Test func whatIsMissingKeepsACategoryWhereItIs() throws {
        let storefront = try Storefront(.small)
        let path = ".trimtab/policies/rightsize-cpu.yaml"
        let before = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
        try storefront.push([path: before.replacingOccurrences(of: "posture: auto", with: "posture: propose")]
        )
        let refs = try storefront.references()
        let answer = try storefront.trimtab(["ladder", "--promote", "rightsize-cpu", "--at", Product.now])
        #expect(answer.status == 65 && answer.complaint.contains("0 of 3 changes"), "\(answer.everything)")
        #expect(try storefront.references() == refs)
        #expect(try storefront.trimtab(["ladder", "--promote", "nothing"]).status == 64)
    }

    @Test func anExerciseMeasuresHowLongUndoingTakes() throws {
        let storefront = try Storefront(.small)
        try storefront.demand(
            "drill", "rightsize-cpu", "--took", "12m", "--reason", "tried on a Tuesday", "--at", Product.now)
        let page = try storefront.trimtab(["policy", "safety-case", "rightsize-cpu", "--at", Product.now])
        #expect(page.text.contains("Measured here: 12m"), "\(page.everything)")
        #expect(page.text.hasPrefix("# Safety case: rightsize-cpu\n") && page.text.contains("Complete."))
        #expect(try storefront.trimtab(["drill", "nothing", "--took", "12m", "--reason", "x"]).status == 64)
    }
}
