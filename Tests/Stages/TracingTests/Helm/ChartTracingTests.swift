import Diagnostics
import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Charts of every form, asked for the token behind a value.
@Suite struct ChartTracingTests {
    private func check(_ example: ChartSamples.Case) throws {
        let sample = Sample(example.files)
        let trace = try sample.trace(
            example.address, example.attribute, root: example.root, environment: example.environment)
        #expect(trace.hold?.reason.rawValue ?? trace.statusName == example.answer, "\(trace.status)")
        #expect(trace.place == sample.marked)
        if let value = example.value { #expect(trace.value == value) }
        if let insertion = example.insertion {
            #expect(trace.insertion.map { "\($0.file) \($0.keyPath)" } == insertion)
        }
        if let hop = example.hop {
            #expect(trace.hops.contains { $0.reason.contains(hop) }, "\(trace.hops)")
        }
    }

    @Test(arguments: ChartSamples.cases) func theTokenIsFound(_ example: ChartSamples.Case) throws {
        try check(example)
    }

    @Test(arguments: ChartSamples.dependencies) func dependenciesAreFollowed(_ example: ChartSamples.Case)
        throws
    {
        try check(example)
    }

    @Test(arguments: ChartSamples.absences) func whatNothingSetsHasAPlace(_ example: ChartSamples.Case) throws
    {
        try check(example)
    }

    @Test(arguments: ChartSamples.holds) func whatCannotBeSaidIsHeld(_ example: ChartSamples.Case) throws {
        try check(example)
    }

    @Test func valuesOfTheCommandLineHaveNoFile() throws {
        let sample = Sample(
            ChartSamples.chart(
                ChartSamples.deployment(ChartSamples.toYaml),
                ChartSamples.image + "resources: {limits: {memory: 1Gi}}\n"))
        var helm = HelmArguments()
        helm.set = ["resources.limits.memory=9Gi"]
        let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: "app")
        let trace = try sample.stage.answer(
            Target(.kubernetes(address), "resources.limits.memory"), root: "charts/web", helm: helm
        ).trace
        #expect(trace.hold?.reason == .notInRepository)
        #expect(trace.hold?.detail.contains("9Gi") == true)
    }

    /// An application of Argo CD says under which name and with which values a chart is installed.
    @Test func anApplicationInstallsAChart() throws {
        let application = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              source:
                repoURL: https://git.example/infra
                path: charts/web
                helm:
                  valueFiles: [values-prod.yaml]
                  parameters: [{name: image.tag, value: v7}]
              destination: {namespace: prod}
            """
        let sample = Sample(
            ChartSamples.chart(
                ChartSamples.deployment(ChartSamples.toYaml, name: "{{ .Release.Name }}-web"),
                ChartSamples.image + "resources: {limits: {memory: 1Gi}}\n",
                [
                    "charts/web/values-prod.yaml": "resources: {limits: {memory: 1️⃣2Gi2️⃣}}\n",
                    "argocd/shop.yaml": application,
                ]))
        let trace = try sample.trace("Deployment/shop-web/app", "resources.limits.memory", namespace: "prod")
        #expect(trace.place == sample.marked)
        #expect(trace.hops.first?.reason == "Application `shop` installs charts/web")
        #expect(
            try sample.trace("Deployment/shop-web/app", "resources.limits.memory", namespace: "dev").hold?
                .reason
                == .noSuchResource)
        let image = try sample.trace("Deployment/shop-web/app", "image", namespace: "prod")
        #expect(image.origin?.token == "v7" && image.origin?.file == "argocd/shop.yaml")
        let roots = try sample.stage.roots()
        #expect(
            roots.contains { $0.id == "argocd/shop.yaml#shop" && $0.release == "shop" && $0.excluded == nil })
        #expect(roots.contains { $0.id == "charts/web" && $0.excluded == "argocd/shop.yaml#shop deploys it" })
    }

    /// What a chart asks of the cluster is answered by the settings, by an application, and above both by the command line.
    @Test func chartsSeeTheClusterThatIsDeclared() throws {
        let resources = """
                      resources:
                        limits:
                          {{- if semverCompare "<1.29-0" .Capabilities.KubeVersion.Version }}
                          memory: {{ .Values.old }}
                          {{- else if .Capabilities.APIVersions.Has "example.com/v1/Cache" }}
                          memory: {{ .Values.cached }}
                          {{- else }}
                          memory: {{ .Values.new }}
                          {{- end }}
            """
        let application = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: shop, namespace: argocd}
            spec:
              source: {path: charts/web, helm: {kubeVersion: "1.28", apiVersions: [example.com/v1/Cache]}}
              destination: {namespace: prod}
            """
        func files(_ more: [String: String] = [:]) -> [String: String] {
            ChartSamples.chart(
                ChartSamples.deployment(resources),
                ChartSamples.image + "old: 1Gi\nnew: 2Gi\ncached: 3Gi\n", more)
        }
        func value(
            _ settings: RepositorySettings = RepositorySettings(), _ helm: HelmArguments = HelmArguments(),
            files: [String: String], root: String = "charts/web"
        ) throws -> String? {
            let address = KubernetesAddress(namespace: "", kind: "Deployment", name: "web", container: "app")
            let target = Target(.kubernetes(address), "resources.limits.memory")
            return try Sample(files, settings: settings).stage.answer(target, root: root, helm: helm).trace
                .value
        }
        #expect(try value(files: files()) == "2Gi")
        var settings = RepositorySettings()
        settings.kubernetesVersion = "1.28"
        #expect(try value(settings, files: files()) == "1Gi")
        settings.kubernetesVersion = "1.29"
        settings.kubernetesAPIVersions = ["example.com/v1/Cache"]
        #expect(try value(settings, files: files()) == "3Gi")
        let installed = files(["argocd/shop.yaml": application])
        #expect(try value(settings, files: installed, root: "argocd/shop.yaml#shop") == "1Gi")
        var helm = HelmArguments()
        helm.kubernetesVersion = "v1.29.3-eks-1a2b"
        #expect(try value(settings, helm, files: installed, root: "argocd/shop.yaml#shop") == "3Gi")
        helm.apiVersions = ["other.example/v1"]
        #expect(try value(RepositorySettings(), helm, files: files()) == "2Gi")
        #expect(helm.hasReadableKubernetesVersion)
        helm.kubernetesVersion = "latest"
        #expect(!helm.hasReadableKubernetesVersion)
    }

    /// Everything that has a size is listed, each row with the token.
    @Test func theInventoryListsEverySize() throws {
        let objects = """
            apiVersion: postgresql.cnpg.io/v1
            kind: Cluster
            metadata: {name: db}
            spec: {instances: {{ .Values.instances }}, storage: {size: 9Gi}, bootstrap: {initdb: {database: app}}}
            ---
            apiVersion: cluster.x-k8s.io/v1
            kind: Cluster
            metadata: {name: other}
            spec: {instances: 4}
            ---
            apiVersion: example.com/v1
            kind: Cache
            metadata: {name: own}
            spec: {shards: [{count: 2, name: a}, {count: 3, name: b}]}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec: {scaleTargetRef: {kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 5}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              template: {spec: {containers: [{name: app, image: a, resources: {limits: {memory: 1Gi}}}]}}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: web}
            spec:
              template: {spec: {initContainers: [{name: app, image: a, resources: {limits: {memory: 1Gi}}}]}}
              volumeClaimTemplates: [{metadata: {name: data}, spec: {resources: {requests: {storage: 8Gi}}}}]
            """
        let expected = [
            "Cache/own spec.shards[0].count literal", "Cache/own spec.shards[1].count literal",
            "Cluster/db spec.instances literal", "Cluster/db spec.storage.size literal",
            "Deployment/web replicas autoscaled", "Deployment/web/app resources.limits.memory literal",
            "HorizontalPodAutoscaler/web spec.maxReplicas literal",
            "HorizontalPodAutoscaler/web spec.minReplicas literal",
            "StatefulSet/web spec.volumeClaimTemplates[0].spec.resources.requests.storage literal",
            "StatefulSet/web/app resources.limits.memory literal",
        ]
        var settings = RepositorySettings()
        settings.objects = [
            ObjectLayout(kind: "Cache", group: "example.com", paths: ["spec.shards[*].count"])
        ]
        let plain = objects.replacing("{{ .Values.instances }}", with: "3")
        for files in [
            ChartSamples.chart(objects, "instances: 3\n"), ["apps/db.yaml": plain],
            ["apps/db.yaml": plain, "apps/kustomization.yaml": "resources: [db.yaml]\n"],
        ] {
            let stage = TracingStage(tree: Sample(files).tree, settings: settings)
            var rows: [String] = []
            for root in try stage.roots() where root.excluded == nil {
                for entry in try stage.inventory(root) {
                    let state = entry.trace.hold?.reason.rawValue ?? entry.trace.statusName
                    rows.append("\(entry.resource) \(entry.attribute) \(state)")
                    // What is listed can be asked for.
                    let asked = try stage.trace(entry.trace.target, root: entry.root)
                    #expect(asked.hold?.reason.rawValue ?? asked.statusName == state)
                    #expect(asked.origin == entry.trace.origin)
                }
            }
            #expect(rows.sorted() == expected)
        }
    }

    /// What a condition on the token lets through is named in the inventory as in the trace.
    @Test func theInventoryKnowsConditions() throws {
        let sample = Sample(
            ChartSamples.chart(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {replicas: {{ .Values.replicas }}}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: web}
                spec:
                {{- if le (int .Values.replicas) 2 }}
                  maxUnavailable: 1
                {{- else }}
                  minAvailable: 2
                {{- end }}
                """, "replicas: 2\n"))
        let stage = sample.stage
        let root = try #require(try stage.roots().first)
        let row = try #require(try stage.inventory(root).first { $0.attribute == "replicas" })
        let affected = row.trace.alsoAffects.map { "\($0.resource) \($0.attribute)" }
        #expect(affected == ["PodDisruptionBudget/web spec.maxUnavailable"])
        let asked = try stage.trace(row.trace.target, root: "charts/web")
        #expect(asked.alsoAffects.map(\.attribute) == ["spec.maxUnavailable", "spec.minAvailable"])
    }

    @Test func aDefaultThatTwoEnvironmentsReadDecidesInBoth() throws {
        let sample = Sample(
            ChartSamples.chart(
                ChartSamples.deployment(ChartSamples.toYaml),
                ChartSamples.image + "resources: {limits: {memory: 1Gi}}\n",
                ["charts/web/values-a.yaml": "x: 1\n", "charts/web/values-b.yaml": "x: 2\n"]))
        let trace = try sample.trace(
            "Deployment/web/app", "resources.limits.memory", root: "charts/web", environment: "a")
        #expect(
            trace.elsewhere.map { "\($0.root ?? "") \($0.environment ?? "") \($0.value)" } == [
                "charts/web b 1Gi"
            ])
    }

    /// For every size of every sample: change the token, render again; what the trace declared changes, and nothing else.
    @Test(arguments: ChartSamples.cases + ChartSamples.dependencies)
    func aChangedTokenChangesWhatIsDeclared(_ example: ChartSamples.Case) throws {
        let changes = try changeEveryToken(of: Sample(example.files))
        if ["literal", "shared"].contains(example.answer),
            example.attribute == "replicas" || example.attribute.hasPrefix("resources")
        {
            #expect(changes > 0, "nothing was changed")
        }
    }

    /// The same for every chart that is compared with Helm, each of its values files an environment.
    @Test(arguments: [("functions", 0), ("layers", 0), ("operators", 15), ("umbrella", 25), ("workload", 45)])
    func aChangedTokenOfAChartChangesWhatIsDeclared(_ chart: String, _ atLeast: Int) throws {
        let tree = try InMemoryTree(directory: SourceDirectory.fixtures.appending(path: "charts/\(chart)"))
        var files = ["charts/\(chart)/values-plain.yaml": "{}\n"]
        for (path, bytes) in tree.contents {
            let name = path.hasPrefix("ci/") ? "values-\(path.dropFirst(3))" : path
            files["charts/\(chart)/\(name)"] = String(decoding: bytes, as: UTF8.self)
        }
        let count = try changeEveryToken(of: Sample(files))
        #expect(count >= atLeast)
    }

    /// How many tokens were changed.
    private func changeEveryToken(of sample: Sample) throws -> Int {
        let stage = sample.stage
        var changes = 0
        for root in try stage.roots() where root.excluded == nil && root.kind == .helm {
            for entry in try stage.inventory(root) {
                let answer = try stage.answer(
                    entry.trace.target, root: entry.root, environment: entry.environment)
                guard let origin = answer.trace.origin, let key = answer.key else { continue }
                #expect(entry.trace.origin == origin, "the inventory says what the trace says")
                guard let bytes = try sample.tree.read(origin.file) else { continue }
                var changed = bytes
                let token = String(
                    origin.token.map {
                        $0.isNumber ? Character("\(((($0.wholeNumberValue ?? 0) + 4) % 9) + 1)") : $0
                    })
                changed.replaceSubrange(origin.range.indices, with: Array(token.utf8))
                var all: [String: [UInt8]] = [:]
                for file in sample.tree.entries { all[file.path] = try sample.tree.read(file.path) }
                all[origin.file] = changed
                let after = stage.over(InMemoryTree(all), changed: [origin.file])
                let before = Dictionary(grouping: try stage.facts(reading: [origin.file]), by: \.key)
                let new = Dictionary(grouping: try after.facts(reading: [origin.file]), by: \.key)
                let differing = Set(before.keys).union(new.keys).filter {
                    before[$0]?.map(\.fingerprint) != new[$0]?.map(\.fingerprint)
                }
                func name(_ row: DecidedAttribute) -> String {
                    "\(row.root ?? key.root) \(row.environment ?? key.environment ?? "") \(row.resource) \(row.attribute)"
                }
                func name(_ key: Fact.Key) -> String {
                    "\(key.root) \(key.environment ?? "") \(key.resource) \(key.attribute)"
                }
                let must = Set([name(key)] + answer.trace.alsoDecides.map(name))
                let may = must.union((answer.trace.alsoAffects + answer.trace.elsewhere).map(name))
                let did = Set(differing.map(name))
                #expect(must.isSubset(of: did), "\(entry.resource) \(entry.attribute) → \(token)")
                #expect(did.isSubset(of: may), "\(entry.resource) \(entry.attribute) → \(token)")
                changes += 1
            }
        }
        return changes
    }
}
