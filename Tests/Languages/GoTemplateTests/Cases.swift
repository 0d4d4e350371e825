import Testing

/// Templates whose output or error is known from the documents of Go, sprig and Helm; each is also given to Helm's engine.
struct Case: Sendable, CustomTestStringConvertible {
    var template: String
    var result: String
    /// A part of the error's message, where there is one.
    var error: String?

    init(_ template: String, _ result: String) {
        self.template = template
        self.result = result
    }
    init(_ template: String, error: String) {
        self.template = template
        result = ""
        self.error = error
    }
    var testDescription: String { template }

    /// The values that all of them see.
    static let values = """
        num: 3
        big: 1234567
        f: 0.00001
        flag: true
        off: false
        empty: ""
        none: null
        name: web
        list: [a, b, c]
        nums: [3, 1, 2]
        map: {b: 2, a: 1, c: {d: x}}
        text: "line 1\\nline 2\\n"
        yaml: "a: 1\\nb: [x, 'y']\\n"
        odd: {t: "true", "n": "12", d: "2020-01-01", e: "", s: "a: b", h: "#x", m: "x\\ny", tab: "a\\tb", c: "12:30"}
        template: "{{ .Values.name }}-{{ .Release.Name }}"
        """

    static let language: [Case] = [
        Case(
            "{{ 1 }}{{ -2 }}{{ 0x1F }}{{ 0b11 }}{{ 0o17 }}{{ 017 }}{{ 1_000 }}{{ 'a' }}",
            "1-2313151510" + "0097"),
        Case("{{ 1.5 }} {{ 1e6 }} {{ 1e-7 }} {{ 100000.0 }} {{ .5 }}", "1.5 1e+06 1e-07 100000 0.5"),
        Case(#"{{ "a\tb\x41\u00e9" }}{{ `r\n` }}"#, "a\tbAér\\n"),
        Case("a {{- 1 -}} b", "a1b"),
        Case("a {{- /* c */ -}} b{{/* d */}}", "ab"),
        Case("{{ if .Values.flag }}y{{ else }}n{{ end }}", "y"),
        Case("{{ if .Values.off }}1{{ else if eq .Values.name \"web\" }}2{{ else }}3{{ end }}", "2"),
        Case("{{ with .Values.map }}{{ .a }}{{ $.Values.num }}{{ end }}", "13"),
        Case("{{ with .Values.empty }}x{{ else }}y{{ end }}", "y"),
        Case("{{ with .Values.empty }}x{{ else with .Values.name }}{{ . }}{{ end }}", "web"),
        Case("{{ range .Values.list }}{{ . }},{{ end }}", "a,b,c,"),
        Case("{{ range $i, $e := .Values.list }}{{ $i }}{{ $e }}{{ end }}", "0a1b2c"),
        Case("{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }};{{ end }}", "a=1;b=2;c=map[d:x];"),
        Case("{{ range .Values.none }}x{{ else }}none{{ end }}", "none"),
        Case("{{ range 3 }}{{ . }}{{ end }}", "012"),
        Case("{{ range .Values.list }}{{ if eq . \"b\" }}{{ continue }}{{ end }}{{ . }}{{ end }}", "ac"),
        Case("{{ range .Values.list }}{{ if eq . \"b\" }}{{ break }}{{ end }}{{ . }}{{ end }}", "a"),
        Case("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        Case("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"),
        Case("{{ define \"t\" }}[{{ . }}]{{ end }}{{ template \"t\" .Values.num }}", "[3]"),
        Case("{{ block \"b\" .Values.name }}<{{ . }}>{{ end }}", "<web>"),
        Case("{{ (index .Values.map \"c\").d }}{{ (.Values.map).a }}", "x1"),
        Case("{{ .Values.zzz }}|{{ .Values.none }}", "|"),
        Case("{{ print nil }}{{ print 1 2 \"a\" 3 }}", "<nil>1 2a3"),
        Case("{{ println 1 \"a\" }}", "1 a\n"),
        Case(
            "{{ .Values.big }} {{ .Values.f }} {{ .Values.list }} {{ .Values.map }}",
            "1.234567e+06 1e-05 [a b c] map[a:1 b:2 c:map[d:x]]"),
        Case("{{ and 1 0 (fail \"x\") }}{{ or 0 2 (fail \"x\") }}{{ not 0 }}", "02true"),
        Case(
            "{{ eq 1 2 1 }}{{ ne 1 2 }}{{ lt 1 2 }}{{ le 2 2 }}{{ gt \"b\" \"a\" }}{{ ge 1.5 2.5 }}",
            "truetruetruetruetruefalse"),
        Case(
            "{{ len .Values.list }}{{ len \"é\" }}{{ index .Values.list 1 }}{{ slice .Values.list 1 3 }}",
            "32b[b c]"),
        Case(
            "{{ \"<a href='x'>\" | html }}{{ js \"it's\" }}{{ urlquery \"a b&c\" }}",
            "&lt;a href=&#39;x&#39;&gt;it\\'sa+b%26c"),
        Case("{{ .Values.list | len | printf \"%03d\" }}", "003"),
    ]

    static let errors: [Case] = [
        Case("{{ slice \"abcd\" 1 3 }}", error: "list should be type of slice or array but string"),
        Case("{{ .Values.zzz.a }}", error: "nil pointer evaluating interface {}.a"),
        Case("{{ .Values.name.a }}", error: "can't evaluate field a in type"),
        Case("{{ upper .Values.zzz }}", error: "wrong type for value; expected string; got interface {}"),
        Case("{{ .Values.zzz | upper }}", error: "invalid value; expected string"),
        Case("{{ upper .Values.num }}", error: "wrong type for value; expected string; got float64"),
        Case("{{ eq .Values.num 3 }}", error: "incompatible types for comparison"),
        Case("{{ index .Values.list 9 }}", error: "index out of range: 9"),
        Case("{{ index .Values.zzz 1 }}", error: "index of untyped nil"),
        Case("{{ range .Values.name }}{{ end }}", error: "range can't iterate over web"),
        Case("{{ template \"none\" }}", error: "template \"none\" not defined"),
        Case("{{ fail \"no way\" }}", error: "no way"),
        Case("{{ required \"need it\" .Values.zzz }}", error: "need it"),
        Case("{{ 1 | 2 }}", error: "non executable command in pipeline stage"),
        Case("{{ $x }}", error: "undefined variable \"$x\""),
        Case("{{ nosuch 1 }}", error: "function \"nosuch\" not defined"),
        Case("{{ if true }}", error: "unexpected EOF"),
        Case("{{ end }}", error: "unexpected {{end}}"),
        Case("{{ else }}", error: "unexpected {{else}}"),
        Case("{{ break }}", error: "{{break}} outside {{range}}"),
        Case("{{ \"a }}", error: "unterminated quoted string"),
        Case("{{ (1 }}", error: "unclosed left paren"),
        Case("{{ 1", error: "unclosed action"),
        Case("{{/* x }}", error: "unclosed comment"),
        Case("{{ 3x }}", error: "bad number syntax"),
        Case("{{ if }}x{{ end }}", error: "missing value for if"),
        Case("{{ lt .Values.list 1 }}", error: "for comparison"),
        Case("{{ trunc 3 }}", error: "wrong number of args for trunc: want 2 got 1"),
        Case("{{ div 1 0 }}", error: "divide by zero"),
        Case("{{ include \"none\" . }}", error: "no template \"none\""),
        Case(
            "{{ define \"r\" }}{{ include \"r\" . }}{{ end }}{{ include \"r\" . }}", error: "nested reference"
        ),
    ]
}
