internal import Foundation
internal import TestSupport
internal import Testing

/// An alert about a workload that a chart deploys, of an aliased subchart at that: the fix is one token of its values.
@Suite struct ChartResponseTests {
    private static let renaming = DelayedSignals.Renaming(
        namespace: "prod",
        texts: [
            ("checkout-", "wiki-"), ("\"checkout\"", "\"wiki\""),
            ("\"namespace\":\"prod\"", "\"namespace\":\"tools\""),
            ("namespace=\"prod\"", "namespace=\"tools\""),
        ])

    /// The values of production, with the sizes that the killed containers ran with.
    private static let values = """
        wiki:
          resources: {requests: {cpu: 250m, memory: 448Mi}, limits: {memory: 512Mi}} # since the move

        """

    private func respond(_ storefront: Storefront) throws -> RunSeen {
        let signals = try DelayedSignals(by: 0, renaming: Self.renaming)
        let name = "\(Storefront.signals)/alerts/kube-container-oomkilled.json"
        let payload = try String(contentsOfFile: name, encoding: .utf8)
            .replacing("checkout-", with: "wiki-")
            .replacing("\"namespace\": \"prod\"", with: "\"namespace\": \"tools\"")
        return try RunSeen(
            storefront.product().run(
                Storefront.run("respond", signals: signals.directory.path) + ["--alert", "-"],
                input: Data(payload.utf8)))
    }

    @Test func oneTokenOfTheValuesIsTheWholeDiff() throws {
        let storefront = try Storefront()
        let file = "charts/tools/values-prod.yaml"
        try storefront.push([file: Self.values])
        let base = try storefront.git.run(["git", "rev-parse", "main"]).text
        let run = try respond(storefront)
        let row = try #require(
            run.rows.first { $0.what == "memory limit" }, "\(run.answer.everything)")
        #expect(
            row.target == "tools Deployment/wiki/app" && row.before == "512Mi" && row.after == "768Mi",
            "\(row)")
        let commit = try #require(row.mergedAs ?? row.commit, "\(row)")
        let changed = try storefront.git.run(["git", "diff", "--name-only", base, commit]).text
        #expect(changed == file)
        let after = try storefront.git.run(["git", "show", "\(commit):\(file)"]).output
        let wanted = Self.values.replacing("limits: {memory: 512Mi}", with: "limits: {memory: 768Mi}")
        #expect(String(decoding: after, as: UTF8.self) == wanted)
        #expect(try Invariants.broken(storefront) == [])
    }

    /// Git asks for more than production runs: an alert about memory never shrinks it.
    @Test func aGreaterSizeInGitIsNotShrunk() throws {
        let storefront = try Storefront()
        let main = try storefront.git.run(["git", "rev-parse", "main"]).text
        let run = try respond(storefront)
        let row = try #require(run.rows.first { $0.what == "memory limit" }, "\(run.answer.everything)")
        #expect(row.before == "1Gi" && row.result == "held" && row.reason == "no-category", "\(row)")
        #expect(try storefront.git.run(["git", "rev-parse", "main"]).text == main)
        #expect(!(try storefront.references().contains("refs/heads/trimtab")))
    }
}
