import Model
import Settings
import Testing
import Tracing

/// Every reason why an attribute of a workload is held, each with the smallest repository that shows it.
@Suite struct KubernetesHoldTests {
    /// A file with texts that may make others, one of which mentions the workload, and an autoscaler.
    static let scaler = """
        kind: ConfigMap
        apiVersion: v1
        metadata: {name: settings}
        data: {of: web}
        ---
        apiVersion: autoscaling.k8s.io/v1
        kind: VerticalPodAutoscaler
        metadata:
          name: sizer
        spec:
          targetRef:
            kind: Deployment
            name: TARGET # who
          updatePolicy:
            updateMode: Auto

        """

    @Test func whatPlainlyScalesAnotherOneOwnsNothing() throws {
        let sample = Sample([
            "web.yaml": KubernetesHoldTests.web,
            "vpa.yaml": KubernetesHoldTests.scaler.replacing("TARGET", with: "web-worker"),
        ])
        let trace = try sample.trace("Deployment/web/app", "resources.limits.memory")
        #expect(trace.statusName == "literal", "\(trace.status)")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var reason: HoldReason
        /// What the detail must mention.
        var mentions: String
        var testDescription: String { name }
    }

    static let web = deployment("web", namespace: "shop")

    static let cases: [Case] = [
        Case(
            name: "beside a kustomization that does not list it",
            files: ["k/web.yaml": web, "k/kustomization.yml": "resources: [other.yaml]\n"],
            reason: .unsupported,
            mentions: "k/kustomization.yml"),
        Case(
            name: "a patch",
            files: [
                "base/web.yaml": web, "prod/kustomization.yaml": "patches:\n  - path: ../base/web.yaml\n",
            ],
            reason: .unsupported, mentions: "prod/kustomization.yaml"),
        Case(
            name: "under the path of a Flux Kustomization that is filled in later",
            files: [
                "apps/web.yaml": web,
                "flux/apps.yaml":
                    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: './apps/${X}', sourceRef: {kind: GitRepository, name: a}}\n",
            ], reason: .unsupported, mentions: "flux/apps.yaml"),
        Case(
            name: "beside a template of Flux that changes what it takes",
            files: [
                "apps/web.yaml": web,
                "flux/apps.yaml":
                    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: {{ x }}}\nspec:\n  path: '{{ p }}'\n  postBuild: {substitute: {A: b}}\n",
            ], reason: .unsupported, mentions: "flux/apps.yaml"),
        Case(
            name: "beside a template of Argo CD in which a whole source is put in",
            files: [
                "apps/web.yaml": web,
                "argo/apps.yaml":
                    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: {{ x }}}\nspec:\n  source:\n    path: '{{ p }}'\n    {{ toYaml more }}\n",
            ], reason: .unsupported, mentions: "argo/apps.yaml"),
        Case(
            name: "under the path of an Argo CD application with a plugin",
            files: [
                "apps/web.yaml": web,
                "argo/apps.yaml":
                    "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: apps}\nspec: {source: {path: apps, plugin: {name: make}}}\n",
            ], reason: .unsupported, mentions: "argo/apps.yaml"),
        Case(
            name: "under a directory that an ApplicationSet may mean",
            files: [
                "apps/web/web.yaml": web,
                "argo/set.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: apps}
                spec:
                  generators:
                    - pullRequest: {github: {owner: shop, repo: shop}}
                  template: {spec: {source: {path: 'apps/{{branch}}'}}}
                """,
            ], reason: .unsupported, mentions: "argo/set.yaml"),
        Case(
            name: "a horizontal autoscaler",
            files: [
                "web.yaml": web,
                "hpa.yaml": """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: scaler, namespace: shop}
                spec: {scaleTargetRef: {kind: Deployment, name: web}}
                """,
            ], address: "Deployment/web", attribute: "replicas", reason: .autoscaled, mentions: "scaler"),
        Case(
            name: "a vertical autoscaler",
            files: [
                "web.yaml": web,
                "vpa.yaml": """
                apiVersion: autoscaling.k8s.io/v1
                kind: VerticalPodAutoscaler
                metadata: {name: sizer, namespace: shop}
                spec: {targetRef: {kind: Deployment, name: web}}
                """,
            ], reason: .autoscaled, mentions: "sizer"),
        Case(
            name: "a KEDA object without a kind",
            files: [
                "web.yaml": web,
                "keda.yaml": """
                apiVersion: keda.sh/v1alpha1
                kind: ScaledObject
                metadata: {name: keda}
                spec: {scaleTargetRef: {name: web}}
                """,
            ], address: "Deployment/web", attribute: "replicas", reason: .autoscaled, mentions: "keda"),
        Case(
            name: "an autoscaler that something else writes",
            files: [
                "web.yaml": web,
                "set.yaml": """
                apiVersion: fluxcd.controlplane.io/v1
                kind: ResourceSet
                metadata: {name: scalers}
                spec:
                  inputs: [{app: web}]
                  resources:
                    - apiVersion: autoscaling/v2
                      kind: HorizontalPodAutoscaler
                      metadata: {name: << inputs.app >>}
                """,
            ], address: "Deployment/web", attribute: "replicas", reason: .autoscaled, mentions: "set.yaml"),
        Case(
            name: "a template that mentions it",
            files: [
                "web.yaml": "kind: Deployment\nmetadata:\n  name: web\n{{ if .x }}\nspec: {}\n{{ end }}\n"
            ],
            reason: .templated, mentions: "web.yaml"),
        Case(
            name: "braces without quotes are a template even where YAML takes them",
            files: ["web.yaml": web.replacing("replicas: 2", with: "replicas: {{ replicas }}")],
            reason: .templated,
            mentions: "web.yaml"),
        Case(
            name: "a value that is filled in later",
            files: ["web.yaml": deployment("web", memory: "${MEMORY}")],
            reason: .templated, mentions: "${MEMORY}"),
        Case(
            name: "a quoted value that is filled in later",
            files: ["web.yaml": deployment("web", memory: "\"{{ memory }}\"")], reason: .templated,
            mentions: "memory"),
        Case(
            name: "a generated header", files: ["web.yaml": "# Generated by gen. DO NOT EDIT\n" + web],
            reason: .generated,
            mentions: "DO NOT EDIT"),
        Case(
            name: "a folder of what something renders", files: ["rendered/shop/web.yaml": web],
            reason: .generated, mentions: "rendered"),
        Case(
            name: "a file that scales somebody by a name that is filled in",
            files: [
                "web.yaml": web,
                "vpa.yaml": scaler.replacing("TARGET", with: "web${SUFFIX}"),
            ], reason: .autoscaled, mentions: "vpa.yaml"),
        Case(
            name: "a file that scales it by its name",
            files: ["web.yaml": web, "vpa.yaml": scaler.replacing("TARGET", with: "web")],
            reason: .autoscaled, mentions: "vpa.yaml"),
        Case(
            name: "SOPS", files: ["web.yaml": web + "sops:\n  mac: ENC[AES256_GCM,data:x]\n"],
            reason: .encrypted,
            mentions: "SOPS"),
        Case(
            name: "a sealed secret",
            files: [
                "s.yaml":
                    "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: s}\nspec: {x: 1}\n"
            ],
            address: "SealedSecret/s", attribute: "spec.x", reason: .encrypted, mentions: "SealedSecret"),
        Case(
            name: "an encrypted value",
            files: ["web.yaml": deployment("web", memory: "\"ENC[AES256_GCM,data:x]\"")],
            reason: .encrypted, mentions: "encrypted"),
        Case(
            name: "a broken file that may define it",
            files: ["web.yaml": web, "broken.yaml": web + "  : [\n"],
            reason: .unparsable, mentions: "broken.yaml"),
        Case(
            name: "defined twice", files: ["a.yaml": web, "b.yaml": web], reason: .ambiguous,
            mentions: "b.yaml:1"),
        Case(
            name: "not there", files: ["a.yaml": deployment("other")], reason: .noSuchResource,
            mentions: "Deployment/web"),
        Case(
            name: "only an example", files: ["examples/web.yaml": web], reason: .outsidePaths,
            mentions: "examples"),
        Case(
            name: "another container", files: ["a.yaml": web], address: "Deployment/web/none",
            reason: .noSuchResource,
            mentions: "it has app"),
        Case(
            name: "no container named", files: ["a.yaml": web], address: "Deployment/web", reason: .ambiguous,
            mentions: "name it"),
        Case(
            name: "not a single value", files: ["a.yaml": web], attribute: "resources.limits",
            reason: .unsupported,
            mentions: "mapping"),
        Case(
            name: "a null", files: ["a.yaml": deployment("web", memory: "~")], reason: .unsupported,
            mentions: "null"),
        Case(
            name: "two containers of one name",
            files: [
                "a.yaml": web.replacing(
                    "        - name: app", with: "        - name: app\n        - name: app")
            ],
            reason: .ambiguous, mentions: "2 containers"),
        Case(
            name: "Terraform reads the file",
            files: [
                "k/web.yaml": web, "m/main.tf": "resource \"a\" \"b\" {\n  x = file(\"../k/web.yaml\")\n}\n",
            ],
            reason: .limit, mentions: "m/main.tf"),
    ]

    @Test(arguments: cases) func holds(_ sample: Case) throws {
        let trace = try Sample(sample.files).trace(sample.address, sample.attribute, namespace: "shop")
        #expect(trace.hold?.reason == sample.reason, "\(trace.status)")
        #expect(trace.hold?.detail.contains(sample.mentions) == true, "\(trace.hold?.detail ?? "")")
    }

    @Test func aFileThatIsTooLargeIsALimit() throws {
        let sample = Sample([
            "web.yaml": KubernetesHoldTests.web, "big.yaml": String(repeating: "# kind\n", count: 100),
        ])
        let stage = TracingStage(
            tree: sample.tree, settings: sample.settings, limits: TracingLimits(fileSize: 600))
        let trace = try stage.trace(address: "Deployment/web/app", attribute: "resources.limits.memory")
        #expect(trace?.hold?.reason == .limit)
    }

    /// What looks like one of the cases above and is none.
    @Test(arguments: [
        ["web.yaml": KubernetesHoldTests.web, "other/kustomization.yaml": "resources: [x.yaml]\n"],
        ["web.yaml": KubernetesHoldTests.web, "t.yaml": "kind: {{ x }}\nname: other\n"],
        ["web.yaml": KubernetesHoldTests.web, "t.yaml": "kind: Deployment\nx: {{ x }}\ny:\n  - name: web\n"],
        ["web.yaml": "# edit me\n" + KubernetesHoldTests.web],
        ["web.yaml": KubernetesHoldTests.web, "examples/web.yaml": KubernetesHoldTests.web],
        [
            "web.yaml": KubernetesHoldTests.web,
            "hpa.yaml":
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: shop}\nspec: {scaleTargetRef: {kind: Deployment, name: other}}\n",
        ],
    ]) func doesNotHoldWithoutAReason(_ files: [String: String]) throws {
        let trace = try Sample(files).trace("Deployment/web", "replicas", namespace: "shop")
        #expect(trace.statusName == "literal", "\(trace.status)")
    }
}
