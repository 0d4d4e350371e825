/// Random calls of the functions of regular expressions, with patterns that are mostly sound.
struct PatternGenerator<Random: RandomNumberGenerator> {
    var random: Random

    init(_ random: Random) { self.random = random }

    private mutating func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }

    private mutating func pattern(_ depth: Int) -> String {
        let atoms = [
            "a", "b", "c", ".", "\\d", "\\w", "\\s", "[a-c]", "[^b]", "\\b", "^", "$", "é", "[[:alpha:]]",
            "\\pL",
            "(?i:B)", "\\.", "-", "[a\\-z]", "\\Aa", "c\\z", "\\B", "(?:)", "[^\\w]", "\\x61", "{", "(?s:.)",
            "[]a]",
            "\\Q.*\\E", "\\PL", "]", "}", "\\p{Greek}", "[[:^digit:]x]", "(?i)k", "\\1", "[b-a]",
        ]
        guard depth > 0 else { return pick(atoms) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<3: return pick(atoms)
        case 3..<6: return pattern(depth - 1) + pattern(depth - 1)
        case 6:
            return "(" + pick(["", "?:", "?P<n>", "?i:", "?m:", "?U:", "?=", "?-s:"]) + pattern(depth - 1)
                + ")"
        case 7: return pattern(depth - 1) + "|" + pattern(depth - 1)
        default:
            return pattern(depth - 1)
                + pick([
                    "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,1}?", "{2,}", "{,2}", "{0}", "**",
                ])
        }
    }

    mutating func template() -> String {
        let pattern = Self.quoted(pattern(Int.random(in: 0...4, using: &random)))
        var text = ""
        for _ in 0..<Int.random(in: 0...9, using: &random) {
            text += pick([
                "a", "b", "c", "ab", "A", "B", " ", "-", "1", "é", "x", "\n", ".", "{", "_", "世", "λ",
            ])
        }
        let subject = Self.quoted(text)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return "{{ toJson (regexFindAll \(pattern) \(subject) -1) }}"
        case 1:
            let replacement = Self.quoted(pick(["<$1>", "$0$0", "-", "${1}x$2", "$n", "$", "$$"]))
            return "{{ regexReplaceAll \(pattern) \(subject) \(replacement) | quote }}"
        case 2: return "{{ toJson (regexSplit \(pattern) \(subject) -1) }}"
        case 3: return "{{ mustRegexMatch \(pattern) \(subject) }}"
        default: return "{{ regexFind \(pattern) \(subject) | quote }}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\""
            + text.unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\" + String(Character(scalar))
                case "\n": "\\n"
                default: String(Character(scalar))
                }
            }.joined() + "\""
    }
}
