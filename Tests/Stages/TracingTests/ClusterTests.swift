import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// The same workload in several clusters: the names that production knows lead to one root, or to none.
@Suite struct ClusterTests {
    static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec: {replicas: 2}

        """

    /// One Kustomization per cluster, each over its own overlay.
    static func files(_ clusters: [String]) -> [String: String] {
        var files = ["apps/base/kustomization.yaml": "resources: [web.yaml]\n", "apps/base/web.yaml": web]
        for (number, cluster) in clusters.enumerated() {
            files["clusters/\(cluster)/apps.yaml"] = """
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: apps, namespace: flux-system}
                spec: {path: ./apps/\(cluster), sourceRef: {kind: GitRepository, name: flux-system}}

                """
            files["apps/\(cluster)/kustomization.yaml"] =
                "namespace: shop\nresources: [../base]\nreplicas: [{name: web, count: \(number + 3)}]\n"
        }
        return files
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var clusters: [String]
        var asked: String?
        var namespace = "shop"
        /// The value in force; nil where it is held.
        var value: String?
        /// What the hold names.
        var mentions: [String] = []
        var reason = HoldReason.ambiguous
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "the first of two", clusters: ["east", "west"], asked: "east", value: "3"),
        Case(name: "the second of two", clusters: ["east", "west"], asked: "west", value: "4"),
        Case(
            name: "two, and no cluster", clusters: ["east", "west"],
            mentions: ["clusters/east/apps.yaml", "clusters/west/apps.yaml"]),
        Case(
            name: "two, and a third is asked for", clusters: ["east", "west"], asked: "north",
            mentions: ["north", "clusters/east/apps.yaml", "clusters/west/apps.yaml", ".trimtab.yml"]),
        Case(
            name: "one, and another is asked for", clusters: ["east"], asked: "west",
            mentions: ["west", "cluster east"]),
        Case(name: "one, and no cluster", clusters: ["east"], value: "3"),
        Case(
            name: "the namespace of nobody", clusters: ["east", "west"], asked: "east", namespace: "other",
            reason: .noSuchResource),
    ]

    @Test(arguments: cases) func leadToOneRootOrAreHeld(_ sample: Case) throws {
        let stage = TracingStage(
            tree: InMemoryTree(texts: ClusterTests.files(sample.clusters)), settings: RepositorySettings())
        let address = KubernetesAddress(
            cluster: sample.asked, namespace: sample.namespace, kind: "Deployment", name: "web")
        let trace = try stage.trace(Target(.kubernetes(address), "replicas"))
        #expect(trace.value == sample.value, "\(trace.status)")
        guard case .held(let hold) = trace.status else { return }
        #expect(sample.value == nil && hold.reason == sample.reason, "\(hold)")
        for text in sample.mentions { #expect(hold.detail.contains(text), "\(hold.detail)") }
    }

    @Test func whatNamesNoClusterIsDeployedToAnyOfThem() throws {
        let stage = TracingStage(
            tree: InMemoryTree(texts: ["web.yaml": ClusterTests.web]), settings: RepositorySettings())
        let address = KubernetesAddress(cluster: "east", namespace: "shop", kind: "Deployment", name: "web")
        #expect(try stage.trace(Target(.kubernetes(address), "replicas")).value == "2")
    }
}
