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
