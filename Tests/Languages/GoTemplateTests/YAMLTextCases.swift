extension Case {
    /// Corners of Helm's YAML text.
    static let yamlText: [Case] = [
        Case(
            "{{ toYaml (list \"\\n\" \"a\\n\\n\" \"  x\\ny\" \"a\\n\" \" a\" \"a \" \"-\" \"- a\" \"?x\" \":\" \"a:\") }}",
            "- |2+\n\n- |+\n  a\n\n- |2-\n    x\n  y\n- |\n  a\n- ' a'\n- 'a '\n- '-'\n- '- a'\n- ?x\n- ':'\n- 'a:'"
        ),
        Case(
            "{{ toYaml (list \"~\" \"null\" \"yes\" \"1e3\" \"0x1F\" \".5\" \"1_000\" \"<<\" \"=\" \"@a\" \"a#b\" \"[\" \"é\" \"it's\" \"'\") }}",
            "- \"~\"\n- \"null\"\n- \"yes\"\n- \"1e3\"\n- \"0x1F\"\n- \".5\"\n- \"1_000\"\n- <<\n- =\n- '@a'\n- a#b\n- '['\n- é\n- it's\n- ''''"
        ),
        Case(
            "{{ toYaml (dict \"a10\" 1 \"a9\" 2 \"B\" 3 \"_\" 4 \"true\" 5 \"1\" 6 \"a.b/c\" 7) }}",
            "_: 4\n\"1\": 6\nB: 3\na.b/c: 7\na9: 2\na10: 1\n\"true\": 5"),
        Case(
            "{{ toYaml (dict \"k\" (repeat 12 \"abcdefgh \")) }}",
            "k: 'abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh abcdefgh\n  abcdefgh abcdefgh abcdefgh '"
        ),
        Case(
            "{{ toYaml 1.5 }} {{ toYaml 1e21 }} {{ toYaml 123456.75 }} {{ toYaml 12345678.5 }} {{ toYaml true }}",
            "1.5 1e+21 123456.75 1.23456785e+07 true"),
    ]
}
