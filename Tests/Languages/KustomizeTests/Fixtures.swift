import Testing

/// A small repository that a test builds: `== path` begins a file.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    /// The kustomization directory to build.
    let root: String
    let files: [String: String]

    var testDescription: String { name }

    init(_ name: String, root: String = "over", _ text: String) {
        self.name = name
        self.root = root
        var files: [String: String] = [:]
        var path: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("== ") {
                path = String(line.dropFirst(3))
                files[path ?? ""] = ""
            } else if let path {
                files[path, default: ""] += line + "\n"
            }
        }
        self.files = files
    }

    /// A Deployment with two containers, used by most fixtures as their base.
    static let web = """
        == base/kustomization.yaml
        resources:
        - web.yaml
        == base/web.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {tier: front}
        spec:
          replicas: 2
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              containers:
              - name: app
                image: registry.example/web:1.2
                args: [serve, --verbose]
                env:
                - {name: LEVEL, value: info}
                ports:
                - containerPort: 8080
                resources:
                  limits: {memory: 256Mi, cpu: 500m}
                  requests: {memory: 128Mi}
                volumeMounts:
                - {name: data, mountPath: /data}
              - name: sidecar
                image: registry.example/proxy
                resources:
                  limits: {memory: 64Mi}
              volumes:
              - name: data
                emptyDir: {}

        """

    static let all: [Fixture] = [
        Fixture(
            "strategic merge by names, ports, environment and volumes",
            web + """
                == over/kustomization.yaml
                resources: [../base]
                patches:
                - path: patch.yaml
                == over/patch.yaml
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 5
                  template:
                    spec:
                      containers:
                      - name: app
                        args: [serve]
                        env:
                        - {name: LEVEL, value: debug}
                        - {name: EXTRA, value: "1"}
                        ports:
                        - {containerPort: 8080, name: http}
                        - {containerPort: 9090}
                        resources:
                          limits: {memory: 512Mi, cpu: null}
                        volumeMounts:
                        - {mountPath: /data, readOnly: true}
                      volumes:
                      - name: data
                        persistentVolumeClaim: {claimName: web}

                """),
        Fixture(
            "directives: delete an item, replace a mapping and a list, order that nobody obeys",
            web + """
                == over/kustomization.yaml
                resources: [../base]
                patchesStrategicMerge:
                - patch.yaml
                - |-
                  apiVersion: apps/v1
                  kind: Deployment
                  metadata:
                    name: web
                  spec:
                    template:
                      spec:
                        containers:
                        - name: app
                          volumeMounts:
                          - $patch: replace
                          - name: data
                            mountPath: /other
                == over/patch.yaml
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      $setElementOrder/containers: [{name: app}, {name: sidecar}]
                      containers:
                      - $patch: delete
                        name: sidecar
                      - name: app
                        resources:
                          $patch: replace
                          limits: {memory: 1Gi}

                """),
        Fixture(
            "a patch for many by pattern, labels and annotations",
            web + """
                == over/kustomization.yaml
                resources: [../base, jobs.yaml]
                patches:
                - target: {kind: Deploy.*, labelSelector: "tier in (front, middle),app!=x"}
                  patch: |-
                    apiVersion: any/v1
                    kind: Any
                    metadata: {name: any}
                    spec: {minReadySeconds: 7}
                - target: {group: batch, version: v1, annotationSelector: team=data}
                  patch: |-
                    - op: add
                      path: /metadata/annotations/example.com~1size
                      value: large
                    - op: replace
                      path: /spec/jobTemplate/spec/template/spec/containers/0/resources/limits/memory
                      value: 3Gi
                == over/jobs.yaml
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: report
                  annotations: {team: data}
                spec:
                  schedule: "0 3 * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          containers:
                          - name: report
                            image: report:1
                            resources: {limits: {memory: 2Gi}}

                """),
        Fixture(
            "every JSON operation",
            web + """
                == over/kustomization.yaml
                resources: [../base]
                patches:
                - path: ops.json
                  target: {kind: Deployment, name: web}
                patchesJson6902:
                - target: {group: apps, version: v1, kind: Deployment, name: web}
                  path: more.yaml
                == over/ops.json
                [
                  {"op": "test", "path": "/spec/replicas", "value": 2},
                  {"op": "replace", "path": "/spec/replicas", "value": 4},
                  {"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--json"},
                  {"op": "add", "path": "/spec/template/spec/containers/0/env/0", "value": {"name": "FIRST", "value": "yes"}},
                  {"op": "remove", "path": "/spec/template/spec/containers/1"}
                ]
                == over/more.yaml
                - op: copy
                  from: /spec/template/spec/containers/0/resources/limits/memory
                  path: /spec/template/spec/containers/0/resources/requests/memory
                - op: move
                  from: /metadata/labels/tier
                  path: /metadata/labels/layer

                """),
        Fixture(
            "a rename by patch, which references follow",
            web + """
                == over/kustomization.yaml
                resources: [../base, hpa.yaml]
                patches:
                - target: {kind: Deployment}
                  patch: |-
                    - {op: replace, path: /metadata/name, value: shop}
                == over/hpa.yaml
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}

                """),
        Fixture(
            "prefix, suffix, namespace, labels, annotations",
            web + """
                == over/kustomization.yaml
                namePrefix: live-
                nameSuffix: -v2
                namespace: shop
                resources: [../base, more.yaml]
                commonLabels: {env: live}
                commonAnnotations: {owner: "team-a"}
                labels:
                - pairs: {part: shop}
                - pairs: {wave: "2"}
                  includeTemplates: true
                - pairs: {side: left}
                  includeSelectors: true
                == over/more.yaml
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80}]}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: default}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: all}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all}
                subjects:
                - {kind: ServiceAccount, name: default, namespace: other}
                - {kind: ServiceAccount, name: web, namespace: other}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: all}
                rules: []
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  defaultBackend: {service: {name: web, port: {number: 80}}}

                """),
        Fixture(
            "images and replicas",
            web + """
                == over/kustomization.yaml
                resources: [../base]
                images:
                - name: registry.example/web
                  newTag: "2.0"
                - name: registry.example/proxy
                  newName: mirror.example/proxy
                  digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                replicas:
                - name: web
                  count: 7

                """),
        Fixture(
            "generated configuration, merged and with hashes that references follow",
            """
            == base/kustomization.yaml
            resources: [web.yaml]
            configMapGenerator:
            - name: settings
              literals: [LEVEL=info, "QUOTED='a b'", HTML=<a href="x">&</a>]
              files: [nginx.conf, other=nginx.conf]
              envs: [app.env]
            secretGenerator:
            - name: token
              type: example.com/token
              literals: [TOKEN=abc]
            - name: plain
              options: {disableNameSuffixHash: true, labels: {a: b}, immutable: true}
              literals: [LONG=0123456789012345678901234567890123456789012345678901234567890123456789]
            == base/nginx.conf
            server {
              listen 80;
            }
            == base/app.env
            # comment
            A=1

              B=two=three
            C
            == base/web.yaml
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
              - name: app
                image: app
                envFrom:
                - configMapRef: {name: settings}
                - secretRef: {name: plain}
                env:
                - name: TOKEN
                  valueFrom: {secretKeyRef: {name: token, key: TOKEN}}
              volumes:
              - name: settings
                configMap: {name: settings}
            == over/kustomization.yaml
            namePrefix: live-
            resources: [../base]
            generatorOptions:
              annotations: {note: made}
            configMapGenerator:
            - name: settings
              behavior: merge
              literals: [LEVEL=debug]
            - name: extra
              namespace: other
              literals: [K=v]
            secretGenerator:
            - name: token
              behavior: replace
              literals: [OTHER=def]

            """),
        Fixture(
            "components change what is there",
            web + """
                == parts/big/kustomization.yaml
                apiVersion: kustomize.config.k8s.io/v1alpha1
                kind: Component
                resources: [budget.yaml]
                patches:
                - target: {kind: Deployment}
                  patch: |-
                    - op: replace
                      path: /spec/template/spec/containers/0/resources/limits/memory
                      value: 2Gi
                == parts/big/budget.yaml
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web}
                spec: {minAvailable: 1}
                == over/kustomization.yaml
                namePrefix: a-
                resources: [../base]
                components: [../parts/big]
                patches:
                - patch: |-
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec: {replicas: 3}

                """),
        Fixture(
            "variables",
            web + """
                == over/kustomization.yaml
                namePrefix: live-
                resources: [../base, service.yaml]
                vars:
                - name: SERVICE
                  objref: {apiVersion: v1, kind: Service, name: web}
                - name: PORT
                  objref: {apiVersion: v1, kind: Service, name: web}
                  fieldref: {fieldpath: "spec.ports[0].port"}
                configurations: [fields.yaml]
                patches:
                - patch: |-
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web}
                    spec:
                      template:
                        spec:
                          containers:
                          - name: app
                            args: ["--to=$(SERVICE):$(PORT)", "$(PORT)", "$$(PORT)", "$(OTHER)"]
                == over/service.yaml
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {ports: [{port: 8080}]}
                ---
                apiVersion: example.com/v1
                kind: Probe
                metadata: {name: web}
                spec: {url: "http://$(SERVICE)/", service: web}
                == over/fields.yaml
                varReference:
                - {kind: Probe, path: spec/url}
                nameReference:
                - kind: Service
                  fieldSpecs: [{kind: Probe, path: spec/service}]

                """),
        Fixture(
            "replacements with every option",
            web
                + """
                == over/kustomization.yaml
                resources: [../base, other.yaml]
                replacements:
                - source: {kind: ConfigMap, name: sizes, fieldPath: data.memory}
                  targets:
                  - select: {kind: Deployment}
                    reject: [{name: api}]
                    fieldPaths:
                    - spec.template.spec.containers.[name=app].resources.limits.memory
                    - spec.template.spec.containers.*.resources.limits.memory
                    options: {create: false}
                  - select: {kind: Deployment, name: web}
                    fieldPaths: [spec.template.spec.containers.1.resources.requests.memory]
                    options: {create: true}
                - path: replacement.yaml
                == over/replacement.yaml
                - source: {kind: ConfigMap, name: sizes, fieldPath: data.image, options: {delimiter: ":", index: 1}}
                  targets:
                  - select: {kind: Deployment, name: web}
                    fieldPaths: ["spec.template.spec.containers.[name=app].image"]
                    options: {delimiter: ":", index: 1}
                - source: {kind: ConfigMap, name: sizes, fieldPath: data.count}
                  targets:
                  - select: {kind: Deployment}
                    fieldPaths: [spec.replicas, "metadata.annotations.[example.com/count]"]
                    options: {create: true}
                == over/other.yaml
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: sizes}
                data: {memory: 700Mi, image: "x:9.9", count: "6"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api}
                spec:
                  replicas: 1
                  template:
                    spec:
                      containers:
                      - name: app
                        image: api
                        env: [{name: MEMORY, value: "?"}]
                        resources: {limits: {memory: 1Mi}}

                """),
        Fixture(
            "built-in transformers and generators, inline and as files",
            web + """
                == over/kustomization.yaml
                resources: [../base]
                generators:
                - |-
                  apiVersion: builtin
                  kind: ConfigMapGenerator
                  metadata: {name: made}
                  literals: [A=b]
                transformers:
                - namespace.yaml
                - |-
                  apiVersion: builtin
                  kind: LabelTransformer
                  metadata: {name: labels}
                  labels: {added: "yes"}
                  fieldSpecs: [{path: metadata/labels, create: true}]
                - |-
                  apiVersion: builtin
                  kind: ReplicaCountTransformer
                  metadata: {name: count}
                  replica: {name: web, count: 11}
                  fieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]
                == over/namespace.yaml
                apiVersion: builtin
                kind: NamespaceTransformer
                metadata: {name: namespace, namespace: far}
                unsetOnly: true

                """),
        Fixture(
            "anchors, merge keys, big numbers and words that are no booleans",
            """
            == over/kustomization.yaml
            resources: [a.yaml]
            sortOptions: {order: legacy}
            patches:
            - patch: |-
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a}
                data: {z: "1"}
            == over/a.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            data: {y: "yes", on: "n"}
            ---
            apiVersion: example.com/v1
            kind: Thing
            metadata: {name: b}
            spec:
              big: 123456789012345678
              octal: 0777
              word: yes
              base: &base {memory: 1Gi, cpu: 1}
              same: *base
              more:
                <<: *base
                cpu: 2
              text: |
                line
                  deeper
            ---
            apiVersion: v1
            kind: List
            metadata: {name: many}
            items:
            - apiVersion: v1
              kind: Secret
              metadata: {name: c}
              stringData: {k: v}

            """),
        Fixture(
            "a base used twice under different prefixes",
            web + """
                == left/kustomization.yaml
                namePrefix: left-
                resources: [../base]
                == right/kustomization.yaml
                namePrefix: right-
                namespace: right
                resources: [../base]
                patches:
                - patch: '[{"op": "replace", "path": "/spec/replicas", "value": 8}]'
                  target: {kind: Deployment, name: web, namespace: default}
                == over/kustomization.yaml
                resources: [../left, ../right]

                """),
        Fixture(
            "kinds without a schema replace their lists",
            """
            == base/kustomization.yaml
            resources: [rollout.yaml]
            == base/rollout.yaml
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: web}
            spec:
              replicas: 1
              empty:
              template:
                spec:
                  containers:
                  - {name: app, image: a, resources: {limits: {memory: 1Gi}}}
                  - {name: sidecar, image: b}
            == over/kustomization.yaml
            resources: [../base]
            patches:
            - patch: |-
                apiVersion: argoproj.io/v1alpha1
                kind: Rollout
                metadata: {name: web}
                spec:
                  replicas: 2
                  template:
                    spec:
                      containers:
                      - {name: app, image: c}

            """),
    ]
}
