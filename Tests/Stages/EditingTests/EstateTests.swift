import Diagnostics
import Editing
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// One shop deployed by Flux, by Argo CD and by helmfile: the right line is edited or inserted, and no other.
@Suite struct EstateTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var estate: String
        var cluster: String?
        var namespace = "shop"
        var workload: String
        var container: String?
        var attribute: String
        var before: String
        var after: String
        var file: String
        /// Lines that go.
        var removed: [String] = []
        /// Lines that come.
        var added: [String]
        var testDescription: String { "\(estate) \(workload) \(attribute) \(after)" }
    }

    static let cases: [Case] = [
        // The base is staging's too: an override in the patch of production.
        Case(
            estate: "flux", cluster: "production", workload: "catalog", container: "app",
            attribute: "resources.limits.memory", before: "512Mi", after: "768Mi",
            file: "apps/production/catalog.yaml",
            added: [
                "        containers:", "          app:", "            resources:", "              limits:",
                "                memory: 768Mi",
            ]),
        // A default that nobody overrides: a variable of the cluster's Kustomization.
        Case(
            estate: "flux", cluster: "production", workload: "cart", container: "cart",
            attribute: "resources.limits.memory", before: "256Mi", after: "384Mi",
            file: "clusters/production/apps.yaml", added: ["      CART_MEMORY: 384Mi"]),
        Case(
            estate: "flux", cluster: "production", workload: "catalog", attribute: "replicas", before: "4",
            after: "5", file: "apps/production/catalog.yaml", removed: ["        replicas: 4"],
            added: ["        replicas: 5"]),
        Case(
            estate: "flux", cluster: "production", workload: "parcel", container: "app",
            attribute: "resources.limits.memory", before: "1Gi", after: "1536Mi",
            file: "apps/production/parcel.yaml",
            removed: ["        memory: \"1Gi\" # labels are large"],
            added: ["        memory: \"1536Mi\" # labels are large"]),
        Case(
            estate: "argocd", workload: "catalog", container: "app", attribute: "resources.limits.memory",
            before: "512Mi", after: "768Mi", file: "apps/catalog.yaml",
            removed: ["            memory: 512Mi"], added: ["            memory: 768Mi"]),
        Case(
            estate: "argocd", workload: "catalog", attribute: "replicas", before: "3", after: "4",
            file: "apps/catalog.yaml", removed: ["          value: \"3\""], added: ["          value: \"4\""]),
        Case(
            estate: "argocd", workload: "search", container: "app", attribute: "resources.limits.memory",
            before: "", after: "1Gi", file: "charts/catalog/values-search.yaml",
            added: ["  limits:", "    memory: 1Gi"]),
        // The chart's own value is that of other applications too: in the values of this one.
        Case(
            estate: "argocd", workload: "search", container: "app", attribute: "resources.requests.memory",
            before: "64Mi", after: "240Mi", file: "charts/catalog/values-search.yaml",
            added: ["    memory: 240Mi"]),
        // The file of both environments: in that of the one.
        Case(
            estate: "helmfile", namespace: "shop-production", workload: "reviews", container: "app",
            attribute: "resources.requests.cpu", before: "400m", after: "200m",
            file: "values/reviews-production.yaml",
            added: ["resources:", "  requests:", "    cpu: 200m"]),
        // Equal tokens on one line: the branch of the environment.
        Case(
            estate: "helmfile", namespace: "shop-production", workload: "catalog", container: "app",
            attribute: "resources.limits.memory", before: "512Mi", after: "768Mi",
            file: "values/catalog.yaml.gotmpl",
            removed: [
                "    memory: {{ if eq .Environment.Name \"production\" }} \"512Mi\" {{ else }} \"512Mi\" {{ end }}"
            ],
            added: [
                "    memory: {{ if eq .Environment.Name \"production\" }} \"768Mi\" {{ else }} \"512Mi\" {{ end }}"
            ]),
        Case(
            estate: "helmfile", namespace: "shop-production", workload: "search", container: "app",
            attribute: "resources.requests.memory", before: "512Mi", after: "640Mi",
            file: "values/search.yaml", removed: ["    memory: 512Mi   # the index is in memory"],
            added: ["    memory: 640Mi   # the index is in memory"]),
    ]

    private func tree(_ estate: String) throws -> InMemoryTree {
        try InMemoryTree(
            directory: SourceDirectory.package.appending(path: "infra-examples/estates/\(estate)"))
    }

    @Test(arguments: cases) func changesTheRightLinesAndNoOther(_ sample: Case) throws {
        let tree = try tree(sample.estate)
        var address = KubernetesAddress(
            namespace: sample.namespace, kind: "Deployment", name: sample.workload,
            container: sample.container)
        address.cluster = sample.cluster
        let target = Target(.kubernetes(address), sample.attribute)
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let plan = PlanSample.plan(
            [
                PlannedChange(
                    target: target, trace: try stage.trace(target), before: sample.before, after: sample.after
                )
            ], tree: tree)
        let outcome = EditingStage().edit(plan, tree: tree, settings: RepositorySettings())
        let edit = try #require(outcome.value, "\(outcome)")
        #expect(edit.files.map(\.path) == [sample.file])
        let change = try #require(edit.files.first)
        func lines(_ bytes: [UInt8]) -> [String] {
            String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
                .map(String.init)
        }
        let difference = lines(change.after).difference(from: lines(change.before))
        #expect(difference.removals.map(\.line) == sample.removed)
        #expect(difference.insertions.map(\.line) == sample.added)
        #expect(edit.changed.map(\.value) == [sample.after])
    }

    @Test(arguments: ["flux", "argocd", "helmfile"]) func everyWorkloadIsFoundByItsNames(_ estate: String)
        throws
    {
        let tree = try tree(estate)
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        var asked = 0
        for root in try stage.roots() where root.excluded == nil {
            for row in try stage.inventory(root) {
                guard case .kubernetes(var address) = row.trace.target.address else { continue }
                address.cluster = root.cluster
                let trace = try stage.trace(Target(.kubernetes(address), row.attribute))
                #expect(trace.status == row.trace.status, "\(row.resource) \(row.attribute): \(trace.status)")
                asked += 1
            }
        }
        #expect(asked >= 5)
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var line: String {
        switch self {
        case .insert(_, let element, _), .remove(_, let element, _): element
        }
    }
}
