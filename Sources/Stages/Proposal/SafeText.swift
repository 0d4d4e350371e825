internal import Diagnostics

/// Makes data harmless before it enters a text that people, forges or Git read.
///
/// Labels, annotations, paths and file contents are data: they can never end a line, write a trailer, mention a
/// person, close an issue or inject a link.
enum SafeText {
    /// One line without control characters and without what looks like a secret; tabs and newlines become spaces.
    ///
    /// Everything else here goes through it, and every inserted text through one of these.
    static func line(_ text: String) -> String { PlainText.line(SecretText.redacted(text)) }

    /// One line of a commit message: `@`, `#`, `GH-` and `://` stand apart from what they would make a mention, a
    /// reference or a link of.
    ///
    /// The space can be seen, so nobody copies a character that is not there; the evidence has the text as it is.
    static func plain(_ text: String) -> String { apart(line(text), by: " ") }

    /// One line for Markdown prose or a table cell: no HTML, no mention, no link, no cell border, no quick action.
    static func markdown(_ text: String) -> String {
        var result = ""
        let characters = Array(apart(line(text), by: "\u{200B}"))
        for (index, character) in characters.enumerated() {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "|", "[", "]", "`", "*", "#", "\\", "$", "~": result += "\\\(character)"
            case "_": result += isInsideWord(index, of: characters) ? "_" : "\\_"
            // A block or a quick action begins at the start of a line only.
            case "/" where result.isEmpty, "-" where result.isEmpty, "+" where result.isEmpty,
                "=" where result.isEmpty:
                result += "\\\(character)"
            case ".", ")":
                result += result.allSatisfy(\.isNumber) && !result.isEmpty ? "\\\(character)" : "\(character)"
            default: result.append(character)
            }
        }
        return result
    }

    /// One line that stands between backticks.
    static func code(_ text: String) -> String { line(text).replacing("`", with: "'") }

    /// Several lines that stand inside a fence: no line can close it; tabs stay.
    static func fenced(_ text: String) -> String {
        PlainText.lines(of: text).map { text in
            text.split(separator: "\t", omittingEmptySubsequences: false).map { line(String($0)) }
                .joined(separator: "\t").replacing("```", with: "'''")
        }.joined(separator: "\n")
    }

    /// The text of a Mermaid label: letters, digits and harmless punctuation.
    static func label(_ text: String) -> String {
        String(
            line(text).map { character in
                character.isLetter || character.isNumber || " ./-_:,()[]→…".contains(character)
                    ? character : "'"
            })
    }

    /// Indents lines that Git or a forge would read as trailers of ours or of people, or as the end of the message.
    static func withoutTrailers(_ text: String) -> String {
        PlainText.lines(of: text).map { line in
            let name = line.prefix { $0 != ":" }.lowercased()
            let isTrailer =
                line.contains(":")
                && (name.hasPrefix("trimtab-") || name.hasSuffix("-by") || name.hasPrefix("co-authored"))
            let isDivider = ["---", "diff -", "Index: "].contains { line.hasPrefix($0) }
            return isTrailer || isDivider ? "  " + line : line
        }.joined(separator: "\n")
    }

    /// Breaks prose into lines of at most `width` characters; a longer word stands alone.
    static func wrap(_ text: String, width: Int = 78, indent: String = "") -> String {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + indent)
    }

    private static func isInsideWord(_ index: Int, of characters: [Character]) -> Bool {
        guard index > 0, index + 1 < characters.count else { return false }
        let (before, after) = (characters[index - 1], characters[index + 1])
        return (before.isLetter || before.isNumber) && (after.isLetter || after.isNumber)
    }

    /// Puts `gap` behind what a forge would join to the next character.
    private static func apart(_ text: String, by gap: String) -> String {
        var result = ""
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            result.append(character)
            guard index + 1 < characters.count else { break }
            let next = characters[index + 1]
            let isJoint: Bool
            switch character {
            case "@": isJoint = next != " "
            case "#", "!": isJoint = next.isNumber
            case "-": isJoint = next.isNumber && result.suffix(3).lowercased() == "gh-"
            case ":": isJoint = next == "/"
            case ".": isJoint = result.suffix(4).lowercased() == "www."
            default: isJoint = false
            }
            if isJoint { result += gap }
        }
        return result
    }
}
