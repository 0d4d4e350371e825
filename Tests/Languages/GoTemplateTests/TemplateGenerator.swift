/// Random templates that mostly make sense: expressions by the type they give, inside the language's structures.
struct TemplateGenerator<Random: RandomNumberGenerator> {
    var random: Random
    private var variables = 0

    init(_ random: Random) { self.random = random }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func template() -> String {
        variables = 0
        return (0..<int(1...4)).map { _ in piece(3, variables: []) }.joined()
    }

    private mutating func piece(_ depth: Int, variables known: [String]) -> String {
        switch int(0...(depth > 0 ? 13 : 5)) {
        case 0: return pick(["a: ", "\n", " ", "- x\n", "é", "\n  b: "])
        case 1...5:
            let (left, right) = (chance(20) ? "{{- " : "{{ ", chance(20) ? " -}}" : " }}")
            return left + any(depth, known) + right
        case 6:
            return "{{ if \(any(depth - 1, known)) }}\(piece(depth - 1, variables: known)){{ else }}"
                + "\(piece(depth - 1, variables: known)){{ end }}"
        case 7:
            let end = chance(30) ? "{{ else }}none" : ""
            let body =
                chance(20) ? "{{ if \(bool(1, known)) }}{{ \(pick(["break", "continue"])) }}{{ end }}" : ""
            return
                "{{ range \(pick([list(depth - 1, known), map(depth - 1, known)])) }}\(body){{ . }},\(end){{ end }}"
        case 8:
            variables += 1
            let (key, value) = ("$k\(variables)", "$v\(variables)")
            let collection = pick([list(depth - 1, known), map(depth - 1, known)])
            return
                "{{ range \(key), \(value) := \(collection) }}\(piece(depth - 1, variables: known + [key, value]))"
                + "{{ end }}"
        case 9: return "{{ with \(any(depth - 1, known)) }}{{ . | quote }}{{ else }}empty{{ end }}"
        case 10:
            variables += 1
            let name = "$x\(variables)"
            return "{{ \(name) := \(any(depth, known)) }}" + piece(depth - 1, variables: known + [name])
                + (chance(30) ? "{{ \(name) = \(any(depth - 1, known)) }}{{ \(name) }}" : "")
        case 11:
            return
                "{{ tpl \(pick(["\"{{ .Values.name }}x\"", "\"a{{ . | toJson | trunc 5 }}\"", ".Values.template"])) $ }}"
        case 12:
            return
                "{{ toYaml \(any(depth - 1, known)) | \(pick(["nindent 2", "indent 4", "trim", "quote"])) }}"
        default:
            return
                "{{ printf \(pick(["\"%v|%s\"", "\"%5d %q\"", "\"%-8v.%T\"", "\"%05.2f %x\"", "\"%+v %#v\"", "\"%[2]v %[1]v\"", "\"%t%%%c\""])) "
                + "(\(any(depth - 1, known))) (\(any(depth - 1, known))) }}"
        }
    }

    private mutating func any(_ depth: Int, _ known: [String]) -> String {
        switch int(0...9) {
        case 0...3: text(depth, known)
        case 4...5: number(depth, known)
        case 6: bool(depth, known)
        case 7: list(depth, known)
        case 8: map(depth, known)
        default:
            known.randomElement(using: &random)
                ?? pick([
                    ".Values.none", ".Values.zzz", ".Values.map.c", ".Values.odd", "(index .Values.list 1)",
                    "(default \(text(0, known)) .Values.empty)", "(coalesce .Values.zzz \(number(0, known)))",
                    "(fromYaml .Values.yaml)", "(first .Values.list)", "(dig \"c\" \"d\" \"n\" .Values.map)",
                    "(get .Values.map \"a\")", "(ternary \(text(0, known)) 2 \(bool(0, known)))",
                ])
        }
    }

    private mutating func text(_ depth: Int, _ known: [String]) -> String {
        guard depth > 0 else {
            return pick([
                "\"\"", "\"abc\"", "\"a b,c\"", "\"Hello World\"", "\"éa1\"", "\"x\\ny\"", "\"12\"",
                "\"true\"", "\"a-b_c.D\"",
                ".Values.name", ".Values.text", ".Values.empty", ".Values.odd.s", ".Release.Name", "`r\"q`",
                "\"HTTPServer2x\"",
            ])
        }
        let inner = depth - 1
        switch int(0...4) {
        case 0:
            return "("
                + pick([
                    "upper", "lower", "title", "untitle", "trim", "quote", "squote", "nospace", "initials",
                    "swapcase",
                    "snakecase", "kebabcase", "camelcase", "b64enc", "b64dec", "b32enc", "sha256sum",
                    "sha1sum",
                    "adler32sum", "base", "dir", "ext", "clean", "html", "js", "urlquery", "toString",
                    "regexQuoteMeta",
                    "toJson", "toRawJson", "toYaml", "len",
                ]) + " \(text(inner, known)))"
        case 1:
            return "("
                + pick(
                    [
                        "trunc \(int(-4...6))", "abbrev \(int(2...9))", "repeat \(int(0...3))",
                        "indent \(int(0...3))", "nindent \(int(0...3))",
                        "trimAll \"a\"", "trimPrefix \"a\"", "trimSuffix \"c\"", "replace \"a\" \"bb\"",
                        "wrap \(int(1...9))",
                        "wrapWith \(int(1...9)) \"|\"", "substr \(int(0...2)) \(int(-1...6))", "cat 1",
                        "abbrevboth \(int(0...6)) \(int(2...9))",
                        "regexFind \"[a-z]+\"", "splitList \"b\" | join \"-\"", "regexReplaceAll \"[aeiou]\"",
                        "plural \"one\" \"many\" | print",
                    ].filter { !$0.contains("|") && !$0.hasPrefix("regexReplaceAll") })
                + " \(text(inner, known)))"
        case 2: return "(join \"-\" \(list(inner, known)))"
        case 3:
            return
                "(regexReplaceAll \"\(pick(["[a-z]", "(\\\\w)(\\\\d)?", "b*", "^.", "(?i)h|l$"]))\" \(text(inner, known)) \"\(pick(["<$1>", "${0}", "-", ""]))\")"
        default:
            return "(\(pick(["toJson", "toYaml", "toString", "print", "toPrettyJson"])) \(any(inner, known)))"
        }
    }

    private mutating func number(_ depth: Int, _ known: [String]) -> String {
        guard depth > 0 else {
            return pick([
                "0", "1", "-7", "42", "3.5", "1e6", "0x1F", "'a'", ".Values.num", ".Values.big", ".Values.f",
                "1e21", "0.1",
            ])
        }
        let inner = depth - 1
        switch int(0...3) {
        case 0:
            return "("
                + pick([
                    "add", "sub", "mul", "div", "mod", "max", "min", "addf", "subf", "mulf", "divf", "maxf",
                    "minf",
                ]) + " \(number(inner, known)) \(number(inner, known)))"
        case 1:
            return
                "(\(pick(["int", "int64", "float64", "floor", "ceil", "add1", "add1f", "toDecimal"])) \(any(inner, known)))"
        case 2: return "(len \(pick([text(inner, known), list(inner, known), map(inner, known)])))"
        default: return "(round \(number(inner, known)) \(int(0...3)))"
        }
    }

    private mutating func bool(_ depth: Int, _ known: [String]) -> String {
        guard depth > 0 else { return pick(["true", "false", ".Values.flag", ".Values.off"]) }
        let inner = depth - 1
        switch int(0...5) {
        case 0: return "(\(pick(["eq", "ne"])) \(any(inner, known)) \(any(inner, known)))"
        case 1:
            let isText = chance(50)
            let pair =
                isText
                ? (text(inner, known), text(inner, known)) : (number(inner, known), number(inner, known))
            return "(\(pick(["lt", "le", "gt", "ge"])) \(pair.0) \(pair.1))"
        case 2: return "(\(pick(["and", "or"])) \(any(inner, known)) \(any(inner, known)))"
        case 3: return "(\(pick(["not", "empty"])) \(any(inner, known)))"
        case 4:
            return
                "(\(pick(["hasPrefix \"a\"", "hasSuffix \"c\"", "contains \"b\"", "regexMatch \"^[a-z]+$\""])) \(text(inner, known)))"
        default:
            return pick([
                "(has \(any(inner, known)) \(list(inner, known)))", "(hasKey \(map(inner, known)) \"a\")",
                "(kindIs \"\(pick(["string", "map", "slice", "int", "float64"]))\" \(any(inner, known)))",
                "(deepEqual \(any(inner, known)) \(any(inner, known)))",
                "(semverCompare \"\(pick([">=1.2", "^1.2.3", "~1", "1.2 - 1.4", "!=1.3", "<2 || >3"]))\" \"\(pick(["1.2.3", "1.3.0-a", "v2.0", "0.9"]))\")",
            ])
        }
    }

    private mutating func list(_ depth: Int, _ known: [String]) -> String {
        guard depth > 0 else {
            return pick(["(list)", ".Values.list", ".Values.nums", "(list 1 \"a\" nil 2.5)", "(until 3)"])
        }
        let inner = depth - 1
        switch int(0...4) {
        case 0: return "(list \(any(inner, known)) \(any(inner, known)))"
        case 1:
            return
                "(\(pick(["rest", "initial", "reverse", "uniq", "compact", "sortAlpha", "toStrings"])) \(list(inner, known)))"
        case 2:
            return "(\(pick(["append", "prepend", "without"])) \(list(inner, known)) \(any(inner, known)))"
        case 3:
            return "(\(pick(["splitList \",\"", "regexFindAll \"[a-z]\""])) \(text(inner, known)))"
                .replacingRegexTail()
        default:
            return pick([
                "(concat \(list(inner, known)) \(list(inner, known)))", "(chunk 2 \(list(inner, known)))",
                "(slice \(list(inner, known)) 1)", "(sortAlpha (keys \(map(inner, known))))",
                "(untilStep 5 0 -2)",
                "(pluck \"a\" \(map(inner, known)) \(map(inner, known)))",
                "(fromJsonArray (toJson \(list(inner, known))))",
            ])
        }
    }

    private mutating func map(_ depth: Int, _ known: [String]) -> String {
        guard depth > 0 else {
            return pick([
                "(dict)", ".Values.map", ".Values.odd", "(dict \"a\" 1 \"b\" \"x\")",
                "(dict \"a\" (dict \"b\" nil) \"c\" (list))",
            ])
        }
        let inner = depth - 1
        switch int(0...5) {
        case 0: return "(dict \"a\" \(any(inner, known)) \"b\" \(any(inner, known)))"
        case 1:
            return
                "(\(pick(["merge", "mergeOverwrite"])) (deepCopy \(map(inner, known))) \(map(inner, known)))"
        case 2: return "(set (deepCopy \(map(inner, known))) \"n\" \(any(inner, known)))"
        case 3: return "(\(pick(["pick", "omit"])) \(map(inner, known)) \"a\" \"c\")"
        case 4: return "(unset (deepCopy \(map(inner, known))) \"a\")"
        default: return "(fromYaml (toYaml \(map(inner, known))))"
        }
    }
}

extension String {
    /// `regexFindAll` wants a count after the text.
    fileprivate func replacingRegexTail() -> String {
        hasPrefix("(regexFindAll") ? dropLast() + " -1)" : self
    }
}
