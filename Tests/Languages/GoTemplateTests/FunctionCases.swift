extension Case {
    static let printf: [Case] = [
        Case(#"{{ printf "%v|%d|%s|%q|%t" 1.5 3 "a" "b\"" true }}"#, #"1.5|3|a|"b\""|true"#),
        Case(
            #"{{ printf "%f|%.2f|%e|%g|%8.3f|" 1.5 2.345 1500000.0 1e6 3.14159 }}"#,
            "1.500000|2.35|1.500000e+06|1e+06|   3.142|"),
        Case(
            #"{{ printf "%x|%X|%05d|%-10s|%10s|%+d|%o|%b|%c|%U" 255 255 42 "a" "b" 5 8 5 65 65 }}"#,
            "ff|FF|00042|a         |         b|+5|10|101|A|U+0041"),
        Case(
            #"{{ printf "%d" "a" }}|{{ printf "%d" }}|{{ printf "x" 1 }}|{{ printf "%!" }}"#,
            "%!d(string=a)|%!d(MISSING)|x%!(EXTRA int=1)|%!!(MISSING)"),
        Case(
            #"{{ printf "%s" .Values.num }}|{{ printf "%d" .Values.num }}|{{ printf "%v" .Values.zzz }}|{{ printf "%s" .Values.zzz }}"#,
            "%!s(float64=3)|%!d(float64=3)|<nil>|%!s(<nil>)"),
        Case(
            #"{{ printf "%[2]s %[1]s" "a" "b" }}|{{ printf "%*d" 5 1 }}|{{ printf "%.2s" "héé" }}|{{ printf "%T" 1 }}"#,
            "b a|    1|hé|int"),
        Case(
            #"{{ printf "%v %v" .Values.list .Values.map }}|{{ printf "%s" .Values.list }}|{{ printf "%q" .Values.list }}"#,
            #"[a b c] map[a:1 b:2 c:map[d:x]]|[a b c]|["a" "b" "c"]"#),
        Case(
            #"{{ printf "%x" "hi" }}|{{ printf "%%" }}|{{ printf "%6.2f%%" 12.345 }}|{{ printf "%t" 1 }}"#,
            "6869|%| 12.35%|%!t(int=1)"),
    ]

    static let strings: [Case] = [
        Case(
            "{{ upper \"aé\" }}{{ lower \"AÉ\" }}{{ title \"ab cd\" }}{{ untitle \"Ab Cd\" }}",
            "AÉaéAb Cdab cd"),
        Case(
            "{{ trim \" a \" }}|{{ trimAll \"$\" \"$5$\" }}|{{ trimPrefix \"a\" \"ab\" }}|{{ trimSuffix \"-\" \"a-\" }}",
            "a|5|b|a"),
        Case(
            "{{ trunc 2 \"abc\" }}|{{ trunc -2 \"abc\" }}|{{ substr 1 2 \"abc\" }}|{{ repeat 3 \"ab\" }}",
            "ab|bc|b|ababab"),
        Case(
            "{{ hasPrefix \"a\" \"ab\" }}{{ hasSuffix \"b\" \"ab\" }}{{ contains \"b\" \"abc\" }}",
            "truetruetrue"),
        Case(
            "{{ quote \"a\" 1 }}{{ squote \"b\" }}{{ quote .Values.zzz }}{{ cat 1 \"a\" }}",
            "\"a\" \"1\"'b'1 a"),
        Case("{{ replace \"a\" \"b\" \"aXa\" }}{{ nospace \"a b\" }}", "bXbab"),
        Case("{{ indent 2 .Values.text }}|{{ nindent 1 \"a\\nb\" }}", "  line 1\n  line 2\n  |\n a\n b"),
        Case(
            "{{ splitList \",\" \"a,b\" }}{{ (split \".\" \"a.b\")._1 }}{{ join \"-\" .Values.list }}{{ sortAlpha (list \"b\" \"a\") }}",
            "[a b]ba-b-c[a b]"),
        Case(
            "{{ snakecase \"FirstName\" }} {{ kebabcase \"FirstName\" }} {{ camelcase \"http_server\" }}",
            "first_name first-name HttpServer"),
        Case(
            "{{ initials \"First Try\" }}{{ plural \"one\" \"many\" 2 }}{{ abbrev 5 \"hello world\" }}",
            "FTmanyhe..."),
        Case("{{ b64enc \"hi\" }}{{ b64dec \"aGk=\" }}", "aGk=hi"),
        Case(
            "{{ sha256sum \"abc\" }} {{ sha1sum \"abc\" }} {{ adler32sum \"abc\" }}",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad a9993e364706816aba3e25717850c26c9cd0d89d 38600999"
        ),
        Case(
            "{{ regexMatch \"^a.c$\" \"abc\" }}{{ regexFind \"[0-9]+\" \"a12b\" }}{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\" }}",
            "true12-W-xxW-"),
        Case(
            "{{ regexFindAll \"[2,4]\" \"12345\" -1 }}{{ regexSplit \"z+\" \"pizza\" -1 }}{{ regexReplaceAllLiteral \"a\" \"aba\" \"$1\" }}",
            "[2 4][pi a]$1b$1"),
        Case(
            "{{ base \"a/b.c\" }} {{ dir \"a/b\" }} {{ ext \"a.b\" }} {{ clean \"a/../b\" }} {{ isAbs \"/a\" }}",
            "b.c a .b b true"),
    ]

    static let collections: [Case] = [
        Case(
            "{{ first .Values.list }}{{ last .Values.list }}{{ rest .Values.list }}{{ initial .Values.list }}",
            "ac[b c][a b]"),
        Case(
            "{{ append .Values.list \"d\" }}{{ prepend .Values.list \"z\" }}{{ concat (list 1) (list 2) }}",
            "[a b c d][z a b c][1 2]"),
        Case(
            "{{ reverse .Values.list }}{{ uniq (list 1 1 2) }}{{ without .Values.list \"a\" }}{{ has \"a\" .Values.list }}{{ compact (list 0 1 \"\") }}",
            "[c b a][1 2][b c]true[1]"),
        Case("{{ until 3 }}{{ untilStep 1 7 2 }}{{ seq 3 }}|{{ seq 0 2 6 }}", "[0 1 2][1 3 5]1 2 3|0 2 4 6"),
        Case(
            "{{ dict \"a\" 1 \"b\" 2 }}{{ get (dict \"a\" 1) \"a\" }}{{ hasKey .Values.map \"a\" }}{{ keys (dict \"k\" 1) }}",
            "map[a:1 b:2]1true[k]"),
        Case(
            "{{ $d := dict \"a\" 1 }}{{ $_ := set $d \"b\" 2 }}{{ $_ := unset $d \"a\" }}{{ $d }}", "map[b:2]"
        ),
        Case(
            "{{ pick .Values.map \"a\" }}{{ omit .Values.map \"c\" }}{{ dig \"c\" \"d\" \"z\" .Values.map }}{{ dig \"c\" \"q\" \"z\" .Values.map }}",
            "map[a:1]map[a:1 b:2]xz"),
        Case(
            "{{ merge (dict \"a\" 1 \"c\" \"\") (dict \"a\" 2 \"b\" 3 \"c\" 4) }}{{ mergeOverwrite (dict \"a\" 1) (dict \"a\" 2) }}",
            "map[a:1 b:3 c:4]map[a:2]"),
        Case(
            "{{ merge (dict \"x\" (dict \"a\" 1)) (dict \"x\" (dict \"b\" 2)) }}{{ pluck \"a\" (dict \"a\" 1) (dict \"a\" 2) }}",
            "map[x:map[a:1 b:2]][1 2]"),
        Case("{{ chunk 2 (list 1 2 3) }}{{ deepEqual (list 1) (list 1) }}", "[[1 2] [3]]true"),
    ]

    static let types: [Case] = [
        Case(
            "{{ default \"d\" .Values.zzz }}{{ default \"d\" .Values.name }}{{ coalesce .Values.zzz 0 \"c\" }}{{ ternary 1 2 true }}",
            "dwebc1"),
        Case(
            "{{ empty .Values.empty }}{{ typeOf .Values.num }} {{ kindOf .Values.map }} {{ typeOf 1 }} {{ typeOf (int64 1) }} {{ kindIs \"slice\" .Values.list }}",
            "truefloat64 map int int64 true"),
        Case(
            "{{ typeOf .Values.map }} {{ typeOf .Values.list }} {{ kindOf .Values.zzz }} {{ toString .Values.num }}",
            "map[string]interface {} []interface {} invalid 3"),
        Case(
            "{{ add 1 2 3 }}{{ sub 5 2 }}{{ mul 2 3 }}{{ div 7 2 }}{{ mod 7 2 }}{{ add1 1 }}{{ max 1 3 2 }}{{ min 3 1 }}",
            "6363" + "1231"),
        Case(
            "{{ floor 1.7 }} {{ ceil 1.2 }} {{ round 1.256 2 }} {{ addf 1.5 1 }} {{ divf 1 4 }} {{ mulf 1.5 2 }}",
            "1 2 1.26 2.5 0.25 3"),
        Case(
            "{{ int \"12\" }} {{ int64 .Values.big }} {{ int \"x\" }} {{ float64 \"1.5\" }} {{ atoi \"7\" }} {{ int true }} {{ int 3.9 }}",
            "12 1234567 0 1.5 7 1 3"),
        Case(
            "{{ semverCompare \">=1.2.0\" \"1.3.0\" }}{{ semverCompare \"^1.2\" \"2.0.0\" }}{{ semverCompare \"~1.2.3\" \"1.2.9\" }}{{ semverCompare \">=1.19-0\" \"v1.20.1-gke.1\" }}{{ semverCompare \">=1.19\" \"1.20.1-gke.1\" }}",
            "truefalsetruetruefalse"),
        Case(
            "{{ (semver \"v1.2.3-rc.1\").Minor }} {{ semver \"1.2\" }} {{ semverCompare \"1.2.x || >=3\" \"1.2.9\" }} {{ semverCompare \"1.2 - 1.4\" \"1.5.0\" }}",
            "2 1.2.0 true false"),
    ]

    static let helm: [Case] = [
        Case(
            "{{ toYaml .Values.map }}|{{ toYaml .Values.list }}|{{ toYaml .Values.odd }}",
            "a: 1\nb: 2\nc:\n  d: x|- a\n- b\n- c|c: \"12:30\"\nd: \"2020-01-01\"\ne: \"\"\nh: '#x'\nm: |-\n  x\n  y\n\"n\": \"12\"\ns: 'a: b'\nt: \"true\"\ntab: \"a\\tb\""
        ),
        Case(
            "{{ toYaml .Values.big }} {{ toYaml .Values.f }} {{ toYaml (list) }} {{ toYaml (dict) }} {{ toYaml .Values.zzz }} {{ toYaml \"x\" }}",
            "1234567 1e-05 [] {} null x"),
        Case(
            "{{ toJson .Values.map }}{{ toJson \"<a>\" }}{{ toPrettyJson (dict \"a\" (list 1)) }}{{ toRawJson \"<\" }}",
            "{\"a\":1,\"b\":2,\"c\":{\"d\":\"x\"}}\"\\u003ca\\u003e\"{\n  \"a\": [\n    1\n  ]\n}\"<\""),
        Case(
            "{{ (fromYaml .Values.yaml).b }}{{ (fromJson \"{\\\"a\\\": 1}\").a }}{{ fromYamlArray \"[1, 2]\" }}{{ fromJsonArray \"[1]\" }}",
            "[x y]1[1 2][1]"),
        // Only what Go reads as a moment is put into quotes.
        Case(
            "{{ range list \"2006-1-2\" \"2006-02-30\" \"2006-01-02 15:04:05.9\" \"2006-01-02 15:04:05 +1\" \"2006-01-02T15:04:05\" \"2006-01-02t15:4:5Z\" \"2006-01-02T15:04:05.5+01:00\" \"2006-01-02T15:04:05Z07:00\" \"2006-01-02T25:04:05Z\" \"2006-01-02T15:04:05.Z\" \"2006-01-02T15:04:05-0700\" \"2006-01-02T\" }}{{ toYaml . }}|{{ end }}",
            "\"2006-1-2\"|2006-02-30|\"2006-01-02 15:04:05.9\"|2006-01-02 15:04:05 +1|2006-01-02T15:04:05|\"2006-01-02t15:4:5Z\"|\"2006-01-02T15:04:05.5+01:00\"|2006-01-02T15:04:05Z07:00|2006-01-02T25:04:05Z|2006-01-02T15:04:05.Z|2006-01-02T15:04:05-0700|2006-01-02T|"
        ),
        // Nothing leaves the empty collection that it is read into, except for a list of JSON.
        Case(
            "{{ toJson (fromYamlArray \"\") }}{{ toYaml (fromYamlArray \"null\") }}{{ toJson (fromYaml \"# c\") }}{{ toJson (fromJsonArray \"null\") }}",
            "[][]{}null"),
        Case(
            "{{ $n := fromJson \"null\" }}{{ toJson $n }}{{ toYaml $n }}{{ kindOf $n }}{{ len $n }}{{ toJson (merge $n) }}{{ toJson (merge $n (dict \"a\" 1)) }}",
            "nullnullmap0null{\"a\":1}"),
        Case("{{ set (fromJson \"null\") \"a\" 1 }}", error: "assignment to entry in nil map"),
        // A map that is not there is made, unless nothing is to be put into it.
        Case(
            "{{ $n := list | first }}{{ toJson (merge $n .Values.map) }}{{ toJson (mergeOverwrite $n $n (dict \"a\" 1)) }}{{ toJson (merge $n (dict)) }}{{ toJson (merge $n $n) }}",
            "{\"a\":1,\"b\":2,\"c\":{\"d\":\"x\"}}{\"a\":1}{}null"),
        // The first of what is given counts, and the rest is ignored.
        Case(
            "{{ default \"a\" \"b\" \"c\" }}{{ default \"a\" \"\" \"c\" }}{{ \"x\" | default \"y\" \"z\" }}",
            "baz"),
        Case("{{ deepCopy (list | first) }}", error: "call of reflect.Value.Type on zero Value"),
        Case("{{ dict (list | first) 1 | toJson }}", "{\"\\u003cnil\\u003e\":1}"),
        Case("[{{ cat \"\" \"a\" \"\" nil \"b\" \"\" }}]", "[ a  b ]"),
        Case("{{ chunk -3 (list 1 2 3) | toJson }}", "[]"),
        Case("{{ chunk -1 (list 1 2 3) }}", error: "makeslice: len out of range"),
        // What is YAML and not JSON is an error of JSON, worded as Go does.
        Case(
            "{{ range list \"e: 1\" \"1.2\" \"[1 2]\" \"{\\\"a\\\" 1}\" \"{a: 1}\" \"[1,]\" \"\\\"a\" \"tru!\" \"[1] x\" \"-\" \"1.x\" \"'\" }}{{ (fromJson .).Error }}|{{ end }}",
            "invalid character 'e' looking for beginning of value|json: cannot unmarshal number into Go value of type map[string]interface {}|invalid character '2' after array element|invalid character '1' after object key|invalid character 'a' looking for beginning of object key string|invalid character ']' looking for beginning of value|unexpected end of JSON input|invalid character '!' in literal true (expecting 'e')|invalid character 'x' after top-level value|invalid character ' ' in numeric literal|invalid character 'x' after decimal point in numeric literal|invalid character '\\'' looking for beginning of value|"
        ),
        Case(
            "{{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" (dict \"c\" (fromYamlArray \"\"))) | toJson }}",
            "{\"a\":{\"b\":1,\"c\":[]}}"),
        Case("{{ hasKey (fromYaml \"[\") \"Error\" }}", "true"),
        Case("{{ tpl .Values.template . }}", "web-d"),
        Case(
            "{{ define \"i\" }}a{{ .x }}{{ end }}{{ include \"i\" (dict \"x\" 1) | upper | nindent 2 }}",
            "\n  A1"),
        Case(
            "{{ lookup \"v1\" \"Pod\" \"\" \"\" }}{{ required \"x\" .Values.name }}{{ .Release.Name }}{{ .Chart.Name }}",
            "map[]webdt"),
        Case(
            "{{ .Files.Get \"a.txt\" }}{{ .Files.Lines \"a.txt\" }}{{ .Files.Get \"none\" }}{{ (.Files.Glob \"d/*\").AsConfig }}",
            "one\ntwo\n[one two]b.txt: x"),
        Case(
            "{{ .Capabilities.APIVersions.Has \"apps/v1\" }}{{ .Capabilities.APIVersions.Has \"x/v1\" }}",
            "truefalse"),
        Case(
            "{{ toYaml (dict \"a\" (dict \"b\" (list (dict \"c\" 1 \"d\" (list 1 2)) \"x\"))) }}",
            "a:\n  b:\n  - c: 1\n    d:\n    - 1\n    - 2\n  - x"),
    ]
}
