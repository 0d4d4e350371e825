import Diagnostics
import Testing
import YAML

/// Nodes found by their tokens.
@Suite struct TokenLookupTests {
    static let texts = [
        "a: 1\nb:\n  - x\n  - {y: 2, z: [3, {}]}\nc: &anchor\n  d: 4\ne: *anchor\nf: !!str 5\n",
        "---\n- - - a\n    - b\n- ? k\n  : v\n---\nlast: |\n  text\n  more\n...\n",
        "empty:\nalso:\n# comment\nlist:\n-\n- &x !!map {}\n- *x\n\"q\": 'r'\n", "", "[]", "key:",
        "? a\n? b\n",
        "a: &a &b 1", "<<: [{a: 1}, {b: 2}]\nm: {}\n\r\nn: \"two\\\n  lines\"\n",
    ]

    /// Every node's own token, and every other range of a short text, as one finds them by looking at all nodes.
    @Test(arguments: texts) func findsWhatASearchFinds(_ text: String) {
        let file = YAMLParser.parse(Array(text.utf8), path: "a.yaml")
        let all = Array(file.tree.allNodes)
        for lower in 0...text.utf8.count {
            for upper in lower...text.utf8.count {
                let range = ByteRange(lower..<upper)
                #expect(
                    file.node(withToken: range) == all.last { $0.tokenRange == range }, "\(lower)..<\(upper)")
            }
        }
    }
}
