/// Makes data harmless before it enters a text that people or Git read.
///
/// Labels, annotations and file contents are data: they can never end a line, write a trailer, mention a person or
/// inject a link.
enum SafeText {
    /// One line without control characters; tabs and newlines become spaces.
    static func line(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" || scalar == "\r" {
                result.unicodeScalars.append(" ")
            } else if !scalar.properties.generalCategory.isControl {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// One line for Markdown prose or a table cell: no HTML, no mention, no link, no cell border.
    static func markdown(_ text: String) -> String {
        var result = ""
        for character in line(text) {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "@": result += "@\u{200B}"
            case "|", "[", "]", "`", "*", "_", "!", "#", "\\": result += "\\\(character)"
            default: result.append(character)
            }
        }
        return result.replacing("://", with: ":\u{200B}//")
    }

    /// One line that stands between backticks or inside a fence.
    static func code(_ text: String) -> String { line(text).replacing("`", with: "'") }

    /// Several lines that stand inside a fence: no line can close it.
    static func fenced(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { code(String($0)) }
            .joined(separator: "\n")
    }

    /// Indents lines that Git or a forge would read as trailers of ours or of people.
    static func withoutTrailers(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let name = line.prefix { $0 != ":" }.lowercased()
            let isTrailer =
                line.contains(":")
                && (name.hasPrefix("trimtab-") || name.hasSuffix("-by") || name.hasPrefix("co-authored"))
            return isTrailer ? "  " + line : String(line)
        }.joined(separator: "\n")
    }

    /// Breaks prose into lines of at most `width` characters.
    static func wrap(_ text: String, width: Int = 78) -> String {
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
        return lines.joined(separator: "\n")
    }
}

extension Unicode.GeneralCategory {
    /// Control and format characters, line and paragraph separators: nothing that a line of text needs.
    fileprivate var isControl: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
    }
}
