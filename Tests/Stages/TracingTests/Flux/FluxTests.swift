import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// What Flux deploys is traced as its Kustomizations render it.
@Suite struct FluxTests {
    @Test(arguments: FluxSample.all) func findsTheToken(_ sample: FluxSample) throws {
        let marked = Sample(sample.files)
        let trace = try marked.trace(sample.address, sample.attribute, root: sample.root)
        #expect(trace.place == marked.marked, "\(trace.status)")
        #expect(trace.others == sample.others)
        #expect(trace.elsewhere == [])
    }

    /// Another token in the same place: exactly what the trace declares changes, everywhere.
    @Test(arguments: FluxSample.all) func mutation(_ sample: FluxSample) throws {
        let marked = Sample(sample.files)
        let before = marked.stage
        let target = try #require(
            try before.trace(
                address: sample.address, attribute: sample.attribute, root: sample.root, namespace: "")
        ).target
        let answer = try before.answer(target, root: sample.root)
        let origin = try #require(answer.trace.origin)
        let key = try #require(answer.key)
        let token = origin.token
        let quotes = token.hasPrefix("\"") ? "\"" : ""
        let inside = quotes.isEmpty ? token : String(token.dropFirst().dropLast())
        let other =
            Int(inside) == nil
            ? inside.replacing("Gi", with: "Ti").replacing("Mi", with: "Ki").replacing("1.2.3", with: "9.9")
            : "9"
        var files = marked.tree.contents
        let edit = Edit(
            range: origin.range, replacement: Array("\(quotes)\(other)\(quotes)".utf8), reason: "")
        files[origin.file] = files[origin.file].flatMap { [edit].apply(to: $0) }
        let after = before.over(InMemoryTree(files), changed: [origin.file])
        let value = try after.answer(target, root: sample.root).trace.value
        #expect(value == answer.trace.value?.replacing(inside, with: other))
        let old = try before.facts(reading: [origin.file])
        let new = try after.facts(reading: [origin.file])
        var changed: Set<Fact.Key> = []
        let names = Set(old.map(\.key)).union(new.map(\.key))
        for name in names {
            let (a, b) = (old.filter { $0.key == name }, new.filter { $0.key == name })
            if a.map(\.fingerprint) != b.map(\.fingerprint) { changed.insert(name) }
        }
        var declared: Set<Fact.Key> = [key]
        for row in answer.trace.alsoDecides + answer.trace.alsoAffects + answer.trace.elsewhere {
            declared.insert(
                Fact.Key(
                    root: row.root ?? key.root, environment: row.environment ?? key.environment,
                    release: row.release ?? key.release, namespace: row.namespace ?? key.namespace,
                    resource: row.resource, attribute: row.attribute))
        }
        #expect(changed == declared)
        // The same from scratch.
        #expect(
            try TracingStage(tree: InMemoryTree(files), settings: RepositorySettings()).facts(
                reading: [origin.file]
            ).sorted { $0.key < $1.key } == new.sorted { $0.key < $1.key })
    }

    @Test func aDefaultThatNobodyOverridesIsSetInTheSubstitution() throws {
        for (build, line) in [("", 7), ("  postBuild: {substitute: {A: b}}\n", 9)] {
            let sample = Sample([
                "ks.yaml": FluxSample.kustomization("apps", build),
                "apps/web.yaml": FluxSample.workload("${MEMORY:=1Gi}"),
                "apps/more.yaml": FluxSample.workload("${MEMORY:=1Gi}", name: "more"),
            ])
            let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
            if build.isEmpty {
                // Without any variable Flux fills in nothing.
                #expect(trace.hold?.reason == .templated)
                continue
            }
            #expect(
                trace.insertion
                    == Insertion(file: "ks.yaml", keyPath: "spec.postBuild.substitute.MEMORY", line: line))
            #expect(trace.value == "1Gi")
            #expect(trace.others == ["Deployment/more/app resources.limits.memory"])
        }
    }

    @Test func aMissingFieldIsInsertedIntoThePatchOfTheOverlay() throws {
        let release = FluxSample.release.replacing("limits: {memory: 1Gi}", with: "{}")
        let sample = Sample([
            "clusters/prod/apps.yaml": FluxSample.kustomization("apps", "", path: "./apps/prod"),
            "clusters/test/apps.yaml": FluxSample.kustomization("apps", "", path: "./apps/test"),
            "apps/base/kustomization.yaml": "resources: [web.yaml, source.yaml]\n",
            "apps/base/web.yaml": release, "apps/base/source.yaml": FluxSample.source,
            "apps/prod/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
            "apps/prod/p.yaml": """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web}
            spec:
              values:
                controllers: {web: {replicas: 3}}
            """,
            "apps/test/kustomization.yaml": "resources: [../base]\n",
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", root: "apps/prod")
        #expect(
            trace.insertion
                == Insertion(
                    file: "apps/prod/p.yaml",
                    keyPath: "spec.values.controllers.web.containers.app.resources.limits.memory", line: 6))
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory").hold?.reason == .ambiguous)
        let roots = try sample.stage.roots()
        #expect(roots.filter { $0.kind == .flux }.map(\.cluster) == ["prod", "test"])
    }

    @Test func knownChartsSayWhereAContainersSizeStands() throws {
        let release = """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web, namespace: shop}
            spec:
              chart: {spec: {chart: podinfo, sourceRef: {kind: HelmRepository, name: podinfo}}}
              values:
                resources:
                  limits: {memory: 1️⃣1Gi2️⃣}
            """
        let sample = Sample(["web.yaml": release])
        let trace = try sample.trace("Deployment/web-podinfo/podinfo", "resources.limits.memory")
        #expect(trace.place == sample.marked)
        let absent = try sample.trace("Deployment/web-podinfo/podinfo", "resources.limits.cpu")
        #expect(absent.insertion?.keyPath == "spec.values.resources.limits.cpu")
        for attribute in ["image", "livenessProbe.periodSeconds"] {
            #expect(
                try sample.trace("Deployment/web-podinfo/podinfo", attribute).hold?.reason == .external)
        }
    }

    @Test func inventoriesCountWhatReleasesInstall() throws {
        let sample = Sample([
            "ks.yaml": FluxSample.kustomization("apps", ""), "apps/web.yaml": FluxSample.release,
            "apps/source.yaml": FluxSample.source, "apps/more.yaml": FluxSample.workload("2Gi", name: "more"),
        ])
        let stage = sample.stage
        let rows = try stage.roots().filter { $0.excluded == nil }.flatMap { try stage.inventory($0) }.map {
            "\($0.root) \($0.resource) \($0.attribute) \($0.trace.value ?? "")"
        }
        #expect(
            rows == [
                "apps/web.yaml Deployment/web/app resources.limits.memory 1Gi",
                "ks.yaml#apps Deployment/more replicas 2",
                "ks.yaml#apps Deployment/more/app resources.limits.memory 2Gi",
            ])
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var reason: HoldReason
    }

    static let held: [Held] = [
        Held(
            testDescription: "a variable from a Secret that is encrypted",
            files: [
                "ks.yaml": FluxSample.kustomization(
                    "apps", "  postBuild: {substituteFrom: [{kind: Secret, name: s}]}\n"),
                "apps/web.yaml": FluxSample.workload("${MEMORY}"),
                "s.yaml":
                    "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: flux-system}\nstringData: {MEMORY: 'ENC[x]'}\nsops: {mac: x}\n",
            ], reason: .encrypted),
        Held(
            testDescription: "a text of two variables",
            files: [
                "ks.yaml": FluxSample.kustomization(
                    "apps", "  postBuild: {substitute: {A: \"1\", B: Gi}}\n"),
                "apps/web.yaml": FluxSample.workload("${A}${B}"),
            ], reason: .derived),
        Held(
            testDescription: "a part of a variable",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", "  postBuild: {substitute: {A: 12Gi}}\n"),
                "apps/web.yaml": FluxSample.workload("${A:1}"),
            ], reason: .derived),
        Held(
            testDescription: "a variable that becomes a mapping",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", "  postBuild: {substitute: {A: '{a: b}'}}\n"),
                "apps/web.yaml": FluxSample.workload("${A}"),
            ], reason: .unsupported),
        Held(
            testDescription: "braces that are not closed",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", "  postBuild: {substitute: {A: b}}\n"),
                "apps/web.yaml": FluxSample.workload("1Gi") + "---\n"
                    + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '${A'}\n",
            ], reason: .unparsable),
        Held(
            testDescription: "a suspended Kustomization",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", "  suspend: true\n"),
                "apps/web.yaml": FluxSample.workload("1Gi"),
            ], reason: .outsidePaths),
        Held(
            testDescription: "a probe that is switched off",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", ""), "apps/source.yaml": FluxSample.source,
                "apps/web.yaml": FluxSample.release,
            ], attribute: "startupProbe.periodSeconds", reason: .external),
        Held(
            testDescription: "replicas of a release that something scales",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", ""), "apps/source.yaml": FluxSample.source,
                "apps/web.yaml": FluxSample.release.replacing(
                    "web:\n            containers",
                    with: "web:\n            replicas: 2\n            containers"),
                "apps/h.yaml":
                    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {scaleTargetRef: {kind: Deployment, name: web}}\n",
            ], address: "Deployment/web", attribute: "replicas", reason: .autoscaled),
        Held(
            testDescription: "replicas of a release that a set of inputs makes autoscalers for",
            files: [
                "ks.yaml": FluxSample.kustomization("apps", ""), "apps/source.yaml": FluxSample.source,
                "apps/web.yaml": FluxSample.release,
                "apps/set.yaml":
                    "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: s}\nspec: {inputs: [{app: web}], resources: [{kind: HorizontalPodAutoscaler}]}\n",
            ], address: "Deployment/web", attribute: "replicas", reason: .autoscaled),
    ]

    @Test(arguments: held) func holds(_ held: Held) throws {
        let trace = try Sample(held.files).trace(held.address, held.attribute)
        #expect(trace.hold?.reason == held.reason, "\(trace.status)")
    }

    @Test func anArtifactFromElsewhereTakesNothingOfTheRepository() throws {
        let artifact = FluxSample.kustomization("flux", "", path: "./").replacing(
            "kind: GitRepository, name: flux-system", with: "kind: OCIRepository, name: flux")
        let sample = Sample([
            "cluster/flux.yaml": artifact, "cluster/apps.yaml": FluxSample.kustomization("apps", ""),
            "a/cluster.yaml": FluxSample.kustomization("cluster", "", path: "./cluster"),
            "apps/web.yaml": FluxSample.workload("1️⃣1Gi2️⃣"),
        ])
        #expect(try sample.trace("Deployment/web/app", "resources.limits.memory").place == sample.marked)
        let roots = try sample.stage.roots().filter { $0.kind == .flux }
        #expect(
            roots.map(\.id) == ["a/cluster.yaml#cluster", "cluster/apps.yaml#apps", "cluster/flux.yaml#flux"])
        #expect(roots.filter { $0.excluded == nil }.count == 2)
    }

    /// A repository whose clusters take their files from artifacts that Flux puts together of it.
    static func artifacts(_ copies: String, path: String = "./production") -> [String: String] {
        [
            "clusters/production/artifacts.yaml": """
            apiVersion: source.extensions.fluxcd.io/v1beta1
            kind: ArtifactGenerator
            metadata: {name: all, namespace: flux-system}
            spec:
              sources: [{alias: here, kind: GitRepository, name: flux-system}]
              artifacts:
                - name: apps
                  copy: [\(copies)]

            """,
            "clusters/production/apps.yaml": """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: apps, namespace: flux-system}
            spec:
              path: \(path)
              targetNamespace: shop
              sourceRef: {kind: ExternalArtifact, name: apps}

            """,
            "apps/base/kustomization.yaml": "resources: [web.yaml]\n",
            "apps/base/web.yaml": FluxSample.workload("1Gi"),
            "apps/production/kustomization.yaml": "namePrefix: big-\nresources: [../base]\n",
        ]
    }

    @Test(arguments: [
        // Places that stay as they are to each other.
        (
            "{from: '@here/apps/base/**', to: '@artifact/base/'}, {from: '@here/apps/production/**', to: '@artifact/production/'}",
            "./production", true
        ),
        ("{from: '@here/apps/**', to: '@artifact/'}", "./production", true),
        ("{from: '@here/apps/**', to: '@artifact/apps/'}", "apps/production", true),
        // Anything else is another tree.
        ("{from: '@here/apps/production/**', to: '@artifact/live/'}", "./live", false),
        ("{from: '@here/apps/**', to: '@artifact/', exclude: ['*.md']}", "./production", false),
        ("{from: '@there/apps/**', to: '@artifact/'}", "./production", false),
        (
            "{from: '@here/apps/**', to: '@artifact/'}, {from: '@here/other/**', to: '@artifact/x/'}",
            "./production", false
        ),
        ("{from: '@here/apps/*.yaml', to: '@artifact/'}", "./production", false),
    ]) func artifactsOfTheRepositoryAreItsDirectories(_ copies: String, _ path: String, _ isFollowed: Bool)
        throws
    {
        let sample = Sample(FluxTests.artifacts(copies, path: path))
        let root = try #require(
            sample.stage.roots().first { $0.id == "clusters/production/apps.yaml#apps" })
        #expect((root.excluded == nil) == isFollowed, "\(root.excluded ?? "")")
        let trace = try sample.trace(
            "Deployment/big-web/app", "resources.limits.memory", namespace: "shop")
        #expect(trace.value == "1Gi", "\(trace.status)")
        let followed = try sample.trace(
            "Deployment/big-web/app", "resources.limits.memory", root: root.id)
        #expect((followed.value == "1Gi") == isFollowed, "\(followed.status)")
    }

    @Test func kustomizationsThatRenderEachOtherEnd() throws {
        let files = [
            "a/ks.yaml": FluxSample.kustomization("a", "", path: "./b"),
            "b/ks.yaml": FluxSample.kustomization("b", "", path: "./a"),
            "c/ks.yaml": FluxSample.kustomization("c", "", path: "./c"),
            "c/web.yaml": FluxSample.workload("1️⃣1Gi2️⃣"),
        ]
        let sample = Sample(files)
        #expect(try sample.stage.roots().filter { $0.kind == .flux }.count == 3)
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory").place == sample.marked)
    }
}
