import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Objects under Kustomize are traced as the overlay renders them.
@Suite struct KustomizeTests {
    static let base = "resources: [web.yaml]\n"
    static let web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          template:
            spec:
              containers:
                - name: app
                  image: web:1
                  resources:
                    limits: {memory: 256Mi}
        """

    static func patch(_ limits: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
                - name: app
                  resources: {limits: {\(limits)}}
        """
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var root: String? = "prod"
        var testDescription: String { name }
    }

    /// Samples in which the deciding token is marked.
    static let cases: [Case] = [
        Case(
            name: "the base decides",
            files: [
                "base/kustomization.yaml": base,
                "base/web.yaml": web.replacing("256Mi", with: "1️⃣256Mi2️⃣"),
                "prod/kustomization.yaml": "resources: [../base]\n",
            ]),
        Case(
            name: "a merge patch decides",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
                "prod/p.yaml": patch("memory: 1️⃣512Mi2️⃣"),
            ]),
        Case(
            name: "an inline JSON patch decides",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "prod/kustomization.yaml": """
                resources: [../base]
                patches:
                - target: {kind: Deployment}
                  patch: |-
                    - op: replace
                      path: /spec/template/spec/containers/0/resources/limits/memory
                      value: 1️⃣512Mi2️⃣
                """,
            ]),
        Case(
            name: "a component decides, below a prefix",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "big/kustomization.yml": "kind: Component\npatches: [{path: p.yaml}]\n",
                "big/p.yaml": patch("memory: 1️⃣512Mi2️⃣"),
                "prod/Kustomization": "namePrefix: a-\nresources: [../base]\ncomponents: [../big]\n",
            ], address: "Deployment/a-web/app"),
        Case(
            name: "the number under replicas decides",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "prod/kustomization.yaml":
                    "resources: [../base]\nreplicas:\n- name: web\n  count: 1️⃣72️⃣\n",
            ], address: "Deployment/web", attribute: "replicas"),
        Case(
            name: "a replacement copies the token",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "prod/sizes.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sizes}\ndata: {memory: 1️⃣3Gi2️⃣}\n",
                "prod/kustomization.yaml": """
                resources: [../base, sizes.yaml]
                replacements:
                - source: {kind: ConfigMap, name: sizes, fieldPath: data.memory}
                  targets:
                  - select: {kind: Deployment}
                    fieldPaths: ["spec.template.spec.containers.[name=app].resources.limits.memory"]
                """,
            ]),
        Case(
            name: "a new tag is a part of the image",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web,
                "prod/kustomization.yaml":
                    "resources: [../base]\nimages: [{name: web, newTag: 1️⃣\"2\"2️⃣}]\n",
            ], attribute: "image"),
        Case(
            name: "the tag that an image keeps under a new name",
            files: [
                "base/kustomization.yaml": base, "base/web.yaml": web.replacing("web:1", with: "web:1️⃣12️⃣"),
                "prod/kustomization.yaml": "resources: [../base]\nimages: [{name: web, newName: shop/web}]\n",
            ], attribute: "image"),
        Case(
            name: "a new digest is a part of the image",
            files: [
                "base/kustomization.yaml": base,
                "base/web.yaml": web.replacing("web:1", with: "web@sha256:00"),
                "prod/kustomization.yaml":
                    "resources: [../base]\nimages: [{name: web, digest: 1️⃣\"sha256:ab\"2️⃣}]\n",
            ], attribute: "image"),
        Case(
            name: "one file under two names, and the root of the repository",
            files: [
                "kustomization.yaml": "resources: [web.yaml]\nnamespace: shop\n",
                "web.yaml": web.replacing("256Mi", with: "1️⃣\"256Mi\"2️⃣"),
            ], root: nil),
    ]

    @Test(arguments: cases) func findsTheToken(_ sample: Case) throws {
        let marked = Sample(sample.files)
        let trace = try marked.trace(sample.address, sample.attribute, root: sample.root)
        #expect(trace.origin != nil, "\(trace.status)")
        #expect(trace.place == marked.marked)
        #expect(trace.hops.last?.reason == "written here" || trace.statusName == "shared")
        // Without a root the same object is found.
        let alone = try marked.trace(sample.address, sample.attribute)
        #expect(alone.place == marked.marked, "\(alone.status)")
    }

    @Test func theBaseIsAHopOfWhatAPatchSets() throws {
        let sample = Sample(KustomizeTests.cases[1].files)
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        let reasons = trace.hops.map { "\($0.file): \($0.reason)" }
        #expect(
            reasons == [
                "prod/kustomization.yaml: includes `../base`", "base/kustomization.yaml: lists `web.yaml`",
                "prod/kustomization.yaml: a patch of prod sets it",
                "base/web.yaml: the base says `256Mi`, which is overridden", "prod/p.yaml: written here",
            ])
    }

    static let twoOverlays = [
        "base/kustomization.yaml": base, "base/web.yaml": web,
        "staging/kustomization.yaml": "resources: [../base]\nnamespace: staging\n",
        "prod/kustomization.yaml": "resources: [../base]\nnamespace: prod\n",
    ]

    @Test func otherOverlaysThatRenderTheTokenAreElsewhere() throws {
        let sample = Sample(KustomizeTests.twoOverlays)
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", namespace: "prod")
        #expect(trace.statusName == "literal")
        #expect(
            trace.elsewhere.map { "\($0.root ?? "") \($0.namespace ?? "") \($0.resource) \($0.value)" }
                == ["staging staging Deployment/web/app 256Mi"])
        // No layer of its own speaks of it: there is nowhere an override could be written.
        #expect(trace.override == nil)
        // Which of the two is meant has to be said.
        #expect(
            try sample.trace("Deployment/web/app", "resources.limits.memory").hold?.reason == .ambiguous)
    }

    @Test func anOverlayThatSpeaksOfTheContainerCanOverride() throws {
        var files = KustomizeTests.twoOverlays
        files["prod/kustomization.yaml"] =
            "resources: [../base]\nnamespace: prod\npatches: [{path: p.yaml}]\n"
        files["prod/p.yaml"] = KustomizeTests.patch("cpu: 1")
        let trace = try Sample(files).trace(
            "Deployment/web/app", "resources.limits.memory", namespace: "prod")
        #expect(trace.elsewhere.count == 1)
        #expect(trace.override?.file == "prod/p.yaml")
        #expect(trace.override?.keyPath == "spec.template.spec.containers[0].resources.limits.memory")
    }

    @Test func whatNothingSetsIsInsertedWhereTheOverlaySpeaksOfIt() throws {
        var files = KustomizeTests.twoOverlays
        #expect(
            try Sample(files).trace("Deployment/web/app", "resources.limits.cpu", namespace: "prod")
                .insertion?
                .file == "base/web.yaml")
        files["prod/kustomization.yaml"] =
            "resources: [../base]\nnamespace: prod\npatches: [{path: p.yaml}]\n"
        files["prod/p.yaml"] = KustomizeTests.patch("memory: 1Gi")
        let trace = try Sample(files).trace("Deployment/web/app", "resources.requests.cpu", namespace: "prod")
        #expect(trace.insertion?.file == "prod/p.yaml")
        #expect(trace.insertion?.keyPath == "spec.template.spec.containers[0].resources.requests.cpu")
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var root: String? = "prod"
        var reason: HoldReason
        var mentions: String
        var testDescription: String { name }
    }

    static func prod(_ text: String, _ more: [String: String] = [:]) -> [String: String] {
        ["prod/kustomization.yaml": text, "prod/web.yaml": web].merging(more) { $1 }
    }

    static let held: [Held] = [
        Held(
            name: "an autoscaler that goes by the new name",
            files: prod(
                "resources: [web.yaml, hpa.yaml]\nnamePrefix: a-\n",
                [
                    "prod/hpa.yaml":
                        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n"
                ]), address: "Deployment/a-web", attribute: "replicas", reason: .autoscaled,
            mentions: "HorizontalPodAutoscaler/a-web"),
        Held(
            name: "a cycle",
            files: prod(
                "resources: [web.yaml, ../other]\n", ["other/kustomization.yaml": "resources: [../prod]\n"]),
            reason: .unparsable, mentions: "includes itself"),
        Held(
            name: "a base elsewhere that may define it",
            files: prod("resources: [\"https://example.com/base?ref=v1\"]\n"), address: "Deployment/api/app",
            reason: .external, mentions: "https://example.com/base"),
        Held(
            name: "a base outside of the repository", files: prod("resources: [../../outside]\n"),
            address: "Deployment/api/app", reason: .outsidePaths, mentions: "../../outside"),
        Held(
            name: "a patch that is not in the commit",
            files: prod("resources: [web.yaml]\npatches: [{path: secret.yaml}]\n"), reason: .notInRepository,
            mentions: "secret.yaml"),
        Held(
            name: "a component elsewhere",
            files: prod("resources: [web.yaml]\ncomponents: [\"https://example.com/c\"]\n"),
            reason: .external, mentions: "example.com/c"),
        Held(
            name: "a program that changes objects",
            files: prod(
                "resources: [web.yaml]\ntransformers: [t.yaml]\n",
                ["prod/t.yaml": "apiVersion: example.com/v1\nkind: Mutate\nmetadata: {name: m}\n"]),
            reason: .external, mentions: "Mutate"),
        Held(
            name: "a patch without a target",
            files: prod("resources: [web.yaml]\npatches: [{patch: '[{op: remove, path: /spec}]'}]\n"),
            reason: .unparsable, mentions: "target"),
        Held(
            name: "a value that is put together",
            files: prod(
                "resources: [web.yaml]\nimages: [{name: web, newName: shop}]\n",
                ["prod/web.yaml": web.replacing("web:1", with: "web")]),
            attribute: "image", reason: .derived, mentions: "computed"),
        Held(
            name: "a file that a program writes",
            files: prod(
                "resources: [web.yaml]\n", ["prod/web.yaml": "# Code generated by x. DO NOT EDIT.\n" + web]),
            reason: .generated, mentions: "prod/web.yaml"),
        Held(
            name: "an object that a patch deletes",
            files: prod(
                "resources: [web.yaml]\npatches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, $patch: delete}'}]\n"
            ), reason: .noSuchResource, mentions: "does not render"),
        Held(
            name: "a placeholder",
            files: prod(
                "resources: [web.yaml]\n", ["prod/web.yaml": web.replacing("256Mi", with: "\"${MEMORY}\"")]),
            reason: .templated, mentions: "MEMORY"),
        Held(
            name: "a Flux Kustomization above it that takes another path",
            files: prod(
                "resources: [web.yaml]\n",
                [
                    "flux.yaml":
                        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {path: './${where}', sourceRef: {kind: GitRepository, name: a}, patches: []}\n"
                ]), root: nil, reason: .unsupported, mentions: "flux.yaml"),
    ]

    @Test(arguments: held) func holdsWithATrueReason(_ sample: Held) throws {
        let trace = try Sample(sample.files).trace(sample.address, sample.attribute, root: sample.root)
        #expect(trace.hold?.reason == sample.reason, "\(trace.status)")
        #expect(trace.hold?.detail.contains(sample.mentions) == true, "\(trace.hold?.detail ?? "")")
    }

    @Test func aBrokenRootLeavesTheOthersAlone() throws {
        var files = KustomizeTests.twoOverlays
        files["staging/kustomization.yaml"] = "resources: [../base, ../staging]\nnamespace: staging\n"
        let sample = Sample(files)
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory", root: "prod")
        #expect(trace.statusName == "literal", "\(trace.status)")
        let roots = try sample.stage.roots()
        #expect(roots.first { $0.id == "staging" }?.excluded?.contains("includes itself") == true)
        #expect(roots.first { $0.id == "prod" }?.excluded == nil)
        #expect(!roots.contains { $0.id == "base" })
    }

    @Test func theInventoryGoesByWhatIsRendered() throws {
        let sample = Sample(KustomizeTests.twoOverlays)
        let root = try #require(try sample.stage.roots().first { $0.id == "prod" })
        let rows = try sample.stage.inventory(root).map {
            "\($0.namespace ?? "") \($0.resource) \($0.attribute)"
        }
        #expect(
            rows.sorted() == [
                "prod Deployment/web replicas", "prod Deployment/web/app resources.limits.memory",
            ])
    }

    /// Where the asked root lies among examples, those beside it are as much deployed; from outside they are nobody's.
    @Test func examplesAreEachOthersRadius() throws {
        let files = [
            "base/kustomization.yaml": Self.base, "base/web.yaml": Self.web,
            "examples/a/kustomization.yaml": "resources: [../../base]\n",
            "examples/b/kustomization.yaml": "resources: [../../base]\n",
            "other/examples/c/kustomization.yaml": "resources: [../../../base]\n",
            "prod/kustomization.yaml": "resources: [../base]\n",
        ]
        let stage = TracingStage(tree: InMemoryTree(texts: files), settings: RepositorySettings())
        func elsewhere(_ root: String) throws -> [String] {
            let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: "app")
            let target = Target(.kubernetes(address), "resources.limits.memory")
            return try stage.trace(target, root: root).elsewhere.compactMap(\.root).sorted()
        }
        #expect(try elsewhere("examples/a") == ["examples/b", "prod"])
        #expect(try elsewhere("prod") == [])
    }
}
