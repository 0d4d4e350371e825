import Editing
import Model
import Settings
import TestSupport
import Testing

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
