import Testing

/// Small repositories, and changes of their paths that somebody notices who does not read the file that changes.
struct MovedFileEstate: Sendable, CustomTestStringConvertible {
    /// What is asked about by name in all of them.
    static let target = ("Deployment/web/app", "resources.limits.memory")

    var testDescription: String
    var files: [String: String]
    /// One change after the other; nil takes a file away.
    var steps: [[String: String?]]

    init(_ name: String, _ files: [String: String], _ steps: [String: String?]...) {
        (testDescription, self.files, self.steps) = (name, files, steps)
    }

    static let all: [MovedFileEstate] =
        flux + references + argo + programs + settings + charts + helmfiles + names

    // MARK: Files

    static func kustomization(_ name: String, _ path: String, _ more: String = "") -> String {
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: \(name), namespace: flux-system}
        spec:
          path: \(path)
          sourceRef: {kind: GitRepository, name: flux-system}
        \(more)
        """
    }

    static func workload(_ memory: String = "1Gi", name: String = "web") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
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

    /// An object without sizes, for which nobody looks.
    static let quiet = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: more}\n"

    static func configuration(_ name: String, _ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\ndata: {\(data)}\n"
    }

    private static func list(_ names: String..., more: String = "") -> String {
        "resources:\n" + names.map { "  - \($0)\n" }.joined() + more
    }

    // MARK: What Flux takes without being told

    private static let flux = [
        Self(
            "a manifest more below a directory of Flux",
            ["ks.yaml": kustomization("apps", "./apps"), "apps/web.yaml": workload()],
            ["apps/more.yaml": quiet], ["apps/in/more.yaml": quiet.replacing("more", with: "in")],
            ["apps/in/db.yaml": workload(name: "db")], ["apps/more.yaml": nil], ["apps/in/more.yaml": nil]),
        Self(
            "a kustomization in a directory of Flux that had none",
            [
                "ks.yaml": kustomization("apps", "./apps"), "apps/web.yaml": workload(),
                "apps/in/db.yaml": workload(name: "db"), "apps/in/more.yaml": quiet,
            ],
            ["apps/in/kustomization.yaml": list("db.yaml")],
            ["apps/kustomization.yaml": list("web.yaml")], ["apps/kustomization.yaml": nil],
            ["apps/in/kustomization.yaml": nil]),
        Self(
            "a base that was not there",
            [
                "prod/kustomization.yaml": list("../base", more: "namePrefix: a-\n"),
                "test/web.yaml": workload(),
                "base/web.yaml": workload(name: "other"),
            ],
            ["base/kustomization.yaml": list("web.yaml")], ["base/kustomization.yaml": nil]),
        Self(
            "a file that a kustomization names",
            [
                "prod/kustomization.yaml": list("../test", "more.yaml"), "test/web.yaml": workload(),
                "test/kustomization.yaml": list("web.yaml"),
            ], ["prod/more.yaml": quiet], ["prod/more.yaml": nil]),
    ]

    // MARK: What gives values by its name

    private static let substitution = [
        "ks.yaml": kustomization(
            "apps", "./apps",
            "  postBuild: {substituteFrom: [{kind: ConfigMap, name: sizes, optional: true}]}\n"),
        "sizes.yaml": kustomization("sizes", "./sizes"), "apps/web.yaml": workload("${MEMORY:=1Gi}"),
        "apps/kustomization.yaml": list("web.yaml"), "sizes/more.yaml": quiet,
        "sizes/kustomization.yaml": list("more.yaml"),
    ]
    private static let references = [
        Self(
            "variables of a ConfigMap", substitution,
            [
                "sizes/kustomization.yaml": list("more.yaml", "sizes.yaml"),
                "sizes/sizes.yaml": configuration("sizes", "MEMORY: 2Gi"),
            ], ["sizes/sizes.yaml": configuration("sizes", "MEMORY: 3Gi")],
            ["sizes/sizes.yaml": nil, "sizes/kustomization.yaml": list("more.yaml")]),
        Self(
            "variables of a ConfigMap that a kustomization names",
            substitution.merging(["sizes/kustomization.yaml": list("more.yaml", more: "nameSuffix: s\n")]) {
                $1
            },
            [
                "sizes/kustomization.yaml": list("more.yaml", "sizes.yaml", more: "nameSuffix: s\n"),
                "sizes/sizes.yaml": configuration("size", "MEMORY: 2Gi"),
            ],
            [
                "sizes/sizes.yaml": nil,
                "sizes/kustomization.yaml": list("more.yaml", more: "nameSuffix: s\n"),
            ]),
        Self(
            "values of a ConfigMap",
            chart.merging([
                "ks.yaml": kustomization("apps", "./apps"), "sizes.yaml": kustomization("sizes", "./sizes"),
                "apps/kustomization.yaml": list("web.yaml"), "sizes/more.yaml": quiet,
                "sizes/kustomization.yaml": list("more.yaml"),
                "apps/web.yaml": """
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: {name: web}
                spec:
                  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
                  valuesFrom: [{kind: ConfigMap, name: sizes, optional: true}]

                """,
            ]) { $1 },
            [
                "sizes/kustomization.yaml": list("more.yaml", "sizes.yaml"),
                "sizes/sizes.yaml": configuration("sizes", "values.yaml: 'memory: 2Gi'"),
            ], ["sizes/sizes.yaml": configuration("sizes", "values.yaml: 'memory: 3Gi'")],
            ["sizes/sizes.yaml": nil, "sizes/kustomization.yaml": list("more.yaml")]),
    ]

    // MARK: What Argo CD takes

    private static func application(_ path: String, _ more: String = "") -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web}
        spec:
          source: {repoURL: https://git.example/shop.git, path: \(path)\(more)}
          destination: {name: in-cluster, namespace: shop}

        """
    }

    private static func set(_ generator: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: all}
        spec:
          goTemplate: true
          generators: [{git: {repoURL: https://git.example/shop.git, \(generator)}}]
          template:
            metadata: {name: '{{ .path.basename }}'}
            spec:
              source: {repoURL: https://git.example/shop.git, path: '{{ .path.path }}'}
              destination: {name: in-cluster, namespace: '{{ .path.basename }}'}

        """
    }

    private static let argo = [
        Self(
            "a directory that an Application names",
            ["argo/web.yaml": application("apps/new"), "apps/web/web.yaml": workload()],
            ["apps/new/more.yaml": quiet], ["apps/new/web.yaml": workload("2Gi")], ["apps/new/more.yaml": nil]
        ),
        Self(
            "a file below a directory of an Application",
            [
                "argo/web.yaml": application("apps", ", directory: {recurse: true}"),
                "apps/web.yaml": workload(),
            ], ["apps/in/more.yaml": quiet], ["apps/in/db.yaml": workload(name: "db")],
            ["apps/in/more.yaml": nil]),
        Self(
            "a directory that an ApplicationSet finds",
            ["argo/set.yaml": set("directories: [{path: apps/*}]"), "apps/web/web.yaml": workload()],
            ["apps/new/more.yaml": quiet], ["apps/new/more.yaml": nil]),
        Self(
            "a file that an ApplicationSet finds",
            [
                "argo/set.yaml": set("files: [{path: 'apps/**/more.yaml'}]"), "apps/web/web.yaml": workload(),
                "apps/web/more.yaml": quiet, "apps/new/other.yaml": quiet,
            ], ["apps/new/more.yaml": quiet], ["apps/new/more.yaml": nil]),
    ]
}
