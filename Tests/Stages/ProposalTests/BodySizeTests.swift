import Foundation
import Model
import Proposal
import TestSupport
import Testing

/// No input makes a body that a forge refuses or that ends in the middle of a fence.
@Suite struct BodySizeTests {
    private func huge() -> Plan {
        var plan = Samples.memory()
        let long = String(repeating: "<&> wörd ", count: 3000)
        plan.changes[0].trace.alsoDecides = (0..<10_000).map {
            DecidedAttribute(
                resource: "Deployment/d\($0)\(long.prefix(200))", attribute: "replicas", value: "\($0)")
        }
        plan.finding.signals = (0..<50).map { _ in
            Samples.signal("sum(x{a=\"\(long)\"})", step: 60, series: 1, samples: 5, expected: 5)
        }
        plan.reasoning = (0..<1000).map { "\($0) \(long)" }
        plan.finding.narrative = plan.reasoning
        plan.finding.hypotheses = (0..<1000).map { _ in
            Hypothesis(long, supports: [long], contradicts: [long, long], accepted: false)
        }
        plan.finding.statistics = (0..<1000).map { Statistic("statistic \($0) \(long)", 1, .count) }
        plan.owner = long
        plan.reversal = long
        return plan
    }

    private let hugeDiff = (0..<20_000).map { "+line \($0) of a file, with some text behind it\n" }.joined()

    private func check(_ body: String) {
        #expect(body.utf8.count <= PullRequestBody.limit)
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count { $0.hasPrefix("```") }.isMultiple(of: 2), "every fence is closed")
        #expect(lines.count { $0.hasPrefix("<details>") } == lines.count { $0.hasPrefix("</details>") })
    }

    @Test func aBodyFitsWhateverGoesIn() throws {
        let tree = DecisionNode(
            "merge?", "no", .blocks,
            children: (0..<5000).map {
                DecisionNode("input \($0)", "value of it", .informs, source: "a:\($0)")
            })
        let decision = Decision(posture: .auto, hold: nil, tree: tree)
        let body = try Samples.body(Samples.edit(huge()), decision: decision, diff: hugeDiff)
        check(body)
        // The end is there: nothing was cut blindly.
        #expect(body.contains("Close this pull request to hold the target"))
        #expect(body.contains("left out for size"))
        #expect(body.contains("more lines"))
        #expect(body.contains("and 9,990 more"))
        #expect(body.contains("47 more queries in the evidence"))
    }

    @Test func aLargeDiffAloneCostsNothingElse() throws {
        let body = try Samples.body(Samples.edit(Samples.memory()), diff: hugeDiff)
        check(body)
        #expect(body.contains("```mermaid"))
        #expect(body.contains("merge? no: 0 of 1 approvals"))
    }

    @Test func aDiffOfOneEndlessLineIsLeftOut() throws {
        let body = try Samples.body(
            Samples.edit(Samples.memory()), diff: String(repeating: "x", count: 1_000_000))
        check(body)
        #expect(body.contains("```diff\n… 1 more line\n```"))
    }

    @Test(arguments: [
        "```\n{{lead}}\n" + String(repeating: "text that is long\n", count: 10_000),
        "<details>\n\n" + String(repeating: "text that is long\n", count: 10_000) + "</details>\n",
        String(repeating: "x", count: 100_000),
    ])
    func aTemplateThatIsTooLongIsCutAndClosed(_ template: String) throws {
        let body = try Samples.body(Samples.edit(Samples.memory()), ["pull-request": template])
        check(body)
        #expect(body.contains("… cut at the size limit"))
    }

    @Test func anEscalationFitsToo() throws {
        let issue = try Escalation(templates: Samples.templates()).issue(
            for: huge().finding, hold: Hold(.recurring, String(repeating: "again ", count: 30_000)),
            owner: "team")
        check(issue.body)
        #expect(issue.title.count <= 200)
    }
}
