import Diagnostics
import GoTemplate
import Testing
import YAML

/// A new key in a file that is a template first and YAML second.
@Suite struct TemplatedYAMLTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        /// `+` begins the lines that the insertion adds.
        var text: String
        var path = "resources.limits.memory"
        var testDescription: String { name }
    }

    private func edited(_ text: String, _ path: String) throws -> String {
        let template = try #require(TemplatedYAML(Array(text.utf8), path: "values.yaml.gotmpl"))
        let keys = try #require(YAMLPath(path))
        let edit = try template.insertion(of: keys, value: .plain("1Gi"), reason: "test")
        let bytes = try #require([edit].apply(to: Array(text.utf8)))
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        Case(name: "behind its sibling", text: "resources:\n  limits:\n    cpu: 1\n+    memory: 1Gi\n"),
        Case(
            name: "behind a value that an action prints",
            text:
                "tag: {{ .tag }}\nresources:\n  limits:\n    cpu: {{ .cpu }}\n+    memory: 1Gi\nx: {{ .x | quote }}\n"
        ),
        Case(
            name: "a branch behind",
            text:
                "resources:\n  limits:\n    cpu: 1\n+    memory: 1Gi\n{{- if .x }}\nreplicas: 3\n{{- end }}\n"
        ),
        Case(
            name: "a branch in front",
            text:
                "{{ if .x }}\nreplicas: 3\n{{ end }}\nresources:\n  limits:\n    cpu: 1\n+    memory: 1Gi\nz: 1\n"
        ),
        Case(
            name: "several keys that are missing",
            text: "resources:\n  requests:\n    cpu: 1\n+  limits:\n+    memory: 1Gi\n"),
        Case(
            name: "at the left edge", text: "{{ if .x }}\na: 1\n{{ end }}\nb: 2\n+memory: 1Gi\n",
            path: "memory"),
        Case(
            name: "no newline at the end is none of it", text: "a:\n  b: 1\n+  memory: 1Gi\nc: {{ .c }}",
            path: "a.memory"
        ),
        Case(
            name: "the step of the file",
            text:
                "resources:\n    requests:\n        cpu: \"{{ .cpu }}\"\n+    limits:\n+        memory: 1Gi\n"
        ),
    ])
    func isPlaced(_ sample: Case) throws {
        let lines = sample.text.split(separator: "\n", omittingEmptySubsequences: false)
        let before = lines.filter { !$0.hasPrefix("+") }.joined(separator: "\n")
        let after = lines.map { $0.hasPrefix("+") ? $0.dropFirst() : $0 }.joined(separator: "\n")
        #expect(try edited(before, sample.path) == after)
    }

    @Test(arguments: [
        Case(
            name: "a branch around the sibling",
            text: "resources:\n  limits:\n    {{- if .x }}\n    cpu: 1\n    {{- end }}\n"),
        Case(
            name: "a branch between",
            text: "resources:\n{{ if .x }}\nother:\n{{ end }}\n  limits:\n    cpu: 1\n"),
        Case(
            name: "a branch in the value of the sibling",
            text: "resources:\n  limits:\n    cpu: {{ if .x }}1{{ else }}2{{ end }}\n"),
        Case(
            name: "lines that an action prints",
            text: "resources:\n  limits:\n    cpu: 1\n    {{ toYaml .more }}\n    zone: a\n"),
        Case(name: "an action alone for a mapping", text: "resources:\n{{ toYaml .resources | indent 2 }}\n"),
        Case(
            name: "the key in a branch elsewhere",
            text: "resources:\n  limits:\n    cpu: 1\n{{ if .x }}\nmemory: 1\n{{ end }}\n"),
        Case(
            name: "a computed key next to it",
            text: "resources:\n  limits:\n    cpu: 1\n    zone{{ .z }}: 1\n"),
        Case(name: "a value that is no mapping", text: "resources: {{ .resources }}\n"),
        Case(name: "already there", text: "resources:\n  limits:\n    memory: {{ .memory }}\n"),
        Case(name: "in brackets", text: "resources: {limits: {cpu: {{ .cpu }}}}\n"),
        Case(name: "no mapping at all", text: "- {{ .a }}\n", path: "memory"),
        Case(name: "nothing but a branch", text: "{{ if .x }}\na: 1\n{{ end }}\n", path: "memory"),
        Case(
            name: "trimmed before the sibling",
            text: "resources:\n  limits:\n    cpu: {{- .cpu }}\n    zone: a\n"),
    ])
    func isRefused(_ sample: Case) throws {
        #expect(throws: YAMLRefusal.self) { try edited(sample.text, sample.path) }
    }

    @Test(arguments: ["a: {{ if }\n", "a:\n  {{ .kind }}: 2\n  b: 1\n", "a: [{{ .x }}\n", "{{ end }}"])
    func whatIsNoTemplateOrNoYAMLIsNotRead(_ text: String) {
        #expect(TemplatedYAML(Array(text.utf8), path: "values.yaml.gotmpl") == nil)
    }
}
