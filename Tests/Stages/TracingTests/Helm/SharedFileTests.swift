import Diagnostics
import Model
import Settings
import TestSupport
import Testing

@testable import Tracing

/// What is looked up for files that many releases share is what a look at each of the releases gives.
@Suite struct SharedFileTests {
    private static func application(_ name: String, _ memory: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: \(name)}
        spec:
          destination: {namespace: \(name)}
          source:
            repoURL: https://git.example/shop.git
            path: charts/web
            helm: {valuesObject: {memory: \(memory)}}

        """
    }

    /// One chart for many: Applications, helmfiles in two environments, one whose values Helm refuses where `isBroken`.
    private static func files(isBroken: Bool) -> [String: String] {
        var files = [
            "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "charts/web/values.yaml": "memory: 128Mi\nreplicas: 2\ncpu: 100m\n",
            "charts/web/templates/deployment.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: "{{ .Release.Name }}"}
            spec:
              replicas: {{ .Values.replicas }}
              template:
                spec:
                  containers:
                    - name: app
                      image: shop/web:1
                      resources:
                        requests: {cpu: "{{ .Values.cpu }}"}
                        limits: {memory: "{{ if not .Values.memory }}{{ fail "memory" }}{{ end }}{{ .Values.memory }}"}

            """,
        ]
        for number in 0..<4 { files["apps/web-\(number).yaml"] = application("web-\(number)", "64Mi") }
        if isBroken { files["apps/web-3.yaml"] = application("web-3", "null") }
        for number in 0..<3 {
            files["helmfiles/h\(number)/helmfile.yaml"] = """
                environments: {production: {values: [p.yaml]}, staging: {values: [s.yaml]}}
                ---
                releases:
                  - name: shop-\(number)
                    chart: ../../charts/web
                    values: [values.yaml]

                """
            files["helmfiles/h\(number)/p.yaml"] = "tag: 1\n"
            files["helmfiles/h\(number)/s.yaml"] = "tag: 2\n"
            files["helmfiles/h\(number)/values.yaml"] = number == 0 ? "replicas: 3\n" : "{}\n"
        }
        return files
    }

    private static func ecosystem(isBroken: Bool) -> ChartEcosystem {
        let index = RepositoryIndex(
            SourceStore(tree: Sample(files(isBroken: isBroken)).tree, limits: .default))
        return ChartEcosystem(
            index: index, kubernetes: KubernetesTraits(version: nil, apiVersions: []),
            sizes: SizedFields(declared: []))
    }

    @Test(arguments: [false, true]) func itSaysWhatEachContextSays(_ isBroken: Bool) throws {
        let ecosystem = Self.ecosystem(isBroken: isBroken)
        var (rows, unknown) = (0, 0)
        for path in ["charts/web/values.yaml", "charts/web/templates/deployment.yaml"] {
            let shared = try #require(try ecosystem.shared(path))
            let contexts = try ecosystem.contexts(reading: [path])
            #expect(contexts.count == 10)
            var tokens: Set<Fact.Token> = []
            for context in contexts {
                guard case .success(let evaluation) = try ecosystem.evaluate(context) else { continue }
                for fact in ecosystem.facts(evaluation).all {
                    tokens.formUnion(fact.fact.affectedBy.union(fact.conditions))
                }
            }
            for own in contexts {
                for token in tokens where token.file == path {
                    let wanted = try Self.look(ecosystem, contexts, token, own)
                    switch shared.following(token, beside: own, limit: 1_000) {
                    case .rows(let found, let roots):
                        #expect(found.map(\.key) == wanted.rows.map(\.key))
                        #expect(found.map(\.value) == wanted.rows.map(\.value))
                        #expect(wanted.unknown == nil && roots == wanted.roots)
                        rows += found.count
                        let limited = shared.following(token, beside: own, limit: found.count - 1)
                        if case .tooMany = limited {} else { #expect(found.isEmpty) }
                    case .unknown(let label, _):
                        #expect(label == wanted.unknown)
                        unknown += 1
                    case .tooMany: Issue.record("there are not a thousand rows")
                    }
                }
            }
        }
        #expect(isBroken ? unknown > 0 : rows > 100 && unknown == 0)
    }

    /// What looking at one context after the other comes to.
    private static func look(
        _ ecosystem: ChartEcosystem, _ contexts: [ChartContext], _ token: Fact.Token, _ own: ChartContext
    ) throws -> (rows: [(key: Fact.Key, value: String)], roots: Int, unknown: String?) {
        var rows: [(key: Fact.Key, value: String)] = []
        var roots = 0
        for context in contexts {
            let isAlike =
                context.directory == own.directory && context.layers == own.layers
                && context.releaseName == own.releaseName
            guard context != own, own.kind == .helmfile || !isAlike else { continue }
            guard case .success(let evaluation) = try ecosystem.evaluate(context), evaluation.hold == nil
            else { return (rows, roots, context.label) }
            roots += 1
            rows += ecosystem.followers(evaluation).following(token)
        }
        return (rows, roots, nil)
    }
}
