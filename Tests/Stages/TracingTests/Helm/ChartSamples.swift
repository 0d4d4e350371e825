import Model
import Testing

/// Charts of the forms that repositories have, each with the questions that it is there for.
enum ChartSamples {
    /// What is asked of a chart, and what is true.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var root: String? = "charts/web"
        var environment: String?
        /// `literal`, `shared`, or a reason to hold; the place is that of the marks.
        var answer = "literal"
        /// Where it would be set.
        var insertion: String?
        var value: String?
        /// A part of some hop's reason.
        var hop: String?
        var testDescription: String { name }
    }

    static let metadata = "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: \"4.5.6\"\n"

    /// A Deployment with one container and `resources` as given, indented by eight.
    static func deployment(
        _ resources: String, kind: String = "Deployment", name: String = "web", spec: String = ""
    ) -> String {
        """
        apiVersion: apps/v1
        kind: \(kind)
        metadata:
          name: \(name)
        spec:
        \(spec)
          template:
            spec:
              containers:
                - name: app
                  image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
        \(resources)

        """
    }

    static let toYaml = """
                  resources:
                    {{- toYaml .Values.resources | nindent 12 }}
        """
    static let image = "image:\n  repository: reg.example/web\n  tag: \"\"\n"

    static func chart(_ template: String, _ values: String, _ more: [String: String] = [:]) -> [String:
        String]
    {
        [
            "charts/web/Chart.yaml": metadata, "charts/web/values.yaml": values,
            "charts/web/templates/web.yaml": template,
        ].merging(more) { $1 }
    }

    static let cases: [Case] = [
        Case(
            name: "toYaml of a map",
            files: chart(deployment(toYaml), image + "resources:\n  limits: {memory: 1️⃣1Gi2️⃣}\n"), value: "1Gi"),
        Case(
            name: "a values file over the defaults",
            files: chart(
                deployment(toYaml), image + "resources:\n  limits: {memory: 1Gi}\n",
                ["charts/web/values-prod.yaml": "resources:\n  limits:\n    memory: 1️⃣\"2Gi\"2️⃣ # launch\n"]),
            environment: "prod", value: "2Gi", hop: "overridden by charts/web/values-prod.yaml"),
        Case(
            name: "the silent environment leaves the default",
            files: chart(
                deployment(toYaml), image + "resources:\n  limits: {memory: 1️⃣1Gi2️⃣}\n",
                ["charts/web/values-prod.yaml": "image: {tag: \"9\"}\n"]), environment: "prod"),
        Case(
            name: "with and a dot",
            files: chart(
                deployment(
                    """
                              {{- with .Values.resources }}
                              resources:
                                {{- toYaml . | nindent 12 }}
                              {{- end }}
                    """), image + "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\n"), hop: "because this has a value"),
        Case(
            name: "rebuilt field by field",
            files: chart(
                deployment(
                    "          resources: {limits: {memory: {{ .Values.resources.limits.memory | quote }}}}"),
                image + "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\n")),
        Case(
            name: "a named template of another file",
            files: chart(
                deployment("          {{- include \"web.resources\" . | nindent 10 }}"),
                image + "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\n",
                [
                    "charts/web/templates/_helpers.tpl":
                        "{{- define \"web.resources\" -}}\nresources:\n{{ toYaml .Values.resources | indent 2 }}\n{{- end -}}\n"
                ])),
        Case(
            name: "a literal in the template",
            files: chart(deployment("          resources: {limits: {memory: 1️⃣1Gi2️⃣}}"), image), value: "1Gi"),
        Case(
            name: "a number in the template as the default",
            files: chart(
                deployment(
                    "          resources: {limits: {memory: {{ .Values.memory | default 1️⃣\"1Gi\"2️⃣ }}}}"),
                image)),
        Case(
            name: "a raw text in the template as the default",
            files: chart(
                deployment(
                    "          resources: {limits: {memory: {{ .Values.memory | default 1️⃣`1Gi`2️⃣ | quote }}}}"
                ), image), value: "1Gi"),
        Case(
            name: "an anchor and a merge key",
            files: chart(
                deployment(toYaml),
                image + "base: &base {memory: 1️⃣1Gi2️⃣}\nresources: {limits: {<<: *base, cpu: 1}}\n")),
        Case(
            name: "one token for request and limit",
            files: chart(
                deployment(
                    "          resources: {limits: {memory: {{ .Values.memory }}}, requests: {memory: {{ .Values.memory }}}}"
                ),
                image + "memory: 1️⃣1Gi2️⃣\n"), answer: "shared"),
        Case(
            name: "tpl of a value that names another",
            files: chart(
                deployment("          resources: {limits: {memory: {{ tpl .Values.memory . }}}}"),
                image + "memory: \"{{ .Values.size }}\"\nsize: 1️⃣1Gi2️⃣\n")),
        Case(
            name: "an item of a list that is ranged over",
            files: chart(
                """
                {{- range .Values.shards }}
                ---
                \(deployment("          resources: {limits: {memory: {{ .memory }}}}", name: "web-{{ .name }}")
                    .replacing(".Values.image", with: "$.Values.image").replacing("default .Chart", with: "default $.Chart"))
                {{- end }}
                """, image + "shards: [{name: a, memory: 1Gi}, {name: b, memory: 1️⃣2Gi2️⃣}]\n"),
            address: "Deployment/web-b/app"),
        Case(
            name: "the image's tag is the chart's version of the application",
            files: chart(
                deployment(toYaml), image + "resources: {}\n",
                [
                    "charts/web/Chart.yaml": metadata.replacing("\"4.5.6\"", with: "1️⃣\"4.5.6\"2️⃣")
                ]), attribute: "image", value: "reg.example/web:4.5.6"),
        Case(
            name: "the image's tag in the values",
            files: chart(
                deployment(toYaml), "resources: {}\n" + image.replacing("\"\"", with: "1️⃣v12️⃣")),
            attribute: "image", value: "reg.example/web:v1"),
        Case(
            name: "replicas",
            files: chart(
                deployment(toYaml, spec: "  replicas: {{ .Values.replicaCount }}"),
                image + "resources: {}\nreplicaCount: 1️⃣32️⃣\n"), address: "Deployment/web",
            attribute: "replicas", value: "3"),
        Case(
            name: "the size of a claim",
            files: chart(
                deployment(
                    toYaml, kind: "StatefulSet",
                    spec: """
                          volumeClaimTemplates:
                            - metadata: {name: data}
                              spec: {resources: {requests: {storage: {{ .Values.size | quote }}}}}
                        """), image + "resources: {}\nsize: 1️⃣8Gi2️⃣\n"), address: "StatefulSet/web",
            attribute: "volumeClaimTemplates[data].resources.requests.storage", value: "8Gi"),
        Case(
            name: "a custom object's resources",
            files: chart(
                """
                apiVersion: postgresql.cnpg.io/v1
                kind: Cluster
                metadata: {name: web}
                spec:
                  instances: {{ .Values.instances }}
                  resources:
                    {{- toYaml .Values.resources | nindent 4 }}
                """, "instances: 3\nresources: {limits: {memory: 1️⃣1Gi2️⃣}}\n"), address: "Cluster/web",
            value: "1Gi"),
        Case(
            name: "the bounds of an autoscaler",
            files: chart(
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  scaleTargetRef: {kind: Deployment, name: web}
                  minReplicas: {{ .Values.scaling.min }}
                  maxReplicas: {{ .Values.scaling.max }}
                """, "scaling: {min: 1️⃣22️⃣, max: 9}\n"), address: "HorizontalPodAutoscaler/web",
            attribute: "minReplicas", value: "2"),
        Case(
            name: "a disruption budget",
            files: chart(
                """
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web}
                spec: {minAvailable: {{ .Values.pdb.minAvailable }}}
                """, "pdb: {minAvailable: 1️⃣50%2️⃣}\n"), address: "PodDisruptionBudget/web",
            attribute: "minAvailable", value: "50%"),
        Case(
            name: "a claim of its own",
            files: chart(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: web}
                spec: {resources: {requests: {storage: {{ .Values.size }}}}}
                """, "size: 1️⃣8Gi2️⃣\n"), address: "PersistentVolumeClaim/web",
            attribute: "resources.requests.storage", value: "8Gi"),
        Case(
            name: "a probe",
            files: chart(
                deployment("          livenessProbe: {{ toJson .Values.probe }}"),
                image + "probe: {timeoutSeconds: 1️⃣72️⃣, httpGet: {path: /}}\n"),
            attribute: "livenessProbe.timeoutSeconds", value: "7"),
        Case(
            name: "an environment value",
            files: chart(
                deployment(
                    "          env:\n            {{- range $name, $value := .Values.env }}\n            - {name: {{ $name }}, value: {{ $value | quote }}}\n            {{- end }}"
                ).replacing("{{ .Values.image.repository }}", with: "a"),
                "image: {tag: x}\nenv: {POOL: 1️⃣\"20\"2️⃣, LOG: debug}\n"), attribute: "env[POOL].value",
            value: "20"),
        Case(
            name: "an init container",
            files: chart(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      initContainers: [{name: app, resources: {{ toJson .Values.init }}}]
                      containers: [{name: web, resources: {{ toJson .Values.main }}}]
                """,
                "main: {limits: {memory: 3Gi}}\ninit: {limits: {memory: 1️⃣1Gi2️⃣}}\n"),
            address: "StatefulSet/web/app", value: "1Gi"),
        Case(
            name: "a pod in a named template, of a Deployment or a DaemonSet",
            files: chart(
                """
                {{- if eq .Values.kind "DaemonSet" }}
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: web}
                spec:
                  template:
                    {{- include "web.pod" . | nindent 4 }}
                {{- end }}
                """, "kind: DaemonSet\nresources: {limits: {memory: 1️⃣1Gi2️⃣}}\n",
                [
                    "charts/web/templates/_helpers.tpl": """
                    {{- define "web.pod" -}}
                    spec:
                      containers:
                        - name: app
                          {{- with .Values.resources }}
                          resources:
                            {{- toYaml . | nindent 8 }}
                          {{- end }}
                    {{- end }}
                    """
                ]), address: "DaemonSet/web/app", value: "1Gi"),
        Case(
            name: "resources that stand in for empty ones of another container",
            files: chart(twoContainers, "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\ncopy: {resources: {}}\n"),
            address: "Deployment/web/copy", answer: "shared", value: "1Gi"),
        Case(
            name: "own resources before those that would stand in",
            files: chart(
                twoContainers,
                "resources: {limits: {memory: 1Gi}}\ncopy: {resources: {limits: {memory: 1️⃣2Gi2️⃣}}}\n"),
            address: "Deployment/web/copy", value: "2Gi"),
        Case(
            name: "resources of everything in a range over devices",
            files: chart(
                """
                {{- $global := . }}
                {{- range $number, $device := .Values.devices }}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: web-{{ $number }}}
                spec:
                  template:
                    spec:
                      containers:
                        - name: app
                          args: {{ toJson $device }}
                          resources:
                            {{- toYaml $global.Values.resources | nindent 12 }}
                {{- end }}
                """, "devices: [[a], [b]]\nresources: {limits: {memory: 1️⃣1Gi2️⃣}}\n"),
            address: "DaemonSet/web-1/app", answer: "shared", value: "1Gi"),
        Case(
            name: "a container of a CronJob",
            files: chart(
                """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: web}
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          initContainers: [{name: app, image: a, resources: {{ toJson .Values.resources }}}]
                """, "resources: {limits: {memory: 1️⃣1Gi2️⃣}}\n"), address: "CronJob/web/app"),
    ]

    private static let twoContainers = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              initContainers:
                - name: copy
                  resources:
                    {{- toYaml (default .Values.resources .Values.copy.resources) | nindent 12 }}
              containers:
                - name: app
                  resources:
                    {{- toYaml .Values.resources | nindent 12 }}

        """

    static let dependencies: [Case] = [
        Case(
            name: "the parent's section of a subchart", files: subchart("cache: {memory: 1️⃣2Gi2️⃣}\n"),
            address: "Deployment/cache/app", value: "2Gi"),
        Case(
            name: "a subchart's own default", files: subchart("", memory: "1️⃣1Gi2️⃣"),
            address: "Deployment/cache/app"),
        Case(
            name: "an alias", files: subchart("front: {memory: 1️⃣2Gi2️⃣}\n", dependency: ", alias: front"),
            address: "Deployment/cache/app"),
        Case(
            name: "a global value", files: subchart("global: {memory: 1️⃣2Gi2️⃣}\n", memory: "null"),
            address: "Deployment/cache/app"),
        Case(
            name: "a dependency from the same repository",
            files: subchart("cache: {memory: 1️⃣2Gi2️⃣}\n", folder: "charts/cache"),
            address: "Deployment/cache/app",
            hop: "is taken from this repository"),
        Case(
            name: "a file:// dependency",
            files: subchart(
                "cache: {memory: 1️⃣2Gi2️⃣}\n", dependency: ", repository: \"file://../../lib/cache\"",
                folder: "lib/cache"),
            address: "Deployment/cache/app"),
        Case(
            name: "a dependency of another version is not taken",
            files: subchart("cache: {memory: 2Gi}\n", folder: "charts/cache", version: "2.0.0"),
            address: "Deployment/cache/app", answer: "external"),
        Case(
            name: "a dependency that is switched off",
            files: subchart("cache: {enabled: false}\n", dependency: ", condition: cache.enabled"),
            address: "Deployment/cache/app", answer: "no-such-resource"),
    ]

    private static func subchart(
        _ values: String, memory: String = "1Gi", dependency: String = "",
        folder: String = "charts/web/charts/cache",
        version: String = "1.0.0"
    ) -> [String: String] {
        [
            "charts/web/Chart.yaml": metadata
                + "dependencies:\n  - {name: cache, version: 1.x.x\(dependency)}\n",
            "charts/web/values.yaml": values,
            "\(folder)/Chart.yaml": "apiVersion: v2\nname: cache\nversion: \(version)\n",
            "\(folder)/values.yaml": "memory: \(memory)\n",
            "\(folder)/templates/cache.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: cache}
            spec: {template: {spec: {containers: [{name: app, resources: {limits: {memory: {{ .Values.memory | default .Values.global.memory }}}}}]}}}
            """,
        ]
    }

    static let absences: [Case] = [
        Case(
            name: "empty resources, set in the environment",
            files: chart(
                deployment(toYaml), image + "resources: {}\n",
                ["charts/web/values-prod.yaml": "replicaCount: 2\n"]),
            environment: "prod", answer: "absent",
            insertion: "charts/web/values-prod.yaml resources.limits.memory"),
        Case(
            name: "empty resources of a chart without environments",
            files: chart(deployment(toYaml), image + "resources: {}\n"), answer: "absent",
            insertion: "charts/web/values.yaml resources.limits.memory"),
        Case(
            name: "limits without a value",
            files: chart(deployment(toYaml), image + "resources:\n  limits:\n  requests: {cpu: 1}\n"),
            answer: "absent", insertion: "charts/web/values.yaml resources.limits.memory"),
        Case(
            name: "a subchart's resources go below its name",
            files: [
                "charts/web/Chart.yaml": metadata + "dependencies: [{name: cache, version: 1.x.x}]\n",
                "charts/web/values.yaml": "a: 1\n",
                "charts/web/charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0\n",
                "charts/web/charts/cache/values.yaml": "resources: {}\n",
                "charts/web/charts/cache/templates/cache.yaml":
                    deployment(toYaml, name: "cache").replacing(
                        "\"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"",
                        with: "a"),
            ], address: "Deployment/cache/app", answer: "absent",
            insertion: "charts/web/values.yaml cache.resources.limits.memory"),
        Case(
            name: "a custom object without resources",
            files: chart(
                """
                apiVersion: dragonflydb.io/v1alpha1
                kind: Dragonfly
                metadata: {name: web}
                spec:
                  replicas: 2
                  resources:
                    {{- toYaml .Values.cache.resources | nindent 4 }}
                """, "cache: {resources: {}}\n"), address: "Dragonfly/web", answer: "absent",
            insertion: "charts/web/values.yaml cache.resources.limits.memory"),
        Case(
            name: "a template that prints no resources at all", files: chart(deployment(""), image),
            answer: "unsupported"),
    ]

    static let holds: [Case] = [
        Case(
            name: "arithmetic",
            files: chart(
                deployment(toYaml, spec: "  replicas: {{ add1 .Values.replicas }}"),
                image + "resources: {}\nreplicas: 2\n"),
            address: "Deployment/web", attribute: "replicas", answer: "derived"),
        Case(
            name: "replicas divided over zones",
            files: chart(
                """
                {{- range $zone, $size := include "web.zones" . | fromYaml }}
                ---
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: web-{{ $zone }}}
                spec: {replicas: {{ $size.replicas }}}
                {{- end }}
                """, "replicas: 5\nzones: [a, b]\n",
                [
                    "charts/web/templates/_zones.tpl": """
                    {{- define "web.zones" -}}
                    {{- $zones := dict -}}
                    {{- $each := divf .Values.replicas (len .Values.zones) | ceil -}}
                    {{- range .Values.zones -}}
                    {{- $_ := set $zones . (dict "replicas" $each) -}}
                    {{- end -}}
                    {{- $zones | toYaml -}}
                    {{- end -}}
                    """
                ]), address: "StatefulSet/web-b", attribute: "replicas", answer: "derived"),
        Case(
            name: "a preset",
            files: chart(
                deployment(
                    """
                              {{- $sizes := dict "small" (dict "limits" (dict "memory" "1Gi")) "large" (dict "limits" (dict "memory" "4Gi")) }}
                              resources:
                                {{- if .Values.resources }}
                                {{- toYaml .Values.resources | nindent 12 }}
                                {{- else }}
                                {{- toYaml (index $sizes .Values.preset) | nindent 12 }}
                                {{- end }}
                    """), image + "preset: small\nresources: {}\n"), answer: "derived"),
        Case(
            name: "a unit of the template behind a number of the values",
            files: chart(
                deployment("          resources: {limits: {memory: {{ .Values.memory }}Mi}}"),
                image + "memory: 512\n"),
            answer: "derived"),
        Case(
            name: "an autoscaler of the chart",
            files: chart(
                deployment(toYaml, spec: "  replicas: {{ .Values.replicas }}"),
                image + "resources: {}\nreplicas: 2\n",
                [
                    "charts/web/templates/hpa.yaml":
                        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, minReplicas: 2}\n"
                ]), address: "Deployment/web", attribute: "replicas", answer: "autoscaled"),
        Case(
            name: "values that are required and nowhere",
            files: chart(
                deployment(
                    "          resources: {limits: {memory: {{ required \"memory!\" .Values.memory }}}}"),
                image),
            answer: "not-in-repository"),
        Case(
            name: "values that do not fit the schema",
            files: chart(
                deployment(toYaml), image + "resources: {limits: {memory: 1Gi}}\n",
                ["charts/web/values.schema.json": "{\"properties\": {\"resources\": {\"type\": \"string\"}}}"]
            ),
            answer: "unsupported"),
        Case(
            name: "the release's name",
            files: chart(deployment(toYaml), image + "resources: {}\n").merging([
                "charts/web/templates/web.yaml": deployment(toYaml).replacing(
                    "image: \"{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"",
                    with: "image: {{ .Release.Name }}")
            ]) { $1 }, attribute: "image", answer: "derived"),
        Case(
            name: "a container that is not named",
            files: chart(deployment(toYaml), image + "resources: {limits: {memory: 1Gi}}\n"),
            address: "Deployment/web",
            answer: "ambiguous"),
        Case(
            name: "an environment that is not there",
            files: chart(deployment(toYaml), image + "resources: {limits: {memory: 1Gi}}\n"),
            environment: "prod",
            answer: "no-such-resource"),
        Case(
            name: "a random value",
            files: chart(
                deployment("          resources: {limits: {memory: {{ randNumeric 3 }}Mi}}"), image),
            answer: "derived"),
        Case(
            name: "two environments and no word which",
            files: chart(
                deployment(toYaml), image + "resources: {}\n",
                [
                    "charts/web/values-a.yaml": "resources: {limits: {memory: 1Gi}}\n",
                    "charts/web/values-b.yaml": "resources: {limits: {memory: 2Gi}}\n",
                ]), root: nil, answer: "ambiguous"),
    ]
}
