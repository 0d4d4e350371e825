internal import Foundation
internal import TestSupport
internal import Testing

/// A Flux, an Argo CD and a helmfile estate with production of their own: what a sweep and an alert make of each, byte for byte.
@Suite struct EstateTests {
    /// What must come of one finding, as a person reads it.
    struct Expected: Sendable {
        var target: String
        var what: String
        /// `before → after`; nil for a held one.
        var values: String?
        var result: String
        var reason: String?
        /// The file that is changed, and the change: lines that go with `-`, lines that come with `+`.
        var file: String?
        var lines: [String] = []
    }

    struct Estate: Sendable, CustomTestStringConvertible {
        var name: String
        var sweep: [Expected]
        /// What the alert about the killed catalog comes to.
        var alert: Expected
        /// The files of the estate that decide what must stay as it is, though production wishes for something else.
        var testDescription: String { name }

        var signals: String { "\(Storefront.examples)/estate-signals/\(name)" }
    }

    static let flux = Estate(
        name: "flux",
        sweep: [
            // The base is staging's too: written over it in the patch of production.
            Expected(
                target: "shop Deployment/catalog/app", what: "memory limit", values: "512Mi → 768Mi",
                result: "waits", reason: "off-schedule", file: "apps/production/catalog.yaml",
                lines: catalog),
            // A default of a variable: the variable is set for the cluster.
            Expected(
                target: "shop Deployment/cart/cart", what: "memory limit", values: "256Mi → 320Mi",
                result: "waits", reason: "off-schedule", file: "clusters/production/apps.yaml",
                lines: ["+      CART_MEMORY: 320Mi"]),
            Expected(
                target: "shop Deployment/parcel/app", what: "memory limit", values: "1Gi → 512Mi",
                result: "merged", file: "apps/production/parcel.yaml",
                lines: [
                    "-        memory: \"1Gi\" # labels are large",
                    "+        memory: \"512Mi\" # labels are large",
                ]),
            // Staging needs less, has no layer of its own for the catalog, and production runs with the same token.
            Expected(
                target: "shop Deployment/catalog/app", what: "memory request", result: "held",
                reason: "shared"),
        ],
        alert: Expected(
            target: "shop Deployment/catalog/app", what: "memory limit", values: "512Mi → 768Mi",
            result: "merged", file: "apps/production/catalog.yaml", lines: catalog))

    private static let catalog = [
        "+        containers:", "+          app:", "+            resources:", "+              limits:",
        "+                memory: 768Mi",
    ]

    static let argocd = Estate(
        name: "argocd",
        sweep: [
            Expected(
                target: "shop Deployment/catalog/app", what: "memory limit", values: "512Mi → 768Mi",
                result: "waits", reason: "off-schedule", file: "apps/catalog.yaml",
                lines: ["-            memory: 512Mi", "+            memory: 768Mi"]),
            // The chart's own value is that of two other applications: written over it in the file of this one.
            Expected(
                target: "shop Deployment/search/app", what: "memory request", values: "64Mi → 224Mi",
                result: "waits", reason: "off-schedule", file: "charts/catalog/values-search.yaml",
                lines: ["+    memory: 224Mi"]),
            Expected(
                target: "shop Deployment/search/app", what: "cpu request", values: "250m → 130m",
                result: "merged", file: "charts/catalog/values-search.yaml",
                lines: ["-    cpu: 250m", "+    cpu: 130m"]),
            // The file is that of reviews too, which need it: written over it as a parameter, the form that catalog has.
            Expected(
                target: "shop Deployment/ratings/app", what: "cpu request", values: "500m → 250m",
                result: "merged", file: "apps/ratings.yaml",
                lines: [
                    "+      parameters:", "+        - name: resources.requests.cpu",
                    "+          value: \"250m\"",
                ]),
        ],
        alert: Expected(
            target: "shop Deployment/catalog/app", what: "memory limit", values: "512Mi → 768Mi",
            result: "merged", file: "apps/catalog.yaml",
            lines: ["-            memory: 512Mi", "+            memory: 768Mi"]))

    static let helmfile = Estate(
        name: "helmfile",
        sweep: [
            // Of two equal tokens on one line that of production.
            Expected(
                target: "shop-production Deployment/catalog/app", what: "memory limit",
                values: "512Mi → 768Mi", result: "waits", reason: "off-schedule",
                file: "values/catalog.yaml.gotmpl", lines: branch),
            // Both environments read the file: written over it in that of production.
            Expected(
                target: "shop-production Deployment/reviews/app", what: "cpu request",
                values: "400m → 200m", result: "merged", file: "values/reviews-production.yaml",
                lines: ["+resources:", "+  requests:", "+    cpu: 200m"]),
            Expected(
                target: "shop-production Deployment/search/app", what: "memory request",
                values: "512Mi → 256Mi", result: "merged", file: "values/search.yaml",
                lines: [
                    "-    memory: 512Mi   # the index is in memory",
                    "+    memory: 256Mi   # the index is in memory",
                ]),
            // The chart's own value is that of production too, and the only layer above is one template for both.
            Expected(
                target: "shop-staging Deployment/catalog/app", what: "memory request", result: "held",
                reason: "shared"),
        ],
        alert: Expected(
            target: "shop-production Deployment/catalog/app", what: "memory limit", values: "512Mi → 768Mi",
            result: "merged", file: "values/catalog.yaml.gotmpl", lines: branch))

    private static let branch = ["-\(limit("512Mi"))", "+\(limit("768Mi"))"]

    private static func limit(_ production: String) -> String {
        "    memory: {{ if eq .Environment.Name \"production\" }} \"\(production)\" {{ else }} \"512Mi\" {{ end }}"
    }

    @Test(arguments: [flux, argocd, helmfile]) func aSweepChangesTheRightLinesAndNoOther(_ estate: Estate)
        throws
    {
        let storefront = try Storefront(estate: estate.name)
        defer { storefront.directory.remove() }
        let base = try storefront.git.run(["git", "rev-parse", "main"]).text
        let run = try storefront.sweep(signals: estate.signals)
        #expect(
            run.rows.map { "\($0.target) \($0.what)" }.sorted()
                == estate.sweep.map { "\($0.target) \($0.what)" }.sorted(), "\(run.answer.everything)")
        for expected in estate.sweep { try check(expected, in: run, storefront) }

        // What is on main is what was merged, on what was there.
        let merged = estate.sweep.filter { $0.result == "merged" }
        let changed = try storefront.git.run(["git", "diff", "--name-only", base, "main"]).text
        #expect(
            changed.split(separator: "\n").map(String.init) == Set(merged.compactMap(\.file)).sorted())
        let waiting = estate.sweep.filter { $0.result == "waits" }
        let branches = try storefront.git.run([
            "git", "for-each-ref", "--format=%(refname)", "refs/heads/trimtab",
        ]).text
        #expect(branches.split(separator: "\n").count == waiting.count, "\(branches)")
        #expect(try Invariants.broken(storefront) == [])
        // A second run finds the pull requests that are there, and makes nothing.
        let references = try storefront.references()
        let again = try storefront.sweep("--dry-run", signals: estate.signals)
        #expect(try storefront.references() == references)
        #expect(again.rows.filter { $0.result == "waits" }.count >= waiting.count, "\(again.lines)")
    }

    @Test(arguments: [flux, argocd, helmfile]) func anAlertMergesItsFixAndNothingElse(_ estate: Estate) throws
    {
        let storefront = try Storefront(estate: estate.name)
        defer { storefront.directory.remove() }
        let base = try storefront.git.run(["git", "rev-parse", "main"]).text
        let payload = "\(estate.signals)/alerts/kube-container-oomkilled.json"
        let run = try RunSeen(
            storefront.product().run(
                Storefront.run("respond", signals: estate.signals) + ["--alert", payload]))
        #expect(run.rows.count == 1, "\(run.answer.everything)")
        try check(estate.alert, in: run, storefront)
        #expect(try lines(from: base, to: "main", storefront) == estate.alert.lines)
        #expect(try Invariants.broken(storefront) == [])
        // Verification asks about the cluster of the target alone, where there are several.
        let message = try storefront.git.run(["git", "log", "-1", "--format=%B", "main"]).text
        let expectation = try #require(message.split(separator: "\n").first { $0.contains("sum(increase(") })
        #expect(
            expectation.contains("cluster=\"shop-production\"") == (estate.name == "flux"), "\(expectation)")
    }

    /// The row, and of what it proposes every byte.
    private func check(_ expected: Expected, in run: RunSeen, _ storefront: Storefront) throws {
        let name = "\(expected.target) \(expected.what)"
        let row = try #require(run.row(expected.target, expected.what), "\(name): \(run.answer.everything)")
        #expect(row.result == expected.result && row.reason == expected.reason, "\(name): \(row)")
        guard let values = expected.values, let file = expected.file else {
            #expect(row.pullRequest == nil && row.branch == nil && row.commit == nil, "\(name): \(row)")
            return
        }
        #expect("\(row.before ?? "") → \(row.after ?? "")" == values, "\(name)")
        let commit = try #require(row.commit, "\(name): \(row)")
        let changed = try storefront.git.run(["git", "diff", "--name-only", "\(commit)^", commit]).text
        #expect(changed == file, "\(name)")
        #expect(try lines(from: "\(commit)^", to: commit, storefront) == expected.lines, "\(name)")
        let message = try storefront.git.run(["git", "log", "-1", "--format=%B", commit]).text
        #expect(message.contains("Trimtab-Owner: @shop/team-shop\n"), "\(name): \(message)")
        let isInsertion = expected.lines.allSatisfy { $0.hasPrefix("+") }
        #expect(message.contains("written over") == isInsertion, "\(name): \(message)")
        #expect(!isInsertion || message.contains("\(file):"), "\(name): \(message)")
    }

    /// The lines that a change takes away and brings, in order, with their line ends.
    private func lines(from old: String, to new: String, _ storefront: Storefront) throws -> [String] {
        let diff = try storefront.git.run(["git", "diff", "-U0", "--no-prefix", old, new])
        #expect(!diff.text.contains("No newline"), "\(diff.text)")
        return String(decoding: diff.output, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { line in
                ["+", "-"].contains(where: line.hasPrefix)
                    && !["+++ ", "--- "].contains(where: line.hasPrefix)
            }
    }
}
