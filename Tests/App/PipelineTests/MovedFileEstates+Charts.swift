/// Repositories in which programs, settings, charts and helmfiles take what comes and goes.
extension MovedFileEstate {
    static let chart = [
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "charts/web/values.yaml": "memory: 128Mi\n",
        "charts/web/templates/web.yaml": workload("{{ .Values.memory }}"),
    ]

    // MARK: What programs say

    private static let install = "helm upgrade --install web charts/web -f elsewhere.yaml\n"
    private static func workflow(_ step: String) -> String {
        "on: push\njobs:\n  deploy:\n    runs-on: linux\n    steps:\n      - run: \(step)\n"
    }

    static let programs = [
        Self(
            "a script that installs a chart", chart,
            ["deploy.sh": "echo\n" + install], ["deploy.sh": "echo\necho\n" + install],
            ["deploy.sh": "echo\n"],
            ["more.mk": "all:\n\t" + install], ["more.mk": nil]),
        Self(
            "a workflow that installs a chart", chart,
            [".github/workflows/deploy.yaml": workflow(install)],
            [".github/workflows/deploy.yaml": workflow("true\n")],
            [".github/workflows/deploy.yaml": workflow(install)], [".github/workflows/deploy.yaml": nil]),
        Self(
            "a script that writes manifests",
            ["apps/out/web.yaml": workload(), "apps/src/kustomization.yaml": "resources: []\n"],
            ["make.sh": "kustomize build apps/src > apps/out/web.yaml\n"], ["make.sh": "echo\n"],
            ["make.sh": "kustomize build apps/src > apps/out/web.yaml\n"], ["make.sh": nil]),
        Self(
            "a workflow that sets the number of replicas",
            [
                "apps/web.yaml": workload().replacing(
                    "spec:\n  template", with: "spec:\n  replicas: 2\n  template")
            ],
            [".github/workflows/deploy.yaml": workflow("kustomize edit set replicas web=3\n")],
            [".github/workflows/deploy.yaml": workflow("true\n")]),
    ]

    // MARK: What is said of the repository

    static let settings = [
        Self(
            "what Flux leaves out",
            [
                "flux/sync.yaml":
                    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\n"
                    + "metadata: {name: flux-system, namespace: flux-system}\nspec: {url: https://git.example/shop.git}\n---\n"
                    + kustomization("apps", "./apps"), "apps/web.yaml": workload(),
                "apps/lint.yaml": "line-length: {max: 120}\n",
            ],
            [".sourceignore": "lint.yaml\n"], [".sourceignore": "other.yaml\n"],
            ["apps/.sourceignore": "lint.yaml\n"], ["apps/.sourceignore": nil]),
        Self(
            "settings of the repository",
            [
                "db.yaml":
                    "apiVersion: db.example/v1\nkind: Database\nmetadata: {name: db}\nspec: {size: 3}\n",
                "web.yaml": workload(),
            ], [".trimtab.yml": "version: 1\nobjects: [{kind: Database, paths: [spec.size]}]\n"],
            [".trimtab.yml": "version: 1\n"],
            [".trimtab.yml": "version: 1\nobjects: [{kind: Database, paths: [spec.size]}]\n"],
            [".trimtab.yml": nil]),
    ]

    // MARK: What belongs to a chart

    static let charts = [
        Self(
            "files of a chart", chart,
            ["charts/web/values-production.yaml": "memory: 2Gi\n"],
            ["charts/web/values-production.yaml": nil],
            ["charts/web/templates/db.yaml": workload("2Gi", name: "db")],
            ["charts/web/Chart.yaml": nil],
            ["charts/web/Chart.yaml": chart["charts/web/Chart.yaml"]]),
        Self(
            "a text that a template reads",
            chart.merging([
                "charts/web/templates/web.yaml": workload(
                    #"{{ .Files.Get "memory.txt" | default "1Gi" | trim }}"#)
            ]) { $1 }, ["charts/web/memory.txt": "2Gi\n"], ["charts/web/memory.txt": nil]),
        Self(
            "a manifest that a template reads",
            chart.merging([
                "charts/web/templates/web.yaml": workload(
                    #"{{ if .Files.Get "files/more.yaml" }}2Gi{{ else }}1Gi{{ end }}"#)
            ]) { $1 }, ["charts/web/files/more.yaml": quiet], ["charts/web/files/more.yaml": nil]),
        Self(
            "a chart more, of which another one takes something",
            chart.merging([
                "charts/web/Chart.yaml":
                    "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies: [{name: base, version: 1.0.0, repository: 'file://../base'}]\n"
            ]) { $1 },
            [
                "charts/base/Chart.yaml": "apiVersion: v2\nname: base\nversion: 1.0.0\n",
                "charts/base/templates/more.yaml": workload(name: "base"),
            ], ["charts/base/Chart.yaml": nil]),
        Self(
            "a file of values that an Application names",
            chart.merging([
                "argo/web.yaml": """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: web}
                spec:
                  source:
                    repoURL: https://git.example/shop.git
                    path: charts/web
                    helm: {valueFiles: [../../values/web.yaml], ignoreMissingValueFiles: true}
                  destination: {name: in-cluster, namespace: shop}

                """, "values/other.yaml": "memory: 3Gi\n",
            ]) { $1 }, ["values/web.yaml": "memory: 2Gi\n"], ["values/web.yaml": nil]),
    ]

    // MARK: What helmfiles read

    private static let helmfile = """
        environments:
          production: {values: [environments/production.yaml]}
          staging: {values: [environments/staging.yaml], missingFileHandler: Warn}
        ---
        releases:
          - name: web
            namespace: shop
            chart: ./charts/web
            missingFileHandler: Warn
            values:
              - web.yaml.gotmpl
              - values/{{ .Environment.Name }}.yaml

        """
    static let helmfiles = [
        Self(
            "values of an environment",
            chart.merging([
                "helmfile.yaml.gotmpl": helmfile, "environments/production.yaml": "{}\n",
                "web.yaml.gotmpl": "memory: {{ .Values | get \"memory\" \"1Gi\" }}\n",
            ]) { $1 }, ["environments/staging.yaml": "memory: 2Gi\n"],
            ["values/staging.yaml": "memory: 3Gi\n"], ["values/staging.yaml": nil],
            ["environments/staging.yaml": nil], ["environments/production.yaml": nil]),
        Self(
            "a helmfile more", chart.merging(["other.yaml": quiet]) { $1 },
            [
                "helmfile.d/web.yaml":
                    "releases:\n  - name: web\n    chart: ../charts/web\n    values: [{memory: 2Gi}]\n"
            ], ["helmfile.d/web.yaml": nil]),
    ]
}
