import Foundation
import Model
import Proposal
import TestSupport
import Testing

@Suite struct PullRequestBodyTests {
    @Test(arguments: ["memory", "instance"])
    func bodiesReadAsRecorded(_ name: String) throws {
        let plan = name == "memory" ? Samples.memory() : Samples.instance()
        let body = try Samples.body(Samples.edit(plan))
        #expect(try Snapshot.difference(of: body, from: "pull-request/\(name).md") == nil)
        #expect(try Samples.body(Samples.edit(plan)) == body)
    }

    @Test(arguments: [
        (0, 0, "The token decides nothing else."),
        (0, 1, "The token decides nothing else (1 attribute evaluated)."),
        (1, 2, "The token decides nothing else, here or in 1 other root (2 attributes evaluated)."),
        (5, 2114, "The token decides nothing else, here or in 5 other roots (2,114 attributes evaluated)."),
    ])
    func theBlastRadiusReadsNaturally(_ roots: Int, _ attributes: Int, _ sentence: String) throws {
        var plan = Samples.memory()
        plan.changes[0].trace.evaluatedRoots = roots
        plan.changes[0].trace.evaluatedAttributes = attributes
        #expect(try Samples.body(Samples.edit(plan)).contains("\n\(sentence)\n"))
    }

    @Test func whatElseTheTokenDecidesIsListed() throws {
        var plan = Samples.memory()
        plan.changes[0].trace.elsewhere = (1...53).map {
            DecidedAttribute(root: "r", resource: "Deployment/d\($0)", attribute: "replicas", value: "3")
        }
        let body = try Samples.body(Samples.edit(plan))
        #expect(body.contains("The same edit also decides:\n\n- `replicas` of `Deployment/d1` (`3`)"))
        #expect(body.contains("- and 3 more"))
        #expect(!body.contains("nothing else"))
    }

    @Test func aPlotHasOneBarForEachDay() throws {
        let body = try Samples.body(Samples.edit(Samples.memory()))
        let axis = try #require(body.split(separator: "\n").first { $0.contains("x-axis") })
        let labels = axis.split(separator: "\"").filter { $0.contains("-") && !$0.contains("axis") }
        #expect(labels.count == 14)
        #expect(Set(labels).count == 14)
        // The peak of the first day is its last quarter: 300 + 3 × 60 + 3.
        #expect(body.contains("bar [483, 487,"))
        #expect(body.components(separatedBy: "\n    line [").count == 3)
    }

    @Test(arguments: [(1.0, 24), (2, 48), (7, 28), (14.5, 58), (30, 120), (365, 1460)])
    func aPlotNeverHasMoreThanFourteenBars(_ days: Double, _ count: Int) throws {
        var plan = Samples.memory()
        plan.finding.plot = (0..<count).map {
            PlotPoint(
                time: Samples.end.adding(seconds: Double($0 - count) / Double(count) * days * 86_400),
                value: Double($0 + 1) * 1e6)
        }
        let body = try Samples.body(Samples.edit(plan))
        let axis = try #require(body.split(separator: "\n").first { $0.contains("x-axis") })
        let labels = axis.split(separator: "[")[1].split(separator: ",")
        #expect((2...14).contains(labels.count))
        #expect(Set(labels).count == labels.count)
    }

    @Test func anInstanceHasNoLinesAndNoCores() throws {
        let body = try Samples.body(Samples.edit(Samples.instance()))
        #expect(body.contains("y-axis \"percent\""))
        #expect(!body.contains("millicores"))
        #expect(!body.contains("\n    line ["))
        #expect(body.contains("`m5.2xlarge` → `m5.xlarge`"))
    }

    @Test func withoutNumbersThereIsNoPlot() throws {
        var plan = Samples.memory()
        plan.finding.plot = [
            PlotPoint(time: Samples.end, value: 1), PlotPoint(time: Samples.end, value: .nan),
        ]
        #expect(!(try Samples.body(Samples.edit(plan)).contains("mermaid")))
        plan.finding.plot = Samples.plot(.infinity)
        #expect(!(try Samples.body(Samples.edit(plan)).contains("mermaid")))
    }

    @Test func aDiffKeepsItsLinesAndTabs() throws {
        let body = try Samples.body(
            Samples.edit(Samples.memory()), diff: "-a:\t1\r\n+a:\t2\r\n ```yaml\r\n b `c`\r\n")
        #expect(body.contains("```diff\n-a:\t1\n+a:\t2\n '''yaml\n b `c`\n```\n"))
    }

    @Test func aPersonIsNotNamedTwice() throws {
        let body = try Samples.body(Samples.edit(Samples.memory()))
        #expect(body.contains("Not merged by the bot now: team-platform: 0 of 1 approvals.\n"))
        let held = Decision(
            posture: .auto, hold: Hold(.frozen, "until noon"), waitsFor: "ada",
            tree: DecisionNode("m", "", .blocks))
        let other = try Samples.body(Samples.edit(Samples.memory()), decision: held)
        #expect(other.contains("Not merged by the bot now: until noon. It waits for ada.\n"))
        let free = Decision(posture: .auto, hold: nil, tree: DecisionNode("merge?", "yes", .allows))
        #expect(
            try Samples.body(Samples.edit(Samples.memory()), decision: free).contains("Policy allows the bot")
        )
    }
}
