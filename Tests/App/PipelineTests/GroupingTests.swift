internal import Foundation
internal import TestSupport
internal import Testing

/// One pull request for all that is due in a namespace or for a service, where the repository asks for that.
@Suite struct GroupingTests {
    private static let pricing = "shop Deployment/pricing/app"
    private static let file = "kubernetes/shop/pricing.yaml"
    private static let targets = ["cpu", "memory"].map {
        "kubernetes:prod-eu:shop:Deployment/pricing/app:resources.requests.\($0)"
    }

    /// The small storefront that asks for groups; `isRoomy` lets a service have two changes a day.
    static func storefront(by group: String, isRoomy: Bool) throws -> Storefront {
        let storefront = try Storefront(.small)
        var files = [
            ".trimtab.yml":
                "version: 1\nbranch: main\nposture: auto\ngroup: \(group)\nclusters:\n  prod-eu: prod-eu\n"
        ]
        for name in ["rightsize-cpu", "rightsize-memory"] where isRoomy {
            let path = ".trimtab/policies/\(name).yaml"
            let text = try String(contentsOfFile: storefront.clone + "/" + path, encoding: .utf8)
            files[path] = text.replacing("scope: service, actions: 1", with: "scope: service, actions: 4")
        }
        try storefront.push(files, "Ask for groups")
        return storefront
    }

    private func pricing(_ run: RunSeen) throws -> [RunSeen.Row] {
        let rows = ["cpu request", "memory request"].compactMap { run.row(Self.pricing, $0) }
        return try #require(rows.count == 2 ? rows : nil, "\(run.lines)")
    }

    @Test(arguments: ["service", "namespace"]) func allThatIsDueLandsInOneCommit(_ group: String) throws {
        let storefront = try Self.storefront(by: group, isRoomy: true)
        let before = try storefront.git.run(["git", "rev-parse", "main"]).text
        let rows = try pricing(try storefront.sweep())
        #expect(rows.map(\.result) == ["merged", "merged"], "\(rows)")
        #expect(Set(rows.map(\.pullRequest)).count == 1)
        #expect(Set(rows.map(\.mergedAs)).count == 1)
        #expect(rows[0].branch?.hasPrefix("trimtab/by-\(group)/shop-") == true)

        let commit = try #require(rows[0].mergedAs)
        let diff = try storefront.git.run(["git", "show", "--format=", "--unified=0", commit]).text
        let changed = diff.split(separator: "\n").filter {
            $0.hasPrefix("+ ") || $0.hasPrefix("- ")
        }
        #expect(changed.count == 4, "two lines, and no other: \(diff)")
        let message = try storefront.git.run(["git", "show", "-s", "--format=%B", commit]).text
        #expect(message.contains("Trimtab-Category: rightsize-cpu, rightsize-memory"))
        #expect(message.contains("1500m →") && message.contains("2Gi →"))
        #expect(try storefront.git.run(["git", "rev-parse", "main"]).text != before)

        let permits = try EventSeen.all(storefront).filter {
            $0.type == "permit" && Self.targets.contains($0.target ?? "")
        }
        #expect(permits.compactMap(\.target).sorted() == Self.targets.sorted(), "every member has leave")
        #expect(Set(permits.compactMap(\.action)).count == 2)
        #expect(Set(permits.map(\.key)).count == 1)
        #expect(try Invariants.broken(storefront) == [])
        let watch = try storefront.trimtab("watchdog", "--at", Product.now)
        #expect(watch.status == 0, "\(watch.everything)")

        let again = try pricing(try storefront.sweep())
        #expect(again.allSatisfy { $0.result == "held" }, "what was merged is not proposed again: \(again)")
        let digest = try storefront.trimtab("digest", "--at", "2026-11-20T01:00:00Z")
        #expect(digest.text.components(separatedBy: Self.pricing).count == 3, "\(digest.everything)")
        let explained = try storefront.trimtab("explain", "\(rows[0].pullRequest ?? 0)")
        #expect(explained.status == 0 && explained.text.contains("together"), "\(explained.everything)")
    }

    /// The budget of a service has one place a day; a group of two waits, whole.
    @Test func budgetsCountEveryMember() throws {
        let storefront = try Self.storefront(by: "service", isRoomy: false)
        let rows = try pricing(try storefront.sweep())
        #expect(rows.map(\.result) == ["waits", "waits"], "\(rows)")
        #expect(rows.map(\.reason) == ["budget-exhausted", "budget-exhausted"])
        let pulls = try PullSeen.all(storefront).filter { $0.head == rows[0].branch }
        let pull = try #require(pulls.count == 1 ? pulls[0] : nil)
        for text in ["1500m", "2Gi", "xychart-beta", "Each change by itself", "service shop/pricing"] {
            #expect(pull.body.contains(text), "\(text) in \(pull.body)")
        }
        let again = try storefront.sweep()
        let after = try PullSeen.all(storefront).filter { $0.head == rows[0].branch }
        #expect(after.map(\.headCommit) == [pull.headCommit], "a group that did not change keeps its commit")
        #expect(after.map(\.body) == [pull.body])
        #expect(try pricing(again).map(\.result) == ["waits", "waits"])
    }

    /// A raise that only alerts may merge keeps the cut beside it waiting.
    @Test func theLowestPostureOfAnyMemberWins() throws {
        let storefront = try Self.storefront(by: "namespace", isRoomy: true)
        let run = try storefront.sweep()
        let search = try #require(run.row("prod Deployment/search/app", "cpu request"))
        let checkout = try #require(run.row("prod Deployment/checkout/app", "memory limit"))
        #expect(search.pullRequest == checkout.pullRequest)
        #expect([search.result, checkout.result] == ["waits", "waits"])
        #expect([search.reason, checkout.reason] == ["off-schedule", "off-schedule"])
        #expect(search.detail?.contains("Deployment/checkout/app") == true, "whose window it is: \(search)")

        // The alert about checkout takes the pull request over: its fix does not wait for the rest.
        let fixed = try #require(
            try storefront.respond().row("prod Deployment/checkout/app", "memory limit"))
        #expect(fixed.result == "merged", "\(fixed)")
        #expect(fixed.pullRequest == checkout.pullRequest)
        let main = try storefront.git.run(["git", "show", "main:kubernetes/prod/search.yaml"]).text
        #expect(main.contains("cpu: \"2\"") || main.contains("cpu: 2"), "the rest is not merged with it")
    }

    @Test func aMemberThatIsHeldLeavesTheGroupVisibly() throws {
        let storefront = try Self.storefront(by: "service", isRoomy: true)
        try storefront.demand(
            "hold", "--scope", "target:\(Self.targets[1])", "--reason", "launch", "--at", Product.now)
        let rows = try pricing(try storefront.sweep("--dry-run"))
        #expect(rows[1].result == "held" && rows[1].reason == "held-by-person", "\(rows)")
        let real = try pricing(try storefront.sweep())
        #expect(real.map(\.result) == ["merged", "held"])
        let text = try storefront.git.run(["git", "show", "main:\(Self.file)"]).text
        #expect(text.contains("memory: 2Gi"))
    }

    /// A category can keep its changes by themselves.
    @Test func aCategoryMayStayOut() throws {
        let storefront = try Self.storefront(by: "service", isRoomy: true)
        let path = ".trimtab/policies/rightsize-memory.yaml"
        let text = try String(contentsOfFile: storefront.clone + "/" + path, encoding: .utf8)
        try storefront.push([path: text + "group: target\n"], "Keep memory by itself")
        let rows = try pricing(try storefront.sweep())
        #expect(Set(rows.map(\.pullRequest)).count == 2)
        #expect(rows[1].branch?.hasPrefix("trimtab/rightsize-memory/") == true, "\(rows)")
    }

    @Test func closingTheGroupHoldsEveryTarget() throws {
        let storefront = try Self.storefront(by: "service", isRoomy: false)
        let number = try pricing(try storefront.sweep())[0].pullRequest ?? 0
        #expect(try storefront.trimtab("pr", "close", "\(number)", "--reason", "no").status == 0)
        let rows = try pricing(try storefront.sweep())
        #expect(rows.map(\.reason) == ["held-by-person", "held-by-person"], "\(rows)")
    }

    /// What production says of one member decides about both.
    @Test(arguments: [true, false]) func theGroupIsKeptOrTakenBackAsAWhole(_ works: Bool) throws {
        let storefront = try Self.storefront(by: "service", isRoomy: true)
        let root = try storefront.git.run(["git", "rev-parse", "main:\(Self.file)"]).text
        let rows = try pricing(try storefront.sweep())
        let values = try rows.map { try #require($0.after.flatMap(Quantity.value)) }
        let server = try LoopbackServer { request, connection in
            let form = request.form
            let query = form["query"] ?? ""
            let isRange = request.target.hasSuffix("/query_range")
            var value: Double?
            if query.contains("kube_pod_container_resource_") {
                value =
                    query.contains("pricing") ? values[query.contains("resource=\"memory\"") ? 1 : 0] : nil
            } else if !query.contains("ALERTS") {
                // Only the cut of memory did not work.
                value = works || query.contains("container_cpu_usage") ? 0 : 1e12
            }
            let from = Double(form[isRange ? "start" : "time"] ?? "") ?? 0
            let samples = value.map { value in
                isRange
                    ? "\"values\":["
                        + stride(from: from, through: Double(form["end"] ?? "") ?? from, by: 60)
                        .map { "[\($0),\"\(value)\"]" }.joined(separator: ",") + "]"
                    : "\"value\":[\(from),\"\(value)\"]"
            }
            let series = samples.map { "{\"metric\":{\"pod\":\"a\"},\($0)}" } ?? ""
            connection.respond(
                200,
                "{\"status\":\"success\",\"data\":{\"resultType\":\"\(isRange ? "matrix" : "vector")\",\"result\":[\(series)]}}"
            )
        }
        let answer = try storefront.trimtab(
            "verify", "--prometheus", server.url, "--at", "2026-11-21T06:00:00Z", "-o", "json")
        #expect([0, 1].contains(answer.status), "\(answer.everything)")
        let found = try EventSeen.all(storefront).filter {
            $0.type == "verification" && Self.targets.contains($0.target ?? "")
        }
        #expect(found.compactMap(\.target).sorted() == Self.targets.sorted(), "each member has its outcome")
        #expect(Set(found.compactMap(\.actual)) == [works ? "worked" : "did-not"], "\(answer.everything)")
        let now = try storefront.git.run(["git", "rev-parse", "main:\(Self.file)"]).text
        let pulls = try PullSeen.all(storefront).filter { $0.title.hasPrefix("revert(resources): ") }
        #expect(pulls.count { $0.head == rows[0].branch } == (works ? 0 : 1), "\(pulls.map(\.title))")
        if works {
            #expect(now != root)
        } else {
            let pull = try #require(pulls.first { $0.head == rows[0].branch })
            let back = try storefront.git.run(["git", "rev-parse", "\(pull.headCommit):\(Self.file)"]).text
            #expect(back == root, "the very bytes that stood there before")
        }
        #expect(try Invariants.broken(storefront) == [])
        let watch = try storefront.trimtab("watchdog", "--at", "2026-11-21T06:00:00Z")
        #expect(watch.status == 0, "\(watch.everything)")
    }

    @Test func policyExplainShowsWhoIsInTheGroup() throws {
        let storefront = try Self.storefront(by: "service", isRoomy: true)
        let answer = try storefront.product().run([
            "policy", "explain", "pricing", "--repo", "clone", "--signals", Storefront.signals, "--at",
            Product.now,
        ])
        #expect(answer.status == 0, "\(answer.everything)")
        #expect(answer.text.contains("together"), "\(answer.everything)")
        #expect(answer.text.contains("service shop/pricing, 2 in one commit"))
        #expect(answer.text.contains(".trimtab.yml:4"))
    }
}
