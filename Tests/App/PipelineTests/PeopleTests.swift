internal import Foundation
internal import TestSupport
internal import Testing

/// What people do is respected: kill switches, holds, their own commits, their merges and their reverts.
@Suite struct PeopleTests {
    static let search = (target: "prod Deployment/search/app", what: "cpu request")
    static let canonical = "kubernetes:prod-eu:prod:Deployment/search/app:resources.requests.cpu"

    /// A way to say stop, and the way to take it back.
    struct Switch: Sendable, CustomTestStringConvertible {
        var name: String
        /// What a halted run must name, so that people find the switch.
        var named: String
        var environment: [String: String] = [:]
        var on: @Sendable (Storefront) throws -> Void
        var off: @Sendable (Storefront) throws -> Void
        var testDescription: String { name }
    }

    private static let switches = [
        Switch(
            name: "environment", named: "TRIMTAB_HALT", environment: ["TRIMTAB_HALT": "1"], on: { _ in },
            off: { _ in }),
        Switch(
            name: "reference", named: "refs/trimtab/halt",
            on: { try $0.git.run(["git", "update-ref", "refs/trimtab/halt", "main"]) },
            off: { try $0.git.run(["git", "update-ref", "-d", "refs/trimtab/halt"]) }),
        Switch(
            name: "file", named: ".trimtab/halt", on: { try $0.push([".trimtab/halt": "launch day\n"]) },
            off: { storefront in
                let shell = Shell(directory: storefront.clone)
                try shell.run(["git", "rm", "-q", ".trimtab/halt"])
                try shell.run(["git", "commit", "-q", "-m", "Go on"])
                try shell.run(["git", "push", "-q", "origin", "HEAD:main"])
            }),
        Switch(
            name: "command", named: "trimtab halt --resume",
            on: { try $0.demand("halt", "--reason", "launch day", "--at", Product.now) },
            off: { try $0.demand("halt", "--resume", "--reason", "over", "--at", Product.now) }),
    ]

    @Test(arguments: switches) func aKillSwitchStopsEveryOutwardEffect(_ kill: Switch) throws {
        let storefront = try Storefront(.small)
        try kill.on(storefront)
        let before = try storefront.references()
        let answer = try storefront.product(kill.environment).run(Storefront.run("sweep"))
        #expect(answer.status == 75, "\(answer.everything)")
        let run = try RunSeen(answer)
        #expect(run.rows.contains { $0.reason == "halted" } && !run.rows.contains { $0.pullRequest != nil })
        #expect(run.remarks.contains { $0.contains("kill switch") && $0.contains(kill.named) })
        if ["file", "command"].contains(kill.name) {
            #expect(run.remarks.contains { $0.contains("launch day") }, "\(run.remarks)")
        }
        #expect(try storefront.references() == before)
        try kill.off(storefront)
        #expect(try storefront.sweep().row(Self.search.target, Self.search.what)?.result == "merged")
    }

    @Test func aBranchThatAPersonTouchedIsLeftAlone() throws {
        let storefront = try Storefront(.small)
        let row = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        let branch = try #require(row.branch)
        let shell = Shell(directory: storefront.clone)
        try shell.run(["git", "fetch", "-q", "origin"])
        try shell.run(["git", "checkout", "-q", "-b", "mine", "origin/\(branch)"])
        try shell.run(["git", "commit", "-q", "--allow-empty", "-m", "My own thoughts"])
        try shell.run(["git", "push", "-q", "origin", "HEAD:refs/heads/\(branch)"])
        let mine = try shell.run(["git", "rev-parse", "HEAD"]).text
        let again = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        #expect(again.result == "held" && again.reason == "branch-modified", "\(again)")
        #expect(try storefront.git.run(["git", "rev-parse", "refs/heads/\(branch)"]).text == mine)
        #expect(try PullSeen.all(storefront).count { $0.head == branch } == 1)
    }

    @Test func closingAPullRequestHoldsItsTargetUntilRelease() throws {
        let storefront = try Storefront(.small)
        let row = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        let number = String(row.pullRequest ?? 0)
        #expect(try storefront.trimtab("pr", "close", number, "--reason", "not now").status == 0)
        let held = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        #expect(held.result == "held" && held.reason == "held-by-person", "\(held)")
        #expect(held.detail?.contains("#\(number)") == true, "\(held)")
        #expect(try PullSeen.all(storefront).filter { $0.state == "open" && $0.head == row.branch }.isEmpty)

        let target = "kubernetes:prod-eu:prod:Deployment/checkout/app:resources.limits.memory"
        let release = try storefront.trimtab(
            "release", "--scope", "target:\(target)", "--reason", "now it may", "--at", Product.now)
        #expect(release.status == 0, "\(release.everything)")
        let free = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        #expect(free.result == "waits" && free.pullRequest != nil, "\(free)")
    }

    @Test func aHoldHoldsUntilRelease() throws {
        let storefront = try Storefront(.small)
        let scope = ["--scope", "target:\(Self.canonical)", "--at", Product.now]
        let arguments = ["--repo", "clone", "--reason", "we know"] + scope
        #expect(try storefront.product().run(["hold"] + arguments).status == 0)
        let held = try storefront.sweep().row(Self.search.target, Self.search.what)
        #expect(
            held?.reason == "held-by-person" && held?.detail?.contains("we know") == true,
            "\(String(describing: held))")
        #expect(try storefront.product().run(["release"] + arguments).status == 0)
        #expect(try storefront.sweep().row(Self.search.target, Self.search.what)?.result == "merged")
    }

    @Test func aHumanRevertHoldsTheTarget() throws {
        let storefront = try Storefront(.small)
        let merged = try #require(try storefront.sweep().row(Self.search.target, Self.search.what)?.mergedAs)
        let shell = Shell(directory: storefront.clone)
        try shell.run(["git", "fetch", "-q", "origin"])
        try shell.run(["git", "reset", "-q", "--hard", "origin/main"])
        try shell.run(["git", "revert", "--no-edit", merged])
        try shell.run(["git", "push", "-q", "origin", "HEAD:main"])
        let row = try #require(try storefront.sweep().row(Self.search.target, Self.search.what))
        #expect(row.result == "held" && row.reason == "held-by-person", "\(row)")
        #expect(row.before == "2" && row.detail?.contains("reverted") == true, "\(row)")
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func anApprovalReleasesWhatWaitsForOne() throws {
        let storefront = try Storefront()
        let payments = ("prod Deployment/payments/app", "cpu limit")
        // The category's window opens at 08:00 in Berlin; only the moment of the decision lies there.
        let waiting = try #require(try storefront.sweep().row(payments.0, payments.1))
        #expect(waiting.result == "waits")
        let path = ".trimtab/policies/raise-cpu-limit.yaml"
        let text = try String(contentsOfFile: "\(storefront.clone)/\(path)", encoding: .utf8)
        try storefront.push([path: text.replacing(/sweep: \{.*\}/, with: "sweep: always")], "Open the window")
        let number = try #require(waiting.pullRequest)
        let unapproved = try #require(try storefront.sweep().row(payments.0, payments.1))
        #expect(unapproved.result == "waits" && unapproved.reason == "waits-for-approval", "\(unapproved)")
        let approval = try storefront.trimtab("approve", "\(number)", "--at", Product.now)
        #expect(approval.status == 0, "\(approval.everything)")
        let merged = try #require(try storefront.sweep().row(payments.0, payments.1))
        #expect(merged.result == "merged", "\(merged)")
        #expect(try EventSeen.all(storefront).contains { $0.type == "approve" && $0.actor == "grace" })
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func aMergeByAPersonIsRecordedAndSpendsNoBudget() throws {
        let storefront = try Storefront(.small)
        let row = try #require(try storefront.sweep().row("prod Deployment/checkout/app", "memory limit"))
        let merge = try storefront.trimtab("pr", "merge", "\(row.pullRequest ?? 0)", "--at", Product.now)
        #expect(merge.status == 0, "\(merge.everything)")
        _ = try storefront.sweep()
        let events = try EventSeen.all(storefront)
        let recorded = events.filter {
            $0.type == "merge" && $0.details["pullRequest"] == "\(row.pullRequest ?? 0)"
        }
        #expect(recorded.count == 1)
        #expect(recorded.first?.details["by"] == "people" && recorded.first?.details["verifies"] == "yes")
        #expect(!events.contains { $0.type == "permit" && $0.action == recorded.first?.action })
        _ = try storefront.sweep()
        #expect(try EventSeen.all(storefront).count { $0.type == "merge" } == 1)
        #expect(try Invariants.broken(storefront) == [])
    }
}
