import Diagnostics
import Foundation
import GoTemplate
import Provenance
import TestSupport
import Testing

/// Change a token: what is said to come from it changes, nothing else does.
@Suite struct ProvenanceTests {
    static let values = """
        image: {repo: nginx, tag: v1}
        replicas: 3
        resources:
          limits: {cpu: 100m, memory: 128Mi}
        labels: {app: web, tier: front}
        template: "x-{{ .Values.image.tag }}-y"
        """
    static let template = """
        {{- define "labels" }}
        {{- range $k, $v := .Values.labels }}
        {{ $k }}: {{ $v | quote }}
        {{- end }}
        {{- end -}}
        image: {{ printf "%s:%s" .Values.image.repo .Values.image.tag | quote }}
        replicas: {{ .Values.replicas }}
        labels: {{- include "labels" . | nindent 2 }}
        resources: {{- toYaml .Values.resources | nindent 2 }}
        upper: {{ .Values.image.repo | upper }}
        tpl: {{ tpl .Values.template . }}
        trunc: {{ trunc 2 .Values.labels.app }}{{ .Values.labels.tier | replace "o" "0" }}
        b64: {{ .Values.image.tag | b64enc }}
        """

    /// The bytes of the output that come from a token with the given text.
    private func owned(_ result: Rendered, by span: SourceSpan) -> Set<Int> {
        var owned: Set<Int> = []
        for run in result.rendering.text.runs
        where (run.origins.tokens.members + run.origins.deciders.members)
            .contains(where: { result.tokens[$0] == span })
        {
            owned.formUnion(run.lower..<run.upper)
        }
        return owned
    }

    @Test(arguments: [
        ("nginx", "relay"), ("v1", "w2"), ("3", "7"), ("100m", "200n"), ("128Mi", "256Gj"), ("web", "xyz"),
        ("front", "bacck"),
    ])
    func mutation(_ change: (old: String, new: String)) throws {
        let bytes = Array(Self.values.utf8)
        let needle = Array(change.old.utf8)
        let place = try #require(
            bytes.indices.first { index in
                bytes[index...].starts(with: needle) && index > 0 && !(97...122).contains(bytes[index - 1])
            })
        let span = SourceSpan(path: "values.yaml", range: ByteRange(place..<(place + needle.count)))
        var changed = bytes
        changed.replaceSubrange(place..<(place + needle.count), with: change.new.utf8)
        let before = try render(Self.template, values: Self.values)
        let after = try render(Self.template, values: String(decoding: changed, as: UTF8.self))
        #expect(before.error == nil)
        let (old, new) = (before.rendering.text.bytes, after.rendering.text.bytes)
        try #require(old.count == new.count)
        let differing = Set(old.indices.filter { old[$0] != new[$0] })
        let owned = owned(before, by: span)
        #expect(!differing.isEmpty)
        #expect(differing.isSubset(of: owned), "bytes changed that were not said to come from the token")
        // Base 64 and upper case mix bytes; elsewhere every owned byte of these pairs differs.
        #expect(owned.count <= differing.count + 6)
    }

    @Test func branchesAreRemembered() throws {
        let result = try render(
            "{{ if .Values.sw }}a: {{ .Values.a }}{{ end }}b", values: "sw: true\na: 5\n")
        let text = result.rendering.text
        let (origins, branches) = text.origins(in: 3..<4)
        #expect(origins.tokens.members.map { result.tokens[$0].range } == [ByteRange(12..<13)])
        let chain = try #require(branches.first.map { result.rendering.branches.chain($0) })
        #expect(chain.map(\.reason) == [.ifTrue])
        #expect(chain[0].origins.tokens.members.map { result.tokens[$0].range } == [ByteRange(4..<8)])
        #expect(text.origins(in: 4..<5).branches == [.outside])
    }

    @Test func defaultsRememberWhatTheyLookedAt() throws {
        let result = try render(
            "{{ $x := \"a\" }}{{ if .Values.sw }}{{ $x = \"b\" }}{{ end }}{{ $x }}", values: "sw: true")
        let origins = result.rendering.text.origins
        #expect(origins.deciders.members.map { result.tokens[$0].range } == [ByteRange(4..<8)])
        #expect(result.text == "b")
    }

    @Test func literalsOfTheTemplateAreTokens() throws {
        let result = try render("cpu: {{ 250 }}\nmem: 1Gi\n")
        let run = try #require(result.rendering.text.runs.first { $0.lower == 5 })
        #expect(run.origins.tokens.members.map { result.tokens[$0].range } == [ByteRange(8..<11)])
        let copied = try #require(result.rendering.text.runs.last)
        #expect(copied.place == 14)
    }

    @Test func randomIsSeededAndMarked() throws {
        let template = "{{ randAlphaNum 8 }}"
        let first = try render(template, options: GoOptions(seed: 1))
        let again = try render(template, options: GoOptions(seed: 1))
        let other = try render(template, options: GoOptions(seed: 2))
        #expect(first.text == again.text)
        #expect(first.text != other.text)
        #expect(first.rendering.isVolatile && first.rendering.text.origins.isVolatile)
    }
}

/// The origins of templates as the graph that HCL has too.
@Suite struct GraphTests {
    private func origins(_ template: String, values: String) throws -> (Rendered, GoTemplate.Origins) {
        let result = try render(template, values: values)
        #expect(result.error == nil)
        return (result, result.rendering.text.origins)
    }

    @Test func anUnchangedTokenKeepsItsIdentity() throws {
        let (result, origins) = try origins("{{ .Values.a }}", values: "a: 5\n")
        let graph = result.tokens.graph(of: origins, isUnchanged: true)
        #expect(graph.identity?.range == ByteRange(3..<4))
        #expect(result.tokens.graph(of: origins).identity == nil)
        #expect(graph.summary().tokens.map(\.range) == [ByteRange(3..<4)])
    }

    @Test func decidersBecomeControls() throws {
        let (result, origins) = try origins(
            "{{ ternary .Values.a .Values.b .Values.c }}", values: "a: 5\nb: 6\nc: true\n")
        let summary = result.tokens.graph(of: origins, isUnchanged: true).summary()
        #expect(summary.tokens.map(\.range) == [ByteRange(3..<4)])
        #expect(summary.controls.map(\.range) == [ByteRange(13..<17)])
    }

    @Test func branchesBecomeHops() throws {
        let (result, origins) = try origins(
            "{{ if .Values.c }}{{ range list 1 }}{{ $.Values.a }}{{ end }}{{ end }}",
            values: "a: 5\nc: true\n")
        let branch = try #require(result.rendering.text.runs.first?.branch)
        let hops = TokenTable.hops(result.rendering.branches.chain(branch))
        #expect(
            hops.map(\.reason) == ["written for each element", "written because the condition holds"])
        #expect(result.tokens.graph(of: origins, hops: hops).summary().hops.count == 2)
    }

    @Test(arguments: [
        // What a pattern found, what was replaced, what was chosen: all of it is remembered.
        ("{{ regexReplaceAll \"x\" .Values.a .Values.b }}", "a: axc\nb: q\n", ["axc", "q"]),
        ("{{ regexFind .Values.p .Values.a }}", "a: abc\np: b+\n", ["abc", "b+"]),
        ("{{ camelcase .Values.a }}{{ snakecase .Values.b }}", "a: ab\nb: cD\n", ["ab", "cD"]),
        ("{{ addf .Values.a .Values.b }}", "a: 1.5\nb: 2.5\n", ["1.5", "2.5"]),
        ("{{ toToml .Values }}", "a: 1.5\nb: xy\n", ["1.5", "a", "b", "xy"]),
        ("{{ urlJoin (dict \"host\" .Values.h \"path\" .Values.p) }}", "h: hh\np: pp\n", ["hh", "pp"]),
        ("{{ (fromToml .Values.t).k }}", "t: \"k = 'v'\"\n", ["\"k = 'v'\""]),
        (
            "{{ dateInZone .Values.f (toDate \"2006\" .Values.d) \"UTC\" }}", "f: \"06\"\nd: \"2020\"\n",
            ["\"06\"", "\"2020\""]
        ),
        ("{{ (mergeOverwrite (dict \"k\" 1) (dict \"k\" .Values.a)).k }}", "a: 7\n", ["7"]),
        ("{{ semverCompare .Values.c .Values.v }}", "c: \">1\"\nv: 2.0.0\n", ["\">1\"", "2.0.0"]),
        (
            "{{ slice .Values.l 0 1 | first }}{{ index .Values.l .Values.i }}", "l: [p, q]\ni: 1\n",
            ["1", "p", "q"]
        ),
        ("{{ shuffle .Values.a }}", "a: zz\n", ["zz"]),
    ])
    func functionsKeepTheUnion(_ template: String, _ values: String, _ tokens: [String]) throws {
        let template = template.replacingOccurrences(of: ".Values.i", with: "(int .Values.i)")
        let (result, origins) = try origins(template, values: values)
        var all = origins.tokens
        all.formUnion(origins.deciders)
        let bytes = Array(values.utf8)
        let found = all.members.map { result.tokens[$0] }.filter { $0.path == "values.yaml" }
            .map { String(decoding: bytes[$0.range.indices], as: UTF8.self) }
        #expect(found.sorted() == tokens.sorted())
    }
}
