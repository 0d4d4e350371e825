import Diagnostics
import Model
import TestSupport
import Testing
import Tracing

/// Where nothing of the repository defines an object, but a chart of elsewhere may, that is what the hold says.
@Suite struct ForeignInstallersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var root: String?
        var namespace = ""
        var reason = HoldReason.external
        var says: String
    }

    private static func helmfile(_ chart: String = "remote/web") -> String {
        """
        repositories:
          - {name: remote, url: https://charts.example.com}
        releases:
          - name: web
            namespace: shop
            chart: \(chart)
            values: [web.yaml]

        """
    }

    private static let application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          destination: {namespace: shop}
          source: {repoURL: https://charts.example.com, chart: shop-web, targetRevision: 1.0.0}

        """

    private static let umbrella = [
        "charts/web/Chart.yaml": """
        apiVersion: v2
        name: web
        version: 1.0.0
        dependencies: [{name: common-app, version: 1.0.0, repository: https://charts.example.com}]

        """, "charts/web/values.yaml": "common-app: {replicas: 3}\n",
    ]

    static let cases: [Case] = [
        Case(
            testDescription: "a chart around another", files: umbrella, says: "the dependency common-app of"),
        Case(
            testDescription:
                "a chart around another, beside one of another namespace that cannot be rendered",
            files: umbrella.merging([
                "charts/broken/Chart.yaml": "apiVersion: v2\nname: broken\nversion: 1.0.0\n",
                "charts/broken/templates/web.yaml":
                    "kind: Deployment\nmetadata: {name: web}\nspec: {{ template \"nowhere\" . }}\n",
                "apps/broken.yaml": application.replacing("{name: web}", with: "{name: broken}").replacing(
                    "namespace: shop", with: "namespace: other"
                ).replacing("chart: shop-web", with: "path: charts/broken"),
            ]) { $1 }, namespace: "shop", says: "the dependency common-app of"),
        Case(
            testDescription: "a release of a helmfile",
            files: ["helmfile.yaml": helmfile(), "web.yaml": "replicas: 1\n"],
            says: "the chart of release web of helmfile.yaml"),
        Case(
            testDescription: "a release of a helmfile that is called otherwise",
            files: ["clusters/one.yaml": helmfile(), "clusters/web.yaml": "replicas: 1\n"],
            says: "the chart of release web of clusters/one.yaml"),
        Case(
            testDescription: "the same, asked for by its root",
            files: ["clusters/one.yaml": helmfile(), "clusters/web.yaml": "replicas: 1\n"],
            root: "clusters/one.yaml", says: "the chart of release web of clusters/one.yaml"),
        Case(
            testDescription: "a part of a helmfile",
            files: [
                "helmfile.yaml": "helmfiles: [parts/one.yaml]\n", "parts/one.yaml": helmfile(),
                "parts/web.yaml": "replicas: 1\n",
            ],
            root: "parts/one.yaml", says: "the chart of release web of parts/one.yaml"),
        Case(
            testDescription: "an Application", files: ["web.yaml": application],
            says: "the chart shop-web of Application web"),
        Case(
            testDescription: "an Application of another namespace", files: ["web.yaml": application],
            namespace: "other", reason: .noSuchResource, says: "no file of the repository defines"),
        Case(
            testDescription: "an Application of another name",
            files: ["web.yaml": application.replacing("{name: web}", with: "{name: webs}")],
            reason: .noSuchResource, says: "no file of the repository defines"),
        Case(
            testDescription: "another root",
            files: [
                "web.yaml": application,
                "other/helmfile.yaml": helmfile().replacing("name: web\n", with: "name: x\n"),
            ],
            root: "other/helmfile.yaml", reason: .noSuchResource,
            says: "other/helmfile.yaml installs nothing like that"),
    ]

    @Test(arguments: cases) func says(_ sample: Case) throws {
        let trace = try Sample(sample.files).trace(
            "Deployment/web/app", "resources.limits.memory", namespace: sample.namespace, root: sample.root)
        #expect(trace.hold?.reason == sample.reason, "\(trace.status)")
        #expect(trace.hold?.detail.contains(sample.says) == true, "\(trace.status)")
    }

    @Test func aHelmfileThatIsCalledOtherwiseInstallsCharts() throws {
        let files = ChartSamples.chart(
            ChartSamples.deployment(ChartSamples.toYaml), ChartSamples.image + "resources: {}\n",
            [
                "clusters/one.yaml": ForeignInstallersTests.helmfile("../charts/web"),
                "clusters/web.yaml": "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\n",
            ])
        let sample = Sample(files)
        for root in [nil, "clusters/one.yaml"] {
            let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", root: root)
            #expect(trace.place == sample.marked, "\(trace.status)")
        }
        let roots = try sample.stage.roots().filter { $0.kind == .helmfile && $0.excluded == nil }
        #expect(roots.map(\.id) == ["clusters/one.yaml#web"])
    }

    /// Nothing is traced in it, but whoever looks for it finds it.
    @Test func aReleaseOfAChartOfElsewhereIsListedAndLeftOut() throws {
        let files = ["helmfile.yaml": ForeignInstallersTests.helmfile(), "web.yaml": "replicas: 1\n"]
        let roots = try Sample(files).stage.roots().filter { $0.kind == .helmfile }
        #expect(roots.map(\.id) == ["helmfile.yaml#web"])
        #expect(roots.first?.excluded == "its chart `remote/web` is not in this repository")
        #expect(roots.first?.layers == ["web.yaml", "helmfile.yaml"])
        #expect(roots.first?.namespaces == ["shop"])
    }

    /// A file of something else with releases is none.
    @Test func aListOfReleasesIsNoHelmfile() throws {
        let sample = Sample(["notes.yaml": "releases:\n  - {name: web, chart: remote/web}\n"])
        #expect(try sample.stage.roots().filter { $0.kind == .helmfile }.isEmpty)
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory").hold?.reason == .noSuchResource)
    }
}
