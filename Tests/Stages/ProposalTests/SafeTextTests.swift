import Testing

@testable import Proposal

/// One case for each rule, with what it prevents.
@Suite struct SafeTextTests {
    @Test(arguments: [
        ("a <img>", "a &lt;img&gt;"), ("&lt;b&gt; &#64;", "&amp;lt;b&amp;gt; &amp;\\#\u{200B}64;"),
        ("a|b", "a\\|b"), ("[x](y)", "\\[x\\](y)"), ("`c`", "\\`c\\`"), ("*b* ~s~", "\\*b\\* \\~s\\~"),
        ("~~~", "\\~\\~\\~"),
        ("# h", "\\# h"), ("a\\b", "a\\\\b"), ("$x$", "\\$x\\$"),
        // An underscore inside a word is one; elsewhere it is emphasis.
        ("aws_instance _x_ __", "aws_instance \\_x\\_ \\_\\_"),
        ("/merge", "\\/merge"), ("a/b", "a/b"), ("- x", "\\- x"), ("a - b", "a - b"), ("+ x", "\\+ x"),
        ("=== x", "\\=== x"),
        ("1. x", "1\\. x"), ("12) x", "12\\) x"), ("v1. x", "v1. x"), ("(a) x.", "(a) x."),
        ("@user", "@\u{200B}user"), ("a@b.c", "a@\u{200B}b.c"), ("http://x", "http:\u{200B}//x"),
        ("www.x", "www.\u{200B}x"), ("GH-12", "GH-\u{200B}12"), ("!6", "!\u{200B}6"), ("a\nb", "a b"),
        ("", ""),
    ])
    func markdownIsProse(_ text: String, _ safe: String) { #expect(SafeText.markdown(text) == safe) }

    @Test(arguments: [
        ("fixes #12", "fixes # 12"), ("closes gh-12", "closes gh- 12"), ("@user", "@ user"),
        ("x @ 5", "x @ 5"),
        ("see !6", "see ! 6"), ("https://x", "https: //x"), ("WWW.x", "WWW. x"),
        ("a-1 #a !b a.b a:b", "a-1 #a !b a.b a:b"),
        ("#", "#"), ("a\r\nb\u{7}", "a  b"),
    ])
    func messagesMentionAndCloseNothing(_ text: String, _ safe: String) {
        #expect(SafeText.plain(text) == safe)
    }

    @Test func codeStaysCode() {
        #expect(SafeText.code("a`b``c\nd") == "a'b''c d")
        #expect(SafeText.fenced("a `b`\n```\r\n\t````x\n~~~\u{1B}") == "a `b`\n'''\n\t'''`x\n~~~")
        #expect(SafeText.label(#"a "b" %%{c}%% <d> [0]; #e → 1.5"#) == "a 'b' '''c''' 'd' [0]' 'e → 1.5")
    }

    @Test(arguments: [
        ("Trimtab-Action: x", true), ("TRIMTAB-x: y", true), ("Signed-off-by: x", true),
        ("Acked-By: x", true),
        ("Co-authored-with: x", true), ("---", true), ("--- x", true), ("diff --git a b", true),
        ("Index: x", true),
        ("Query: x", false), ("Trimtab-Action", false), ("- x", false), ("-- x", false), ("different", false),
        ("", false),
    ])
    func linesThatEndOrSignAMessageAreIndented(_ line: String, _ isIndented: Bool) {
        #expect(SafeText.withoutTrailers("a\n\(line)\nb") == "a\n" + (isIndented ? "  " : "") + "\(line)\nb")
        #expect(
            SafeText.withoutTrailers("a\r\n\(line)\r\n") == "a\n" + (isIndented ? "  " : "") + "\(line)\n")
    }

    @Test func proseWrapsBetweenWords() {
        #expect(SafeText.wrap("one two  three", width: 7) == "one two\nthree")
        #expect(SafeText.wrap("one extraordinary x", width: 5, indent: "  ") == "one\n  extraordinary\n  x")
        #expect(SafeText.wrap("", width: 5) == "")
    }
}
