internal import Foundation
internal import TestSupport
internal import Testing

/// What production says after a merge decides what becomes of the change.
@Suite struct VerificationTests {
    /// A production that answers as a test says.
    struct World: Sendable, CustomTestStringConvertible {
        var name: String
        /// True when instances show the new value, false when the old one, nil when nothing is known of them.
        var showsTheNewValue: Bool?
        /// What every expectation measures; nil is no data.
        var measures: Double?
        /// The outcome of a shrink, and what follows.
        var outcome: String
        var reaction: String
        var testDescription: String { name }

        /// Values that the example's changes write.
        private static let written = ["search-": 0.8, "pricing-": 0.6, "checkout-": 805_306_368.0]

        func server() throws -> LoopbackServer {
            try LoopbackServer { request, connection in
                let form = request.form
                let query = form["query"] ?? ""
                var value: Double?
                if query.contains("ALERTS") {
                    value = nil
                } else if query.contains("kube_pod_container_resource_") {
                    let new = World.written.first { query.contains($0.key) }?.value ?? 0
                    value = showsTheNewValue.map { $0 ? new : new * 2 }
                } else {
                    value = measures
                }
                let isRange = request.target.hasSuffix("/query_range")
                let moments =
                    isRange
                    ? stride(
                        from: Double(form["start"] ?? "") ?? 0, through: Double(form["end"] ?? "") ?? 0,
                        by: 60
                    )
                    .map { $0 } : [Double(form["time"] ?? "") ?? 0]
                let samples = value.map { value in moments.map { "[\($0),\"\(value)\"]" } }
                let series = samples.map { samples in
                    #"{"metric":{"pod":"a"},"\#(isRange ? "values" : "value")":"#
                        + (isRange ? "[" + samples.joined(separator: ",") + "]" : samples[0]) + "}"
                }
                connection.respond(
                    200,
                    #"{"status":"success","data":{"resultType":"\#(isRange ? "matrix" : "vector")","result":["#
                        + (series ?? "") + "]}}")
            }
        }
    }

    static let worlds = [
        World(name: "worked", showsTheNewValue: true, measures: 0, outcome: "worked", reaction: "kept"),
        World(name: "did not", showsTheNewValue: true, measures: 99, outcome: "did-not", reaction: "revert"),
        World(
            name: "not applied", showsTheNewValue: false, measures: 0, outcome: "not-applied",
            reaction: "told"),
        World(name: "no instances", showsTheNewValue: nil, measures: 0, outcome: "unknown", reaction: "told"),
        World(
            name: "no measurement", showsTheNewValue: true, measures: nil, outcome: "unknown",
            reaction: "told"),
    ]

    private struct Summary: Decodable {
        struct Line: Decodable {
            var target: String
            var state: String
            var reaction: String?
        }
        var lines: [Line]
    }

    private func verify(_ storefront: Storefront, _ world: World, at time: String) throws -> (
        status: Int32, lines: [Summary.Line]
    ) {
        let server = try world.server()
        let answer = try storefront.trimtab("verify", "--prometheus", server.url, "--at", time, "-o", "json")
        guard let summary = try? JSONDecoder().decode(Summary.self, from: answer.output) else {
            throw Unexpected(answer.everything)
        }
        return (answer.status, summary.lines)
    }

    @Test(arguments: worlds) func aShrinkEndsAsProductionSays(_ world: World) throws {
        let storefront = try Storefront(.small)
        _ = try storefront.sweep()
        let early = try verify(storefront, world, at: "2026-11-20T00:00:00Z")
        #expect(
            early.lines.allSatisfy { $0.state == "pending" }, "nothing can be told before it was rolled out")

        let late = try verify(storefront, world, at: "2026-11-21T06:00:00Z")
        let line = try #require(late.lines.first { $0.target == PeopleTests.canonical })
        #expect(line.state == world.outcome)
        #expect(line.reaction?.hasPrefix(world.reaction) == true, "\(line)")
        #expect(late.lines.count == 2)
        #expect(try EventSeen.all(storefront).count { $0.type == "verification" } == 2)

        let reverts = try PullSeen.all(storefront).filter { $0.title.hasPrefix("revert(resources): ") }
        #expect(reverts.count == (world.outcome == "did-not" ? 2 : 0), "\(reverts)")
        for revert in reverts {
            let file =
                revert.title.contains("search")
                ? "kubernetes/prod/search.yaml" : "kubernetes/shop/pricing.yaml"
            let root = try storefront.git.run(["git", "rev-list", "--max-parents=0", "main"]).text
            let blobs = try [root, revert.headCommit].map {
                try storefront.git.run(["git", "rev-parse", "\($0):\(file)"]).text
            }
            #expect(blobs[0] == blobs[1], "a revert gives the very bytes back")
        }
        let again = try verify(storefront, world, at: "2026-11-21T07:00:00Z")
        // What is known is not asked again; a way back that was merged is watched in its turn.
        let merged = reverts.count { $0.state == "merged" }
        #expect(again.lines.map(\.state) == Array(repeating: "pending", count: merged), "\(again.lines)")
        #expect(
            try EventSeen.all(storefront).count {
                $0.type == "verification" && $0.target == PeopleTests.canonical
            } == 1)
        #expect(try Invariants.broken(storefront) == [])
    }

    @Test func aRaiseThatDidNotHelpIsEscalatedNotUndone() throws {
        let storefront = try Storefront(.small)
        #expect(try storefront.respond().rows.map(\.result) == ["merged"])
        let tree = try storefront.git.run(["git", "rev-parse", "main^{tree}"]).text
        let seen = try verify(storefront, Self.worlds[1], at: "2026-11-21T06:00:00Z")
        #expect(seen.lines.map(\.state) == ["did-not"])
        #expect(
            seen.lines.first?.reaction?.hasPrefix("escalated to @storefront/team-checkout") == true,
            "\(seen.lines)")
        #expect(try storefront.git.run(["git", "rev-parse", "main^{tree}"]).text == tree)
        #expect(try PullSeen.all(storefront).count == 1)
        let issues = try EventSeen.all(storefront).filter {
            $0.details["effect"] == "open-issue" && $0.type == "done"
        }
        #expect(issues.count == 1)
        #expect(try Invariants.broken(storefront) == [])
    }
}
