import Diagnostics
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// What helmfiles install is traced through their own templates, the values' and the chart's.
@Suite struct HelmfileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var attribute = "resources.limits.memory"
        var environment: String? = "production"
        var others: [String] = []
        var testDescription: String { name }
    }

    static let chart = [
        "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
        "charts/web/values.yaml": "memory: 128Mi\nreplicas: 1\ntag: \"0\"\n",
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
                  image: "shop/web:{{ .Values.tag }}"
                  resources:
                    limits:
                      memory: {{ .Values.memory }}

        """,
    ]

    static func helmfile(_ release: String, _ head: String = "") -> String {
        """
        environments:
          production:
            values: [production.yaml]
          staging:
            values: [{size: small}]
        ---
        \(head)releases:
          - name: web
            namespace: shop
            chart: ./charts/web
        \(release)

        """
    }

    /// A values file as SOPS writes it: the keys are as they were.
    static func secrets(_ key: String) -> String {
        "\(key): ENC[AES256_GCM,data:c2VjcmV0,iv:aXY=,tag:dGFn,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:bWFj]\n  version: 3.9.0\n"
    }

    static func files(_ helmfile: String, _ more: [String: String], name: String = "helmfile.yaml.gotmpl")
        -> [String: String]
    {
        chart.merging([name: helmfile, "production.yaml": "size: large\n"]) { $1 }.merging(more) { $1 }
    }

    static let cases: [Case] = [
        Case(
            name: "the chart's own value",
            files: files(
                helmfile("    values: []"),
                ["charts/web/values.yaml": "memory: 1️⃣128Mi2️⃣\nreplicas: 1\ntag: \"0\"\n"])),
        Case(
            name: "a values file",
            files: files(helmfile("    values: [web.yaml]"), ["web.yaml": "memory: 1️⃣1Gi2️⃣\n"])),
        Case(
            name: "the later of two values files",
            files: files(
                helmfile("    values: [web.yaml, more.yaml]"),
                ["web.yaml": "memory: 1Gi\n", "more.yaml": "memory: 1️⃣\"2Gi\"2️⃣\n"])),
        Case(
            name: "the branch of the environment, of three equal tokens on a line",
            files: files(
                helmfile("    values: [web.yaml.gotmpl]"),
                [
                    "web.yaml.gotmpl":
                        "memory: {{ if eq .Environment.Name \"production\" }} 1️⃣\"1Gi\"2️⃣ {{ else if eq .Environment.Name \"staging\" }} \"1Gi\" {{ else }} \"1Gi\" {{ end }}\n"
                ])),
        Case(
            name: "a value of the environment",
            files: files(
                helmfile("    values: [web.yaml.gotmpl]"),
                [
                    "web.yaml.gotmpl": "memory: {{ .StateValues.memory }}\n",
                    "production.yaml": "memory: 1️⃣3Gi2️⃣\n",
                ])),
        Case(
            name: "the tag in a text",
            files: files(
                helmfile("    values: [web.yaml.gotmpl]"),
                [
                    "web.yaml.gotmpl": "tag: {{ .Values.tag | quote }}\n",
                    "production.yaml": "tag: 1️⃣\"1.2.3\"2️⃣\n",
                ]), attribute: "image"),
        Case(
            name: "values in the helmfile",
            files: files(helmfile("    values: [{memory: 1️⃣4Gi2️⃣}]"), [:])),
        Case(
            name: "secrets that name other keys",
            files: files(
                helmfile("    values: [web.yaml]\n    secrets: [secrets/{{ .Environment.Name }}.yaml]"),
                [
                    "web.yaml": "memory: 1️⃣1Gi2️⃣\n", "secrets/production.yaml": secrets("tag"),
                    "secrets/staging.yaml": secrets("replicas"),
                ])),
        Case(
            name: "set counts more than secrets",
            files: files(
                helmfile("    secrets: [s.yaml]\n    set: [{name: memory, value: 1️⃣5Gi2️⃣}]"),
                ["s.yaml": secrets("memory")])),
        Case(
            name: "set counts more than values",
            files: files(
                helmfile("    values: [{memory: 4Gi}]\n    set: [{name: memory, value: 1️⃣5Gi2️⃣}]"), [:])),
        Case(
            name: "a number that set gives",
            files: files(helmfile("    set: [{name: replicas, value: 1️⃣\"4\"2️⃣}]"), [:]),
            address: "Deployment/web", attribute: "replicas"),
        Case(
            name: "a template of releases",
            files: files(
                helmfile(
                    "    inherit: [{template: sized}]",
                    "templates:\n  sized:\n    values: [{memory: 1️⃣6Gi2️⃣}]\n"), [:])),
        Case(
            name: "an anchor",
            files: files(
                helmfile("    <<: *sized", "sized: &sized\n  values: [{memory: 1️⃣6Gi2️⃣}]\n"), [:])),
        Case(
            name: "valuesTemplate with the release's name",
            files: files(
                helmfile("    valuesTemplate: ['{{`sizes/{{ .Release.Name }}.yaml`}}']"),
                ["sizes/web.yaml": "memory: 1️⃣7Gi2️⃣\n"])),
        Case(
            name: "a base",
            files: files(
                "bases: [environments.yaml]\n---\nreleases: [{name: web, chart: charts/web, values: [{memory: {{ .Values.memory }}}]}]\n",
                [
                    "environments.yaml": "environments: {production: {values: [{memory: 1️⃣8Gi2️⃣}]}}\n"
                ])),
        Case(
            name: "a nested helmfile with values",
            files: files(
                "environments: {production: {}}\n---\nhelmfiles: [{path: shop/helmfile.yaml.gotmpl, values: [{memory: 1️⃣9Gi2️⃣}]}]\n",
                [
                    "shop/helmfile.yaml.gotmpl":
                        "releases: [{name: web, chart: ../charts/web, values: [{memory: {{ .Values.memory }}}]}]\n"
                ])),
        Case(
            name: "a file without templates",
            files: files(
                helmfile("    values: [web.yaml]"), ["web.yaml": "memory: 1️⃣1Gi2️⃣\n"],
                name: "helmfile.yaml")),
        Case(
            name: "a token for two releases",
            files: files(
                helmfile(
                    "    values: [web.yaml.gotmpl]\n  - name: side\n    namespace: shop\n    chart: charts/web\n    values: [web.yaml.gotmpl]"
                ),
                [
                    "web.yaml.gotmpl":
                        "{{ if eq .Environment.Name \"production\" }}memory: 1️⃣1Gi2️⃣{{ end }}\n"
                ])),
    ]

    @Test(arguments: cases) func findsTheToken(_ sample: Case) throws {
        let marked = Sample(sample.files)
        let trace = try marked.trace(
            sample.address, sample.attribute, root: root(sample), environment: sample.environment)
        #expect(trace.place == marked.marked, "\(trace.status)")
        let twice = sample.name.contains("two releases")
        #expect(trace.elsewhere.contains { $0.release == "side" } == twice, "\(trace.elsewhere)")
    }

    private func root(_ sample: Case) -> String {
        sample.files["helmfile.yaml"] == nil ? "helmfile.yaml.gotmpl" : "helmfile.yaml"
    }

    /// Another token in the same place: exactly what the trace declares changes, in every environment.
    @Test(arguments: cases) func mutation(_ sample: Case) throws {
        let marked = Sample(sample.files)
        let before = marked.stage
        let target = try #require(
            try before.trace(
                address: sample.address, attribute: sample.attribute, root: root(sample),
                environment: sample.environment, namespace: "")
        ).target
        let answer = try before.answer(target, root: root(sample), environment: sample.environment)
        let origin = try #require(answer.trace.origin)
        let key = try #require(answer.key)
        let quotes = origin.token.hasPrefix("\"") ? "\"" : ""
        let inside = quotes.isEmpty ? origin.token : String(origin.token.dropFirst().dropLast())
        let other =
            Int(inside) == nil
            ? inside.replacing("Gi", with: "Ti").replacing("Mi", with: "Ki").replacing("1.2.3", with: "9.9")
            : "9"
        var files = marked.tree.contents
        let edit = Edit(
            range: origin.range, replacement: Array("\(quotes)\(other)\(quotes)".utf8), reason: "")
        files[origin.file] = files[origin.file].flatMap { [edit].apply(to: $0) }
        let after = before.over(InMemoryTree(files), changed: [origin.file])
        let value = try after.answer(target, root: root(sample), environment: sample.environment).trace.value
        #expect(value == answer.trace.value?.replacing(inside, with: other))
        let old = try before.facts(reading: [origin.file])
        let new = try after.facts(reading: [origin.file])
        var changed: Set<Fact.Key> = []
        for name in Set(old.map(\.key)).union(new.map(\.key)) {
            let (a, b) = (old.filter { $0.key == name }, new.filter { $0.key == name })
            if a.map(\.fingerprint) != b.map(\.fingerprint) { changed.insert(name) }
        }
        var declared: Set<Fact.Key> = [key]
        for row in answer.trace.alsoDecides + answer.trace.alsoAffects + answer.trace.elsewhere {
            declared.insert(
                Fact.Key(
                    root: row.root ?? key.root, environment: row.environment ?? key.environment,
                    release: row.release ?? key.release, namespace: row.namespace ?? key.namespace,
                    resource: row.resource, attribute: row.attribute))
        }
        #expect(changed == declared)
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var address = "Deployment/web/app"
        var environment: String? = "production"
        var reason: HoldReason
        var mentions: String
    }

    static let held: [Held] = [
        Held(
            testDescription: "a values file that is not there",
            files: files(helmfile("    values: [gone.yaml]"), [:]), reason: .notInRepository,
            mentions: "gone.yaml"),
        Held(
            testDescription: "values of the environment that are not there",
            files: files(helmfile("    values: []"), [:]).filter { $0.key != "production.yaml" },
            reason: .notInRepository, mentions: "production.yaml"),
        Held(
            testDescription: "a variable of the environment that the program runs in",
            files: files(
                helmfile("    values: [w.gotmpl]"), ["w.gotmpl": "memory: {{ requiredEnv \"MEMORY\" }}\n"]),
            reason: .notInRepository, mentions: "requiredEnv MEMORY"),
        Held(
            testDescription: "a branch that such a variable chooses",
            files: files(
                helmfile("    values: [w.gotmpl]"),
                ["w.gotmpl": "{{ if eq (env \"X\") \"y\" }}memory: 1Gi{{ else }}memory: 2Gi{{ end }}\n"]),
            reason: .unsupported, mentions: "outside"),
        Held(
            testDescription: "secrets that are not there",
            files: files(helmfile("    secrets: [s.yaml]"), [:]), reason: .encrypted, mentions: "secrets"),
        Held(
            testDescription: "secrets that name the key",
            files: files(
                helmfile("    values: [{memory: 1Gi}]\n    secrets: [s.yaml]"),
                ["s.yaml": secrets("memory")]), reason: .encrypted, mentions: "`memory` of s.yaml"),
        Held(
            testDescription: "secrets that name a key of a values file",
            files: files(
                helmfile("    values: [web.yaml]\n    secrets: [s.yaml]"),
                ["web.yaml": "memory: 1Gi\n", "s.yaml": secrets("memory")]), reason: .encrypted,
            mentions: "`memory` of s.yaml"),
        Held(
            testDescription: "secrets of another form",
            files: files(
                helmfile("    secrets: [s.yaml]"), ["s.yaml": "other: ref+vault://a/b#c\n"]),
            reason: .encrypted, mentions: "cannot be told"),
        Held(
            testDescription: "secrets that are one text",
            files: files(helmfile("    secrets: [s.yaml]"), ["s.yaml": secrets("data")]),
            reason: .encrypted, mentions: "cannot be told"),
        Held(
            testDescription: "patches of a release",
            files: files(helmfile("    strategicMergePatches: [{}]"), [:]), reason: .unsupported,
            mentions: "strategicMergePatches"),
        Held(
            testDescription: "an environment that is not declared",
            files: files(helmfile("    values: []"), [:]), environment: "test", reason: .noSuchResource,
            mentions: "production, staging"),
        Held(
            testDescription: "a release that is not installed",
            files: files(helmfile("    installed: {{ eq .Environment.Name \"staging\" }}"), [:]),
            reason: .noSuchResource, mentions: "installs nothing"),
        Held(
            testDescription: "a text of two tokens",
            files: files(
                helmfile("    values: [w.gotmpl]"),
                [
                    "w.gotmpl": "memory: {{ .Values.n }}{{ .Values.unit }}\n",
                    "production.yaml": "{n: 1, unit: Gi}\n",
                ]),
            reason: .derived, mentions: "production.yaml"),
    ]

    @Test(arguments: held) func holds(_ held: Held) throws {
        let trace = try Sample(held.files).trace(
            held.address, "resources.limits.memory", root: "helmfile.yaml.gotmpl",
            environment: held.environment)
        #expect(trace.hold?.reason == held.reason, "\(trace.status)")
        #expect(
            trace.hold.map { held.mentions.isEmpty || $0.detail.contains(held.mentions) } == true,
            "\(trace.status)")
    }

    /// A key that nothing sets goes into the text of the template, where no branch has a say.
    @Test func aKeyHasAPlaceInATemplateOfValues() throws {
        let template = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: "{{ .Release.Name }}"}
            spec:
              template:
                spec:
                  containers:
                    - name: app
                      image: "shop/web:{{ .Values.tag }}"
                      resources:
                        {{- toYaml .Values.resources | nindent 12 }}
            """
        func trace(_ values: String) throws -> Trace {
            try Sample(
                HelmfileTests.files(
                    HelmfileTests.helmfile("    values: [web.yaml.gotmpl]"),
                    [
                        "charts/web/values.yaml": "tag: \"0\"\nresources: {}\n",
                        "charts/web/templates/deployment.yaml": template, "web.yaml.gotmpl": values,
                    ])
            ).trace(
                "Deployment/web/app", "resources.limits.memory", root: "helmfile.yaml.gotmpl",
                environment: "production")
        }
        let placed = try trace(
            "tag: {{ .Environment.Name }}\nresources:\n  limits:\n    cpu: 500m\n{{- if .Values.size }}\nsize: {{ .Values.size }}\n{{- end }}\n"
        )
        #expect(placed.statusName == "absent", "\(placed.status)")
        #expect(
            placed.insertion.map { "\($0.file) \($0.keyPath) \($0.line)" }
                == "web.yaml.gotmpl resources.limits.memory 4")
        let branch = try trace(
            "resources:\n  limits:\n    cpu: {{ if eq .Environment.Name \"production\" }}2{{ else }}1{{ end }}\n"
        )
        #expect(branch.hold?.reason == .templated, "\(branch.status)")
    }

    @Test func listsEachReleaseInEachEnvironment() throws {
        let sample = Sample(HelmfileTests.files(HelmfileTests.helmfile("    values: []"), [:]))
        let roots = try sample.stage.roots().filter { $0.kind == .helmfile }
        #expect(
            roots.map { "\($0.id) \($0.environment ?? "")" } == [
                "helmfile.yaml.gotmpl#web production", "helmfile.yaml.gotmpl#web staging",
            ])
        #expect(try roots.flatMap { try sample.stage.inventory($0) }.count == 4)
    }
}
