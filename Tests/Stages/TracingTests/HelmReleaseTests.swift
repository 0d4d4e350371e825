import Model
import Settings
import Testing
import Tracing

/// Inline values of a HelmRelease whose chart a layout map speaks of.
@Suite struct HelmReleaseTests {
    static let source = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        metadata: {name: app-template, namespace: media}
        spec: {url: oci://ghcr.io/bjw-s-labs/helm/app-template}

        """

    static func release(_ values: String, spec: String = "", name: String = "photos") -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: \(name), namespace: media}
        spec:
          chartRef: {kind: OCIRepository, name: app-template}\(spec.isEmpty ? "" : "\n  " + spec)
          values:
        \(values)
        """
    }

    static let one = """
            controllers:
              photos:
                replicas: 1
                containers:
                  app:
                    resources:
                      limits:
                        memory: 1️⃣3Gi2️⃣
        """

    private func sample(
        _ release: String, _ more: [String: String] = [:], settings: RepositorySettings = .init()
    ) -> Sample {
        Sample(
            ["chart.yaml": HelmReleaseTests.source, "photos.yaml": release].merging(more) { $1 },
            settings: settings)
    }

    @Test func theBuiltInLayoutOfAppTemplate() throws {
        let sample = sample(HelmReleaseTests.release(HelmReleaseTests.one))
        let trace = try sample.trace("Deployment/photos/app", "resources.limits.memory", namespace: "media")
        #expect(trace.place == sample.marked)
        #expect(trace.statusName == "literal")
        #expect(try sample.trace("Deployment/photos", "replicas", namespace: "media").value == "1")
        #expect(
            try sample.trace("Deployment/photos/app", "resources.limits.memory", namespace: "other").hold?
                .reason
                == .noSuchResource)
    }

    @Test func severalControllersAreNamedAfterTheReleaseAndThemselves() throws {
        let values = """
                controllers:
                  web: {containers: {app: {resources: {limits: {memory: 1️⃣1Gi2️⃣}}}}}
                  worker: {type: statefulset, containers: {app: {resources: {limits: {memory: 2Gi}}}}}
                  old: {enabled: false, containers: {app: {}}}
            """
        let sample = sample(HelmReleaseTests.release(values))
        let web = try sample.trace("Deployment/photos-web/app", "resources.limits.memory", namespace: "media")
        #expect(web.place == sample.marked)
        let worker = try sample.trace(
            "StatefulSet/photos-worker/app", "resources.limits.memory", namespace: "media")
        #expect(worker.value == "2Gi")
        #expect(
            try sample.trace("Deployment/photos-old/app", "resources.limits.memory").hold?.reason
                == .noSuchResource)
        #expect(
            try sample.trace("Deployment/photos/app", "resources.limits.memory").hold?.reason
                == .noSuchResource)
    }

    @Test func namesThatTheValuesGiveAltogetherAreThose() throws {
        let values = """
                controllers:
                  web: {forceRename: Site, containers: {app: {nameOverride: main, resources: {limits: {memory: 1️⃣1Gi2️⃣}}}}}
                  worker: {containers: {app: {resources: {limits: {memory: 2Gi}}}}}
            """
        let sample = sample(HelmReleaseTests.release(values))
        let trace = try sample.trace("Deployment/site/main", "resources.limits.memory", namespace: "media")
        #expect(trace.place == sample.marked, "\(trace.status)")
        #expect(
            try sample.trace("Deployment/photos-worker/app", "resources.limits.memory").value == "2Gi")
    }

    @Test func whatAnOperatorInstallsIsNamedAsSuch() throws {
        let values = """
                instance:
                  components: [source-controller, helm-controller]
                  kustomize:
                    patches:
                    - patch: |
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: all}
                        spec: {template: {spec: {containers: [{name: manager, resources: {limits: {memory: 2Gi}}}]}}}
                      target: {kind: Deployment, name: (source-controller|helm-controller)}
            """
        let release = HelmReleaseTests.release(values, name: "flux-instance").replacing(
            "name: app-template", with: "name: flux-instance")
        let sample = Sample([
            "chart.yaml": HelmReleaseTests.source.replacing("app-template", with: "flux-instance"),
            "flux.yaml": release,
        ])
        let held = try sample.trace("Deployment/helm-controller/manager", "resources.limits.memory").hold
        #expect(held?.reason == .external)
        #expect(
            held?.detail.contains("spec.values.instance.kustomize.patches") == true, "\(held?.detail ?? "")")
        let other = try sample.trace("Deployment/other/manager", "resources.limits.memory").hold
        #expect(other?.reason == .noSuchResource)
    }

    @Test func anAnchorInTheValuesIsShared() throws {
        let values = """
                controllers:
                  photos:
                    containers:
                      app: {resources: &r {limits: {memory: 1️⃣1Gi2️⃣}}}
                      side: {resources: *r}
            """
        let sample = sample(HelmReleaseTests.release(values))
        let trace = try sample.trace("Deployment/photos/side", "resources.limits.memory")
        #expect(trace.place == sample.marked)
        #expect(trace.others == ["Deployment/photos/app resources.limits.memory"])
    }

    @Test func aMissingKeyIsInsertedIntoTheValues() throws {
        let sample = sample(
            HelmReleaseTests.release("    controllers: {photos: {containers: {app: {image: {}}}}}"))
        let trace = try sample.trace("Deployment/photos/app", "resources.limits.memory")
        #expect(
            trace.insertion
                == Insertion(
                    file: "photos.yaml",
                    keyPath: "spec.values.controllers.photos.containers.app.resources.limits.memory",
                    line: 7))
    }

    @Test func aDeclaredLayoutConfirmsAKey() throws {
        let map = LayoutMap(
            chart: "wrapper", container: "parts.{part}.containers.{container}",
            workloadName: "{release}-{part}",
            workloadKind: "StatefulSet")
        let text = HelmReleaseTests.release(
            "    parts: {db: {containers: {pg: {resources: {limits: {memory: 1️⃣1Gi2️⃣}}}}}}"
        )
        .replacing(
            "chartRef: {kind: OCIRepository, name: app-template}", with: "chart: {spec: {chart: wrapper}}")
        let sample = sample(text, settings: RepositorySettings(layouts: [map]))
        #expect(
            try sample.trace("StatefulSet/photos-db/pg", "resources.limits.memory").place == sample.marked)
    }

    @Test func aDeclaredLayoutThatGivesTwoPartsOneNameIsHeld() throws {
        let map = LayoutMap(
            chart: "wrapper", container: "parts.{part}.containers.{container}", workloadName: "{release}",
            workloadKind: "Deployment")
        let text = HelmReleaseTests.release(
            "    parts: {a: {containers: {x: {resources: {limits: {memory: 1Gi}}}}}, b: {containers: {x: {}}}}"
        ).replacing(
            "chartRef: {kind: OCIRepository, name: app-template}", with: "chart: {spec: {chart: wrapper}}")
        let sample = sample(text, settings: RepositorySettings(layouts: [map]))
        #expect(try sample.trace("Deployment/photos/x", "resources.limits.memory").hold?.reason == .ambiguous)
    }

    @Test func anOverlayThatOnlyListsItIsPassedThroughAndSetsTheNamespace() throws {
        let sample = sample(
            HelmReleaseTests.release(HelmReleaseTests.one).replacing(", namespace: media", with: ""),
            ["kustomization.yaml": "namespace: cinema\nresources: [photos.yaml, chart.yaml]\n"])
        let trace = try sample.trace("Deployment/photos/app", "resources.limits.memory", namespace: "cinema")
        #expect(trace.place == sample.marked)
        #expect(
            try sample.trace("Deployment/photos/app", "resources.limits.memory", namespace: "media").hold
                != nil)
    }

    @Test func twoOverlaysDeployItTwice() throws {
        let sample = sample(
            HelmReleaseTests.release(HelmReleaseTests.one),
            [
                "a/kustomization.yaml": "resources: [../photos.yaml]\n",
                "b/kustomization.yaml": "resources: [../photos.yaml]\n",
            ])
        let both = try sample.trace("Deployment/photos/app", "resources.limits.memory")
        #expect(both.place == sample.marked && both.elsewhere.count == 1, "\(both.status)")
        let trace = try sample.trace("Deployment/photos/app", "resources.limits.memory", root: "a")
        #expect(trace.place == sample.marked)
        #expect(trace.elsewhere.map(\.root) == ["b#photos"])
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var release: String
        var more: [String: String] = [:]
        var address = "Deployment/photos/app"
        var attribute = "resources.limits.memory"
        var reason: HoldReason
    }

    static let held: [Held] = [
        Held(
            testDescription: "values from a ConfigMap that is not there",
            release: release(one, spec: "valuesFrom: [{kind: ConfigMap, name: x}]"),
            attribute: "resources.limits.cpu", reason: .notInRepository),
        Held(
            testDescription: "values from a Secret",
            release: release(one, spec: "valuesFrom: [{kind: Secret, name: x}]"),
            attribute: "resources.limits.cpu", reason: .encrypted),
        Held(
            testDescription: "one value from a Secret",
            release: release(
                one,
                spec:
                    "valuesFrom: [{kind: Secret, name: x, targetPath: controllers.photos.containers.app.resources}]"
            ), attribute: "resources.limits.cpu", reason: .encrypted),
        Held(
            testDescription: "a suspended release", release: release(one, spec: "suspend: true"),
            reason: .outsidePaths),
        Held(
            testDescription: "a post renderer for that kind",
            release: release(
                one, spec: "postRenderers: [{kustomize: {patches: [{target: {kind: Deployment}, patch: x}]}}]"
            ),
            reason: .unsupported),
        Held(
            testDescription: "a kustomization with patches", release: release(one),
            more: ["kustomization.yaml": "resources: [photos.yaml]\npatches: [{path: p.yaml}]\n"],
            reason: .notInRepository),
        Held(
            testDescription: "a component that is not there", release: release(one),
            more: [
                "kustomization.yaml": "resources: [photos.yaml]\n",
                "top/kustomization.yaml": "resources: [..]\ncomponents: [c]\n",
            ],
            reason: .unsupported),
        Held(
            testDescription: "a variable that a Secret may set",
            release: release(one).replacing("1️⃣3Gi2️⃣", with: "${MEMORY:=3Gi}"),
            more: [
                "ks/ks.yaml":
                    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\nspec: {path: ./, postBuild: {substituteFrom: [{kind: Secret, name: s}]}}\n"
            ], reason: .notInRepository),
        Held(
            testDescription: "a chart nobody knows",
            release: release(one).replacing("name: app-template", with: "name: other"), reason: .external),
        Held(
            testDescription: "a renamed controller",
            release: release("    controllers: {photos: {nameOverride: x, containers: {app: {}}}}"),
            reason: .unsupported),
        Held(
            testDescription: "a global name", release: release("    global: {nameOverride: x}\n" + one),
            reason: .unsupported),
        Held(
            testDescription: "a container that has another name",
            release: release("    controllers: {photos: {containers: {app: {nameOverride: x}}}}"),
            reason: .noSuchResource),
        Held(
            testDescription: "a container with a name that is a template",
            release: release(
                "    controllers: {photos: {containers: {app: {nameOverride: '{{ .Release.Name }}'}}}}"),
            address: "Deployment/photos/{{ .Release.Name }}", reason: .templated),
        Held(
            testDescription: "two controllers of one name",
            release: release(
                "    controllers: {a: {forceRename: x, containers: {app: {}}}, b: {forceRename: X, containers: {app: {}}}}"
            ), address: "Deployment/x/app", reason: .ambiguous),
        Held(
            testDescription: "a controller whose name is given altogether",
            release: release("    controllers: {photos: {forceRename: x, containers: {app: {}}}}"),
            reason: .noSuchResource),
        Held(
            testDescription: "a controller called main among several",
            release: release("    controllers: {main: {containers: {app: {}}}, b: {containers: {app: {}}}}"),
            reason: .ambiguous),
        Held(
            testDescription: "defaults for all containers",
            release: release(
                "    controllers: {photos: {defaultContainerOptions: {resources: {}}, containers: {app: {}}}}"
            ),
            reason: .unsupported),
        Held(
            testDescription: "a field the map does not speak of", release: release(one), attribute: "image",
            reason: .external),
        Held(
            testDescription: "replicas that the values do not set",
            release: release("    controllers: {photos: {containers: {app: {}}}}"),
            address: "Deployment/photos",
            attribute: "replicas", reason: .external),
    ]

    @Test(arguments: held) func holds(_ held: Held) throws {
        let trace = try sample(held.release, held.more).trace(
            held.address, held.attribute, namespace: "media")
        #expect(trace.hold?.reason == held.reason, "\(trace.status)")
    }
}
