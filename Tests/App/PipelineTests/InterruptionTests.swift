internal import Foundation
internal import TestSupport
internal import Testing

/// A real SIGKILL right after the n-th ledger event or outward call, for every n there is; in the longest run, whose effects
/// are of the same sorts, after every fifth.
///
/// Whatever was cut off, the next run ends where an undisturbed one ends.
@Suite struct InterruptionTests {
    /// What is interrupted.
    struct Run: Sendable, CustomTestStringConvertible {
        var name: String
        /// Brings a storefront to the point where the run begins.
        var prepare: @Sendable () throws -> Storefront
        /// The command's arguments; `production` is the URL of a server that answers as the run's world does.
        var arguments: @Sendable (_ production: String) -> [String]
        /// What production says to who verifies.
        var world: VerificationTests.World?
        /// At least so many effects, or the test means nothing.
        var least: Int
        /// Every which effect is cut off after; a prime that no round of effects divides, so that each sort has its turn.
        var stride = 1
        /// How an undisturbed run must leave the world, so that the test is about what its name says.
        var proof: @Sendable (EndState) -> Bool

        var testDescription: String { name }
    }

    /// A storefront just before the run, where it ends undisturbed, and the server that it asks.
    private struct Stage: Sendable {
        var before: Storefront
        var after: EndState
        var effects: Int
        var server: LoopbackServer?
        var arguments: [String]
    }

    private static func respond(_ alert: String) -> [String] {
        Storefront.run("respond") + ["--alert", "\(Storefront.signals)/alerts/\(alert).json"]
    }

    @Sendable private static func small() throws -> Storefront { try Storefront(.small) }

    @Sendable private static func grouped() throws -> Storefront {
        try GroupingTests.storefront(by: "service", isRoomy: true)
    }

    private static func verify(
        _ name: String, _ world: Int, of origin: @escaping @Sendable () throws -> Storefront = small,
        after first: [String], least: Int,
        _ proof: @escaping @Sendable (EndState) -> Bool
    ) -> Run {
        Run(
            name: "verify, \(name)",
            prepare: {
                let storefront = try origin()
                _ = try RunSeen(storefront.product().run(first))
                return storefront
            },
            arguments: {
                [
                    "verify", "--repo", "clone", "--prometheus", $0, "--at", "2026-11-21T06:00:00Z", "-o",
                    "json",
                ]
            }, world: VerificationTests.worlds[world], least: least, proof: proof)
    }

    private static let sweep = Storefront.run("sweep")
    private static let runs: [Run] = [
        Run(
            name: "sweep, reduced", prepare: { try Storefront(.small) }, arguments: { _ in sweep }, least: 20
        ) { $0.ledger.count { $0.hasPrefix("done merge") } == 2 },
        Run(
            name: "sweep, whole", prepare: { try Storefront(.whole) }, arguments: { _ in sweep }, least: 40,
            stride: 5
        ) { $0.ledger.count { $0.hasPrefix("done merge") } == 6 && $0.issues.count == 1 },
        Run(name: "sweep, grouped", prepare: grouped, arguments: { _ in sweep }, least: 12) {
            $0.ledger.count { $0.hasPrefix("done merge") } == 2
        },
        Run(
            name: "respond, merged", prepare: { try Storefront(.small) },
            arguments: { _ in respond("kube-container-oomkilled") }, least: 8
        ) { $0.ledger.count { $0.hasPrefix("done merge") } == 1 },
        Run(
            name: "respond, escalated", prepare: { try Storefront(.small) },
            arguments: { _ in respond("uncorroborated") }, least: 3
        ) { $0.issues.count == 1 && $0.pulls.isEmpty },
        verify("kept", 0, after: sweep, least: 3) {
            $0.ledger.count { $0.hasPrefix("verification") && $0.contains(" worked") } == 2
                && $0.notes.count { $0.contains("Verification: worked") } == 2
        },
        verify("taken back", 1, after: sweep, least: 12) {
            $0.ledger.count { $0.hasPrefix("verification") && $0.contains(" did-not") } == 2
                && $0.pulls.count { $0.contains("\"title\":\"revert(resources): ") } == 2
                && $0.notes.count { $0.contains("Verification: did-not") } == 2
        },
        verify("told", 2, after: sweep, least: 6) {
            $0.pulls.count { $0.contains("verification-") } == 2
                && !$0.issues.contains { $0.contains("verification:") }
        },
        verify("group taken back", 1, of: grouped, after: sweep, least: 10) {
            $0.pulls.count { $0.contains("\"title\":\"revert(resources): ") } >= 1
                && $0.ledger.count { $0.hasPrefix("verification") && $0.contains(" did-not") } >= 2
        },
        verify("escalated", 1, after: respond("kube-container-oomkilled"), least: 4) {
            $0.issues.count == 1 && $0.ledger.count { $0.hasPrefix("verification") } == 1
        },
    ]

    private static func stage(_ run: Run) throws -> Stage {
        let before = try run.prepare()
        let server = try run.world?.server()
        var stage = Stage(
            before: before, after: try EndState(before), effects: 0, server: server,
            arguments: run.arguments(server?.url ?? ""))
        let storefront = try Storefront(before)
        defer { storefront.directory.remove() }
        let count = { (storefront: Storefront) in
            let commits = try storefront.git.attempt(["git", "rev-list", "--count", "refs/trimtab/ledger"])
                .text
            return try (Int(commits) ?? 0) + EventSeen.all(storefront).count { $0.type == "done" }
        }
        let old = try count(storefront)
        _ = try storefront.product().run(stage.arguments)
        stage.after = try EndState(storefront)
        stage.effects = try count(storefront) - old
        return stage
    }

    /// More than any run has effects; the last cases are runs that nothing interrupted.
    private static let most = 120

    @Test(arguments: runs) func aKilledRunIsMadeGoodByTheNext(_ run: Run) async throws {
        let stage = try Self.stage(run)
        let isProven = run.proof(stage.after)
        #expect(isProven, "\(stage.after)")
        #expect(stage.effects >= run.least, "too few effects to mean anything: \(stage.effects)")
        // One after the other from two sides: which point is the last is not known before it was passed.
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var (next, survived) = (1, false)
            func add() {
                guard next <= Self.most, !survived else { return }
                let count = next
                next += run.stride
                group.addTask { try Self.check(stage, killAfter: count) }
            }
            add()
            add()
            for try await wasKilled in group {
                if !wasKilled { survived = true }
                add()
            }
            #expect(survived, "\(Self.most) effects and no end")
            #expect(
                next - run.stride >= stage.effects - run.stride,
                "killed up to effect \(next - run.stride) of \(stage.effects)")
        }
    }

    /// True when the run was killed.
    private static func check(_ stage: Stage, killAfter count: Int) throws -> Bool {
        let storefront = try Storefront(stage.before)
        defer { storefront.directory.remove() }
        let fault = ["TRIMTAB_FAULT": "kill-after:\(count)"]
        let status = try storefront.product(fault).run(stage.arguments).status
        let next = try storefront.product().run(stage.arguments)
        #expect([0, 1].contains(next.status), "killed after effect \(count): \(next.everything)")
        let state = try EndState(storefront)
        let difference = stage.after.difference(state)
        #expect(difference.isEmpty, "killed after effect \(count)")
        #expect(try Invariants.broken(storefront) == [], "killed after effect \(count)")
        return status == 9
    }
}
