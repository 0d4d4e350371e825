import TestSupport
import Testing

/// Small Flux estates; `1️⃣` and `2️⃣` are around the token that decides `address` `attribute`.
struct FluxSample: Sendable, CustomTestStringConvertible {
    var name: String
    var files: [String: String]
    var address = "Deployment/web/app"
    var attribute = "resources.limits.memory"
    var root: String?
    /// `resource attribute` of what follows the token too.
    var others: [String] = []
    var testDescription: String { name }

    static func kustomization(_ name: String, _ spec: String, path: String = "./apps") -> String {
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata:
          name: \(name)
          namespace: flux-system
        spec:
          path: \(path)
          sourceRef: {kind: GitRepository, name: flux-system}
        \(spec)
        """
    }

    static func workload(_ memory: String, name: String = "web") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          replicas: 2
          template:
            spec:
              containers:
                - name: app
                  image: web:1
                  resources:
                    limits:
                      memory: \(memory)

        """
    }

    static let release = """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: web}
        spec:
          chartRef: {kind: OCIRepository, name: app-template}
          values:
            controllers:
              web:
                containers:
                  app:
                    image: {repository: shop/web, tag: 1.2.3}
                    probes:
                      liveness: {enabled: true, spec: {periodSeconds: 30}}
                      startup: {enabled: false, spec: {periodSeconds: 5}}
                    resources:
                      limits: {memory: 1Gi}

        """
    static let source = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: OCIRepository
        metadata: {name: app-template}
        spec: {url: oci://ghcr.io/bjw-s-labs/helm/app-template}

        """

    static func patch(_ memory: String) -> String {
        """
          patches:
            - target: {kind: Deployment}
              patch: |
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: any}
                spec: {template: {spec: {containers: [{name: app, resources: {limits: {memory: \(memory)}}}]}}}
        """
    }

    static let all: [FluxSample] = [
        FluxSample(
            name: "a directory without a kustomization",
            files: ["ks.yaml": kustomization("apps", ""), "apps/in/web.yaml": workload("1️⃣1Gi2️⃣")]),
        FluxSample(
            name: "a patch of the Kustomization over a kustomization",
            files: [
                "ks.yaml": kustomization("apps", patch("1️⃣2Gi2️⃣")),
                "apps/kustomization.yaml": "resources: [web.yaml]\n", "apps/web.yaml": workload("1Gi"),
            ]),
        FluxSample(
            name: "a component that the Kustomization adds",
            files: [
                "ks.yaml": kustomization("apps", "  components: [../big]\n"),
                "apps/kustomization.yaml": "resources: [web.yaml]\n", "apps/web.yaml": workload("1Gi"),
                "big/kustomization.yaml": "kind: Component\npatches: [{path: p.yaml}]\n",
                "big/p.yaml": workload("1️⃣3Gi2️⃣").replacing("  replicas: 2\n", with: ""),
            ]),
        FluxSample(
            name: "a variable that the Kustomization sets",
            files: [
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {MEMORY: 1️⃣1Gi2️⃣}}\n"),
                "apps/web.yaml": workload("${MEMORY:=256Mi}"),
                "apps/more.yaml": workload("\"${MEMORY}\"", name: "more"),
            ], others: ["Deployment/more/app resources.limits.memory"]),
        FluxSample(
            name: "a number that a variable makes of a text",
            files: [
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {N: 1️⃣\"7\"2️⃣}}\n"),
                "apps/web.yaml": workload("1Gi").replacing("replicas: 2", with: "replicas: ${N}"),
            ], address: "Deployment/web", attribute: "replicas"),
        FluxSample(
            name: "a variable from a ConfigMap that another Kustomization renders",
            files: [
                "cluster/a.yaml": kustomization(
                    "apps", "  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}]}\n"),
                "cluster/kustomization.yaml":
                    "resources: [a.yaml, z.yaml]\nconfigMapGenerator: [{name: other, literals: [a=b]}]\n",
                "cluster/z.yaml": kustomization("settings", "", path: "./settings"),
                "flux.yaml": kustomization("cluster", "", path: "./cluster"),
                "settings/sizes.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sizes, namespace: flux-system}\ndata: {MEMORY: 1️⃣5Gi2️⃣}\n",
                "apps/web.yaml": workload("${MEMORY}"),
            ]),
        FluxSample(
            name: "what the Kustomization sets counts more than a ConfigMap",
            files: [
                "ks.yaml": kustomization(
                    "apps",
                    "  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes}], substitute: {MEMORY: 1️⃣1Gi2️⃣}}\n"
                ),
                "sizes.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sizes, namespace: flux-system}\ndata: {MEMORY: 5Gi}\n",
                "apps/web.yaml": workload("${MEMORY}"),
            ]),
        FluxSample(
            name: "a Kustomization that another one renders and patches",
            files: [
                "flux.yaml": kustomization(
                    "cluster",
                    """
                      patches:
                        - target: {kind: Kustomization}
                          patch: |
                            apiVersion: kustomize.toolkit.fluxcd.io/v1
                            kind: Kustomization
                            metadata: {name: any}
                            spec: {postBuild: {substitute: {MEMORY: 1️⃣9Gi2️⃣}}}
                    """, path: "./cluster"),
                "cluster/apps.yaml": kustomization("apps", ""),
                "apps/web.yaml": workload("${MEMORY:-1Gi}"),
            ]),
        FluxSample(
            name: "a dollar sign that is meant",
            files: [
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {MEMORY: 1Gi}}\n"),
                "apps/web.yaml": workload("1️⃣2Gi2️⃣") + "---\n"
                    + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '$${MEMORY}'}\n",
            ]),
        FluxSample(
            name: "an object that is not to be filled in",
            files: [
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {MEMORY: 1Gi}}\n"),
                "apps/web.yaml": workload("1️⃣2Gi2️⃣"),
                "apps/more.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}\ndata: {a: '${MEMORY}'}\n",
            ]),
        FluxSample(
            name: "the namespace that the Kustomization gives",
            files: [
                "ks.yaml": kustomization("apps", "  targetNamespace: shop\n"),
                "apps/web.yaml": workload("1️⃣1Gi2️⃣"),
            ]),
        FluxSample(
            name: "a release in a Kustomization, whose values an overlay patches",
            files: [
                "ks.yaml": kustomization("apps", ""), "base/web.yaml": release, "base/source.yaml": source,
                "base/kustomization.yaml": "resources: [web.yaml, source.yaml]\n",
                "apps/kustomization.yaml": "resources: [../base]\npatches: [{path: p.yaml}]\n",
                "apps/p.yaml": """
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: {name: web}
                spec: {values: {controllers: {web: {containers: {app: {resources: {limits: {memory: 1️⃣4Gi2️⃣}}}}}}}}
                """,
            ], root: "apps"),
        FluxSample(
            name: "a release whose values have a variable",
            files: [
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {M: 1️⃣4Gi2️⃣}}\n"),
                "apps/web.yaml": release.replacing("memory: 1Gi", with: "memory: \"${M}\""),
                "apps/source.yaml": source,
            ], root: "ks.yaml"),
        FluxSample(
            name: "values from a ConfigMap",
            files: [
                "ks.yaml": kustomization("apps", ""),
                "apps/kustomization.yaml": """
                resources: [web.yaml, source.yaml]
                configMapGenerator: [{name: sizes, files: [values.yaml]}]
                configurations: [names.yaml]
                """,
                "apps/names.yaml":
                    "nameReference: [{kind: ConfigMap, fieldSpecs: [{path: spec/valuesFrom/name, kind: HelmRelease}]}]\n",
                "apps/values.yaml":
                    "controllers: {web: {replicas: 1️⃣32️⃣, containers: {app: {resources: {limits: {memory: 7Gi}}}}}}\n",
                "apps/web.yaml": release.replacing(
                    "  values:\n", with: "  valuesFrom: [{kind: ConfigMap, name: sizes}]\n  values:\n"),
                "apps/source.yaml": source,
            ], address: "Deployment/web", attribute: "replicas"),
        FluxSample(
            name: "values in the text of a ConfigMap",
            files: [
                "ks.yaml": kustomization("apps", ""),
                "apps/sizes.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: sizes}
                data:
                  values.yaml: |
                    controllers:
                      web:
                        replicas: 1️⃣32️⃣
                """,
                "apps/web.yaml": release.replacing(
                    "  values:\n", with: "  valuesFrom: [{kind: ConfigMap, name: sizes}]\n  values:\n"),
                "apps/source.yaml": source,
            ], address: "Deployment/web", attribute: "replicas"),
        FluxSample(
            name: "one value of a ConfigMap for a path",
            files: [
                "ks.yaml": kustomization("apps", ""),
                "apps/sizes.yaml":
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: sizes}\ndata: {n: 1️⃣\"3\"2️⃣}\n",
                "apps/web.yaml": release.replacing(
                    "  values:\n",
                    with:
                        "  valuesFrom: [{kind: ConfigMap, name: sizes, valuesKey: n, targetPath: controllers.web.replicas}]\n  values:\n"
                ),
                "apps/source.yaml": source,
            ], address: "Deployment/web", attribute: "replicas"),
        FluxSample(
            name: "the probe of a release",
            files: [
                "ks.yaml": kustomization("apps", ""), "apps/source.yaml": source,
                "apps/web.yaml": release.replacing("30}", with: "1️⃣302️⃣}"),
            ], attribute: "livenessProbe.periodSeconds"),
        FluxSample(
            name: "an argument of a release",
            files: [
                "ks.yaml": kustomization("apps", ""), "apps/source.yaml": source,
                "apps/web.yaml": release.replacing(
                    "app:\n", with: "app:\n            args: [--port, 1️⃣--size=30Mi2️⃣]\n"),
            ], attribute: "args[1]"),
        FluxSample(
            name: "the image tag of a release",
            files: [
                "ks.yaml": kustomization("apps", ""), "apps/source.yaml": source,
                "apps/web.yaml": release.replacing("tag: 1.2.3", with: "tag: 1️⃣1.2.32️⃣"),
            ], attribute: "image"),
        FluxSample(
            name: "a chart of the repository with the values of a release",
            files: HelmfileTests.chart.merging([
                "ks.yaml": kustomization("apps", ""),
                "apps/web.yaml": owned("values: {memory: 1️⃣2Gi2️⃣}"),
            ]) { $1 }),
        FluxSample(
            name: "a chart's own value",
            files: HelmfileTests.chart.merging([
                "ks.yaml": kustomization("apps", ""), "apps/web.yaml": owned("values: {tag: '3'}"),
                "charts/web/values.yaml": "memory: 1️⃣128Mi2️⃣\nreplicas: 1\n",
            ]) { $1 }),
        FluxSample(
            name: "a chart of the repository whose release an overlay patches",
            files: HelmfileTests.chart.merging([
                "ks.yaml": kustomization("apps", ""), "base/web.yaml": owned("values: {tag: '3'}"),
                "base/kustomization.yaml": "resources: [web.yaml]\n",
                "apps/kustomization.yaml": """
                resources: [../base]
                patches:
                  - target: {kind: HelmRelease}
                    patch: |
                      - op: add
                        path: /spec/values/memory
                        value: 1️⃣5Gi2️⃣
                """,
            ]) { $1 }, root: "apps"),
        FluxSample(
            name: "a chart of the repository with a variable in the values",
            files: HelmfileTests.chart.merging([
                "ks.yaml": kustomization("apps", "  postBuild: {substitute: {M: 1️⃣6Gi2️⃣}}\n"),
                "apps/web.yaml": owned("values: {memory: '${M}'}"),
            ]) { $1 }, root: "ks.yaml#apps"),
    ]

    /// A release of the chart in `charts/web`.
    static func owned(_ spec: String) -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: web}
        spec:
          chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
          \(spec)

        """
    }
}
