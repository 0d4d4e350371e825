/// Answers of Helm 4.2.3's own engine to templates that go through every function and corner of the language.
///
/// `DifferentialTests` asks the engine again where it is installed.
extension Case {
    static let recorded0: [Case] = [
        Case(
            "{{ dateInZone \"Mon Jan _2 03:04:05 PM 06 .000 002 __2\" (toDate \"2006-01-02T15:04:05Z07:00\" \"2020-03-05T13:07:09.123456+05:30\") \"Asia/Tokyo\" }}",
            "Thu Mar  5 04:37:09 PM 20 .123 065  65"),
        Case(
            "{{ dateInZone \"2006-01-02 15:04\" 0 \"Nowhere/City\" }}{{ dateInZone \"2006-01-02 15:04\" (int64 1000000000) \"\" }}",
            "1970-01-01 00:002001-09-09 01:46"),
        Case(
            "{{ date \"Monday, 02-Jan-06 15:04:05 Month Janet January 1 2 3 4 5 _2006 pm\" (toDate \"2006-01-02\" \"1999-12-31\") }}",
            "Friday, 31-Dec-99 00:00:00 Month Janet December 12 31 12 0 0 _1999 am"),
        Case(
            "{{ toDate \"2006-01-02\" \"x\" }}|{{ toDate \"2006-01-02\" \"2020-02-30\" }}|{{ toDate \"15:04\" \"25:00\" }}",
            "0001-01-01 00:00:00 +0000 UTC|0001-01-01 00:00:00 +0000 UTC|0001-01-01 00:00:00 +0000 UTC"),
        Case(
            "{{ mustToDate \"2006-01-02\" \"x\" }}",
            error:
                "error calling mustToDate: parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\""
        ),
        Case(
            "{{ mustToDate \"2006-01-02\" \"2020-02-30\" }}",
            error: "error calling mustToDate: parsing time \"2020-02-30\": day out of range"),
        Case(
            "{{ mustToDate \"2006-01-02\" \"2020-02-03x\" }}",
            error: "error calling mustToDate: parsing time \"2020-02-03x\": extra text: \"x\""),
        Case(
            "{{ mustToDate \"2006-01-02 15:04:05\" \"2020-02-03 1:02:03\" }}", "2020-02-03 01:02:03 +0000 UTC"
        ),
        Case(
            "{{ (toDate \"2006-01-02\" \"2020-01-31\").AddDate 0 1 0 }}|{{ (toDate \"2006-01-02\" \"2020-01-31\").Month }}|{{ printf \"%d\" (toDate \"2006-01-02\" \"2020-01-31\").Month }}|{{ (toDate \"2006-01-02\" \"2020-01-31\").Weekday }}",
            "2020-03-02 00:00:00 +0000 UTC|January|1|Friday"),
        Case(
            "{{ unixEpoch (toDate \"2006-01-02\" \"2020-01-31\") }}{{ (toDate \"2006-01-02\" \"2020-01-31\").Unix }}",
            "15804288001580428800"),
        Case("{{ unixEpoch 5 }}", error: "can't handle 5 for arg of type time.Time"),
        Case(
            "{{ dateModify \"-1.5h\" (toDate \"2006-01-02\" \"2020-01-31\") }}|{{ date_modify \"x\" (toDate \"2006-01-02\" \"2020-01-31\") }}",
            "2020-01-30 22:30:00 +0000 UTC|2020-01-31 00:00:00 +0000 UTC"),
        Case(
            "{{ mustDateModify \"x\" (toDate \"2006-01-02\" \"2020-01-31\") }}",
            error: "error calling mustDateModify: time: invalid duration \"x\""),
        Case(
            "{{ mustDateModify \"5\" (toDate \"2006-01-02\" \"2020-01-31\") }}",
            error: "error calling mustDateModify: time: missing unit in duration \"5\""),
        Case(
            "{{ mustDateModify \"5d\" (toDate \"2006-01-02\" \"2020-01-31\") }}",
            error: "error calling mustDateModify: time: unknown unit \"d\" in duration \"5d\""),
        Case(
            "{{ htmlDate (toDate \"2006-01-02\" \"2020-01-31\") }}{{ htmlDateInZone (toDate \"2006-01-02\" \"2020-01-31\") \"America/Los_Angeles\" }}",
            "2020-01-312020-01-30"),
        Case(
            "{{ duration 95 }} {{ duration \"95\" }} {{ duration (int64 3600) }} {{ duration \"x\" }} {{ duration 1.5 }}",
            "0s 1m35s 1h0m0s 0s 0s"),
        Case(
            "{{ durationRound \"2h10m5s\" }} {{ durationRound \"2400h10m5s\" }} {{ durationRound \"x\" }} {{ durationRound 5 }} {{ durationRound (int64 5000000000) }} {{ durationRound \"1h\" }}",
            "2h 3mo 0s 0s 5s 60m"),
        Case(
            "{{ snakecase \"HTTPServer\" }} {{ snakecase \"http2xx\" }} {{ snakecase \"http20XX\" }} {{ snakecase \"GO_PATH\" }} {{ snakecase \"GO PATH\" }} {{ snakecase \"userID\" }} {{ snakecase \"1A2B3\" }} {{ snakecase \"HELLO_WORLD.foo-Bar\" }} {{ snakecase \"aB1c2D\" }}",
            "http_server http_2xx http20_xx go_path go_path user_id 1_a2_b3 hello_world.foo_bar a_b_1c2_d"),
        Case(
            "{{ kebabcase \"HTTPServer\" }} {{ kebabcase \"FirstName\" }} {{ kebabcase \"http20XX-foo\" }} {{ kebabcase \"_GO_PATH_\" }} {{ kebabcase \"a1b2C3\" }} {{ kebabcase \"ÀéÎ\" }}",
            "http-server first-name http20-xx-foo -go-path- a-1b2-c3 àé-î"),
        Case(
            "{{ camelcase \"http_server\" }} {{ camelcase \"HTTP_SERVER\" }} {{ camelcase \"_foo_bar_\" }} {{ camelcase \"fooBar-baz qux\" }} {{ camelcase \"HTTPServer\" }} {{ camelcase \"a\" }} {{ camelcase \"__\" }} {{ camelcase \"FOO\" }}",
            "HttpServer HttpServer _FooBar_ FooBarBazQux Httpserver A ___ Foo"),
        Case(
            "{{ swapcase \"This Is A.Test x\" }} {{ title \"it's a dog_food über\" }} {{ untitle \"It's A Dog\" }} {{ upper \"straße ŉ İ\" }} {{ lower \"ÀİΣ\" }}",
            "tHIS iS a.tEST X It'S A Dog_food Über it's a dog STRAßE ŉ İ àiσ"),
        Case(
            "{{ initials \"First Try é x\" }} {{ nospace \"a b é c\" }} {{ nospace \"é\" }} {{ initials \"\" }}",
            "FTÃx abÃ\u{A9}c é "),
        Case(
            "{{ wrap 5 \"Hello World this is long-long-word x\" }}",
            "Hello\nWorld\nthis\nis\nlong-long-word\nx"),
        Case(
            "{{ wrapWith 5 \"\\t\" \"Hello World this is long-long-word x\" }}",
            "Hello\tWorld\tthis\tis\tlong-\tlong-\tword\tx"),
        Case(
            "{{ abbrev 5 \"hello world\" }} {{ abbrev 3 \"hello\" }} {{ abbrevboth 5 10 \"1234 5678 9123\" }} {{ abbrevboth 1 5 \"hello world\" }} {{ abbrevboth 5 8 \"1234 5678 91234567\" }}",
            "he... hello ...5678... hello world ...56..."),
        Case(
            "{{ splitn \"$\" 2 \"foo$bar$baz\" }} {{ (splitn \",\" 0 \"a,b\") | len }} {{ splitn \"\" 2 \"abc\" }} {{ split \",\" \"\" }} {{ splitList \"\" \"abc\" }} {{ (split \",\" \"a,b\")._7 | quote }}",
            "map[_0:foo _1:bar$baz] 0 map[_0:a _1:bc] map[_0:] [a b c] \"\""),
        Case(
            "{{ substr 0 3 \"abcdef\" }} {{ substr -1 3 \"abcdef\" }} {{ substr 2 -1 \"abcdef\" }} {{ substr 2 99 \"abcdef\" }}",
            "abc abc cdef cdef"),
        Case(
            "{{ substr 4 2 \"abcdef\" }}",
            error: "error calling substr: runtime error: slice bounds out of range [4:2]"),
        Case(
            "{{ substr -1 9 \"abcdef\" }}",
            error: "error calling substr: runtime error: slice bounds out of range [:9] with length 6"),
        Case(
            "{{ urlParse \"http://admin:secret@host.com:8080/api%20x?list=false&a=b#anchor\" | toJson }}",
            "{\"fragment\":\"anchor\",\"host\":\"host.com:8080\",\"hostname\":\"host.com\",\"opaque\":\"\",\"path\":\"/api x\",\"query\":\"list=false\\u0026a=b\",\"scheme\":\"http\",\"userinfo\":\"admin:secret\"}"
        ),
        Case(
            "{{ urlParse \"mailto:a@b.c\" | toJson }} {{ urlParse \"/a/b?c\" | toJson }} {{ urlParse \"//h/p\" | toJson }}",
            "{\"fragment\":\"\",\"host\":\"\",\"hostname\":\"\",\"opaque\":\"a@b.c\",\"path\":\"\",\"query\":\"\",\"scheme\":\"mailto\",\"userinfo\":\"\"} {\"fragment\":\"\",\"host\":\"\",\"hostname\":\"\",\"opaque\":\"\",\"path\":\"/a/b\",\"query\":\"c\",\"scheme\":\"\",\"userinfo\":\"\"} {\"fragment\":\"\",\"host\":\"h\",\"hostname\":\"h\",\"opaque\":\"\",\"path\":\"/p\",\"query\":\"\",\"scheme\":\"\",\"userinfo\":\"\"}"
        ),
        Case(
            "{{ urlParse \"http://a b/\" }}",
            error:
                "error calling urlParse: unable to parse url: parse \"http://a b/\": invalid character \" \" in host name"
        ),
        Case(
            "{{ urlParse \"a:b:c\" | toJson }} {{ urlParse \"http://[::1]:80/x\" | toJson }} {{ urlParse \"http://h\" | toJson }}",
            "{\"fragment\":\"\",\"host\":\"\",\"hostname\":\"\",\"opaque\":\"b:c\",\"path\":\"\",\"query\":\"\",\"scheme\":\"a\",\"userinfo\":\"\"} {\"fragment\":\"\",\"host\":\"[::1]:80\",\"hostname\":\"::1\",\"opaque\":\"\",\"path\":\"/x\",\"query\":\"\",\"scheme\":\"http\",\"userinfo\":\"\"} {\"fragment\":\"\",\"host\":\"h\",\"hostname\":\"h\",\"opaque\":\"\",\"path\":\"\",\"query\":\"\",\"scheme\":\"http\",\"userinfo\":\"\"}"
        ),
        Case(
            "{{ urlParse \":x\" }}",
            error: "error calling urlParse: unable to parse url: parse \":x\": missing protocol scheme"),
        Case(
            "{{ urlJoin (dict \"scheme\" \"https\" \"host\" \"h.com:1\" \"path\" \"/a b/ü!()\" \"query\" \"x=1\" \"fragment\" \"f g\" \"userinfo\" \"u:p@x\") }}",
            "https://u:p%40x@h.com:1/a%20b/%C3%BC%21%28%29?x=1#f%20g"),
        Case(
            "{{ urlJoin (dict \"host\" \"h\" \"path\" \"p\") }} {{ urlJoin (urlParse \"http://u:p@h:1/x?y#z\") }} {{ urlJoin (dict \"path\" \"a:b\") }}",
            "//h/p http://u:p@h:1/x?y#z ./a:b"),
        Case(
            "{{ urlJoin (dict \"host\" 1) }}",
            error: "error calling urlJoin: unable to parse host key, must be of type string, but int found"),
        Case(
            "{{ addf 0.1 0.2 }} {{ subf 0.3 0.1 }} {{ mulf 1.1 1.1 }} {{ divf 1 3 }} {{ divf 10 4 2 }} {{ add1f 0.1 }} {{ addf }} {{ addf \"1.5\" 2 }} {{ mulf 1e10 1e-5 }}",
            "0.3 0.2 1.21 0.3333333333333333 1.25 1.1 0 3.5 100000"),
        Case("{{ divf 1 0 }}", error: "error calling divf: decimal division by 0"),
        Case(
            "{{ int \"010\" }} {{ int \"0x1f\" }} {{ int \"1e3\" }} {{ int \"1_000\" }} {{ int \"12.00\" }} {{ int \"12.5\" }} {{ int \" 1\" }} {{ int \"0o17\" }} {{ int \"-08\" }} {{ int \"0\" }} {{ int \"\" }} {{ int true }} {{ int 1e30 }} {{ int \"9223372036854775808\" }} {{ int nil }}",
            "8 31 0 1000 12 0 0 15 0 0 0 1 -9223372036854775808 0 0"),
        Case(
            "{{ int64 \"010\" }} {{ atoi \"010\" }} {{ atoi \"x\" }} {{ atoi \"+5\" }} {{ float64 \"1e3\" }} {{ float64 \"x\" }} {{ float64 \"0x10\" }} {{ float64 \"1_0\" }} {{ float64 \" 1\" }} {{ float64 true }} {{ float64 nil }} {{ toDecimal \"777\" }} {{ toDecimal 755 }} {{ toDecimal \"9\" }}",
            "8 10 0 5 1000 0 0 10 0 1 0 511 493 0"),
        Case("{{ atoi 5 }}", error: "expected string; found 5"),
        Case(
            "{{ round 123.5555 3 }} {{ round 123.5555 2 0.6 }} {{ round -1.5 0 }} {{ floor -1.5 }} {{ ceil 1.2 }} {{ floor \"1.9\" }} {{ max 1 \"5\" 3.9 }} {{ min 2 1 }} {{ maxf 1.5 2 }} {{ minf 1.5 \"0.5\" }} {{ biggest 1 2 }}",
            "123.556 123.55 -2 -2 2 1 5 1 2 0.5 2"),
        Case(
            "{{ mod -7 3 }} {{ div -7 2 }} {{ mul }}",
            error: "wrong number of args for mul: want at least 1 got 0"),
        Case(
            "{{ mul 2 3 4 }} {{ add 1 2 \"3\" nil }} {{ sub 5 2 }} {{ add1 \"4\" }} {{ mod 7 -3 }}",
            "24 6 3 5 1"),
        Case(
            "{{ seq 5 }}|{{ seq -3 }}|{{ seq 0 2 10 }}|{{ seq 5 -2 0 }}|{{ seq 2 5 }}|{{ seq 5 2 }}|{{ seq 0 0 10 }}|{{ seq }}|{{ seq 1 2 3 4 }}|{{ seq 5 1 0 }}|{{ seq 0 -1 5 }}",
            "1 2 3 4 5|1 0 -1 -2 -3|0 2 4 6 8 10|5 3 1|2 3 4 5|5 4 3 2|||||"),
        Case(
            "{{ chunk 2 (list 1 2 3) }} {{ chunk 3 (list) }} {{ rest (list) | toJson }} {{ rest (list 1) | toJson }} {{ concat (list) (list) | toJson }} {{ concat | toJson }} {{ initial (list) | toYaml }} {{ first (list) | toJson }} {{ slice (list) | toJson }} {{ slice (list 1 2 3) 1 }} {{ slice (list 1 2 3) \"1\" 2.9 }} {{ compact (list 0 1 \"\" \"a\") }}",
            "[[1 2] [3]] [] null [] null null null null null [2 3] [2] [1 a]"),
        Case(
            "{{ first nil }}",
            error: "error calling first: runtime error: invalid memory address or nil pointer dereference"),
        Case("{{ first \"abc\" }}", error: "error calling first: Cannot find first on type string"),
        Case("{{ append (dict) 1 }}", error: "error calling append: Cannot push on type map"),
        Case("{{ concat (list 1) \"a\" }}", error: "error calling concat: Cannot concat type string as list"),
        Case(
            "{{ chunk 0 (list 1) }}", error: "error calling chunk: runtime error: makeslice: len out of range"
        ),
        Case(
            "{{ slice (list 1 2) 2 1 }}",
            error: "error calling slice: reflect.Value.Slice: slice index out of bounds"),
        Case(
            "{{ slice (list 1 2) 0 9 }}",
            error: "error calling slice: reflect.Value.Slice: slice index out of bounds"),
        Case(
            "{{ uniq (list 1 1.0 \"1\" 1 (list 1) (list 1)) | toJson }} {{ without (list 1 2 3) 2 }} {{ has 1 (list 1 2) }} {{ has 1.0 (list 1) }} {{ has 1 nil }} {{ reverse (list 1 2) }} {{ deepEqual (list 1) (list 1) }} {{ deepEqual (until 2) (list 0 1) }}",
            "[1,1,\"1\",[1]] [1 3] true false false [2 1] true false"),
        Case(
            "{{ sha512sum \"abc\" }} {{ osBase \"/a/b\" }} {{ osDir \"/a/b\" }} {{ osExt \"a.b\" }} {{ osClean \"/a/../b//\" }} {{ osIsAbs \"a\" }} {{ base \"\" }} {{ base \"/\" }} {{ base \"a/\" }} {{ dir \"a\" }} {{ dir \"/a\" }} {{ dir \"a/b/\" }} {{ ext \"a/b.c/d\" }} {{ clean \"\" }} {{ clean \"../a/./b/..\" }} {{ clean \"/../a\" }}",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f b /a .b /b false . / a . / a/b  . ../a /a"
        ),
        Case(
            "{{ toToml (dict \"a\" 1 \"b\" \"x\\n\\\"\" \"c\" (list 1 2) \"d\" (dict \"e\" true \"f\" (dict \"g\" 1.5)) \"h\" (list (dict \"i\" 1) (dict \"j\" (list (dict \"k\" 1)))) \"l m\" nil \"big\" 1e21 \"é\" 1 \"empty\" (dict) \"el\" (list)) }}",
            "a = 1\nb = \"x\\n\\\"\"\nbig = 1e+21\nc = [1, 2]\nel = []\n\"é\" = 1\n\n[d]\n  e = true\n  [d.f]\n    g = 1.5\n\n[empty]\n\n[[h]]\n  i = 1\n\n[[h]]\n\n  [[h.j]]\n    k = 1\n"
        ),
        Case(
            "{{ toToml (list 1 2) }}|{{ toToml 1 }}|{{ toToml (dict \"a\" (list 1 nil)) }}|{{ toToml (dict \"a\" (list 1 (dict \"b\" 2 \"c\" (dict \"d\" 1)))) }}|{{ toToml .Values }}",
            "[1, 2]|1|toml: cannot encode array with nil element|a = [1, {b = 2, c = {d = 1}}]\n|big = 1.234567e+06\nempty = \"\"\nf = 1e-05\nfalse = false\nflag = true\nlist = [\"a\", \"b\", \"c\"]\nname = \"web\"\nnum = 3.0\nnums = [3.0, 1.0, 2.0]\ntemplate = \"{{ .Values.name }}-{{ .Release.Name }}\"\ntext = \"line 1\\nline 2\\n\"\nyaml = \"a: 1\\nb: [x, 'y']\\n\"\n\n[map]\n  a = 1.0\n  b = 2.0\n  [map.c]\n    d = \"x\"\n\n[odd]\n  c = \"12:30\"\n  d = \"2020-01-01\"\n  e = \"\"\n  h = \"#x\"\n  m = \"x\\ny\"\n  n = \"12\"\n  s = \"a: b\"\n  t = \"true\"\n  tab = \"a\\tb\"\n"
        ),
        Case("{{ toToml (list (dict \"a\" 1)) }}", "toml: top-level values must be Go maps or structs"),
    ]
    static let recorded1: [Case] = [
        Case(
            "{{ fromToml \"a = 1\\n[b]\\nc = \\\"x\\\"\\n[[d]]\\ne = 1.5\\n\" | toJson }}",
            "{\"a\":1,\"b\":{\"c\":\"x\"},\"d\":[{\"e\":1.5}]}"),
        Case(
            "{{ toYamlPretty (dict \"a\" (list 1 2 (dict \"b\" 1)) \"c\" \"yes\" \"d\" (list)) }}",
            "a:\n  - 1\n  - 2\n  - b: 1\nc: \"yes\"\nd: []"),
        Case(
            "{{ typeOf (toYaml 1) }}{{ regexFindAll \"x\" \"abc\" -1 | toJson }}{{ regexSplit \"z+\" \"fizzbuzz\" -1 }}{{ regexReplaceAll \"a(x*)b\" \"-ab-axxb-\" \"${1}W\" }}{{ regexReplaceAllLiteral \"a(x*)b\" \"-ab-axxb-\" \"${1}\" }}{{ regexQuoteMeta \"1.2.3\" }}{{ regexMatch \"[\" \"a\" }}",
            "stringnull[fi bu ]-W-xxW--${1}-${1}-1\\.2\\.3false"),
        Case(
            "{{ regexFind \"[\" \"a\" }}",
            error:
                "error calling regexFind: regexp: Compile(`[`): error parsing regexp: missing closing ]: `[`"),
        Case(
            "{{ mustRegexFind \"[\" \"a\" }}",
            error: "error calling mustRegexFind: error parsing regexp: missing closing ]: `[`"),
        Case(
            "{{ mustRegexMatch \"`[\" \"a\" }}",
            error: "error calling mustRegexMatch: error parsing regexp: missing closing ]: `[`"),
        Case(
            "{{ regexFind \"`[\" \"a\" }}",
            error:
                "error calling regexFind: regexp: Compile(\"`[\"): error parsing regexp: missing closing ]: `[`"
        ),
        Case(
            "{{ dig \"a\" \"b\" \"def\" (dict \"a\" (dict \"b\" 1)) }}{{ dig \"x\" \"y\" \"def\" (dict) }}",
            "1def"),
        Case(
            "{{ dig \"a\" \"b\" \"def\" (dict \"a\" 1) }}",
            error: "error calling dig: interface conversion: interface {} is int, not map[string]interface {}"
        ),
        Case("{{ dig \"a\" (dict) }}", error: "error calling dig: dig needs at least three arguments"),
        Case(
            "{{ dig 1 \"d\" (dict) }}",
            error: "error calling dig: interface conversion: interface {} is int, not string"),
        Case(
            "{{ pluck \"a\" (dict \"a\" 1) (dict \"b\" 2) (dict \"a\" 3) }}{{ get (dict \"a\" 1) \"b\" | quote }}{{ hasKey (dict \"a\" nil) \"a\" }}{{ keys (dict \"a\" 1) }}{{ values (dict \"a\" 1) }}{{ pick (dict \"a\" 1 \"b\" 2) \"a\" }}{{ omit (dict \"a\" 1 \"b\" 2) \"a\" }}{{ dict \"a\" }}{{ dict 1 2 }}{{ unset (dict \"a\" 1) \"a\" }}",
            "[1 3]\"\"true[a][1]map[a:1]map[b:2]map[a:]map[1:2]map[]"),
        Case("{{ ternary 1 2 true }}{{ ternary 1 2 \"x\" }}", error: "expected bool; found \"x\""),
        Case(
            "{{ coalesce nil \"\" 0 \"x\" }}{{ all 1 \"\" }}{{ any 0 1 }}{{ empty (list) }}{{ default 1 nil }}{{ default 1 }}{{ default \"a\" \"\" }}",
            "xfalsetruetrue11a"),
        Case(
            "{{ toStrings (list 1 nil \"a\" 1.5) }}{{ join \",\" (list 1 nil \"a\") }}{{ join \",\" \"x\" }}{{ join \",\" nil }}{{ sortAlpha (list 3 \"b\" \"a\" 1.5) }}{{ sortAlpha \"x\" }}{{ cat 1 nil \"a\" }}{{ quote 1 nil \"a\" 1.5 true (list 1) }}{{ squote 1 nil \"it's\" }}{{ toString nil }}{{ toString 1.0 }}{{ plural \"a\" \"b\" 1 }}",
            "[1 a 1.5]1,ax[1.5 3 a b][x]1 a\"1\" \"a\" \"1.5\" \"true\" \"[1]\"'1' 'it's'<nil>1a"),
        Case(
            "{{ semver \"1.2.3-alpha.1+b\" }}{{ (semver \"v1.2\").Minor }}{{ (semver \"1.2.3\").Original }}{{ (semver \"1.2.3-a\").Prerelease }}{{ (semver \"1.2.3\").Compare (semver \"1.2.4\") }}",
            "1.2.3-alpha.1+b21.2.3a-1"),
        Case("{{ semver \"x\" }}", error: "error calling semver: invalid semantic version"),
        Case("{{ (semver \"1.2.3\").IncMinor }}", "1.3.0"),
        Case(
            "{{ fromToml \"a = 1\\n[b]\\nc = \\\"x\\\"\\n[[d]]\\ne = 1.5\\n[[d]]\\n[d.f]\\ng=[1,\\n 2 ] # c\\n\" | toJson }}",
            "{\"a\":1,\"b\":{\"c\":\"x\"},\"d\":[{\"e\":1.5},{\"f\":{\"g\":[1,2]}}]}"),
        Case(
            "{{ fromToml \"a.b = 1\\n a.c = {d = 'x', e = [true]}\\n\\\"q r\\\" = \\\"\\\"\\\"\\nx\\\\\\n  y\\\"\\\"\\\"\\n h=0xff\\n i=1_000\\n j=1e3 \" | toJson }}",
            "{\"a\":{\"b\":1,\"c\":{\"d\":\"x\",\"e\":[true]}},\"h\":255,\"i\":1000,\"j\":1000,\"q r\":\"xy\"}"
        ),
        Case(
            "{{ fromToml \"a = \\\"\\\\u00e9\\\\t\\\"\\nb='''x\\ny'''\" | toJson }}",
            "{\"a\":\"é\\t\",\"b\":\"x\\ny\"}"),
        Case(
            "{{ hasKey (fromToml \"a = \") \"Error\" }}{{ hasKey (fromToml \"a = 1\\na = 2\") \"Error\" }}{{ hasKey (fromToml \"[a]\\n[a]\") \"Error\" }}{{ hasKey (fromToml \"a = 01\") \"Error\" }}",
            "truetruetruetrue"),
        Case("{{ typeOf (index (fromToml \"a = 1\") \"a\") }}", "int64"),
        Case(
            "{{ toYamlPretty (dict \"a\" (dict \"b\" (list (list 1 2) (dict \"c\" 1 \"d\" (list 3))))) }}",
            "a:\n  b:\n    - - 1\n      - 2\n    - c: 1\n      d:\n        - 3"),
        Case(
            "{{ toYamlPretty (list 1 \"a: b\" true \"true\" nil 1.5 \"x\\ny\") }}",
            "- 1\n- 'a: b'\n- true\n- \"true\"\n- null\n- 1.5\n- |-\n  x\n  y"),
        Case(
            "{{ toYamlPretty (dict \"i\" 1 \"f\" 1e10 \"g\" 1e30 \"n\" nil \"s\" \"multi\\nline\\n\" \"e\" \"\" \"m\" (dict) \"long\" (repeat 30 \"word \")) }}",
            "e: \"\"\nf: 1e+10\ng: 1e+30\ni: 1\nlong: 'word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word '\nm: {}\n\"n\": null\ns: |\n  multi\n  line"
        ),
        Case(
            "{{ toYaml (dict \"i\" 1 \"f\" 1e10 \"g\" 1e30 \"n\" nil \"s\" \"multi\\nline\\n\" \"e\" \"\" \"m\" (dict) \"long\" (repeat 30 \"word \")) }}",
            "e: \"\"\nf: 10000000000\ng: 1e+30\ni: 1\nlong: 'word word word word word word word word word word word word word word word\n  word word word word word word word word word word word word word word word '\nm: {}\n\"n\": null\ns: |\n  multi\n  line"
        ),
        Case(
            "{{ merge (dict \"a\" 1) (dict \"a\" 2 \"b\" 3) | toJson }} {{ merge (dict \"a\" (dict \"x\" 1)) (dict \"a\" (dict \"x\" 2 \"y\" 3)) | toJson }} {{ merge (dict \"a\" \"\") (dict \"a\" \"x\") | toJson }} {{ merge (dict \"a\" nil) (dict \"a\" 1) | toJson }} {{ merge (dict \"a\" 1) (dict \"a\" nil) | toJson }} {{ merge (dict) (dict \"a\" nil) | toJson }}",
            "{\"a\":1,\"b\":3} {\"a\":{\"x\":1,\"y\":3}} {\"a\":\"x\"} {\"a\":1} {\"a\":1} {}"),
        Case(
            "{{ merge (dict \"a\" \"s\") (dict \"a\" (dict \"b\" 1)) | toJson }} {{ merge (dict \"a\" (dict \"b\" 1)) (dict \"a\" \"s\") | toJson }} {{ merge (dict \"a\" (list 1)) (dict \"a\" (list 2)) | toJson }} {{ merge (dict \"a\" (list)) (dict \"a\" (list 2)) | toJson }} {{ merge (dict \"a\" (dict)) (dict \"a\" (dict \"b\" 1)) | toJson }} {{ merge (dict \"a\" 0 \"b\" false) (dict \"a\" 5 \"b\" true) | toJson }}",
            "{\"a\":\"s\"} {\"a\":{\"b\":1}} {\"a\":[1]} {\"a\":[2]} {\"a\":{\"b\":1}} {\"a\":5,\"b\":true}"),
        Case(
            "{{ mergeOverwrite (dict \"a\" 1) (dict \"a\" 2 \"b\" 3) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"x\" 1 \"z\" 1)) (dict \"a\" (dict \"x\" 2 \"y\" 3)) | toJson }} {{ mergeOverwrite (dict \"a\" \"x\") (dict \"a\" \"\") | toJson }} {{ mergeOverwrite (dict \"a\" 1) (dict \"a\" nil) | toJson }} {{ mergeOverwrite (dict \"a\" 1) (dict \"a\" 0) | toJson }} {{ mergeOverwrite (dict \"a\" true) (dict \"a\" false) | toJson }}",
            "{\"a\":2,\"b\":3} {\"a\":{\"x\":2,\"y\":3,\"z\":1}} {\"a\":\"\"} {\"a\":null} {\"a\":0} {\"a\":false}"
        ),
        Case(
            "{{ mergeOverwrite (dict \"a\" \"s\") (dict \"a\" (dict \"b\" 1)) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" \"s\") | toJson }} {{ mergeOverwrite (dict \"a\" (list 1)) (dict \"a\" (list 2)) | toJson }} {{ mergeOverwrite (dict \"a\" (list 1)) (dict \"a\" (list)) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" (dict)) | toJson }} {{ mergeOverwrite (dict \"a\" (list 1)) (dict \"a\" \"s\") | toJson }} {{ mergeOverwrite (dict \"a\" (list 1)) (dict \"a\" (dict \"b\" 1)) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" (list 1)) | toJson }} {{ mergeOverwrite (dict \"a\" \"s\") (dict \"a\" (list 1)) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" nil) | toJson }} {{ mergeOverwrite (dict \"a\" (dict \"b\" 1)) (dict \"a\" (dict \"b\" nil)) | toJson }}",
            "{\"a\":{\"b\":1}} {\"a\":\"s\"} {\"a\":[2]} {\"a\":[]} {\"a\":{\"b\":1}} {\"a\":\"s\"} {\"a\":{\"b\":1}} {\"a\":[1]} {\"a\":[1]} {\"a\":null} {\"a\":{\"b\":null}}"
        ),
        Case(
            "{{ merge (dict \"a\" \"s\") (dict \"a\" (list 1)) | toJson }} {{ merge (dict \"a\" 1) (dict \"a\" (list)) (dict \"a\" (dict \"q\" 1)) | toJson }} {{ merge (dict \"a\" nil) (dict \"a\" (dict \"b\" 1)) | toJson }} {{ merge (dict \"a\" \"\") (dict \"a\" (dict \"b\" 1)) | toJson }} {{ merge (dict \"a\" (list 1)) (dict \"a\" (dict \"b\" 1)) | toJson }} {{ merge (dict \"a\" (dict)) (dict \"a\" \"s\") | toJson }} {{ merge (dict \"a\" (list)) (dict \"a\" \"s\") | toJson }}",
            "{\"a\":\"s\"} {\"a\":1} {\"a\":{\"b\":1}} {\"a\":{\"b\":1}} {\"a\":[1]} {\"a\":\"s\"} {\"a\":\"s\"}"
        ),
        Case(
            "{{ $a := dict \"x\" (dict \"y\" 1) }}{{ $b := dict }}{{ $c := merge $b $a }}{{ $_ := set $a.x \"y\" 2 }}{{ $c | toJson }}{{ $b | toJson }}",
            "{\"x\":{\"y\":2}}{\"x\":{\"y\":2}}"),
        Case(
            "{{ $a := dict \"x\" (list 1 2) }}{{ $b := dict \"x\" (list) }}{{ $c := mergeOverwrite $b $a }}{{ $c | toJson }}",
            "{\"x\":[1,2]}"),
        Case(
            "{{ $d := dict }}{{ $_ := set $d \"self\" 1 }}{{ $e := deepCopy $d }}{{ $_ := set $e \"self\" 2 }}{{ $d | toJson }}{{ $e | toJson }}",
            "{\"self\":1}{\"self\":2}"),
        Case("{{ $d := dict \"a\" 1 }}{{ $l := list $d }}{{ $_ := set (first $l) \"a\" 5 }}{{ $d.a }}", "5"),
        Case(
            "{{ semverCompare \"^1.2.3\" \"1.3.0\" }}{{ semverCompare \">=1.2-0\" \"1.2.3-beta\" }}{{ semverCompare \"~1.2\" \"1.2.9\" }}{{ semverCompare \"1.2 - 1.4.5\" \"1.4.6\" }}{{ semverCompare \">1.2, <2 || =3\" \"3.0.0\" }}{{ semverCompare \"*\" \"1.0.0-a\" }}{{ semverCompare \">= 1.19-0\" \"v1.20.3+k3s1\" }}{{ semverCompare \"!=1.x\" \"2.0\" }}{{ semverCompare \"<=1.x\" \"1.9\" }}{{ semverCompare \">1.x\" \"1.9\" }}{{ semverCompare \"^0.2\" \"0.2.9\" }}{{ semverCompare \"^0.0.3\" \"0.0.4\" }}{{ semverCompare \"^0\" \"0.9\" }}{{ semverCompare \"~0\" \"0.9\" }}{{ semverCompare \"1.2.3-beta\" \"1.2.3-beta\" }}{{ semverCompare \">=1.18 <1.19-0\" \"1.18.20-gke\" }}{{ semverCompare \">1.22-0\" \"1.22.0\" }}{{ semverCompare \"<1.22-0\" \"1.21.14-gke.1\" }}",
            "truetruetruefalsetruefalsetruetruetruefalsetruefalsetruetruetruetruefalsetrue"),
        Case(
            "{{ semverCompare \">=x\" \"1.2.3\" }}{{ semverCompare \"~>1\" \"1.2\" }}{{ semverCompare \"=<1.2\" \"1.2.9\" }}{{ semverCompare \"^1.x\" \"1.2\" }}{{ semverCompare \"\" \"1.2\" }}",
            error: "error calling semverCompare: improper constraint: \"\""),
        Case(
            "{{ semverCompare \"abc\" \"1.2\" }}",
            error: "error calling semverCompare: improper constraint: \"abc\""),
        Case(
            "{{ semverCompare \">1.2.3.4\" \"1.2\" }}",
            error: "error calling semverCompare: improper constraint: \">1.2.3.4\""),
        Case(
            "{{ semverCompare \"1.2\" \"x.y\" }}",
            error: "error calling semverCompare: invalid semantic version"),
        Case(
            "{{ semver \"01.2.3\" }} {{ semver \"1\" }} {{ semver \"1.2.3-rc.1+build\" }}",
            "1.2.3 1.0.0 1.2.3-rc.1+build"),
        Case("{{ semver \"1.2.3-01\" }}", error: "error calling semver: version segment starts with 0"),
        Case("{{ semver \"1.2.3.4\" }}", error: "error calling semver: invalid semantic version"),
        Case(
            "{{ semver \"99999999999999999999.1.1\" }}",
            error:
                "error calling semver: error parsing version segment: strconv.ParseUint: parsing \"99999999999999999999\": value out of range"
        ),
        Case("{{ .Values.zzz.a }}", error: "nil pointer evaluating interface {}.a"),
        Case(
            "{{ range .Values.list }}{{ .a }}{{ end }}", error: "can't evaluate field a in type interface {}"),
        Case("{{ with .Values.name }}{{ .a }}{{ end }}", error: "can't evaluate field a in type string"),
        Case("{{ (.Values.name).a }}", error: "can't evaluate field a in type string"),
        Case("{{ $x := .Values.name }}{{ $x.a }}", error: "can't evaluate field a in type string"),
        Case("{{ .Values.name.a }}", error: "can't evaluate field a in type interface {}"),
        Case("{{ .Values.list.a }}", error: "can't evaluate field a in type interface {}"),
        Case("{{ upper .Values.zzz }}", error: "wrong type for value; expected string; got interface {}"),
        Case("{{ .Values.zzz | upper }}", error: "invalid value; expected string"),
        Case("{{ upper .Values.num }}", error: "wrong type for value; expected string; got float64"),
        Case("{{ upper 1 }}", error: "expected string; found 1"),
        Case("{{ upper nil }}", error: "cannot assign nil to string"),
        Case("{{ trunc \"a\" \"b\" }}", error: "expected integer; found \"a\""),
        Case("{{ trunc 1.5 \"b\" }}", error: "expected integer; found 1.5"),
        Case("{{ trunc 2.0 \"bcd\" }}{{ trunc 1e0 \"bcd\" }}{{ trunc 'b' \"x\" }}", "bcbx"),
    ]
    static let recorded2: [Case] = [
        Case(
            "{{ hasKey .Values.name \"a\" }}",
            error: "wrong type for value; expected map[string]interface {}; got string"),
        Case("{{ hasKey nil \"a\" }}", "false"),
        Case("{{ hasKey \"x\" \"a\" }}", error: "can't handle \"x\" for arg of type map[string]interface {}"),
        Case(
            "{{ hasKey (split \",\" \"a\") \"a\" }}",
            error: "wrong type for value; expected map[string]interface {}; got map[string]string"),
        Case("{{ printf 1 }}", error: "expected string; found 1"),
        Case("{{ eq .Values.num 3 }}", error: "error calling eq: incompatible types for comparison"),
        Case(
            "{{ eq .Values.map .Values.map }}",
            error:
                "error calling eq: non-comparable type map[a:%!s(float64=1) b:%!s(float64=2) c:map[d:x]]: map[string]interface {}"
        ),
        Case(
            "{{ eq .Values.map nil }}{{ eq nil nil }}{{ eq .Values.zzz nil }}{{ eq \"\" nil }}",
            "falsetruetruefalse"),
        Case(
            "{{ eq .Values.list .Values.list }}",
            error: "error calling eq: non-comparable type [a b c]: []interface {}"),
        Case("{{ eq 1 }}", error: "error calling eq: missing argument for comparison"),
        Case("{{ eq }}", error: "wrong number of args for eq: want at least 1 got 0"),
        Case("{{ lt 1 2 3 }}", error: "wrong number of args for lt: want 2 got 3"),
        Case("{{ lt .Values.list 1 }}", error: "error calling lt: invalid type for comparison"),
        Case("{{ lt true false }}", error: "error calling lt: invalid type for comparison"),
        Case("{{ lt nil 1 }}", error: "error calling lt: invalid type for comparison"),
        Case("{{ lt 1 1.5 }}", error: "error calling lt: incompatible types for comparison"),
        Case("{{ ne \"a\" 1 }}", error: "error calling ne: incompatible types for comparison"),
        Case("{{ gt \"a\" 1 }}", error: "error calling gt: incompatible types for comparison"),
        Case("{{ index .Values.list 9 }}", error: "error calling index: index out of range: 9"),
        Case("{{ index .Values.list 3 }}", error: "error calling index: reflect: slice index out of range"),
        Case("{{ index .Values.list -1 }}", error: "error calling index: index out of range: -1"),
        Case(
            "{{ index .Values.list \"a\" }}",
            error: "error calling index: cannot index slice/array with type string"),
        Case(
            "{{ index .Values.list 1.0 }}",
            error: "error calling index: cannot index slice/array with type float64"),
        Case("{{ index .Values.list nil }}", error: "error calling index: cannot index slice/array with nil"),
        Case("{{ index .Values.map 1 }}", error: "error calling index: value has type int; should be string"),
        Case(
            "{{ index .Values.map nil }}",
            error: "error calling index: value is nil; should be of type string"),
        Case(
            "{{ index .Values.map \"zz\" }}|{{ index .Values.map \"zz\" \"y\" }}",
            error: "error calling index: index of nil pointer"),
        Case(
            "{{ index .Values.name 0 }}{{ index .Values.map \"c\" \"d\" }}{{ index .Values.map }}",
            "119xmap[a:1 b:2 c:map[d:x]]"),
        Case("{{ index 1 1 }}", error: "error calling index: can't index item of type int"),
        Case("{{ index nil 1 }}", error: "error calling index: index of untyped nil"),
        Case("{{ index }}", error: "wrong number of args for index: want at least 1 got 0"),
        Case("{{ len nil }}", error: "error calling len: reflect: call of reflect.Value.Type on zero Value"),
        Case("{{ len 1 }}", error: "error calling len: len of type int"),
        Case(
            "{{ slice \"abc\" 1 }}",
            error: "error calling slice: list should be type of slice or array but string"),
        Case("{{ slice }}", error: "wrong number of args for slice: want at least 1 got 0"),
        Case("{{ not }}", error: "wrong number of args for not: want 1 got 0"),
        Case("{{ not 1 2 }}", error: "wrong number of args for not: want 1 got 2"),
        Case("{{ and }}", error: "wrong number of args for and: want at least 1 got 0"),
        Case(
            "{{ and 1 2 }}{{ or 0 \"\" }}{{ and 0 1 }}{{ or 0 nil 2 }}{{ 1 | and 2 }}{{ 0 | or 0 }}", "20210"),
        Case("{{ call nil }}", error: "error calling call: call of nil"),
        Case("{{ nil }}", error: "nil is not a command"),
        Case("{{ nil | upper }}", error: "nil is not a command"),
        Case("{{ nil.a }}", error: "unexpected . after term \"nil\""),
        Case("{{ (nil).a }}", error: "nil is not a command"),
        Case("{{ 1 2 }}", error: "can't give argument to non-function 1"),
        Case("{{ \"a\" \"b\" }}", error: "can't give argument to non-function \"a\""),
        Case("{{ .Values.name \"a\" }}", error: "name is not a method but has arguments"),
        Case("{{ .Values.name | .Values.map }}", error: "map is not a method but has arguments"),
        Case("{{ (1) 2 }}", error: "can't give argument to non-function 1"),
        Case("{{ true | not }}{{ \"a\" | printf \"%s-%s\" \"b\" }}", "falseb-a"),
        Case("{{ $x 1 }}", error: "undefined variable \"$x\""),
        Case("{{ $x := 1 }}{{ $x 1 }}", error: "can't give argument to non-function $x"),
        Case(
            "{{ range $i, $e := 5 }}{{ $i }}{{ $e }}{{ end }}{{ range 0 }}x{{ else }}e{{ end }}{{ range -1 }}x{{ end }}",
            error: "can't use 5 to iterate over more than one variable"),
        Case("{{ range \"abc\" }}{{ . }}{{ end }}", error: "range can't iterate over abc"),
        Case("{{ range 1.5 }}{{ . }}{{ end }}", error: "range can't iterate over 1.5"),
        Case("{{ range true }}{{ . }}{{ end }}", error: "range can't iterate over true"),
        Case("{{ range nil }}x{{ else }}e{{ end }}", error: "nil is not a command"),
        Case("{{ range $k, $v := dict \"b\" 1 \"a\" 2 }}{{ $k }}{{ $v }}{{ end }}", "a2b1"),
        Case(
            "{{ range $i := .Values.list }}{{ $i }}{{ end }}{{ range $i, $e := until 2 }}{{ $i }}{{ end }}",
            "abc01"),
        Case("{{ $i := 9 }}{{ range $i = .Values.list }}{{ end }}{{ $i }}", "c"),
    ]
    static let recorded3: [Case] = [
        Case("{{ $i := 9 }}{{ $e := 8 }}{{ range $i, $e = .Values.list }}{{ end }}{{ $i }}{{ $e }}", "2c"),
        Case("{{ break }}", error: "{{break}} outside {{range}}"),
        Case(
            "{{ range .Values.list }}{{ template \"x\" }}{{ end }}{{ define \"x\" }}{{ break }}{{ end }}",
            error: "{{break}} outside {{range}}"),
        Case(
            "{{ define \"a\" }}1{{ end }}{{ define \"a\" }}2{{ end }}{{ template \"a\" }}",
            error: "multiple definition of template \"a\""),
        Case("{{ define \"a\" }}1{{ end }}{{ define \"a\" }} {{ end }}{{ template \"a\" }}", "1"),
        Case("{{ block \"b\" 1 }}{{ . }}{{ end }}{{ template \"b\" 2 }}", "12"),
        Case(
            "{{ define \"x\" }}{{ .a.b.c }}{{ end }}{{ include \"x\" (dict \"a\" (dict)) }}",
            error: "nil pointer evaluating interface {}.c"),
        Case(
            "{{ define \"x\" }}{{ .a.b.c }}{{ end }}{{ template \"x\" (dict \"a\" (dict)) }}",
            error: "nil pointer evaluating interface {}.c"),
        Case(
            "{{ tpl \"{{ .a.b.c }}\" (dict \"a\" (dict)) }}", error: "nil pointer evaluating interface {}.c"),
        Case(
            "{{ tpl \"{{ .a\" . }}",
            error: "error calling tpl: cannot parse template \"{{ .a\": template: gotpl:1: unclosed action"),
        Case(
            "{{ tpl \"{{ nosuch }}\" . }}",
            error:
                "error calling tpl: cannot parse template \"{{ nosuch }}\": template: gotpl:1: function \"nosuch\" not defined"
        ),
        Case(
            "{{ tpl \"a\\n{{ if }}\" . }}",
            error:
                "error calling tpl: cannot parse template \"a\\n{{ if }}\": template: gotpl:2: missing value for if"
        ),
        Case(
            "{{ tpl \"{{ define \\\"q\\\" }}x{{ end }}{{ include \\\"q\\\" . }}\" . }}{{ include \"q\" . }}",
            error: "error calling include: template: no template \"q\" associated with template \"gotpl\""),
        Case("{{ fail \"a\\nb\" }}", error: "error calling fail: a\nb"),
        Case("{{ required \"x\" \"\" }}{{ required \"y\" nil }}", error: "error calling required: x"),
        Case(
            "{{ include \"nope\" . }}",
            error: "error calling include: template: no template \"nope\" associated with template \"gotpl\""),
        Case(
            "{{ .Files.Get \"a.txt\" }}{{ .Files.Get \"no\" }}{{ .Files.Lines \"a.txt\" }}{{ (.Files.Glob \"d/*\").AsConfig }}{{ (.Files.Glob \"d/*\").AsSecrets }}{{ range $p, $b := .Files.Glob \"**\" }}{{ $p }}:{{ $b | toString }}{{ end }}",
            "one\ntwo\n[one two]b.txt: xb.txt: eA==a.txt:one\ntwo\nd/b.txt:x"),
        Case("{{ .Files.Nope }}", "[]"),
        Case("{{ .Files.Get }}", error: "wrong number of args for Get: want 1 got 0"),
        Case(
            "{{ .Capabilities.APIVersions.Has \"v1\" }}{{ .Capabilities.APIVersions.Has \"zz\" }}",
            "truefalse"),
        Case(
            "{{ lookup \"v1\" \"Pod\" \"a\" \"b\" }}{{ (lookup \"v1\" \"Pod\" \"a\" \"b\").items }}{{ getHostByName \"x\" }}",
            "map[]"),
        Case(
            "{{ 9223372036854775807 }} {{ -9223372036854775808 }} {{ 0x7fffffffffffffff }} {{ 1_0.5 }} {{ 0x1p-2 }} {{ 0x1.8p1 }} {{ 1e0 }} {{ 0e1 }} {{ .5e1 }} {{ 1. }} {{ 0b101 }} {{ 0O17 }} {{ 0X1F }} {{ '\\n' }} {{ '\\x41' }} {{ 'é' }} {{ '\\'' }} {{ +5 }}",
            "9223372036854775807 -9223372036854775808 9223372036854775807 10.5 0.25 3 1 0 5 1 5 15 31 10 65 233 39 5"
        ),
        Case("{{ 9223372036854775808 }}", error: "9223372036854775808 overflows int"),
        Case("{{ 18446744073709551616 }}", error: "integer overflow: \"18446744073709551616\""),
        Case("{{ 1e400 }}", error: "illegal number syntax: \"1e400\""),
        Case("{{ 08 }}", error: "integer overflow: \"08\""),
        Case("{{ 0x }}", error: "bad number syntax: \"0x\""),
        Case("{{ 1__0 }}", error: "bad number syntax: \"1__0\""),
        Case("{{ 1_ }}", error: "bad number syntax: \"1_\""),
        Case("{{ 'ab' }}", error: "malformed character constant: 'ab'"),
        Case("{{ '' }}", error: "invalid syntax"),
        Case("{{ \"\\q\" }}", error: "invalid syntax"),
        Case("{{ \"\\u00e9\\U0001F600\\101\\x41\" }}{{ \"a\\", error: "unterminated quoted string"),
        Case("b\" }}", "b\" }}"),
        Case("{{ `a\\n{{ }}` }}{{ \"{{\" }}", "a\\n{{ }}{{"),
        Case("{{\"a\"}}{{-1}}|{{- 1}}|{{-  \"x\"  -}} y", "a-1|1|xy"),
        Case("{{- /* a */ -}}  x {{/* b */ -}} y {{- /* c */}}z", "x yz"),
        Case("{{ /* a */ }}", error: "unexpected \"/\" in command"),
        Case("{{- /* a */}} x", " x"),
        Case("{{/* a */ -}}x{{/* {{ nested }} */}}", "x"),
        Case("{{/* a -}}", error: "unclosed comment"),
        Case("a{{- \"b\" -}}c {{- \"d\" }} e {{ \"f\" -}} g", "abcd e fg"),
        Case(
            "{{ if 1 }}a{{ else if 0 }}b{{ else }}c{{ end }}{{ if 0 }}{{ else if 0 }}{{ else }}z{{ end }}{{ if not 0 }}q{{ end }}",
            "azq"),
        Case(
            "{{ with 0 }}a{{ else with 1 }}b{{ . }}{{ else }}c{{ end }}{{ with 0 }}a{{ else with 0 }}b{{ else with 3 }}{{ . }}{{ end }}",
            "b13"),
        Case("{{ range list }}a{{ else }}b{{ end }}{{ range 2 }}{{ else }}{{ end }}", "b"),
        Case("{{ range list }}a{{ else if 1 }}b{{ end }}", error: "unexpected <if> in input"),
        Case("{{ if 1 }}{{ else with 1 }}{{ end }}", error: "unexpected <with> in input"),
        Case("{{ with 1 }}{{ else if 1 }}{{ end }}", error: "unexpected <if> in input"),
        Case("{{ if 1 }}{{ else }}{{ else }}{{ end }}", error: "expected end; found {{else}}"),
        Case("{{ end }}", error: "unexpected {{end}}"),
        Case("{{ if 1 }}{{ end }}{{ end }}", error: "unexpected {{end}}"),
        Case("{{ else }}", error: "unexpected {{else}}"),
        Case("{{ if }}{{ end }}", error: "missing value for if"),
        Case("{{ if 1 | }}{{ end }}", ""),
        Case("{{ | 1 }}", error: "unexpected \"|\" in command"),
        Case("{{ 1 | | 2 }}", error: "unexpected \"|\" in command"),
        Case("{{ }}", error: "missing value for command"),
        Case("{{ ( ) }}", error: "missing value for parenthesized pipeline"),
        Case("{{ (1 | print) | print (2 | print) }}{{ ((1)) }}{{ (print (print 1)) }}", "2111"),
        Case("{{ (1 }}", error: "unclosed left paren"),
    ]
    static let recorded4: [Case] = [
        Case("{{ 1) }}", error: "unexpected right paren"),
        Case("{{ \"a\" . }}", error: "can't give argument to non-function \"a\""),
        Case("{{ . \"a\" }}", error: "can't give argument to non-function ."),
        Case("{{ .a. }}", error: "unexpected <.> in operand"),
        Case("{{ .a..b }}", error: "unexpected <.> in operand"),
        Case("{{ . a }}", error: "function \"a\" not defined"),
        Case("{{ .Values . }}", error: "Values is not a method but has arguments"),
        Case("{{ .Values.list | first | upper }}{{ .Values.map.c.d | upper | lower }}", "Ax"),
        Case("{{ $x := 1 }}{{ $y := $x }}{{ $x = 5 }}{{ $x }}{{ $y }}", "51"),
        Case("{{ $x = 1 }}", error: "undefined variable: $x"),
        Case("{{ $x, $y := 1 }}", error: "too many declarations in command"),
        Case("{{ $x }}", error: "undefined variable \"$x\""),
        Case("{{ range $a, $b, $c := list }}{{ end }}", error: "too many declarations in range"),
        Case("{{ range $a $b := list }}{{ end }}", error: "undefined variable \"$a\""),
        Case("{{ range $a, 1 := list }}{{ end }}", error: "range can only initialize variables"),
        Case("{{ range $a, $b }}{{ end }}", error: "undefined variable \"$b\""),
        Case("{{ $x := 1 | add 1 | mul 2 }}{{ $x }}", "4"),
        Case("{{ $x := }}", error: "missing value for command"),
        Case("{{ define a }}{{ end }}", error: "unexpected \"a\" in define clause"),
        Case("{{ define \"a\" \"b\" }}{{ end }}", error: "unexpected \"\\\"b\\\"\" in define clause"),
        Case("{{ define \"a\" }}", error: "unexpected EOF"),
        Case("{{ if 1 }}{{ define \"a\" }}{{ end }}{{ end }}", error: "unexpected <define> in command"),
        Case(
            "{{ define \"a\" }}{{ define \"b\" }}{{ end }}{{ end }}", error: "unexpected <define> in command"),
        Case("{{ define \"x\" }}{{ $ }}{{ end }}{{ template \"x\" 5 }}{{ template \"x\" }}", "5"),
        Case(
            "{{ template \"x\" 1 2 }}{{ define \"x\" }}{{ end }}",
            error: "can't give argument to non-function 1"),
        Case("{{ template x }}", error: "unexpected \"x\" in template clause"),
        Case("{{ template }}", error: "unexpected \"}}\" in template clause"),
        Case(
            "{{ template \"x\" | print }}{{ define \"x\" }}{{ end }}",
            error: "unexpected \"|\" in template clause"),
        Case(
            "{{ block \"q\" . }}{{ .Release.Name }}{{ end }}{{ block \"r\" (dict \"a\" 1) }}{{ .a }}{{ end }}",
            "d1"),
        Case("{{ block \"q\" }}{{ end }}", error: "missing value for block clause"),
        Case("{{ break }}", error: "{{break}} outside {{range}}"),
        Case("{{ continue }}", error: "{{continue}} outside {{range}}"),
        Case(
            "{{ range until 5 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if gt . 3 }}{{ break }}{{ end }}{{ . }}{{ else }}x{{ end }}",
            "023"),
        Case(
            "{{ range until 3 }}{{ range until 3 }}{{ if eq . 1 }}{{ break }}{{ end }}{{ . }}{{ end }}{{ end }}",
            "000"),
        Case("{{ range until 3 }}{{ break 1 }}{{ end }}", error: "unexpected \"1\" in {{break}}"),
        Case("{{ range until 2 }}{{ with 1 }}{{ break }}{{ end }}{{ end }}ok", "ok"),
        Case("{{ true }}{{ false }}{{ true | print }}{{ not true }}", "truefalsetruefalse"),
        Case("{{ true false }}", error: "can't give argument to non-function true"),
        Case("{{ trueish }}", error: "function \"trueish\" not defined"),
        Case("{{ nil }}", error: "nil is not a command"),
        Case(
            "{{ print nil }}{{ eq nil .Values.zzz }}{{ list nil }}{{ dict \"a\" nil }}",
            "<nil>true[<nil>]map[a:<nil>]"),
        Case(
            "{{ printf \"%v %d %s\" nil nil nil }}{{ printf \"%v\" .Values.none }}",
            "<nil> %!d(<nil>) %!s(<nil>)<nil>"),
        Case(
            "{{ printf \"%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%b|%c|%q|%U|%#U\" 42 42 42 42 42 42 42 42 8 8 5 65 65 65 65 }}",
            "   42|42   |00042|+42| 42|2a|2A|0x2a|10|010|101|A|'A'|U+0041|U+0041 'A'"),
        Case(
            "{{ printf \"%5s|%-5s|%.2s|%5.1s|%q|%#q|%x|% x|%X|%+q|%05s\" \"abc\" \"abc\" \"abc\" \"abc\" \"a\\\"b\" \"ab\" \"hi\" \"hi\" \"hi\" \"é\" \"ab\" }}",
            "  abc|abc  |ab|    a|\"a\\\"b\"|`ab`|6869|68 69|6869|\"\\u00e9\"|000ab"),
        Case(
            "{{ printf \"%f|%.2f|%8.3f|%-8.1f|%+.1f|%e|%E|%g|%G|%.3g|%08.2f|% f|%v\" 3.14159 3.14159 3.14159 3.14159 3.14159 31415.9 31415.9 1e21 1e21 1234.5678 -3.14159 1.5 1e6 }}",
            "3.141590|3.14|   3.142|3.1     |+3.1|3.141590e+04|3.141590E+04|1e+21|1E+21|1.23e+03|-0003.14| 1.500000|1e+06"
        ),
        Case(
            "{{ printf \"%t|%5t|%v|%d|%s\" true false true true true }}",
            "true|false|true|%!d(bool=true)|%!s(bool=true)"),
        Case(
            "{{ printf \"%v|%+v|%#v|%T|%s|%d\" (list 1 \"a\" nil 1.5) (dict \"a\" 1) (list 1 \"a\") (dict) (list \"x\" 1) (list 1 2) }}",
            "[1 a <nil> 1.5]|map[a:1]|[]interface {}{1, \"a\"}|map[string]interface {}|[x %!s(int=1)]|[1 2]"),
        Case(
            "{{ printf \"%#v %#v %#v %#v %#v %#v\" 1 \"a\" true 1.0 nil (dict \"a\" 1 \"b\" \"x\") }}",
            "1 \"a\" true 1 <nil> map[string]interface {}{\"a\":1, \"b\":\"x\"}"),
        Case(
            "{{ printf \"%x %X\" (list \"ab\" 10) (dict \"k\" 255) }} {{ printf \"%5v|%-5v|%05v\" (list 1 2) (list 1 2) (list 1 2) }}",
            "[6162 a] map[6B:FF] [    1     2]|[1     2    ]|[00001 00002]"),
        Case(
            "{{ printf \"%*d|%-*d|%.*f|%[1]d %[1]d|%[3]d|%[2]*[1]d\" 5 42 5 42 2 3.14159 }}",
            "   42|42   |3.14|5 5|5|                                         5"),
        Case(
            "{{ printf \"%[2]d %[1]d\" 1 2 }} {{ printf \"%[5]d\" 1 }} {{ printf \"%[0]d\" 1 }} {{ printf \"%[a]d\" 1 }} {{ printf \"%[1\" 1 }} {{ printf \"%d %d\" 1 }} {{ printf \"%d\" 1 2 }} {{ printf \"%!\" }} {{ printf \"%\" }} {{ printf \"%z\" 1 }} {{ printf \"%-\" }}",
            "2 1 %!d(BADINDEX) %!d(BADINDEX) %!d(BADINDEX) %!(NOVERB) 1 %!d(MISSING) 1%!(EXTRA int=2) %!!(MISSING) %!(NOVERB) %!z(int=1) %!(NOVERB)"
        ),
        Case(
            "{{ printf \"%d %s %v\" \"a\" 1 1.0 }} {{ printf \"%s\" 1.5 }} {{ printf \"%d\" 1.5 }} {{ printf \"%t\" \"x\" }} {{ printf \"%c\" \"x\" }} {{ printf \"%q\" 1.5 }} {{ printf \"%f\" 1 }} {{ printf \"%e\" \"a\" }} {{ printf \"%s\" true }} {{ printf \"%w\" 1 }} {{ printf \"%p\" 1 }}",
            "%!d(string=a) %!s(int=1) 1 %!s(float64=1.5) %!d(float64=1.5) %!t(string=x) %!c(string=x) %!q(float64=1.5) %!f(int=1) %!e(string=a) %!s(bool=true) %!w(int=1) %!p(int=1)"
        ),
        Case(
            "{{ printf \"%s\" (dict \"a\" (list 1)) }} {{ printf \"%q\" (dict \"a\" \"b\") }} {{ printf \"%d\" (dict \"a\" 1) }} {{ print (list) (dict) }} {{ print \"a\" 1 2 \"b\" \"c\" 3.0 nil nil true }} {{ println \"a\" nil }} {{ print }} {{ println }}",
            "map[a:[%!s(int=1)]] map[\"a\":\"b\"] map[%!d(string=a):1] [] map[] a1 2bc3 <nil> <nil> true a <nil>\n  \n"
        ),
        Case(
            "{{ html \"<a>&'\\\"\" 1 }} {{ js \"a'b\\\"c\\\\d<e>&=\\n\\t\\u2028é\" }} {{ urlquery \"a b&c=d/é\" \"x\" }} {{ html nil }} {{ html (list \"<\" 1) }} {{ js 1 }} {{ \"a\" | html | print }}",
            "&lt;a&gt;&amp;&#39;&#34;1 a\\'b\\\"c\\\\d\\u003Ce\\u003E\\u0026\\u003D\\u000A\\u0009\\u2028é a+b%26c%3Dd%2F%C3%A9x &lt;no value&gt; [&lt; 1] 1 a"
        ),
        Case(
            "{{ 1.0 }} {{ 1e6 }} {{ 1e20 }} {{ 1e21 }} {{ 123456789.0 }} {{ 0.000001 }} {{ 0.0000001 }} {{ 100000000000000000000000.0 }} {{ .Values.num }} {{ -0.0 }}",
            "1 1e+06 1e+20 1e+21 1.23456789e+08 1e-06 1e-07 1e+23 3 -0"),
        Case(
            "{{ list 1 2.5 \"a\" true nil (list) (dict) }} {{ dict \"b\" 1 \"a\" (dict \"z\" 1) }} {{ list (list 1 2) (list 3) }} {{ dict \"x\" nil }} {{ list \"\" \" \" }}",
            "[1 2.5 a true <nil> [] map[]] map[a:map[z:1] b:1] [[1 2] [3]] map[x:<nil>] [  ]"),
        Case("{{ and }}", error: "wrong number of args for and: want at least 1 got 0"),
        Case("{{ and 1 .Values.zzz.yyy }}", error: "nil pointer evaluating interface {}.yyy"),
        Case("{{ and 0 .Values.zzz.yyy }} {{ or 1 .Values.zzz.yyy }}", "0 1"),
        Case(
            "{{ len \"é\" }} {{ len (list 1 2) }} {{ len (dict) }} {{ index \"abc\" 1 }} {{ slice \"abcdef\" | len }}",
            error: "error calling slice: list should be type of slice or array but string"),
    ]
    static let recorded5: [Case] = [
        Case("{{ slice (list 1 2 3) 1 2 }}", "[2]"),
        Case(
            "{{ index (list (list 1 2) 3) 0 1 }} {{ index (dict \"a\" (list 1)) \"a\" 0 }} {{ (index (list (dict \"a\" 5)) 0).a }}",
            "2 1 5"),
        Case("{{ .Values.map.c.d.e }}", error: "can't evaluate field e in type interface {}"),
        Case("{{ .Values.map.zz.e }}", error: "nil pointer evaluating interface {}.e"),
        Case("{{ .Values.list.zz }}", error: "can't evaluate field zz in type interface {}"),
        Case("{{ (.Values.zzz).yyy }}", ""),
        Case("{{ (dict \"a\" nil).a.b }}", error: "nil pointer evaluating interface {}.b"),
        Case("{{ $d := dict \"a\" nil }}{{ $d.a.b }}", error: "nil pointer evaluating interface {}.b"),
        Case("{{ with dict \"a\" nil }}{{ .a.b }}{{ end }}", error: "nil pointer evaluating interface {}.b"),
        Case("{{ .Values.num.x }}", error: "can't evaluate field x in type interface {}"),
        Case("{{ .Values.flag.x }}", error: "can't evaluate field x in type interface {}"),
        Case("{{ (1).x }}", error: "can't evaluate field x in type int"),
        Case("{{ (\"a\").x }}", error: "can't evaluate field x in type string"),
        Case("{{ true.x }}", error: "unexpected . after term \"true\""),
        Case("{{ 1.x }}", error: "bad number syntax: \"1.x\""),
        Case("{{ \"a\".x }}", error: "unexpected . after term \"\\\"a\\\"\""),
        Case("{{ $.x.y }}", error: "nil pointer evaluating interface {}.y"),
        Case("{{ print .Values.num | upper | trunc 2 | quote }}", "\"3\""),
        Case(
            "{{ \"quote\\\"d\" | quote | quote }} {{ \"a\\\\b\\n\\t\\x00\\x7f\\u200b\" | quote }} {{ quote \"é\u{1F600}\" }} {{ squote \"a'b\" }} {{ quote 1.0 nil }}",
            "\"\\\"quote\\\\\\\"d\\\"\" \"a\\\\b\\n\\t\\x00\\x7f\\u200b\" \"é\u{1F600}\" 'a'b' \"1\""),
        Case(
            "{{ toJson \"é<>&\\u2028\\x01\" }} {{ toRawJson \"<a>&\" }} {{ toPrettyJson (dict \"a\" (list 1 (dict)) \"b\" (list)) }} {{ toJson 1e21 }} {{ toJson 1e-7 }} {{ toJson 1.0 }} {{ toJson 123456789012 }} {{ toJson nil }} {{ toJson .Values.num }}",
            "\"é\\u003c\\u003e\\u0026\\u2028\\u0001\" \"<a>&\" {\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n} 1e+21 1e-7 1 123456789012 null 3"
        ),
        Case(
            "{{ toYaml nil }}|{{ toYaml \"\" }}|{{ toYaml \"a\\n\" }}|{{ toYaml \" a\" }}|{{ toYaml \"- a\" }}|{{ toYaml \"yes\" }}|{{ toYaml \"1.0\" }}|{{ toYaml 1.0 }}|{{ toYaml 1e20 }}|{{ toYaml \"null\" }}|{{ toYaml \"~\" }}|{{ toYaml \"0x1\" }}|{{ toYaml \"1e3\" }}|{{ toYaml \"a: b\" }}|{{ toYaml \"#a\" }}|{{ toYaml \"a #b\" }}|{{ toYaml \"'a\" }}|{{ toYaml \"@a\" }}|{{ toYaml \"%a\" }}|{{ toYaml \"a\\tb\" }}|{{ toYaml \"é\" }}|{{ toYaml \"\\x01\" }}|{{ toYaml \"=\" }}|{{ toYaml \"<<\" }}|{{ toYaml \"!x\" }}|{{ toYaml \"*a\" }}|{{ toYaml \"a,\" }}|{{ toYaml \"[a\" }}|{{ toYaml \"off\" }}|{{ toYaml \"y\" }}|{{ toYaml \"Y\" }}|{{ toYaml \"1_000\" }}|{{ toYaml \"0b1\" }}|{{ toYaml \"0o7\" }}|{{ toYaml \"07\" }}|{{ toYaml \".5\" }}|{{ toYaml \"+1\" }}|{{ toYaml \"1:2\" }}|{{ toYaml \".inf\" }}|{{ toYaml \"-\" }}|{{ toYaml \"---\" }}|{{ toYaml \"a\\r\\nb\" }}|{{ toYaml \"a\\n\\nb\\n\\n\" }}|{{ toYaml \"\\n\" }}|{{ toYaml \"  a\\nb\" }}",
            "null|\"\"||\n  a|' a'|'- a'|\"yes\"|\"1.0\"|1|1e+20|\"null\"|\"~\"|\"0x1\"|\"1e3\"|'a: b'|'#a'|'a #b'|'''a'|'@a'|'%a'|\"a\\tb\"|é|\"\\x01\"|=|<<|'!x'|'*a'|a,|'[a'|\"off\"|\"y\"|\"Y\"|\"1_000\"|\"0b1\"|\"0o7\"|\"07\"|\".5\"|\"+1\"|\"1:2\"|\".inf\"|'-'|'---'|\"a\\r\\nb\"||+\n  a\n\n  b\n||2+\n||2-\n    a\n  b"
        ),
        Case(
            "{{ list (dict \"a\" (list (dict \"b\" 1 \"c\" (list)) \"x\")) \"multi\\nline\" | toYaml }}|{{ dict \"k: x\" 1 \"10\" 2 \"2\" 3 \"a1\" 4 \"a10\" 5 \"a2\" 6 \"A\" 7 \"true\" 8 \"\" 9 | toYaml }}",
            "- a:\n  - b: 1\n    c: []\n  - x\n- |-\n  multi\n  line|\"\": 9\n\"2\": 3\n\"10\": 2\nA: 7\na1: 4\na2: 6\na10: 5\n'k: x': 1\n\"true\": 8"
        ),
        Case(
            "{{ repeat 20 \"word \" | trim | toYaml }}|{{ dict \"a\" (repeat 40 \"x y \") | toYaml }}|{{ repeat 100 \"x\" | toYaml }}|{{ list (repeat 30 \"a: b \") | toYaml }}",
            "word word word word word word word word word word word word word word word word word\n  word word word|a: 'x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x\n  y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x y x\n  y '|xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx|- 'a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b\n  a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b a: b '"
        ),
        Case("{{ ternary \"a\" \"b\" 1 }}", error: "expected bool; found 1"),
        Case("{{ default \"a\" .Values.zzz.b }}", error: "nil pointer evaluating interface {}.b"),
        Case(
            "{{ tpl \"{{ $ }}{{ . }}\" 5 }}{{ tpl \"a{{ .x }}b\" (dict) }}{{ tpl \"\" . }}{{ tpl \"{{/* c */}}\" . }}",
            "55ab"),
        Case(
            "{{ .Files.GetBytes \"a.txt\" }}{{ .Files.GetBytes \"a.txt\" | toString }}{{ .Files.GetBytes \"d/b.txt\" | toJson }}{{ (.Files.Glob \"nothing\").AsConfig }}{{ .Files.Glob \"nothing\" | len }}{{ range $k, $v := .Files }}{{ $k }}{{ end }}",
            "[111 110 101 10 116 119 111 10]one\ntwo\n\"eA==\"{}0a.txtd/b.txt"),
        Case(
            "{{ .Files.GetBytes \"a.txt\" | b64enc }}",
            error: "wrong type for value; expected string; got []uint8"),
        Case(
            "{{ regexFindAll \"[a-z]\" \"abc\" 0 | toJson }}{{ regexSplit \",\" \"a,b\" 0 | toJson }}{{ regexFindAll \"[a-z]\" \"abc\" 2 }}{{ regexReplaceAll \"(a)(?P<n>b)\" \"abab\" \"$2$1-${n}\" }}{{ regexFind \"(?i)B+\" \"aBb\" }}",
            "nullnull[a b]ba-bba-bBb"),
        Case(
            "{{ substr 1 3 \"é\u{1F600}\" | len }} {{ trunc 1 \"é\" | len }} {{ abbrev 5 \"éééééé\" }} {{ contains \"\" \"a\" }} {{ hasPrefix \"\" \"\" }} {{ replace \"\" \"-\" \"ab\" }} {{ replace \"a\" \"\" \"banana\" }} {{ trimAll \"ab\" \"abcba\" }} {{ trimPrefix \"a\" \"aa\" }} {{ trim \"\\u00a0 a\\u2003\" }} {{ trimAll \"\" \" a \" }} {{ repeat 0 \"a\" }} {{ indent 0 \"a\" }} {{ indent 2 \"\" }} {{ nindent 2 \"\" }} {{ cat }} {{ join \"\" list }}",
            "2 1 é... true true -a-b- bnn c a a  a   a    \n    "),
        Case("{{ repeat -1 \"a\" }}", error: "error calling repeat: strings: negative Repeat count"),
        Case("{{ indent -1 \"a\" }}", error: "error calling indent: strings: negative Repeat count"),
        Case(
            "{{ untilStep 0 10 0 }}{{ until 0 }}{{ round 2.5 0 }}{{ round -2.5 0 }}{{ round 1.005 2 }}{{ round \"1.55\" 1 }}{{ floor 1 }}{{ ceil \"x\" }}",
            "[][]3-311.610"),
    ]
    static let recorded: [Case] = recorded0 + recorded1 + recorded2 + recorded3 + recorded4 + recorded5
}
