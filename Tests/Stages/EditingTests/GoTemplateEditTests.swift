import Editing
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Literals of templates that must not be changed so.
@Suite struct GoTemplateEditTests {
    private static func edit(_ template: String, _ before: String, _ after: String) throws -> Outcome<
        VerifiedEdit
    > {
        let tree = InMemoryTree(texts: [
            "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "charts/web/values.yaml": "name: web\n",
            "charts/web/templates/web.yaml": """
            {{- if .Values.name }}
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec: {template: {spec: {containers: [{name: app, \(template)}]}}}
            {{- end }}
            """,
        ])
        let change = ChangeFile(
            address: "Deployment/web/app", attribute: "env[0].value", root: "charts/web", before: before,
            after: after)
        let plan = try PlanSample.plan([change], tree: tree)
        return EditingStage().edit(plan, tree: tree, settings: RepositorySettings())
    }

    @Test(arguments: [
        ("env: [{name: A, value: old}]", "{{ .Values.name }}"),
        ("env: [{name: A, value: old}]", "two\nlines"),
        ("env: [{name: A, value: old}]", "a, b"), ("env: [{name: A, value: old}]", "x]"),
        ("env: [{name: A, value: {{ \"old\" }}}]", "a\"b"), ("env: [{name: A, value: {{ \"old\" }}}]", "\\n"),
    ])
    func whatATemplateCouldReadAsItsOwnIsHeld(_ template: String, _ value: String) throws {
        let outcome = try Self.edit(template, "old", value)
        #expect(outcome.hold != nil, "\(outcome)")
    }

    /// A key that nothing sets, in a template of values: the lines around it stay, and other environments may not follow.
    @Test(arguments: [(["production"], true), (["production", "staging"], false)])
    func aKeyIsInsertedIntoATemplate(_ environments: [String], _ isDone: Bool) throws {
        let values = "tag: {{ .Environment.Name }}\nresources:\n  limits:\n    cpu: 500m  # half\n"
        let tree = InMemoryTree(texts: [
            "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "charts/web/values.yaml": "tag: \"0\"\nresources: {}\n",
            "charts/web/templates/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                    - name: app
                      image: "shop/web:{{ .Values.tag }}"
                      resources:
                        {{- toYaml .Values.resources | nindent 12 }}
            """,
            "helmfile.yaml": "environments:\n" + environments.map { "  \($0): {}\n" }.joined()
                + "---\nreleases:\n  - name: web\n    namespace: shop\n    chart: ./charts/web\n    values: [web.yaml.gotmpl]\n",
            "web.yaml.gotmpl": values,
        ])
        let address = KubernetesAddress(namespace: "shop", kind: "Deployment", name: "web", container: "app")
        let target = Target(.kubernetes(address), "resources.limits.memory")
        let stage = TracingStage(tree: tree, settings: RepositorySettings())
        let trace = try stage.answer(target, root: "helmfile.yaml", environment: "production").trace
        let plan = PlanSample.plan(
            [PlannedChange(target: target, trace: trace, before: "", after: "768Mi")], tree: tree)
        let outcome = EditingStage().edit(plan, tree: tree, settings: RepositorySettings())
        guard isDone else {
            #expect(outcome.hold != nil, "\(outcome)")
            return
        }
        let file = try #require(outcome.value?.files.first, "\(outcome)")
        #expect(String(decoding: file.after, as: UTF8.self) == values + "    memory: 768Mi\n")
    }

    @Test(arguments: [
        ("env: [{name: A, value: old}]", "value: new}"), ("env: [{name: A, value: 'old'}]", "value: 'new'}"),
        ("env: [{name: A, value: {{ \"old\" }}}]", "value: {{ \"new\" }}}"),
        ("env: [{name: A, value: {{ .Values.x | default `old` | quote }}}]", "default `new` |"),
    ])
    func everyMannerIsKept(_ template: String, _ text: String) throws {
        let outcome = try Self.edit(template, "old", "new")
        let file = try #require(outcome.value?.files.first, "\(outcome)")
        #expect(String(decoding: file.after, as: UTF8.self).contains(text))
    }
}
