import Foundation
import Model
import Proposal
import TestSupport
import Testing

@Suite struct CommitMessageTests {
    @Test(arguments: ["memory", "instance"])
    func messagesReadAsRecorded(_ name: String) throws {
        let plan = name == "memory" ? Samples.memory() : Samples.instance()
        let message = try Samples.message(Samples.edit(plan))
        #expect(try Snapshot.difference(of: message, from: "commit/\(name).txt") == nil)
    }

    @Test func equalInputsGiveEqualBytes() throws {
        let first = try Samples.message(Samples.edit(Samples.memory()))
        #expect(try Samples.message(Samples.edit(Samples.memory())) == first)
    }

    @Test func thePlanNamesTheKindOfCommit() {
        var plan = Samples.memory()
        #expect(CommitMessage.subject(of: plan).hasPrefix("fix(resources): raise checkout"))
        plan.actionClass = .shrink
        #expect(CommitMessage.subject(of: plan).hasPrefix("chore(resources): "))
        plan.actionClass = .rollBack
        #expect(CommitMessage.subject(of: plan).hasPrefix("revert(resources): "))
    }

    @Test func aLongSubjectKeepsItsStartAndItsEnd() {
        var plan = Samples.memory()
        plan.summary = "resize " + String(repeating: "module.a.", count: 60) + "x m5.2xlarge → m5.xlarge"
        let subject = CommitMessage.subject(of: plan)
        #expect(subject.count == 200)
        #expect(subject.hasPrefix("fix(resources): resize module.a"))
        #expect(subject.hasSuffix("m5.2xlarge → m5.xlarge"))
    }

    @Test func onlyQueriesAndSingleWordsAreLongerThan78() throws {
        var plan = Samples.memory()
        plan.reversal = String(repeating: "git revert this commit and wait ", count: 12)
        let lines = try Samples.message(Samples.edit(plan)).split(separator: "\n").map(String.init)
        let body = lines.filter { !$0.hasPrefix("Trimtab-") && !$0.contains("max by") }
        for line in body.dropFirst() { #expect(line.count <= 78, "\(line)") }
    }

    @Test func theWindowSpeaksOfTheSignalWithMostSamples() throws {
        let message = try Samples.message(Samples.edit(Samples.memory()))
        #expect(
            message.contains(
                """
                Window:   2026-11-06 00:00 to 2026-11-20 00:00 UTC
                          query 2: step 1m, 3 series, 60,479 of 60,480 samples (99.9%)
                """))
    }

    @Test func thresholdsOfMemoryAreMemoryAndOthersAreNumbers() throws {
        let message = try Samples.message(Samples.edit(Samples.memory()))
        #expect(message.contains("          max(working_set) < 576Mi\n"))
        #expect(message.contains("          sum(increase(kills[24h])) = 0\n"))
        #expect(message.contains("          throttled <= 0.25\n"))
        var plan = Samples.memory()
        plan.finding.plotUnit = .cores
        #expect(try Samples.message(Samples.edit(plan)).contains("max(working_set) < 603979776\n"))
    }

    @Test(arguments: [
        (0.65 * 0.3, "0.195"), (0.25, "0.25"), (-1.5, "-1.5"), (1e-9, "1e-09"), (3, "3"), (.infinity, "inf"),
    ])
    func thresholdsHaveNoNoise(_ threshold: Double, _ text: String) throws {
        var plan = Samples.memory()
        plan.verification?.expectations = [Expectation(query: "q", comparison: .less, threshold: threshold)]
        #expect(try Samples.message(Samples.edit(plan)).contains("          q < \(text)\n"))
    }

    @Test func withoutNumbersNothingIsPadded() throws {
        var plan = Samples.instance()
        plan.finding.statistics = []
        plan.finding.signals = []
        let message = try Samples.message(Samples.edit(plan))
        #expect(message.contains("\n  deciding line  live/prod.tfvars:2:11  (nothing else uses it)\n"))
        #expect(message.contains("\nWindow:   2026-11-06 00:00 to 2026-11-20 00:00 UTC\n"))
    }

    @Test func mergingKeepsOneParagraphOfTrailers() throws {
        let message = try Samples.message(Samples.edit(Samples.memory()))
        let tip = ObjectID(rawValue: String(repeating: "b", count: 40))
        let merged = CommitMessage.merged(message, number: 12, ledgerTip: tip)
        #expect(merged.hasPrefix("fix(resources): raise checkout memory limit 512Mi → 768Mi (#12)\n\n"))
        let last = try #require(merged.components(separatedBy: "\n\n").last)
        #expect(last.hasPrefix("Trimtab-Action: "))
        #expect(last.hasSuffix("\nTrimtab-Ledger: \(tip)\n"))
        // The rest is the same bytes, and the number is not added twice.
        #expect(merged.dropFirst(66 - 2).contains(message.dropFirst(66)))
        #expect(CommitMessage.merged(merged, number: 12, ledgerTip: tip).contains("(#12) (#12)") == false)
    }
}
