import Model
import TestSupport
import Testing
import Tracing

/// What is deployed from another repository, or at another revision, is not answered from the files that stand here by chance.
@Suite struct OwnRepositoryTests {
    private static func application(
        _ name: String, _ repository: String, _ path: String, revision: String? = nil
    ) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: \(name)}
        spec:
          destination: {namespace: \(name)}
          source:
            repoURL: \(repository)
            path: \(path)
            targetRevision: "\(revision ?? "")"

        """
    }

    private static func flux(
        _ name: String, _ path: String, url: String, reference: String = "branch: main"
    ) -> String {
        """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: \(name)}
        spec: {url: "\(url)", ref: {\(reference)}}
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: \(name)}
        spec: {path: \(path), sourceRef: {kind: GitRepository, name: \(name)}}

        """
    }

    private static let own = "https://git.example/shop/infra.git"
    private static let web = deployment("web")

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var root: String
        /// Nil where the answer is a token.
        var reason: HoldReason?
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "nearly as much from another name whose paths are here as well",
            files: [
                "apps/dns.yaml": application("dns", "https://git.example/shop/shared.git", "k8s/dns"),
                "apps/cert.yaml": application("cert", "https://git.example/shop/shared.git", "k8s/cert"),
                "apps/prod.yaml": application("prod", own, "k8s/prod"),
                "k8s/dns/web.yaml": web, "k8s/cert/web.yaml": web, "k8s/prod/web.yaml": web,
            ], root: "apps/dns.yaml#dns", reason: .ambiguous),
        Case(
            name: "more from another name, but this one deploys its own declaration",
            files: [
                "apps/dns.yaml": application("dns", "https://git.example/shop/shared.git", "k8s/dns"),
                "apps/cert.yaml": application("cert", "https://git.example/shop/shared.git", "k8s/cert"),
                "apps/all.yaml": application("all", own, "apps"),
                "apps/prod.yaml": application("prod", own, "k8s/prod"),
                "k8s/dns/web.yaml": web, "k8s/cert/web.yaml": web, "k8s/prod/web.yaml": web,
            ], root: "apps/dns.yaml#dns", reason: .noSuchResource),
        Case(
            name: "one short path that may be here by chance",
            files: [
                "ks.yaml": flux("other", "./deploy", url: "https://git.example/someone/else.git"),
                "deploy/web.yaml": web,
            ], root: "ks.yaml#other", reason: .ambiguous),
        Case(
            name: "a path that has the file which deploys it",
            files: ["deploy/ks.yaml": flux("own", "./deploy", url: own), "deploy/web.yaml": web],
            root: "deploy/ks.yaml#own", reason: nil),
        Case(
            name: "a path of several parts",
            files: ["ks.yaml": flux("own", "./apps/web", url: own), "apps/web/web.yaml": web],
            root: "ks.yaml#own", reason: nil),
        Case(
            name: "a tag",
            files: [
                "ks.yaml": flux("own", "./apps/web", url: own, reference: "tag: v1.0.0"),
                "apps/web/web.yaml": web,
            ], root: "ks.yaml#own", reason: .external),
        Case(
            name: "the only branch that anything is deployed from",
            files: [
                "ks.yaml": flux("own", "./apps/web", url: own, reference: "branch: live"),
                "apps/web/web.yaml": web,
            ], root: "ks.yaml#own", reason: nil),
        Case(
            name: "a branch beside the default one",
            files: [
                "a.yaml": application("a", own, "apps/web"),
                "b.yaml": application("b", own, "apps/web", revision: "release"), "apps/web/web.yaml": web,
            ], root: "b.yaml#b", reason: .external),
        Case(
            name: "the default branch by its name",
            files: [
                "a.yaml": application("a", own, "apps/web"),
                "b.yaml": application("b", own, "apps/web", revision: "main"), "apps/web/web.yaml": web,
            ], root: "b.yaml#b", reason: nil),
        Case(
            name: "a commit",
            files: [
                "a.yaml": application(
                    "a", own, "apps/web", revision: "0d521c6e049889134f3122eb32d7ed342f43ca0d"),
                "apps/web/web.yaml": web,
            ], root: "a.yaml#a", reason: .external),
    ]

    @Test(arguments: cases) func whatIsElsewhereIsHeld(_ sample: Case) throws {
        let trace = try Sample(sample.files).trace(
            "Deployment/web/app", "resources.limits.memory", root: sample.root)
        #expect(trace.hold?.reason == sample.reason, "\(trace.hold?.detail ?? trace.statusName)")
    }

    /// What may be this repository under another name may change what stands here; nobody deploys it as it was once.
    @Test(arguments: ["branch: main", "tag: charts-v0.14.0"])
    func allOfAnotherNameBesideThisOne(_ reference: String) throws {
        let files = [
            "crds.yaml": Self.flux(
                "crds", "./", url: "https://git.example/someone/charts.git", reference: reference),
            "ks.yaml": Self.flux("own", "./apps/live", url: Self.own),
            "apps/web/kustomization.yaml": "resources: [web.yaml]\n", "apps/web/web.yaml": Self.web,
            "apps/live/x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
        ]
        let trace = try Sample(files).trace("Deployment/web/app", "resources.limits.memory")
        #expect((trace.hold == nil) == reference.hasPrefix("tag"), "\(trace.status)")
    }

    @Test func aChartAtAnotherRevisionIsHeld() throws {
        let chart = [
            "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "charts/web/values.yaml": "replicas: 2\n",
            "charts/web/templates/web.yaml":
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: {{ .Values.replicas }}}\n",
        ]
        let files = chart.merging([
            "a.yaml": Self.application("a", Self.own, "charts/web", revision: "v2.1.0")
        ]) {
            $1
        }
        #expect(try Sample(files).trace("Deployment/web", "replicas").hold?.reason == .external)
        let same = chart.merging(["a.yaml": Self.application("a", Self.own, "charts/web", revision: "HEAD")])
        { $1 }
        #expect(try Sample(same).trace("Deployment/web", "replicas").statusName == "literal")
    }

    @Test func aReleaseOfAChartFromAnotherRepositoryIsHeld() throws {
        let files = [
            "apps/ks.yaml": Self.flux("own", "./apps", url: Self.own),
            "source.yaml":
                "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: other}\nspec: {url: https://git.example/other.git}\n",
            "more.yaml": Self.flux("more", "./apps", url: Self.own),
            "others.yaml": Self.flux("others", "./charts", url: "https://git.example/other.git"),
            "apps/release.yaml": """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web}
            spec:
              chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: other}}}

            """,
            "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "charts/web/values.yaml": "replicas: 2\n",
            "charts/web/templates/web.yaml":
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: {{ .Values.replicas }}}\n",
        ]
        let roots = try Sample(files).stage.roots()
        #expect(!roots.contains { $0.kind == .helmRelease && $0.layers.contains("charts/web/values.yaml") })
        let trace = try Sample(files).trace("Deployment/web", "replicas", root: "apps/release.yaml")
        #expect(trace.origin == nil, "\(trace.statusName)")
    }

    @Test func argoTakesObjectsWhoseNameIsMade() throws {
        let files = [
            "a.yaml": Self.application("a", Self.own, "apps/web"), "apps/web/web.yaml": Self.web,
            "apps/web/job.yaml":
                "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: before-}\nspec: {backoffLimit: 2}\n",
        ]
        let trace = try Sample(files).trace("Deployment/web/app", "resources.limits.memory", root: "a.yaml#a")
        #expect(trace.statusName == "literal", "\(trace.hold?.detail ?? "")")
    }

    @Test func layersAreInTheOrderOfTheirStrength() throws {
        let files = [
            "helmfile.yaml":
                "releases: [{name: web, chart: ./web, values: [z.yaml, {replicas: 3}, a.yaml]}]\n",
            "z.yaml": "replicas: 1\n", "a.yaml": "replicas: 4\n",
            "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "web/values.yaml": "replicas: 2\n",
            "web/templates/web.yaml":
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: {{ .Values.replicas }}}\n",
        ]
        let root = try #require(try Sample(files).stage.roots().first { $0.kind == .helmfile })
        #expect(root.layers == ["web/Chart.yaml", "web/values.yaml", "z.yaml", "helmfile.yaml", "a.yaml"])
    }

    @Test func whatAllRootsShareIsCutShort() throws {
        var files = ["base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": Self.web]
        for number in 100..<510 {
            files["overlays/\(number)/kustomization.yaml"] = "resources: [../../base]\n"
        }
        let root = try #require(try Sample(files).stage.roots().first { $0.id == "overlays/100" })
        #expect(root.shares.count == 401)
        #expect(root.shares.first == "overlays/101" && root.shares.last == "(and 9 more)")
    }
}
