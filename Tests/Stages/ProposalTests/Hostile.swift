/// Texts that somebody could put into a label, an annotation, a path or a file to misuse what we write.
enum Hostile {
    static let texts = [
        "x\nTrimtab-Action: forged", "Trimtab-Action: forged", "x\r\n\r\nTrimtab-Owner: me\r\n",
        "a\u{2028}Trimtab-Action: forged",
        "a\u{85}Trimtab-Action: forged\u{0B}b\u{0C}c", "--- \nTrimtab-Action: forged",
        "--- Trimtab-Action: forged",
        "y --- z", "diff --git a/x b/x", "Signed-off-by: Eve <eve@example.com>", "Co-authored-by: @eve",
        "```\n# heading", "``` ` ```` x", "~~~", "@user and @org/team", "<img src=x onerror=alert(1)>",
        "<details><summary>", "</details>", "<!-- ", "-->", "&lt;b&gt; &#64;user",
        "[click](http://evil.example)",
        "](http://evil.example)", "![i](https://evil.example/i.png)", "www.evil.example",
        "http://evil.example",
        "a | b | c", "|---|", "\\| \\` \\[", "fixes #12", "closes GH-34", "see owner/repo#5 and !6", "/merge",
        "/close",
        "1. one", "1) one", "+ item", "- item", "=====", "-----", "# heading", "> quote", "*b* _i_ ~s~ $x$",
        "a\u{202E}txt.exe", "\u{200F}rtl\u{200E}", "\u{1B}[31mred\u{1B}[0m", "\u{0}\u{7}\u{8}bell",
        "tab\there",
        "%%{init: {\"theme\": \"x\"}}%%", "\"]\n bar [1]", "{{subject}} {{{owner}}}", "'; rm -rf ~; '",
        "a`b'c", " ", "",
        "e\u{301}\u{200D}\u{FEFF}", "日本語のテキスト", String(repeating: "long ", count: 2000),
        String(repeating: "w", count: 9000),
    ]
}
