import Diagnostics
import GoTemplate
import TestSupport
import Testing

/// Hostile templates end in a diagnostic with position and stack.
@Suite struct LimitTests {
    @Test(arguments: [
        "{{ define \"a\" }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}",
        "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}",
        "{{ range until 100000000 }}x{{ end }}",
        "{{ range 100000000 }}x{{ end }}",
        "{{ range untilStep 0 9223372036854775807 1 }}x{{ end }}",
        "{{ repeat 1000000000 \"abc\" }}",
        "{{ $s := repeat 1000 \"a\" }}{{ range 40 }}{{ $s = cat $s $s }}{{ end }}{{ $s }}",
        "{{ $t := `{{ tpl . . }}` }}{{ tpl $t $t }}",
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toYaml $d }}",
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}",
        "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ toJson (deepCopy $d) }}",
        "{{ indent 100000000 \"a\" }}", "{{ randAlphaNum 1000000000 }}",
    ])
    func bounded(_ template: String) throws {
        let limits = GoLimits(steps: 20_000, output: 1 << 20, nesting: 100)
        let result = try render(template, options: GoOptions(limits: limits))
        #expect(result.error?.id == "template-limit", "\(result.error?.message ?? "no error")")
    }

    @Test func nestingOfTheTextIsBounded() throws {
        let open = String(repeating: "{{ if true }}", count: 5000)
        #expect(try render(open).error?.id == "template-limit")
        let parentheses = "{{ " + String(repeating: "(", count: 5000) + "1 }}"
        #expect(try render(parentheses).error != nil)
        let elses = "{{ if 0 }}" + String(repeating: "{{ else if 0 }}", count: 5000) + "{{ end }}"
        #expect(try render(elses).error?.id == "template-limit")
    }

    @Test func errorsHavePositionAndStack() throws {
        let result = try render(
            "x\n{{ include \"inner\" . }}", others: ["i": "{{ define \"inner\" }}{{ .Values.a.b }}{{ end }}"])
        let error = try #require(result.error)
        #expect(error.subject == SourceSpan(path: "i", range: ByteRange(23..<34)))
        #expect(error.notes.first?.span?.path == "a.yaml")
        #expect(error.message.hasPrefix("executing \"inner\" at <.Values.a.b>: nil pointer"))
    }

    /// Whatever the bytes are, parsing and running end, and a failing parse has a position inside the text.
    @Test(arguments: 0..<40) func randomTemplatesNeverTrap(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = [
            "{{", "}}", "{{-", "-}}", " ", "if ", "else", "end", "range ", "with ", ".", ".Values", "$", "$x",
            ":=",
            "=", "|", "(", ")", "\"a\"", "`b`", "1", "-3", "1.5", "'c'", "define \"d\"", "template \"d\"",
            "block \"e\" .", "include \"d\" .", "tpl", "printf \"%5.2d%v\"", "toYaml", "index", "slice",
            "nil",
            "true", "and", "or", "eq", "lt", "trunc", "nindent 3", "quote", "list", "dict", "merge", "set",
            "break",
            "continue", "/*", "*/", "\n", "é", "\u{0}", "fromYaml", "regexMatch \"(\"", "semverCompare",
            "until 3",
            "default", "substr", "round", "b64dec", "splitList", ",", "len", "seq", "date \"2006\"", "-", "}",
        ]
        let names = Array(GoFunctionTable.helm.names).sorted()
        for _ in 0..<60 {
            var template = ""
            for _ in 0..<Int.random(in: 1...14, using: &random) {
                if Bool.random(using: &random) {
                    template += words.randomElement(using: &random) ?? ""
                } else {
                    let name = names.randomElement(using: &random) ?? ""
                    let operands = [
                        "1", "-1", "\"a\"", ".", "nil", ".Values.l", ".Values.m", "1.5", "true", "\"\"",
                    ]
                    let chosen = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        operands.randomElement(using: &random) ?? ""
                    }
                    template += "{{ \(name) \(chosen.joined(separator: " ")) }}"
                }
            }
            let limits = GoLimits(steps: 5000, output: 1 << 16, nesting: 20)
            let result = try render(
                template, values: "l: [1, a]\nm: {a: 1}\n", options: GoOptions(limits: limits))
            let runs = result.rendering.text.runs
            let isOrdered = zip(runs, runs.dropFirst()).allSatisfy { $0.upper <= $1.lower }
            #expect(isOrdered, "seed \(seed): \(template)")
            if let error = result.error, error.subject.path == "a.yaml" {
                #expect(Int(error.subject.range.upper) <= template.utf8.count, "seed \(seed): \(template)")
            }
        }
    }
}

/// Bombs: small templates that ask for much time or memory.
@Suite struct BombTests {
    @Test(
        .serialized, .timeLimit(.minutes(10)),
        arguments: [
            // Regular expressions: work, and patterns that are large themselves.
            "{{ $s := repeat 20000 \"a\" }}{{ range 200 }}{{ regexMatch \"(?:a?){200}b\" $s }}{{ end }}",
            "{{ range 1000 }}{{ regexReplaceAll \"a*\" (repeat 2000 \"ab\") \"xy\" }}{{ end }}",
            "{{ regexFind (repeat 100 \"(?:abcdefghij){100}\") \"a\" }}",
            "{{ $s := repeat 1000 \"ab\" }}{{ range 60 }}{{ $s = regexReplaceAll \"a\" $s $s }}{{ end }}",
            // Widths and precisions.
            "{{ printf (repeat 1000 \"%9000000d\") 1 }}", "{{ printf \"%.9000000f\" 1.5 }}",
            "{{ printf \"%*d%*d%*d\" 999999 1 999999 2 999999 3 }}",
            // The same map again and again: many parts from few.
            "{{ $d := dict \"x\" 1 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toJson $d }}",
            "{{ $d := dict \"x\" 1 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toYaml $d }}",
            "{{ $d := dict \"x\" 1 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ toToml $d }}",
            "{{ $d := dict \"x\" 1 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ print $d }}",
            "{{ $d := dict \"x\" 1 }}{{ range 60 }}{{ $d = dict \"a\" $d \"b\" $d }}{{ end }}{{ $e := deepCopy $d }}",
            "{{ $d := list 1 }}{{ range 60 }}{{ $d = list $d $d }}{{ end }}{{ deepEqual $d (deepCopy $d) }}",
            "{{ $d := list 1 }}{{ range 60 }}{{ $d = concat $d $d }}{{ end }}",
            // Text kept in many places.
            "{{ $d := dict }}{{ range $i := until 10000 }}{{ $_ := set $d (print $i) (repeat 100000 \"x\") }}{{ end }}",
            // Templates that make templates, and templates in each other.
            "{{ define \"a\" }}{{ include \"b\" . }}{{ include \"b\" . }}{{ end }}{{ define \"b\" }}{{ include \"c\" . }}{{ include \"c\" . }}{{ end }}{{ define \"c\" }}{{ range 100000 }}{{ include \"d\" . }}{{ end }}{{ end }}{{ define \"d\" }}{{ range 100000 }}x{{ end }}{{ end }}{{ include \"a\" . }}",
            "{{ $t := `{{ range 10 }}{{ tpl $.t $ }}{{ end }}` }}{{ tpl $t (dict \"t\" $t) }}",
            "{{ tpl (repeat 5000 \"{{ if true }}\") . }}", "{{ tpl (repeat 3000000 \"{{ 1 }}\") . }}",
            "{{ fromYaml (printf \"a: &a [x,x,x,x,x,x,x,x,x]\\n%s\" \"b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\n\") }}",
            "{{ range 10000000 }}{{ end }}", "{{ range until 9000000 }}{{ end }}",
            "{{ wrap 1 (repeat 1000000 \"a \") | len }}{{ range 100 }}{{ wrap 1 (repeat 1000000 \"a \") }}{{ end }}",
            "{{ seq 1 2000000000 }}",
            "{{ $s := repeat 30000 \"a,\" }}{{ range 500 }}{{ splitList \",\" $s }}{{ end }}",
            "{{ randAlphaNum 900000000 }}", "{{ randBytes 900000000 }}",
            "{{ indent 9000 (repeat 100000 \"\\n\") }}",
            "{{ fromToml (printf \"a = %s\" (repeat 5000 \"[\")) }}",
            "{{ mulf 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 1e308 }}",
        ])
    func endsInADiagnostic(_ template: String) throws {
        let limits = GoLimits(steps: 100_000, output: 1 << 20, nesting: 50, regexSteps: 500_000)
        let result = try render(template, options: GoOptions(limits: limits))
        let error = try #require(result.error, "it rendered \(result.text.utf8.count) bytes")
        #expect(error.id == "template-limit", "\(error.message)")
        #expect(error.subject.path == "a.yaml" || error.subject.path == "tpl")
    }

    @Test func messagesOfDeepTemplatesStaySmall() throws {
        let result = try render("{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}")
        #expect(result.error?.id == "template-limit")
        #expect((result.rendering.message ?? "").utf8.count < 40_000)
        #expect(result.error?.notes.count == 20)
    }

    @Test func theWholeMessageIsGos() throws {
        let result = try render(
            "x\n{{ include \"inner\" . }}",
            others: ["i": "{{ define \"inner\" }}\n{{ .Values.a.b }}{{ end }}"])
        #expect(
            result.rendering.message
                == "template: t/templates/a.yaml:2:3: executing \"t/templates/a.yaml\" at <include \"inner\" .>: error calling "
                + "include: template: i:2:10: executing \"inner\" at <.Values.a.b>: nil pointer evaluating interface {}.b"
        )
    }
}
